use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{MemberId, Permission, Role, Violation};
use serde_json::json;

use super::{recheck, require_either};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::queries::profiles::{blocks_of, has_mentored};
use crate::storage::profiles as store;

/// People whom one person may block.
const MOST_BLOCKS: usize = 100;

/// Says that one does not want to meet somebody in mentoring, or takes it back. Nobody else reads it,
/// the audit log does not name the other, and an open pair ends for a reason that shows to nobody. A
/// guest knows nobody here but their own mentees. Sent again, it changes nothing. Returns whether it
/// changed something.
///
/// # Errors
/// [`MentoringError`]: neither learner nor mentor, oneself, nobody who learns or mentors here, too many,
/// the database.
pub async fn set_block(
    mentoring: &Mentoring,
    actor: &Actor,
    other: MemberId,
    is_blocked: bool,
) -> Result<bool, MentoringError> {
    require_either(actor, Permission::SeekMentor, Permission::OfferMentoring)?;
    if other == actor.member_id {
        return Err(MentoringError::Invalid(vec![Violation::new(
            "input.memberId",
            "ONESELF",
            "Name somebody else.",
        )]));
    }
    let organization = actor.organization_id;
    let sides = (actor.member_id, other);
    mentoring
        .database
        .write(organization, async |connection| {
            let changed = if is_blocked {
                demand_known(connection, actor, other).await?;
                let there = blocks_of(connection, organization, actor.member_id).await?;
                let is_new = there.iter().all(|block| block.member_id != other);
                if is_new && there.len() >= MOST_BLOCKS {
                    return Err(MentoringError::Refused(format!(
                        "you have blocked {MOST_BLOCKS} people; take one back first, or close your \
                         profile"
                    )));
                }
                let now = mentoring.sources.now();
                store::insert_block(connection, organization, sides, now).await?
            } else {
                store::drop_block(connection, organization, sides).await?
            };
            if changed {
                let entry = AuditEntry {
                    action: "mentoring_block_set",
                    subject: actor.member_id.to_string(),
                    details: json!({ "blocked": is_blocked }),
                };
                audit::record(connection, &mentoring.sources, actor, entry).await?;
                recheck(connection, organization).await?;
            }
            Ok(changed)
        })
        .await
}

/// Demands somebody who learns or mentors here, and whom the person may know of.
async fn demand_known(
    connection: &mut Connection,
    actor: &Actor,
    other: MemberId,
) -> Result<(), MentoringError> {
    let organization = actor.organization_id;
    let roles = auth::queries::roles(connection, organization, other).await?;
    let takes_part = roles.contains(Role::Learner) || roles.contains(Role::Mentor);
    let is_hidden = auth::queries::is_guest(connection, actor).await?
        && !has_mentored(connection, organization, (actor.member_id, other)).await?;
    if takes_part && !is_hidden { Ok(()) } else { Err(MentoringError::NotFound("member")) }
}
