use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{PairId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::policy::demand_side;
use crate::queries::pair::pairs_by_ids;
use crate::queries::stands::stands;
use crate::storage::profiles as store;

/// Says that one would like to be matched once more with the other side of an ended pair, or takes it
/// back. It counts when both say so. Sent again, it changes nothing. Returns whether it changed
/// something.
///
/// # Errors
/// [`MentoringError`]: not one of the pair, a pair that is not over, the database.
pub async fn ask_for_pair_again(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
    asks: bool,
) -> Result<bool, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let stand = stands(connection, actor, &[id]).await?.remove(&id).unwrap_or_default();
            let side = demand_side(actor.roles, stand)?;
            let pair = pairs_by_ids(connection, organization, &[id])
                .await?
                .pop()
                .ok_or(MentoringError::NotFound("pair"))?;
            if pair.is_open() {
                return Err(MentoringError::Refused(
                    "this pair is not over yet; say so once it has ended, or in your closing form"
                        .to_owned(),
                ));
            }
            let sides = (actor.member_id, pair.member(side.other()));
            let changed = if asks {
                let now = mentoring.sources.now();
                store::insert_pair_again(connection, organization, sides, now).await?
            } else {
                store::drop_pair_again(connection, organization, sides).await?
            };
            if changed {
                let entry = AuditEntry {
                    action: "pair_again_set",
                    subject: id.to_string(),
                    details: json!({ "asks": asks }),
                };
                audit::record(connection, &mentoring.sources, actor, entry).await?;
            }
            Ok(changed)
        })
        .await
}
