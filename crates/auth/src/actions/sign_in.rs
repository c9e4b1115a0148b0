use std::net::IpAddr;

use kernel::Email;
use secrecy::SecretString;

use crate::error::AuthError;
use crate::model::choose_membership;
use crate::queries;
use crate::service::Auth;
use crate::sessions::{Seat, Tokens};

/// Who wants to sign in.
#[derive(Clone)]
pub struct SignIn {
    /// As it was typed.
    pub email: String,
    /// As it was typed; made by `String::into`.
    pub password: SecretString,
    /// The organisation's slug; may be left out by members of one.
    pub organization: Option<String>,
    /// Where the request came from.
    pub address: Option<IpAddr>,
}

impl Auth {
    /// Opens a session for an account in one of its organisations.
    ///
    /// # Errors
    /// [`AuthError::WrongCredentials`] alike for known and unknown people;
    /// [`AuthError::TooManyAttempts`]; [`AuthError::Invalid`] when the organisation must be named.
    pub async fn sign_in(&self, input: SignIn) -> Result<Tokens, AuthError> {
        // What is no address has no account: it goes the same way as an unknown one. PostgreSQL
        // takes no NUL in a text.
        let email = Email::parse(&input.email).map_or_else(
            |_| input.email.to_lowercase().replace('\0', " "),
            |email| email.to_string(),
        );
        let account = self
            .database()
            .system_statement(async |connection| queries::account(connection, &email).await)
            .await?;
        let stored = account.as_ref().map(|(_, hash)| hash.as_str());
        let proof = self.prove(&email, input.address, &input.password, stored).await?;
        let (account_id, hash) = account.ok_or(AuthError::WrongCredentials)?;
        let session = self
            .database()
            .system(async |connection| {
                proof.settle(connection, account_id, &hash).await?;
                let memberships = queries::memberships(connection, account_id).await?;
                let chosen = match choose_membership(&memberships, input.organization.as_deref()) {
                    Ok(chosen) => chosen,
                    // Committed all the same: the password was right, so nothing counts.
                    Err(error) => return Ok(Err(error)),
                };
                let (organization_id, member_id) = (chosen.organization_id, chosen.member_id);
                let seat = Seat { account_id, organization_id, member_id };
                Ok::<_, AuthError>(Ok(self.open_session(connection, seat).await?))
            })
            .await??;
        self.tokens(&session)
    }
}
