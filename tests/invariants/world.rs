//! Two organisations that have everything: people of every role, a run with a learner who has begun,
//! reports, remembered commands, and a second run that the first one's people have no part in.

use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, MemberId, Role};
use serde_json::{Value, json};
use testkit::{Model, Organization, Person, TestApp, TestAppOptions};
use tokio::sync::OnceCell;

use super::graded::{Graded, graded};
use super::mentored::{Mentored, Mentoring, mentored};

/// The world as it is before anything is tried: built once, copied for each test.
static MODEL: OnceCell<(Model, Side, Side)> = OnceCell::const_new();

async fn begun() -> (Model, Side, Side) {
    let app = TestApp::start().await;
    let alpha = side(&app, "alpha").await;
    let beta = side(&app, "beta").await;
    (app.into_model(), alpha, beta)
}

/// One organisation and its people. Each holds one role.
#[derive(Clone)]
pub struct Side {
    pub organization: Organization,
    pub coordinator: Person,
    pub facilitator: Person,
    pub learner: Person,
    pub manager: Person,
    pub mentor: Person,
    pub sponsor: Person,
    /// A member without any role.
    pub nobody: Person,
    /// A learner who was invited and has not joined.
    pub invited: MemberId,
    /// A member whom nobody misses.
    pub leaver: MemberId,
    /// The run that facilitator, learner and manager have to do with.
    pub cohort: CohortId,
    /// A run that nobody but the admin and its own learner has to do with.
    pub other_cohort: CohortId,
    /// Ids of what the learner works on.
    pub things: Things,
    /// Ids of graded work.
    pub graded: Graded,
    /// Ids of mentoring.
    pub mentoring: Mentoring,
}

/// Ids as the API gives them.
#[derive(Clone)]
pub struct Things {
    pub program: String,
    pub version: String,
    /// The learner's place.
    pub enrolment: String,
    /// A module that is open to the learner.
    pub module: String,
    /// A lesson of that module.
    pub lesson: String,
    /// The place of somebody in the other run.
    pub other_enrolment: String,
}

/// Both sides on one application.
pub struct World {
    pub app: TestApp,
    pub alpha: Side,
    pub beta: Side,
}

impl World {
    pub async fn start() -> Self {
        let (model, alpha, beta) = MODEL.get_or_init(begun).await.clone();
        let options = TestAppOptions { model: Some(model), transport: None };
        Self { app: TestApp::start_with(options).await, alpha, beta }
    }

    /// Opens new sessions for the people of the first side.
    pub async fn sign_in_again(&mut self) {
        let Self { app, alpha, .. } = self;
        let slug = alpha.organization.slug.clone();
        for (name, person) in [
            ("admin", &mut alpha.organization.admin),
            ("coordinator", &mut alpha.coordinator),
            ("facilitator", &mut alpha.facilitator),
            ("learner", &mut alpha.learner),
            ("manager", &mut alpha.manager),
            ("mentor", &mut alpha.mentor),
            ("sponsor", &mut alpha.sponsor),
            ("nobody", &mut alpha.nobody),
        ] {
            *person = app.sign_in(&slug, &format!("{name}@{slug}.example")).await;
        }
    }
}

