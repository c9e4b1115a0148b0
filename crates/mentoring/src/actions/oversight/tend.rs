use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError};
use kernel::OrganizationId;

use crate::actions::Mentoring;
use crate::model::oversight::health::Occasion;
use crate::queries::oversight::checks::half_way;
use crate::storage::oversight::checks::ask_health_of;

/// Asks pairs that have half of their time behind them how they are. Each is asked once, however often
/// this runs.
pub(crate) async fn tend(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let pairs = half_way(connection, organization, now).await?;
    ask_health_of(connection, mentoring, organization, &pairs, Occasion::MidCourse).await
}
