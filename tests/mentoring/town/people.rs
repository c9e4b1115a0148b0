//! Who lives in the town.

use auth::actions::InviteMember;
use kernel::{CohortId, MemberId, OrganizationId, ProgramId, Role};
use testkit::{Organization, Person, TestApp};
use uuid::Uuid;

use super::{LET_IN, Quarter};

const AT: &str = "2026-11-25T10:00:00Z";

/// Makes one organisation with its people, cohort and profiles.
pub(super) async fn settle(app: &TestApp, slug: &str) -> Quarter {
    let organization = app.organization(slug).await;
    for (name, role) in [
        ("cora", Role::Coordinator),
        ("fatima", Role::Facilitator),
        ("mia", Role::Mentor),
        ("max", Role::Mentor),
    ] {
        invite(app, &organization, name, role).await;
    }
    let facilitator = Person {
        organization_id: organization.id,
        member_id: id_of(app, organization.id, "fatima").await,
        token: String::new(),
    };
    let cohort = app.cohort(&organization, "2026-11-23", &[&facilitator]).await;
    enrol(app, &organization, cohort).await;
    let_in(app).await;
    app.run_jobs().await;
    let program = program_of(app, organization.id).await;
    app.execute(&profiles(organization.id, program)).await;
    Quarter { organization, program, cohort }
}

/// Accounts for all who have none.
pub(super) async fn let_in(app: &TestApp) {
    app.execute(LET_IN).await;
}

async fn invite(app: &TestApp, organization: &Organization, name: &str, role: Role) {
    let services = &app.app.services;
    let input = InviteMember {
        email: format!("{name}@{}.example", organization.slug),
        name: name.to_owned(),
        roles: vec![role],
        idempotency_key: None,
    };
    let admin = app.actor(&organization.admin, Role::Admin);
    auth::actions::invite_member(&services.database, &services.sources, &admin, input)
        .await
        .expect("a member");
}

async fn enrol(app: &TestApp, organization: &Organization, cohort: CohortId) {
    let slug = &organization.slug;
    let rows = ["ana", "bo", "cyd", "dan"]
        .map(|name| format!("{name},{name}@{slug}.example,boss@{slug}.example,Claims\n"));
    let csv = format!("name,email,manager_email,unit\n{}", rows.concat());
    app.enrol_csv(organization, cohort, &csv, false).await.fine();
}

async fn id_of(app: &TestApp, organization: OrganizationId, name: &str) -> MemberId {
    let sql = format!(
        "SELECT id::text AS text FROM cadre.member WHERE organization_id = '{}' AND name = '{name}'",
        organization.uuid()
    );
    let id: Uuid = app.text(&sql).await.expect("a member").parse().expect("an id");
    id.into()
}

async fn program_of(app: &TestApp, organization: OrganizationId) -> ProgramId {
    let sql = format!(
        "SELECT id::text AS text FROM cadre.program WHERE organization_id = '{}'",
        organization.uuid()
    );
    let id: Uuid = app.text(&sql).await.expect("a program").parse().expect("an id");
    id.into()
}

/// Complete profiles of two mentors and four learners, in the words that the product stores.
fn profiles(organization: OrganizationId, program: ProgramId) -> String {
    let (id, program) = (organization.uuid(), program.uuid());
    format!(
        r#"UPDATE cadre.member SET unit = 'Pricing' WHERE organization_id = '{id}' AND name = 'mia';
         UPDATE cadre.member SET unit = 'Finance' WHERE organization_id = '{id}' AND name = 'max';
         INSERT INTO cadre.mentoring_person (organization_id, member_id, country, ladder_step,
            work_pattern, time_zone, week, languages, style_structure, style_challenge, style_pace,
            style_reflection, style_openness, updated_at, version)
         SELECT organization_id, id, 'PL', CASE WHEN name IN ('mia', 'max') THEN 'PM' ELSE 'PO' END,
            'full_time', 'Europe/Warsaw', '[{{"day": 1, "from": 540, "to": 720}}]',
            '[{{"code": "en", "level": 5}}]', 3, 3, 3, 3, 3, '{AT}', 1
         FROM cadre.member
         WHERE organization_id = '{id}' AND name IN ('mia', 'max', 'ana', 'bo', 'cyd', 'dan');
         INSERT INTO cadre.mentor_profile (organization_id, member_id, is_open, places, held_places,
            taken_places, minutes_a_month, about, goals, topics, rather_not, offers, opted_in_at,
            updated_at, version)
         SELECT organization_id, id, true, CASE name WHEN 'mia' THEN 2 ELSE 1 END, 0, 0, 240,
            'Ask me about outcomes.', '["outcomes"]', '["pricing"]', '[]', '[]', '{AT}', '{AT}', 1
         FROM cadre.member WHERE organization_id = '{id}' AND name IN ('mia', 'max');
         INSERT INTO cadre.mentor_competency (organization_id, member_id, competency_code, level,
            source, declared_at, confirmed_by, confirmed_at)
         SELECT m.organization_id, m.id, 'C04', 4, 'confirmed', '{AT}', c.id, '{AT}'
         FROM cadre.member m JOIN cadre.member c
            ON c.organization_id = m.organization_id AND c.name = 'cora'
         WHERE m.organization_id = '{id}' AND m.name IN ('mia', 'max');
         INSERT INTO cadre.learner_profile (organization_id, program_id, member_id, about, goals,
            wishes, updated_at, version)
         SELECT organization_id, '{program}', id, 'I want to own an outcome.', '["outcomes"]', '[]',
            '{AT}', 1
         FROM cadre.member
         WHERE organization_id = '{id}' AND name IN ('ana', 'bo', 'cyd', 'dan');
         INSERT INTO cadre.learner_focus (organization_id, program_id, member_id, position,
            competency_code, importance, level)
         SELECT organization_id, '{program}', id, 1, 'C04', 3, 1 FROM cadre.member
         WHERE organization_id = '{id}' AND name IN ('ana', 'bo', 'cyd', 'dan')"#
    )
}
