//! Assignments from the learner's side: drafts, what is handed in, what comes back.

mod attacks;
mod races;
mod tasks;

use chrono::Duration;
use kernel::{CohortId, FileId, SubmissionId};
use serde_json::{Value, json};
use testkit::{Organization, Person, Response};

use super::desk::{Desk, GATE_AT_TWO, JUST_PASSED, Waiting, refusal};

const SEE: &str = "query($enrolment: ID!, $assignment: ID!) {
    mySubmission(enrolmentId: $enrolment, assignmentId: $assignment) {
        draftVersion passed dueAt notBefore assignment { code rubric { criteria { key gate } } }
        draft { text links savedAt files { id name bytes url } }
        versions { number text links isLate state files { id }
            feedback { score passed failedGates grades { isResult score passed comment
                steps { criterion title step comment } } } }
        firstGrade { number score passed } passingGrade { number score passed } } }";
const SAVE: &str = "mutation($input: SaveDraftInput!) { saveDraft(input: $input) {
    submission { draftVersion draft { text links files { id url } } } } }";
const SUBMIT: &str = "mutation($input: SubmitWorkInput!) { submitWork(input: $input) {
    number alreadySubmitted submission { versions { number state text } } } }";
const WITHDRAW: &str = "mutation($input: WithdrawWorkInput!) { withdrawWork(input: $input) {
    alreadyWithdrawn submission { versions { number state } } } }";
const MODULES: &str = "{ myLearning { modules { code state missing { lessons quiz assignment }
    quizId quizPassed assignmentId assignmentPassed workWaits } } }";

/// A learner with one assignment in hand, whose module is begun.
struct Hand<'a> {
    desk: &'a Desk,
    person: Person,
    enrolment: String,
    assignment: String,
}

impl<'a> Hand<'a> {
    /// A learner of the first cohort of alpha with A01.
    async fn of(desk: &'a Desk, name: &str) -> Self {
        Self::with(desk, &desk.alpha, desk.cohort, name, "A01").await
    }

