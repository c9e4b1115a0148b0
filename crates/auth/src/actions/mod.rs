//! One file per command: check, decide, one transaction.

mod accept_invitation;
mod change_password;
mod create_organization;
mod grant_account;
mod invite_admin;
mod invite_guest;
mod invite_member;
mod refresh;
mod remove_member;
mod resend_invitation;
mod sign_in;
mod sign_out;

pub use accept_invitation::AcceptInvitation;
pub use change_password::ChangePassword;
pub use create_organization::{CreateOrganization, CreatedOrganization, create_organization};
pub use grant_account::GrantAccount;
pub use invite_admin::{InviteAdmin, invite_admin};
pub use invite_guest::{InviteGuest, invite_guest};
pub use invite_member::{InviteMember, invite_member};
pub use remove_member::remove_member;
pub use resend_invitation::{ResendInvitation, resend_invitation};
pub use sign_in::SignIn;
