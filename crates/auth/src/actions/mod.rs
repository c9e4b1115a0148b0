//! One file per command: check, decide, one transaction.

mod accept_invitation;
mod create_organization;
mod grant_account;
mod invite_member;
mod refresh;
mod sign_in;
mod sign_out;

pub use accept_invitation::AcceptInvitation;
pub use create_organization::{CreateOrganization, CreatedOrganization, create_organization};
pub use grant_account::GrantAccount;
pub use invite_member::{InviteMember, invite_member};
pub use sign_in::SignIn;
