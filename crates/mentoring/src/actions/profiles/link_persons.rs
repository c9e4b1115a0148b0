use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{MemberId, Permission, Violation};
use serde_json::json;

use super::{demand_members, recheck};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::queries::profiles::holds_one_of;
use crate::storage::profiles as store;

/// Says of two seats that they are one person's, or that they only share a name. Equal names count as
/// one person until somebody says otherwise. Nobody says it of a seat of their own: the rule is there
/// to keep them from being matched with themselves. Sent again, it changes nothing.
///
/// # Errors
/// [`MentoringError`]: no coordinator, one seat named twice, no such member, a seat of one's own, the
/// database.
pub async fn link_persons(
    mentoring: &Mentoring,
    actor: &Actor,
    (one, other): (MemberId, MemberId),
    is_same: bool,
) -> Result<(), MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    if one == other {
        return Err(MentoringError::Invalid(vec![Violation::new(
            "input.otherId",
            "SAME_MEMBER",
            "Name two members.",
        )]));
    }
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            demand_members(connection, organization, &[one, other]).await?;
            if holds_one_of(connection, organization, actor.member_id, &[one, other]).await? {
                return Err(MentoringError::TooNear(
                    "one of the two is you or has your name, and nobody says that of themselves; ask \
                     another coordinator",
                ));
            }
            let by = (actor.member_id, mentoring.sources.now());
            store::save_person_link(connection, organization, (one, other), is_same, by).await?;
            let entry = AuditEntry {
                action: "persons_linked",
                subject: one.to_string(),
                details: json!({ "other": other, "same": is_same }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            recheck(connection, organization).await?;
            Ok(())
        })
        .await
}
