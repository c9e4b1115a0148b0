//! The life of a pair (domain guide 6.6) as one table, [`STEPS`]. Actions take their steps from it,
//! the picture in `docs/mentoring.md` is made from it, and the tests walk it.
//!
//! Where the guide's table is silent: either side may accept first, so there is a state for each;
//! whoever accepted may still decline until both have; a proposal that becomes impossible is over at
//! once, since there is nothing to close; a pair that was set up and fell silent is ended by rule,
//! after a warning; who leaves the organisation ends what is open. A pair that is closing stays
//! closing, whatever rule breaks: it is over within 14 days in any case. Where the guide counts the
//! days without a session, a planned one counts for 28 days or the agreed cadence: two who meet every
//! sixty days would be low each time otherwise.

mod picture;
#[cfg(test)]
mod tests;
mod timers;
mod words;

pub use picture::{picture, timer_table};
pub(crate) use timers::{ANSWER_WORKING_DAYS, QUIET_DAYS};
pub use timers::{Anchors, Delay, Fires, Since, Timer, TimerRule};

use super::side::Side;

/// Where a pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Found by a run, seen by the coordinator alone. Stored as a draft of the run, not as a pair.
    Draft,
    /// Both sides were asked.
    Proposed,
    /// The learner accepted, the mentor was asked.
    MenteeAccepted,
    /// The mentor accepted, the learner was asked.
    MentorAccepted,
    /// Both accepted; there is no agreement yet.
    Accepted,
    /// Both signed the agreement; they have not met yet.
    AgreementSigned,
    /// They meet.
    Active,
    /// They do not meet for a while.
    Paused,
    /// It does not work, and nobody is to blame; the coordinator talks to each.
    RematchRequested,
    /// A rule now stands against it; there is time for a decent close.
    Impossible,
    /// Its time or its goals are reached; each side fills in a form.
    Closing,
    /// Over, as it should be.
    Closed,
    /// One side said no.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// Over before its time.
    EndedEarly,
}

/// What happens to a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// The draft becomes a proposal.
    Publish,
    /// A side says yes.
    Accept,
    /// A side says no; reasons are optional and private.
    Decline,
    /// The time for an answer or a form is over.
    TimeOut,
    /// The first side signs the agreement.
    SignFirst,
    /// The other side signs the same text.
    SignLast,
    /// The first session that was held is logged.
    FirstSession,
    /// Somebody needs a break.
    Pause,
    /// The break is over.
    Resume,
    /// A check of health is low, or nobody met for 28 days.
    HealthLow,
    /// A side asks for another match.
    AskRematch,
    /// After the coordinator's talks the two go on.
    KeepOn,
    /// After the coordinator's talks the learner gets another mentor.
    Rematch,
    /// The last day of the agreement is over.
    EndDate,
    /// The goals are reached.
    GoalsDone,
    /// A side ends it; no reasons are asked.
    EndEarly,
    /// Nobody gave a sign of life after the warning.
    QuietOut,
    /// The first closing form comes in.
    FileFirst,
    /// The other closing form comes in.
    FileLast,
    /// A rule now stands against the pair.
    BreakRule,
    /// One of the two leaves the organisation.
    Leave,
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// The learner of the pair.
    Learner,
    /// Its mentor.
    Mentor,
    /// A coordinator.
    Coordinator,
    /// Time, or a rule.
    System,
}

impl From<Side> for Party {
    fn from(side: Side) -> Self {
        match side {
            Side::Learner => Self::Learner,
            Side::Mentor => Self::Mentor,
        }
    }
}

/// What a step does to the mentor's places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A place is held for the proposal.
    Hold,
    /// The held place is taken for good; this is where two who accept at once meet.
    Take,
    /// Nothing.
    Keep,
    /// The place is free again: the pair is over.
    Free,
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// From which of these states.
    pub from: &'static [State],
    /// By what.
    pub event: Event,
    /// Through whom.
    pub by: &'static [Party],
    /// To which state.
    pub to: State,
    /// With which effect on the mentor's places.
    pub place: Place,
}

/// By how much a step changes a mentor's counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlaceChange {
    /// Places of open pairs.
    pub held: i16,
    /// Places of pairs that both accepted.
    pub taken: i16,
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The state has no such step.
    NotNow,
    /// It has, but for others.
    NotYours,
}

use Event as E;
use Place::{Free, Hold, Keep, Take};
use State as S;

const OFFERED: &[State] = &[S::Proposed, S::MenteeAccepted, S::MentorAccepted];
const MET: &[State] = &[S::AgreementSigned, S::Active];
const SET_UP: &[State] =
    &[S::Accepted, S::AgreementSigned, S::Active, S::Paused, S::RematchRequested];
