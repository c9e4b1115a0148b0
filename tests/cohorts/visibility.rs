use cohorts::policy::BoardView;
use cohorts::queries;
use kernel::{CohortId, Role};
use serde_json::{Value, json};
use testkit::{Organization, Person, Response, TestApp};

use super::{another, file};

const COHORT: &str = "query($id: ID!) { cohort(id: $id) { name learnerCount viewerCanReadBoard
    viewerCanEnrol board { rows { learner { name } } } } }";
const NAMES: &str = "{ cohorts { edges { node { name } } } }";

struct House {
    app: TestApp,
    alpha: Organization,
    beta: Organization,
    facilitator: Person,
    cohort: CohortId,
}

impl House {
    /// Cohort "Mine" with ana and bo under mona and cy under nils; cohort "Other" with di.
    async fn build() -> Self {
        let app = TestApp::start().await;
        let alpha = app.organization("alpha").await;
        let beta = app.organization("beta").await;
        let facilitator = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
        let ids = json!([facilitator.member_id.to_string()]);
        let cohort = another(&app, &alpha, json!({ "name": "Mine", "facilitatorIds": ids })).await;
        let other = another(&app, &alpha, json!({ "name": "Other" })).await;
        another(&app, &beta, json!({ "name": "Elsewhere" })).await;
        let mine = file(&[("ana", "mona"), ("bo", "mona"), ("cy", "nils")]);
        app.enrol_csv(&alpha, cohort, &mine, false).await.fine();
        app.enrol_csv(&alpha, other, &file(&[("di", "olga")]), false).await.fine();
        app.run_jobs().await;
        Self { app, alpha, beta, facilitator, cohort }
    }

    async fn ask(&self, person: &Person) -> Response {
        let id = json!({ "id": self.cohort.to_string() });
        self.app.request(Some(&person.token), COHORT, id).await
    }

    async fn listed(&self, person: &Person) -> Response {
        self.app.request(Some(&person.token), NAMES, json!({})).await
    }

    /// Sees the cohort, these learners of it, and only it in the list.
    async fn assert_sees(&self, person: &Person, learners: &[&str]) {
        let answer = self.ask(person).await.fine();
        let rows = answer.data("/cohort/board/rows").as_array().expect("rows");
        let names: Vec<&Value> = rows.iter().map(|row| &row["learner"]["name"]).collect();
        assert_eq!(names, learners);
        assert_eq!(answer.data("/cohort/viewerCanReadBoard"), &json!(true));
        assert_eq!(answer.data("/cohort/viewerCanEnrol"), &json!(false));
        let listed = self.listed(person).await.fine();
        assert_eq!(listed.data("/cohorts/edges"), &json!([{ "node": { "name": "Mine" } }]));
    }

