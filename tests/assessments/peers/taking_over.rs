//! What peers leave undone passes to a facilitator.

use kernel::Role;
use serde_json::{Value, json};

use super::{House, refusal, text};

#[tokio::test(flavor = "multi_thread")]
async fn after_five_days_a_review_passes_on() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let ana = house.learner("ana").await;
    house.give(&ana, 4).await;
    house.app.set_clock("2026-11-30T09:59:59Z");
    house.tick().await;
    let states = "SELECT count(*) FROM cadre.peer_review WHERE state = 'handed_over'";
    assert_eq!(house.app.count(states).await, 0, "a second too soon");
    house.app.set_clock("2026-11-30T10:00:00Z");
    house.tick().await;
    assert_eq!(house.app.count(states).await, 5, "all but the finished one");
    house.tick().await;
    let entries =
        "SELECT count(*) FROM cadre.audit_entry WHERE action = 'peer_reviews_handed_over'";
    assert_eq!(house.app.count(entries).await, 1, "a second time there is nothing to do");

    let ana = house.again("ana").await;
    let mine = house.mine(&ana).await;
    let late = mine.iter().find(|one| one["state"] == "HANDED_OVER").expect("the other one");
    let words = refusal(&house.save(&ana, (&text(&late["id"]), 2), json!([]), 3).await, "CONFLICT");
    assert!(words.contains("passed to a facilitator"), "{words}");
    refusal(&house.finish(&ana, &text(&late["id"]), 2).await, "CONFLICT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facilitator_writes_it_in_the_peer_s_place() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let id = house.review_of("ana", "bo").await;
    let ana = house.learner("ana").await;
    let begun = json!([{ "criterion": super::CRITERIA[0], "comment": "zanzibar" }]);
    house.save(&ana, (&id, 1), begun, 1).await.fine();
    let words = refusal(&house.take_over(&house.fatima, &id, 2).await, "CONFLICT");
    assert!(words.contains("still time"), "{words}");
    house.app.set_clock("2026-12-01T10:00:00Z");
    house.tick().await;

    let fatima = house.again("fatima").await;
    let seen = house.review(&fatima, &id).await.fine();
    assert_eq!(seen.data("/peerReview/state"), &json!("HANDED_OVER"));
    assert_eq!(seen.data("/peerReview/work/text"), &json!("Twenty items, traced."));
    let body = seen.body.to_string();
    assert!(!body.contains("zanzibar"), "what a peer had begun is theirs: {body}");
    let version = seen.data("/peerReview/version").as_i64().expect("a number");
    refusal(&house.take_over(&fatima, &id, version - 1).await, "CONFLICT");
    let done = house.take_over(&fatima, &id, version).await.fine();
    assert_eq!(done.data("/takeOverPeerReview/review/state"), &json!("FINISHED"));
    let words = refusal(&house.take_over(&fatima, &id, version + 1).await, "CONFLICT");
    assert!(words.contains("finished and stands"), "{words}");
    let entries = "SELECT count(*) FROM cadre.audit_entry WHERE action = 'peer_review_taken_over'";
    assert_eq!(house.app.count(entries).await, 1);

    // To ana it is a review that passed on, and what fatima wrote is not hers.
    let ana = house.again("ana").await;
    let mine = house.mine(&ana).await;
    let passed = mine.iter().find(|one| one["id"] == json!(id)).expect("listed");
    assert_eq!((&passed["state"], &passed["finishedAt"]), (&json!("HANDED_OVER"), &Value::Null));
    refusal(&house.review(&ana, &id).await, "NOT_FOUND");
    let bo = house.learner("bo").await;
    let place = house.place("bo").await.id.to_string();
    let advice = house.advice(&bo, &place).await.fine();
    assert_eq!(advice.data("/peerAdvice/median"), &json!("3"));
    assert!(!advice.body.to_string().contains("fatima"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_over_what_they_have_a_part_in() {
    let house = House::build(&["ana", "bo", "cleo"]).await;
    // Fatima learns in her own cohort, and bo reports to fiona, who runs it too.
    let fiona = house.app.member(&house.alpha, "fiona", &[Role::Facilitator]).await;
    house.app.enrol(&house.alpha, house.cohort, &["fatima"]).await;
    let (cohort, second) = (house.cohort.uuid(), fiona.member_id.uuid());
    let organization = house.alpha.id.uuid();
    house
        .app
        .execute(&format!(
            "INSERT INTO cadre.cohort_facilitator VALUES ('{organization}', '{cohort}', '{second}');
             UPDATE cadre.member SET manager_id = '{second}' WHERE name = 'bo'"
        ))
        .await;
    house.app.run_jobs().await;
    for name in ["ana", "bo", "cleo", "fatima"] {
        house.hand_in(name).await;
    }
    house.allot(&house.fatima, false).await.fine();
    house.app.set_clock("2026-12-01T10:00:00Z");
    house.tick().await;
    let (fatima, fiona) = (house.again("fatima").await, house.again("fiona").await);
    for (reader, writer, _) in house.pairs().await {
        let id = house.review_of(&reader, &writer).await;
        if writer == "fatima" || reader == "fatima" {
            refusal(&house.take_over(&fatima, &id, 2).await, "FORBIDDEN");
        }
        if writer == "fatima" {
            refusal(&house.review(&fatima, &id).await, "NOT_FOUND");
        }
        if writer == "bo" {
            refusal(&house.take_over(&fiona, &id, 2).await, "FORBIDDEN");
        } else {
            house.take_over(&fiona, &id, 2).await.fine();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_run_the_cohort_take_over() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let id = house.review_of("ana", "bo").await;
    let frida = house.app.member(&house.beta, "frida", &[Role::Facilitator]).await;
    house.app.cohort(&house.beta, "2026-11-16", &[&frida]).await;
    house.app.member(&house.alpha, "fred", &[Role::Facilitator]).await;
    house.app.set_clock("2026-12-01T10:00:00Z");
    house.tick().await;
    let fred = house.again("fred").await;
    let frida = house.app.sign_in("beta", "frida@beta.example").await;
    let sources = &house.app.app.services.sources;
    let never = sources.new_id::<kernel::PeerReviewId>().to_string();
    for person in [&fred, &frida] {
        let nothing = house.take_over(person, &never, 2).await;
        refusal(&nothing, "NOT_FOUND");
        assert_eq!(house.take_over(person, &id, 2).await, nothing);
        assert_eq!(house.review(person, &id).await, house.review(person, &never).await);
    }
    let bo = house.learner("bo").await;
    refusal(&house.take_over(&bo, &id, 2).await, "FORBIDDEN");
}
