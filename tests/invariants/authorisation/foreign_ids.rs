//! An id of another organisation gives byte for byte what an id of nothing gives.

use api::RequestInfo;
use kernel::OrganizationId;
use serde_json::Value;
use testkit::TestApp;

use super::arguments::{Kind, arguments, kind_of, known_ids, outcome};
use crate::invariants::graph::{Graph, RootField, entries, text};
use crate::invariants::world::World;

/// The answer as it goes over the wire. The request id is the same for all, so nothing is masked.
async fn bytes(app: &TestApp, token: Option<&str>, query: &str, variables: &Value) -> String {
    let body = serde_json::json!({ "query": query, "variables": variables }).to_string();
    let info = RequestInfo {
        request_id: "test".to_owned(),
        bearer: token.map(str::to_owned),
        address: Some(TestApp::address()),
        content_type: Some("application/json".to_owned()),
        accept: None,
    };
    let answer = app.app.api.answer(info, body.as_bytes()).await;
    format!("{} {}", answer.status, String::from_utf8(answer.body).expect("text"))
}

/// Each argument that takes an id, as root field and path. None stands on any other field, so that
/// the walk below sees them all.
fn id_arguments(graph: &Graph) -> Vec<(RootField<'_>, String)> {
    for one in graph.types().filter(|one| !["Query", "Mutation"].contains(&text(one, "name"))) {
        for field in entries(one, "fields") {
            for given in entries(field, "args") {
                let deep = graph.id_paths(given);
                assert!(deep.is_empty(), "{}.{deep:?} is not tried", text(one, "name"));
            }
        }
    }
    let mut found = Vec::new();
    for field in graph.root_fields() {
        for path in entries(field.about, "args").flat_map(|given| graph.id_paths(given)) {
            found.push((RootField { ..field }, path));
        }
    }
    found
}

fn with(mut variables: Value, path: &str, id: &str) -> Value {
    let pointer = format!("/{}", path.replace('.', "/"));
    *variables.pointer_mut(&pointer).unwrap_or_else(|| panic!("no {path}")) = Value::from(id);
    variables
}

struct Attack<'a> {
    world: &'a World,
    field: &'a RootField<'a>,
    query: String,
    path: &'a str,
    kind: Kind,
}

impl Attack<'_> {
    async fn send(&self, token: Option<&str>, id: &str) -> String {
        let variables = with(arguments(self.field.name, &self.world.alpha), self.path, id);
        bytes(&self.world.app, token, &self.query, &variables).await
    }

    /// Tries it as one asker; whether the asker's own id gave something else than nothing.
    async fn try_as(&self, role: &str, token: Option<&str>) -> bool {
        let place = format!("{} {} as {role}", self.field.name, self.path);
        let sources = &self.world.app.app.services.sources;
        let nothing = sources.new_id::<OrganizationId>().uuid();
        let random = self.send(token, &self.kind.written(nothing)).await;
        let foreign = self.send(token, &self.world.beta.id(self.kind)).await;
        assert_eq!(foreign, random, "{place}: another organisation's id");
        // The coordinator sees every run, for whom there are mentors to find.
        let may_see =
            role == "admin" || (role == "coordinator" && matches!(self.kind, Kind::Cohort));
        if let Some(hidden) = self.world.alpha.hidden_id(self.kind)
            && !may_see
        {
            let answer = self.send(token, &hidden).await;
            assert_eq!(answer, random, "{place}: an id that is none of their business");
        }
        self.another_kind(&place, token).await;
        self.send(token, &self.world.alpha.id(self.kind)).await != random
    }

    /// An id of another kind is refused before anything is read, whoever asks.
    async fn another_kind(&self, place: &str, token: Option<&str>) {
        let own = self.world.alpha.id(self.kind);
        let digits = own.rsplit('_').next().expect("digits");
        for wrong in [format!("org_{digits}"), digits.to_owned(), String::new(), own.to_uppercase()]
        {
            let statements = self.world.app.app.services.database.statements();
            let before = statements.sent();
            let answer = self.send(token, &wrong).await;
            let body: Value = serde_json::from_str(&answer[4..]).expect("JSON");
            assert_eq!(outcome(&body), "INVALID_ID", "{place}: {wrong:?} gives {answer}");
            // Finding the session takes one; without a token there is nothing to find.
            let allowed = token.map_or(0, |_| SESSION_TAKES);
            assert!(
                statements.sent() - before <= allowed,
                "{place}: {wrong:?} came to the database"
            );
        }
    }
}

/// Statements that find out whom an access token stands for.
const SESSION_TAKES: u64 = 1;

#[tokio::test(flavor = "multi_thread")]
async fn another_organisations_id_is_as_good_as_none() {
    let world = World::start().await;
    let graph = Graph::of_the_application().await;
    let found = id_arguments(&graph);
    for (field, path) in &found {
        let kind = kind_of(field.name, path)
            .unwrap_or_else(|| panic!("{} {path} is new: say what it names", field.name));
        let query = field.document(field.selection());
        let attack = Attack { world: &world, field, query, path, kind };
        let mut told_apart = false;
        for (role, person) in world.alpha.askers() {
            let token = person.map(|person| person.token.as_str());
            told_apart |= attack.try_as(role, token).await;
        }
        assert!(told_apart, "{} {path}: an own id gives nothing to anybody", field.name);
    }
    assert_eq!(found.len(), known_ids(), "take out what is not in the schema any more");
    world.app.run_jobs().await;
}
