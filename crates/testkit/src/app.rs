//! The production application on a test database.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use auth::{Links, PasswordHashing, Sender, SigningKeys};
use chrono::{DateTime, Duration, Utc};
use database::{Database, DatabaseConfig};
use diesel::sql_types::{BigInt, Text};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use files::Place;
use kernel::{Clock as _, FixedClock, SeededRandomness, Sources};
use mail::mailbox::{self, Received};
use mail::{Party, Transport};
use mentoring::model::sessions::seal::Keyring;
use server::app::{App, Parts, Surroundings, build};

use crate::cluster::TestDatabase;

/// A Wednesday in the middle of a working day in Europe.
const START: &str = "2026-11-25T10:00:00Z";

/// What differs from one test to another.
#[derive(Debug, Clone, Default)]
pub struct TestAppOptions {
    /// Where mails go; a mailbox folder of its own when left out.
    pub transport: Option<Transport>,
    /// What the database begins with; nothing when left out.
    pub model: Option<Model>,
}

/// A database that tests begin with: made once, copied for each. Access tokens made on it are good on
/// the copies.
#[derive(Debug, Clone)]
pub struct Model(TestDatabase);

/// The application as production builds it, with a clock and randomness of its own.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its database.
    pub database: TestDatabase,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    folder: PathBuf,
}

impl TestApp {
    /// Starts on a fresh database, at noon of a Wednesday.
    ///
    /// # Panics
    /// When PostgreSQL or a part of the application does not start.
    pub async fn start() -> Self {
        Self::start_with(TestAppOptions::default()).await
    }

    /// As [`TestApp::start`], with options.
    ///
    /// # Panics
    /// When PostgreSQL or a part of the application does not start.
    pub async fn start_with(options: TestAppOptions) -> Self {
        let database = match &options.model {
            Some(model) => model.0.copy().await,
            None => TestDatabase::create().await,
        };
        // What a model holds has ids from the first series.
        let series = if options.model.is_some() { 2 } else { 1 };
        let clock = Arc::new(FixedClock::new(START.parse().expect("a moment")));
        let seeded = |seed| Sources::new(clock.clone(), Arc::new(SeededRandomness::new(seed)));
        let sources = seeded(series);
        let unique = Sources::system().new_secret().reveal();
        let folder = std::env::temp_dir().join(format!("cadre-test-{unique}"));
        let app = build(Parts {
            database: Database::new(&DatabaseConfig {
                app_url: database.addresses.app.clone(),
                system_url: database.addresses.system.clone(),
                pool_size: 6,
            })
            .expect("pools"),
            keys: SigningKeys::generate_into(folder.join("keys"), &seeded(1)).expect("keys"),
            links: Links {
                public_url: "http://cadre.test".to_owned(),
                secret: vec![7_u8; 32].into(),
            },
            note_keys: Keyring::new([("m1".to_owned(), [9; 32])]).expect("a key"),
            hashing: PasswordHashing::standard(),
            store: Place::Folder(folder.join("files")).open().expect("a folder"),
            transport: options
                .transport
                .unwrap_or_else(|| Transport::mailbox(folder.join("mailbox"))),
            sender: Sender {
                from: Party { name: "Cadre".to_owned(), address: "cadre@cadre.test".to_owned() },
                domain: "cadre.test".to_owned(),
            },
            unsubscribe_address: "stop@cadre.test".to_owned(),
            surroundings: Surroundings {
                embedded: true,
                mailbox: Some(folder.join("mailbox")),
                trust_proxy: false,
                app_url: None,
            },
            sources,
        })
        .expect("the application");
        Self { app, database, clock, folder }
    }

    /// Ends this application; its database is what others begin with.
    ///
    /// # Panics
    /// When jobs were left over.
    pub fn into_model(self) -> Model {
        Model(self.database.clone())
    }

    /// The moment that the application sees.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves the application's clock forwards.
    pub fn advance(&self, step: Duration) {
        self.clock.advance(step);
    }