    /// Gets what a random id gets.
    async fn assert_sees_nothing(&self, person: &Person) {
        let random: CohortId = self.app.app.services.sources.new_id();
        let id = json!({ "id": random.to_string() });
        let nowhere = self.app.request(Some(&person.token), COHORT, id).await;
        assert_eq!(nowhere.codes(), ["NOT_FOUND"]);
        assert_eq!(self.ask(person).await, nowhere);
        let listed = self.listed(person).await;
        assert!(!listed.body.to_string().contains("Mine"), "{:#}", listed.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sees_their_people_in_a_cohort_and_nobody_else_s() {
    let house = House::build().await;
    let (app, alpha) = (&house.app, &house.alpha);
    house.assert_sees(&house.facilitator, &["ana", "bo", "cy"]).await;
    house.assert_sees(&app.join(alpha, "mona").await, &["ana", "bo"]).await;
    house.assert_sees(&app.join(alpha, "nils").await, &["cy"]).await;
    house.assert_sees(&app.join(alpha, "ana").await, &["ana"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn to_everybody_else_a_cohort_does_not_exist() {
    let house = House::build().await;
    let (app, alpha) = (&house.app, &house.alpha);
    let roles = [Role::Facilitator, Role::Mentor, Role::Sponsor];
    house.assert_sees_nothing(&app.member(alpha, "other", &roles).await).await;
    house.assert_sees_nothing(&app.join(alpha, "olga").await).await;
    house.assert_sees_nothing(&app.join(alpha, "di").await).await;
    house.assert_sees_nothing(&house.beta.admin).await;
    house.assert_sees_nothing(&app.member(&house.beta, "felix", &roles).await).await;
    let id = json!({ "id": house.cohort.to_string() });
    let nobody = app.request(None, COHORT, id).await;
    assert_eq!(nobody.codes(), ["UNAUTHENTICATED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_see_every_cohort_and_counts_but_nobody_s_progress() {
    let house = House::build().await;
    let admin = &house.alpha.admin;
    let answer = house.ask(admin).await;
    assert_eq!(answer.codes(), ["FORBIDDEN"]);
    assert_eq!(answer.body["errors"][0]["path"], json!(["cohort", "board"]));
    assert_eq!(
        answer.body["data"]["cohort"],
        json!({ "name": "Mine", "learnerCount": 3, "viewerCanReadBoard": false,
            "viewerCanEnrol": true, "board": null })
    );
    let listed = house.listed(admin).await.fine();
    let names = json!([{ "node": { "name": "Mine" } }, { "node": { "name": "Other" } }]);
    assert_eq!(listed.data("/cohorts/edges"), &names);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_who_learns_too_sees_their_people_and_themselves() {
    let house = House::build().await;
    let (app, alpha) = (&house.app, &house.alpha);
    app.enrol_csv(alpha, house.cohort, &file(&[("mona", "nils")]), false).await.fine();
    app.run_jobs().await;
    house.assert_sees(&app.join(alpha, "mona").await, &["ana", "bo", "mona"]).await;
    house.assert_sees(&app.join(alpha, "nils").await, &["cy", "mona"]).await;
    house.assert_sees(&app.join(alpha, "ana").await, &["ana"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_loses_the_role_or_the_assignment_loses_sight_at_the_next_request() {
    let house = House::build().await;
    house.assert_sees(&house.facilitator, &["ana", "bo", "cy"]).await;
    let gone =
        "WITH gone AS (DELETE FROM cadre.member_role WHERE role = 'facilitator' RETURNING role)
        SELECT role AS text FROM gone";
    house.app.text(gone).await.expect("a role");
    house.assert_sees_nothing(&house.facilitator).await;
}

/// Each learner has begun the first module.
const BEGUN: &str = "INSERT INTO cadre.module_progress
        (organization_id, cohort_id, enrolment_id, module_id, required_done, started_at)
    SELECT e.organization_id, e.cohort_id, e.id, m.id, 1, e.enrolled_at FROM cadre.enrolment e
    JOIN cadre.cohort c ON c.organization_id = e.organization_id AND c.id = e.cohort_id
    JOIN cadre.module m ON m.organization_id = e.organization_id
        AND m.program_version_id = c.program_version_id AND m.week = 0";

#[tokio::test(flavor = "multi_thread")]
async fn the_progress_of_people_whom_one_does_not_see_is_not_even_read() {
    let house = House::build().await;
    let (app, alpha) = (&house.app, &house.alpha);
    app.execute(BEGUN).await;
    let (mona, ana) = (app.join(alpha, "mona").await, app.join(alpha, "ana").await);
    let cohorts = [house.cohort];
    for (person, organization, view, expected) in [
        (&house.facilitator, alpha, BoardView::All, 3),
        (&mona, alpha, BoardView::OwnPeople, 2),
        (&ana, alpha, BoardView::Own, 1),
        (&alpha.admin, alpha, BoardView::Counts, 0),
        (&house.beta.admin, &house.beta, BoardView::All, 0),
    ] {
        let actor = app.actor(person, Role::Learner);
        let rows = app
            .app
            .services
            .database
            .read(organization.id, async |connection| {
                queries::seen_progress(connection, &actor, &cohorts, view).await
            })
            .await
            .expect("it can be read");
        assert_eq!(rows.len(), expected, "{view:?}");
    }
}
