//! Reads the tour and compares answers with it.

use std::collections::HashMap;

use serde_json::Value;

/// The request that step 10 gives in its text.
pub const COHORT_IDS: &str = "{ cohorts { edges { node { id name } } } }";

/// What stands for all other entries of a list.
const MORE: &str = "…";

/// One request of the tour.
pub struct Step {
    /// Who asks: the address that the text before it names last.
    pub person: Option<String>,
    /// The GraphQL document.
    pub request: String,
    /// The answer that the tour shows.
    pub answer: Option<Value>,
}

/// The requests between the headings of the tour, in their order.
pub fn steps(readme: &str) -> Vec<Step> {
    let tour = readme.split("## A five-minute tour").nth(1).expect("a tour");
    let tour = tour.split("\n## ").next().expect("text");
    assert!(tour.contains(COHORT_IDS), "step 10 names the request for ids");
    let mut steps: Vec<Step> = Vec::new();
    let mut person = None;
    for (index, part) in tour.split("\n```").enumerate() {
        if index % 2 == 0 {
            person = named(part).or(person);
            continue;
        }
        let (language, text) = part.split_once('\n').expect("a block");
        match language {
            "graphql" => {
                let needs_token = !text.contains("signIn(");
                let person = person.clone().filter(|_| needs_token);
                steps.push(Step { person, request: text.to_owned(), answer: None });
            }
            "json" => {
                let answer = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"));
                steps.last_mut().expect("a request before its answer").answer = Some(answer);
            }
            other => panic!("a block of an unknown kind: {other}"),
        }
    }
    steps
}

fn named(text: &str) -> Option<String> {
    let at = text.rfind(", as `").or_else(|| text.rfind("**, as `"))?;
    let rest = &text[at + ", as `".len()..];
    rest.split_once('`').map(|(person, _)| person.to_owned())
}

/// What stands for `<cohort>` and the like.
#[derive(Default)]
pub struct Bindings(HashMap<String, String>);

impl Bindings {
    /// Whether a name stands for something already.
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// From now on `<name>` stands for that value.
    pub fn bind(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    /// A request with values in the places of names.
    pub fn fill(&self, request: &str) -> String {
        let filled = |text: String, (name, value): (&String, &String)| {
            text.replace(&format!("<{name}>"), value)
        };
        self.0.iter().fold(request.to_owned(), filled)
    }

    /// Compares an answer with what the tour shows. Errors may say more than shown, and so may lists
    /// that end in [`MORE`].
    pub fn compare(&mut self, expected: &Value, answer: &Value) -> Result<(), String> {
        if let Some(errors) = expected.get("errors") {
            return self.same(errors, &answer["errors"], true, "errors");
        }
        if answer.get("errors").is_some() {
            return Err("the answer has errors".to_owned());
        }
        self.same(expected, &answer["data"], false, "data")
    }

    fn same(&mut self, want: &Value, got: &Value, more: bool, at: &str) -> Result<(), String> {
        match (want, got) {
            (Value::Object(want), Value::Object(got)) => {
                if !more && want.len() != got.len() {
                    return Err(format!("other fields at {at}"));
                }
                want.iter().try_for_each(|(key, value)| {
                    let other = got.get(key).ok_or(format!("no {key} at {at}"))?;
                    self.same(value, other, more, &format!("{at}.{key}"))
                })
            }
            (Value::Array(want), Value::Array(got)) => {
                let (shown, goes_on) = match want.split_last() {
                    Some((last, shown)) if *last == MORE => (shown, true),
                    _ => (want.as_slice(), false),
                };
                if got.len() < shown.len() || (!goes_on && got.len() > shown.len()) {
                    return Err(format!("{} entries at {at}", got.len()));
                }
                let mut pairs = shown.iter().zip(got);
                pairs.try_for_each(|(want, got)| self.same(want, got, more, &format!("{at}[]")))
            }
            (Value::String(want), Value::String(got)) if want.starts_with('<') => {
                let name = want.trim_matches(['<', '>']).to_owned();
                let bound = self.0.entry(name).or_insert_with(|| got.clone());
                if bound == got { Ok(()) } else { Err(format!("{want} differs at {at}")) }
            }
            _ if want == got => Ok(()),
            _ => Err(format!("{at}: {want} is {got}")),
        }
    }
}
