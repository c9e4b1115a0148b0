//! Domain types and decisions; pure.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use database::schema::{member, organization_profile};
use diesel::{Queryable, Selectable};
use kernel::{Email, MemberId, OrganizationId, Role, Violation, parse_time_zone};

use crate::error::AuthError;

#[cfg(test)]
mod tests;

/// Sign-in ends after this, however often its tokens are renewed.
pub(crate) const SESSION_LIFETIME: Duration = Duration::days(30);
/// A refresh token that is not used for so long is void.
pub(crate) const REFRESH_LIFETIME: Duration = Duration::days(14);
/// An invitation that is not accepted for so long is void.
pub(crate) const INVITATION_LIFETIME: Duration = Duration::days(14);
/// Over which time failed attempts are counted.
pub(crate) const ATTEMPT_WINDOW: Duration = Duration::minutes(15);
/// Attempts per e-mail address from one network address within the window.
pub(crate) const ATTEMPTS_PER_PAIR: i64 = 10;
/// Attempts per e-mail address from anywhere within the window. Far above the one before: whoever
/// knows an address could otherwise lock its owner out from the other end of the world.
pub(crate) const ATTEMPTS_PER_EMAIL: i64 = 100;
/// Attempts per network address within the window; an office shares one.
pub(crate) const ATTEMPTS_PER_ADDRESS: i64 = 100;

/// Over which time ordered invitations are counted.
pub(crate) const INVITATION_WINDOW: Duration = Duration::hours(24);
/// Invitations that may be ordered for one person within the window.
pub(crate) const INVITATIONS_PER_MEMBER: usize = 3;
/// Invitations of single people that one organisation may order within the window. Those of a file
/// of learners do not count.
pub(crate) const INVITATIONS_PER_ORGANIZATION: usize = 500;

/// Roles that are given; the others follow from facts.
pub(crate) const GIVEN_ROLES: [Role; 5] =
    [Role::Admin, Role::Coordinator, Role::Facilitator, Role::Mentor, Role::Sponsor];

const PASSWORD_BYTES: std::ops::RangeInclusive<usize> = 8..=1024;
const NAME_CHARS: usize = 200;
const SLUG_BYTES: usize = 63;

/// A person in an organisation.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = member)]
pub struct Member {
    /// The person's id here.
    pub id: MemberId,
    /// The address to write to, in lower case.
    pub email: String,
    /// The name to show.
    pub name: String,
    /// The part of the organisation.
    pub unit: Option<String>,
    /// Whom the person reports to.
    pub manager_id: Option<MemberId>,
    /// The person's IANA time zone; the organisation's if absent.
    pub time_zone: Option<String>,
    /// When the last invitation went out.
    pub invited_at: Option<DateTime<Utc>>,
    /// When the first invitation was accepted.
    pub joined_at: Option<DateTime<Utc>>,
    /// When the person left, unless they were invited again since.
    pub left_at: Option<DateTime<Utc>>,
}

impl Member {
    /// Whether mails may go to the person; the one place that says so for invitations and reports.
    pub const fn gets_mail(&self) -> bool {
        self.left_at.is_none()
    }

    /// Whether the person can sign in here.
    pub(crate) const fn is_in(&self) -> bool {
        self.joined_at.is_some() && self.left_at.is_none()
    }
}

/// Shows the id only: a debugging line is no place for names and addresses.
impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Member").field(&self.id).finish()
    }
}

/// What an organisation says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = organization_profile)]
pub struct OrganizationProfile {
    /// Its id.
    #[diesel(column_name = organization_id)]
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its IANA time zone.
    pub time_zone: String,
}

/// An account's place in one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub(crate) struct Membership {
    pub(crate) organization_id: OrganizationId,
    pub(crate) slug: String,
    pub(crate) member_id: MemberId,
}

/// Failed attempts on one e-mail or network address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failures {
    pub(crate) count: i64,
    pub(crate) oldest: DateTime<Utc>,
}

/// An invitation of a single person that somebody ordered.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub(crate) struct OrderedInvitation {
    /// Whom it invites, as the audit log has it.
    pub(crate) subject: String,
    /// When it was ordered.
    pub(crate) at: DateTime<Utc>,
}

