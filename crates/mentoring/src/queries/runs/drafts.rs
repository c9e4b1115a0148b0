//! What runs propose, for coordinators.

use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, MemberId, OrganizationId, PageRequest, PairId, RunId};
use serde_json::Value;

/// Which lines of a run's result are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftsWanted {
    /// All.
    All,
    /// Those with a mentor.
    Matched,
    /// Those without.
    Unmatched,
}

/// A line of a run's result with the names of people.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct DraftRow {
    /// For whom.
    #[diesel(sql_type = SqlUuid)]
    pub learner_id: MemberId,
    /// The learner's name.
    #[diesel(sql_type = Text)]
    pub learner_name: String,
    /// The learner's unit.
    #[diesel(sql_type = Nullable<Text>)]
    pub learner_unit: Option<String>,
    /// The mentor; `None` for a learner who is left without.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub mentor_id: Option<MemberId>,
    /// The mentor's name.
    #[diesel(sql_type = Nullable<Text>)]
    pub mentor_name: Option<String>,
    /// The mentor's unit.
    #[diesel(sql_type = Nullable<Text>)]
    pub mentor_unit: Option<String>,
    /// How well the two fit, 0 to 100.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub score: Option<i16>,
    /// The parts of the score, see `model::lists::Parts`.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub parts: Option<Value>,
    /// Why there is nobody, see `model::runs::Absent`.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub why: Option<Value>,
    /// Whether the coordinator fixed the pair.
    #[diesel(sql_type = Bool)]
    pub is_pinned: bool,
    /// How high the learner ranked the mentor, 1 to 5.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub rank: Option<i16>,
    /// The pair, once the draft is published.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub pair_id: Option<PairId>,
}

/// A page of a run's result by the name of the learner, and whether others follow. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn drafts_page(
    connection: &mut Connection,
    organization: OrganizationId,
    run: RunId,
    wanted: DraftsWanted,
    page: &PageRequest,
) -> Result<(Vec<DraftRow>, bool), DatabaseError> {
    let matched = match wanted {
        DraftsWanted::All => None,
        DraftsWanted::Matched => Some(true),
        DraftsWanted::Unmatched => Some(false),
    };
    let rows: Vec<DraftRow> = fixed_text(
        diesel::sql_query(
            "SELECT d.learner_id, l.name AS learner_name, l.unit AS learner_unit,
                d.mentor_id, m.name AS mentor_name, m.unit AS mentor_unit,
                d.score, d.parts, d.why, d.is_pinned, k.rank, p.id AS pair_id
             FROM cadre.match_draft d
             JOIN cadre.matching_run r ON r.organization_id = $1 AND r.id = d.run_id
             JOIN cadre.member l ON l.organization_id = $1 AND l.id = d.learner_id
             LEFT JOIN cadre.member m ON m.organization_id = $1 AND m.id = d.mentor_id
             LEFT JOIN cadre.mentor_rank k ON k.organization_id = $1 AND k.cycle_id = r.cycle_id
                AND k.learner_id = d.learner_id AND k.mentor_id = d.mentor_id
             LEFT JOIN cadre.pair p ON p.organization_id = $1 AND p.run_id = d.run_id
                AND p.learner_id = d.learner_id
             WHERE d.organization_id = $1 AND d.run_id = $2
                AND ($3::bool IS NULL OR (d.mentor_id IS NOT NULL) = $3)
                AND ($4::text IS NULL OR (l.name, l.id) > ($4, $5))
             ORDER BY l.name, l.id LIMIT $6",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(run)
        .bind::<Nullable<Bool>, _>(matched)
        .bind::<Nullable<Text>, _>(page.after.as_ref().map(|cursor| cursor.key.as_str()))
        .bind::<Nullable<SqlUuid>, _>(page.after.as_ref().map(|cursor| cursor.id))
        .bind::<BigInt, _>(page.first + 1),
    )
    .load(connection)
    .await?;
    Ok(page.cut(rows))
}

/// A draft with a mentor, as publishing takes it.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct MatchedDraft {
    /// For whom.
    #[diesel(sql_type = SqlUuid)]
    pub learner_id: MemberId,
    /// Who mentors.
    #[diesel(sql_type = SqlUuid)]
    pub mentor_id: MemberId,
    /// The learner's run of the program; one of the cycle's.
    #[diesel(sql_type = SqlUuid)]
    pub cohort_id: CohortId,
    /// How well the two fit, 0 to 100.
    #[diesel(sql_type = SmallInt)]
    pub score: i16,
    /// The parts of the score.
    #[diesel(sql_type = Jsonb)]
    pub parts: Value,
}

/// The drafts of a run that have a mentor, of some learners or of all, by learner. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn matched_drafts(
    connection: &mut Connection,
    organization: OrganizationId,
    run: RunId,
    only: Option<&[MemberId]>,
) -> Result<Vec<MatchedDraft>, DatabaseError> {
    Ok(fixed_text(
        diesel::sql_query(
            "SELECT d.learner_id, d.mentor_id, e.cohort_id, d.score, d.parts
             FROM cadre.match_draft d
             JOIN cadre.matching_run r ON r.organization_id = $1 AND r.id = d.run_id
             CROSS JOIN LATERAL (
                SELECT o.cohort_id FROM cadre.enrolment o
                JOIN cadre.matching_cycle_cohort c ON c.organization_id = $1
                    AND c.cycle_id = r.cycle_id AND c.cohort_id = o.cohort_id
                WHERE o.organization_id = $1 AND o.member_id = d.learner_id
                ORDER BY o.enrolled_at DESC, o.id DESC LIMIT 1
             ) AS e
             WHERE d.organization_id = $1 AND d.run_id = $2 AND d.mentor_id IS NOT NULL
                AND ($3::uuid[] IS NULL OR d.learner_id = ANY ($3))
             ORDER BY d.learner_id",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(run)
        .bind::<Nullable<Array<SqlUuid>>, _>(only),
    )
    .load(connection)
    .await?)
}
