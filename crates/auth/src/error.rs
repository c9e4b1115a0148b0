use chrono::{DateTime, Utc};
use kernel::{Permission, Violation};
use thiserror::Error;

use crate::idempotency::IdempotencyError;
use database::DatabaseError;

/// No role of the asking person grants this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("your roles do not allow this")]
pub struct Denied(pub Permission);

/// What can go wrong in identity.
#[derive(Debug, Error)]
pub enum AuthError {
    /// See [`Denied`].
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No valid token came with the request.
    #[error("sign in first: send `Authorization: Bearer …` with a valid access token")]
    Unauthenticated,
    /// E-mail and password do not fit. The same for known and unknown people.
    #[error("e-mail or password is wrong")]
    WrongCredentials,
    /// The refresh token is unknown, used, revoked or out of date.
    #[error("this refresh token is not valid any more; sign in again")]
    RefreshRefused,
    /// The invitation is unknown, used or out of date.
    #[error("this invitation is not valid any more; ask for a new one")]
    InvitationRefused,
    /// Too many attempts, or too many passwords being checked at this moment.
    #[error("too many attempts; wait {seconds} seconds and try again")]
    TooManyAttempts {
        /// How long to wait.
        seconds: u32,
    },
    /// Too many invitations were ordered within a day.
    #[error(
        "{most} invitations {what} were sent within 24 hours; try again after {}",
        .again_at.format("%Y-%m-%d %H:%M:%S UTC")
    )]
    TooManyInvitations {
        /// Of what there are too many, in words.
        what: &'static str,
        /// How many may be.
        most: usize,
        /// When one more may be ordered.
        again_at: DateTime<Utc>,
        /// How long it is until then.
        seconds: u32,
    },
    /// Inputs are not acceptable.
    #[error("the input is not acceptable")]
    Invalid(Vec<Violation>),
    /// There is no such person in the organisation.
    #[error("there is no such member")]
    NoSuchMember,
    /// The person left the organisation.
    #[error("this person has left the organisation; invite them with `inviteMember`")]
    HasLeft,
    /// Somebody removes themselves.
    #[error("nobody removes themselves; ask another admin")]
    OwnRemoval,
    /// Without this person, the organisation would have no admin.
    #[error("this is the last admin; make somebody else one first")]
    LastAdmin,
    /// There is no organisation with this slug, or it is not complete.
    #[error("there is no organisation with this slug")]
    NoSuchOrganization,
    /// Nobody with this address is an admin of the organisation.
    #[error("the organisation has no admin with this e-mail address")]
    NoSuchAdmin,
    /// The person needs no invitation any more.
    #[error("this person has joined already and signs in with their password")]
    AlreadyJoined,
    /// Somebody from outside is to be a guest who is a member already.
    #[error(
        "somebody with this e-mail address is a member already; an admin gives them the mentor's role \
         with `inviteMember`, or another link with `resendInvitation`"
    )]
    IsMember,
    /// Somebody who left is to come back as a guest, and would come back as more.
    #[error(
        "somebody with this e-mail address learnt here, or people still report to them, so they would \
         not come back as a guest; an admin brings them back with `inviteMember`"
    )]
    WasMore,
    /// The organisation exists already.
    #[error("an organisation with this slug exists already")]
    SlugTaken,
    /// A key was refused.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Something else failed on our side; the text is for the log.
    #[error("{0}")]
    Internal(String),
}

impl From<diesel::result::Error> for AuthError {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseError::from(error).into()
    }
}

/// Why an invitation did not go out. The reason names no address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum InvitationError {
    /// Worth another try.
    #[error("{0}")]
    Temporary(String),
    /// Trying again does not help.
    #[error("{0}")]
    Permanent(String),
}

impl From<DatabaseError> for InvitationError {
    fn from(error: DatabaseError) -> Self {
        Self::Temporary(error.to_string())
    }
}
