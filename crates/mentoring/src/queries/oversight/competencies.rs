//! Mentoring and the curriculum: what a learner still has before them, and what pairs worked on.

use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, ProgramId};

use crate::model::oversight::wilson::Share;
use crate::model::pair::Pair;
use crate::model::side::Side;
use crate::policy::COUNTED_FROM;

/// A competency of a learner's run that goals can be drawn from.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct OpenCompetency {
    /// Its code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Its title.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// The highest level that one of these modules aims at.
    #[diesel(sql_type = SmallInt)]
    pub aim: i16,
    /// The codes of these modules, in the order of the program.
    #[diesel(sql_type = Array<Text>)]
    pub modules: Vec<String>,
    /// How much the learner wants to grow in it, 1 to 5; `None` where they named others.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub importance: Option<i16>,
    /// Where the learner says they stand, 0 to 5, as far as it is shared.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub level: Option<i16>,
}

/// What one side of a pair sees that goals can be drawn from: competencies that the modules of the
/// learner's run aim at, those that the learner named first, then by code. The learner sees what is not
/// completed. The mentor does so once the learner signed to share the progress; until then all
/// modules count, completed or not. Likewise the mentor sees the learner's level once the learner
/// signed to share the own rating.
///
/// # Errors
/// When the statement fails.
pub async fn open_competencies(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
    side: Side,
) -> Result<Vec<OpenCompetency>, DatabaseError> {
    Ok(fixed_text(
        diesel::sql_query(OPEN)
            .bind::<SqlUuid, _>(organization)
            .bind::<SqlUuid, _>(pair.cohort_id)
            .bind::<SqlUuid, _>(pair.learner_id)
            .bind::<SqlUuid, _>(pair.program_id)
            .bind::<SqlUuid, _>(pair.id)
            .bind::<Bool, _>(side == Side::Learner),
    )
    .load(connection)
    .await?)
}

const OPEN: &str = r#"
    SELECT g.competency_code AS code, coalesce(min(k.title), g.competency_code) AS title,
        max(g.level) AS aim, array_agg(m.code ORDER BY m.week, m.code) AS modules,
        min(f.importance) AS importance, min(f.level) FILTER (WHERE shown.level) AS level
    FROM cadre.cohort c
    JOIN cadre.program_version v ON v.organization_id = $1 AND v.id = c.program_version_id
    JOIN cadre.module m ON m.organization_id = $1 AND m.program_version_id = v.id
    JOIN cadre.module_competency g ON g.organization_id = $1 AND g.module_id = m.id
    JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = c.id AND e.member_id = $3
    LEFT JOIN cadre.competency k ON k.organization_id = $1
        AND k.framework_version = v.framework_version AND k.code = g.competency_code
    LEFT JOIN cadre.learner_focus f ON f.organization_id = $1 AND f.program_id = $4
        AND f.member_id = $3 AND f.competency_code = g.competency_code
    CROSS JOIN (SELECT $6 OR coalesce(bool_or(a.shares @> '["progress"]'), false) AS progress,
            $6 OR coalesce(bool_or(a.shares @> '["self_rating"]'), false) AS level
        FROM cadre.mentoring_agreement a WHERE a.organization_id = $1 AND a.pair_id = $5
            AND a.learner_signed_at IS NOT NULL) AS shown
    WHERE c.organization_id = $1 AND c.id = $2 AND NOT (shown.progress AND EXISTS (
        SELECT FROM cadre.module_progress d WHERE d.organization_id = $1 AND d.cohort_id = c.id
            AND d.enrolment_id = e.id AND d.module_id = m.id AND d.completed_at IS NOT NULL))
    GROUP BY g.competency_code
    ORDER BY min(f.position), g.competency_code"#;

/// A competency that pairs of a program set goals in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentoredCompetency {
    /// Its code.
    pub code: String,
    /// Its title, in the newest framework that the organisation has.
    pub title: String,
    /// Learners with a goal in it; five or more.
    pub learners: usize,
    /// How many of their goals in it were reached, of all in pairs that are over or closing.
    pub reached: Share,
}

#[derive(QueryableByName)]
struct MentoredRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = BigInt)]
    learners: i64,
    #[diesel(sql_type = BigInt)]
    reached: i64,
    #[diesel(sql_type = BigInt)]
    goals: i64,
}

/// Competencies in which learners of a program set goals with their mentors, by code. Only pairs that
/// are over or closing count, since only they say what was reached, and only competencies of five or
/// more learners. It says what happened, not why.
///
/// # Errors
/// When the statement fails.
pub async fn mentored_competencies(
    connection: &mut Connection,
    organization: OrganizationId,
    program: ProgramId,
) -> Result<Vec<MentoredCompetency>, DatabaseError> {
    let rows: Vec<MentoredRow> = fixed_text(
        diesel::sql_query(
            "SELECT g.competency_code AS code, coalesce((SELECT k.title FROM cadre.competency k
                    WHERE k.organization_id = $1 AND k.code = g.competency_code
                    ORDER BY k.framework_version DESC LIMIT 1), g.competency_code) AS title,
                count(DISTINCT p.learner_id) AS learners, count(g.reached_at) AS reached,
                count(*) AS goals
             FROM cadre.pair p
             JOIN cadre.mentoring_goal g ON g.organization_id = $1 AND g.pair_id = p.id
             WHERE p.organization_id = $1 AND p.program_id = $2 AND p.signed_at IS NOT NULL
                AND (p.ended_at IS NOT NULL OR p.state = 'closing')
                AND g.competency_code IS NOT NULL
             GROUP BY g.competency_code HAVING count(DISTINCT p.learner_id) >= $3
             ORDER BY g.competency_code",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(program)
        .bind::<BigInt, _>(i64::try_from(COUNTED_FROM).unwrap_or(i64::MAX)),
    )
    .load(connection)
    .await?;
    let count = |rows: i64| usize::try_from(rows).unwrap_or_default();
    let mentored = |row: MentoredRow| MentoredCompetency {
        code: row.code,
        title: row.title,
        learners: count(row.learners),
        reached: Share { k: count(row.reached), n: count(row.goals) },
    };
    Ok(rows.into_iter().map(mentored).collect())
}