/// Whether one more may be ordered for this person, given all of the window, oldest first.
pub(crate) fn admit_invitation(
    ordered: &[OrderedInvitation],
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    let subject = member.to_string();
    let to_them = ordered.iter().filter(|one| one.subject == subject).map(|one| one.at).collect();
    let of_all = ordered.iter().map(|one| one.at).collect();
    let quotas: [(Vec<DateTime<Utc>>, usize, &'static str); 2] = [
        (to_them, INVITATIONS_PER_MEMBER, "for this person"),
        (of_all, INVITATIONS_PER_ORGANIZATION, "of single people"),
    ];
    for (moments, most, what) in quotas {
        if let Some(again_at) = room_at(&moments, most) {
            let seconds = seconds_until(again_at, now);
            return Err(AuthError::TooManyInvitations { what, most, again_at, seconds });
        }
    }
    Ok(())
}

/// When there is room for one more, if there is none now: when the last of those that are too many
/// is out of the window.
fn room_at(oldest_first: &[DateTime<Utc>], most: usize) -> Option<DateTime<Utc>> {
    let last_too_many = oldest_first.len().checked_sub(most)?;
    Some(*oldest_first.get(last_too_many)? + INVITATION_WINDOW)
}

/// Which organisation to sign in to; asked only after the password was right, since the answer
/// names organisations.
pub(crate) fn choose_membership<'m>(
    memberships: &'m [Membership],
    wanted: Option<&str>,
) -> Result<&'m Membership, AuthError> {
    let slugs = || memberships.iter().map(|one| one.slug.as_str()).collect::<Vec<_>>().join(", ");
    let invalid = |code, message| {
        Err(AuthError::Invalid(vec![Violation::new("input.organization", code, message)]))
    };
    match (memberships, wanted) {
        ([], _) => Err(AuthError::WrongCredentials),
        (_, Some(slug)) => match memberships.iter().find(|one| one.slug == slug) {
            Some(membership) => Ok(membership),
            None => invalid(
                "ORGANIZATION_UNKNOWN",
                format!("you are not a member of it; choose one of: {}", slugs()),
            ),
        },
        ([only], None) => Ok(only),
        (_, None) => invalid(
            "ORGANIZATION_REQUIRED",
            format!("you are a member of several; choose one of: {}", slugs()),
        ),
    }
}

/// How many seconds to wait, if `failures`, which count the present attempt, are more than `limit`.
pub(crate) fn wait_seconds(failures: Failures, limit: i64, now: DateTime<Utc>) -> Option<u32> {
    if failures.count <= limit {
        return None;
    }
    Some(seconds_until(failures.oldest + ATTEMPT_WINDOW, now))
}

/// Whole seconds, at least one.
fn seconds_until(moment: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    u32::try_from((moment - now).num_milliseconds()).unwrap_or(0).div_ceil(1000).max(1)
}

/// What counts as one network address: of IPv6, the half that a provider gives to one customer.
pub(crate) fn address_key(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

pub(crate) fn is_password_length(password: &str) -> bool {
    PASSWORD_BYTES.contains(&password.len())
}

/// Collects what is wrong with an input, so that all of it is said at once.
#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<Violation>);

impl Checks {
    /// The value, or `None` and a violation at `input.<field>`.
    fn take<T>(
        &mut self,
        value: Option<T>,
        field: &str,
        code: &'static str,
        message: &str,
    ) -> Option<T> {
        if value.is_none() {
            self.0.push(Violation::new(format!("input.{field}"), code, message));
        }
        value
    }

    pub(crate) fn email(&mut self, field: &str, text: &str) -> Option<Email> {
        match Email::parse(text) {
            Ok(email) => Some(email),
            Err(error) => self.take(None, field, "INVALID_EMAIL", &error.to_string()),
        }
    }

    pub(crate) fn name(&mut self, field: &str, text: &str) -> Option<String> {
        let name = text.trim();
        let fits =
            (1..=NAME_CHARS).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        let message = "a name has 1 to 200 characters on one line";
        self.take(fits.then(|| name.to_owned()), field, "INVALID_NAME", message)
    }

    pub(crate) fn time_zone(&mut self, field: &str, text: &str) -> Option<String> {
        let zone = parse_time_zone(text).map(|zone| zone.name().to_owned());
        self.take(zone, field, "UNKNOWN_TIME_ZONE", "take an IANA time zone such as Europe/Warsaw")
    }

    pub(crate) fn slug(&mut self, field: &str, text: &str) -> Option<String> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = (1..=SLUG_BYTES).contains(&text.len())
            && text.chars().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        let message = "a slug has 1 to 63 of a-z, 0-9 and `-`, with no `-` at either end";
        self.take(fits.then(|| text.to_owned()), field, "INVALID_SLUG", message)
    }

    pub(crate) fn password(&mut self, field: &str, text: &str) -> Option<()> {
        let message = "a password has 8 to 1024 bytes";
        self.take(is_password_length(text).then_some(()), field, "PASSWORD_LENGTH", message)
    }

    /// The roles in order, each once.
    pub(crate) fn roles(&mut self, field: &str, roles: &[Role]) -> Option<Vec<Role>> {
        let fits = !roles.is_empty() && roles.iter().all(|role| GIVEN_ROLES.contains(role));
        let wanted = || GIVEN_ROLES.into_iter().filter(|role| roles.contains(role)).collect();
        let message = "give one or more of admin, coordinator, facilitator, mentor and sponsor; \
                       the others follow from facts";
        self.take(fits.then(wanted), field, "INVALID_ROLES", message)
    }

    /// The error, once a check answered `None`.
    pub(crate) fn into_error(self) -> AuthError {
        AuthError::Invalid(self.0)
    }

    pub(crate) fn passed(&self) -> bool {
        self.0.is_empty()
    }
}
