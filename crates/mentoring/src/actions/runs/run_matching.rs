use std::sync::Arc;

use auth::audit::{self, AuditEntry};
use database::DatabaseError;
use kernel::{OrganizationId, RunId};
use matching::MatchingError;
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::lists::MatchInputs;
use crate::model::runs::{Draft, Phase, Run, RunState, Solved, drafts, places, problem};
use crate::queries::calendar::today;
use crate::queries::lists::{Scope, cycle, load_run_inputs};
use crate::queries::runs::{aside, demand_fitting};
use crate::storage::runs as store;

const UNCERTIFIED: &str = "what the engine found failed its check, so nothing is proposed; start \
                           another run, and tell the operators if that fails too";

/// Makes a run that was asked for: reads, scores, solves, checks, writes. A run whose worker died
/// begins again; one that is over stays as it is. Nothing is locked while the engine is at work.
///
/// # Errors
/// [`MentoringError`]: the database, or a thread that ends in a panic. What the coordinator can mend
/// is no error here: the run fails and says it.
pub async fn run_matching(
    mentoring: &Mentoring,
    organization: OrganizationId,
    id: RunId,
) -> Result<(), MentoringError> {
    let now = mentoring.sources.now();
    let begun: Result<_, DatabaseError> = mentoring
        .database
        .write(organization, async |connection| {
            store::begin(connection, organization, id, now).await
        })
        .await;
    let Some(run) = begun? else { return Ok(()) };
    let at_work = AtWork { mentoring, organization, run: &run };
    match at_work.find().await {
        Ok(found) => at_work.write(found).await,
        Err(MentoringError::Refused(why)) => give_up(mentoring, organization, id, &why).await,
        Err(MentoringError::Broken(_)) => give_up(mentoring, organization, id, UNCERTIFIED).await,
        Err(error) => Err(error),
    }
}

/// Ends a run that nothing came of, with a reason for coordinators.
///
/// # Errors
/// [`MentoringError::Database`].
pub async fn give_up(
    mentoring: &Mentoring,
    organization: OrganizationId,
    id: RunId,
    why: &str,
) -> Result<(), MentoringError> {
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            Ok(store::fail(connection, organization, id, why, now).await?)
        })
        .await
}

/// What a run found, certified.
struct Certified {
    inputs: Arc<MatchInputs>,
    solved: Solved,
    drafts: Vec<Draft>,
    blocking_pairs: u64,
}

struct AtWork<'a> {
    mentoring: &'a Mentoring,
    organization: OrganizationId,
    run: &'a Run,
}

impl AtWork<'_> {
    async fn find(&self) -> Result<Certified, MentoringError> {
        let inputs = Arc::new(self.read().await?);
        demand_usable(self.run, &inputs)?;
        self.enter(Phase::Scoring).await?;
        let problem = problem(&inputs, places(&inputs)).map_err(|error| told(&error, &inputs))?;
        self.enter(Phase::Solving).await?;
        let objective = self.run.objective();
        let found = aside(move || {
            Solved::find(problem, objective).map_err(|error| {
                tracing::error!(%error, "a matching was not solved");
                MentoringError::Broken("a matching was not solved")
            })
        });
        let solved = found.await?;
        self.enter(Phase::Checking).await?;
        let certified = aside(move || {
            solved.check()?;
            let blocking_pairs = solved.blocking_pairs();
            let drafts = drafts(&inputs, &solved)
                .map_err(|_| MentoringError::Broken("a re-run of a matching failed its check"))?;
            Ok(Certified { inputs, solved, drafts, blocking_pairs })
        });
        certified.await
    }

    async fn read(&self) -> Result<MatchInputs, MentoringError> {
        let (organization, now) = (self.organization, self.mentoring.sources.now());
        self.mentoring
            .database
            .read(organization, async |connection| {
                let cycle = cycle(connection, organization, self.run.cycle_id)
                    .await?
                    .ok_or(MentoringError::NotFound("cycle"))?;
                let only_learner = self.run.only_learner_id;
                demand_fitting(connection, organization, &cycle, only_learner).await?;
                let today = today(connection, organization, now).await?;
                let scope = Scope { cycle: &cycle, only_learner, today };
                load_run_inputs(connection, organization, scope).await
            })
            .await
    }

    async fn enter(&self, phase: Phase) -> Result<(), MentoringError> {
        let (organization, id) = (self.organization, self.run.id);
        self.mentoring
            .database
            .write(organization, async |connection| {
                Ok(store::set_phase(connection, organization, id, phase).await?)
            })
            .await
    }

    /// Writes it all at once. Who finds the run over by then has nothing to do: another worker was
    /// faster, with the same result.
    async fn write(&self, found: Certified) -> Result<(), MentoringError> {
        self.enter(Phase::Writing).await?;
        let (organization, id) = (self.organization, self.run.id);
        let (mentoring, now) = (self.mentoring, self.mentoring.sources.now());
        let stored = found.inputs.to_stored();
        let finished = finished(&found)?;
        mentoring
            .database
            .write(organization, async |connection| {
                let locked = store::lock_run(connection, organization, id).await?;
                if !locked.is_some_and(|run| run.state() == RunState::Running) {
                    return Ok(());
                }
                store::insert_input(connection, organization, id, &stored).await?;
                store::insert_drafts(connection, organization, id, &found.drafts).await?;
                let entry = AuditEntry {
                    action: "matching_run_done",
                    subject: id.to_string(),
                    details: json!({
                        "learners": finished.learners,
                        "places": finished.places,
                        "matched": finished.matched,
                    }),
                };
                audit::record_as(connection, &mentoring.sources, organization, None, entry).await?;
                Ok(store::finish(connection, organization, id, finished, now).await?)
            })
            .await
    }
}

