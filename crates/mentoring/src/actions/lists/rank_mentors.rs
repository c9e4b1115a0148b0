use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{CycleId, MemberId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::lists::check_ranks;
use crate::queries::lists::{ranks_of, short_list_of};
use crate::storage::lists as storage;
use crate::storage::runs::lock_cycle;

/// Ranks up to five mentors of the learner's short list, first to last, in place of what was ranked
/// before; none takes the ranks back. The same ranks again change nothing, so it needs no idempotency
/// key.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such cycle for the learner or no list in it yet, ranks that are
/// not of the list, a cycle that takes no ranks any more, the database.
pub async fn rank_mentors(
    mentoring: &Mentoring,
    actor: &Actor,
    cycle_id: CycleId,
    ranks: &[MemberId],
) -> Result<(), MentoringError> {
    actor.require(Permission::SeekMentor)?;
    let (organization, learner) = (actor.organization_id, actor.member_id);
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            let cycle = lock_cycle(connection, organization, cycle_id)
                .await?
                .ok_or(MentoringError::NotFound("cycle"))?;
            let list = short_list_of(connection, organization, cycle_id, learner).await?;
            if list.is_empty() {
                // Somebody without a list is not asked, and does not see that the cycle exists.
                return Err(MentoringError::NotFound("cycle"));
            }
            let before = ranks_of(connection, organization, cycle_id, learner).await?;
            if before == ranks {
                return Ok(());
            }
            if !cycle.takes_ranks(now) {
                return Err(MentoringError::Refused(
                    "the time to rank mentors is over; the coordinator can still pin a pair"
                        .to_owned(),
                ));
            }
            let listed: Vec<MemberId> = list.iter().map(|card| card.mentor_id).collect();
            let violations = check_ranks(ranks, &listed);
            if !violations.is_empty() {
                return Err(MentoringError::Invalid(violations));
            }
            storage::replace_ranks(connection, organization, cycle_id, (learner, ranks), now)
                .await?;
            let entry = AuditEntry {
                action: "mentors_ranked",
                subject: cycle_id.to_string(),
                details: json!({ "ranks": ranks.len() }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}
