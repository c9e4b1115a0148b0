//! The round behind the API: what handing in and withdrawing do to it, and who reads whom.

use std::collections::BTreeMap;

use assessments::actions::{late_piece, withdrawn};
use assessments::jobs::PeerReviewTick;
use cohorts::model::Enrolment;
use kernel::{AssignmentId, CohortId, PeerReviewId, SubmissionId};
use testkit::{Organization, TestApp};
use uuid::Uuid;

use super::House;

impl House {
    /// The learner's place in alpha's cohort.
    pub(super) async fn place(&self, name: &str) -> Enrolment {
        let services = &self.app.app.services;
        let email = format!("{name}@alpha.example");
        let (organization, cohort) = (self.alpha.id, self.cohort);
        let places = services
            .database
            .read(organization, async |connection| {
                let person =
                    auth::queries::member_by_email(connection, organization, &email).await?;
                let id = person.expect("a member").id;
                cohorts::queries::enrolments_of(connection, organization, id).await
            })
            .await
            .expect("places");
        places.into_iter().find(|place| place.cohort_id == cohort).expect("a place")
    }

    /// What handing in does to the round.
    pub(super) async fn late(&self, name: &str) {
        let (services, place) = (&self.app.app.services, self.place(name).await);
        let (organization, assignment) = (self.alpha.id, self.assignment);
        services
            .database
            .write(organization, async |connection| {
                late_piece(connection, &services.sources, organization, &place, assignment).await
            })
            .await
            .expect("the piece is taken in");
    }

    /// Takes somebody's first version back, with what that does to the round.
    pub(super) async fn withdraw(&self, name: &str) {
        let place = self.place(name).await;
        self.app
            .execute(&format!(
                "UPDATE cadre.submission_version v SET state = 'withdrawn' FROM cadre.submission s
                 WHERE s.id = v.submission_id AND s.enrolment_id = '{}'",
                place.id.uuid()
            ))
            .await;
        self.withdrawn(&place).await;
    }

    /// What withdrawing does to the round.
    pub(super) async fn withdrawn(&self, place: &Enrolment) {
        let services = &self.app.app.services;
        let (organization, assignment) = (self.alpha.id, self.assignment);
        services
            .database
            .write(organization, async |connection| {
                withdrawn(connection, &services.sources, organization, place, assignment).await
            })
            .await
            .expect("the round is changed");
    }

    /// Runs the schedule's job and what it sets going.
    pub(super) async fn tick(&self) {
        self.app
            .app
            .services
            .database
            .system(async |connection| jobs::enqueue(connection, &[PeerReviewTick {}]).await)
            .await
            .expect("a job");
        self.app.run_jobs().await;
    }

    /// Reviews that were not dropped: who reads whose work, and the state.
    pub(super) async fn pairs(&self) -> Vec<(String, String, String)> {
        let sql = "SELECT coalesce(string_agg(format('%s %s %s', reader.name, writer.name, r.state), ';'
                ORDER BY reader.name, writer.name), '') AS text
            FROM cadre.peer_review r JOIN cadre.submission s ON s.id = r.submission_id
            JOIN cadre.enrolment e ON e.id = s.enrolment_id JOIN cadre.member writer ON writer.id = e.member_id
            JOIN cadre.member reader ON reader.id = r.reviewer_id WHERE r.state <> 'dropped'";
        let lines = self.app.text(sql).await.expect("a line");
        let pair = |line: &str| {
            let mut words = line.split(' ').map(str::to_owned);
            let mut word = || words.next().expect("a word");
            (word(), word(), word())
        };
        lines.split(';').filter(|line| !line.is_empty()).map(pair).collect()
    }

    /// The id of the review that one gives of another's work.
    pub(super) async fn review_of(&self, reader: &str, writer: &str) -> String {
        let sql = format!(
            "SELECT r.id::text AS text FROM cadre.peer_review r
             JOIN cadre.submission s ON s.id = r.submission_id
             JOIN cadre.enrolment e ON e.id = s.enrolment_id
             JOIN cadre.member writer ON writer.id = e.member_id
             JOIN cadre.member reader ON reader.id = r.reviewer_id
             WHERE reader.name = '{reader}' AND writer.name = '{writer}'"
        );
        let id: Uuid = self.app.text(&sql).await.expect("a review").parse().expect("an id");
        PeerReviewId::from(id).to_string()
    }
}

/// How many reviews each gives, and how many each gets.
pub(super) fn loads(pairs: &[(String, String, String)]) -> BTreeMap<&str, (usize, usize)> {
    let mut loads: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (reader, writer, _) in pairs {
        loads.entry(reader).or_default().0 += 1;
        loads.entry(writer).or_default().1 += 1;
    }
    loads
}

pub(super) async fn assignment(
    app: &TestApp,
    organization: &Organization,
    code: &str,
) -> AssignmentId {
    let sql = format!(
        "SELECT id::text AS text FROM cadre.assignment WHERE organization_id = '{}' AND code = '{code}'",
        organization.id.uuid()
    );
    let id: Uuid = app.text(&sql).await.expect("an assignment").parse().expect("an id");
    id.into()
}

pub(super) async fn hand_in(
    app: &TestApp,
    organization: &Organization,
    cohort: CohortId,
    assignment: AssignmentId,
    name: &str,
) {
    let work: SubmissionId = app.app.services.sources.new_id();
    let (work, cohort, assignment) = (work.uuid(), cohort.uuid(), assignment.uuid());
    let (organization, slug, now) =
        (organization.id.uuid(), &organization.slug, app.now().to_rfc3339());
    app.execute(&format!(
        "INSERT INTO cadre.submission (organization_id, id, cohort_id, enrolment_id, assignment_id,
             draft_text, draft_links, draft_saved_at, draft_version, latest_version, is_passed)
         SELECT e.organization_id, '{work}', e.cohort_id, e.id, '{assignment}', '', '[]', '{now}', 1, 1, false
         FROM cadre.enrolment e JOIN cadre.member m ON m.id = e.member_id
         WHERE e.cohort_id = '{cohort}' AND m.email = '{name}@{slug}.example';
         INSERT INTO cadre.submission_version (organization_id, submission_id, number, cohort_id, text,
             links, submitted_at, is_late, state, graders_needed)
         VALUES ('{organization}', '{work}', 1, '{cohort}', 'Twenty items, traced.',
             '[\"https://boards.example/7\"]', '{now}', false, 'waiting', 1)"
    ))
    .await;
}
