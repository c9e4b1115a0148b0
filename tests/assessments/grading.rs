//! From the queue to the result.

use kernel::Role;
use serde_json::{Value, json};
use testkit::Person;

use super::desk::{Desk, GATE_AT_TWO, JUST_PASSED, refusal, steps, violations};

const LEARNING: &str = "{ myLearning { modules { code state completedAt } } }";

#[tokio::test(flavor = "multi_thread")]
async fn one_grader_grades_and_the_module_completes() {
    let desk = Desk::build().await;
    let work = desk.work_of_ana(1).await;
    let claimed = desk.claim(&desk.max, work).await.fine();
    assert_eq!(claimed.data("/claimWork/work/ownGrade/position"), &json!(1));
    let lapses = "2026-11-28T10:00:00+00:00";
    assert_eq!(claimed.data("/claimWork/work/ownGrade/lapsesAt"), &json!(lapses));
    let again = desk.claim(&desk.max, work).await.fine();
    assert_eq!(again.data("/claimWork/alreadyClaimed"), &json!(true));
    let grade = claimed.text("/claimWork/work/ownGrade/id");
    assert_eq!(again.text("/claimWork/work/ownGrade/id"), grade);

    let part = json!([{ "criterion": "evidence-judged", "step": 3, "comment": "Named." }]);
    let saved = desk.save(&desk.max, &grade, 1, part).await.fine();
    assert_eq!(saved.data("/saveGrade/work/ownGrade/version"), &json!(2));
    assert_eq!(saved.data("/saveGrade/work/ownGrade").get("score"), Some(&Value::Null));
    desk.save(&desk.max, &grade, 2, steps(JUST_PASSED)).await.fine();
    let published = desk.publish(&desk.max, &grade, 3).await.fine();
    assert_eq!(published.data("/publishGrade/decided"), &json!(true));
    let work_now = published.data("/publishGrade/work");
    assert_eq!((&work_now["state"], &work_now["score"]), (&json!("DECIDED"), &json!("60.00")));
    assert_eq!(
        (&work_now["passed"], &work_now["ownGrade"]["passed"]),
        (&json!(true), &json!(true))
    );

    let words = refusal(&desk.publish(&desk.max, &grade, 4).await, "CONFLICT");
    assert!(words.contains("published and stands"), "{words}");
    refusal(&desk.save(&desk.max, &grade, 4, steps([1; 4])).await, "CONFLICT");
    refusal(&desk.release(&desk.max, &grade).await, "CONFLICT");
    refusal(&desk.claim(&desk.mia, work).await, "CONFLICT");

    let ana = desk.app.join(&desk.alpha, "ana").await;
    let learning = desk.app.request(Some(&ana.token), LEARNING, json!({})).await.fine();
    let modules = learning.data("/myLearning/0/modules").as_array().expect("modules");
    let module = modules.iter().find(|module| module["code"] == "M01").expect("M01");
    assert_eq!(module["state"], "COMPLETED");
    let mails = desk.results("ana").await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.starts_with("A01 ") && mails[0].subject.ends_with(": passed"));
    for part in [&mails[0].text, &mails[0].html] {
        assert!(!part.contains("60.00") && !part.contains("Because of"), "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_below_three_fails_whatever_the_score() {
    let desk = Desk::build().await;
    let work = desk.work_of_ana(1).await;
    let published = desk.grade(&desk.fatima, work, GATE_AT_TWO).await.fine();
    let graded = published.data("/publishGrade/work");
    assert_eq!((&graded["score"], &graded["passed"]), (&json!("63.33"), &json!(false)));
    desk.app.run_jobs().await;
    assert!(desk.results("ana").await[0].subject.ends_with(": not passed yet"));
    let ana = desk.app.join(&desk.alpha, "ana").await;
    let learning = desk.app.request(Some(&ana.token), LEARNING, json!({})).await.fine();
    let modules = learning.data("/myLearning/0/modules").as_array().expect("modules");
    let module = modules.iter().find(|module| module["code"] == "M01").expect("M01");
    assert_eq!(module["state"], "IN_PROGRESS", "it waits no longer");

    // The next version passes; both results stay.
    desk.app.advance(chrono::Duration::days(14));
    let max = desk.again("max").await;
    let text = "Second try";
    let second = desk.version(&desk.alpha, desk.cohort, work.submission, (2, text, 1)).await;
    desk.grade(&max, second, JUST_PASSED).await.fine();
    desk.app.run_jobs().await;
    let kept = desk
        .app
        .text(
            "SELECT string_agg(is_passed::text, ' ' ORDER BY number) AS text
               FROM cadre.submission_version",
        )
        .await;
    assert_eq!(kept.as_deref(), Some("false true"));
    assert_eq!(desk.results("ana").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_agree_decide_by_the_first_and_two_who_differ_by_a_third() {
    let desk = Desk::build().await;
    let work = desk.work_of_ana(2).await;
    // The second publishes first: what counts is the place.
    let (first, second) =
        (desk.claimed(&desk.max, work).await, desk.claimed(&desk.mia, work).await);
    desk.save(&desk.mia, &second, 1, steps([4; 4])).await.fine();
    let early = desk.publish(&desk.mia, &second, 2).await.fine();
    assert_eq!(early.data("/publishGrade/decided"), &json!(false));
    assert!(desk.results("ana").await.is_empty());
    desk.save(&desk.max, &first, 1, steps(JUST_PASSED)).await.fine();
    let late = desk.publish(&desk.max, &first, 2).await.fine();
    assert_eq!(late.data("/publishGrade/decided"), &json!(true));
    assert_eq!(late.data("/publishGrade/work/score"), &json!("60.00"));

    let of_bo = desk.hand_in(&desk.alpha, desk.cohort, "bo", 2).await;
    desk.grade(&desk.max, of_bo, JUST_PASSED).await.fine();
    let differs = desk.grade(&desk.mia, of_bo, GATE_AT_TWO).await.fine();
    assert_eq!(differs.data("/publishGrade/decided"), &json!(false));
    assert_eq!(differs.data("/publishGrade/work/gradersNeeded"), &json!(3));
    for grader in [&desk.max, &desk.mia] {
        let words = refusal(&desk.claim(grader, of_bo).await, "CONFLICT");
        assert!(words.contains("another grader"), "{words}");
    }
    let third = desk.grade(&desk.fatima, of_bo, [3, 3, 4, 4]).await.fine();
    assert_eq!(third.data("/publishGrade/decided"), &json!(true));
    let result = third.data("/publishGrade/work");
    assert_eq!((&result["passed"], &result["score"]), (&json!(true), &json!("81.67")));
    assert_eq!(desk.app.count("SELECT count(*) FROM cadre.grade").await, 5, "the originals stay");
    desk.app.run_jobs().await;
    assert_eq!((desk.results("ana").await.len(), desk.results("bo").await.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stands_too_near_is_refused_with_the_reason() {
    let desk = Desk::build().await;
    let (alpha, app) = (&desk.alpha, &desk.app);
    // Fatima learns in the run that she facilitates; her manager max learns there too and grades,
    // and so does mia, who manages him.
    let csv = "name,email,manager_email,unit\nFatima,fatima@alpha.example,max@alpha.example,IT\n\
               Max,max@alpha.example,mia@alpha.example,IT\n";
    app.enrol_csv(alpha, desk.cohort, csv, false).await.fine();
    app.run_jobs().await;
    let own = desk.hand_in(alpha, desk.cohort, "fatima", 1).await;
    let of_max = desk.hand_in(alpha, desk.cohort, "max", 1).await;
    let cases = [
        (&desk.fatima, own, "your own work"),
        (&desk.max, own, "one of your direct reports"),
        (&desk.fatima, of_max, "your own manager"),
        (&desk.mia, of_max, "one of your direct reports"),
    ];
    for (grader, work, reason) in cases {
        let words = refusal(&desk.claim(grader, work).await, "FORBIDDEN");
        assert!(words.contains(reason), "{words}");
        let words = refusal(&desk.work(grader, work).await, "FORBIDDEN");
        assert!(words.contains(reason), "{words}");
        let queued = desk.queued(grader, json!({})).await;
        let id = work.submission.to_string();
        let entry = queued.iter().find(|entry| entry["submissionId"] == id.as_str());
        let shown = entry.expect("it waits")["conflict"].as_str().expect("a reason");
        assert!(shown.contains(reason), "{shown}");
        let free = desk.queued(grader, json!({ "part": "FREE" })).await;
        assert!(free.iter().all(|entry| entry["submissionId"] != id.as_str()));
    }
    // A claim from before the relation does not help.
    let of_ana = desk.work_of_ana(1).await;
    let grade = desk.claimed(&desk.mia, of_ana).await;
    app.execute(&format!(
        "UPDATE cadre.member SET manager_id = '{}' WHERE email = 'ana@alpha.example'",
        desk.mia.member_id.uuid()
    ))
    .await;
    refusal(&desk.save(&desk.mia, &grade, 1, steps(JUST_PASSED)).await, "FORBIDDEN");
    refusal(&desk.publish(&desk.mia, &grade, 1).await, "FORBIDDEN");
    desk.release(&desk.mia, &grade).await.fine();
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_read_page_by_page_and_filtered() {
    let desk = Desk::build().await;
    for (minutes, name) in ["ana", "bo"].into_iter().enumerate() {
        desk.app.advance(chrono::Duration::minutes(i64::try_from(minutes).expect("few")));
        desk.hand_in(&desk.alpha, desk.cohort, name, 1 + i32::from(name == "bo")).await;
    }
    desk.hand_in(&desk.alpha, desk.other_cohort, "cleo", 1).await;
    let first = desk.queue(&desk.fatima, json!({ "first": 1 })).await.fine();
    assert_eq!(first.data("/gradingQueue/edges/0/node/learner/name"), &json!("ana"));
    assert_eq!(first.data("/gradingQueue/pageInfo/hasNextPage"), &json!(true));
    let after = first.text("/gradingQueue/pageInfo/endCursor");
    let second = desk.queue(&desk.fatima, json!({ "first": 1, "after": after })).await.fine();
    assert_eq!(second.data("/gradingQueue/edges/0/node/learner/name"), &json!("bo"));
    assert_eq!(second.data("/gradingQueue/pageInfo/hasNextPage"), &json!(false));
    let broken = desk.queue(&desk.fatima, json!({ "after": "eyJ" })).await;
    assert_eq!(broken.codes(), ["INVALID_INPUT"]);

    let bo = desk.queued(&desk.max, json!({})).await.pop().expect("bo's work");
    let of_bo = json!({ "submissionId": bo["submissionId"], "versionNumber": 1 });
    let claim = "mutation($input: ClaimWorkInput!) { claimWork(input: $input) { alreadyClaimed } }";
    desk.ask(&desk.max, claim, of_bo).await.fine();
    let learners = async |person: &Person, filter: Value| -> Vec<String> {
        let nodes = desk.queued(person, filter).await;
        nodes
            .iter()
            .map(|node| node["learner"]["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(learners(&desk.max, json!({ "part": "MINE" })).await, ["bo"]);
    assert_eq!(learners(&desk.max, json!({ "part": "FREE" })).await, ["ana"]);
    assert_eq!(learners(&desk.mia, json!({ "part": "SECOND" })).await, ["bo"]);
    let other = json!({ "cohortId": desk.other_cohort.to_string() });
    assert!(learners(&desk.fatima, other).await.is_empty(), "not hers");
    let mine = json!({ "cohortId": desk.cohort.to_string() });
    assert_eq!(learners(&desk.fatima, mine).await, ["ana", "bo"]);
    desk.app.advance(chrono::Duration::hours(49));
    let fatima = desk.again("fatima").await;
    let all = desk.queued(&fatima, json!({})).await;
    assert_eq!(all[1]["ageDays"], json!(2));
    assert_eq!(all[1]["waitsFor"], json!([{ "name": "max" }]));
    let max = desk.again("max").await;
    assert_eq!(desk.queued(&max, json!({})).await[1]["waitsFor"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_nobody_works_on_is_taken_back_after_three_days() {
    let desk = Desk::build().await;
    let work = desk.work_of_ana(2).await;
    let (idle, busy) = (desk.claimed(&desk.max, work).await, desk.claimed(&desk.mia, work).await);
    desk.app.advance(chrono::Duration::days(2));
    let mia = desk.again("mia").await;
    desk.save(&mia, &busy, 1, steps(JUST_PASSED)).await.fine();
    desk.app.advance(chrono::Duration::days(1));
    desk.tick().await;
    let left = async || desk.app.count("SELECT count(*) FROM cadre.grade").await;
    assert_eq!(left().await, 2, "three days to the second are not over");
    desk.app.advance(chrono::Duration::seconds(1));
    desk.tick().await;
    desk.tick().await;
    assert_eq!(left().await, 1);
    let released = "SELECT count(*) FROM cadre.audit_entry WHERE action = 'stale_claim_released'";
    assert_eq!(desk.app.count(released).await, 1);
    let (max, mia, fatima) =
        (desk.again("max").await, desk.again("mia").await, desk.again("fatima").await);
    refusal(&desk.save(&max, &idle, 1, steps([4; 4])).await, "NOT_FOUND");
    desk.publish(&mia, &busy, 2).await.fine();
    let claimed = desk.claim(&fatima, work).await.fine();
    assert_eq!(claimed.data("/claimWork/work/ownGrade/position"), &json!(1), "the free place");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_waits_for_the_morning_of_its_reader() {
    let desk = Desk::build().await;
    // 20:00 in Warsaw.
    desk.app.set_clock("2026-11-25T19:00:00Z");
    let max = desk.again("max").await;
    let work = desk.work_of_ana(1).await;
    desk.grade(&max, work, JUST_PASSED).await.fine();
    for moment in ["2026-11-25T19:00:00Z", "2026-11-26T05:45:00Z"] {
        desk.app.set_clock(moment);
        desk.tick().await;
        assert!(desk.results("ana").await.is_empty(), "{moment}");
    }
    desk.app.set_clock("2026-11-26T06:00:00Z");
    desk.tick().await;
    desk.tick().await;
    assert_eq!(desk.results("ana").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn graders_are_named_by_those_who_may() {
    let desk = Desk::build().await;
    let (app, alpha) = (&desk.app, &desk.alpha);
    let again = desk.name(&alpha.admin, desk.cohort, desk.max.member_id).await.fine();
    assert_eq!(again.data("/addCohortGrader/alreadyNamed"), &json!(true));
    assert_eq!(
        again.data("/addCohortGrader/graders"),
        &json!([{ "name": "max" }, { "name": "mia" }])
    );
    let sponsor = app.member(alpha, "sam", &[Role::Sponsor]).await;
    let refused = desk.name(&desk.fatima, desk.cohort, sponsor.member_id).await;
    assert_eq!(violations(&refused)[0].1, "NOT_A_GRADER");
    for by in [&desk.max, &sponsor] {
        refusal(&desk.name(by, desk.cohort, desk.mia.member_id).await, "FORBIDDEN");
    }
    // Neither another run, nor another organisation's, nor one that never was; likewise members.
    let random: kernel::CohortId = app.app.services.sources.new_id();
    let nobody: kernel::MemberId = app.app.services.sources.new_id();
    let nothing = desk.name(&desk.fatima, random, desk.max.member_id).await;
    refusal(&nothing, "NOT_FOUND");
    for cohort in [desk.other_cohort, desk.foreign_cohort] {
        assert_eq!(desk.name(&desk.fatima, cohort, desk.max.member_id).await, nothing);
        refusal(&desk.unname(&desk.fatima, cohort, desk.max.member_id).await, "NOT_FOUND");
    }
    for member in [nobody, desk.frida.member_id] {
        assert_eq!(desk.name(&desk.fatima, desk.cohort, member).await, nothing);
        refusal(&desk.unname(&desk.fatima, desk.cohort, member).await, "NOT_FOUND");
    }

    // Whose name is taken off gives back what they have not published.
    let (work, of_bo) =
        (desk.work_of_ana(1).await, desk.hand_in(alpha, desk.cohort, "bo", 1).await);
    desk.grade(&desk.max, of_bo, JUST_PASSED).await.fine();
    let grade = desk.claimed(&desk.max, work).await;
    let removed = desk.unname(&desk.fatima, desk.cohort, desk.max.member_id).await.fine();
    assert_eq!(removed.data("/removeCohortGrader/graders"), &json!([{ "name": "mia" }]));
    let twice = desk.unname(&desk.fatima, desk.cohort, desk.max.member_id).await.fine();
    assert_eq!(twice.data("/removeCohortGrader/alreadyRemoved"), &json!(true));
    refusal(&desk.save(&desk.max, &grade, 1, steps(JUST_PASSED)).await, "NOT_FOUND");
    refusal(&desk.work(&desk.max, work).await, "NOT_FOUND");
    assert!(desk.queued(&desk.max, json!({})).await.is_empty());
    assert_eq!(app.count("SELECT count(*) FROM cadre.grade").await, 1, "the published one");
    app.run_jobs().await;
}
