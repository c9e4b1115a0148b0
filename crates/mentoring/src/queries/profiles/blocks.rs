//! Whom people do not want to meet.

use chrono::{DateTime, Utc};
use database::schema::{member, mentoring_block, pair};
use database::{Connection, DatabaseError};
use diesel::dsl::{exists, select};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _, Queryable,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

/// Somebody whom one does not want to meet.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Block {
    /// Who.
    pub member_id: MemberId,
    /// Their name.
    pub name: String,
    /// Since when, UTC.
    pub blocked_at: DateTime<Utc>,
}

/// Whom a person does not want to meet, by name; the first hundred.
///
/// # Errors
/// When the statement fails.
pub async fn blocks_of(
    connection: &mut Connection,
    organization: OrganizationId,
    of: MemberId,
) -> Result<Vec<Block>, DatabaseError> {
    use mentoring_block as b;
    let same = member::organization_id.eq(b::organization_id).and(member::id.eq(b::blocked_id));
    Ok(b::table
        .inner_join(member::table.on(same))
        .filter(b::organization_id.eq(organization))
        .filter(member::organization_id.eq(organization))
        .filter(b::blocker_id.eq(of))
        .order((member::name, member::id))
        .limit(100)
        .select((b::blocked_id, member::name, b::blocked_at))
        .load(connection)
        .await?)
}

/// Whether somebody is or was the mentor of somebody else.
///
/// # Errors
/// When the statement fails.
pub(crate) async fn has_mentored(
    connection: &mut Connection,
    organization: OrganizationId,
    (mentor, learner): (MemberId, MemberId),
) -> Result<bool, DatabaseError> {
    let pairs = pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::mentor_id.eq(mentor))
        .filter(pair::learner_id.eq(learner));
    Ok(select(exists(pairs)).get_result(connection).await?)
}
