use crate::actor::Actor;
use crate::error::AuthError;
use crate::service::Auth;
use crate::storage;

impl Auth {
    /// Ends the session behind a request; its tokens are refused from the next request on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, actor: &Actor) -> Result<(), AuthError> {
        let now = self.sources().now();
        self.database()
            .system_statement(async |connection| {
                storage::revoke_session(connection, actor.session_id, actor.account_id, now)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Ends every session of the asking person's account, this one among them, in every
    /// organisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out_everywhere(&self, actor: &Actor) -> Result<(), AuthError> {
        let now = self.sources().now();
        self.database()
            .system_statement(async |connection| {
                storage::revoke_sessions(connection, actor.account_id, None, now).await?;
                Ok(())
            })
            .await
    }
}
