use rstest::rstest;
use uuid::Uuid;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

const NOW: &str = "2026-11-25T10:00:00Z";

fn pair(state: State) -> Pair {
    let id = Uuid::from_u128(1);
    let signed = Some(at("2026-11-10T09:00:00Z"));
    Pair {
        id: id.into(),
        program_id: id.into(),
        cohort_id: id.into(),
        cycle_id: id.into(),
        run_id: id.into(),
        learner_id: id.into(),
        mentor_id: Uuid::from_u128(2).into(),
        state: state.as_str().to_owned(),
        score: 70,
        ends_on: "2027-03-31".parse().expect("a date"),
        proposed_at: at("2026-11-01T09:00:00Z"),
        accepted_at: Some(at("2026-11-05T09:00:00Z")),
        signed_at: signed.filter(|_| state != State::Accepted && state != State::Proposed),
        active_at: None,
        quiet_since: at("2026-11-10T09:00:00Z"),
        pause_reason: None,
        broken_rule: None,
        ended_at: state.is_final().then(|| at(NOW)),
        version: 1,
    }
}

fn session(state: &str, starts_at: &str) -> Session {
    let id = Uuid::from_u128(1);
    Session {
        id: id.into(),
        pair_id: id.into(),
        state: state.to_owned(),
        starts_at: at(starts_at),
        minutes: 45,
        goal_id: None,
        module_id: None,
        submission_id: None,
        missed_by: None,
        planned_by: id.into(),
        logged_at: None,
        changed_at: at(NOW),
        feed_sequence: 0,
        version: 1,
    }
}

#[rstest]
#[case("2026-11-25T10:00:00Z", 45, &[])]
#[case("2026-10-26T10:00:00Z", 5, &[])]
#[case("2027-03-25T10:00:00Z", 480, &[])]
#[case("2026-10-26T09:59:59Z", 45, &["input.startsAt"])]
#[case("2027-03-25T10:00:01Z", 45, &["input.startsAt"])]
#[case("2026-11-25T10:00:00Z", 4, &["input.minutes"])]
#[case("1970-01-01T00:00:00Z", 481, &["input.startsAt", "input.minutes"])]
fn times_have_bounds(#[case] starts_at: &str, #[case] minutes: i32, #[case] wrong: &[&str]) {
    let found = check_time(at(starts_at), minutes, at(NOW));
    let paths: Vec<&str> = found.iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, wrong);
}

#[test]
fn what_lies_ahead_was_not_held() {
    assert!(check_outcome(at(NOW), at(NOW)).is_empty());
    assert_eq!(check_outcome(at("2026-11-25T10:00:01Z"), at(NOW))[0].code, "IN_THE_FUTURE");
}

#[test]
fn pairs_plan_while_they_meet_and_log_until_the_end() {
    for state in State::ALL {
        let pair = pair(state);
        let meets = matches!(state, State::AgreementSigned | State::Active);
        assert_eq!(demand_meeting(&pair).is_ok(), meets, "{state:?}");
        assert_eq!(demand_open(&pair).is_ok(), pair.is_open() && pair.signed_at.is_some());
    }
}

#[rstest]
#[case("planned", "2026-11-26T10:00:00Z", SessionState::Cancelled)]
#[case("planned", "2026-11-24T10:00:00Z", SessionState::Planned)]
#[case("held", "2026-11-24T10:00:00Z", SessionState::Held)]
#[case("missed", "2026-11-24T10:00:00Z", SessionState::Missed)]
fn the_end_of_a_pair_calls_off_what_was_to_come(
    #[case] state: &str,
    #[case] starts_at: &str,
    #[case] expected: SessionState,
) {
    assert_eq!(session(state, starts_at).state(Some(at(NOW))), expected);
    assert_eq!(session(state, starts_at).state(None).as_str(), state);
}

#[test]
fn only_a_planned_session_changes() {
    for state in SessionState::ALL {
        let answer = session(state.as_str(), NOW).demand_planned();
        assert_eq!(answer.is_ok(), state == SessionState::Planned, "{state:?}");
        assert_eq!(SessionState::parse(state.as_str()), Some(state));
    }
    for by in [MissedBy::Both, MissedBy::One(Side::Learner), MissedBy::One(Side::Mentor)] {
        assert_eq!(MissedBy::parse(by.as_str()), Some(by));
    }
    assert_eq!(MissedBy::parse("nobody"), None);
}

#[test]
fn the_last_sign_of_life_is_the_latest_of_all() {
    let pair = pair(State::Active);
    let none = Meetings::default();
    assert_eq!(Some(none.quiet_since(&pair)), pair.signed_at);
    let held = Meetings { held: 1, last_held: Some(at("2026-11-20T10:00:00Z")), ..none };
    assert_eq!(Some(held.quiet_since(&pair)), held.last_held);
    let planned = Meetings { next_planned: Some(at("2026-12-18T10:00:00Z")), ..held };
    assert_eq!(Some(planned.quiet_since(&pair)), planned.next_planned);
    let back = Meetings { stirred: Some(at("2026-11-24T10:00:00Z")), ..held };
    assert_eq!(Some(back.quiet_since(&pair)), back.stirred);
}

/// Dates alone keep no pair alive: they count for four weeks, or for the cadence where that is longer.
#[rstest]
#[case(None, "2026-12-18T10:00:00Z", "2026-12-18T10:00:00Z")]
#[case(None, "2026-12-18T10:00:01Z", "2026-12-18T10:00:00Z")]
#[case(Some(14), "2027-03-18T10:00:00Z", "2026-12-18T10:00:00Z")]
#[case(Some(60), "2027-03-18T10:00:00Z", "2027-01-19T10:00:00Z")]
#[case(Some(60), "2026-11-19T10:00:00Z", "2026-11-20T10:00:00Z")]
fn a_plan_puts_silence_off_for_so_long(
    #[case] cadence_days: Option<i16>,
    #[case] planned: &str,
    #[case] expected: &str,
) {
    let (last_held, next_planned) = (Some(at("2026-11-20T10:00:00Z")), Some(at(planned)));
    let meetings =
        Meetings { held: 1, last_held, next_planned, cadence_days, ..Meetings::default() };
    assert_eq!(meetings.quiet_since(&pair(State::Active)), at(expected));
}
