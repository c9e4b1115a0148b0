//! Mentoring in the large: short lists, a run from stored profiles to stored drafts, the list that a
//! coordinator reads, and the rules of all pairs after a change of the reporting line. All of it in
//! this process, by the functions that requests and jobs call.

mod pairs;

use std::sync::Arc;
use std::time::Instant;

use auth::{Actor, Identity};
use kernel::{CycleId, OrganizationId, Role, RoleSet, RunId};
use mentoring::MentoringError;
use mentoring::actions::Mentoring;
use mentoring::actions::lists::offer_short_lists;
use mentoring::actions::runs::{StartRun, run_matching, start_run};
use mentoring::model::lists::MatchInputs;
use mentoring::model::runs::{
    Objective, Run, RunState, Solved, Verdict, WholeRun, places, problem, why_not,
};
use mentoring::queries::calendar::today;
use mentoring::queries::lists::{Scope, cycle, load_inputs};
use mentoring::queries::runs::{run, run_inputs};
use server::app::App;

use crate::figures::{Aim, Figures};
use crate::installation::Installation;
use crate::{Fallible, seed};

/// The organisation that `mentoring.sql` fills.
const ORGANIZATION: u32 = 1;
/// Learners of the smaller cycle.
const LISTED: usize = 1_000;
/// Learners and mentors of the larger one.
const PEOPLE: (i32, i32) = (2_000, 500);
/// With fewer pairs the seed is not the one that is meant.
const FEWEST_PAIRS: i32 = 1_800;
const ROUNDS: usize = 5;

/// Measures each of them, in the order in which a cycle needs them.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let first = (ORGANIZATION * seed::COHORTS).to_string();
    installation.execute(&include_str!("mentoring.sql").replace(":first", &first)).await?;
    installation.execute("VACUUM ANALYZE").await?;
    let place = Place::new(installation)?;
    let lists = place.short_lists().await?;
    let (reading, engine) = place.parts_of_a_run().await?;
    let (last, whole) = place.runs().await?;
    let question = place.question(&last).await?;
    let publishing = place.publish(&last).await?;
    installation.execute("VACUUM ANALYZE").await?;
    let (pages, statements) = place.pages().await?;
    let (changing, changed, again) = place.recheck(installation).await?;
    let matched = f64::from(last.matched.unwrap_or_default());
    Ok(Figures::new("mentoring: 2,000 learners, 500 mentors with 1,990 places, 10,000 members")
        .with_aim("short lists for 1,000 learners", lists, "s", Aim::AtMost(1.0))
        .with_aim("a run, from stored profiles to stored drafts", whole, "s", Aim::AtMost(2.0))
        .with("  learners with a mentor", matched, "")
        .with("  profiles read, rules and scores made", reading, "s")
        .with("  the engine", engine, "s")
        .with_aim("  the engine / the run", engine / whole, "", Aim::AtMost(0.5))
        .with("why not, asked of that run", question, "s")
        .with("all of its drafts published", publishing, "s")
        .with("200 pairs for the coordinator, two pages", pages * 1000.0, "ms")
        .with("  statements for a page, of 10 or 100", f64::from(u32::try_from(statements)?), "")
        .with("changeManager, in a line of 10,000", changing * 1000.0, "ms")
        .with_aim(
            "rules of all pairs after a change of manager",
            changed * 1000.0,
            "ms",
            Aim::AtMost(500.0),
        )
        .with("  again, with nothing to part", again * 1000.0, "ms"))
}

fn organization() -> OrganizationId {
    seed::organization(ORGANIZATION)
}

/// The cycle of the first cohort.
fn smaller() -> CycleId {
    seed::id(11, 0)
}

/// The cycle of both cohorts.
fn larger() -> CycleId {
    seed::id(11, 1)
}

/// Seconds of the round in the middle.
fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The application, and who coordinates in it; as an admin, who changes managers too.
struct Place {
    app: App,
    mentoring: Mentoring,
    coordinator: Actor,
}

impl Place {
    fn new(installation: &Installation) -> Fallible<Self> {
        let app = installation.app()?;
        let mentoring = app.services.mentoring();
        let identity = Identity {
            organization_id: organization(),
            member_id: seed::id(4, ORGANIZATION),
            account_id: seed::id(2, 2 * ORGANIZATION),
            session_id: seed::id(3, ORGANIZATION),
        };
        let coordinator = identity.with_roles(RoleSet::from_iter([Role::Coordinator, Role::Admin]));
        Ok(Self { app, mentoring, coordinator })
    }

