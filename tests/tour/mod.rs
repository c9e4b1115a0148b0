//! Walks the tour of the README word by word, so that it cannot rot.

mod interrupted;
mod readme;

use std::collections::HashMap;

use chrono::Duration;
use serde_json::{Value, json};
use testkit::TestApp;

use readme::{Bindings, Step};

const DEMO_PASSWORD: &str = "beyond-the-certificate";

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_of_the_readme_works_as_written() {
    let app = TestApp::start().await;
    server::seed::demo(&app.app).await.expect("the demonstration organisation").expect("people");
    app.run_jobs().await;
    // The learner's places are listed by when they came to them: the demonstration before the tour.
    app.advance(Duration::minutes(1));
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
    assert_eq!(digests.count(), 24, "step 10 speaks of 24 digests");
}

fn check(step: &Step, answer: &Value, bindings: &mut Bindings) {
    let Some(expected) = &step.answer else {
        panic!("{}\nshows no answer, which is {answer:#}", step.request);
    };
    if let Err(difference) = bindings.compare(expected, answer) {
        panic!("{}\nexpected {expected:#}\ngot {answer:#}\n{difference}", step.request);
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

/// What step 10 tells the reader to look up.
fn demo_cohort(answer: &Value) -> String {
    let edges = answer["data"]["cohorts"]["edges"].as_array().expect("cohorts");
    let demo = edges.iter().map(|edge| &edge["node"]).find(|node| {
        node["name"].as_str().is_some_and(|name| name.starts_with("Claims and policies"))
    });
    demo.expect("the demonstration cohort")["id"].as_str().expect("an id").to_owned()
}
