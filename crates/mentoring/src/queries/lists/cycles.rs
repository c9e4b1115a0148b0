//! Matching cycles and what was ruled in them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use database::schema::{matching_cycle, matching_cycle_cohort, pair_ruling};
use database::{Connection, DatabaseError, fixed_text};
use diesel::dsl::sql;
use diesel::sql_types::{Array, BigInt, Bool, Timestamptz, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, CycleId, MemberId, OrganizationId, PageRequest, ProgramId};

use crate::model::lists::{Cycle, Ruling, RulingMade};

/// One matching cycle.
///
/// # Errors
/// When the statement fails.
pub async fn cycle(
    connection: &mut Connection,
    organization: OrganizationId,
    id: CycleId,
) -> Result<Option<Cycle>, DatabaseError> {
    Ok(matching_cycle::table
        .filter(matching_cycle::organization_id.eq(organization))
        .filter(matching_cycle::id.eq(id))
        .select(Cycle::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// A page of the cycles, newest first, and whether more follow; of one program, or of all. The key of
/// a place is the moment at which the cycle was opened.
///
/// # Errors
/// When the statement fails.
pub async fn cycles_page(
    connection: &mut Connection,
    organization: OrganizationId,
    program: Option<ProgramId>,
    page: &PageRequest,
) -> Result<(Vec<Cycle>, bool), DatabaseError> {
    use matching_cycle as c;
    let mut query = c::table
        .filter(c::organization_id.eq(organization))
        .order((c::opened_at.desc(), c::id.desc()))
        .limit(page.first + 1)
        .select(Cycle::as_select())
        .into_boxed();
    if let Some(program) = program {
        query = query.filter(c::program_id.eq(program));
    }
    if let Some(after) = &page.after {
        // A key that is no moment of this list is no place of it, and the list begins anew.
        let micros = after.key.parse::<i64>().ok().filter(|micros| *micros >= 0);
        if let Some(opened_at) = micros.and_then(DateTime::<Utc>::from_timestamp_micros) {
            let earlier =
                sql::<Bool>("(cadre.matching_cycle.opened_at, cadre.matching_cycle.id) < (")
                    .bind::<Timestamptz, _>(opened_at)
                    .sql(", ")
                    .bind::<SqlUuid, _>(after.id)
                    .sql(")");
            query = query.filter(earlier);
        }
    }
    let cycles = query.load(connection).await?;
    Ok(page.cut(cycles))
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: CycleId,
}

/// The cycle that a learner is in: the open one that was opened last, or else the last one.
///
/// # Errors
/// When a statement fails.
pub async fn latest_cycle_of(
    connection: &mut Connection,
    organization: OrganizationId,
    learner: MemberId,
) -> Result<Option<Cycle>, DatabaseError> {
    let found: Option<IdRow> = fixed_text(
        diesel::sql_query(
            "SELECT y.id FROM cadre.matching_cycle y
             WHERE y.organization_id = $1 AND EXISTS (
                SELECT FROM cadre.matching_cycle_cohort c
                JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = c.cohort_id
                WHERE c.organization_id = $1 AND c.cycle_id = y.id AND e.member_id = $2)
             ORDER BY y.state = 'open' DESC, y.opened_at DESC, y.id DESC LIMIT 1",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(learner),
    )
    .load(connection)
    .await?
    .pop();
    match found {
        Some(row) => cycle(connection, organization, row.id).await,
        None => Ok(None),
    }
}

/// The cohorts of some cycles, by cycle.
///
/// # Errors
/// When the statement fails.
pub async fn cohorts_of_cycles(
    connection: &mut Connection,
    organization: OrganizationId,
    cycles: &[CycleId],
) -> Result<HashMap<CycleId, Vec<CohortId>>, DatabaseError> {
    use matching_cycle_cohort as c;
    let rows: Vec<(CycleId, CohortId)> = c::table
        .filter(c::organization_id.eq(organization))
        .filter(c::cycle_id.eq_any(cycles))
        .order((c::cycle_id, c::cohort_id))
        .select((c::cycle_id, c::cohort_id))
        .load(connection)
        .await?;
    let mut cohorts: HashMap<CycleId, Vec<CohortId>> = HashMap::new();
    for (cycle, cohort) in rows {
        cohorts.entry(cycle).or_default().push(cohort);
    }
    Ok(cohorts)
}

/// How far a cycle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CycleFigures {
    /// Learners of its cohorts who have not left.
    pub learners: i64,
    /// Those of them who have a short list.
    pub listed: i64,
    /// Learners who ranked somebody.
    pub ranked: i64,
}

#[derive(QueryableByName)]
struct FiguresRow {
    #[diesel(sql_type = SqlUuid)]
    cycle_id: CycleId,
    #[diesel(sql_type = BigInt)]
    learners: i64,
    #[diesel(sql_type = BigInt)]
    listed: i64,
    #[diesel(sql_type = BigInt)]
    ranked: i64,
}

/// How far some cycles are, by cycle.
///
/// # Errors
/// When the statement fails.
pub async fn cycle_figures(
    connection: &mut Connection,
    organization: OrganizationId,
    cycles: &[CycleId],
) -> Result<HashMap<CycleId, CycleFigures>, DatabaseError> {
    let rows: Vec<FiguresRow> = fixed_text(
        diesel::sql_query(
            "SELECT wanted.cycle_id,
                (SELECT count(DISTINCT e.member_id) FROM cadre.matching_cycle_cohort c
                    JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = c.cohort_id
                    JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
                    WHERE c.organization_id = $1 AND c.cycle_id = wanted.cycle_id
                        AND m.left_at IS NULL) AS learners,
                (SELECT count(DISTINCT s.learner_id) FROM cadre.short_list s
                    WHERE s.organization_id = $1 AND s.cycle_id = wanted.cycle_id) AS listed,
                (SELECT count(DISTINCT r.learner_id) FROM cadre.mentor_rank r
                    WHERE r.organization_id = $1 AND r.cycle_id = wanted.cycle_id) AS ranked
             FROM unnest($2) AS wanted (cycle_id)",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(cycles),
    )
    .load(connection)
    .await?;
    let figures = |row: FiguresRow| {
        let FiguresRow { cycle_id, learners, listed, ranked } = row;
        (cycle_id, CycleFigures { learners, listed, ranked })
    };
    Ok(rows.into_iter().map(figures).collect())
}

/// Learner, mentor, what was ruled, whence it comes, and when it was made.
type RulingRow = (MemberId, MemberId, String, String, DateTime<Utc>);

fn ruling_made(row: RulingRow) -> Option<RulingMade> {
    let (learner_id, mentor_id, ruling, origin, made_at) = row;
    let ruling = Ruling::parse(&ruling)?;
    Some(RulingMade { learner_id, mentor_id, ruling, declined: origin == "declined", made_at })
}

/// What was ruled about single pairs of a cycle, by learner and mentor.
///
/// # Errors
/// When the statement fails.
pub async fn rulings(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
) -> Result<Vec<RulingMade>, DatabaseError> {
    use pair_ruling as r;
    let rows: Vec<RulingRow> = r::table
        .filter(r::organization_id.eq(organization))
        .filter(r::cycle_id.eq(cycle))
        .order((r::learner_id, r::mentor_id))
        .select((r::learner_id, r::mentor_id, r::ruling, r::origin, r::made_at))
        .load(connection)
        .await?;
    Ok(rows.into_iter().filter_map(ruling_made).collect())
}

/// A page of what was ruled about single pairs of a cycle, by learner and mentor, and whether more
/// follow. The key of a place is the learner's id, as clients know it, and the mentor is the rest.
///
/// # Errors
/// When the statement fails.
pub async fn rulings_page(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    page: &PageRequest,
) -> Result<(Vec<RulingMade>, bool), DatabaseError> {
    use pair_ruling as r;
    let mut query = r::table
        .filter(r::organization_id.eq(organization))
        .filter(r::cycle_id.eq(cycle))
        .order((r::learner_id, r::mentor_id))
        .limit(page.first + 1)
        .select((r::learner_id, r::mentor_id, r::ruling, r::origin, r::made_at))
        .into_boxed();
    // A key that is no person's id is no place of this list, and the list begins anew.
    if let Some(after) = &page.after
        && let Ok(learner) = after.key.parse::<MemberId>()
    {
        let later = sql::<Bool>("(cadre.pair_ruling.learner_id, cadre.pair_ruling.mentor_id) > (")
            .bind::<SqlUuid, _>(learner.uuid())
            .sql(", ")
            .bind::<SqlUuid, _>(after.id)
            .sql(")");
        query = query.filter(later);
    }
    let rows: Vec<RulingRow> = query.load(connection).await?;
    let (rows, more) = page.cut(rows);
    Ok((rows.into_iter().filter_map(ruling_made).collect(), more))
}
