use crate::error::AuthError;
use crate::service::Auth;
use crate::sessions::{Seat, Tokens};
use crate::{storage, tokens};

impl Auth {
    /// Buys the next pair of tokens with a refresh token, which is used up by it.
    ///
    /// # Errors
    /// [`AuthError::RefreshRefused`]. A token that was used before also ends its session: two hands
    /// hold it, and one of them stole it.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Tokens, AuthError> {
        let token_hash = tokens::hash_of(refresh_token);
        let now = self.sources().now();
        // The refusal is a value in here, not an error, so that a revocation is committed.
        let session = self
            .database()
            .system(async |connection| {
                let Some(rotated) =
                    storage::use_refresh_token(connection, &token_hash, now).await?
                else {
                    if storage::revoke_reused(connection, &token_hash, now).await? {
                        tracing::warn!("a refresh token was used twice; its session is revoked");
                    }
                    return Ok::<_, AuthError>(None);
                };
                let seat = Seat {
                    account_id: rotated.account_id,
                    organization_id: rotated.organization_id,
                    member_id: rotated.member_id,
                };
                Ok(Some(
                    self.continue_session(connection, rotated.session_id, seat, rotated.expires_at)
                        .await?,
                ))
            })
            .await?
            .ok_or(AuthError::RefreshRefused)?;
        self.tokens(&session)
    }
}
