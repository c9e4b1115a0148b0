//! What a step of a pair's life writes beside the state.

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::exclusion::Rule;
use crate::model::life::{Event, State, Step};
use crate::model::pair::Pair;

/// Why a pair does not meet for a while: a class and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PauseReason {
    /// One of the two is away.
    Leave,
    /// There is too much work.
    Workload,
    /// Anything else.
    Other,
}

impl PauseReason {
    /// All reasons.
    pub const ALL: [Self; 3] = [Self::Leave, Self::Workload, Self::Other];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Workload => "workload",
            Self::Other => "other",
        }
    }

    /// The reason of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// What else a step sets. Whatever is left out follows from the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// Why it is paused; a pause without one is for another reason.
    pub pause_reason: Option<PauseReason>,
    /// The rule that stands against it; a step by [`Event::BreakRule`] needs it.
    pub broken_rule: Option<Rule>,
    /// The last day, in the organisation's zone, where the agreement sets another.
    pub ends_on: Option<NaiveDate>,
    /// The last sign of life, UTC, where it is not this step.
    pub quiet_since: Option<DateTime<Utc>>,
    /// Whether a proposal times out because others took the mentor's last place.
    pub place_gone: bool,
}

impl Change {
    /// Nothing but what follows from the step.
    pub const NONE: Self = Self {
        pause_reason: None,
        broken_rule: None,
        ends_on: None,
        quiet_since: None,
        place_gone: false,
    };

    /// A rule stands against the pair.
    pub const fn broken(rule: Rule) -> Self {
        Self { broken_rule: Some(rule), ..Self::NONE }
    }
}

/// A pair as a step at a moment leaves it.
pub(crate) fn after(pair: &Pair, step: &Step, change: Change, now: DateTime<Utc>) -> Pair {
    let comes_to = |state: State| step.to == state && pair.state() != Some(state);
    let paused = || change.pause_reason.unwrap_or(PauseReason::Other).as_str().to_owned();
    let broken = change.broken_rule.map(|rule| rule.as_str().to_owned());
    let first = |before: Option<DateTime<Utc>>, state| before.or(comes_to(state).then_some(now));
    Pair {
        state: step.to.as_str().to_owned(),
        accepted_at: first(pair.accepted_at, State::Accepted),
        signed_at: first(pair.signed_at, State::AgreementSigned),
        active_at: first(pair.active_at, State::Active),
        quiet_since: change.quiet_since.unwrap_or_else(|| {
            if is_sign_of_life(step) { pair.quiet_since.max(now) } else { pair.quiet_since }
        }),
        pause_reason: (step.to == State::Paused).then(paused),
        broken_rule: broken.or_else(|| pair.broken_rule.clone()),
        ends_on: change.ends_on.unwrap_or(pair.ends_on),
        ended_at: step.ends().then_some(now),
        version: pair.version + 1,
        ..pair.clone()
    }
}

/// Whether the two are there after it, so that silence counts anew from here.
fn is_sign_of_life(step: &Step) -> bool {
    match step.event {
        Event::Accept => step.to == State::Accepted,
        Event::SignFirst
        | Event::SignLast
        | Event::FirstSession
        | Event::Resume
        | Event::KeepOn => true,
        _ => false,
    }
}

/// Whether the timers of a pair are laid anew after a step. One that stays where it is for a form
/// keeps them: who files first gives nobody more time.
pub(crate) fn lays_timers(from: State, step: &Step) -> bool {
    from != step.to || step.event != Event::FileFirst
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::model::life::{self, Party};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn pair(state: State) -> Pair {
        let id = Uuid::from_u128(1);
        Pair {
            id: id.into(),
            program_id: id.into(),
            cohort_id: id.into(),
            cycle_id: id.into(),
            run_id: id.into(),
            learner_id: Uuid::from_u128(2).into(),
            mentor_id: Uuid::from_u128(3).into(),
            state: state.as_str().to_owned(),
            score: 70,
            ends_on: "2027-03-31".parse().expect("a date"),
            proposed_at: at("2026-11-24T09:00:00Z"),
            accepted_at: None,
            signed_at: None,
            active_at: None,
            quiet_since: at("2026-11-24T09:00:00Z"),
            pause_reason: None,
            broken_rule: None,
            ended_at: None,
            version: 1,
        }
    }

    fn stepped(from: State, event: Event, by: Party, change: Change) -> Pair {
        let step = life::step(from, event, by).expect("a step");
        after(&pair(from), step, change, at("2026-11-30T10:00:00Z"))
    }

    #[test]
    fn both_accepted_is_a_moment_and_a_sign_of_life() {
        let one = stepped(State::Proposed, Event::Accept, Party::Learner, Change::NONE);
        assert_eq!((one.accepted_at, one.quiet_since), (None, at("2026-11-24T09:00:00Z")));
        let both = stepped(State::MenteeAccepted, Event::Accept, Party::Mentor, Change::NONE);
        assert_eq!(both.accepted_at, Some(at("2026-11-30T10:00:00Z")));
        assert_eq!(both.quiet_since, at("2026-11-30T10:00:00Z"));
        assert_eq!((both.ended_at, both.version), (None, 2));
    }

    #[test]
    fn a_sign_of_life_takes_no_planned_session_back() {
        let mut met = pair(State::Paused);
        met.quiet_since = at("2026-12-24T10:00:00Z");
        let step = life::step(State::Paused, Event::Resume, Party::Learner).expect("a step");
        let after = after(&met, step, Change::NONE, at("2026-11-30T10:00:00Z"));
        assert_eq!(after.quiet_since, at("2026-12-24T10:00:00Z"));
    }

    #[test]
    fn a_pause_has_a_reason_for_as_long_as_it_lasts() {
        let change = Change { pause_reason: Some(PauseReason::Leave), ..Change::NONE };
        let paused = stepped(State::Active, Event::Pause, Party::Learner, change);
        assert_eq!(paused.pause_reason.as_deref(), Some("leave"));
        let bare = stepped(State::Active, Event::Pause, Party::Coordinator, Change::NONE);
        assert_eq!(bare.pause_reason.as_deref(), Some("other"));
        let step = life::step(State::Paused, Event::Resume, Party::Learner).expect("a step");
        let resumed = after(&paused, step, Change::NONE, at("2026-12-01T10:00:00Z"));
        assert_eq!(resumed.pause_reason, None);
    }

    #[test]
    fn a_broken_proposal_is_over_at_once_and_a_broken_pair_is_not() {
        let change = Change::broken(Rule::Wall);
        let proposal = stepped(State::Proposed, Event::BreakRule, Party::System, change);
        assert!(!proposal.is_open());
        let met = stepped(State::Active, Event::BreakRule, Party::System, change);
        assert!(met.is_open());
        assert_eq!(met.broken_rule.as_deref(), Some("wall"));
    }

    #[rstest]
    #[case(State::Closing, Event::FileFirst, Party::Mentor, false)]
    #[case(State::Impossible, Event::FileFirst, Party::Mentor, false)]
    #[case(State::Accepted, Event::SignFirst, Party::Mentor, true)]
    #[case(State::Proposed, Event::Accept, Party::Mentor, true)]
    fn the_first_form_leaves_the_clock_alone(
        #[case] from: State,
        #[case] event: Event,
        #[case] by: Party,
        #[case] expected: bool,
    ) {
        let step = life::step(from, event, by).expect("a step");
        assert_eq!(lays_timers(from, step), expected);
    }

    #[test]
    fn words_round_trip() {
        for reason in PauseReason::ALL {
            assert_eq!(PauseReason::parse(reason.as_str()), Some(reason));
        }
    }
}
