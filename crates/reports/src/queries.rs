//! Reads, set-wise.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::schema::{report_delivery, report_delivery_cohort, report_stop};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, Bool, Text, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, QueryableByName, SelectableHelper as _, TextExpressionMethods as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{
    CohortId, DeliveryId, EnrolmentId, MemberId, OrganizationId, PageRequest, parse_time_zone,
};

use crate::model::{CohortFigures, Delivery, DeliveryState, LastDigest, ReportKind};

/// Who stopped which kind of report.
///
/// # Errors
/// When the statement fails.
pub async fn stops(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<HashSet<(MemberId, ReportKind)>, DatabaseError> {
    let rows: Vec<(MemberId, String)> = report_stop::table
        .filter(report_stop::organization_id.eq(organization))
        .select((report_stop::member_id, report_stop::kind))
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(member, kind)| Some((member, ReportKind::parse(&kind)?)))
        .collect())
}

/// Which kinds one person stopped.
///
/// # Errors
/// When the statement fails.
pub async fn stops_of(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<Vec<ReportKind>, DatabaseError> {
    let words: Vec<String> = report_stop::table
        .filter(report_stop::organization_id.eq(organization))
        .filter(report_stop::member_id.eq(member))
        .select(report_stop::kind)
        .load(connection)
        .await?;
    Ok(words.iter().filter_map(|word| ReportKind::parse(word)).collect())
}

/// Those who have a report of that kind in one of some periods already.
pub(crate) async fn served(
    connection: &mut Connection,
    organization: OrganizationId,
    kind: ReportKind,
    periods: &[String],
) -> Result<HashSet<(MemberId, String)>, DatabaseError> {
    let rows: Vec<(MemberId, String)> = report_delivery::table
        .filter(report_delivery::organization_id.eq(organization))
        .filter(report_delivery::kind.eq(kind.as_str()))
        .filter(report_delivery::period.eq_any(periods))
        .select((report_delivery::member_id, report_delivery::period))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The last scheduled digest that each reader got since a moment. Those of `sendReportNow`, whose
/// periods have a colon, do not count: scheduled reports go out as if they had not been.
pub(crate) async fn last_digests(
    connection: &mut Connection,
    organization: OrganizationId,
    since: DateTime<Utc>,
) -> Result<HashMap<MemberId, LastDigest>, DatabaseError> {
    let rows: Vec<(MemberId, DateTime<Utc>, serde_json::Value)> = report_delivery::table
        .filter(report_delivery::organization_id.eq(organization))
        .filter(report_delivery::kind.eq(ReportKind::LearnerDigest.as_str()))
        .filter(report_delivery::period.not_like("%:%"))
        .filter(report_delivery::state.eq(DeliveryState::Sent.as_str()))
        .filter(report_delivery::queued_at.ge(since))
        .distinct_on(report_delivery::member_id)
        .order((report_delivery::member_id, report_delivery::as_of.desc()))
        .select((report_delivery::member_id, report_delivery::as_of, report_delivery::figures))
        .load(connection)
        .await?;
    let last = |(member, as_of, figures): (MemberId, DateTime<Utc>, serde_json::Value)| {
        let figures = CohortFigures::of_json(&figures).unwrap_or_default();
        (member, LastDigest { as_of, figures })
    };
    Ok(rows.into_iter().map(last).collect())
}

/// Every delivery of that kind in one period: its reader, its id, and the word for where it stands.
pub(crate) async fn of_period(
    connection: &mut Connection,
    organization: OrganizationId,
    kind: ReportKind,
    period: &str,
) -> Result<Vec<(MemberId, DeliveryId, String)>, DatabaseError> {
    Ok(report_delivery::table
        .filter(report_delivery::organization_id.eq(organization))
        .filter(report_delivery::kind.eq(kind.as_str()))
        .filter(report_delivery::period.eq(period))
        .select((report_delivery::member_id, report_delivery::id, report_delivery::state))
        .load(connection)
        .await?)
}

#[derive(QueryableByName)]
struct ZoneRow {
    #[diesel(sql_type = Text)]
    zone: String,
}

/// The time zone in which the reader of a delivery that waits lives; `None` when it was settled.
pub(crate) async fn zone_of_reader(
    connection: &mut Connection,
    organization: OrganizationId,
    id: DeliveryId,
) -> Result<Option<Tz>, DatabaseError> {
    let row: Option<ZoneRow> = fixed_text(
        diesel::sql_query(
            "SELECT coalesce(m.time_zone, o.time_zone) AS zone
             FROM cadre.report_delivery d
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = d.member_id
             JOIN cadre.organization_profile o ON o.organization_id = $1
             WHERE d.organization_id = $1 AND d.id = $2 AND d.state = 'queued'",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(id),
    )
    .get_result(connection)
    .await
    .optional()?;
    Ok(row.map(|row| parse_time_zone(&row.zone).unwrap_or(Tz::UTC)))
}

#[derive(QueryableByName)]
struct HoldsRow {
    #[diesel(sql_type = Bool)]
    holds: bool,
}

/// Whether everybody of some enrolments is still enrolled and reports to that manager.
pub(crate) async fn all_report_to(
    connection: &mut Connection,
    organization: OrganizationId,
    manager: MemberId,
    enrolments: &[(CohortId, EnrolmentId)],
) -> Result<bool, DatabaseError> {
    let (cohorts, ids): (Vec<CohortId>, Vec<EnrolmentId>) = enrolments.iter().copied().unzip();
    let row: HoldsRow = fixed_text(
        diesel::sql_query(
            "SELECT NOT EXISTS (SELECT FROM unnest($3, $4) AS stated (cohort_id, enrolment_id)
                WHERE NOT EXISTS (SELECT FROM cadre.enrolment e
                    JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
                    WHERE e.organization_id = $1 AND e.cohort_id = stated.cohort_id
                        AND e.id = stated.enrolment_id AND m.manager_id = $2)) AS holds",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(manager)
        .bind::<Array<SqlUuid>, _>(cohorts)
        .bind::<Array<SqlUuid>, _>(ids),
    )
    .get_result(connection)
    .await?;
    Ok(row.holds)
}

/// Which part of the ledger is wanted.
#[derive(Debug, Clone, Default)]
pub struct LedgerFilter {
    /// Only of that kind.
    pub kind: Option<ReportKind>,
    /// Only in that state.
    pub state: Option<DeliveryState>,
}

/// A page of a cohort's ledger, newest first, and whether more follow.
///
/// # Errors
/// When the statement fails.
pub async fn deliveries_page(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    filter: &LedgerFilter,
    page: &PageRequest,
) -> Result<(Vec<Delivery>, bool), DatabaseError> {
    let same = report_delivery_cohort::organization_id
        .eq(report_delivery::organization_id)
        .and(report_delivery_cohort::delivery_id.eq(report_delivery::id));
    let mut query = report_delivery::table
        .inner_join(report_delivery_cohort::table.on(same))
        .filter(report_delivery::organization_id.eq(organization))
        .filter(report_delivery_cohort::organization_id.eq(organization))
        .filter(report_delivery_cohort::cohort_id.eq(cohort))
        .select(Delivery::as_select())
        // Ids are UUIDv7: newest first by id is newest first by the moment of queueing.
        .order(report_delivery::id.desc())
        .limit(page.first + 1)
        .into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(report_delivery::kind.eq(kind.as_str()));
    }
    if let Some(state) = filter.state {
        query = query.filter(report_delivery::state.eq(state.as_str()));
    }
    if let Some(after) = &page.after {
        query = query.filter(report_delivery::id.lt(DeliveryId::from(after.id)));
    }
    let mut rows = query.load(connection).await?;
    let first = usize::try_from(page.first).unwrap_or(usize::MAX);
    let more = rows.len() > first;
    rows.truncate(first);
    Ok((rows, more))
}

/// The last twenty reports that one person got, newest first.
///
/// # Errors
/// When the statement fails.
pub async fn latest_of(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<Vec<Delivery>, DatabaseError> {
    Ok(report_delivery::table
        .filter(report_delivery::organization_id.eq(organization))
        .filter(report_delivery::member_id.eq(member))
        .filter(report_delivery::state.ne(DeliveryState::Quiet.as_str()))
        .order(report_delivery::id.desc())
        .limit(20)
        .select(Delivery::as_select())
        .load(connection)
        .await?)
}
