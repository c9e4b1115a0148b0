//! Reads, set-wise.

use database::schema::file;
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use kernel::{FileId, MemberId, OrganizationId};

use crate::model::File;

/// Some files of the organisation, in no order; ids that are not there are left out. Says nothing of
/// who may read them.
///
/// # Errors
/// When the statement fails.
pub async fn files_by_ids(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[FileId],
) -> Result<Vec<File>, DatabaseError> {
    Ok(file::table
        .filter(file::organization_id.eq(organization))
        .filter(file::id.eq_any(ids))
        .select(File::as_select())
        .load(connection)
        .await?)
}

/// Which of some files there are rows of.
pub(crate) async fn known(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[FileId],
) -> Result<Vec<FileId>, DatabaseError> {
    Ok(file::table
        .filter(file::organization_id.eq(organization))
        .filter(file::id.eq_any(ids))
        .select(file::id)
        .load(connection)
        .await?)
}

/// How many bytes a person's files have.
pub(crate) async fn kept_bytes(
    connection: &mut Connection,
    organization: OrganizationId,
    owner: MemberId,
) -> Result<i64, DatabaseError> {
    let sizes: Vec<i64> = file::table
        .filter(file::organization_id.eq(organization))
        .filter(file::owner_id.eq(owner))
        .select(file::bytes)
        .load(connection)
        .await?;
    Ok(sizes.into_iter().sum())
}

/// How many files of a person no work has taken up.
pub(crate) async fn waiting(
    connection: &mut Connection,
    organization: OrganizationId,
    owner: MemberId,
) -> Result<i64, DatabaseError> {
    Ok(file::table
        .filter(file::organization_id.eq(organization))
        .filter(file::owner_id.eq(owner))
        .filter(file::attached_at.is_null())
        .count()
        .get_result(connection)
        .await?)
}
