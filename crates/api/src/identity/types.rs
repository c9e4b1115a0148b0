use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use kernel::{Role as KernelRole, RoleSet};

use crate::ids::id;
use crate::reports::types::ReportKind;

/// A role of a person in the organisation. One person may hold several.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "KernelRole")]
pub enum Role {
    /// Sets up programs, cohorts and people.
    Admin,
    /// Runs the mentoring: who is matched with whom, and whether pairs are well.
    Coordinator,
    /// Runs the cohorts that they are assigned to.
    Facilitator,
    /// Is enrolled in at least one cohort. Follows from the enrolment; it is not given.
    Learner,
    /// Has at least one direct report. Follows from the reporting line; it is not given.
    Manager,
    /// Gives time to learners.
    Mentor,
    /// Pays for the program and clears its way.
    Sponsor,
}

impl Role {
    pub(crate) fn list(roles: RoleSet) -> Vec<Self> {
        roles.iter().map(Self::from).collect()
    }
}

/// The person who is asking, in the organisation that the access token names.
#[derive(SimpleObject)]
pub struct Viewer {
    /// The person.
    pub member: Member,
    /// The organisation.
    pub organization: Organization,
    /// The roles that hold at this moment.
    pub roles: Vec<Role>,
    /// Kinds of report that the person has stopped.
    pub stopped_reports: Vec<ReportKind>,
}

/// A customer organisation. Nothing crosses from one to another.
#[derive(SimpleObject)]
pub struct Organization {
    /// Its id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// Its IANA time zone; it stands in where a person has none.
    pub time_zone: String,
}

/// A person in the organisation.
#[derive(SimpleObject)]
pub struct Member {
    /// The person's id.
    pub id: ID,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address. Admins read everybody's; others only their own.
    pub email: String,
    /// The unit that the person works in.
    pub unit: Option<String>,
    /// The id of the person's manager.
    pub manager_id: Option<ID>,
    /// The person's IANA time zone, if they chose one.
    pub time_zone: Option<String>,
    /// When the last invitation was mailed, UTC.
    pub invited_at: Option<DateTime<Utc>>,
    /// When the person accepted an invitation, UTC. Null until then.
    pub joined_at: Option<DateTime<Utc>>,
    /// When the person was removed from the organisation, UTC. Null while they are in it.
    pub left_at: Option<DateTime<Utc>>,
}

impl From<auth::Member> for Member {
    fn from(member: auth::Member) -> Self {
        Self {
            id: id(member.id),
            name: member.name,
            email: member.email,
            unit: member.unit,
            manager_id: member.manager_id.map(id),
            time_zone: member.time_zone,
            invited_at: member.invited_at,
            joined_at: member.joined_at,
            left_at: member.left_at,
        }
    }
}

impl From<auth::OrganizationProfile> for Organization {
    fn from(profile: auth::OrganizationProfile) -> Self {
        Self { id: id(profile.id), name: profile.name, time_zone: profile.time_zone }
    }
}

/// What proves who is asking.
#[derive(SimpleObject)]
pub struct Session {
    /// Send it as `Authorization: Bearer …` with each request. Lasts ten minutes.
    pub access_token: String,
    /// When the access token runs out, UTC.
    pub access_expires_at: DateTime<Utc>,
    /// Give it to `refreshSession` for the next pair. Works once; using it twice ends the session.
    pub refresh_token: String,
    /// When the refresh token runs out, UTC.
    pub refresh_expires_at: DateTime<Utc>,
    /// The organisation that the session is for.
    pub organization_id: ID,
    /// The person in that organisation.
    pub member_id: ID,
}

impl From<auth::Tokens> for Session {
    fn from(tokens: auth::Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            access_expires_at: tokens.access_expires_at,
            refresh_token: tokens.refresh_token,
            refresh_expires_at: tokens.refresh_expires_at,
            organization_id: id(tokens.organization_id),
            member_id: id(tokens.member_id),
        }
    }
}

/// Input of `signIn`.
#[derive(InputObject)]
pub struct SignInInput {
    /// E-mail address; letter case does not matter.
    pub email: String,
    /// Password.
    pub password: String,
    /// Slug of the organisation. Needed only by people who are members of several.
    pub organization: Option<String>,
}

/// Input of `refreshSession`.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The refresh token of the last pair.
    pub refresh_token: String,
}

/// Input of `changePassword`.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The present password.
    pub current_password: String,
    /// The password to sign in with from now on, 8 to 1,024 bytes.
    pub new_password: String,
}

/// Input of `acceptInvitation`.
#[derive(InputObject)]
pub struct AcceptInvitationInput {
    /// The token of the link in the mail.
    pub token: String,
    /// The password to sign in with from now on, 8 to 1,024 bytes. Who has an account with this
    /// e-mail address already gives its present password.
    pub password: String,
    /// The name to be shown, 1 to 200 characters, if it differs from the one on file.
    pub name: Option<String>,
    /// IANA time zone for dates and mails.
    pub time_zone: Option<String>,
}

/// Input of `inviteMember`.
#[derive(InputObject)]
pub struct InviteMemberInput {
    /// E-mail address.
    pub email: String,
    /// Name, 1 to 200 characters.
    pub name: String,
    /// Roles to give: ADMIN, COORDINATOR, FACILITATOR, MENTOR or SPONSOR.
    pub roles: Vec<Role>,
    /// Makes the command safe to send again for 24 hours.
    pub idempotency_key: Option<String>,
}

/// Input of `resendInvitation`.
#[derive(InputObject)]
pub struct ResendInvitationInput {
    /// The person to invite again.
    pub member_id: ID,
    /// Makes the command safe to send again for 24 hours.
    pub idempotency_key: Option<String>,
}

/// Input of `removeMember`.
#[derive(InputObject)]
pub struct RemoveMemberInput {
    /// The person to remove.
    pub member_id: ID,
}

/// Answer of commands that open or renew a session.
#[derive(SimpleObject)]
pub struct SessionPayload {
    /// The tokens.
    pub session: Session,
}

/// Answer of `signOut`.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Always true; the session is over from the next request on.
    pub signed_out: bool,
}

/// Answer of `signOutEverywhere`.
#[derive(SimpleObject)]
pub struct SignOutEverywherePayload {
    /// Always true; all sessions are over from the next request on.
    pub signed_out: bool,
}

/// Answer of `changePassword`.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// Always true; all other sessions are over from the next request on.
    pub changed: bool,
}

/// Answer of `inviteMember`.
#[derive(SimpleObject)]
pub struct InviteMemberPayload {
    /// The person, who gets the mail within moments.
    pub member: Member,
}

/// Answer of `resendInvitation`.
#[derive(SimpleObject)]
pub struct ResendInvitationPayload {
    /// The person, who gets the mail within moments.
    pub member: Member,
}

/// Answer of `removeMember`.
#[derive(SimpleObject)]
pub struct RemoveMemberPayload {
    /// The person as they stay on record.
    pub member: Member,
}
