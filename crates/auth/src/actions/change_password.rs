use std::net::IpAddr;

use secrecy::{ExposeSecret as _, SecretString};

use crate::actor::Actor;
use crate::error::AuthError;
use crate::model::Checks;
use crate::service::Auth;
use crate::{queries, storage};

/// A password for another.
#[derive(Clone)]
pub struct ChangePassword {
    /// What it is now; made by `String::into`.
    pub current: SecretString,
    /// What it is to be, 8 to 1,024 bytes.
    pub new: SecretString,
    /// Where the request came from.
    pub address: Option<IpAddr>,
}

impl Auth {
    /// Changes the password of the asking person's account and ends all its other sessions, in every
    /// organisation. A wrong present password counts like one at sign-in: a stolen session is no way
    /// to guess it.
    ///
    /// # Errors
    /// [`AuthError::WrongCredentials`], [`AuthError::TooManyAttempts`], [`AuthError::Invalid`].
    pub async fn change_password(
        &self,
        actor: &Actor,
        input: ChangePassword,
    ) -> Result<(), AuthError> {
        let mut checks = Checks::default();
        checks.password("newPassword", input.new.expose_secret());
        if !checks.passed() {
            return Err(checks.into_error());
        }
        let (email, hash) = self
            .database()
            .system_statement(async |connection| {
                queries::account_by_id(connection, actor.account_id).await
            })
            .await?
            .ok_or(AuthError::Unauthenticated)?;
        let proof = self.prove(&email, input.address, &input.current, Some(&hash)).await?;
        let new_hash = match self.hashing().hash(&input.new, self.sources()).await {
            Ok(new_hash) => new_hash,
            Err(error) => {
                self.take_back(&proof.attempt).await?;
                return Err(error);
            }
        };
        let now = self.sources().now();
        self.database()
            .system(async |connection| {
                let account = actor.account_id;
                if !storage::replace_hash(connection, account, &hash, &new_hash).await? {
                    // Somebody else changed it meanwhile: what was right is so no more.
                    return Err(AuthError::WrongCredentials);
                }
                storage::clear_failures(connection, &proof.attempt).await?;
                storage::revoke_sessions(connection, account, Some(actor.session_id), now).await?;
                Ok(())
            })
            .await
    }
}
