//! Reads, set-wise.

use std::collections::HashSet;

use database::schema::{report_delivery, report_delivery_cohort, report_stop};
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, DeliveryId, MemberId, OrganizationId, PageRequest};

use crate::model::{Delivery, DeliveryState, ReportKind};

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
        .order(report_delivery::id.desc())
        .limit(20)
        .select(Delivery::as_select())
        .load(connection)
        .await?)
}
