//! Pairs by their ids, for those who check on their own who may see them.

use database::schema::pair;
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, PairId};

use crate::model::pair::Pair;

/// Some pairs, in no order; ids that are not there are left out.
///
/// # Errors
/// When the statement fails.
pub async fn pairs_by_ids(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[PairId],
) -> Result<Vec<Pair>, DatabaseError> {
    Ok(pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::id.eq_any(ids))
        .select(Pair::as_select())
        .load(connection)
        .await?)
}
