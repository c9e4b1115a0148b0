use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rstest::rstest;

use super::*;
use crate::model::working_days::{WorkCalendar, WorkingWeekdays};

const TABLES: &str = include_str!("../../../../../migrations/00000000000017_pairs/up.sql");
const PAGE: &str = include_str!("../../../../../docs/mentoring.md");

#[test]
fn words_round_trip() {
    for state in State::ALL {
        assert_eq!(State::parse(state.as_str()), Some(state));
    }
    for event in Event::ALL {
        assert_eq!(Event::parse(event.as_str()), Some(event));
    }
    for party in Party::ALL {
        assert_eq!(Party::parse(party.as_str()), Some(party));
    }
    for timer in Timer::ALL {
        assert_eq!(Timer::parse(timer.as_str()), Some(timer));
    }
}

#[test]
fn the_table_is_unambiguous_and_uses_every_event() {
    let mut seen = HashSet::new();
    for line in STEPS {
        for (from, by) in line.from.iter().flat_map(|from| line.by.iter().map(move |by| (from, by)))
        {
            assert!(seen.insert((*from, line.event, *by)), "{from:?} {:?} {by:?}", line.event);
            assert_eq!(step(*from, line.event, *by), Ok(line));
        }
    }
    for event in Event::ALL {
        assert!(STEPS.iter().any(|step| step.event == event), "{event:?}");
    }
}

/// Walks every way through the table with the mentor's two counters beside it.
#[test]
fn a_place_is_held_as_long_as_a_pair_is_open_and_taken_once_both_accepted() {
    let mut reached = BTreeSet::new();
    let mut to_visit = vec![(State::Draft, 0_i16, 0_i16)];
    while let Some((state, held, taken)) = to_visit.pop() {
        if !reached.insert((state, held, taken)) {
            continue;
        }
        let is_open = held == 1;
        assert_eq!(taken == 1, is_open && state.takes_place(), "{state:?} {held} {taken}");
        if !is_open && state != State::Draft {
            continue;
        }
        for line in STEPS.iter().filter(|line| line.from.contains(&state)) {
            let change = line.place_change(state);
            let (held, taken) = (held + change.held, taken + change.taken);
            assert!((0..=1).contains(&held) && (0..=held).contains(&taken), "{state:?} {line:?}");
            assert_eq!(line.ends(), held == 0, "{line:?}");
            to_visit.push((line.to, held, taken));
        }
    }
    let states: BTreeSet<State> = reached.iter().map(|(state, _, _)| *state).collect();
    assert_eq!(states, BTreeSet::from(State::ALL), "every state is reached");
}

#[test]
fn a_life_ends_in_one_of_four_ways_or_as_impossible() {
    let ends: BTreeSet<State> =
        STEPS.iter().filter(|step| step.ends()).map(|step| step.to).collect();
    let last: BTreeSet<State> = State::ALL.into_iter().filter(|state| state.is_final()).collect();
    assert_eq!(
        last,
        BTreeSet::from([State::Closed, State::Declined, State::Expired, State::EndedEarly])
    );
    let mut expected = last;
    expected.insert(State::Impossible);
    assert_eq!(ends, expected);
}

#[test]
fn whoever_is_in_a_pair_can_get_out_of_it() {
    for state in State::ALL.into_iter().filter(|state| !state.is_final() && *state != State::Draft)
    {
        for side in Side::ALL {
            let ways = [Event::Decline, Event::EndEarly, Event::FileLast];
            let way = ways.into_iter().any(|event| step(state, event, side.into()).is_ok());
            assert!(way, "{side:?} in {state:?}");
        }
    }
}

#[test]
fn time_ends_what_nobody_touches() {
    for state in State::ALL {
        let steps: Vec<Event> = state
            .timers()
            .iter()
            .filter_map(|rule| match rule.timer.fires() {
                Fires::Step(event) => Some(event),
                Fires::Mail | Fires::Escalation => None,
            })
            .collect();
        let waits = !state.is_final() && state != State::Draft;
        assert_eq!(!steps.is_empty(), waits, "{state:?}");
        for event in steps {
            assert!(step(state, event, Party::System).is_ok(), "{state:?} {event:?}");
        }
    }
}

#[rstest]
#[case(State::Draft, Event::Publish, Party::Learner, Refusal::NotYours)]
#[case(State::MenteeAccepted, Event::Accept, Party::Learner, Refusal::NotYours)]
#[case(State::Accepted, Event::Decline, Party::Mentor, Refusal::NotNow)]
#[case(State::Expired, Event::Accept, Party::Mentor, Refusal::NotNow)]
#[case(State::Active, Event::HealthLow, Party::Learner, Refusal::NotYours)]
#[case(State::Closing, Event::BreakRule, Party::System, Refusal::NotNow)]
fn other_steps_are_refused(
    #[case] from: State,
    #[case] event: Event,
    #[case] by: Party,
    #[case] expected: Refusal,
) {
    assert_eq!(step(from, event, by), Err(expected));
}

#[test]
fn the_table_of_pairs_takes_every_state_and_no_other() {
    let rest = TABLES.split_once("CONSTRAINT pair_state_check CHECK (").expect("the check").1;
    let list = rest.split_once("))").expect("its end").0;
    let stored: BTreeSet<&str> = list.split('\'').skip(1).step_by(2).collect();
    let states: BTreeSet<&str> =
        State::ALL.into_iter().filter(|state| *state != State::Draft).map(State::as_str).collect();
    assert_eq!(stored, states);
}

#[test]
fn the_page_shows_the_table() {
    let picture = picture();
    assert!(PAGE.contains(&picture), "docs/mentoring.md shows another picture than:\n{picture}");
    let timers = timer_table();
    assert!(PAGE.contains(&timers), "docs/mentoring.md shows other timers than:\n{timers}");
}

#[test]
fn timers_end_with_days_of_the_organisation() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
    let zone: Tz = "Europe/Warsaw".parse().expect("a zone");
    let holiday = "2026-05-01".parse().expect("a date");
    let calendar = WorkCalendar::new(zone, WorkingWeekdays::STANDARD, [holiday]);
    let anchors = Anchors {
        proposed_at: at("2026-04-29T09:00:00Z"),
        entered_at: at("2026-05-02T09:00:00Z"),
        quiet_since: at("2026-05-03T23:00:00Z"),
        ends_on: "2026-08-31".parse().expect("a date"),
    };
    let due = |state: State, timer: Timer| {
        let rule = state.timers().iter().find(|rule| rule.timer == timer).expect("a rule");
        rule.due_at(&anchors, &calendar)
    };
    assert_eq!(due(State::Proposed, Timer::AnswerReminder), at("2026-05-05T22:00:00Z"));
    assert_eq!(due(State::MentorAccepted, Timer::AnswerEnd), at("2026-05-07T22:00:00Z"));
    assert_eq!(due(State::AgreementSigned, Timer::Nudge), at("2026-05-14T22:00:00Z"));
    assert_eq!(due(State::Active, Timer::TellCoordinator), at("2026-05-25T22:00:00Z"));
    assert_eq!(due(State::Paused, Timer::EndDate), at("2026-08-31T22:00:00Z"));
    assert_eq!(due(State::Closing, Timer::ClosingEnd), at("2026-05-16T22:00:00Z"));
}
