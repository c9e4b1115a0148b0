//! Who waits for whom, who is asked too often, where places are free.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, PairId};

use crate::queries::pairs::waits::waits_on;

/// Entries of a list; what is more pressing comes first, and the rest when that is done.
const MOST: i64 = 99;

/// A pair that cannot go on before somebody does something.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct WaitingPair {
    /// The pair.
    #[diesel(sql_type = SqlUuid)]
    pub pair_id: PairId,
    /// Where it stands.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// Who is mentored.
    #[diesel(sql_type = SqlUuid)]
    pub learner_id: MemberId,
    /// Who mentors.
    #[diesel(sql_type = SqlUuid)]
    pub mentor_id: MemberId,
    /// Whether the learner has to do something.
    #[diesel(sql_type = Bool)]
    pub on_learner: bool,
    /// Whether the mentor has to do something.
    #[diesel(sql_type = Bool)]
    pub on_mentor: bool,
    /// Since when the pair is in its state, UTC.
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
    /// Until when there is time, UTC; `None` where nothing happens by itself.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub due_at: Option<DateTime<Utc>>,
}

/// Pairs that wait for an answer, a signature or a closing form, longest first, at most 99; none of
/// which the asking person is one, and none of which one reports to the person.
///
/// # Errors
/// When the statement fails.
pub async fn waiting(
    connection: &mut Connection,
    actor: &Actor,
) -> Result<Vec<WaitingPair>, DatabaseError> {
    Ok(fixed_text(
        diesel::sql_query(concat!(
            "WITH RECURSIVE below (id) AS (
                SELECT $2::uuid
                UNION
                SELECT led.id FROM below b CROSS JOIN LATERAL (
                    SELECT m.id FROM cadre.member m
                    WHERE m.organization_id = $1 AND m.manager_id = b.id
                    UNION ALL
                    SELECT n.member_id FROM cadre.planned_manager n
                    WHERE n.organization_id = $1 AND n.manager_id = b.id) AS led
             ),
             open AS (
                SELECT p.id, p.state, p.learner_id, p.mentor_id, p.proposed_at, ",
            waits_on!(learner),
            " AS on_learner, ",
            waits_on!(mentor),
            " AS on_mentor
                FROM cadre.pair p WHERE p.organization_id = $1 AND p.ended_at IS NULL
             )
             SELECT p.id AS pair_id, p.state, p.learner_id, p.mentor_id, step.since, t.due_at,
                p.on_learner, p.on_mentor
             FROM open p
             LEFT JOIN cadre.pair_timer t ON t.organization_id = $1 AND t.pair_id = p.id
                AND t.timer IN ('answer_end', 'closing_end')
             CROSS JOIN LATERAL (SELECT coalesce(max(e.at), p.proposed_at) AS since
                FROM cadre.pair_event e WHERE e.organization_id = $1 AND e.pair_id = p.id
                    AND e.to_state = p.state AND e.from_state <> p.state) AS step
             WHERE (p.on_learner OR p.on_mentor)
                AND NOT EXISTS (SELECT FROM below b WHERE b.id IN (p.learner_id, p.mentor_id))
             ORDER BY step.since, p.id LIMIT $3"
        ))
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<BigInt, _>(MOST),
    )
    .load(connection)
    .await?)
}

/// How often a mentor was asked in open cycles, and how often that came to nothing through them.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Asked {
    /// The mentor.
    #[diesel(sql_type = SqlUuid)]
    pub mentor_id: MemberId,
    /// Proposals to them.
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    /// How many of these they declined.
    #[diesel(sql_type = BigInt)]
    pub declined: i64,
    /// How many expired without their answer.
    #[diesel(sql_type = BigInt)]
    pub expired: i64,
}

/// From so many proposals on that a mentor let expire, they show among those who are asked too often.
const LEFT_UNANSWERED: i64 = 2;

