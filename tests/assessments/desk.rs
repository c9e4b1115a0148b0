//! A grader's desk: two organisations with a cohort each, people who grade, and work that waits. The
//! work is put into the tables as learners' commands leave it there.

use assessments::jobs::GradingTick;
use kernel::{CohortId, EnrolmentId, MemberId, Role, SubmissionId};
use serde_json::{Value, json};
use testkit::{Organization, Person, Response, TestApp};
use uuid::Uuid;

const CLAIM: &str = "mutation($input: ClaimWorkInput!) { claimWork(input: $input) {
    alreadyClaimed work { state gradersNeeded ownGrade { id position version lapsesAt passed } } } }";
const SAVE: &str = "mutation($input: SaveGradeInput!) { saveGrade(input: $input) {
    work { ownGrade { version comment passed score steps { criterion step comment } } } } }";
const PUBLISH: &str = "mutation($input: PublishGradeInput!) { publishGrade(input: $input) {
    decided work { state gradersNeeded passed score ownGrade { version passed score publishedAt lapsesAt } } } }";
const RELEASE: &str = "mutation($input: ReleaseWorkInput!) { releaseWork(input: $input) {
    submissionId versionNumber } }";
const WORK: &str = "query($id: ID!, $number: Int!) {
    workToGrade(submissionId: $id, versionNumber: $number) { submissionId state text links
        learner { name } assignment { code title } rubric { criteria { key weight gate } }
        files { name } gradersNeeded passed score
        ownGrade { id version comment steps { criterion step comment } }
        grades { graderName position passed score comment } } }";
const QUEUE: &str = "query($filter: GradingQueueFilter, $first: Int, $after: String) {
    gradingQueue(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
        edges { node { submissionId versionNumber cohortId assignmentCode learner { name } ageDays late
            gradersNeeded gradersClaimed ownGradeId waitsFor { name } conflict } } } }";

/// The criteria of A01, in their order; the middle two are gates.
pub const CRITERIA: [&str; 4] =
    ["origin-traced", "evidence-judged", "expected-change", "conclusion-drawn"];
/// 60.00 points on A01, and no gate below 3: passed exactly on the line.
pub const JUST_PASSED: [i32; 4] = [3, 3, 3, 2];
/// 63.33 points on A01, and a gate at 2: not passed.
pub const GATE_AT_TWO: [i32; 4] = [3, 2, 3, 4];

/// See the module's text. In alpha, fatima runs the cohort of ana and bo, and has nothing to do with
/// the other cohort, of cleo; max and mia are named as graders of the first.
pub struct Desk {
    pub app: TestApp,
    pub alpha: Organization,
    pub beta: Organization,
    pub fatima: Person,
    pub max: Person,
    pub mia: Person,
    pub cohort: CohortId,
    pub other_cohort: CohortId,
    /// In beta, with eva as learner; frida runs it.
    pub foreign_cohort: CohortId,
    pub frida: Person,
}

/// Work that waits.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    pub submission: SubmissionId,
    pub number: i32,
}

impl Waiting {
    pub fn input(self) -> Value {
        json!({ "submissionId": self.submission.to_string(), "versionNumber": self.number })
    }
}

impl Desk {
    pub async fn build() -> Self {
        let app = TestApp::start().await;
        let alpha = app.organization("alpha").await;
        let beta = app.organization("beta").await;
        let fatima = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
        let frida = app.member(&beta, "frida", &[Role::Facilitator]).await;
        let max = app.member(&alpha, "max", &[Role::Mentor]).await;
        let mia = app.member(&alpha, "mia", &[Role::Mentor]).await;
        let cohort = app.cohort(&alpha, "2026-11-16", &[&fatima]).await;
        let other_cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
        let foreign_cohort = app.cohort(&beta, "2026-11-16", &[&frida]).await;
        app.enrol(&alpha, cohort, &["ana", "bo"]).await;
        app.enrol(&alpha, other_cohort, &["cleo"]).await;
        app.enrol(&beta, foreign_cohort, &["eva"]).await;
        app.run_jobs().await;
        let desk = Self {
            app,
            alpha,
            beta,
            fatima,
            max,
            mia,
            cohort,
            other_cohort,
            foreign_cohort,
            frida,
        };
        for grader in [&desk.max, &desk.mia] {
            desk.name(&desk.fatima, desk.cohort, grader.member_id).await.fine();
        }
        desk
    }

