//! The secret address of a person's sessions: whose it is, and 32 random bytes of which only the hash
//! is stored. Whoever has the address may read; a new one ends the one before.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{MemberId, OrganizationId, Secret};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Two ids and a secret.
const BYTES: usize = 16 + 16 + 32;

/// What an address says. Its secret shows in no `Debug` form.
#[derive(Clone, Copy)]
pub struct FeedToken {
    /// The organisation.
    pub organization: OrganizationId,
    /// Whose sessions.
    pub member: MemberId,
    secret: [u8; 32],
}

impl fmt::Debug for FeedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FeedToken(…)")
    }
}

impl FeedToken {
    /// A new one for a person.
    pub const fn new(organization: OrganizationId, member: MemberId, secret: &Secret) -> Self {
        Self { organization, member, secret: *secret.expose() }
    }

    /// The text in the address: URL-safe base64.
    pub fn reveal(&self) -> String {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.extend_from_slice(self.organization.uuid().as_bytes());
        bytes.extend_from_slice(self.member.uuid().as_bytes());
        bytes.extend_from_slice(&self.secret);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text of an address; `None` if it cannot be one.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > BYTES * 4 / 3 + 2 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (ids, secret) = bytes.split_at_checked(32)?;
        Some(Self {
            organization: Uuid::from_slice(&ids[..16]).ok()?.into(),
            member: Uuid::from_slice(&ids[16..]).ok()?.into(),
            secret: secret.try_into().ok()?,
        })
    }

    /// What is stored of the secret.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }

    /// Whether the stored hash is that of this secret; takes the same time wherever the two differ.
    pub fn is_of(&self, stored: &[u8]) -> bool {
        let hash = self.hash();
        let differences = hash.iter().zip(stored).fold(0, |all, (a, b)| all | (a ^ b));
        stored.len() == hash.len() && std::hint::black_box(differences) == 0
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sources;

    use super::*;

    fn token() -> FeedToken {
        let (organization, member) = (Uuid::from_u128(7).into(), Uuid::from_u128(9).into());
        FeedToken::new(organization, member, &Sources::system().new_secret())
    }

    #[test]
    fn an_address_is_read_back() {
        let token = token();
        let read = FeedToken::read(&token.reveal()).expect("it is one");
        assert_eq!((read.organization, read.member), (token.organization, token.member));
        assert!(read.is_of(&token.hash()));
        assert_eq!(token.reveal().len(), 86);
    }

    #[test]
    fn another_secret_and_broken_hashes_do_not_fit() {
        let token = token();
        assert!(!token.is_of(&self::token().hash()));
        assert!(!token.is_of(&[]));
        assert!(!token.is_of(&token.hash()[..31]));
        for index in 0..32 {
            let mut hash = token.hash();
            hash[index] ^= 1;
            assert!(!token.is_of(&hash), "byte {index}");
        }
    }

    #[test]
    fn other_texts_are_none() {
        let text = token().reveal();
        for wrong in ["", "abc", "!", &text[..85], &format!("{text}A"), &"A".repeat(10_000)] {
            assert!(FeedToken::read(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{:?}", token()), "FeedToken(…)");
    }
}