/// Mentors who declined in an open cycle or let two proposals expire, those who declined most often
/// first, at most 99; neither the asking person nor anybody who reports to the person: a no stays without
/// consequences.
///
/// # Errors
/// When the statement fails.
pub async fn asked(
    connection: &mut Connection,
    actor: &Actor,
) -> Result<Vec<Asked>, DatabaseError> {
    Ok(fixed_text(
        diesel::sql_query(
            "WITH RECURSIVE below (id) AS (
                SELECT $2::uuid
                UNION
                SELECT led.id FROM below b CROSS JOIN LATERAL (
                    SELECT m.id FROM cadre.member m
                    WHERE m.organization_id = $1 AND m.manager_id = b.id
                    UNION ALL
                    SELECT n.member_id FROM cadre.planned_manager n
                    WHERE n.organization_id = $1 AND n.manager_id = b.id) AS led
             )
             SELECT p.mentor_id, count(*) AS times,
                count(*) FILTER (WHERE a.answer = 'declined') AS declined,
                count(*) FILTER (WHERE p.state = 'expired' AND a.answer IS NULL) AS expired
             FROM cadre.matching_cycle c
             JOIN cadre.pair p ON p.organization_id = $1 AND p.cycle_id = c.id
             LEFT JOIN cadre.pair_answer a ON a.organization_id = $1 AND a.pair_id = p.id
                AND a.side = 'mentor'
             WHERE c.organization_id = $1 AND c.state = 'open'
                AND NOT EXISTS (SELECT FROM below b WHERE b.id = p.mentor_id)
             GROUP BY p.mentor_id HAVING bool_or(a.answer = 'declined')
                OR count(*) FILTER (WHERE p.state = 'expired' AND a.answer IS NULL) >= $4
             ORDER BY declined DESC, expired DESC, times DESC, p.mentor_id LIMIT $3",
        )
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<BigInt, _>(MOST)
        .bind::<BigInt, _>(LEFT_UNANSWERED),
    )
    .load(connection)
    .await?)
}

/// Free places of mentors who are strong in one competency.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct FreePlaces {
    /// The competency.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Mentors who are open for new pairs and have a free place.
    #[diesel(sql_type = BigInt)]
    pub mentors: i64,
    /// Their free places. One place counts in each competency of its mentor.
    #[diesel(sql_type = BigInt)]
    pub free: i64,
    /// Learners without a mentor who want to grow in it.
    #[diesel(sql_type = BigInt)]
    pub wanted: i64,
}

/// The level from which on a mentor counts as strong (domain guide 6.2).
const STRONG: i16 = 3;

/// Free places by competency, where there are any or somebody looks for one.
///
/// # Errors
/// When the statement fails.
pub async fn free_places(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<FreePlaces>, DatabaseError> {
    Ok(fixed_text(
        diesel::sql_query(
            "WITH offered AS (
                SELECT c.competency_code AS code, count(*) AS mentors,
                    sum(m.places - m.held_places)::bigint AS free
                FROM cadre.mentor_profile m
                JOIN cadre.member me ON me.organization_id = $1 AND me.id = m.member_id
                    AND me.left_at IS NULL
                JOIN cadre.mentor_competency c ON c.organization_id = $1
                    AND c.member_id = m.member_id
                WHERE m.organization_id = $1 AND m.is_open AND m.held_places < m.places
                    AND c.source <> 'declared' AND c.level >= $2
                GROUP BY c.competency_code
             ), wanted AS (
                SELECT f.competency_code AS code, count(DISTINCT f.member_id) AS learners
                FROM cadre.learner_focus f
                JOIN cadre.member me ON me.organization_id = $1 AND me.id = f.member_id
                    AND me.left_at IS NULL
                WHERE f.organization_id = $1 AND NOT EXISTS (
                    SELECT FROM cadre.pair p WHERE p.organization_id = $1
                        AND p.program_id = f.program_id AND p.learner_id = f.member_id
                        AND p.ended_at IS NULL)
                GROUP BY f.competency_code
             )
             SELECT code, coalesce(o.mentors, 0) AS mentors, coalesce(o.free, 0) AS free,
                coalesce(w.learners, 0) AS wanted
             FROM offered o FULL JOIN wanted w USING (code) ORDER BY code LIMIT $3",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SmallInt, _>(STRONG)
        .bind::<BigInt, _>(MOST),
    )
    .load(connection)
    .await?)
}
