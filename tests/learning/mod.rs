//! A learner on the way through a run.

mod agreement;
mod completing;
mod privacy;
mod states;

use kernel::{CohortId, Role};
use serde_json::{Value, json};
use testkit::{Organization, Person, Response, TestApp};

const MY_LEARNING: &str = "{ myLearning { enrolmentId cohortId cohortName currentWeek weeks pace
    behindBy asOf progress { done required percent completedModules }
    modules { id code title week state done required completedAt
        lockedBecause { message needs opensAt } lessons { id required completedAt } } } }";
const COMPLETE_LESSON: &str = "mutation($input: CompleteLessonInput!) {
    completeLesson(input: $input) { alreadyCompleted
        learning { progress { done required percent completedModules } modules { code state done } } } }";
const COMPLETE_MODULE: &str = "mutation($input: CompleteModuleInput!) {
    completeModule(input: $input) { alreadyCompleted
        learning { progress { done required percent completedModules } modules { code state done } } } }";

/// Two organisations; in alpha, a cohort that began on Monday with ana and bo.
struct House {
    app: TestApp,
    alpha: Organization,
    beta: Organization,
    facilitator: Person,
    cohort: CohortId,
}

impl House {
    async fn build() -> Self {
        let app = TestApp::start().await;
        let alpha = app.organization("alpha").await;
        let beta = app.organization("beta").await;
        let facilitator = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
        let cohort = app.cohort(&alpha, "2026-11-23", &[&facilitator]).await;
        app.enrol(&alpha, cohort, &["ana", "bo"]).await;
        app.run_jobs().await;
        Self { app, alpha, beta, facilitator, cohort }
    }

    /// A learner of alpha, signed in for the first time.
    async fn learner(&self, name: &str) -> Learner<'_> {
        let person = self.app.join(&self.alpha, name).await;
        let email = format!("{name}@alpha.example");
        Learner { app: &self.app, person, email }
    }
}

struct Learner<'a> {
    app: &'a TestApp,
    person: Person,
    email: String,
}

impl Learner<'_> {
    /// Moves the clock; the access token has run out then.
    async fn at(&mut self, moment: &str) {
        self.app.set_clock(moment);
        self.person = self.app.sign_in("alpha", &self.email).await;
    }

    async fn ask(&self, query: &str, variables: Value) -> Response {
        self.app.request(Some(&self.person.token), query, variables).await
    }

    /// The only place of the learner.
    async fn place(&self) -> Value {
        let answer = self.ask(MY_LEARNING, json!({})).await.fine();
        let places = answer.data("/myLearning").as_array().expect("places");
        assert_eq!(places.len(), 1);
        places[0].clone()
    }

    async fn lesson(&self, place: &Value, module: usize, lesson: usize) -> Response {
        let id = &place["modules"][module]["lessons"][lesson]["id"];
        let input = json!({ "enrolmentId": place["enrolmentId"], "lessonId": id });
        self.ask(COMPLETE_LESSON, json!({ "input": input })).await
    }

    async fn module(&self, place: &Value, module: usize) -> Response {
        let id = &place["modules"][module]["id"];
        let input = json!({ "enrolmentId": place["enrolmentId"], "moduleId": id });
        self.ask(COMPLETE_MODULE, json!({ "input": input })).await
    }

    async fn all_lessons(&self, place: &Value, module: usize) {
        for lesson in 0..lessons(place, module) {
            self.lesson(place, module, lesson).await.fine();
        }
    }

    /// All lessons of a module and the module itself.
    async fn whole_module(&self, place: &Value, module: usize) -> Response {
        self.all_lessons(place, module).await;
        self.app.pass_graded_parts().await;
        self.module(place, module).await.fine()
    }
}

fn lessons(place: &Value, module: usize) -> usize {
    place["modules"][module]["lessons"].as_array().expect("lessons").len()
}

/// The states of the first modules.
fn states(place: &Value, count: usize) -> Vec<&str> {
    let modules = place["modules"].as_array().expect("modules");
    modules.iter().take(count).filter_map(|module| module["state"].as_str()).collect()
}

/// The message of the only error, which has this code.
#[track_caller]
fn refusal(answer: &Response, code: &str) -> String {
    assert_eq!(answer.codes(), [code], "{:#}", answer.body);
    answer.body["errors"][0]["message"].as_str().expect("words").to_owned()
}
