//! The matrices of who may do what, compared with the committed ones.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use kernel::{Permission, Role, RoleSet};
use serde_json::{Value, json};
use testkit::Person;

use super::arguments::{Kind, arguments, outcome};
use crate::invariants::expected::same_as_file;
use crate::invariants::graph::Graph;
use crate::invariants::world::{Side, World};

/// Root fields that need no access token, and why. The list may only shrink.
const OPEN: &[(&str, &str)] = &[
    ("signIn", "whoever signs in has no token yet; e-mail and password say who it is"),
    ("refreshSession", "the access token is out of date by then; the refresh token says who it is"),
    ("acceptInvitation", "whoever was invited has no account yet; the token of the mail says who"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_field_is_authorised() {
    let mut world = World::start().await;
    let graph = Graph::of_the_application().await;
    let mut matrix = Matrix::new(&world.alpha);
    let mut open = BTreeSet::new();
    // The fields that end the sessions come last.
    let mut fields = graph.root_fields();
    fields.sort_by_key(|field| (ends_sessions(field.name), field.operation, field.name));
    let mut is_ending = false;
    for field in &fields {
        let query = field.document(field.selection());
        let variables = arguments(field.name, &world.alpha);
        if ends_sessions(field.name) && !is_ending {
            is_ending = true;
            matrix.line("");
            further_rows(&world, &mut matrix).await;
            matrix.line("");
        }
        let name = format!("{} {}", field.operation, field.name);
        let outcomes = matrix.row(&world, &name, &query, &variables).await;
        if outcomes.last().is_some_and(|anonymous| anonymous != "UNAUTHENTICATED") {
            open.insert(field.name);
        }
        if is_ending {
            world.sign_in_again().await;
        }
    }
    world.app.run_jobs().await;
    let allowed: BTreeSet<&str> = OPEN.iter().map(|(name, _)| *name).collect();
    assert_eq!(open, allowed, "fields that answer without an access token");
    same_as_file("tests/invariants/authorisation.txt", &matrix.text);
}

/// Whether those who ask have to sign in again after it.
fn ends_sessions(field: &str) -> bool {
    field.starts_with("signOut")
}

/// What is decided below a root field, or by which thing it is asked of.
async fn further_rows(world: &World, matrix: &mut Matrix) {
    let side = &world.alpha;
    let board = "query($id: ID!) { cohort(id: $id) { board { asOf } } }";
    let own = json!({ "id": side.id(Kind::Cohort) });
    let other = json!({ "id": side.hidden_id(Kind::Cohort) });
    matrix.row(world, "query cohort.board", board, &own).await;
    matrix.row(world, "query cohort.board, of a run of others", board, &other).await;
    let cohort = "query($id: ID!) { cohort(id: $id) { id } }";
    matrix.row(world, "query cohort, of others", cohort, &other).await;
    let complete = "mutation($input: CompleteLessonInput!) {
        completeLesson(input: $input) { alreadyCompleted } }";
    let input = json!({ "input": {
        "enrolmentId": side.hidden_id(Kind::Enrolment), "lessonId": side.id(Kind::Lesson) } });
    matrix.row(world, "mutation completeLesson, for another", complete, &input).await;
}

/// Rows of words under one column for each asker.
struct Matrix {
    text: String,
}

impl Matrix {
    const FIRST: usize = 42;
    const OTHERS: usize = 20;

    fn new(side: &Side) -> Self {
        let mut matrix = Self { text: String::new() };
        let heads: Vec<&str> = side.askers().iter().map(|(name, _)| *name).collect();
        matrix.add("", &heads);
        matrix
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn add(&mut self, name: &str, cells: &[impl AsRef<str>]) {
        let mut line = format!("{name:<0$}", Self::FIRST);
        for cell in cells {
            let _ = write!(line, "{:<1$}", cell.as_ref(), Self::OTHERS);
        }
        self.line(line.trim_end());
    }

    /// Asks as everybody and writes down what came of it.
    async fn row(&mut self, world: &World, name: &str, query: &str, given: &Value) -> Vec<String> {
        let mut outcomes = Vec::new();
        for (_, person) in world.alpha.askers() {
            let token = person.map(|person: &Person| person.token.as_str());
            let answer = world.app.request(token, query, given.clone()).await;
            outcomes.push(outcome(&answer.body));
        }
        self.add(name, &outcomes);
        outcomes
    }
}

#[test]
fn permissions_are_those_on_file() {
    let mut matrix = Matrix { text: String::new() };
    matrix.add("", &Role::ALL.map(Role::as_str));
    for permission in Permission::ALL {
        let cells = Role::ALL
            .map(|role| if RoleSet::from_iter([role]).grants(permission) { "yes" } else { "-" });
        matrix.add(&format!("{permission:?}"), &cells);
    }
    same_as_file("tests/invariants/permissions.txt", &matrix.text);
}
