//! Every statement that writes.

mod readers;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use database::schema::{report_delivery, report_delivery_cohort};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel::upsert::excluded;
use diesel::{
    ExpressionMethods as _, Insertable, OptionalExtension as _, QueryDsl as _, Queryable,
    Selectable, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, DeliveryId, MemberId, OrganizationId, Sources};
use serde_json::json;

use crate::model::{Composed, DeliveryState, ReportKind};

pub(crate) use readers::set_stop;

/// Rows of one INSERT: a mail weighs some 20 kB.
const CHUNK: usize = 200;

/// Mails of one kind, each with its period, to be entered in the ledger.
pub(crate) struct Entry {
    pub(crate) composed: Composed,
    pub(crate) period: String,
    pub(crate) message_id: String,
}

/// A row of the ledger before its first try.
#[derive(Insertable)]
#[diesel(table_name = report_delivery)]
struct NewDelivery<'a> {
    organization_id: OrganizationId,
    id: DeliveryId,
    member_id: MemberId,
    kind: &'static str,
    period: &'a str,
    as_of: DateTime<Utc>,
    figures: serde_json::Value,
    subject: &'a str,
    html: &'a str,
    body: &'a str,
    message_id: &'a str,
    state: &'static str,
    attempts: i32,
    queued_at: DateTime<Utc>,
}

impl<'a> NewDelivery<'a> {
    fn of(
        entry: &'a Entry,
        organization: OrganizationId,
        sources: &Sources,
        kind: ReportKind,
        as_of: DateTime<Utc>,
    ) -> Self {
        let texts = entry.composed.texts.as_ref();
        let state = if texts.is_some() { DeliveryState::Queued } else { DeliveryState::Quiet };
        Self {
            organization_id: organization,
            id: sources.new_id(),
            member_id: entry.composed.member_id,
            kind: kind.as_str(),
            period: &entry.period,
            as_of,
            figures: json!(entry.composed.figures),
            subject: texts.map_or("", |texts| texts.subject.as_str()),
            html: texts.map_or("", |texts| texts.html.as_str()),
            body: texts.map_or("", |texts| texts.text.as_str()),
            message_id: &entry.message_id,
            state: state.as_str(),
            attempts: 0,
            queued_at: sources.now(),
        }
    }
}

/// Enters mails as queued and returns these; one that says nothing is entered as quiet.
///
/// Who has one for the period that is sent or waits is left alone and not returned. One that failed or
/// was stopped is queued again, with the texts and figures of now.
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
        let rows: Vec<NewDelivery<'_>> = chunk
            .iter()
            .map(|entry| NewDelivery::of(entry, organization, sources, kind, as_of))
            .collect();
        let entered = upsert(connection, rows).await?;
        insert_cohorts(connection, organization, chunk, &entered).await?;
        let silent = chunk.iter().filter(|entry| entry.composed.texts.is_none());
        let silent: HashSet<MemberId> = silent.map(|entry| entry.composed.member_id).collect();
        let to_send = entered.into_iter().filter(|(_, reader)| !silent.contains(reader));
        queued.extend(to_send.map(|(id, _)| id));
    }
    Ok(queued)
}

async fn upsert(
    connection: &mut Connection,
    rows: Vec<NewDelivery<'_>>,
) -> Result<Vec<(DeliveryId, MemberId)>, DatabaseError> {
    use diesel::query_dsl::methods::FilterDsl as _;
    Ok(diesel::insert_into(report_delivery::table)
        .values(rows)
        .on_conflict((
            report_delivery::organization_id,
            report_delivery::member_id,
            report_delivery::kind,
            report_delivery::period,
        ))
        .do_update()
        .set((
            report_delivery::as_of.eq(excluded(report_delivery::as_of)),
            report_delivery::figures.eq(excluded(report_delivery::figures)),
            report_delivery::subject.eq(excluded(report_delivery::subject)),
            report_delivery::html.eq(excluded(report_delivery::html)),
            report_delivery::body.eq(excluded(report_delivery::body)),
            report_delivery::state.eq(excluded(report_delivery::state)),
            report_delivery::last_error.eq(excluded(report_delivery::last_error)),
            report_delivery::queued_at.eq(excluded(report_delivery::queued_at)),
        ))
        .filter(report_delivery::state.eq_any(DeliveryState::UNSENT.map(DeliveryState::as_str)))
        .returning((report_delivery::id, report_delivery::member_id))
        .get_results(connection)
        .await?)
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
                .flat_map(|entry| entry.composed.cohorts.iter().copied())
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
    pub(crate) figures: serde_json::Value,
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

/// Settles a delivery that waits, or notes why a try failed and leaves it queued. `false` when it was
/// settled before: what stands then, stays.
pub(crate) async fn settle(
    connection: &mut Connection,
    organization: OrganizationId,
    id: DeliveryId,
    state: DeliveryState,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let sent_at = (state == DeliveryState::Sent).then_some(now);
    let settled = diesel::update(
        report_delivery::table
            .filter(report_delivery::organization_id.eq(organization))
            .filter(report_delivery::id.eq(id))
            .filter(report_delivery::state.eq(DeliveryState::Queued.as_str())),
    )
    .set((
        report_delivery::state.eq(state.as_str()),
        report_delivery::last_error.eq(error),
        report_delivery::sent_at.eq(sent_at),
    ))
    .execute(connection)
    .await?;
    Ok(settled == 1)
}

/// Gives up every delivery that has waited since before a moment, with the reason in front of what
/// its last try said. Returns how many.
pub(crate) async fn give_up_waiting(
    connection: &mut Connection,
    organization: OrganizationId,
    before: DateTime<Utc>,
    reason: &str,
) -> Result<usize, DatabaseError> {
    Ok(diesel::sql_query(
        "UPDATE cadre.report_delivery
         SET state = 'failed', last_error = concat_ws('; its last try: ', $3, last_error)
         WHERE organization_id = $1 AND state = 'queued' AND queued_at < $2",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Timestamptz, _>(before)
    .bind::<Text, _>(reason)
    .execute(connection)
    .await?)
}
