//! The request side of identity.

use std::fmt;
use std::sync::Arc;

use database::Database;
use kernel::Sources;
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::actor::Identity;
use crate::error::AuthError;
use crate::keys::SigningKeys;
use crate::links::Links;
use crate::passwords::PasswordHashing;
use crate::{queries, tokens};

/// Fewer bytes could be guessed.
const SHORTEST_SECRET: usize = 32;

/// What [`Auth`] is made of.
#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// The two pools.
    pub database: Database,
    /// Time and chance.
    pub sources: Sources,
    /// The keys that sign access tokens.
    pub keys: SigningKeys,
    /// The public URL, which the tokens name as their issuer.
    pub issuer: String,
    /// The secret behind links and counted attempts.
    pub links: Links,
    /// The limits of hashing.
    pub hashing: PasswordHashing,
}

/// Signs people in and out and tells who a request comes from. Cheap to clone.
#[derive(Clone)]
pub struct Auth(Arc<AuthConfig>);

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").field("issuer", &self.0.issuer).field("keys", &self.0.keys).finish()
    }
}

impl Auth {
    /// Checks the configuration.
    ///
    /// # Errors
    /// When the issuer is empty or the secret too short.
    pub fn new(config: AuthConfig) -> Result<Self, AuthError> {
        if config.issuer.trim().is_empty() {
            return Err(AuthError::Internal("auth: the public URL is missing".to_owned()));
        }
        if config.links.secret.expose_secret().len() < SHORTEST_SECRET {
            return Err(AuthError::Internal(format!(
                "auth: the secret has fewer than {SHORTEST_SECRET} bytes"
            )));
        }
        Ok(Self(Arc::new(config)))
    }

    /// Whom an access token stands for, by its signature and by what its session is now.
    ///
    /// # Errors
    /// [`AuthError::Unauthenticated`] when the token is not good or its session has ended.
    pub async fn authenticate(&self, bearer: &str) -> Result<Identity, AuthError> {
        let now = self.sources().now();
        let said = tokens::verify(self.keys(), self.issuer(), bearer, now)
            .ok_or(AuthError::Unauthenticated)?;
        let member_id = self
            .database()
            .system_statement(async |connection| queries::standing(connection, said, now).await)
            .await?
            .ok_or(AuthError::Unauthenticated)?;
        Ok(Identity {
            organization_id: said.organization_id,
            member_id,
            account_id: said.account_id,
            session_id: said.session_id,
        })
    }

    /// The public keys as a JSON Web Key Set.
    pub fn jwks(&self) -> Value {
        self.keys().jwks()
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(crate) fn sources(&self) -> &Sources {
        &self.0.sources
    }

    pub(crate) fn keys(&self) -> &SigningKeys {
        &self.0.keys
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    pub(crate) fn links(&self) -> &Links {
        &self.0.links
    }

    pub(crate) fn hashing(&self) -> &PasswordHashing {
        &self.0.hashing
    }
}
