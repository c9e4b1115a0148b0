//! What learners hand in, and what becomes of it.

mod blind;
mod desk;
mod diagnostics;
mod grading;
mod grading_input;
mod grading_races;
mod keys;
mod peers;
mod quizzes;
mod who_sees_what;
mod work;

use kernel::{CohortId, ItemId, Role};
use serde_json::{Value, json};
use testkit::{Organization, Person, Response, TestApp};

const ATTEMPT: &str = "summary { id number state startedAt closesAt endedAt isLate points maxPoints
        percentBasisPoints passed } quizId
    items { id number kind stem choices { id text } lefts { id text } unit offersDontKnow
        answer { chosen dontKnow number order pairs { left right } text } }";

/// Two organisations with the same people; in alpha, a cohort whose first week began on Monday,
/// 23 November 2026, with ana and bo, run by fatima. The clock stands in the week of M01.
struct House {
    app: TestApp,
    alpha: Organization,
    beta: Organization,
    cohort: CohortId,
}

impl House {
    async fn build() -> Self {
        let app = TestApp::start().await;
        let alpha = app.organization("alpha").await;
        let beta = app.organization("beta").await;
        let mut cohort = None;
        for organization in [&alpha, &beta] {
            let facilitator = app.member(organization, "fatima", &[Role::Facilitator]).await;
            let made = app.cohort(organization, "2026-11-23", &[&facilitator]).await;
            app.enrol(organization, made, &["ana", "bo"]).await;
            cohort.get_or_insert(made);
        }
        app.run_jobs().await;
        for organization in [&alpha, &beta] {
            for name in ["ana", "bo"] {
                app.join(organization, name).await;
            }
        }
        // M00 is behind everybody, so that M01 is open in its week.
        app.execute(
            "INSERT INTO cadre.module_progress (organization_id, cohort_id, enrolment_id, module_id,
                 required_done, started_at, completed_at)
             SELECT e.organization_id, e.cohort_id, e.id, m.id, 3, e.enrolled_at, e.enrolled_at
             FROM cadre.enrolment e JOIN cadre.module m
                 ON m.organization_id = e.organization_id AND m.code = 'M00'",
        )
        .await;
        app.set_clock("2026-12-01T09:00:00Z");
        Self { app, alpha, beta, cohort: cohort.expect("a cohort") }
    }

    /// Somebody of alpha, with a token that is good now.
    async fn person(&self, name: &str) -> Person {
        self.app.sign_in("alpha", &format!("{name}@alpha.example")).await
    }

    async fn ask(&self, person: &Person, query: &str, variables: Value) -> Response {
        self.app.request(Some(&person.token), query, variables).await
    }

    /// The id of a quiz of an organisation by its code, as clients write it.
    async fn quiz(&self, organization: &Organization, code: &str) -> String {
        let sql = format!(
            "SELECT id::text AS text FROM cadre.quiz WHERE organization_id = '{}' AND code = '{code}'",
            organization.id.uuid()
        );
        let uuid = self.app.text(&sql).await.expect("a quiz");
        kernel::QuizId::from(uuid.parse::<uuid::Uuid>().expect("an id")).to_string()
    }

    async fn enrolment(&self, person: &Person) -> String {
        let mine = self.ask(person, "{ myLearning { enrolmentId } }", json!({})).await.fine();
        mine.text("/myLearning/0/enrolmentId")
    }

    /// Begins a quiz of alpha.
    async fn start(&self, person: &Person, code: &str) -> Response {
        let input = json!({
            "enrolmentId": self.enrolment(person).await,
            "quizId": self.quiz(&self.alpha, code).await,
        });
        let query = format!(
            "mutation($input: StartQuizInput!) {{ startQuiz(input: $input) {{
                 resumed attempt {{ {ATTEMPT} }} }} }}"
        );
        self.ask(person, &query, json!({ "input": input })).await
    }

    async fn save(&self, person: &Person, attempt: &Value, answers: Value) -> Response {
        let input = json!({ "attemptId": attempt["summary"]["id"], "answers": answers });
        let query = format!(
            "mutation($input: SaveAnswersInput!) {{ saveAnswers(input: $input) {{
                 attempt {{ {ATTEMPT} }} }} }}"
        );
        self.ask(person, &query, json!({ "input": input })).await
    }

    async fn submit(&self, person: &Person, attempt: &Value, answers: Value) -> Response {
        let input = json!({ "attemptId": attempt["summary"]["id"], "answers": answers });
        let query = "mutation($input: SubmitQuizInput!) { submitQuiz(input: $input) { attempt {
            id number state endedAt isLate points maxPoints percentBasisPoints passed } } }";
        self.ask(person, query, json!({ "input": input })).await
    }

    /// The key of an item, from the table.
    async fn key(&self, item: &Value) -> Value {
        let id: ItemId = item["id"].as_str().expect("an id").parse().expect("an id");
        let sql = format!(
            "SELECT key::text AS text FROM cadre.item_key WHERE item_id = '{}'
             ORDER BY version DESC LIMIT 1",
            id.uuid()
        );
        serde_json::from_str(&self.app.text(&sql).await.expect("a key")).expect("JSON")
    }

    /// A right answer to each item that has one; texts are left open.
    async fn right_answers(&self, attempt: &Value) -> Vec<Value> {
        let mut answers = Vec::new();
        for item in attempt["items"].as_array().expect("items") {
            let key = self.key(item).await;
            let mut answer = json!({ "itemId": item["id"] });
            match key["kind"].as_str().expect("a kind") {
                "choices" => answer["chosen"] = key["right"].clone(),
                "number" => answer["number"] = key["answer"].clone(),
                "order" => answer["order"] = key["right"].clone(),
                "pairs" => {
                    let pairs = key["right"].as_array().expect("pairs").iter();
                    answer["pairs"] =
                        pairs.map(|pair| json!({ "left": pair[0], "right": pair[1] })).collect();
                }
                _ => continue,
            }
            answers.push(answer);
        }
        answers
    }

    /// Passes a quiz of alpha in one go.
    async fn pass(&self, person: &Person, code: &str) -> Value {
        let attempt = self.start(person, code).await.fine().data("/startQuiz/attempt").clone();
        let answers = self.right_answers(&attempt).await;
        let done = self.submit(person, &attempt, json!(answers)).await.fine();
        done.data("/submitQuiz/attempt").clone()
    }
}

/// The message of the only error, which has this code.
#[track_caller]
fn refusal(answer: &Response, code: &str) -> String {
    assert_eq!(answer.codes(), [code], "{:#}", answer.body);
    answer.body["errors"][0]["message"].as_str().expect("words").to_owned()
}

/// The codes of the violations of the only error.
#[track_caller]
fn violations(answer: &Response) -> Vec<(String, String)> {
    assert_eq!(answer.codes(), ["INVALID_INPUT"], "{:#}", answer.body);
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let list = answer.body["errors"][0]["extensions"]["violations"].as_array().expect("a list");
    list.iter().map(|one| (word(&one["path"]), word(&one["code"]))).collect()
}
