//! Reviews by peers. The work is put into the tables as learners' commands leave it there, and those
//! parts of these commands are called that look after rounds.

mod allotting;
mod changes;
mod masking;
mod reviewing;
mod rounds;
mod taking_over;

use kernel::{AssignmentId, CohortId, Role};
use serde_json::{Value, json};
use testkit::{Organization, Person, Response, TestApp};

use rounds::{assignment, hand_in, loads};

const ALLOT: &str = "mutation($input: AllotPeerReviewsInput!) { allotPeerReviews(input: $input) {
    dryRun alreadyAllotted reviewsPerPiece askedPerPiece pieces reviews withinUnit relaxed } }";
const MINE: &str =
    "{ myPeerReviews { id cohortId cohortName assignmentId assignmentCode assignmentTitle
    state assignedAt dueAt finishedAt version } }";
const REVIEW: &str =
    "query($id: ID!) { peerReview(id: $id) { id state score version assignedAt dueAt
    finishedAt assignment { id code title brief deliverables } rubric { criteria { key } }
    work { text links files { name mediaType bytes url } } comments { criterion comment } } }";
const SAVE: &str = "mutation($input: SavePeerReviewInput!) { savePeerReview(input: $input) {
    review { state version score comments { criterion comment } } } }";
const FINISH: &str = "mutation($input: FinishPeerReviewInput!) { finishPeerReview(input: $input) {
    alreadyFinished review { state version finishedAt } } }";
const TAKE_OVER: &str =
    "mutation($input: TakeOverPeerReviewInput!) { takeOverPeerReview(input: $input) {
    review { state version score comments { criterion comment } } } }";
const ADVICE: &str = "query($place: ID!, $assignment: ID!) {
    peerAdvice(enrolmentId: $place, assignmentId: $assignment) { median note toCome
        reviews { score comments { criterion comment } } } }";
const ROUND: &str = "query($cohort: ID!, $assignment: ID!) {
    peerRound(cohortId: $cohort, assignmentId: $assignment) { assignmentCode reviewsPerPiece
        askedPerPiece pieces reviews withinUnit relaxed assigned finished handedOver } }";
const DUTIES: &str = "query($cohort: ID!, $assignment: ID!, $first: Int, $after: String) {
    peerDuties(cohortId: $cohort, assignmentId: $assignment, first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { node { reviewId state reviewer { name } author { name } dueAt } } } }";

/// The criteria of A01, in their order.
const CRITERIA: [&str; 4] =
    ["origin-traced", "evidence-judged", "expected-change", "conclusion-drawn"];

/// Two organisations; in alpha a cohort that fatima runs, whose learners hand in A01, which asks for
/// two reviews.
struct House {
    app: TestApp,
    alpha: Organization,
    beta: Organization,
    fatima: Person,
    cohort: CohortId,
    assignment: AssignmentId,
}

impl House {
    async fn build(names: &[&str]) -> Self {
        let app = TestApp::start().await;
        let alpha = app.organization("alpha").await;
        let beta = app.organization("beta").await;
        let fatima = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
        let cohort = app.cohort(&alpha, "2026-11-16", &[&fatima]).await;
        if !names.is_empty() {
            app.enrol(&alpha, cohort, names).await;
        }
        app.run_jobs().await;
        let assignment = assignment(&app, &alpha, "A01").await;
        Self { app, alpha, beta, fatima, cohort, assignment }
    }

    /// As [`House::build`]; everybody has handed in, and the reviews are allotted.
    async fn allotted(names: &[&str]) -> Self {
        let house = Self::build(names).await;
        for name in names {
            house.hand_in(name).await;
        }
        house.allot(&house.fatima, false).await.fine();
        house
    }

    async fn hand_in(&self, name: &str) {
        hand_in(&self.app, &self.alpha, self.cohort, self.assignment, name).await;
    }

    async fn learner(&self, name: &str) -> Person {
        self.app.join(&self.alpha, name).await
    }

