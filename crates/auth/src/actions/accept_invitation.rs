use database::Connection;
use kernel::AccountId;
use secrecy::{ExposeSecret as _, SecretString};

use crate::attempts::Proof;
use crate::error::AuthError;
use crate::jobs::MemberJoined;
use crate::model::Checks;
use crate::service::Auth;
use crate::sessions::{OpenSession, Seat, Tokens};
use crate::{queries, storage, tokens};

/// What the page behind an invitation's link sends.
#[derive(Debug, Clone)]
pub struct AcceptInvitation {
    /// From the link; made by `String::into`.
    pub token: SecretString,
    /// A new password; of somebody who has an account, the password of that.
    pub password: SecretString,
    /// The name to show, if it is to differ from the one that was entered for the person.
    pub name: Option<String>,
    /// The person's IANA time zone.
    pub time_zone: Option<String>,
}

/// How the account came to be known.
pub(super) enum Account {
    Known { id: AccountId, hash: String, proof: Proof },
    New { hash: String },
}

impl Auth {
    /// Joins an organisation and signs in. The invitation is used up exactly if this succeeds, and
    /// with it all others that are open for the same person.
    ///
    /// # Errors
    /// [`AuthError::InvitationRefused`]; [`AuthError::WrongCredentials`] and
    /// [`AuthError::TooManyAttempts`] when there is an account already; [`AuthError::Invalid`].
    pub async fn accept_invitation(&self, input: AcceptInvitation) -> Result<Tokens, AuthError> {
        let (name, time_zone) = check(&input)?;
        let token_hash = tokens::hash_of(input.token.expose_secret());
        let now = self.sources().now();
        let email = self
            .database()
            .system_statement(async |connection| {
                queries::invited_email(connection, &token_hash, now).await
            })
            .await?
            .ok_or(AuthError::InvitationRefused)?;
        let account = self.account_for(&email, &input.password).await?;
        let session = self
            .database()
            .system(async |connection| {
                let accepted = storage::accept_invitations(connection, &token_hash, now)
                    .await?
                    .ok_or(AuthError::InvitationRefused)?;
                let account_id = self.settle_account(connection, &account, &email).await?;
                let (organization_id, member_id) = (accepted.organization_id, accepted.member_id);
                let seat = Seat { account_id, organization_id, member_id };
                if !storage::take_seat(connection, seat, now).await? {
                    return Err(AuthError::InvitationRefused);
                }
                let session: OpenSession = self.open_session(connection, seat).await?;
                jobs::enqueue(
                    connection,
                    &[MemberJoined { organization_id, member_id, name, time_zone }],
                )
                .await?;
                Ok(session)
            })
            .await?;
        self.tokens(&session)
    }

    pub(super) async fn account_for(
        &self,
        email: &str,
        password: &SecretString,
    ) -> Result<Account, AuthError> {
        let known = self
            .database()
            .system_statement(async |connection| queries::account(connection, email).await)
            .await?;
        match known {
            Some((id, hash)) => {
                let proof = self.prove(email, None, password, Some(&hash)).await?;
                Ok(Account::Known { id, hash, proof })
            }
            None => Ok(Account::New { hash: self.hashing().hash(password, self.sources()).await? }),
        }
    }

    pub(super) async fn settle_account(
        &self,
        connection: &mut Connection,
        account: &Account,
        email: &str,
    ) -> Result<AccountId, AuthError> {
        match account {
            Account::Known { id, hash, proof } => {
                proof.settle(connection, *id, hash).await?;
                Ok(*id)
            }
            // Where another invitation made the account at this very moment, its password counts:
            // nothing is written, and the next try is checked against it.
            Account::New { hash } => {
                let (id, now) = (self.sources().new_id(), self.sources().now());
                let inserted = storage::insert_account(connection, id, email, hash, now).await?;
                inserted.ok_or(AuthError::TooManyAttempts { seconds: 1 })
            }
        }
    }
}

fn check(input: &AcceptInvitation) -> Result<(Option<String>, Option<String>), AuthError> {
    let mut checks = Checks::default();
    checks.password("password", input.password.expose_secret());
    let name = input.name.as_deref().and_then(|name| checks.name("name", name));
    let time_zone = input.time_zone.as_deref().and_then(|zone| checks.time_zone("timeZone", zone));
    if checks.passed() { Ok((name, time_zone)) } else { Err(checks.into_error()) }
}
