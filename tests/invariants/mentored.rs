//! Mentoring for the world: a learner and a mentor who met, and all that stands around them. Put into
//! the tables as the commands leave it there; notes through the command, as only that can seal them.

mod care;
mod matching;
mod pairs;
mod people;

use kernel::{CohortId, NoteId, SubmissionId};
use testkit::{Organization, Person, TestApp};
use uuid::Uuid;

/// Who takes part.
pub struct Mentored<'a> {
    pub organization: &'a Organization,
    pub coordinator: &'a Person,
    pub learner: &'a Person,
    pub mentor: &'a Person,
    /// The learner's run.
    pub cohort: CohortId,
    /// A piece of the learner's work.
    pub submission: SubmissionId,
}

/// Ids of what was put there.
#[derive(Clone)]
pub struct Mentoring {
    /// A matching cycle, open.
    pub cycle: Uuid,
    /// A cycle that may be closed.
    pub spare_cycle: Uuid,
    /// The run that found the pair.
    pub run: Uuid,
    /// A later run of which nothing was published.
    pub draft_run: Uuid,
    /// A panel, and one that may be closed.
    pub panels: [Uuid; 2],
    /// The active pair. Its goal, its session that was held, its emergency, its check of health, what the
    /// coordinator was told, and the request for a decision have the same id.
    pub pair: Uuid,
    pub proposed: Uuid,
    pub accepted: Uuid,
    /// An active pair that takes the turns of life.
    pub turning: Uuid,
    /// Two sessions to come.
    pub planned: [Uuid; 2],
    /// Two notes of the learner.
    pub notes: [NoteId; 2],
}

/// Puts it there.
pub async fn mentored(app: &TestApp, of: &Mentored<'_>) -> Mentoring {
    let fresh = || app.app.services.sources.new_id::<Uuid>();
    let (cycle, spare_cycle, run, draft_run) = (fresh(), fresh(), fresh(), fresh());
    let (pair, panels) = (fresh(), [fresh(), fresh()]);
    people::people(app, of).await;
    people::rules(app, of, panels).await;
    matching::cycles(app, of, [cycle, spare_cycle]).await;
    matching::runs(app, of, cycle, [run, draft_run]).await;
    pairs::active(app, of, pair, (cycle, run)).await;
    pairs::meetings(app, of, pair).await;
    let planned = pairs::planned(app, of, pair).await;
    let notes = pairs::notes(app, of, pair).await;
    care::care(app, of, pair).await;
    let [proposed, accepted, turning] = pairs::others(app, of, cycle).await;
    Mentoring {
        cycle,
        spare_cycle,
        run,
        draft_run,
        panels,
        pair,
        proposed,
        accepted,
        turning,
        planned,
        notes,
    }
}
