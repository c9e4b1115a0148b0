//! A small town for tests of mentoring: two organisations, alpha and beta, with the same people.
//!
//! - `admin`; `cora`, coordinator; `fatima`, facilitator of the cohort; `boss`, to whom the learners
//!   report;
//! - `mia`, mentor with two places, of unit Pricing; `max`, mentor with one place, of unit Finance;
//! - `ana`, `bo`, `cyd` and `dan`, learners of the cohort that starts on 2026-11-23, of unit Claims.
//!
//! All profiles are complete: English at C1, Warsaw, free on Mondays from 9 to 12, so that everybody
//! may be matched with everybody. A person of beta is called `ana@beta`.

mod cycle;
mod pairs;
mod people;

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use kernel::{CohortId, CycleId, MemberId, PairId, ProgramId};
use mail::Transport;
use mentoring::model::life::State;
use serde_json::Value;
use testkit::{Model, Organization, Person, Response, TestApp, TestAppOptions};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// How long a token is used before its owner signs in anew; tokens are good for ten minutes.
const TOKEN_USE: Duration = Duration::minutes(9);

/// The town as it is before anything happens there: built once, copied for each test.
static MODEL: OnceCell<(Model, Quarter, Quarter)> = OnceCell::const_new();

async fn found() -> (Model, Quarter, Quarter) {
    let app = TestApp::start().await;
    let alpha = people::settle(&app, "alpha").await;
    let beta = people::settle(&app, "beta").await;
    app.run_jobs().await;
    (app.into_model(), alpha, beta)
}

/// One organisation of the town.
#[derive(Clone)]
pub struct Quarter {
    pub organization: Organization,
    /// The program that the cohort runs.
    pub program: ProgramId,
    /// The cohort of the four learners.
    pub cohort: CohortId,
}

/// The two organisations on one application. At its end every mentor's counters of places must equal
/// the pairs that there are.
pub struct Town {
    pub app: TestApp,
    pub alpha: Quarter,
    pub beta: Quarter,
    signed_in: Mutex<HashMap<String, (DateTime<Utc>, Person)>>,
}

impl Town {
    /// Builds both. The clock stands on Wednesday, 25 November 2026, 10:00 UTC; nobody has got a mail
    /// from mentoring, and no job waits.
    pub async fn build() -> Self {
        Self::with(None).await
    }

    /// As [`Town::build`], with its mails on another way out than the folder.
    pub async fn with(transport: Option<Transport>) -> Self {
        let (model, alpha, beta) = MODEL.get_or_init(found).await.clone();
        let options = TestAppOptions { model: Some(model), transport };
        let app = TestApp::start_with(options).await;
        Self { app, alpha, beta, signed_in: Mutex::default() }
    }