/// Refuses a run for a learner who does not look for a mentor any more.
fn demand_usable(run: &Run, inputs: &MatchInputs) -> Result<(), MentoringError> {
    if run.only_learner_id.is_some() && inputs.learners.is_empty() {
        return Err(MentoringError::Refused(
            "the learner has a mentor or a proposal by now, or has left, so that there is nothing to \
             look for; to look for another mentor, release the pair for a rematch first"
                .to_owned(),
        ));
    }
    Ok(())
}

/// What the engine does not take, in words for coordinators.
fn told(error: &MatchingError, inputs: &MatchInputs) -> MentoringError {
    let (learner, mentor) = match error {
        MatchingError::PinImpossible { learner, mentor }
        | MatchingError::PinForbidden { learner, mentor }
        | MatchingError::PinnedTwice { learner, mentor, .. }
        | MatchingError::TooManyPins { learner, mentor, .. } => (*learner, *mentor),
        error => {
            tracing::error!(%error, "a matching was not taken by the engine");
            return MentoringError::Broken("a matching was not taken by the engine");
        }
    };
    let learner = inputs.learners.get(learner).map(|one| one.person.member_id.to_string());
    let mentor = inputs.mentors.get(mentor).map(|one| one.person.member_id.to_string());
    let (learner, mentor) = (learner.unwrap_or_default(), mentor.unwrap_or_default());
    let why = match error {
        MatchingError::PinImpossible { .. } => "rules exclude that pair by now",
        MatchingError::TooManyPins { .. } => "the mentor has fewer free places than pins",
        _ => "it contradicts another ruling",
    };
    MentoringError::Refused(format!(
        "{learner} is pinned to {mentor}, but {why}; take the pin away, or what stands against it, \
         and start another run"
    ))
}

fn finished(found: &Certified) -> Result<store::Finished, MentoringError> {
    let (inputs, values) = (&found.inputs, &found.solved.solution.values);
    let places: u32 = places(inputs).iter().fold(0, |sum, places| sum.saturating_add(*places));
    let proof = serde_json::to_value(found.solved.proof())
        .map_err(|_| MentoringError::Broken("a proof has no JSON form"))?;
    Ok(store::Finished {
        weights_version: inputs.weights_version,
        engine_version: env!("CARGO_PKG_VERSION"),
        inputs_hash: inputs.hash().to_vec(),
        learners: count(inputs.learners.len()),
        mentors: count(inputs.mentors.len()),
        places: i32::try_from(places).unwrap_or(i32::MAX),
        matched: count(values.matched),
        score_floor: values.floor.map(i16::from),
        score_sum: i64::try_from(values.sum).unwrap_or(i64::MAX),
        blocking_pairs: i32::try_from(found.blocking_pairs).unwrap_or(i32::MAX),
        proof,
    })
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
