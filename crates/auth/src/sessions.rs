//! What signing in opens.

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use database::{Connection, DatabaseError};
use kernel::{AccountId, MemberId, OrganizationId, Secret, SessionId};

use crate::error::AuthError;
use crate::model::{REFRESH_LIFETIME, SESSION_LIFETIME};
use crate::service::Auth;
use crate::storage;
use crate::tokens::{self, ACCESS_LIFETIME, Statement};

/// How long an ended session stays: longer than any request that may still be working on it.
const REMEMBERED: Duration = Duration::days(1);

/// What a client carries after signing in.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Goes with each request: `Authorization: Bearer …`.
    pub access_token: String,
    /// When the access token ends.
    pub access_expires_at: DateTime<Utc>,
    /// Buys the next pair of tokens, once.
    pub refresh_token: String,
    /// When the refresh token ends.
    pub refresh_expires_at: DateTime<Utc>,
    /// The organisation that was signed in to.
    pub organization_id: OrganizationId,
    /// The person in that organisation.
    pub member_id: MemberId,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tokens").field(&self.organization_id).field(&self.member_id).finish()
    }
}

/// An account as a member of one organisation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seat {
    pub(crate) account_id: AccountId,
    pub(crate) organization_id: OrganizationId,
    pub(crate) member_id: MemberId,
}

/// A session with a refresh token that nobody has used.
#[derive(Debug)]
pub(crate) struct OpenSession {
    pub(crate) id: SessionId,
    pub(crate) seat: Seat,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) refresh_token: Secret,
    pub(crate) refresh_expires_at: DateTime<Utc>,
}

impl Auth {
    /// Opens a session inside a system transaction.
    pub(crate) async fn open_session(
        &self,
        connection: &mut Connection,
        seat: Seat,
    ) -> Result<OpenSession, DatabaseError> {
        let now = self.sources().now();
        let id = self.sources().new_id();
        let expires_at = now + SESSION_LIFETIME;
        storage::forget_sessions(connection, seat.account_id, now - REMEMBERED).await?;
        storage::insert_session(connection, id, seat, now, expires_at).await?;
        self.continue_session(connection, id, seat, expires_at).await
    }

    /// Gives a session its next refresh token inside a system transaction.
    pub(crate) async fn continue_session(
        &self,
        connection: &mut Connection,
        id: SessionId,
        seat: Seat,
        expires_at: DateTime<Utc>,
    ) -> Result<OpenSession, DatabaseError> {
        let now = self.sources().now();
        let refresh_token = self.sources().new_secret();
        let refresh_expires_at = expires_at.min(now + REFRESH_LIFETIME);
        let token_hash = tokens::hash_of(&refresh_token.reveal());
        storage::insert_refresh_token(connection, &token_hash, id, now, refresh_expires_at).await?;
        Ok(OpenSession { id, seat, expires_at, refresh_token, refresh_expires_at })
    }

    /// The tokens of a session whose transaction was committed.
    pub(crate) fn tokens(&self, session: &OpenSession) -> Result<Tokens, AuthError> {
        let now = self.sources().now();
        let access_expires_at = session.expires_at.min(now + ACCESS_LIFETIME);
        let statement = Statement {
            account_id: session.seat.account_id,
            session_id: session.id,
            organization_id: session.seat.organization_id,
        };
        Ok(Tokens {
            access_token: tokens::sign(
                self.keys(),
                self.issuer(),
                statement,
                now,
                access_expires_at,
            )?,
            access_expires_at,
            refresh_token: session.refresh_token.reveal(),
            refresh_expires_at: session.refresh_expires_at,
            organization_id: session.seat.organization_id,
            member_id: session.seat.member_id,
        })
    }
}