const SET_UP_OR_LATER: &[State] = &[
    S::Accepted,
    S::AgreementSigned,
    S::Active,
    S::Paused,
    S::RematchRequested,
    S::Closing,
    S::Impossible,
];
const SIDES: &[Party] = &[Party::Learner, Party::Mentor];
const ANYBODY: &[Party] = &[Party::Learner, Party::Mentor, Party::Coordinator];
const LEARNER: &[Party] = &[Party::Learner];
const MENTOR: &[Party] = &[Party::Mentor];
const COORDINATOR: &[Party] = &[Party::Coordinator];
const SYSTEM: &[Party] = &[Party::System];

/// Every step that there is.
pub const STEPS: &[Step] = &[
    step_of(&[S::Draft], E::Publish, COORDINATOR, S::Proposed, Hold),
    step_of(&[S::Proposed], E::Accept, LEARNER, S::MenteeAccepted, Keep),
    step_of(&[S::Proposed], E::Accept, MENTOR, S::MentorAccepted, Keep),
    step_of(&[S::MenteeAccepted], E::Accept, MENTOR, S::Accepted, Take),
    step_of(&[S::MentorAccepted], E::Accept, LEARNER, S::Accepted, Take),
    step_of(OFFERED, E::Decline, SIDES, S::Declined, Free),
    step_of(OFFERED, E::TimeOut, SYSTEM, S::Expired, Free),
    step_of(OFFERED, E::Leave, SYSTEM, S::Expired, Free),
    step_of(OFFERED, E::BreakRule, SYSTEM, S::Impossible, Free),
    step_of(&[S::Accepted], E::SignFirst, SIDES, S::Accepted, Keep),
    step_of(&[S::Accepted], E::SignLast, SIDES, S::AgreementSigned, Keep),
    step_of(&[S::AgreementSigned], E::FirstSession, SIDES, S::Active, Keep),
    step_of(&[S::Active], E::Pause, ANYBODY, S::Paused, Keep),
    step_of(&[S::Paused], E::Resume, ANYBODY, S::Active, Keep),
    step_of(&[S::Active], E::HealthLow, SYSTEM, S::RematchRequested, Keep),
    step_of(MET, E::AskRematch, SIDES, S::RematchRequested, Keep),
    step_of(&[S::RematchRequested], E::KeepOn, COORDINATOR, S::Active, Keep),
    step_of(&[S::RematchRequested], E::Rematch, COORDINATOR, S::EndedEarly, Free),
    step_of(&[S::Active], E::GoalsDone, SIDES, S::Closing, Keep),
    step_of(&[S::Active, S::Paused], E::EndDate, SYSTEM, S::Closing, Keep),
    step_of(SET_UP, E::EndEarly, SIDES, S::EndedEarly, Free),
    step_of(&[S::Impossible], E::EndEarly, SIDES, S::EndedEarly, Free),
    step_of(
        &[S::Accepted, S::AgreementSigned, S::RematchRequested],
        E::QuietOut,
        SYSTEM,
        S::EndedEarly,
        Free,
    ),
    step_of(SET_UP, E::BreakRule, SYSTEM, S::Impossible, Keep),
    step_of(&[S::Closing], E::FileFirst, SIDES, S::Closing, Keep),
    step_of(&[S::Impossible], E::FileFirst, SIDES, S::Impossible, Keep),
    step_of(&[S::Closing, S::Impossible], E::FileLast, SIDES, S::Closed, Free),
    step_of(&[S::Closing, S::Impossible], E::TimeOut, SYSTEM, S::Closed, Free),
    step_of(SET_UP_OR_LATER, E::Leave, SYSTEM, S::EndedEarly, Free),
];

const fn step_of(
    from: &'static [State],
    event: Event,
    by: &'static [Party],
    to: State,
    place: Place,
) -> Step {
    Step { from, event, by, to, place }
}

/// The step that an event takes from a state. Whether the pair is still open is for the caller to
/// know: an impossible one may be over.
///
/// # Errors
/// [`Refusal`]: no such step now, or not for this party.
pub fn step(from: State, event: Event, by: Party) -> Result<&'static Step, Refusal> {
    let mut refusal = Refusal::NotNow;
    for step in STEPS.iter().filter(|step| step.event == event && step.from.contains(&from)) {
        if step.by.contains(&by) {
            return Ok(step);
        }
        refusal = Refusal::NotYours;
    }
    Err(refusal)
}

impl Step {
    /// Whether the pair is over after it.
    pub fn ends(&self) -> bool {
        self.place == Place::Free
    }

    /// What it does to the mentor's counters when taken from a state.
    pub fn place_change(&self, from: State) -> PlaceChange {
        match self.place {
            Place::Hold => PlaceChange { held: 1, taken: 0 },
            Place::Take => PlaceChange { held: 0, taken: 1 },
            Place::Keep => PlaceChange::default(),
            Place::Free => PlaceChange { held: -1, taken: -i16::from(from.takes_place()) },
        }
    }
}

impl State {
    /// Whether an open pair in this state takes a place for good: both sides accepted it.
    pub fn takes_place(self) -> bool {
        SET_UP_OR_LATER.contains(&self)
    }

    /// Whether nothing happens after it.
    pub fn is_final(self) -> bool {
        STEPS.iter().all(|step| !step.from.contains(&self))
    }
}
