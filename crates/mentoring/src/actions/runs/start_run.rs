use auth::Actor;
use auth::audit::{self, AuditEntry};
use auth::idempotency::Command;
use database::Connection;
use kernel::{CycleId, MemberId, OrganizationId, Permission, ProgramId, RunId};
use matching::Objective;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::jobs::runs::RunMatching;
use crate::model::runs::objective_word;
use crate::queries::pairs::publishing::with_open_pair;
use crate::queries::profiles::weights;
use crate::queries::runs::is_looked_for;
use crate::storage::runs::{NewRun, insert_run, lock_cycle, unfinished_run};

/// Starts a run of the matching.
#[derive(Debug, Clone, Serialize)]
pub struct StartRun {
    /// An open cycle.
    pub cycle_id: CycleId,
    /// What the run calls best.
    pub objective: Objective,
    /// The one learner whom it looks for, so that nobody else moves; `None` for all who look for a
    /// mentor.
    pub only_learner_id: Option<MemberId>,
    /// A number that stands for the record; drawn where it is left out. The engine draws nothing.
    pub seed: Option<i64>,
    /// See [`Command`].
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// A run that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The run.
    pub run_id: RunId,
    /// Whether a run of the cycle was under way; then this is that one, and nothing was started.
    pub already_running: bool,
}

/// Starts a run, unless one of the cycle is under way. Its job is asked for in either case, so that a
/// run goes on whose job was given up.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such cycle or learner, a closed cycle, a learner who has a
/// mentor, a key used otherwise, the database.
pub async fn start_run(
    mentoring: &Mentoring,
    actor: &Actor,
    input: StartRun,
) -> Result<Started, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let command = Command::new("start_matching_run", input.idempotency_key.clone(), &input)?;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    mentoring
        .database
        .write(organization, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, now).await? {
                return Ok(earlier);
            }
            let started = start(connection, mentoring, actor, &input).await?;
            let job = RunMatching { organization_id: organization, run_id: started.run_id };
            ::jobs::enqueue(connection, &[job]).await?;
            command.settle(connection, actor, &started).await?;
            Ok(started)
        })
        .await
}

async fn start(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    input: &StartRun,
) -> Result<Started, MentoringError> {
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let cycle = lock_cycle(connection, organization, input.cycle_id)
        .await?
        .ok_or(MentoringError::NotFound("cycle"))?;
    if !cycle.is_open() {
        return Err(MentoringError::Refused(
            "this cycle is closed; open another one to match again".to_owned(),
        ));
    }
    if let Some(learner) = input.only_learner_id {
        demand_looking(connection, organization, (cycle.id, cycle.program_id), learner).await?;
    }
    if let Some(run_id) = unfinished_run(connection, organization, cycle.id).await? {
        return Ok(Started { run_id, already_running: true });
    }
    let (weights_version, _) = weights(connection, organization).await?;
    // Half of a drawn seed: what clients read and give is a number of 31 bits.
    let drawn = || i64::from(u32::try_from(mentoring.sources.new_seed() >> 33).unwrap_or(0));
    let new = NewRun {
        id: mentoring.sources.new_id(),
        cycle_id: cycle.id,
        only_learner_id: input.only_learner_id,
        objective: objective_word(input.objective),
        seed: input.seed.unwrap_or_else(drawn),
        weights_version,
        started_by: actor.member_id,
    };
    let number = insert_run(connection, organization, new, now).await?;
    let entry = AuditEntry {
        action: "matching_run_started",
        subject: new.id.to_string(),
        details: json!({
            "cycle": cycle.id,
            "number": number,
            "objective": new.objective,
            "onlyLearner": new.only_learner_id,
        }),
    };
    audit::record(connection, &mentoring.sources, actor, entry).await?;
    Ok(Started { run_id: new.id, already_running: false })
}

/// Demands that a learner is part of the cycle and has no open pair.
async fn demand_looking(
    connection: &mut Connection,
    organization: OrganizationId,
    (cycle, program): (CycleId, ProgramId),
    learner: MemberId,
) -> Result<(), MentoringError> {
    if !is_looked_for(connection, organization, cycle, learner).await? {
        return Err(MentoringError::NotFound("learner"));
    }
    if !with_open_pair(connection, organization, program, &[learner]).await?.is_empty() {
        return Err(MentoringError::Refused(
            "this learner has a mentor or a proposal; release the pair for a rematch first"
                .to_owned(),
        ));
    }
    Ok(())
}
