//! Setting up a server on which somebody else may live already.

use database::embedded::{EmbeddedOptions, EmbeddedPostgres};
use database::{Connection, DatabaseError};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, RunQueryDsl as _, SimpleAsyncConnection as _};

const NAME: &str = "cadre";

/// A cluster of the test's own: roles belong to a cluster, and other tests sign in with theirs.
struct Server {
    postgres: EmbeddedPostgres,
}

impl Server {
    async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let start = || EmbeddedPostgres::start(&EmbeddedOptions::throwaway());
        let postgres = tokio::task::spawn_blocking(start).await.expect("a task");
        Self { postgres: postgres.expect("PostgreSQL starts") }
    }

    fn url(&self) -> &str {
        self.postgres.superuser_url()
    }

    async fn connection(&self) -> Connection {
        Connection::establish(self.url()).await.expect("the server answers")
    }

    async fn run_sql(&self, sql: &str) {
        self.connection().await.batch_execute(sql).await.expect("the statement runs");
    }

    async fn text(&self, sql: &str) -> String {
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = Text)]
            text: String,
        }
        let mut connection = self.connection().await;
        let lines: Vec<Line> =
            diesel::sql_query(sql).load(&mut connection).await.expect("the query runs");
        lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
    }

    /// Roles with what is kept of their passwords and settings, and databases.
    async fn state(&self) -> String {
        self.text(
            "SELECT concat_ws(' ', a.rolname, a.rolpassword, r.rolconfig) AS text
             FROM pg_authid a JOIN pg_roles r ON r.oid = a.oid WHERE a.rolname LIKE 'cadre%'
             UNION ALL SELECT concat_ws(' ', datname, datacl) FROM pg_database ORDER BY 1",
        )
        .await
    }

    /// Is refused, names what is there, and changes nothing.
    async fn assert_refused(&self, there: &str) {
        let before = self.state().await;
        match database::bootstrap(self.url(), NAME, "ours").await {
            Err(error @ DatabaseError::NotOurs { .. }) => {
                let words = error.to_string();
                assert!(words.starts_with(there), "{words}");
            }
            other => panic!("{there}: {other:?}"),
        }
        assert_eq!(self.state().await, before, "{there}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_made_is_not_taken_over() {
    let server = Server::start().await;
    server.run_sql("CREATE ROLE cadre_app LOGIN PASSWORD 'theirs'").await;
    server.assert_refused("role cadre_app: there already").await;
    server.run_sql("DROP ROLE cadre_app; CREATE ROLE cadre_owner").await;
    server.run_sql("CREATE DATABASE cadre OWNER cadre_owner").await;
    server.assert_refused("database cadre, role cadre_owner: there already").await;
    server.run_sql("DROP DATABASE cadre").await;
    server.run_sql("DROP ROLE cadre_owner").await;

    let first = database::bootstrap(server.url(), NAME, "ours").await.expect("addresses");
    let again = database::bootstrap(server.url(), NAME, "ours").await.expect("its own");
    assert_eq!(again, first);
    let mut app = Connection::establish(&first.app).await.expect("the role signs in");
    app.batch_execute("SELECT 1").await.expect("a statement");
    drop(app);
    // Whatever else is there is no business of ours.
    server.run_sql("CREATE DATABASE theirs").await;
    database::bootstrap(server.url(), NAME, "ours").await.expect("its own");
    server.run_sql("COMMENT ON DATABASE cadre IS 'the production of somebody'").await;
    server.assert_refused("database cadre: there already").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_of_our_own_is_ours_without_a_mark() {
    let server = Server::start().await;
    database::bootstrap(server.url(), NAME, "ours").await.expect("addresses");
    // As versions left it that knew no mark.
    server
        .run_sql(
            "COMMENT ON DATABASE cadre IS NULL; COMMENT ON ROLE cadre_owner IS NULL;
             COMMENT ON ROLE cadre_app IS NULL; COMMENT ON ROLE cadre_system IS NULL",
        )
        .await;
    let there = "database cadre, role cadre_app, role cadre_owner, role cadre_system";
    server.assert_refused(there).await;
    database::bootstrap_own_cluster(server.url(), NAME, "ours").await.expect("its own");
    database::bootstrap(server.url(), NAME, "ours").await.expect("marked by now");
}
