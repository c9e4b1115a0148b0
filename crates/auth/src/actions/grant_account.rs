use jobs::enqueue;
use kernel::{MemberId, OrganizationId};
use secrecy::SecretString;

use crate::error::AuthError;
use crate::jobs::MemberJoined;
use crate::service::Auth;
use crate::sessions::Seat;
use crate::storage;

/// Gives a member an account with a password, without a mail.
pub struct GrantAccount {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The member.
    pub member_id: MemberId,
    /// The member's address.
    pub email: String,
    /// The password, 8 to 1,024 bytes.
    pub password: SecretString,
}

impl Auth {
    /// For the demonstration organisation and for load tests: skips the proof that the person reads
    /// the mailbox, so no request leads here. A second time changes nothing.
    ///
    /// # Errors
    /// [`AuthError::WrongCredentials`] when the address has an account with another password.
    pub async fn grant_account(&self, input: GrantAccount) -> Result<(), AuthError> {
        let GrantAccount { organization_id, member_id, email, password } = input;
        let account = self.account_for(&email, &password).await?;
        let now = self.sources().now();
        self.database()
            .system(async |connection| {
                let account_id = self.settle_account(connection, &account, &email).await?;
                let seat = Seat { account_id, organization_id, member_id };
                if storage::take_seat(connection, seat, now).await? {
                    let joined =
                        MemberJoined { organization_id, member_id, name: None, time_zone: None };
                    enqueue(connection, &[joined]).await?;
                }
                Ok(())
            })
            .await
    }
}
