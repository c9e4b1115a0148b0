//! A request shows one moment, also when a part of it fails.

use database::DatabaseError;
use diesel_async::RunQueryDsl as _;
use serde_json::{Value, json};
use testkit::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failed_read_a_snapshot_shows_nothing_instead_of_another_moment() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let snapshot = app.app.services.database.snapshot(alpha.id);
    let name = async || {
        let read = snapshot
            .read(async |connection| auth::queries::organization(connection, alpha.id).await);
        read.await.map(|profile| profile.name)
    };
    assert_eq!(name().await.expect("it can be read"), "Organisation alpha");
    let renamed = "UPDATE cadre.organization_profile SET name = 'New ' || name";
    TestApp::execute(&app, renamed).await;
    assert_eq!(name().await.expect("it can be read"), "Organisation alpha", "the same moment");

    let failed = snapshot
        .read(async |connection| {
            diesel::sql_query("SELECT FROM cadre.nowhere")
                .execute(connection)
                .await
                .map_err(DatabaseError::from)
        })
        .await;
    assert!(matches!(failed, Err(DatabaseError::Statement(_))), "{failed:?}");
    for _ in 0..2 {
        let later = name().await;
        assert!(matches!(later, Err(DatabaseError::SnapshotFailed)), "{later:?}");
    }
    // A command ends it and begins another moment on purpose.
    snapshot.close().await;
    assert_eq!(name().await.expect("it can be read"), "New Organisation alpha");
    snapshot.close().await;
    let elsewhere = app.app.services.database.snapshot(beta.id);
    let theirs = elsewhere
        .read(async |connection| auth::queries::organization(connection, beta.id).await)
        .await;
    assert_eq!(theirs.expect("it can be read").name, "New Organisation beta");
    elsewhere.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_behind_a_failed_one_are_null_and_not_of_another_moment() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    app.organization("beta").await;
    app.adopt_program(&alpha).await;
    TestApp::execute(&app, "ALTER TABLE cadre.competency RENAME TO elsewhere").await;
    let query = "{ competencies { code } programs { title } viewer { member { name } } }";
    let answer = app.request(Some(&alpha.admin.token), query, json!({})).await;
    assert_eq!(answer.codes(), ["INTERNAL"; 3], "{:#}", answer.body);
    let nothing = json!({ "competencies": null, "programs": null, "viewer": null });
    assert_eq!(answer.body["data"], nothing);
    // The next request is not affected.
    let query = "{ programs { title } viewer { member { name } } }";
    let answer = app.request(Some(&alpha.admin.token), query, json!({})).await.fine();
    assert_ne!(answer.data("/programs/0/title"), &Value::Null);
    TestApp::execute(&app, "ALTER TABLE cadre.elsewhere RENAME TO competency").await;
}