    /// Somebody of alpha with a fresh token, after the clock was moved.
    pub async fn again(&self, name: &str) -> Person {
        self.app.sign_in("alpha", &format!("{name}@alpha.example")).await
    }

    /// The uuid in the first column of a query, as role `cadre_owner`.
    pub async fn uuid(&self, sql: &str) -> Uuid {
        self.app.text(sql).await.expect("a row").parse().expect("an id")
    }

    /// The assignment of that code in an organisation.
    pub async fn assignment(&self, organization: &Organization, code: &str) -> Uuid {
        let id = organization.id.uuid();
        self.uuid(&format!(
            "SELECT id::text AS text FROM cadre.assignment
             WHERE organization_id = '{id}' AND code = '{code}'"
        ))
        .await
    }

    /// Somebody's place in a cohort.
    pub async fn place(
        &self,
        organization: &Organization,
        cohort: CohortId,
        name: &str,
    ) -> EnrolmentId {
        let (id, cohort) = (organization.id.uuid(), cohort.uuid());
        self.uuid(&format!(
            "SELECT e.id::text AS text FROM cadre.enrolment e
             JOIN cadre.member m ON m.organization_id = e.organization_id AND m.id = e.member_id
             WHERE e.organization_id = '{id}' AND e.cohort_id = '{cohort}'
                AND m.email = '{name}@{}.example'",
            organization.slug
        ))
        .await
        .into()
    }

