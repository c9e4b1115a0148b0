use std::collections::HashMap;

use async_graphql::{Context, ID, Object};
use database::DatabaseError;
use kernel::{CohortId, MemberId, Permission};
use reports::actions::preview_report;
use reports::model;
use reports::queries::{self, LedgerFilter};

use super::types::{
    MyReport, ReportDelivery, ReportDeliveryFilter, ReportFigures, ReportKind, ReportPreview,
};
use crate::context::RequestContext;
use crate::curriculum::list;
use crate::error::ApiError;
use crate::ids::{self, id};
use crate::paging::{self, Connection};

/// The name that binds cursors to this list.
const LIST: &str = "reportDeliveries";

#[derive(Default)]
pub struct ReportQuery;

#[Object]
impl ReportQuery {
    /// Which report of a cohort went to whom, newest first. For admins.
    async fn report_deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort that the reports speak of.")] cohort_id: ID,
        #[graphql(desc = "Which of them; all when left out.")] filter: Option<ReportDeliveryFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<ReportDelivery>>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&cohort_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::ReadDeliveries)?;
        let page = paging::request(LIST, first, after.as_deref())?;
        let filter = filter.map_or_else(LedgerFilter::default, LedgerFilter::from);
        let organization = actor.organization_id;
        let (rows, readers, more) = request
            .snapshot()?
            .read(async |connection| {
                if cohorts::queries::visible_cohort(connection, actor, cohort).await?.is_none() {
                    return Ok(None);
                }
                let (rows, more) =
                    queries::deliveries_page(connection, organization, cohort, &filter, &page)
                        .await?;
                let ids: Vec<MemberId> = rows.iter().map(|row| row.member_id).collect();
                let readers = auth::queries::members_by_ids(connection, organization, &ids).await?;
                Ok::<_, DatabaseError>(Some((rows, readers, more)))
            })
            .await?
            .ok_or_else(ApiError::not_found)?;
        let names: HashMap<MemberId, String> =
            readers.into_iter().map(|person| (person.id, person.name)).collect();
        let entries = rows.into_iter().filter_map(|row| {
            let key = (String::new(), row.id.uuid());
            delivery(row, &names).map(|entry| (entry, key.0, key.1))
        });
        Ok(Some(Connection::new(LIST, entries.collect(), more)))
    }

    /// The last twenty reports that the person who asks got, newest first, with the figures that
    /// they state.
    async fn my_reports(&self, context: &Context<'_>) -> Result<Option<Vec<MyReport>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        let (organization, member) = (actor.organization_id, actor.member_id);
        let rows = request
            .snapshot()?
            .read(async |connection| queries::latest_of(connection, organization, member).await)
            .await?;
        Ok(Some(rows.into_iter().filter_map(report).collect()))
    }

    /// How a report comes to its reader, about made-up people in a made-up run: nothing of the
    /// organisation is shown. For admins.
    async fn report_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The kind of report.")] kind: ReportKind,
    ) -> Result<Option<ReportPreview>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        let preview = preview_report(&request.services.reports, actor, kind.into())?;
        Ok(preview.map(ReportPreview::from))
    }
}

fn delivery(row: model::Delivery, names: &HashMap<MemberId, String>) -> Option<ReportDelivery> {
    Some(ReportDelivery {
        id: id(row.id),
        reader_id: id(row.member_id),
        reader_name: names.get(&row.member_id).cloned().unwrap_or_default(),
        kind: model::ReportKind::parse(&row.kind)?.into(),
        period: row.period,
        as_of: row.as_of,
        message_id: row.message_id,
        state: model::DeliveryState::parse(&row.state)?.into(),
        attempts: row.attempts,
        last_error: row.last_error,
        queued_at: row.queued_at,
        sent_at: row.sent_at,
    })
}

fn report(row: model::Delivery) -> Option<MyReport> {
    Some(MyReport {
        id: id(row.id),
        kind: model::ReportKind::parse(&row.kind)?.into(),
        period: row.period,
        subject: row.subject,
        as_of: row.as_of,
        figures: list::<model::CohortFigures>(row.figures)
            .into_iter()
            .map(ReportFigures::from)
            .collect(),
        sent_at: row.sent_at,
    })
}