    /// Moves the application's clock to a moment, RFC 3339.
    ///
    /// # Panics
    /// When the text is no moment.
    pub fn set_clock(&self, at: &str) {
        self.clock.set(at.parse().expect("a moment"));
    }

    /// Runs all jobs that are due, and those that they enqueue. Jobs that failed wait for their next
    /// try; [`TestApp::hurry_jobs`] makes them due.
    ///
    /// # Panics
    /// When the worker cannot start.
    pub async fn run_jobs(&self) {
        let worker = self.app.worker(&self.database.addresses.system, 4).for_draining().await;
        let worker = worker.expect("a worker");
        while self.due_jobs().await > 0 {
            worker.drain().await.expect("jobs run");
        }
    }

    async fn due_jobs(&self) -> i64 {
        self.count(
            "SELECT count(*) AS count FROM jobs._private_jobs
             WHERE attempts < max_attempts AND run_at <= now() AND locked_at IS NULL",
        )
        .await
    }

    /// Makes every waiting job due now.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn hurry_jobs(&self) {
        diesel::sql_query(
            "UPDATE jobs._private_jobs SET run_at = now() WHERE attempts < max_attempts",
        )
        .execute(&mut self.database.owner().await)
        .await
        .expect("jobs can be hurried");
    }

    /// How many jobs wait, dead letters not counted.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn waiting_jobs(&self) -> i64 {
        self.count("SELECT count(*) AS count FROM jobs._private_jobs WHERE attempts < max_attempts")
            .await
    }

    /// Runs statements as role `cadre_owner`, for what no command does: passing time, broken rows.
    ///
    /// # Panics
    /// When one fails.
    pub async fn execute(&self, sql: &str) {
        self.database.owner().await.batch_execute(sql).await.expect("the statements run");
    }

    /// The number that a query of one column `count` gives, as role `cadre_owner`.
    ///
    /// # Panics
    /// When the query fails.
    pub async fn count(&self, sql: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        diesel::sql_query(sql)
            .get_result::<Count>(&mut self.database.owner().await)
            .await
            .expect("the query runs")
            .count
    }

    /// The text that a query of one column `text` gives first, as role `cadre_owner`.
    ///
    /// # Panics
    /// When the query fails.
    pub async fn text(&self, sql: &str) -> Option<String> {
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = Text)]
            text: String,
        }
        diesel::sql_query(sql)
            .get_result::<Line>(&mut self.database.owner().await)
            .await
            .optional()
            .expect("the query runs")
            .map(|line| line.text)
    }

    /// The mails in the test's mailbox, oldest first.
    ///
    /// # Panics
    /// When the folder cannot be read.
    pub async fn mails(&self) -> Vec<Received> {
        let mut mails =
            mailbox::list(&self.folder.join("mailbox"), 10_000).await.expect("a mailbox");
        mails.reverse();
        mails
    }

    /// A folder of the test's own, removed at its end.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An address that requests come from.
    pub const fn address() -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))
    }
}

/// A test that leaves jobs behind has not looked at all that it set going.
impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if std::thread::panicking() {
            return;
        }
        let database = self.database.clone();
        let left = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                #[derive(QueryableByName)]
                struct Name {
                    #[diesel(sql_type = Text)]
                    name: String,
                }
                diesel::sql_query(
                    "SELECT t.identifier AS name FROM jobs._private_jobs j
                     JOIN jobs._private_tasks t ON t.id = j.task_id WHERE j.attempts < j.max_attempts",
                )
                .load::<Name>(&mut database.owner().await)
                .await
                .map(|rows| rows.into_iter().map(|row| row.name).collect::<Vec<_>>())
            })
        });
        let left = left.join().expect("a thread").expect("jobs can be counted");
        assert!(left.is_empty(), "jobs were left over: {left:?}; call run_jobs()");
    }
}
