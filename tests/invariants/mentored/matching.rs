//! A matching cycle with two runs of the same two people, and a cycle in which nothing happened.

use kernel::{CohortId, CycleId, MemberId};
use testkit::TestApp;
use uuid::Uuid;

use super::Mentored;
use crate::invariants::authorisation::mentoring_runs;

/// A cycle with what came before its runs, and one that may be closed.
pub async fn cycles(app: &TestApp, of: &Mentored<'_>, [cycle, spare]: [Uuid; 2]) {
    let at = "2026-11-25T10:00:00Z";
    let id = of.organization.id.uuid();
    let (learner, mentor) = (of.learner.member_id.uuid(), of.mentor.member_id.uuid());
    let (coordinator, cohort) = (of.coordinator.member_id.uuid(), of.cohort.uuid());
    app.execute(&format!(
        "INSERT INTO cadre.matching_cycle (organization_id, id, program_id, name, state, ranks_until,
            pairs_end_on, lists_offered_at, opened_by, opened_at, version)
         SELECT '{id}', c.id, p.id, c.name, 'open', '2026-12-04T22:59:59Z', '2027-03-31', '{at}',
            '{coordinator}', '{at}', 1
         FROM (VALUES ('{cycle}'::uuid, 'Autumn'), ('{spare}'::uuid, 'Spare')) AS c (id, name)
         CROSS JOIN (SELECT id FROM cadre.program WHERE organization_id = '{id}' LIMIT 1) p;
         INSERT INTO cadre.matching_cycle_cohort (organization_id, cycle_id, cohort_id)
         VALUES ('{id}', '{cycle}', '{cohort}'), ('{id}', '{spare}', '{cohort}');
         INSERT INTO cadre.short_list (organization_id, cycle_id, learner_id, position, mentor_id,
            score, reasons, offered_at)
         VALUES ('{id}', '{cycle}', '{learner}', 1, '{mentor}', 70, '[]', '{at}');
         INSERT INTO cadre.mentor_rank (organization_id, cycle_id, learner_id, rank, mentor_id,
            ranked_at)
         VALUES ('{id}', '{cycle}', '{learner}', 1, '{mentor}', '{at}');
         INSERT INTO cadre.pair_ruling (organization_id, cycle_id, learner_id, mentor_id, ruling,
            origin, made_by, made_at)
         VALUES ('{id}', '{cycle}', '{learner}', '{mentor}', 'pin', 'coordinator', '{coordinator}',
            '{at}')"
    ))
    .await;
}

/// Two runs of a cycle that both found the learner the mentor.
pub async fn runs(app: &TestApp, of: &Mentored<'_>, cycle: Uuid, [first, second]: [Uuid; 2]) {
    let at = "2026-11-25T10:00:00Z";
    let id = of.organization.id.uuid();
    let (learner, mentor) = (of.learner.member_id.uuid(), of.mentor.member_id.uuid());
    let coordinator = of.coordinator.member_id.uuid();
    let people = mentoring_runs::people(
        &CycleId::from(cycle).to_string(),
        &CohortId::from(of.cohort.uuid()).to_string(),
        &MemberId::from(learner).to_string(),
        &MemberId::from(mentor).to_string(),
    );
    let proof = mentoring_runs::proof();
    app.execute(&format!(
        "INSERT INTO cadre.matching_run (organization_id, id, cycle_id, number, objective, state,
            phase, progress, seed, weights_version, engine_version, inputs_hash, learners, mentors,
            places, matched, score_floor, score_sum, blocking_pairs, certificate, started_by,
            queued_at, begun_at, ended_at)
         SELECT '{id}', r.id, '{cycle}', r.number, 'fair', 'done', 'done', 100, 7, 1, '1', '\\x00', 1,
            1, 2, 1, 70, 70, 0, '{proof}', '{coordinator}', '{at}', '{at}', '{at}'
         FROM (VALUES ('{first}'::uuid, 1), ('{second}'::uuid, 2)) AS r (id, number);
         INSERT INTO cadre.matching_run_input (organization_id, run_id, people, scores, exclusions)
         SELECT '{id}', r.id, '{people}', '\\x46', '\\x0000'
         FROM (VALUES ('{first}'::uuid), ('{second}'::uuid)) AS r (id);
         INSERT INTO cadre.match_draft (organization_id, run_id, learner_id, mentor_id, score, parts,
            is_pinned)
         SELECT '{id}', r.id, '{learner}', '{mentor}', 70, '[]', true
         FROM (VALUES ('{first}'::uuid), ('{second}'::uuid)) AS r (id)"
    ))
    .await;
}