impl Side {
    /// Who asks, by the name of the column in the matrix; the last has no token.
    pub fn askers(&self) -> [(&'static str, Option<&Person>); 9] {
        [
            ("admin", Some(&self.organization.admin)),
            ("coordinator", Some(&self.coordinator)),
            ("facilitator", Some(&self.facilitator)),
            ("learner", Some(&self.learner)),
            ("manager", Some(&self.manager)),
            ("mentor", Some(&self.mentor)),
            ("sponsor", Some(&self.sponsor)),
            ("nobody", Some(&self.nobody)),
            ("anonymous", None),
        ]
    }

    /// The uuid of the organisation.
    pub fn uuid(&self) -> uuid::Uuid {
        self.organization.id.uuid()
    }
}

async fn side(app: &TestApp, slug: &str) -> Side {
    let organization = app.organization(slug).await;
    let coordinator = app.member(&organization, "coordinator", &[Role::Coordinator]).await;
    let facilitator = app.member(&organization, "facilitator", &[Role::Facilitator]).await;
    let mentor = app.member(&organization, "mentor", &[Role::Mentor]).await;
    let sponsor = app.member(&organization, "sponsor", &[Role::Sponsor]).await;
    let nobody = app.member(&organization, "nobody", &[Role::Sponsor]).await;
    take_roles(app, &nobody).await;
    let leaver = app.member(&organization, "leaver", &[Role::Sponsor]).await.member_id;
    let cohort = app.cohort(&organization, "2026-11-16", &[&facilitator]).await;
    let other_cohort = app.cohort(&organization, "2026-11-23", &[]).await;
    app.enrol(&organization, cohort, &["learner", "second", "third"]).await;
    let csv = format!(
        "name,email,manager_email,unit\nStranger,stranger@{slug}.example,boss@{slug}.example,Claims\n"
    );
    app.enrol_csv(&organization, other_cohort, &csv, false).await.fine();
    app.run_jobs().await;
    let learner = app.join(&organization, "learner").await;
    let manager = app.join(&organization, "manager").await;
    let stranger = app.join(&organization, "stranger").await;
    let invited = id_of(app, &format!("second@{slug}.example")).await;
    let things = begin(app, &organization, &learner, &stranger).await;
    report(app, &organization, cohort, &learner).await;
    let runs = (cohort, other_cohort);
    let graded = graded(app, &organization, runs, (&facilitator, &mentor)).await;
    let pair = Mentored {
        organization: &organization,
        coordinator: &coordinator,
        learner: &learner,
        mentor: &mentor,
        cohort,
        submission: graded.submission,
    };
    let mentoring = mentored(app, &pair).await;
    app.run_jobs().await;
    Side {
        organization,
        coordinator,
        facilitator,
        learner,
        manager,
        mentor,
        sponsor,
        nobody,
        invited,
        leaver,
        cohort,
        other_cohort,
        things,
        graded,
        mentoring,
    }
}

async fn id_of(app: &TestApp, email: &str) -> MemberId {
    let sql = format!("SELECT id::text AS text FROM cadre.member WHERE email = '{email}'");
    let id: uuid::Uuid = app.text(&sql).await.expect("a member").parse().expect("an id");
    id.into()
}

/// Roles cannot be taken through the API without the person, so they are taken from the table.
async fn take_roles(app: &TestApp, person: &Person) {
    diesel::sql_query(
        "DELETE FROM cadre.member_role WHERE organization_id = $1 AND member_id = $2",
    )
    .bind::<diesel::sql_types::Uuid, _>(person.organization_id.uuid())
    .bind::<diesel::sql_types::Uuid, _>(person.member_id.uuid())
    .execute(&mut app.database.owner().await)
    .await
    .expect("roles are taken");
}

/// The learner completes their first open lesson.
async fn begin(
    app: &TestApp,
    organization: &Organization,
    learner: &Person,
    stranger: &Person,
) -> Things {
    let query = "{ myLearning { enrolmentId modules { id state lessons { id } } } }";
    let mine = app.request(Some(&learner.token), query, json!({})).await.fine();
    let modules = mine.data("/myLearning/0/modules").as_array().expect("modules");
    let open = modules.iter().find(|module| module["state"] == "OPEN").expect("an open module");
    let word = |value: &Value| value.as_str().expect("an id").to_owned();
    let theirs = app.request(Some(&stranger.token), query, json!({})).await.fine();
    let query = "{ programs { id versions { id } } }";
    let programs = app.request(Some(&organization.admin.token), query, json!({})).await.fine();
    let things = Things {
        program: programs.text("/programs/0/id"),
        version: programs.text("/programs/0/versions/0/id"),
        enrolment: mine.text("/myLearning/0/enrolmentId"),
        module: word(&open["id"]),
        lesson: word(&open["lessons"][0]["id"]),
        other_enrolment: theirs.text("/myLearning/0/enrolmentId"),
    };
    let input = json!({ "enrolmentId": things.enrolment, "lessonId": things.lesson });
    let command = "mutation($input: CompleteLessonInput!) {
        completeLesson(input: $input) { alreadyCompleted } }";
    app.request(Some(&learner.token), command, json!({ "input": input })).await.fine();
    things
}

/// A report goes out, its reader stops the kind, and a command is remembered by its key.
async fn report(app: &TestApp, organization: &Organization, cohort: CohortId, learner: &Person) {
    let admin = Some(organization.admin.token.as_str());
    let send = "mutation($input: SendReportNowInput!) { sendReportNow(input: $input) { queued } }";
    let input = json!({ "cohortId": cohort.to_string(), "kind": "LEARNER_DIGEST" });
    let sent = app.request(admin, send, json!({ "input": input })).await.fine();
    assert_ne!(sent.data("/sendReportNow/queued"), &Value::from(0));
    let stop = "mutation { setReportStopped(input: { kind: MANAGER_NOTE, stopped: true }) {
        stoppedReports } }";
    app.request(Some(&learner.token), stop, json!({})).await.fine();
    let adopt = "mutation($input: AdoptProgramInput!) { adoptProgram(input: $input) {
        alreadyAdopted } }";
    let input = json!({ "slug": testkit::PROGRAM, "idempotencyKey": "world" });
    app.request(admin, adopt, json!({ "input": input })).await.fine();
    // A mail server that refuses is not part of this world; a mail that arrives would clear the row.
    let refused = format!(
        "INSERT INTO cadre.report_bounce (organization_id, member_id, email, refusals, last_at)
         VALUES ('{}', '{}', 'admin@{}.example', 1, '2026-11-25T10:00:00Z')",
        organization.id.uuid(),
        organization.admin.member_id.uuid(),
        organization.slug
    );
    app.execute(&refused).await;
}
