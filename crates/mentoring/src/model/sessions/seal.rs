//! Envelope encryption of notes: a note is sealed with a data key of its organisation, the data key is
//! wrapped by a master key of the installation. XChaCha20-Poly1305: its nonces of 24 bytes may be
//! drawn at random for any number of notes, with no counter to keep.

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use kernel::{OrganizationId, Secret, Sources};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use sha2::Sha256;
use uuid::Uuid;

use super::binding::{Binding, of_key};
use crate::error::MentoringError;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a nonce.
const NONCE_BYTES: usize = 24;

/// A nonce, drawn anew for each sealing and never used again with the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; NONCE_BYTES]);

impl Nonce {
    /// A new one.
    pub fn draw(sources: &Sources) -> Self {
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&sources.new_secret().expose()[..NONCE_BYTES]);
        Self(nonce)
    }
}

/// What is stored of something sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The nonce that it was sealed with.
    pub nonce: Vec<u8>,
    /// The text, not readable, and 16 bytes that prove it unchanged.
    pub ciphertext: Vec<u8>,
}

type Key = SecretBox<[u8; KEY_BYTES]>;

/// A key of one organisation, which seals its notes. Never shows, and is wiped when dropped.
pub struct DataKey {
    id: Uuid,
    key: Key,
}

/// Shows which key, not the key.
impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DataKey").field(&self.id).finish()
    }
}

impl DataKey {
    /// A new key of that id from a secret that serves nothing else.
    pub fn new(id: Uuid, secret: &Secret) -> Self {
        Self { id, key: SecretBox::new(Box::new(*secret.expose())) }
    }

    /// Its id.
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Seals the text of a note for one row.
    ///
    /// # Errors
    /// [`MentoringError::Sealed`] when the cipher refuses, which it does for texts of gigabytes only.
    pub fn seal(
        &self,
        binding: &Binding,
        nonce: Nonce,
        text: &str,
    ) -> Result<Sealed, MentoringError> {
        seal(&self.key, nonce, &binding.bytes(self.id), text.as_bytes())
    }

    /// Opens the text of a note for the row that it stands in.
    ///
    /// # Errors
    /// [`MentoringError::Sealed`] when it was sealed for another row or with another key, or a byte
    /// was changed.
    pub fn open(&self, binding: &Binding, sealed: &Sealed) -> Result<SecretString, MentoringError> {
        let bytes = open(&self.key, &binding.bytes(self.id), sealed)?;
        String::from_utf8(bytes).map(SecretString::from).map_err(|_| MentoringError::Sealed)
    }
}

/// A data key as it is stored: of no use without its master key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// The data key's id.
    pub id: Uuid,
    /// Which master key wraps it.
    pub master: String,
    /// The key, sealed.
    pub sealed: Sealed,
}

struct Master {
    id: String,
    key: Key,
}

/// The master keys of an installation. The one with the last id, in the order of texts, wraps; the
/// others still open. Cheap to clone; never shows.
#[derive(Clone)]
pub struct Keyring(Arc<Vec<Master>>);

/// Shows which keys there are, not the keys.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|master| &master.id)).finish()
    }
}

impl Keyring {
    /// The keys of these ids; `None` without any.
    pub fn new(keys: impl IntoIterator<Item = (String, [u8; KEY_BYTES])>) -> Option<Self> {
        let mut masters: Vec<Master> = keys
            .into_iter()
            .map(|(id, key)| Master { id, key: SecretBox::new(Box::new(key)) })
            .collect();
        masters.sort_by(|a, b| a.id.cmp(&b.id));
        (!masters.is_empty()).then(|| Self(Arc::new(masters)))
    }

    fn wrapping(&self) -> &Master {
        self.0.last().expect("a keyring has at least one key")
    }

    /// The id of the key that wraps.
    pub fn newest(&self) -> &str {
        &self.wrapping().id
    }

    /// Wraps a data key of an organisation by the newest master key.
    ///
    /// # Errors
    /// [`MentoringError::Sealed`] when the cipher refuses.
    pub fn wrap(
        &self,
        organization: OrganizationId,
        key: &DataKey,
        nonce: Nonce,
    ) -> Result<WrappedKey, MentoringError> {
        let master = self.wrapping();
        let bound = of_key(organization, key.id, &master.id);
        let sealed = seal(&master.key, nonce, &bound, key.key.expose_secret())?;
        Ok(WrappedKey { id: key.id, master: master.id.clone(), sealed })
    }

    /// Gives the data key that was wrapped for an organisation.
    ///
    /// # Errors
    /// [`MentoringError::Sealed`] when its master key is not here, or the row was changed or is
    /// another organisation's.
    pub fn data_key(
        &self,
        organization: OrganizationId,
        wrapped: &WrappedKey,
    ) -> Result<DataKey, MentoringError> {
        let master = self.0.iter().find(|master| master.id == wrapped.master);
        let master = master.ok_or(MentoringError::Sealed)?;
        let bound = of_key(organization, wrapped.id, &master.id);
        let bytes = SecretBox::new(Box::new(open(&master.key, &bound, &wrapped.sealed)?));
        let key: [u8; KEY_BYTES] =
            bytes.expose_secret().as_slice().try_into().map_err(|_| MentoringError::Sealed)?;
        Ok(DataKey { id: wrapped.id, key: SecretBox::new(Box::new(key)) })
    }

    /// Tells whether two texts are the same and nothing else of them: a hash that nobody can try
    /// texts on without the master key. Another newest key gives another hash.
    pub fn fingerprint(&self, text: &str) -> String {
        let master: &[u8] = self.wrapping().key.expose_secret();
        // The master key wraps and does nothing else.
        let own = SecretBox::new(Box::new(mac(master, b"cadre/note-text-key/1")));
        let hash = mac(own.expose_secret(), text.as_bytes());
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn mac(key: &[u8], content: &[u8]) -> [u8; KEY_BYTES] {
    let mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key);
    let mut mac = mac.expect("HMAC takes a key of any length");
    mac.update(content);
    mac.finalize().into_bytes().into()
}

fn cipher(key: &Key) -> Result<XChaCha20Poly1305, MentoringError> {
    let bytes: &[u8] = key.expose_secret();
    XChaCha20Poly1305::new_from_slice(bytes).map_err(|_| MentoringError::Sealed)
}

fn seal(key: &Key, nonce: Nonce, aad: &[u8], msg: &[u8]) -> Result<Sealed, MentoringError> {
    let payload = Payload { msg, aad };
    let sealed = cipher(key)?.encrypt(&XNonce::from(nonce.0), payload);
    let ciphertext = sealed.map_err(|_| MentoringError::Sealed)?;
    Ok(Sealed { nonce: nonce.0.to_vec(), ciphertext })
}

fn open(key: &Key, aad: &[u8], sealed: &Sealed) -> Result<Vec<u8>, MentoringError> {
    let nonce: [u8; NONCE_BYTES] =
        sealed.nonce.as_slice().try_into().map_err(|_| MentoringError::Sealed)?;
    let payload = Payload { msg: &sealed.ciphertext, aad };
    let opened = cipher(key)?.decrypt(&XNonce::from(nonce), payload);
    opened.map_err(|_| MentoringError::Sealed)
}

#[cfg(test)]
mod tests;
