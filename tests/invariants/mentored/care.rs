//! What stands around a pair: an emergency, checks of health, what waits for the coordinator.

use testkit::TestApp;
use uuid::Uuid;

use super::Mentored;

/// Checks, what the coordinator was told, mails, the feed.
pub async fn care(app: &TestApp, of: &Mentored<'_>, pair: Uuid) {
    let at = "2026-11-25T10:00:00Z";
    let id = of.organization.id.uuid();
    let (learner, admin) = (of.learner.member_id.uuid(), of.organization.admin.member_id.uuid());
    let coordinator = of.coordinator.member_id.uuid();
    app.execute(&format!(
        "INSERT INTO cadre.break_glass (organization_id, id, pair_id, requested_by, reason,
            requested_at, state, answered_by, answered_at, expires_at)
         VALUES ('{id}', '{pair}', '{pair}', '{coordinator}', 'Somebody may be in danger.', '{at}',
            'approved', '{admin}', '{at}', '2026-11-26T10:00:00Z');
         INSERT INTO cadre.health_check (organization_id, pair_id, occasion, side, asked_at)
         VALUES ('{id}', '{pair}', 'session_2', 'learner', '{at}'),
            ('{id}', '{pair}', 'session_2', 'mentor', '{at}');
         INSERT INTO cadre.escalation (organization_id, id, kind, pair_id, member_id, opened_at)
         VALUES ('{id}', '{pair}', 'quiet', '{pair}', '{learner}', '{at}');
         INSERT INTO cadre.decision_request (organization_id, id, pair_id, words, asked_at,
            version)
         VALUES ('{id}', '{pair}', '{pair}', '', '{at}', 1);
         INSERT INTO cadre.mentoring_mail (organization_id, id, member_id, pair_id, kind, occasion,
            queued_at, sent_at)
         VALUES ('{id}', '{pair}', '{learner}', '{pair}', 'proposal_learner', '{pair}', '{at}', '{at}');
         INSERT INTO cadre.calendar_feed (organization_id, member_id, secret_hash, made_at)
         VALUES ('{id}', '{learner}', decode(repeat('00', 32), 'hex'), '{at}')"
    ))
    .await;
}
