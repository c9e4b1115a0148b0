//! From what one owes to what stands.

use futures::future::join_all;
use kernel::PeerReviewId;
use serde_json::{Value, json};
use testkit::Person;

use super::{CRITERIA, House, refusal, text, violations, whole};

/// The two reviews that somebody owes, by id.
async fn owed(house: &House, person: &Person) -> [String; 2] {
    let mine = house.mine(person).await;
    assert_eq!(mine.len(), 2);
    [text(&mine[0]["id"]), text(&mine[1]["id"])]
}

fn comment(criterion: &str, comment: &str) -> Value {
    json!({ "criterion": criterion, "comment": comment })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_written_in_parts_and_then_stands() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let ana = house.learner("ana").await;
    let mine = house.mine(&ana).await;
    assert_eq!(mine[0]["assignmentCode"], "A01");
    assert_eq!((&mine[0]["state"], &mine[0]["version"]), (&json!("ASSIGNED"), &json!(1)));
    assert_eq!(mine[0]["dueAt"], "2026-11-30T10:00:00+00:00");
    let [id, other] = owed(&house, &ana).await;

    let part = json!([comment(CRITERIA[1], " Two sources.\r\n")]);
    let saved = house.save(&ana, (&id, 1), part, Value::Null).await.fine();
    let review = saved.data("/savePeerReview/review");
    assert_eq!(review["comments"], json!([comment(CRITERIA[1], "Two sources.")]));
    assert_eq!((&review["version"], &review["score"]), (&json!(2), &Value::Null));
    // Another device has the version of before.
    refusal(&house.save(&ana, (&id, 1), json!([]), 2).await, "CONFLICT");
    refusal(&house.finish(&ana, &id, 1).await, "CONFLICT");
    let missing = violations(&house.finish(&ana, &id, 2).await);
    let codes: Vec<&str> = missing.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["MISSING_COMMENT", "MISSING_COMMENT", "MISSING_COMMENT", "MISSING_SCORE"]);

    house.save(&ana, (&id, 2), json!([]), 3).await.fine();
    let saved = house.save(&ana, (&id, 3), whole("Clear."), Value::Null).await.fine();
    let review = saved.data("/savePeerReview/review");
    let keys: Vec<&Value> =
        review["comments"].as_array().expect("all").iter().map(|one| &one["criterion"]).collect();
    assert_eq!(keys, CRITERIA, "in the order of the rubric");
    let done = house.finish(&ana, &id, 4).await.fine();
    assert_eq!(done.data("/finishPeerReview/alreadyFinished"), &json!(false));
    assert_eq!(done.data("/finishPeerReview/review/state"), &json!("FINISHED"));

    house.app.advance(chrono::Duration::minutes(1));
    let again = house.finish(&ana, &id, 4).await.fine();
    assert_eq!(again.data("/finishPeerReview/alreadyFinished"), &json!(true));
    assert_eq!(
        again.data("/finishPeerReview/review"),
        done.data("/finishPeerReview/review"),
        "when it was finished stays"
    );
    let words = refusal(&house.save(&ana, (&id, 5), json!([]), 1).await, "CONFLICT");
    assert!(words.contains("finished and stands"), "{words}");
    let mine = house.mine(&ana).await;
    let states: Vec<_> = mine.iter().map(|one| (text(&one["id"]), text(&one["state"]))).collect();
    let expected = [(other, "ASSIGNED".to_owned()), (id, "FINISHED".to_owned())];
    assert_eq!(states, expected, "what is owed comes first");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_of_what_is_not_acceptable() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let ana = house.learner("ana").await;
    let [id, _] = owed(&house, &ana).await;
    for score in [0, 5, -1, 101] {
        let answer = house.save(&ana, (&id, 1), whole("Fine."), score).await;
        let at = ("input.score".to_owned(), "OUT_OF_RANGE".to_owned());
        assert_eq!(violations(&answer), [at], "{score}");
    }
    for none in [json!(1e308), json!(2.5), json!("3"), json!(4_294_967_299_u64)] {
        let answer = house.save(&ana, (&id, 1), json!([]), none.clone()).await;
        assert_eq!(answer.codes(), ["BAD_REQUEST"], "{none}");
    }
    let long = "x".repeat(2_001);
    for (comments, path, code) in [
        (json!([comment("nonsense", "a")]), "0.criterion", "UNKNOWN_CRITERION"),
        (json!([comment("", "a")]), "0.criterion", "UNKNOWN_CRITERION"),
        (
            json!([comment(CRITERIA[0], "a"), comment(CRITERIA[0], "b")]),
            "1.criterion",
            "REPEATED_CRITERION",
        ),
        (json!([comment(CRITERIA[0], &long)]), "0.comment", "LENGTH"),
        (json!([comment(CRITERIA[0], "a\0b")]), "0.comment", "LENGTH"),
    ] {
        let answer = house.save(&ana, (&id, 1), comments, 3).await;
        let at = (format!("input.comments.{path}"), code.to_owned());
        assert_eq!(violations(&answer), [at]);
    }
    let many: Value = (0..5).map(|_| comment(CRITERIA[0], "a")).collect();
    let answer = house.save(&ana, (&id, 1), many, 3).await;
    assert_eq!(violations(&answer), [("input.comments".to_owned(), "TOO_MANY".to_owned())]);
    let longest = "ż".repeat(2_000);
    house.save(&ana, (&id, 1), json!([comment(CRITERIA[0], &longest)]), 3).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reviews_of_others_are_like_reviews_that_never_were() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let (ana, bo) = (house.learner("ana").await, house.learner("bo").await);
    let never = house.app.app.services.sources.new_id::<PeerReviewId>().to_string();
    let frida = house.app.member(&house.beta, "frida", &[kernel::Role::Facilitator]).await;
    let in_beta = house.app.cohort(&house.beta, "2026-11-16", &[&frida]).await;
    house.app.enrol(&house.beta, in_beta, &["zoe"]).await;
    house.app.run_jobs().await;
    let zoe = house.app.join(&house.beta, "zoe").await;
    // Of bo's own work, of cleo's work by bo, and as seen from another organisation.
    let of_bo = house.review_of("ana", "bo").await;
    let by_bo = house.review_of("bo", "cleo").await;
    for (person, id) in [(&bo, &of_bo), (&ana, &by_bo), (&zoe, &of_bo), (&house.fatima, &of_bo)] {
        let nothing = house.review(person, &never).await;
        refusal(&nothing, "NOT_FOUND");
        assert_eq!(house.review(person, id).await, nothing);
    }
    for (person, id) in [(&bo, &of_bo), (&ana, &by_bo), (&zoe, &of_bo)] {
        let saved = house.save(person, (&never, 1), whole("Mine."), 4).await;
        refusal(&saved, "NOT_FOUND");
        assert_eq!(house.save(person, (id, 1), whole("Mine."), 4).await, saved);
        assert_eq!(house.finish(person, id, 1).await, house.finish(person, &never, 1).await);
    }
    for person in [&house.alpha.admin, &house.fatima] {
        refusal(&house.save(person, (&of_bo, 1), whole("Mine."), 4).await, "FORBIDDEN");
        refusal(&house.finish(person, &of_bo, 1).await, "FORBIDDEN");
    }
    refusal(&house.review(&house.alpha.admin, &of_bo).await, "FORBIDDEN");
    let changed = "SELECT count(*) FROM cadre.peer_review WHERE version <> 1";
    assert_eq!(house.app.count(changed).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_save_and_finish_at_once_lose_nothing() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let ana = house.learner("ana").await;
    let [id, _] = owed(&house, &ana).await;
    let texts: Vec<String> = (0..10).map(|device| format!("From device {device}.")).collect();
    let ten = texts.iter().map(|text| house.save(&ana, (&id, 1), whole(text), 3));
    let answers = join_all(ten).await;
    let saved = answers.iter().filter(|answer| answer.codes().is_empty());
    assert_eq!(saved.count(), 1);
    let refused = answers.iter().filter(|answer| answer.codes() == ["CONFLICT"]);
    assert_eq!(refused.count(), 9);
    let answers = join_all((0..10).map(|_| house.finish(&ana, &id, 2))).await;
    let first = answers.iter().filter(|answer| {
        (*answer).clone().fine().data("/finishPeerReview/alreadyFinished") == &json!(false)
    });
    assert_eq!(first.count(), 1);
}
