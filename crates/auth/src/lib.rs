//! Identity: organisations, accounts, members, sessions, tokens, invitations, audit.
//!
//! Owns schema `identity` (global, reached through the system pool only) and the tenant tables
//! `organization_profile`, `member`, `member_role`, `audit_entry`, `idempotency_key`,
//! `report_bounce`.
//!
//! Held here:
//! - A password is checked only after its attempt was counted, and as many at once as there are
//!   cores. Known and unknown people get the same answer after the same work.
//! - An access token alone opens nothing: its session and membership are looked up each time.
//! - Who is removed is out at once, gets no mail, and stays on record.
//! - A changed password ends all other sessions, also those that are being opened meanwhile.
//! - A refresh token works once; a second use ends its session.
//! - What can be ordered by mail has a quota per person and per organisation.
//! - An invitation works once, and never replaces the password of an account that exists.
//! - Tokens, passwords and e-mail addresses show in no error and no `Debug` form.

pub mod actions;
mod actor;
mod attempts;
pub mod audit;
pub mod bounces;
mod error;
pub mod idempotency;
mod invitations;
mod jobs;
mod keys;
mod links;
mod mailer;
mod model;
mod passwords;
pub mod queries;
pub mod reporting;
mod service;
mod sessions;
mod storage;
mod tokens;

pub use actor::{Actor, Identity};
pub use error::{AuthError, Denied};
pub use jobs::{AuthServices, MemberJoined, MemberLeft, SendInvitation};
pub use keys::SigningKeys;
pub use links::{Links, SecretBytes};
pub use mailer::{InvitationMail, InvitationMailer, Sender};
pub use model::{Member, OrganizationProfile};
pub use passwords::PasswordHashing;
pub use service::{Auth, AuthConfig};
pub use sessions::Tokens;
