//! The key that seals an organisation's notes; made at first use.

use database::Connection;
use kernel::OrganizationId;
use uuid::Uuid;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::sessions::seal::{DataKey, Nonce, WrappedKey};
use crate::queries::sessions::newest_key;
use crate::storage::sessions::keys as store;

/// The newest key, held against removal until the transaction ends.
pub(super) async fn sealing_key(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<DataKey, MentoringError> {
    let keyring = &mentoring.note_keys;
    if let Some((wrapped, _)) = newest_key(connection, organization).await? {
        return keyring.data_key(organization, &wrapped);
    }
    let (key, wrapped) = new_key(mentoring, organization)?;
    if store::insert(connection, organization, &wrapped, 1, mentoring.sources.now()).await? {
        return Ok(key);
    }
    // Somebody else made the first one meanwhile.
    let (wrapped, _) = newest_key(connection, organization).await?.ok_or(MentoringError::Sealed)?;
    keyring.data_key(organization, &wrapped)
}

/// A new key, and how it is stored.
pub(super) fn new_key(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<(DataKey, WrappedKey), MentoringError> {
    let sources = &mentoring.sources;
    let key = DataKey::new(sources.new_id::<Uuid>(), &sources.new_secret());
    let wrapped = mentoring.note_keys.wrap(organization, &key, Nonce::draw(sources))?;
    Ok((key, wrapped))
}
