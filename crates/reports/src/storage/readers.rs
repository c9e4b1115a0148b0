//! What readers stopped.

use chrono::{DateTime, Utc};
use database::schema::report_stop;
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

use crate::model::ReportKind;

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
