//! Links that carry a proof, and the secret behind the proofs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{MemberId, OrganizationId, Secret};
use secrecy::ExposeSecret as _;
use sha2::Sha256;
use uuid::Uuid;

/// Bytes that never show in `Debug` and are wiped when dropped; made by `Vec<u8>::into`.
pub type SecretBytes = secrecy::SecretSlice<u8>;

/// 128 bits: beyond guessing over a network.
const PROOF_LENGTH: usize = 16;
const IDS_LENGTH: usize = 32;
/// Longest word for a kind of mail.
const KIND_LENGTH: usize = 64;

/// Makes the links that stand in mails, and reads them back.
#[derive(Debug, Clone)]
pub struct Links {
    /// Where people reach the installation: `https://cadre.example`.
    pub public_url: String,
    /// At least 32 random bytes, the same on all machines. Changing them breaks the unsubscribe
    /// links that are out.
    pub secret: SecretBytes,
}

impl Links {
    /// The page where an invitation is accepted.
    pub fn accept_invitation(&self, token: &Secret) -> String {
        format!("{}/invitation?token={}", self.public_url.trim_end_matches('/'), token.reveal())
    }

    /// Proof that we wrote to this person about this kind of mail; does not run out, since mails
    /// are read late.
    pub fn unsubscribe_token(
        &self,
        organization: OrganizationId,
        member: MemberId,
        kind: &str,
    ) -> String {
        let mut bytes =
            [organization.uuid().as_bytes(), member.uuid().as_bytes().as_slice(), kind.as_bytes()]
                .concat();
        let proof = self.mac("unsubscribe", &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&proof[..PROOF_LENGTH]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a token made by [`Links::unsubscribe_token`]; `None` if it was not.
    pub fn read_unsubscribe_token(
        &self,
        token: &str,
    ) -> Option<(OrganizationId, MemberId, String)> {
        if token.len() > (IDS_LENGTH + KIND_LENGTH + PROOF_LENGTH) * 4 / 3 + 1 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (content, proof) = bytes.split_at_checked(bytes.len().checked_sub(PROOF_LENGTH)?)?;
        let (ids, kind) = content.split_at_checked(IDS_LENGTH)?;
        self.mac("unsubscribe", content).verify_truncated_left(proof).ok()?;
        let organization = Uuid::from_slice(&ids[..16]).ok()?;
        let member = Uuid::from_slice(&ids[16..]).ok()?;
        Some((organization.into(), member.into(), String::from_utf8(kind.to_vec()).ok()?))
    }

    /// A keyed hash for one purpose: what is made for one never passes for another.
    pub fn mac(&self, purpose: &str, content: &[u8]) -> Hmac<Sha256> {
        let key = self.secret.expose_secret();
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(b"cadre/");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(content);
        mac
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sources;

    use super::*;

    fn links(secret: u8) -> Links {
        Links { public_url: "https://cadre.example/".to_owned(), secret: vec![secret; 32].into() }
    }

    fn ids() -> (OrganizationId, MemberId) {
        (Uuid::from_u128(7).into(), Uuid::from_u128(9).into())
    }

    #[test]
    fn an_invitation_link_carries_the_token() {
        let token = Sources::system().new_secret();
        let expected = format!("https://cadre.example/invitation?token={}", token.reveal());
        assert_eq!(links(1).accept_invitation(&token), expected);
    }

    #[test]
    fn an_unsubscribe_token_is_read_back() {
        let (organization, member) = ids();
        let token = links(1).unsubscribe_token(organization, member, "learner_digest");
        assert_eq!(
            links(1).read_unsubscribe_token(&token),
            Some((organization, member, "learner_digest".to_owned()))
        );
    }

    #[test]
    fn any_changed_byte_or_other_secret_is_refused() {
        let (organization, member) = ids();
        let token = links(1).unsubscribe_token(organization, member, "manager_note");
        assert_eq!(links(2).read_unsubscribe_token(&token), None);
        let bytes = URL_SAFE_NO_PAD.decode(&token).expect("base64");
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            assert_eq!(
                links(1).read_unsubscribe_token(&URL_SAFE_NO_PAD.encode(changed)),
                None,
                "byte {index}"
            );
        }
        for length in 0..bytes.len() {
            assert_eq!(
                links(1).read_unsubscribe_token(&URL_SAFE_NO_PAD.encode(&bytes[..length])),
                None
            );
        }
    }

    #[test]
    fn purposes_are_kept_apart() {
        let (organization, member) = ids();
        let content =
            [organization.uuid().as_bytes(), member.uuid().as_bytes().as_slice(), b"x"].concat();
        let proof = links(1).mac("attempt/email", &content).finalize().into_bytes();
        let forged = [content.as_slice(), &proof[..PROOF_LENGTH]].concat();
        assert_eq!(links(1).read_unsubscribe_token(&URL_SAFE_NO_PAD.encode(forged)), None);
    }

    #[test]
    fn the_secret_does_not_show() {
        assert!(!format!("{:?}", links(77)).contains("77"));
    }
}
