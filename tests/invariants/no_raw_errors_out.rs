//! What fails on our side is told to nobody but the log.

use std::fmt::Display;
use std::marker::PhantomData;

use api::ApiError;
use api::error::INTERNAL_MESSAGE;
use diesel_async::SimpleAsyncConnection as _;
use serde_json::{Value, json};

use super::authorisation::{arguments, outcome};
use super::catalogue::{lines, tenant_tables};
use super::graph::Graph;
use super::sources;
use super::world::World;

/// Asks at compile time whether a type can be shown: the inherent constant exists only then, and
/// hides the one of the trait.
struct Probe<T>(PhantomData<T>);
trait Silent {
    const SHOWS: bool = false;
    const IS_ERROR: bool = false;
}
impl<T> Silent for Probe<T> {}
impl<T: Display> Probe<T> {
    const SHOWS: bool = true;
}
impl<T: std::error::Error> Probe<T> {
    const IS_ERROR: bool = true;
}

/// No request reads them, so none can give their errors away.
const READ_BY_JOBS_ONLY: &[&str] = &["cadre.mentoring_mail", "cadre.report_bounce"];

/// A table that is gone makes every statement on it fail.
#[tokio::test(flavor = "multi_thread")]
async fn no_raw_errors_out() {
    // async-graphql makes text for clients of whatever can be shown.
    const { assert!(!Probe::<ApiError>::SHOWS && !Probe::<ApiError>::IS_ERROR) };
    const { assert!(Probe::<database::DatabaseError>::SHOWS) };
    const { assert!(Probe::<database::DatabaseError>::IS_ERROR) };

    let world = World::start().await;
    let requests = requests(&world).await;
    let requests = allowed(&world, requests).await;
    let mut owner = world.app.database.owner().await;
    let mut tables = tenant_tables(&mut owner).await;
    tables.extend(lines(&mut owner, IDENTITY).await);
    tables.retain(|table| !READ_BY_JOBS_ONLY.contains(&table.as_str()));
    for table in tables {
        let (schema, name) = table.split_once('.').expect("a schema");
        let away = format!("ALTER TABLE {table} RENAME TO elsewhere");
        owner.batch_execute(&away).await.expect("the table goes away");
        let mut failed = 0;
        for (field, query, variables, token) in &requests {
            let answer = world.app.request(*token, query, variables.clone()).await;
            failed += masked(&answer.body, field);
        }
        assert!(failed > 0, "nothing reads {table}");
        let back = format!("ALTER TABLE {schema}.elsewhere RENAME TO {name}");
        owner.batch_execute(&back).await.expect("the table comes back");
    }
    world.app.run_jobs().await;
}

const IDENTITY: &str = "SELECT format('identity.%I', tablename) FROM pg_tables
    WHERE schemaname = 'identity' ORDER BY 1";

/// Queries that read what `__typename` alone leaves out.
const DEEP: &[(&str, &str)] = &[
    (
        "programs",
        "{ programs { versions { rubrics { title } modules { needs gains { level }
            lessons { title } } } } }",
    ),
    ("cohorts", "{ cohorts { edges { node { learnerCount } } } }"),
];

type Asked<'a> = (String, String, Value, Option<&'a str>);

/// Every root field, as those ask who may; but for those that would end their sessions.
async fn requests(world: &World) -> Vec<Asked<'_>> {
    let admin = Some(world.alpha.organization.admin.token.as_str());
    let learner = Some(world.alpha.learner.token.as_str());
    let facilitator = Some(world.alpha.facilitator.token.as_str());
    let coordinator = Some(world.alpha.coordinator.token.as_str());
    let mentor = Some(world.alpha.mentor.token.as_str());
    let graph = Graph::of_the_application().await;
    let mut requests = Vec::new();
    for field in graph.root_fields().iter().filter(|field| !field.name.starts_with("signOut")) {
        let open = ["signIn", "refreshSession", "acceptInvitation"].contains(&field.name);
        for token in
            if open { vec![None] } else { vec![admin, facilitator, learner, coordinator, mentor] }
        {
            let query = field.document(field.selection());
            let variables = arguments(field.name, &world.alpha);
            requests.push((field.name.to_owned(), query, variables, token));
        }
    }
    let deep = |(field, query): &(&str, &str)| {
        ((*field).to_owned(), (*query).to_owned(), json!({}), admin)
    };
    requests.extend(DEEP.iter().map(deep));
    requests
}

/// Without those who may not ask: they are turned away before anything of a table is read.
async fn allowed<'a>(world: &World, asked: Vec<Asked<'a>>) -> Vec<Asked<'a>> {
    let mut kept = Vec::new();
    for (field, query, variables, token) in asked {
        let answer = world.app.request(token, &query, variables.clone()).await;
        if outcome(&answer.body) != "FORBIDDEN" {
            kept.push((field, query, variables, token));
        }
    }
    kept
}

/// Counts the errors that say that we failed, each of which says nothing else.
fn masked(body: &Value, field: &str) -> usize {
    let errors = body["errors"].as_array().map_or(&[][..], Vec::as_slice);
    let failures: Vec<&Value> =
        errors.iter().filter(|error| error["extensions"]["code"] == "INTERNAL").collect();
    for error in &failures {
        assert_eq!(error["message"], INTERNAL_MESSAGE);
        assert_eq!(error["extensions"], json!({ "code": "INTERNAL", "requestId": "test" }));
        assert!(error["path"].is_null() || error["path"] == json!([field]), "{error}");
        let parts = error.as_object().expect("an error").keys();
        let known = ["message", "extensions", "path", "locations"];
        assert!(parts.into_iter().all(|part| known.contains(&part.as_str())), "{error}");
    }
    let told = body["errors"].to_string();
    for word in ["elsewhere", "relation", "does not exist", "cadre.member", "SELECT", "constraint"]
    {
        assert!(!told.contains(word), "{field} tells {word:?}: {told}");
    }
    failures.len()
}

/// What a resolver fails with is an `ApiError`: nothing else knows what clients may read.
#[test]
fn resolvers_fail_with_what_clients_may_read() {
    let mut resolvers = 0;
    let mut faults = Vec::new();
    for source in sources::below("crates/api/src", &["/query.rs", "/mutation.rs", "/types.rs"]) {
        for (number, line) in source.text.lines().enumerate() {
            let place = || format!("{}:{}: {}", source.path, number + 1, line.trim());
            if line.contains("async_graphql::Error") || line.contains("async_graphql::Result") {
                faults.push(place());
            }
            // Functions that only read may fail as the database does; `?` turns it into ours.
            if let Some((_, result)) = line.split_once("-> Result<")
                && line.starts_with("    ")
            {
                resolvers += 1;
                if !result.trim_end().ends_with(", ApiError> {") {
                    faults.push(place());
                }
            }
        }
    }
    assert!(resolvers >= 15, "{resolvers}");
    assert!(faults.is_empty(), "{faults:#?}");
}
