//! Every statement that writes.

use chrono::{DateTime, Utc};
use database::schema::{file, member};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{FileId, MemberId, OrganizationId};

use crate::model::File;

/// Holds off other uploads of the same person until the transaction ends, so that they are counted
/// one after the other. Whoever refers to the person meanwhile is not held off.
pub(crate) async fn lock_owner(
    connection: &mut Connection,
    organization: OrganizationId,
    owner: MemberId,
) -> Result<(), DatabaseError> {
    let _: Vec<MemberId> = member::table
        .filter(member::organization_id.eq(organization))
        .filter(member::id.eq(owner))
        .select(member::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    Ok(())
}

/// Adds a file whose bytes are safe.
pub(crate) async fn insert(
    connection: &mut Connection,
    organization: OrganizationId,
    new: &File,
) -> Result<(), DatabaseError> {
    diesel::insert_into(file::table)
        .values((
            file::organization_id.eq(organization),
            file::id.eq(new.id),
            file::owner_id.eq(new.owner_id),
            file::name.eq(&new.name),
            file::media_type.eq(&new.media_type),
            file::bytes.eq(new.bytes),
            file::sha256.eq(&new.sha256),
            file::uploaded_at.eq(new.uploaded_at),
            file::attached_at.eq(new.attached_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Attached {
    #[diesel(sql_type = SqlUuid)]
    id: FileId,
}

/// Notes that work took up some files of a person, and returns which of them there are. What was
/// attached before keeps its moment.
pub(crate) async fn attach(
    connection: &mut Connection,
    organization: OrganizationId,
    owner: MemberId,
    ids: &[FileId],
    now: DateTime<Utc>,
) -> Result<Vec<FileId>, DatabaseError> {
    let rows: Vec<Attached> = fixed_text(
        diesel::sql_query(
            "UPDATE cadre.file SET attached_at = coalesce(attached_at, $4)
             WHERE organization_id = $1 AND owner_id = $2 AND id = ANY($3) RETURNING id",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(owner)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Timestamptz, _>(now),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Notes that no work holds some files any more.
pub(crate) async fn release(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[FileId],
) -> Result<(), DatabaseError> {
    diesel::update(
        file::table.filter(file::organization_id.eq(organization)).filter(file::id.eq_any(ids)),
    )
    .set(file::attached_at.eq(None::<DateTime<Utc>>))
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes the rows of files that were uploaded before a moment and that no work holds; returns
/// which. One that is attached at this very moment stays, or its attaching finds nothing.
pub(crate) async fn delete_orphans(
    connection: &mut Connection,
    organization: OrganizationId,
    before: DateTime<Utc>,
) -> Result<Vec<FileId>, DatabaseError> {
    Ok(diesel::delete(
        file::table
            .filter(file::organization_id.eq(organization))
            .filter(file::attached_at.is_null())
            .filter(file::uploaded_at.lt(before)),
    )
    .returning(file::id)
    .get_results(connection)
    .await?)
}