    /// Hands in version 1 of somebody's work for A01, now: all else of the module is done.
    pub async fn hand_in(
        &self,
        organization: &Organization,
        cohort: CohortId,
        name: &str,
        graders: i32,
    ) -> Waiting {
        let place = self.place(organization, cohort, name).await.uuid();
        let assignment = self.assignment(organization, "A01").await;
        let (id, run, now) = (organization.id.uuid(), cohort.uuid(), self.app.now().to_rfc3339());
        let submission: SubmissionId = self.app.app.services.sources.new_id();
        let text = format!("Backlog audit of {name}");
        self.app
            .execute(&format!(
                "INSERT INTO cadre.submission (organization_id, id, cohort_id, enrolment_id,
                    assignment_id, draft_text, draft_links, draft_saved_at, draft_version,
                    latest_version, is_passed)
                 VALUES ('{id}', '{0}', '{run}', '{place}', '{assignment}', '{text}', '[]',
                    '{now}', 1, 1, false);
                 INSERT INTO cadre.module_progress (organization_id, cohort_id, enrolment_id,
                    module_id, required_done, started_at, quiz_passed_at, work_waits_since)
                 SELECT '{id}', '{run}', '{place}', a.module_id, 4, '{now}', '{now}', '{now}'
                 FROM cadre.assignment a WHERE a.organization_id = '{id}' AND a.id = '{assignment}'",
                submission.uuid()
            ))
            .await;
        self.version(organization, cohort, submission, (1, text.as_str(), graders)).await
    }

    /// Adds a version to a submission.
    pub async fn version(
        &self,
        organization: &Organization,
        cohort: CohortId,
        submission: SubmissionId,
        (number, text, graders): (i32, &str, i32),
    ) -> Waiting {
        let (id, run, now) = (organization.id.uuid(), cohort.uuid(), self.app.now().to_rfc3339());
        self.app
            .execute(&format!(
                "INSERT INTO cadre.submission_version (organization_id, submission_id, number,
                    cohort_id, text, links, submitted_at, is_late, state, graders_needed)
                 VALUES ('{id}', '{0}', {number}, '{run}', '{text}', '[\"https://wiki.example/audit\"]',
                    '{now}', false, 'waiting', {graders})",
                submission.uuid()
            ))
            .await;
        Waiting { submission, number }
    }

    /// Work of ana in the cohort that fatima runs.
    pub async fn work_of_ana(&self, graders: i32) -> Waiting {
        self.hand_in(&self.alpha, self.cohort, "ana", graders).await
    }

    pub async fn ask(&self, person: &Person, query: &str, input: Value) -> Response {
        self.app.request(Some(&person.token), query, json!({ "input": input })).await
    }

    pub async fn claim(&self, person: &Person, work: Waiting) -> Response {
        self.ask(person, CLAIM, work.input()).await
    }

    /// Claims and gives the id of the grade.
    pub async fn claimed(&self, person: &Person, work: Waiting) -> String {
        self.claim(person, work).await.fine().text("/claimWork/work/ownGrade/id")
    }

    pub async fn save(&self, person: &Person, grade: &str, version: i32, steps: Value) -> Response {
        let input = json!({ "gradeId": grade, "expectedVersion": version, "steps": steps });
        self.ask(person, SAVE, input).await
    }

    pub async fn save_comment(
        &self,
        person: &Person,
        grade: &str,
        version: i64,
        comment: &str,
    ) -> Response {
        let input = json!({ "gradeId": grade, "expectedVersion": version, "steps": [],
            "comment": comment });
        self.ask(person, SAVE, input).await
    }

    pub async fn publish(&self, person: &Person, grade: &str, version: i32) -> Response {
        let input = json!({ "gradeId": grade, "expectedVersion": version });
        self.ask(person, PUBLISH, input).await
    }

    /// Claims, gives these steps and publishes.
    pub async fn grade(&self, person: &Person, work: Waiting, given: [i32; 4]) -> Response {
        let grade = self.claimed(person, work).await;
        self.save(person, &grade, 1, steps(given)).await.fine();
        self.publish(person, &grade, 2).await
    }

    pub async fn release(&self, person: &Person, grade: &str) -> Response {
        self.ask(person, RELEASE, json!({ "gradeId": grade })).await
    }

    pub async fn work(&self, person: &Person, work: Waiting) -> Response {
        let variables = json!({ "id": work.submission.to_string(), "number": work.number });
        self.app.request(Some(&person.token), WORK, variables).await
    }

    pub async fn queue(&self, person: &Person, variables: Value) -> Response {
        self.app.request(Some(&person.token), QUEUE, variables).await
    }

    /// The nodes of somebody's queue.
    pub async fn queued(&self, person: &Person, filter: Value) -> Vec<Value> {
        let answer = self.queue(person, json!({ "filter": filter })).await.fine();
        let edges = answer.data("/gradingQueue/edges").as_array().expect("edges");
        edges.iter().map(|edge| edge["node"].clone()).collect()
    }

    pub async fn name(&self, by: &Person, cohort: CohortId, member: MemberId) -> Response {
        let query = "mutation($input: AddCohortGraderInput!) { addCohortGrader(input: $input) {
            alreadyNamed graders { name } } }";
        let input = json!({ "cohortId": cohort.to_string(), "memberId": member.to_string() });
        self.ask(by, query, input).await
    }

    pub async fn unname(&self, by: &Person, cohort: CohortId, member: MemberId) -> Response {
        let query =
            "mutation($input: RemoveCohortGraderInput!) { removeCohortGrader(input: $input) {
            alreadyRemoved graders { name } } }";
        let input = json!({ "cohortId": cohort.to_string(), "memberId": member.to_string() });
        self.ask(by, query, input).await
    }

    /// Runs what the schedule of a running worker sets going every quarter of an hour.
    pub async fn tick(&self) {
        self.app
            .app
            .services
            .database
            .system(async |connection| jobs::enqueue(connection, &[GradingTick {}]).await)
            .await
            .expect("a tick is enqueued");
        self.app.run_jobs().await;
    }

    /// The mails on results that somebody got.
    pub async fn results(&self, name: &str) -> Vec<mail::mailbox::Received> {
        let address = format!("{name}@alpha.example");
        let mut mails = self.app.mails().await;
        mails.retain(|mail| mail.to.address == address && mail.message_id.starts_with("grade_pub"));
        mails
    }
}

/// A step with a comment for each criterion of A01.
pub fn steps(given: [i32; 4]) -> Value {
    let steps = CRITERIA.iter().zip(given).map(|(criterion, step)| {
        json!({ "criterion": criterion, "step": step, "comment": format!("Because of {criterion}.") })
    });
    steps.collect()
}

/// The message of the only error, which has this code.
#[track_caller]
pub fn refusal(answer: &Response, code: &str) -> String {
    assert_eq!(answer.codes(), [code], "{:#}", answer.body);
    answer.body["errors"][0]["message"].as_str().expect("words").to_owned()
}

/// Path and code of each violation of the only error.
#[track_caller]
pub fn violations(answer: &Response) -> Vec<(String, String)> {
    refusal(answer, "INVALID_INPUT");
    let found = answer.body["errors"][0]["extensions"]["violations"].as_array().expect("some");
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    found.iter().map(|one| (word(&one["path"]), word(&one["code"]))).collect()
}