    /// The organisation of a name, and the name without it.
    pub fn home<'n>(&self, name: &'n str) -> (&Quarter, &'n str) {
        match name.split_once('@') {
            Some((name, "beta")) => (&self.beta, name),
            Some((name, "alpha")) => (&self.alpha, name),
            Some(_) => panic!("{name} is of no organisation here"),
            None => (&self.alpha, name),
        }
    }

    /// The e-mail address of a name.
    pub fn email(&self, name: &str) -> String {
        let (home, name) = self.home(name);
        format!("{name}@{}.example", home.organization.slug)
    }

    /// The id of a name.
    pub async fn id(&self, name: &str) -> MemberId {
        let sql = format!(
            "SELECT id::text AS text FROM cadre.member WHERE organization_id = '{}' AND email = '{}'",
            self.home(name).0.organization.id.uuid(),
            self.email(name)
        );
        let id = self.app.text(&sql).await.unwrap_or_else(|| panic!("nobody is called {name}"));
        MemberId::from(id.parse::<Uuid>().expect("an id"))
    }

    /// Somebody, with a token that is good now.
    pub async fn person(&self, name: &str) -> Person {
        let now = self.app.now();
        let known = self.signed_in.lock().expect("a map").get(name).cloned();
        if let Some((at, person)) = known
            && at <= now
            && now - at < TOKEN_USE
        {
            return person;
        }
        let slug = &self.home(name).0.organization.slug;
        let person = self.app.sign_in(slug, &self.email(name)).await;
        let entry = (now, person.clone());
        self.signed_in.lock().expect("a map").insert(name.to_owned(), entry);
        person
    }

    /// What the API answers somebody.
    pub async fn gql(&self, name: &str, document: &str, variables: Value) -> Response {
        let person = self.person(name).await;
        self.app.request(Some(&person.token), document, variables).await
    }

    /// As [`Town::gql`], without errors.
    pub async fn fine(&self, name: &str, document: &str, variables: Value) -> Response {
        self.gql(name, document, variables).await.fine()
    }

    /// Makes accounts for all whom commands made members, as if they had accepted their invitations,
    /// and signs one of them in.
    pub async fn join(&self, name: &str) -> Person {
        people::let_in(&self.app).await;
        self.app.run_jobs().await;
        self.person(name).await
    }

    /// Makes somebody a coordinator beside what they are.
    pub async fn let_coordinate(&self, name: &str) {
        let organization = self.home(name).0.organization.id.uuid();
        let id = self.id(name).await.uuid();
        self.app
            .execute(&format!(
                "INSERT INTO cadre.member_role (organization_id, member_id, role)
                 VALUES ('{organization}', '{id}', 'coordinator')"
            ))
            .await;
    }

    /// The open cycle of alpha's cohort, made when it is asked for first: ranks until 4 December,
    /// pairs until 31 March 2027.
    pub async fn cycle(&self) -> CycleId {
        self.cycle_of(&self.alpha).await
    }

    /// As [`Town::cycle`], of either organisation.
    pub async fn cycle_of(&self, home: &Quarter) -> CycleId {
        cycle::cycle(&self.app, home).await
    }

    /// A pair in a state, as the commands leave it: run, answers, steps, agreement, sessions, timers,
    /// counters. Of beta when both names are.
    pub async fn pair(&self, learner: &str, mentor: &str, state: State) -> PairId {
        let home = self.home(learner).0;
        let sides = (self.id(learner).await, self.id(mentor).await);
        let coordinator = self.id(&format!("cora@{}", home.organization.slug)).await;
        pairs::pair(&self.app, home, sides, coordinator, state).await
    }

    /// The state that stands in the table.
    pub async fn state(&self, pair: PairId) -> State {
        let sql = format!("SELECT state AS text FROM cadre.pair WHERE id = '{}'", pair.uuid());
        let word = self.app.text(&sql).await.expect("a pair");
        State::parse(&word).unwrap_or_else(|| panic!("{word} is no state"))
    }

    /// A mentor's places: all, held, taken.
    pub async fn places(&self, mentor: &str) -> (i64, i64, i64) {
        let id = self.id(mentor).await.uuid();
        let count = async |column: &str| {
            let sql = format!(
                "SELECT {column}::bigint AS count FROM cadre.mentor_profile WHERE member_id = '{id}'"
            );
            self.app.count(&sql).await
        };
        (count("places").await, count("held_places").await, count("taken_places").await)
    }
}

/// Adds an account with the usual password for everybody who has none, by copying the hash of one that
/// the commands made: hashing once more for each person would take seconds.
pub(super) const LET_IN: &str =
    "INSERT INTO identity.account (id, email, password_hash, created_at)
 SELECT gen_random_uuid(), m.email, a.password_hash, a.created_at
 FROM cadre.member m CROSS JOIN (SELECT * FROM identity.account ORDER BY created_at, id LIMIT 1) a
 WHERE m.joined_at IS NULL AND m.left_at IS NULL
 ON CONFLICT (email) DO NOTHING;
 INSERT INTO identity.membership (account_id, organization_id, member_id, created_at)
 SELECT a.id, m.organization_id, m.id, m.created_at
 FROM cadre.member m JOIN identity.account a ON a.email = m.email
 WHERE m.joined_at IS NULL AND m.left_at IS NULL
 ON CONFLICT DO NOTHING;
 UPDATE cadre.member SET joined_at = created_at WHERE joined_at IS NULL AND left_at IS NULL";

/// Mentors whose counters differ from their pairs.
const MISCOUNTED: &str = "SELECT count(*) AS count FROM cadre.mentor_profile m
 LEFT JOIN (
    SELECT organization_id, mentor_id, count(*) AS held,
        count(*) FILTER (WHERE state NOT IN ('proposed', 'mentee_accepted', 'mentor_accepted')) AS taken
    FROM cadre.pair WHERE ended_at IS NULL GROUP BY organization_id, mentor_id) p
    ON p.organization_id = m.organization_id AND p.mentor_id = m.member_id
 WHERE m.held_places <> coalesce(p.held, 0) OR m.taken_places <> coalesce(p.taken, 0)";

impl Drop for Town {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let database = self.app.database.clone();
        let miscounted = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                use diesel_async::RunQueryDsl as _;
                #[derive(diesel::QueryableByName)]
                struct Count {
                    #[diesel(sql_type = diesel::sql_types::BigInt)]
                    count: i64,
                }
                let found: Count = diesel::sql_query(MISCOUNTED)
                    .get_result(&mut database.owner().await)
                    .await
                    .expect("the query runs");
                found.count
            })
        });
        let miscounted = miscounted.join().expect("a thread");
        assert_eq!(miscounted, 0, "the counters of a mentor's places differ from the pairs");
    }
}
