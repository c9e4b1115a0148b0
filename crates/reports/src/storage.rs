//! Every statement that writes.

use chrono::{DateTime, Utc};
use database::schema::{report_delivery, report_delivery_cohort, report_stop};
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable, Selectable,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, DeliveryId, MemberId, OrganizationId, Sources};
use serde_json::json;

use crate::model::{Composed, DeliveryState, ReportKind};

/// Rows of one INSERT: a mail weighs some 20 kB.
const CHUNK: usize = 200;

/// Mails of one kind, each with its period, to be entered in the ledger.
pub(crate) struct Entry {
    pub(crate) composed: Composed,
    pub(crate) period: String,
    pub(crate) message_id: String,
}

/// Enters mails as queued. Who has one for the period already is left alone and not returned.
pub(crate) async fn insert_deliveries(
    connection: &mut Connection,
    organization: OrganizationId,
    sources: &Sources,
    kind: ReportKind,
    as_of: DateTime<Utc>,
    entries: &[Entry],
) -> Result<Vec<DeliveryId>, DatabaseError> {
    let mut queued = Vec::with_capacity(entries.len());
    for chunk in entries.chunks(CHUNK) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|entry| {
                (
                    report_delivery::organization_id.eq(organization),
                    report_delivery::id.eq(sources.new_id::<DeliveryId>()),
                    report_delivery::member_id.eq(entry.composed.member_id),
                    report_delivery::kind.eq(kind.as_str()),
                    report_delivery::period.eq(&entry.period),
                    report_delivery::as_of.eq(as_of),
                    report_delivery::figures.eq(json!(entry.composed.figures)),
                    report_delivery::subject.eq(&entry.composed.texts.subject),
                    report_delivery::html.eq(&entry.composed.texts.html),
                    report_delivery::body.eq(&entry.composed.texts.text),
                    report_delivery::message_id.eq(&entry.message_id),
                    report_delivery::state.eq(DeliveryState::Queued.as_str()),
                    report_delivery::attempts.eq(0),
                    report_delivery::queued_at.eq(sources.now()),
                )
            })
            .collect();
        let inserted: Vec<(DeliveryId, MemberId)> = diesel::insert_into(report_delivery::table)
            .values(rows)
            .on_conflict((
                report_delivery::organization_id,
                report_delivery::member_id,
                report_delivery::kind,
                report_delivery::period,
            ))
            .do_nothing()
            .returning((report_delivery::id, report_delivery::member_id))
            .get_results(connection)
            .await?;
        insert_cohorts(connection, organization, chunk, &inserted).await?;
        queued.extend(inserted.into_iter().map(|(id, _)| id));
    }
    Ok(queued)
}

async fn insert_cohorts(
    connection: &mut Connection,
    organization: OrganizationId,
    entries: &[Entry],
    inserted: &[(DeliveryId, MemberId)],
) -> Result<(), DatabaseError> {
    let rows: Vec<_> = inserted
        .iter()
        .flat_map(|(id, member)| {
            let mut cohorts: Vec<CohortId> = entries
                .iter()
                .filter(|entry| entry.composed.member_id == *member)
                .flat_map(|entry| entry.composed.figures.iter().map(|figures| figures.cohort_id))
                .collect();
            cohorts.sort_unstable();
            cohorts.dedup();
            cohorts.into_iter().map(move |cohort| {
                (
                    report_delivery_cohort::organization_id.eq(organization),
                    report_delivery_cohort::cohort_id.eq(cohort),
                    report_delivery_cohort::delivery_id.eq(*id),
                )
            })
        })
        .collect();
    diesel::insert_into(report_delivery_cohort::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// What is needed to send a delivery.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = report_delivery)]
pub(crate) struct Outgoing {
    pub(crate) member_id: MemberId,
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) html: String,
    pub(crate) body: String,
    pub(crate) message_id: String,
    pub(crate) queued_at: DateTime<Utc>,
}

/// Counts a try of a delivery that still waits; `None` when it was settled before.
pub(crate) async fn begin_attempt(
    connection: &mut Connection,
    organization: OrganizationId,
    id: DeliveryId,
) -> Result<Option<Outgoing>, DatabaseError> {
    Ok(diesel::update(
        report_delivery::table
            .filter(report_delivery::organization_id.eq(organization))
            .filter(report_delivery::id.eq(id))
            .filter(report_delivery::state.eq(DeliveryState::Queued.as_str())),
    )
    .set(report_delivery::attempts.eq(report_delivery::attempts + 1))
    .returning(Outgoing::as_returning())
    .get_result(connection)
    .await
    .optional()?)
}

/// Settles a delivery, or notes why a try failed and leaves it queued.
pub(crate) async fn settle(
    connection: &mut Connection,
    organization: OrganizationId,
    id: DeliveryId,
    state: DeliveryState,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let sent_at = (state == DeliveryState::Sent).then_some(now);
    diesel::update(
        report_delivery::table
            .filter(report_delivery::organization_id.eq(organization))
            .filter(report_delivery::id.eq(id)),
    )
    .set((
        report_delivery::state.eq(state.as_str()),
        report_delivery::last_error.eq(error),
        report_delivery::sent_at.eq(sent_at),
    ))
    .execute(connection)
    .await?;
    Ok(())
}

/// Stops or resumes a kind of report for a person.
pub(crate) async fn set_stop(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    kind: ReportKind,
    stopped: bool,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    if stopped {
        diesel::insert_into(report_stop::table)
            .values((
                report_stop::organization_id.eq(organization),
                report_stop::member_id.eq(member),
                report_stop::kind.eq(kind.as_str()),
                report_stop::stopped_at.eq(now),
            ))
            .on_conflict_do_nothing()
            .execute(connection)
            .await?;
    } else {
        diesel::delete(
            report_stop::table
                .filter(report_stop::organization_id.eq(organization))
                .filter(report_stop::member_id.eq(member))
                .filter(report_stop::kind.eq(kind.as_str())),
        )
        .execute(connection)
        .await?;
    }
    Ok(())
}
