//! Until a result stands, nobody but its grader reads a grade.

use serde_json::{Value, json};

use super::desk::{Desk, JUST_PASSED, refusal, steps};

/// A word that stands in max's grade and nowhere else.
const SECRET: &str = "zanzibar";

async fn draft_of_max(desk: &Desk, graders: i32) -> (super::desk::Waiting, String) {
    let work = desk.work_of_ana(graders).await;
    let grade = desk.claimed(&desk.max, work).await;
    let mut steps = steps(JUST_PASSED);
    steps[0]["comment"] = json!(SECRET);
    desk.save(&desk.max, &grade, 1, steps).await.fine();
    (work, grade)
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_graders_nor_facilitators_nor_the_learner_see_a_grade_before_its_time() {
    let desk = Desk::build().await;
    let (work, grade) = draft_of_max(&desk, 2).await;
    let ana = desk.app.join(&desk.alpha, "ana").await;
    let manager = desk.app.join(&desk.alpha, "manager").await;
    for published in [false, true] {
        if published {
            desk.publish(&desk.max, &grade, 2).await.fine();
        }
        for person in [&desk.fatima, &desk.mia] {
            let seen = desk.work(person, work).await.fine();
            assert!(!seen.body.to_string().contains(SECRET));
            let shown = seen.data("/workToGrade");
            for hidden in ["grades", "passed", "score", "ownGrade"] {
                assert_eq!(shown[hidden], Value::Null, "{hidden} of {shown}");
            }
            assert!(!desk.queue(person, json!({})).await.body.to_string().contains(SECRET));
        }
        for person in [&ana, &manager, &desk.alpha.admin] {
            refusal(&desk.work(person, work).await, "FORBIDDEN");
        }
        let own = desk.work(&desk.max, work).await.fine();
        assert!(own.body.to_string().contains(SECRET));
        assert_eq!(own.data("/workToGrade").get("grades"), Some(&Value::Null));
        let book =
            "query($id: ID!) { gradebook(cohortId: $id) { rows { cells { score passed work } } } }";
        let id = json!({ "id": desk.cohort.to_string() });
        let book = desk.app.request(Some(&desk.fatima.token), book, id).await.fine();
        assert!(!book.body.to_string().contains("60.00"), "no score before the result");
    }
    // Others' marks do not come back in refusals either.
    for person in [&desk.fatima, &desk.mia] {
        let refused = desk.save(person, &grade, 2, steps(JUST_PASSED)).await;
        refusal(&refused, "NOT_FOUND");
    }
    let said = "SELECT count(*) FROM cadre.audit_entry WHERE details::text LIKE '%passed%'
        OR details::text LIKE '%thirds%' OR details::text LIKE '%zanzibar%'";
    assert_eq!(desk.app.count(said).await, 0, "the log tells no marks");
    assert!(desk.results("ana").await.is_empty());
    desk.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_a_result_stands_facilitators_see_every_original() {
    let desk = Desk::build().await;
    let (work, grade) = draft_of_max(&desk, 2).await;
    desk.publish(&desk.max, &grade, 2).await.fine();
    desk.grade(&desk.mia, work, [2, 3, 3, 4]).await.fine();
    let seen = desk.work(&desk.fatima, work).await.fine();
    let grades = seen.data("/workToGrade/grades").as_array().expect("grades");
    let shown: Vec<(&str, &Value)> = grades
        .iter()
        .map(|grade| (grade["graderName"].as_str().expect("a name"), &grade["score"]))
        .collect();
    assert_eq!(shown, [("max", &json!("60.00")), ("mia", &json!("65.00"))]);
    assert_eq!(seen.data("/workToGrade/score"), &json!("60.00"), "the first one's is the result");
    // Named graders keep to their own.
    for (grader, others) in [(&desk.max, "mia"), (&desk.mia, "max")] {
        let seen = desk.work(grader, work).await.fine();
        assert_eq!(seen.data("/workToGrade").get("grades"), Some(&Value::Null));
        assert!(!seen.body.to_string().contains(&format!("\"{others}\"")));
    }
    let mia = desk.work(&desk.mia, work).await.fine();
    assert!(!mia.body.to_string().contains(SECRET));
    desk.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facilitator_who_claims_early_does_not_see_the_first_grade_while_writing_the_second() {
    let desk = Desk::build().await;
    let (work, grade) = draft_of_max(&desk, 2).await;
    desk.publish(&desk.max, &grade, 2).await.fine();
    let claimed = desk.claimed(&desk.fatima, work).await;
    let seen = desk.work(&desk.fatima, work).await.fine();
    assert!(!seen.body.to_string().contains(SECRET));
    assert_eq!(seen.data("/workToGrade/ownGrade/id"), &json!(claimed));
    desk.release(&desk.fatima, &claimed).await.fine();
    assert!(!desk.work(&desk.fatima, work).await.fine().body.to_string().contains(SECRET));
}
