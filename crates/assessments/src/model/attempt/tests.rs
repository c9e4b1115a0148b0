use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn tally(points: i32, max_points: i32) -> Tally {
    Tally { points, max_points }
}

/// A try of March that began at nine and ended at ten.
fn ended(number: i16, day: u32, tally: Option<Tally>) -> PastAttempt {
    PastAttempt {
        number,
        started_at: at(&format!("2026-03-{day:02}T09:00:00Z")),
        ended_at: Some(at(&format!("2026-03-{day:02}T10:00:00Z"))),
        tally,
    }
}

fn running(number: i16, day: u32) -> PastAttempt {
    PastAttempt { ended_at: None, ..ended(number, day, None) }
}

#[test]
fn seventy_percent_passes_exactly() {
    assert!(tally(7, 10).passes() && !tally(6, 10).passes());
    // 22.4 of 32 are needed; 5.6 of 8.
    assert!(tally(23, 32).passes() && !tally(22, 32).passes());
    assert!(tally(6, 8).passes() && !tally(5, 8).passes());
    assert!(!tally(0, 0).passes() && !tally(0, -1).passes());
    assert!(tally(i32::MAX, i32::MAX).passes());
}

#[test]
fn shares_are_rounded_down() {
    assert_eq!(tally(2, 3).percent_basis_points(), Some(6_666));
    assert_eq!(tally(69_999, 100_000).percent_basis_points(), Some(6_999));
    assert_eq!(tally(0, 5).percent_basis_points(), Some(0));
    assert_eq!(tally(9, 8).percent_basis_points(), Some(10_000));
    assert_eq!(tally(-1, 8).percent_basis_points(), Some(0));
    assert_eq!(tally(0, 0).percent_basis_points(), None);
    assert_eq!(tally(i32::MAX, i32::MAX).percent_basis_points(), Some(10_000));
}

#[test]
fn a_try_starts_a_day_after_the_last_one_ended() {
    let past = [ended(1, 10, Some(tally(6, 10)))];
    let until = at("2026-03-11T10:00:00Z");
    assert_eq!(may_start(&[], until), Ok(1));
    assert_eq!(
        may_start(&past, until - Duration::microseconds(1)),
        Err(StartRefusal::TooSoon { until })
    );
    assert_eq!(may_start(&past, until), Ok(2));
    // A clock that was moved back opens nothing.
    assert_eq!(may_start(&past, at("2026-03-01T00:00:00Z")), Err(StartRefusal::TooSoon { until }));
}

#[test]
fn a_running_try_goes_on_and_a_pass_is_final() {
    let now = at("2026-04-01T00:00:00Z");
    let passed = ended(1, 10, Some(tally(7, 10)));
    assert_eq!(
        may_start(&[ended(1, 10, Some(tally(0, 10))), running(2, 12)], now),
        Err(StartRefusal::Running { number: 2 })
    );
    assert_eq!(may_start(&[passed], now), Err(StartRefusal::Passed));
    assert_eq!(
        may_start(&[ended(1, 10, None)], now),
        Err(StartRefusal::AwaitsGrader { number: 1 })
    );
}

#[test]
fn there_are_three_tries() {
    let failed = |number, day| ended(number, day, Some(tally(1, 10)));
    let now = at("2026-04-01T00:00:00Z");
    // In whatever order they are read.
    assert_eq!(may_start(&[failed(2, 12), failed(1, 10)], now), Ok(3));
    let all = [failed(3, 14), failed(1, 10), failed(2, 12)];
    assert_eq!(may_start(&all, now), Err(StartRefusal::NoTriesLeft));
    assert_eq!(may_start(&all, at("2026-03-14T11:00:00Z")), Err(StartRefusal::NoTriesLeft));
}

#[test]
fn the_best_counts_and_the_first_is_kept() {
    let past = [
        ended(3, 14, Some(tally(16, 20))),
        ended(1, 10, Some(tally(6, 10))),
        ended(2, 12, Some(tally(8, 10))),
    ];
    assert_eq!(best(&past).map(|attempt| attempt.number), Some(2));
    assert_eq!(first(&past).map(|attempt| attempt.number), Some(1));
    assert_eq!(best(&[running(1, 10)]), None);
    assert_eq!(best(&[ended(1, 10, None)]), None);
    assert_eq!(first(&[running(1, 10)]), None);
    assert_eq!(best(&[]), None);
}

#[test]
fn keys_show_after_the_pass_or_the_last_try_and_never_during_one() {
    let failed = |number, day| ended(number, day, Some(tally(1, 10)));
    let passed = ended(1, 10, Some(tally(10, 10)));
    assert!(!may_review(&[]));
    assert!(!may_review(&[failed(1, 10), failed(2, 12)]));
    assert!(may_review(&[passed]));
    assert!(may_review(&[failed(1, 10), failed(2, 12), failed(3, 14)]));
    assert!(may_review(&[failed(1, 10), failed(2, 12), ended(3, 14, None)]));
    assert!(!may_review(&[failed(1, 10), failed(2, 12), running(3, 14)]));
    // The key of the first try was corrected while the second runs.
    assert!(!may_review(&[passed, running(2, 12)]));
}

#[test]
fn the_servers_clock_closes_an_attempt_after_a_minute_of_grace() {
    let deadline = Deadline::new(at("2026-03-10T09:00:00Z"), Some(Duration::minutes(40)));
    assert_eq!(deadline.at(), Some(at("2026-03-10T09:40:00Z")));
    let last = at("2026-03-10T09:41:00Z");
    assert_eq!(deadline.last_accepted_at(), Some(last));
    assert!(deadline.accepts(last) && !deadline.accepts(last + Duration::microseconds(1)));
    // The server's clock was moved back; nothing is lost.
    assert!(deadline.accepts(at("2026-03-10T08:00:00Z")));
}

#[test]
fn without_a_limit_there_is_no_deadline() {
    let deadline = Deadline::new(at("2026-03-10T09:00:00Z"), None);
    assert_eq!((deadline.at(), deadline.last_accepted_at()), (None, None));
    assert!(deadline.accepts(at("2099-01-01T00:00:00Z")));
    let endless = Deadline::new(at("2026-03-10T09:00:00Z"), Some(Duration::MAX));
    assert!(endless.accepts(at("2099-01-01T00:00:00Z")));
}

#[test]
fn late_is_after_the_due_moment() {
    let due = at("2026-03-10T23:00:00Z");
    assert!(!is_late(due, Some(due)) && is_late(due + Duration::microseconds(1), Some(due)));
    assert!(!is_late(due, None));
}
