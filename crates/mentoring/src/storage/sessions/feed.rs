//! The secret address of a person's sessions.

use chrono::{DateTime, Utc};
use database::schema::calendar_feed;
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

use crate::model::sessions::feed::FeedToken;

/// Stores a new address in the place of the one before.
pub(crate) async fn replace(
    connection: &mut Connection,
    token: &FeedToken,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let hash = token.hash().to_vec();
    diesel::insert_into(calendar_feed::table)
        .values((
            calendar_feed::organization_id.eq(token.organization),
            calendar_feed::member_id.eq(token.member),
            calendar_feed::secret_hash.eq(&hash),
            calendar_feed::made_at.eq(now),
        ))
        .on_conflict((calendar_feed::organization_id, calendar_feed::member_id))
        .do_update()
        .set((calendar_feed::secret_hash.eq(&hash), calendar_feed::made_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends the address; `false` if there was none.
pub(crate) async fn remove(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<bool, DatabaseError> {
    let row = calendar_feed::table
        .filter(calendar_feed::organization_id.eq(organization))
        .filter(calendar_feed::member_id.eq(member));
    Ok(diesel::delete(row).execute(connection).await? == 1)
}
