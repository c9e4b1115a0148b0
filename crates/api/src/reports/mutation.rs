use async_graphql::{Context, Object};
use database::DatabaseError;
use reports::actions::{SendReportNow, SetReportStopped, send_report_now, set_report_stopped};

use super::types::{
    ReportKind, SendReportNowInput, SendReportNowPayload, SetReportStoppedInput,
    SetReportStoppedPayload,
};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::numbers::count;

#[derive(Default)]
pub struct ReportMutation;

#[Object]
impl ReportMutation {
    /// Sends a report to the readers of one cohort outside its schedule: at most one per reader, kind
    /// and day of the cohort's time zone; one that failed today is composed anew and tried again. The
    /// next scheduled report is not affected. INVALID_INPUT for `MENTORING_NUDGE`, which goes out by
    /// itself. For admins.
    async fn send_report_now(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which report, of which cohort.")] input: SendReportNowInput,
    ) -> Result<Option<SendReportNowPayload>, ApiError> {
        let request = RequestContext::of(context);
        let cohort_id = ids::parse(&input.cohort_id)?;
        let actor = request.commander().await?;
        let command = SendReportNow { cohort_id, kind: input.kind.into(), dry_run: input.dry_run };
        let done = send_report_now(&request.services.reports, actor, command).await?;
        Ok(Some(SendReportNowPayload {
            queued: count(done.queued),
            requeued: count(done.requeued),
            stopped: count(done.stopped),
            already_sent: count(done.already_sent),
            dry_run: input.dry_run,
        }))
    }

    /// Stops a kind of report for oneself, or lets it come again. Holds at once and over later
    /// enrolments. Invitations and security mails cannot be stopped.
    async fn set_report_stopped(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which report.")] input: SetReportStoppedInput,
    ) -> Result<Option<SetReportStoppedPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        let command = SetReportStopped { kind: input.kind.into(), stopped: input.stopped };
        set_report_stopped(&request.services.reports, actor, command).await?;
        let stops = request
            .snapshot()?
            .read(async |connection| {
                let stops =
                    reports::queries::stops_of(connection, actor.organization_id, actor.member_id)
                        .await?;
                Ok::<_, DatabaseError>(stops)
            })
            .await?;
        Ok(Some(SetReportStoppedPayload {
            stopped_reports: stops.into_iter().map(ReportKind::from).collect(),
        }))
    }
}
