//! Several graders, or one on several devices, at once.

use futures::future::join_all;
use kernel::Role;
use serde_json::{Value, json};
use testkit::Person;

use super::desk::{Desk, GATE_AT_TWO, JUST_PASSED, steps};

#[tokio::test(flavor = "multi_thread")]
async fn a_place_goes_to_one_of_fifty() {
    let desk = Desk::build().await;
    let work = desk.work_of_ana(1).await;
    let mut graders = vec![desk.fatima.clone(), desk.max.clone(), desk.mia.clone()];
    for name in ["nia", "olga"] {
        let person = desk.app.member(&desk.alpha, name, &[Role::Mentor]).await;
        desk.name(&desk.fatima, desk.cohort, person.member_id).await.fine();
        graders.push(person);
    }
    let fifty = (0..50).map(|number| desk.claim(&graders[number % graders.len()], work));
    let answers = join_all(fifty).await;
    let first = answers
        .iter()
        .filter(|answer| answer.body["data"]["claimWork"]["alreadyClaimed"] == json!(false));
    assert_eq!(first.count(), 1);
    let again = answers
        .iter()
        .filter(|answer| answer.body["data"]["claimWork"]["alreadyClaimed"] == json!(true));
    assert_eq!(again.count(), 9, "the same person never gets two");
    let refused = answers.iter().filter(|answer| answer.codes() == ["CONFLICT"]);
    assert_eq!(refused.count(), 40);
    assert_eq!(desk.app.count("SELECT count(*) FROM cadre.grade").await, 1);
    desk.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_publish_at_once_decide_once() {
    let desk = Desk::build().await;
    let submission = desk.work_of_ana(2).await.submission;
    let (max, mia) = (&desk.max, &desk.mia);
    for number in 1..=10 {
        let work = super::desk::Waiting { submission, number };
        if number > 1 {
            let version = (number, "Again", 2);
            desk.version(&desk.alpha, desk.cohort, submission, version).await;
        }
        let differ = number % 2 == 0;
        let (first, second) = (desk.claimed(max, work).await, desk.claimed(mia, work).await);
        desk.save(max, &first, 1, steps(JUST_PASSED)).await.fine();
        let other = if differ { GATE_AT_TWO } else { JUST_PASSED };
        desk.save(mia, &second, 1, steps(other)).await.fine();
        // Each from two devices.
        let answers = futures::join!(
            desk.publish(max, &first, 2),
            desk.publish(mia, &second, 2),
            desk.publish(max, &first, 2),
            desk.publish(mia, &second, 2)
        );
        let answers = [answers.0, answers.1, answers.2, answers.3];
        let published = answers.iter().filter(|answer| answer.codes().is_empty());
        assert_eq!(published.count(), 2, "round {number}: {answers:?}");
        let decided = answers
            .iter()
            .filter(|answer| answer.body["data"]["publishGrade"]["decided"] == json!(true));
        assert_eq!(decided.count(), usize::from(!differ), "round {number}");
        let needed = format!(
            "SELECT graders_needed::bigint AS count FROM cadre.submission_version
             WHERE number = {number}"
        );
        assert_eq!(desk.app.count(&needed).await, if differ { 3 } else { 2 }, "round {number}");
    }
    desk.app.run_jobs().await;
    assert_eq!(desk.results("ana").await.len(), 5, "one mail for each result");
}

/// Appends tokens to the comment, reading it anew whenever the other device was faster.
async fn append(desk: &Desk, person: &Person, grade: &str, device: char, rounds: usize) -> usize {
    let query = "query($id: ID!) { workToGrade(submissionId: $id, versionNumber: 1) {
        ownGrade { version comment } } }";
    let submission = desk.app.text("SELECT id::text AS text FROM cadre.submission").await;
    let submission: uuid::Uuid = submission.expect("a submission").parse().expect("an id");
    let id = json!({ "id": kernel::SubmissionId::from(submission).to_string() });
    let mut refused = 0;
    for round in 0..rounds {
        loop {
            let read = desk.app.request(Some(&person.token), query, id.clone()).await.fine();
            let seen: &Value = read.data("/workToGrade/ownGrade");
            let comment = format!("{} {device}{round}", seen["comment"].as_str().expect("text"));
            let version = seen["version"].as_i64().expect("a number");
            let answer = desk.save_comment(person, grade, version, comment.trim()).await;
            if answer.codes().is_empty() {
                break;
            }
            assert_eq!(answer.codes(), ["CONFLICT"]);
            refused += 1;
        }
    }
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn interleaved_saves_of_two_devices_lose_nothing() {
    const ROUNDS: usize = 60;
    let desk = Desk::build().await;
    let work = desk.work_of_ana(1).await;
    let grade = desk.claimed(&desk.max, work).await;
    futures::join!(
        append(&desk, &desk.max, &grade, 'a', ROUNDS),
        append(&desk, &desk.max, &grade, 'b', ROUNDS)
    );
    let answer = desk.work(&desk.max, work).await.fine();
    let own = answer.data("/workToGrade/ownGrade");
    assert_eq!(own["version"], json!(1 + 2 * ROUNDS));
    let mut kept: Vec<&str> = own["comment"].as_str().expect("text").split(' ').collect();
    assert_eq!(kept.len(), 2 * ROUNDS);
    kept.sort_unstable();
    kept.dedup();
    assert_eq!(kept.len(), 2 * ROUNDS, "each token stands there once");
}
