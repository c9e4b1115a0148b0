//! Walks the tour of the README word by word, so that it cannot rot.

mod readme;

use std::collections::HashMap;

use serde_json::{Value, json};
use testkit::TestApp;

use readme::{Bindings, Step};

const DEMO_PASSWORD: &str = "beyond-the-certificate";

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_of_the_readme_works_as_written() {
    let app = TestApp::start().await;
    server::seed::demo(&app.app).await.expect("the demonstration organisation").expect("people");
    app.run_jobs().await;
    let steps = readme::steps(include_str!("../../README.md"));
    assert!(steps.len() >= 10, "the tour has shrunk to {} requests", steps.len());
    let mut bindings = Bindings::default();
    let mut tokens: HashMap<String, String> = HashMap::new();
    for step in steps {
        let token = match &step.person {
            Some(person) => Some(token(&app, &mut tokens, person).await),
            None => None,
        };
        if step.request.contains("<first>") && !bindings.knows("first") {
            let cohorts = ask(&app, token.as_deref(), readme::COHORT_IDS).await;
            bindings.bind("first", demo_cohort(&cohorts));
        }
        let answer = ask(&app, token.as_deref(), &bindings.fill(&step.request)).await;
        app.run_jobs().await;
        check(&step, &answer, &mut bindings);
    }
    let digests = app.mails().await.into_iter().filter(|mail| mail.subject.contains("This week"));
    assert_eq!(digests.count(), 24, "step 7 speaks of 24 digests");
}

fn check(step: &Step, answer: &Value, bindings: &mut Bindings) {
    match &step.answer {
        Some(expected) => {
            if let Err(difference) = bindings.compare(expected, answer) {
                panic!("{}\nexpected {expected:#}\ngot {answer:#}\n{difference}", step.request);
            }
        }
        None => {
            assert!(answer.get("errors").is_none(), "{}\n{answer:#}", step.request);
            if let Some(places) = answer["data"]["myLearning"].as_array() {
                let (enrolment, lesson) = open_lesson(places);
                bindings.bind("enrolment", enrolment);
                bindings.bind("lesson", lesson);
            }
        }
    }
}

async fn token(app: &TestApp, tokens: &mut HashMap<String, String>, person: &str) -> String {
    if let Some(token) = tokens.get(person) {
        return token.clone();
    }
    let request = format!(
        "mutation {{ signIn(input: {{email: \"{person}\", password: \"{DEMO_PASSWORD}\"}}) {{
             session {{ accessToken }} }} }}"
    );
    let answer = ask(app, None, &request).await;
    let token = answer["data"]["signIn"]["session"]["accessToken"].as_str().expect("a token");
    tokens.insert(person.to_owned(), token.to_owned());
    token.to_owned()
}

async fn ask(app: &TestApp, token: Option<&str>, request: &str) -> Value {
    app.request(token, request, json!({})).await.body
}

/// What step 7 tells the reader to look up.
fn demo_cohort(answer: &Value) -> String {
    let edges = answer["data"]["cohorts"]["edges"].as_array().expect("cohorts");
    let demo = edges.iter().map(|edge| &edge["node"]).find(|node| {
        node["name"].as_str().is_some_and(|name| name.starts_with("Claims and policies"))
    });
    demo.expect("the demonstration cohort")["id"].as_str().expect("an id").to_owned()
}

/// What step 5 tells the reader to take from the answer.
fn open_lesson(places: &[Value]) -> (String, String) {
    let place = &places[0];
    let modules = place["modules"].as_array().expect("modules");
    let open = modules
        .iter()
        .find(|module| module["state"] == "OPEN" || module["state"] == "IN_PROGRESS")
        .expect("something to do");
    let lessons = open["lessons"].as_array().expect("lessons");
    let lesson = lessons.iter().find(|lesson| lesson["completedAt"].is_null()).expect("a lesson");
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    (text(&place["enrolmentId"]), text(&lesson["id"]))
}
