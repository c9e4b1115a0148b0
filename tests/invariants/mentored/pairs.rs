//! Four pairs of the same two, each in a program of its own: two active, one proposed, one accepted.

use kernel::{NoteId, Role};
use mentoring::actions::sessions::{WriteNote, write_note};
use testkit::TestApp;
use uuid::Uuid;

use super::Mentored;

/// The active one, with an agreement that both signed.
pub async fn active(app: &TestApp, of: &Mentored<'_>, pair: Uuid, (cycle, run): (Uuid, Uuid)) {
    let at = "2026-11-25T10:00:00Z";
    let id = of.organization.id.uuid();
    let (learner, mentor) = (of.learner.member_id.uuid(), of.mentor.member_id.uuid());
    let cohort = of.cohort.uuid();
    app.execute(&format!(
        "INSERT INTO cadre.pair (organization_id, id, program_id, cohort_id, cycle_id, run_id,
            learner_id, mentor_id, state, score, parts, ends_on, proposed_at, accepted_at, signed_at,
            active_at, quiet_since, version)
         SELECT '{id}', '{pair}', p.id, '{cohort}', '{cycle}', '{run}', '{learner}', '{mentor}',
            'active', 70, '[]', '2027-03-31', '{at}', '{at}', '{at}', '{at}', '{at}', 1
         FROM cadre.program p WHERE p.organization_id = '{id}' LIMIT 1;
         INSERT INTO cadre.pair_answer (organization_id, pair_id, side, answer, answered_at)
         VALUES ('{id}', '{pair}', 'learner', 'accepted', '{at}');
         INSERT INTO cadre.pair_timer (organization_id, pair_id, timer, due_at)
         VALUES ('{id}', '{pair}', 'end_date', '2027-03-31T22:00:00Z');
         INSERT INTO cadre.mentoring_agreement (organization_id, pair_id, cadence_days,
            session_minutes, out_of_bounds, shares, ends_on, learner_signed_at, mentor_signed_at,
            written_at, version)
         VALUES ('{id}', '{pair}', 14, 45, '', '[]', '2027-03-31', '{at}', '{at}', '{at}', 1);
         INSERT INTO cadre.closing_form (organization_id, pair_id, side, goals_reached, thanks,
            would_renew, filed_at)
         VALUES ('{id}', '{pair}', 'learner', 0, '', false, '{at}')"
    ))
    .await;
}

/// Three more pairs of the same two, each in a program of its own: one proposed, one accepted with an
/// agreement that nobody has signed, one that takes the turns of life.
pub async fn others(app: &TestApp, of: &Mentored<'_>, cycle: Uuid) -> [Uuid; 3] {
    let fresh = || app.app.services.sources.new_id::<Uuid>();
    let at = "2026-11-25T10:00:00Z";
    let id = of.organization.id.uuid();
    let (learner, mentor) = (of.learner.member_id.uuid(), of.mentor.member_id.uuid());
    let (coordinator, cohort) = (of.coordinator.member_id.uuid(), of.cohort.uuid());
    let (proposed, accepted, turning) = (fresh(), fresh(), fresh());
    for (number, pair, state) in
        [(3, proposed, "proposed"), (4, accepted, "accepted"), (5, turning, "active")]
    {
        let (program, run) = (fresh(), fresh());
        app.execute(&format!(
            "INSERT INTO cadre.program (organization_id, id, slug, title, created_at)
             VALUES ('{id}', '{program}', 'more-{number}', 'More', '{at}');
             INSERT INTO cadre.matching_run (organization_id, id, cycle_id, number, objective, state,
                phase, progress, seed, weights_version, engine_version, inputs_hash, learners, mentors,
                places, matched, score_floor, score_sum, blocking_pairs, certificate, started_by,
                queued_at, begun_at, ended_at)
             VALUES ('{id}', '{run}', '{cycle}', {number}, 'fair', 'done', 'done', 100, 7, 1, '1',
                '\\x00', 1, 1, 2, 1, 70, 70, 0, '{{}}', '{coordinator}', '{at}', '{at}', '{at}');
             INSERT INTO cadre.pair (organization_id, id, program_id, cohort_id, cycle_id, run_id,
                learner_id, mentor_id, state, score, parts, ends_on, proposed_at, quiet_since, version)
             VALUES ('{id}', '{pair}', '{program}', '{cohort}', '{cycle}', '{run}', '{learner}',
                '{mentor}', '{state}', 70, '[]', '2027-03-31', '{at}', '{at}', 1)"
        ))
        .await;
    }
    app.execute(&format!(
        "UPDATE cadre.pair SET accepted_at = proposed_at WHERE id IN ('{accepted}', '{turning}');
         UPDATE cadre.pair SET signed_at = proposed_at, active_at = proposed_at
         WHERE id = '{turning}';
         INSERT INTO cadre.decision_request (organization_id, id, pair_id, words, asked_at, answer,
            answered_by, answered_at, version)
         VALUES ('{id}', '{accepted}', '{accepted}', '', '{at}', 'We talked.', '{coordinator}', '{at}', 1);
         INSERT INTO cadre.escalation (organization_id, id, kind, pair_id, member_id, opened_at,
            settled_at, settled_by)
         VALUES ('{id}', '{accepted}', 'quiet', '{accepted}', '{learner}', '{at}', '{at}',
            '{coordinator}');
         INSERT INTO cadre.pair_timer (organization_id, pair_id, timer, due_at)
         VALUES ('{id}', '{proposed}', 'answer_end', '2027-03-31T22:00:00Z');
         INSERT INTO cadre.mentoring_agreement (organization_id, pair_id, cadence_days,
            session_minutes, out_of_bounds, shares, ends_on, written_at, version)
         VALUES ('{id}', '{accepted}', 14, 45, '', '[]', '2027-03-31', '{at}', 1),
            ('{id}', '{turning}', 14, 45, '', '[]', '2027-03-31', '{at}', 1)"
    ))
    .await;
    [proposed, accepted, turning]
}

