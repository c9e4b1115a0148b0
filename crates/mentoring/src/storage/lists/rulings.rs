//! What coordinators rule about single pairs of a cycle.

use chrono::{DateTime, Utc};
use database::schema::pair_ruling;
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, MemberId, OrganizationId};

use crate::model::lists::Ruling;

/// Learner and mentor.
type Two = (MemberId, MemberId);

/// Rules about a pair in place of what was ruled before. The caller holds the cycle.
pub(crate) async fn upsert_ruling(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    ((learner, mentor), ruling): (Two, Ruling),
    (made_by, now): (MemberId, DateTime<Utc>),
) -> Result<(), DatabaseError> {
    use pair_ruling as r;
    let values = (
        r::ruling.eq(ruling.as_str()),
        r::origin.eq("coordinator"),
        r::made_by.eq(Some(made_by)),
        r::made_at.eq(now),
    );
    diesel::insert_into(r::table)
        .values((
            r::organization_id.eq(organization),
            r::cycle_id.eq(cycle),
            r::learner_id.eq(learner),
            r::mentor_id.eq(mentor),
            values,
        ))
        .on_conflict((r::organization_id, r::cycle_id, r::learner_id, r::mentor_id))
        .do_update()
        .set(values)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a coordinator's ruling back, if there is one. The caller holds the cycle.
pub(crate) async fn delete_ruling(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    (learner, mentor): Two,
) -> Result<(), DatabaseError> {
    use pair_ruling as r;
    let ruling = r::table
        .filter(r::organization_id.eq(organization))
        .filter(r::cycle_id.eq(cycle))
        .filter(r::learner_id.eq(learner))
        .filter(r::mentor_id.eq(mentor))
        .filter(r::origin.eq("coordinator"));
    diesel::delete(ruling).execute(connection).await?;
    Ok(())
}
