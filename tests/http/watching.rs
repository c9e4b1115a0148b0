use std::time::{Duration, Instant};

use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use super::Served;

const OK: [&str; 3] = ["database as cadre_app", "database as cadre_system", "migrations"];

#[tokio::test(flavor = "multi_thread")]
async fn readiness_waits_for_migrations() {
    let served = Served::start_as(false).await;
    let last = served
        .app
        .text(
            "WITH gone AS (DELETE FROM __diesel_schema_migrations WHERE version =
                 (SELECT max(version) FROM __diesel_schema_migrations) RETURNING version)
             SELECT version AS text FROM gone",
        )
        .await
        .expect("a migration");
    let behind = served.get("/readyz").await;
    assert_eq!(behind.status, 503);
    assert_eq!(behind.json()["ready"], false);
    let reason = behind.json()["checks"]["migrations"].to_string();
    assert!(reason.contains("cadre migrate"), "{reason}");
    assert_eq!(behind.json()["checks"][OK[0]], "ok");

    let back = format!(
        "WITH back AS (INSERT INTO __diesel_schema_migrations (version) VALUES ('{last}')
             RETURNING version) SELECT version AS text FROM back"
    );
    served.app.text(&back).await.expect("a migration");
    let ready = served.get("/readyz").await;
    assert_eq!(ready.status, 200);
    let checks: Value = OK.iter().map(|name| ((*name).to_owned(), json!("ok"))).collect();
    assert_eq!(ready.json(), json!({ "ready": true, "checks": checks }));
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_goes_and_comes_back_with_the_database_while_the_process_lives() {
    let served = Served::start_as(false).await;
    assert_eq!(served.get("/readyz").await.status, 200);
    let database = &served.app.database;
    let (server, name) = database.superuser.rsplit_once('/').expect("an address");
    let mut admin = database::Connection::establish(&format!("{server}/postgres"))
        .await
        .expect("the cluster answers");
    admin
        .batch_execute(&format!(
            "ALTER DATABASE {name} ALLOW_CONNECTIONS false;
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ))
        .await
        .expect("the database is closed");
    let gone = served.get("/readyz").await;
    assert_eq!((gone.status, &gone.json()["ready"]), (503, &json!(false)));
    for name in &OK[..2] {
        assert_ne!(gone.json()["checks"][*name], "ok", "{name}");
    }
    // The causes are for the log: they name hosts and roles.
    assert!(!gone.body.contains(name) && !gone.body.contains("postgres"), "{}", gone.body);
    let alive = served.get("/healthz").await;
    assert_eq!((alive.status, alive.json()), (200, json!({ "alive": true })));
    let query = served.query(Some("x"), "{ viewer { roles } }").await;
    assert_eq!(query.status, 401, "what needs no database is answered");

    admin
        .batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        .await
        .expect("the database is open");
    // Connections that were cut are found out when they are used, one by one.
    let deadline = Instant::now() + Duration::from_secs(10);
    while served.get("/readyz").await.status != 200 {
        assert!(Instant::now() < deadline, "the process does not find back to its database");
    }
    served.app.organization("alpha").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_can_check_a_token_by_the_published_keys() {
    let served = Served::start_as(false).await;
    let alpha = served.app.organization("alpha").await;
    let answer = served.get("/.well-known/jwks.json").await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "public, max-age=300"));
    let header = decode_header(&alpha.admin.token).expect("a header");
    let set = answer.json();
    let keys = set["keys"].as_array().expect("keys");
    let key = keys.iter().find(|key| key["kid"] == json!(header.kid)).expect("the key");
    let names: Vec<&String> = key.as_object().expect("a key").keys().collect();
    assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x"], "and no private half");
    let public = DecodingKey::from_ed_components(key["x"].as_str().expect("x")).expect("a key");
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["cadre"]);
    validation.set_issuer(&["http://cadre.test"]);
    validation.validate_exp = false;
    let claims = decode::<Value>(&alpha.admin.token, &public, &validation).expect("good").claims;
    assert_eq!(claims["org"], json!(alpha.id.to_string()));
    let (rest, signature) = alpha.admin.token.rsplit_once('.').expect("three parts");
    let turned: String = signature.chars().rev().collect();
    assert!(decode::<Value>(&format!("{rest}.{turned}"), &public, &validation).is_err());
}
