use kernel::{AccountId, MemberId, OrganizationId, Permission, RoleSet, SessionId};

use crate::error::Denied;

/// Who is asking: a member of one organisation, with the roles that hold at this moment. The
/// organisation comes from the token, never from an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The organisation that the token names.
    pub organization_id: OrganizationId,
    /// The person in that organisation.
    pub member_id: MemberId,
    /// The sign-in behind the person.
    pub account_id: AccountId,
    /// The session that the token belongs to.
    pub session_id: SessionId,
    /// What the person is here, now.
    pub roles: RoleSet,
}

impl Actor {
    /// Whether any role grants the permission.
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.grants(permission)
    }

    /// Demands a permission.
    ///
    /// # Errors
    /// [`Denied`] when no role grants it.
    pub fn require(&self, permission: Permission) -> Result<(), Denied> {
        if self.may(permission) { Ok(()) } else { Err(Denied(permission)) }
    }
}

/// Whom a valid access token stands for, before the roles are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The organisation that the token names.
    pub organization_id: OrganizationId,
    /// The person in that organisation.
    pub member_id: MemberId,
    /// The sign-in behind the person.
    pub account_id: AccountId,
    /// The session that the token belongs to.
    pub session_id: SessionId,
}

impl Identity {
    /// The same person with the roles that hold now.
    pub const fn with_roles(self, roles: RoleSet) -> Actor {
        Actor {
            organization_id: self.organization_id,
            member_id: self.member_id,
            account_id: self.account_id,
            session_id: self.session_id,
            roles,
        }
    }
}
