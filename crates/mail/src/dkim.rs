//! The signature by which receivers know that a mail is ours and unchanged.

use std::fmt;
use std::sync::Arc;

use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm,
    DkimSigningKey,
};
use lettre::message::header::HeaderName;

use crate::ConfigError;

/// Never Content-Type: lettre keeps that header in the body part, so it would be signed as absent
/// and every signature would fail.
const SIGNED: [&str; 8] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// A DKIM key with the place where its public half is published. Cheap to clone.
#[derive(Clone)]
pub struct Dkim {
    place: String,
    config: Arc<DkimConfig>,
}

impl Dkim {
    /// With an RSA key as PKCS#1 PEM (`openssl genrsa -traditional 2048`).
    pub fn rsa(domain: &str, selector: &str, pem: &str) -> Result<Self, ConfigError> {
        Self::new(domain, selector, pem, DkimSigningAlgorithm::Rsa)
    }

    /// With an Ed25519 key as base64 of its 32 raw bytes.
    pub fn ed25519(domain: &str, selector: &str, base64: &str) -> Result<Self, ConfigError> {
        Self::new(domain, selector, base64, DkimSigningAlgorithm::Ed25519)
    }

    fn new(
        domain: &str,
        selector: &str,
        key: &str,
        algorithm: DkimSigningAlgorithm,
    ) -> Result<Self, ConfigError> {
        let is_name = |name: &str| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
            (1..=253).contains(&name.len()) && name.chars().all(allowed)
        };
        if !is_name(domain) || !is_name(selector) {
            return Err(ConfigError::DkimName);
        }
        let key = DkimSigningKey::new(key.trim(), algorithm)
            .map_err(|error| ConfigError::DkimKey(error.to_string()))?;
        let config = DkimConfig::new(
            selector.to_owned(),
            domain.to_owned(),
            key,
            SIGNED.map(HeaderName::new_from_ascii_str).to_vec(),
            DkimCanonicalization {
                header: DkimCanonicalizationType::Relaxed,
                body: DkimCanonicalizationType::Relaxed,
            },
        );
        Ok(Self { place: format!("{selector}._domainkey.{domain}"), config: Arc::new(config) })
    }

    /// Adds the signature; nothing may change in the mail afterwards.
    pub fn sign(&self, message: &mut lettre::Message) {
        message.sign(&self.config);
    }
}

/// Shows where the public key is published, never the key.
impl fmt::Debug for Dkim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dkim").field(&self.place).finish()
    }
}