    /// Somebody again whose token has run out.
    async fn again(&self, name: &str) -> Person {
        self.app.sign_in("alpha", &format!("{name}@alpha.example")).await
    }

    async fn allot(&self, person: &Person, dry_run: bool) -> Response {
        self.allot_in(person, &self.cohort.to_string(), &self.assignment.to_string(), dry_run).await
    }

    async fn allot_in(
        &self,
        person: &Person,
        cohort: &str,
        assignment: &str,
        dry_run: bool,
    ) -> Response {
        let input = json!({ "cohortId": cohort, "assignmentId": assignment, "dryRun": dry_run });
        self.app.request(Some(&person.token), ALLOT, json!({ "input": input })).await
    }

    async fn mine(&self, person: &Person) -> Vec<Value> {
        let answer = self.app.request(Some(&person.token), MINE, json!({})).await.fine();
        answer.data("/myPeerReviews").as_array().expect("reviews").clone()
    }

    async fn review(&self, person: &Person, id: &str) -> Response {
        self.app.request(Some(&person.token), REVIEW, json!({ "id": id })).await
    }

    async fn save(
        &self,
        person: &Person,
        (id, version): (&str, i64),
        comments: Value,
        score: impl Into<Value>,
    ) -> Response {
        let score: Value = score.into();
        let input = json!({ "reviewId": id, "expectedVersion": version, "comments": comments,
            "score": score });
        self.app.request(Some(&person.token), SAVE, json!({ "input": input })).await
    }

    async fn finish(&self, person: &Person, id: &str, version: i64) -> Response {
        let input = json!({ "reviewId": id, "expectedVersion": version });
        self.app.request(Some(&person.token), FINISH, json!({ "input": input })).await
    }

    /// Saves and finishes the first review that somebody owes.
    async fn give(&self, person: &Person, score: i32) {
        let owed = self.mine(person).await;
        let first = owed.iter().find(|review| review["state"] == "ASSIGNED").expect("one owed");
        let (id, version) = (text(&first["id"]), first["version"].as_i64().expect("a number"));
        self.save(person, (&id, version), whole("Because of what it says."), score).await.fine();
        self.finish(person, &id, version + 1).await.fine();
    }

    async fn take_over(&self, person: &Person, id: &str, version: i64) -> Response {
        let input = json!({ "reviewId": id, "expectedVersion": version,
            "comments": whole("In a peer's place."), "score": 3 });
        self.app.request(Some(&person.token), TAKE_OVER, json!({ "input": input })).await
    }

    async fn advice(&self, person: &Person, place: &str) -> Response {
        let variables = json!({ "place": place, "assignment": self.assignment.to_string() });
        self.app.request(Some(&person.token), ADVICE, variables).await
    }

    async fn round(&self, person: &Person) -> Response {
        let variables = json!({ "cohort": self.cohort.to_string(),
            "assignment": self.assignment.to_string() });
        self.app.request(Some(&person.token), ROUND, variables).await
    }

    async fn duties(&self, person: &Person, first: i32, after: &Value) -> Response {
        let variables = json!({ "cohort": self.cohort.to_string(),
            "assignment": self.assignment.to_string(), "first": first, "after": after });
        self.app.request(Some(&person.token), DUTIES, variables).await
    }
}

/// A comment on every criterion.
fn whole(comment: &str) -> Value {
    CRITERIA.iter().map(|key| json!({ "criterion": key, "comment": comment })).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The message of the only error, which has this code.
#[track_caller]
fn refusal(answer: &Response, code: &str) -> String {
    assert_eq!(answer.codes(), [code], "{:#}", answer.body);
    answer.body["errors"][0]["message"].as_str().expect("words").to_owned()
}

/// Paths and codes of the violations of the only error.
#[track_caller]
fn violations(answer: &Response) -> Vec<(String, String)> {
    assert_eq!(answer.codes(), ["INVALID_INPUT"], "{:#}", answer.body);
    let found = answer.body["errors"][0]["extensions"]["violations"].as_array().expect("a list");
    found.iter().map(|one| (text(&one["path"]), text(&one["code"]))).collect()
}
