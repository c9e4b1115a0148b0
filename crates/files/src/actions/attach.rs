use std::collections::HashSet;

use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError};
use kernel::{FileId, MemberId, OrganizationId};

use crate::error::AttachError;
use crate::storage;

/// Takes files of a person up into work, inside the transaction that writes the work. Those that
/// work of the same person holds already are fine. After an error the transaction must be given up.
///
/// # Errors
/// [`AttachError::Unknown`] with every id that is not among the person's own uploads: of nobody, of
/// somebody else, of another organisation, or removed because it waited longer than a day.
pub async fn attach(
    connection: &mut Connection,
    organization: OrganizationId,
    owner: MemberId,
    ids: &[FileId],
    now: DateTime<Utc>,
) -> Result<(), AttachError> {
    if ids.is_empty() {
        return Ok(());
    }
    let attached = storage::attach(connection, organization, owner, ids, now).await?;
    let attached: HashSet<FileId> = attached.into_iter().collect();
    let unknown: Vec<FileId> = ids.iter().copied().filter(|id| !attached.contains(id)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(AttachError::Unknown(unknown)) }
}

/// Lets files go that no work holds any more, such as those that a draft has dropped; inside the
/// transaction that dropped them. They are removed once a day has passed since their upload, so
/// nothing may refer to them any more: neither another version nor other work.
///
/// # Errors
/// When the statement fails.
pub async fn release(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[FileId],
) -> Result<(), DatabaseError> {
    if ids.is_empty() {
        return Ok(());
    }
    storage::release(connection, organization, ids).await
}
