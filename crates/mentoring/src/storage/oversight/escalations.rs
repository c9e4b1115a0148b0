//! What the coordinator has looked at.

use chrono::{DateTime, Utc};
use database::schema::escalation;
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{EscalationId, MemberId, OrganizationId};

use crate::queries::oversight::escalations::Escalation;

/// One of them, held until the transaction ends.
pub(crate) async fn lock_escalation(
    connection: &mut Connection,
    organization: OrganizationId,
    id: EscalationId,
) -> Result<Option<Escalation>, DatabaseError> {
    Ok(escalation::table
        .filter(escalation::organization_id.eq(organization))
        .filter(escalation::id.eq(id))
        .select(Escalation::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Settles one that is open; the caller holds it.
pub(crate) async fn settle(
    connection: &mut Connection,
    organization: OrganizationId,
    id: EscalationId,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = escalation::table
        .filter(escalation::organization_id.eq(organization))
        .filter(escalation::id.eq(id));
    diesel::update(row)
        .set((escalation::settled_at.eq(now), escalation::settled_by.eq(by)))
        .execute(connection)
        .await?;
    Ok(())
}