/// A step of the pair's life, a goal, and a session that was held.
pub async fn meetings(app: &TestApp, of: &Mentored<'_>, pair: Uuid) {
    let at = "2026-11-25T10:00:00Z";
    let id = of.organization.id.uuid();
    let (learner, submission) = (of.learner.member_id.uuid(), of.submission.uuid());
    app.execute(&format!(
        "INSERT INTO cadre.pair_event (organization_id, id, pair_id, at, event, party, actor_id,
            from_state, to_state)
         VALUES ('{id}', '{pair}', '{pair}', '{at}', 'first_session', 'learner', '{learner}',
            'agreement_signed', 'active');
         INSERT INTO cadre.mentoring_goal (organization_id, id, pair_id, position, goal,
            competency_code)
         VALUES ('{id}', '{pair}', '{pair}', 1, 'Outcomes with a baseline', 'C04');
         INSERT INTO cadre.mentoring_session (organization_id, id, pair_id, state, starts_at, minutes,
            goal_id, module_id, submission_id, planned_by, logged_at, changed_at, feed_sequence,
            version)
         SELECT '{id}', '{pair}', '{pair}', 'held', '{at}', 45, '{pair}', m.id, '{submission}',
            '{learner}', '{at}', '{at}', 0, 1
         FROM cadre.module m WHERE m.organization_id = '{id}' LIMIT 1"
    ))
    .await;
}

/// Two sessions that are planned.
pub async fn planned(app: &TestApp, of: &Mentored<'_>, pair: Uuid) -> [Uuid; 2] {
    let sessions = [(); 2].map(|()| app.app.services.sources.new_id::<Uuid>());
    let (id, learner) = (of.organization.id.uuid(), of.learner.member_id.uuid());
    let [one, other] = sessions;
    app.execute(&format!(
        "INSERT INTO cadre.mentoring_session (organization_id, id, pair_id, state, starts_at, minutes,
            planned_by, changed_at, feed_sequence, version)
         SELECT '{id}', s.id::uuid, '{pair}', 'planned', '2026-12-02T10:00:00Z', 45, '{learner}',
            '2026-11-25T10:00:00Z', 0, 1
         FROM (VALUES ('{one}'), ('{other}')) AS s (id)"
    ))
    .await;
    sessions
}

/// Two notes of the learner, sealed as the command seals them.
pub async fn notes(app: &TestApp, of: &Mentored<'_>, pair: Uuid) -> [NoteId; 2] {
    let mentoring = app.app.services.mentoring();
    let learner = app.actor(of.learner, Role::Learner);
    let write = async |text: &str| {
        let input = WriteNote {
            pair_id: pair.into(),
            session_id: Some(pair.into()),
            is_shared: false,
            text: text.into(),
            idempotency_key: None,
        };
        write_note(&mentoring, &learner, input).await.expect("a note")
    };
    [write("Ask about the board.").await, write("Ask about the budget.").await]
}
