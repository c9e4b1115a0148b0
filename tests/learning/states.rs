use serde_json::json;

use super::{House, states};

#[tokio::test(flavor = "multi_thread")]
async fn a_module_opens_when_its_needs_are_met_and_its_week_has_begun() {
    let house = House::build().await;
    let mut ana = house.learner("ana").await;
    let place = ana.place().await;
    assert_eq!(place["currentWeek"], 0);
    assert_eq!(states(&place, 3), ["OPEN", "LOCKED", "LOCKED"]);
    assert_eq!(place["modules"][0]["lockedBecause"], json!(null));
    let m00 = place["modules"][0]["title"].as_str().expect("a title");
    assert_eq!(
        place["modules"][1]["lockedBecause"],
        json!({ "needs": ["M00"], "opensAt": "2026-11-29T23:00:00+00:00",
            "message": format!("complete M00 {m00} first; its week begins on Monday, \
                                30 November 2026 (Europe/Warsaw)") })
    );

    // With its needs met, the week alone holds it back, to the second in the cohort's zone.
    ana.whole_module(&place, 0).await;
    ana.at("2026-11-29T22:59:59Z").await;
    let place = ana.place().await;
    assert_eq!(states(&place, 3), ["COMPLETED", "LOCKED", "LOCKED"]);
    assert_eq!(place["modules"][1]["lockedBecause"]["needs"], json!([]));
    assert_eq!(
        place["modules"][1]["lockedBecause"]["message"],
        "its week begins on Monday, 30 November 2026 (Europe/Warsaw)"
    );
    ana.at("2026-11-29T23:00:00Z").await;
    let place = ana.place().await;
    assert_eq!(place["currentWeek"], 1);
    assert_eq!(states(&place, 3), ["COMPLETED", "OPEN", "LOCKED"]);
    assert_eq!(place["modules"][1]["lockedBecause"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn time_alone_opens_nothing_that_needs_another_module() {
    let house = House::build().await;
    let mut ana = house.learner("ana").await;
    ana.at("2027-06-01T10:00:00Z").await;
    let place = ana.place().await;
    let mut expected = vec!["LOCKED"; 16];
    expected[0] = "OPEN";
    assert_eq!(states(&place, 16), expected);
    let m04 = &place["modules"][4]["lockedBecause"];
    assert_eq!((&m04["needs"], &m04["opensAt"]), (&json!(["M02", "M03"]), &json!(null)));
    let words = m04["message"].as_str().expect("words");
    assert!(words.starts_with("complete M02 ") && words.contains(" and M03 "), "{words}");
    assert_eq!((&place["pace"], &place["behindBy"]), (&json!("BEHIND"), &json!(75)));
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_start_all_is_locked_and_nobody_is_behind() {
    let house = House::build().await;
    let mut ana = house.learner("ana").await;
    ana.at("2026-11-22T22:59:59Z").await;
    let place = ana.place().await;
    assert_eq!(states(&place, 16), ["LOCKED"; 16]);
    assert_eq!((&place["currentWeek"], &place["pace"]), (&json!(-1), &json!("NOT_STARTED")));
    assert_eq!(place["modules"][0]["lockedBecause"]["opensAt"], "2026-11-22T23:00:00+00:00");
    super::refusal(&ana.lesson(&place, 0, 0).await, "CONFLICT");
    ana.at("2026-11-22T23:00:00Z").await;
    assert_eq!(states(&ana.place().await, 2), ["OPEN", "LOCKED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_is_in_progress_from_its_first_lesson_until_it_is_completed() {
    let house = House::build().await;
    let ana = house.learner("ana").await;
    let place = ana.place().await;
    ana.lesson(&place, 0, 0).await.fine();
    let begun = ana.place().await;
    assert_eq!(states(&begun, 2), ["IN_PROGRESS", "LOCKED"]);
    assert_eq!(begun["modules"][0]["lessons"][0]["completedAt"], "2026-11-25T10:00:00+00:00");
    assert_eq!(begun["modules"][0]["lessons"][1]["completedAt"], json!(null));
    assert_eq!(begun["modules"][0]["completedAt"], json!(null));
    // Lessons alone do not complete it: that is a step of its own.
    ana.all_lessons(&place, 0).await;
    assert_eq!(states(&ana.place().await, 2), ["IN_PROGRESS", "LOCKED"]);
    ana.module(&place, 0).await.fine();
    let done = ana.place().await;
    assert_eq!(states(&done, 2), ["COMPLETED", "LOCKED"]);
    assert_eq!(done["modules"][0]["completedAt"], "2026-11-25T10:00:00+00:00");
}
