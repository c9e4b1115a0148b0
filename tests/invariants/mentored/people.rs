//! Profiles, rules, and what the coordinator keeps.

use testkit::TestApp;
use uuid::Uuid;

use super::Mentored;

/// Profiles, and what people said about each other. The coordinator mentors too, and has nothing to
/// offer yet.
pub async fn people(app: &TestApp, of: &Mentored<'_>) {
    let at = "2026-11-25T10:00:00Z";
    let id = of.organization.id.uuid();
    let (learner, mentor) = (of.learner.member_id.uuid(), of.mentor.member_id.uuid());
    let coordinator = of.coordinator.member_id.uuid();
    app.execute(&format!(
        "INSERT INTO cadre.mentoring_person (organization_id, member_id, time_zone, week,
            languages, updated_at, version)
         SELECT '{id}', m.id, 'Europe/Warsaw', '[{{\"day\": 1, \"from\": 540, \"to\": 720}}]',
            '[{{\"code\": \"en\", \"level\": 5}}]', '{at}', 1
         FROM (VALUES ('{learner}'::uuid), ('{mentor}'::uuid)) AS m (id);
         INSERT INTO cadre.mentor_profile (organization_id, member_id, is_open, places, held_places,
            taken_places, minutes_a_month, about, goals, topics, rather_not, offers, opted_in_at,
            updated_at, version)
         VALUES ('{id}', '{mentor}', true, 5, 4, 3, 240, '', '[]', '[]', '[]', '[]', '{at}', '{at}', 1),
            ('{id}', '{coordinator}', false, 0, 0, 0, 0, '', '[]', '[]', '[]', '[]', '{at}', '{at}', 1);
         INSERT INTO cadre.mentor_competency (organization_id, member_id, competency_code, level,
            source, declared_at, confirmed_by, confirmed_at)
         VALUES ('{id}', '{mentor}', 'C04', 4, 'confirmed', '{at}', '{coordinator}', '{at}');
         INSERT INTO cadre.learner_profile (organization_id, program_id, member_id, about, goals,
            wishes, updated_at, version)
         SELECT '{id}', p.id, m.id, '', '[]', '[]', '{at}', 1
         FROM cadre.program p JOIN cadre.member m ON m.organization_id = p.organization_id
            AND m.id IN ('{learner}', '{mentor}')
         WHERE p.organization_id = '{id}';
         INSERT INTO cadre.learner_focus (organization_id, program_id, member_id, position,
            competency_code, importance, level)
         SELECT '{id}', p.id, '{learner}', 1, 'C04', 3, 1
         FROM cadre.program p WHERE p.organization_id = '{id}';
         INSERT INTO cadre.mentoring_block (organization_id, blocker_id, blocked_id, blocked_at)
         VALUES ('{id}', '{learner}', '{coordinator}', '{at}');
         INSERT INTO cadre.pair_again (organization_id, asker_id, other_id, asked_at)
         VALUES ('{id}', '{learner}', '{mentor}', '{at}');
         INSERT INTO cadre.person_link (organization_id, member_id, other_id, is_same, decided_by,
            decided_at)
         VALUES ('{id}', '{learner}', '{mentor}', false, '{coordinator}', '{at}');
         INSERT INTO cadre.fairness_answer (organization_id, member_id, gender, consented_at)
         VALUES ('{id}', '{learner}', 'woman', '{at}')"
    ))
    .await;
}

/// Rules, the calendar, who decides on whom, an absence and a manager to come.
pub async fn rules(app: &TestApp, of: &Mentored<'_>, panels: [Uuid; 2]) {
    let [panel, spare] = panels;
    let at = "2026-11-25T10:00:00Z";
    let id = of.organization.id.uuid();
    let (learner, admin) = (of.learner.member_id.uuid(), of.organization.admin.member_id.uuid());
    let coordinator = of.coordinator.member_id.uuid();
    app.execute(&format!(
        "INSERT INTO cadre.mentoring_rules (organization_id, guests_excluded, other_unit_required,
            same_country_required, working_weekdays, updated_at, version)
         VALUES ('{id}', false, false, false, 31, '{at}', 1);
         INSERT INTO cadre.score_weights (organization_id, version, gap_cover, preference, style,
            goals, time_overlap, career, fresh_view, set_by, set_at)
         VALUES ('{id}', 1, 35, 20, 15, 10, 8, 7, 5, '{admin}', '{at}');
         INSERT INTO cadre.unit_wall (organization_id, unit, other_unit, reason, made_by, made_at)
         VALUES ('{id}', 'Supervision', 'Trading', '', '{admin}', '{at}');
         INSERT INTO cadre.review_panel (organization_id, id, kind, name, made_at, version)
         VALUES ('{id}', '{panel}', 'promotion', 'Spring', '{at}', 1),
            ('{id}', '{spare}', 'promotion', 'Autumn', '{at}', 1);
         INSERT INTO cadre.review_panel_decider (organization_id, panel_id, member_id)
         VALUES ('{id}', '{panel}', '{admin}'), ('{id}', '{spare}', '{admin}');
         INSERT INTO cadre.review_panel_subject (organization_id, panel_id, member_id)
         VALUES ('{id}', '{panel}', '{learner}'), ('{id}', '{spare}', '{learner}');
         INSERT INTO cadre.holiday (organization_id, day, name)
         VALUES ('{id}', '2026-12-25', 'Christmas');
         INSERT INTO cadre.absence (organization_id, id, member_id, starts_on, ends_on, entered_at,
            version)
         VALUES ('{id}', '{panel}', '{coordinator}', '2027-02-01', '2027-02-05', '{at}', 1);
         INSERT INTO cadre.planned_manager (organization_id, member_id, effective_on, manager_id,
            planned_by, planned_at)
         VALUES ('{id}', '{coordinator}', '2027-02-01', '{admin}', '{admin}', '{at}')"
    ))
    .await;
}