    async fn with(
        desk: &'a Desk,
        organization: &Organization,
        cohort: CohortId,
        name: &str,
        code: &str,
    ) -> Self {
        let person = desk.app.join(organization, name).await;
        let enrolment = desk.place(organization, cohort, name).await;
        let assignment = desk.assignment(organization, code).await;
        let (id, run) = (organization.id.uuid(), cohort.uuid());
        let (place, now) = (enrolment.uuid(), desk.app.now().to_rfc3339());
        desk.app
            .execute(&format!(
                "INSERT INTO cadre.module_progress (organization_id, cohort_id, enrolment_id,
                    module_id, required_done, started_at)
                 SELECT '{id}', '{run}', '{place}', a.module_id, 0, '{now}'
                 FROM cadre.assignment a WHERE a.organization_id = '{id}' AND a.id = '{assignment}'"
            ))
            .await;
        Self {
            desk,
            person,
            enrolment: enrolment.to_string(),
            assignment: kernel::AssignmentId::from(assignment).to_string(),
        }
    }

    async fn ask(&self, query: &str, variables: Value) -> Response {
        self.desk.app.request(Some(&self.person.token), query, variables).await
    }

    fn input(&self, more: Value) -> Value {
        let mut input = json!({ "enrolmentId": self.enrolment, "assignmentId": self.assignment });
        let (fields, more) = (input.as_object_mut(), more.as_object().cloned());
        fields.expect("an object").extend(more.expect("an object"));
        json!({ "input": input })
    }

    async fn see(&self) -> Value {
        let variables = json!({ "enrolment": self.enrolment, "assignment": self.assignment });
        self.ask(SEE, variables).await.fine().data("/mySubmission").clone()
    }

    async fn save(&self, more: Value) -> Response {
        self.ask(SAVE, self.input(more)).await
    }

    async fn write(&self, text: &str, seen: i32) -> Response {
        self.save(json!({ "text": text, "expectedVersion": seen })).await
    }

    async fn submit(&self, seen: i32) -> Response {
        self.ask(SUBMIT, self.input(json!({ "expectedVersion": seen }))).await
    }

    async fn withdraw(&self, number: i32) -> Response {
        self.ask(WITHDRAW, self.input(json!({ "number": number }))).await
    }

    /// The module of the assignment as the learner's page shows it.
    async fn module(&self) -> Value {
        let answer = self.ask(MODULES, json!({})).await.fine();
        let modules = answer.data("/myLearning/0/modules").as_array().expect("modules").clone();
        let own = modules.into_iter().find(|module| module["assignmentId"] == self.assignment);
        own.expect("the module")
    }

    /// A version of the work, for graders, who are as many as given.
    async fn waiting(&self, number: i32, graders: i32) -> Waiting {
        let id = self.desk.alpha.id.uuid();
        let place: kernel::EnrolmentId = self.enrolment.parse().expect("an id");
        let place = place.uuid();
        let submission = self
            .desk
            .uuid(&format!(
                "SELECT id::text AS text FROM cadre.submission
                 WHERE organization_id = '{id}' AND enrolment_id = '{place}'"
            ))
            .await;
        let change = format!(
            "UPDATE cadre.submission_version SET graders_needed = {graders}
             WHERE submission_id = '{submission}' AND number = {number}"
        );
        self.desk.app.execute(&change).await;
        Waiting { submission: SubmissionId::from(submission), number }
    }

    /// A file that somebody uploaded, as the upload leaves it in the table.
    async fn file(&self, owner: &Person, name: &str) -> FileId {
        let file: FileId = self.desk.app.app.services.sources.new_id();
        let (id, new) = (owner.organization_id.uuid(), file.uuid());
        let (owner, now) = (owner.member_id.uuid(), self.desk.app.now().to_rfc3339());
        let row = format!(
            "INSERT INTO cadre.file
                 (organization_id, id, owner_id, name, media_type, bytes, sha256, uploaded_at)
             VALUES ('{id}', '{new}', '{owner}', '{name}', 'application/pdf', 7, '\\x00', '{now}')"
        );
        self.desk.app.execute(&row).await;
        file
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_saved_handed_in_and_taken_back() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let empty = ana.see().await;
    assert_eq!((&empty["draftVersion"], &empty["draft"]["savedAt"]), (&json!(0), &Value::Null));
    assert_eq!(empty["dueAt"], "2026-11-29T23:00:00+00:00");
    assert!(refusal(&ana.submit(0).await, "CONFLICT").contains("draft is empty"));

    let saved = ana.write("one", 0).await.fine();
    assert_eq!(saved.data("/saveDraft/submission/draftVersion"), &json!(1));
    // Sent again, because the answer was lost; then from a device that saw nothing of it.
    let again = ana.write("one", 0).await.fine();
    assert_eq!(again.data("/saveDraft/submission/draftVersion"), &json!(1));
    assert!(refusal(&ana.write("other", 0).await, "CONFLICT").contains("changed in between"));
    refusal(&ana.submit(0).await, "CONFLICT");

    let first = ana.submit(1).await.fine();
    assert_eq!(first.data("/submitWork/alreadySubmitted"), &json!(false));
    let second = ana.submit(1).await.fine();
    assert_eq!(second.data("/submitWork/alreadySubmitted"), &json!(true));
    assert_eq!(second.data("/submitWork/number"), &json!(1));
    let module = ana.module().await;
    assert_eq!((&module["state"], &module["workWaits"]), (&json!("SUBMITTED"), &json!(true)));

    // While it waits, the draft may grow, but nothing else is handed in.
    ana.write("two", 1).await.fine();
    assert!(refusal(&ana.submit(2).await, "CONFLICT").contains("withdraw it"));
    assert_eq!(ana.withdraw(1).await.fine().data("/withdrawWork/alreadyWithdrawn"), &json!(false));
    assert_eq!(ana.withdraw(1).await.fine().data("/withdrawWork/alreadyWithdrawn"), &json!(true));
    let module = ana.module().await;
    assert_eq!((&module["state"], &module["workWaits"]), (&json!("IN_PROGRESS"), &json!(false)));
    assert_eq!(ana.submit(2).await.fine().data("/submitWork/number"), &json!(2));
    let versions = ana.see().await["versions"].clone();
    let seen: Vec<_> = versions
        .as_array()
        .expect("versions")
        .iter()
        .map(|one| (one["state"].as_str(), one["text"].as_str(), one["isLate"].as_bool()))
        .collect();
    let expected = [("WITHDRAWN", "one"), ("WAITING", "two")];
    assert_eq!(seen, expected.map(|(state, text)| (Some(state), Some(text), Some(false))));
    for number in [0, 3, -1, 70_000] {
        refusal(&ana.withdraw(number).await, "NOT_FOUND");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_back_once_a_grader_has_it() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    ana.write("one", 0).await.fine();
    ana.submit(1).await.fine();
    let work = ana.waiting(1, 1).await;
    let grade = desk.claimed(&desk.max, work).await;
    assert!(refusal(&ana.withdraw(1).await, "CONFLICT").contains("begun to grade"));
    desk.release(&desk.max, &grade).await.fine();
    ana.withdraw(1).await.fine();
    refusal(&desk.claim(&desk.max, work).await, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_read_when_it_stands_and_both_grades_are_kept() {
    let desk = Desk::build().await;
    let mut ana = Hand::of(&desk, "ana").await;
    ana.write("one", 0).await.fine();
    ana.submit(1).await.fine();
    let work = ana.waiting(1, 2).await;
    desk.grade(&desk.max, work, GATE_AT_TWO).await.fine();
    let blind = ana.see().await;
    assert_eq!(
        (&blind["versions"][0]["feedback"], &blind["firstGrade"]),
        (&Value::Null, &Value::Null)
    );
    desk.grade(&desk.mia, work, GATE_AT_TWO).await.fine();
    let seen = ana.see().await;
    let feedback = &seen["versions"][0]["feedback"];
    assert_eq!((&feedback["score"], &feedback["passed"]), (&json!("63.33"), &json!(false)));
    assert_eq!(feedback["failedGates"], json!(["evidence-judged"]));
    let grades = feedback["grades"].as_array().expect("grades");
    let results: Vec<_> = grades.iter().map(|grade| grade["isResult"].as_bool()).collect();
    assert_eq!(results, [Some(true), Some(false)]);
    assert_eq!(grades[0]["steps"][1]["step"], 2);
    for name in ["max", "mia"] {
        assert!(!seen.to_string().contains(name), "graders stay unnamed: {seen:#}");
    }
    refusal(&ana.withdraw(1).await, "CONFLICT");

    // 14 days from Wednesday, 11:00 in Warsaw.
    let words = refusal(&ana.submit(1).await, "CONFLICT");
    assert!(words.contains("Wednesday, 9 December 2026 at 11:00 (Europe/Warsaw)"), "{words}");
    assert_eq!(seen["notBefore"], "2026-12-09T10:00:00+00:00");
    desk.app.advance(Duration::days(14));
    ana.person = desk.again("ana").await;
    ana.write("two", 1).await.fine();
    assert_eq!(ana.submit(2).await.fine().data("/submitWork/number"), &json!(2));
    let max = desk.again("max").await;
    let work = ana.waiting(2, 1).await;
    desk.grade(&max, work, JUST_PASSED).await.fine();
    let kept = ana.see().await;
    assert_eq!(kept["firstGrade"], json!({ "number": 1, "score": "63.33", "passed": false }));
    assert_eq!(kept["passingGrade"], json!({ "number": 2, "score": "60.00", "passed": true }));
    assert_eq!((&kept["versions"][1]["isLate"], &kept["passed"]), (&json!(true), &json!(true)));
    assert!(refusal(&ana.submit(2).await, "CONFLICT").contains("is passed"));
    let module = ana.module().await;
    assert_eq!(module["assignmentPassed"], json!(true));
    assert_eq!(module["missing"]["assignment"], json!(false));
    desk.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_with_their_version_and_are_let_go_with_the_draft() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let (kept, dropped) =
        (ana.file(&ana.person, "a.pdf").await, ana.file(&ana.person, "b.pdf").await);
    let both = [kept.to_string(), dropped.to_string(), kept.to_string()];
    ana.save(json!({ "text": "", "fileIds": both, "expectedVersion": 0 })).await.fine();
    let files = ana.see().await["draft"]["files"].clone();
    assert_eq!(
        (files[0]["name"].as_str(), files[1]["name"].as_str()),
        (Some("a.pdf"), Some("b.pdf"))
    );
    assert!(
        files[0]["url"].as_str().is_some_and(|url| url.starts_with("http://cadre.test/files/"))
    );

    let held = async || {
        desk.app.count("SELECT count(*) FROM cadre.file WHERE attached_at IS NOT NULL").await
    };
    assert_eq!(held().await, 2);
    let one = [kept.to_string()];
    ana.save(json!({ "text": "", "fileIds": one, "expectedVersion": 1 })).await.fine();
    assert_eq!(held().await, 1);
    ana.submit(2).await.fine();
    ana.save(json!({ "text": "x", "expectedVersion": 2 })).await.fine();
    let seen = ana.see().await;
    assert_eq!(seen["draft"]["files"], json!([]));
    assert_eq!(seen["versions"][0]["files"], json!([{ "id": kept.to_string() }]));
    assert_eq!(held().await, 1, "the version holds it");
}

#[tokio::test(flavor = "multi_thread")]
async fn marked_assignments_take_two_graders() {
    let desk = Desk::build().await;
    let ana = Hand::with(&desk, &desk.alpha, desk.cohort, "ana", "A09").await;
    ana.write("one", 0).await.fine();
    ana.submit(1).await.fine();
    let two = "SELECT count(*) FROM cadre.submission_version WHERE graders_needed = 2";
    assert_eq!(desk.app.count(two).await, 1);
    let answer = ana.ask("{ __type(name: \"Assignment\") { fields { name } } }", json!({})).await;
    assert!(!answer.fine().body.to_string().contains("ouble"), "learners are not told");
}
