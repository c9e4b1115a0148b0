use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::*;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("a moment")
}

fn submission(text: &str, latest: i16) -> Submission {
    Submission {
        id: Uuid::from_u128(1).into(),
        cohort_id: Uuid::from_u128(2).into(),
        enrolment_id: Uuid::from_u128(3).into(),
        assignment_id: Uuid::from_u128(4).into(),
        draft_text: text.to_owned(),
        draft_links: json!([]),
        draft_saved_at: now(),
        draft_version: 1,
        latest_version: latest,
        is_passed: false,
    }
}

fn version(number: i16, state: &str, days_ago: i64) -> Version {
    Version {
        submission_id: Uuid::from_u128(1).into(),
        number,
        text: "mine".to_owned(),
        links: json!([]),
        submitted_at: now() - Duration::days(days_ago),
        is_late: false,
        state: state.to_owned(),
        decided_at: None,
        decided_by: None,
        thirds: None,
        is_passed: None,
    }
}

fn hand_in(submission: &Submission, versions: &[Version]) -> Result<HandIn, HandInRefusal> {
    Work { submission, draft_files: &[], versions, latest_files: &[] }.hand_in(now())
}

#[test]
fn numbers_count_on_also_over_withdrawn_versions() {
    assert_eq!(hand_in(&submission("mine", 0), &[]), Ok(HandIn::Next(1)));
    let withdrawn = version(1, WITHDRAWN, 0);
    assert_eq!(hand_in(&submission("mine", 1), &[withdrawn]), Ok(HandIn::Next(2)));
    assert_eq!(hand_in(&submission("mine", 100), &[]), Err(HandInRefusal::TooMany));
}

#[test]
fn a_second_click_is_the_same_version_and_other_work_is_not() {
    let waiting = [version(1, WAITING, 0)];
    assert_eq!(hand_in(&submission("mine", 1), &waiting), Ok(HandIn::Again(1)));
    assert_eq!(hand_in(&submission("other", 1), &waiting), Err(HandInRefusal::Waits(1)));
    let (submission, files) = (submission("mine", 1), [Uuid::from_u128(9).into()]);
    let work = Work {
        submission: &submission,
        draft_files: &files,
        versions: &waiting,
        latest_files: &[],
    };
    assert_eq!(work.hand_in(now()), Err(HandInRefusal::Waits(1)));
    let same = Work { latest_files: &files, ..work };
    assert_eq!(same.hand_in(now()), Ok(HandIn::Again(1)));
}

#[test]
fn nothing_is_handed_in_after_a_pass_or_out_of_an_empty_draft() {
    let passed = Submission { is_passed: true, ..submission("mine", 1) };
    assert_eq!(hand_in(&passed, &[version(1, DECIDED, 30)]), Err(HandInRefusal::Passed));
    assert_eq!(hand_in(&submission(" \n", 0), &[]), Err(HandInRefusal::Empty));
    let link = Submission { draft_links: json!(["https://a.example"]), ..submission("", 0) };
    assert_eq!(hand_in(&link, &[]), Ok(HandIn::Next(1)));
    let work = submission("", 0);
    let files = [Uuid::from_u128(9).into()];
    let only_a_file =
        Work { submission: &work, draft_files: &files, versions: &[], latest_files: &[] };
    assert_eq!(only_a_file.hand_in(now()), Ok(HandIn::Next(1)));
}

#[test]
fn the_fortnight_counts_from_the_last_version_that_stayed() {
    let again = |versions: &[Version]| hand_in(&submission("mine", 2), versions);
    let decided = |days| version(1, DECIDED, days);
    let until = now() + Duration::days(1);
    let too_soon = HandInRefusal::TooSoon(ResubmissionTooSoon { until });
    assert_eq!(again(&[decided(13)]), Err(too_soon));
    assert_eq!(again(&[decided(14)]), Ok(HandIn::Next(3)));
    assert_eq!(again(&[decided(14), version(2, WITHDRAWN, 1)]), Ok(HandIn::Next(3)));
}

#[test]
fn cohorts_draw_from_seeds_of_their_own() {
    let seed = |id: u128| draw_seed(Uuid::from_u128(id).into());
    assert_eq!(seed(7), seed(7));
    assert_ne!(seed(7), seed(8));
    assert_ne!(seed(1 << 64), seed(2 << 64));
}
