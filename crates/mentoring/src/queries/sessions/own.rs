//! Sessions of pairs.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::schema::mentoring_session;
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{GoalId, MentoringSessionId, ModuleId, OrganizationId, SubmissionId};

use crate::model::pair::Pair;
use crate::model::sessions::session::Session;

/// Most sessions of one answer.
const MOST: i64 = 100;

/// One session.
///
/// # Errors
/// When the statement fails.
pub async fn session(
    connection: &mut Connection,
    organization: OrganizationId,
    id: MentoringSessionId,
) -> Result<Option<Session>, DatabaseError> {
    Ok(mentoring_session::table
        .filter(mentoring_session::organization_id.eq(organization))
        .filter(mentoring_session::id.eq(id))
        .select(Session::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// A session of one of the two, with what it is about in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// The session.
    pub session: Session,
    /// The goal that it is about.
    pub goal: Option<String>,
    /// The title of the module that it is about.
    pub module_title: Option<String>,
    /// When the pair was over, UTC.
    pub pair_ended_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct OwnRow {
    #[diesel(embed)]
    session: Session,
    #[diesel(sql_type = Nullable<Text>)]
    goal: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    module_title: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pair_ended_at: Option<DateTime<Utc>>,
}

/// Which sessions are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Those that begin from a moment on and before another, UTC.
    Between(DateTime<Utc>, DateTime<Utc>),
    /// A single one.
    One(MentoringSessionId),
}

/// Sessions of all pairs that the asking person is one of, by their beginning; at most 100.
///
/// # Errors
/// When the statement fails.
pub async fn own_sessions(
    connection: &mut Connection,
    actor: &Actor,
    wanted: Wanted,
) -> Result<Vec<OwnSession>, DatabaseError> {
    let (from, until, id) = match wanted {
        Wanted::Between(from, until) => (Some(from), Some(until), None),
        Wanted::One(id) => (None, None, Some(id)),
    };
    let rows: Vec<OwnRow> = fixed_text(
        diesel::sql_query(
            "SELECT s.id, s.pair_id, s.state, s.starts_at, s.minutes, s.goal_id, s.module_id,
                s.submission_id, s.missed_by, s.planned_by, s.logged_at, s.changed_at, s.feed_sequence,
                s.version, g.goal, m.title AS module_title, p.ended_at AS pair_ended_at
             FROM cadre.pair p
             JOIN cadre.mentoring_session s ON s.organization_id = $1 AND s.pair_id = p.id
             LEFT JOIN cadre.mentoring_goal g ON g.organization_id = $1 AND g.id = s.goal_id
             LEFT JOIN cadre.module m ON m.organization_id = $1 AND m.id = s.module_id
             WHERE p.organization_id = $1 AND (p.learner_id = $2 OR p.mentor_id = $2)
                AND ($3::timestamptz IS NULL OR s.starts_at >= $3)
                AND ($4::timestamptz IS NULL OR s.starts_at < $4)
                AND ($5::uuid IS NULL OR s.id = $5)
             ORDER BY s.starts_at, s.id LIMIT $6",
        )
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<Nullable<Timestamptz>, _>(from)
        .bind::<Nullable<Timestamptz>, _>(until)
        .bind::<Nullable<SqlUuid>, _>(id)
        .bind::<BigInt, _>(MOST),
    )
    .load(connection)
    .await?;
    let own = |row: OwnRow| OwnSession {
        session: row.session,
        goal: row.goal,
        module_title: row.module_title,
        pair_ended_at: row.pair_ended_at,
    };
    Ok(rows.into_iter().map(own).collect())
}

/// What a session is said to be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct About {
    /// A goal of the pair's agreement.
    pub goal_id: Option<GoalId>,
    /// A module of the program version that the learner goes through.
    pub module_id: Option<ModuleId>,
    /// A piece of the learner's own work.
    pub submission_id: Option<SubmissionId>,
}

#[derive(QueryableByName)]
struct ThereRow {
    #[diesel(sql_type = Bool)]
    goal: bool,
    #[diesel(sql_type = Bool)]
    module: bool,
    #[diesel(sql_type = Bool)]
    submission: bool,
}

/// What of the things that a session is to be about is not the pair's; `None` if all are.
///
/// # Errors
/// When the statement fails.
pub async fn not_of_pair(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
    about: About,
) -> Result<Option<&'static str>, DatabaseError> {
    let row: ThereRow = fixed_text(
        diesel::sql_query(
            "SELECT
                $5::uuid IS NULL OR EXISTS (SELECT FROM cadre.mentoring_goal g
                    WHERE g.organization_id = $1 AND g.pair_id = $2 AND g.id = $5) AS goal,
                $6::uuid IS NULL OR EXISTS (SELECT FROM cadre.cohort c
                    JOIN cadre.module m ON m.organization_id = $1
                        AND m.program_version_id = c.program_version_id AND m.id = $6
                    WHERE c.organization_id = $1 AND c.id = $3) AS module,
                $7::uuid IS NULL OR EXISTS (SELECT FROM cadre.submission s
                    JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = s.cohort_id
                        AND e.id = s.enrolment_id AND e.member_id = $4
                    WHERE s.organization_id = $1 AND s.id = $7) AS submission",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(pair.id)
        .bind::<SqlUuid, _>(pair.cohort_id)
        .bind::<SqlUuid, _>(pair.learner_id)
        .bind::<Nullable<SqlUuid>, _>(about.goal_id)
        .bind::<Nullable<SqlUuid>, _>(about.module_id)
        .bind::<Nullable<SqlUuid>, _>(about.submission_id),
    )
    .get_result(connection)
    .await?;
    Ok(match row {
        ThereRow { goal: false, .. } => Some("goal"),
        ThereRow { module: false, .. } => Some("module"),
        ThereRow { submission: false, .. } => Some("submission"),
        _ => None,
    })
}