    /// Seconds until everybody of the smaller cycle has a list; nobody has ranked there.
    async fn short_lists(&self) -> Fallible<f64> {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let offered =
                offer_short_lists(&self.mentoring, &self.coordinator, smaller(), false).await?;
            times.push(begun.elapsed().as_secs_f64());
            if offered.learners != LISTED || offered.offered < LISTED / 10 * 9 {
                return Err(
                    format!("the lists are not the ones that are meant: {offered:?}").into()
                );
            }
        }
        Ok(middle(times))
    }

    /// Seconds of what a run begins with, and of the engine in it.
    async fn parts_of_a_run(&self) -> Fallible<(f64, f64)> {
        let (mut reading, mut engine) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let inputs = Arc::new(self.inputs().await?);
            reading.push(begun.elapsed().as_secs_f64());
            let problem = problem(&inputs, places(&inputs))?;
            let begun = Instant::now();
            let solved = Solved::find(problem, Objective::Fair)?;
            solved.check()?;
            engine.push(begun.elapsed().as_secs_f64());
        }
        Ok((middle(reading), middle(engine)))
    }

    async fn inputs(&self) -> Fallible<MatchInputs> {
        let now = self.mentoring.sources.now();
        let inputs: Result<MatchInputs, MentoringError> = self
            .mentoring
            .database
            .read(organization(), async |connection| {
                let cycle = cycle(connection, organization(), larger())
                    .await?
                    .ok_or(MentoringError::NotFound("cycle"))?;
                let today = today(connection, organization(), now).await?;
                let scope = Scope { cycle: &cycle, only_learner: None, today };
                load_inputs(connection, organization(), scope).await
            })
            .await;
        Ok(inputs?)
    }

    /// The last of several runs, and the seconds of the one in the middle.
    async fn runs(&self) -> Fallible<(Run, f64)> {
        let mut times = Vec::new();
        loop {
            let input = StartRun {
                cycle_id: larger(),
                objective: Objective::Fair,
                only_learner_id: None,
                seed: None,
                idempotency_key: None,
            };
            let id = start_run(&self.mentoring, &self.coordinator, input).await?.run_id;
            let begun = Instant::now();
            run_matching(&self.mentoring, organization(), id).await?;
            times.push(begun.elapsed().as_secs_f64());
            let last = self.finished(id).await?;
            if times.len() == ROUNDS {
                return Ok((last, middle(times)));
            }
        }
    }

    async fn finished(&self, id: RunId) -> Fallible<Run> {
        let found = self
            .mentoring
            .database
            .read(organization(), async |connection| run(connection, organization(), id).await)
            .await?
            .ok_or("the run is gone")?;
        let people = found.learners.zip(found.mentors);
        let enough = found.matched.is_some_and(|matched| matched >= FEWEST_PAIRS);
        if found.state() != RunState::Done || people != Some(PEOPLE) || !enough {
            return Err(format!("the run is not the one that is meant: {found:?}").into());
        }
        Ok(found)
    }

    /// Seconds until it is told why the first learner does not have another mentor who is allowed.
    async fn question(&self, of: &Run) -> Fallible<f64> {
        let begun = Instant::now();
        let stored = self
            .mentoring
            .database
            .read(organization(), async |connection| {
                run_inputs(connection, organization(), of).await
            })
            .await?;
        let whole = WholeRun::open(stored.ok_or("the run has no inputs")?)?;
        let chosen = whole.solved.solution.mentor_of.first().copied().flatten();
        let is_other = |mentor: &usize| {
            whole.inputs.score(0, *mentor).is_some()
                && chosen.is_none_or(|chosen| chosen as usize != *mentor)
        };
        let other = (0..whole.inputs.mentors.len()).find(is_other).ok_or("nobody else")?;
        let learner = whole.inputs.learners[0].person.member_id;
        let mentor = whole.inputs.mentors[other].person.member_id;
        let answer = why_not(&whole, learner, mentor, &|_| None)?;
        let seconds = begun.elapsed().as_secs_f64();
        if !matches!(answer.verdict, Verdict::Costs | Verdict::Tie) {
            return Err(format!("the answer is not the one that is meant: {answer:?}").into());
        }
        Ok(seconds)
    }
}
