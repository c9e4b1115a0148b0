//! Short lists and ranks.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use database::schema::{mentor_rank, short_list};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, MemberId, OrganizationId};
use serde_json::Value;

use super::inputs::Ranks;
use crate::model::lists::Reasons;

/// A mentor of somebody's short list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMentor {
    /// The place in the list, from 1.
    pub position: i16,
    /// Who it is.
    pub mentor_id: MemberId,
    /// How well the two fitted when the list was made, 0 to 100.
    pub score: i16,
    /// Why.
    pub reasons: Option<Reasons>,
    /// When the list was offered, UTC.
    pub offered_at: DateTime<Utc>,
}

/// The short list of a learner in a cycle, best first.
///
/// # Errors
/// When the statement fails.
pub async fn short_list_of(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    learner: MemberId,
) -> Result<Vec<ListedMentor>, DatabaseError> {
    use short_list as s;
    let rows: Vec<(i16, MemberId, i16, Value, DateTime<Utc>)> = s::table
        .filter(s::organization_id.eq(organization))
        .filter(s::cycle_id.eq(cycle))
        .filter(s::learner_id.eq(learner))
        .order(s::position)
        .select((s::position, s::mentor_id, s::score, s::reasons, s::offered_at))
        .load(connection)
        .await?;
    let listed = rows.into_iter().map(|(position, mentor_id, score, reasons, offered_at)| {
        let reasons = Reasons::from_value(reasons);
        ListedMentor { position, mentor_id, score, reasons, offered_at }
    });
    Ok(listed.collect())
}

/// The mentors that a learner ranked in a cycle, first to last.
///
/// # Errors
/// When the statement fails.
pub async fn ranks_of(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    learner: MemberId,
) -> Result<Vec<MemberId>, DatabaseError> {
    use mentor_rank as r;
    Ok(r::table
        .filter(r::organization_id.eq(organization))
        .filter(r::cycle_id.eq(cycle))
        .filter(r::learner_id.eq(learner))
        .order(r::rank)
        .select(r::mentor_id)
        .load(connection)
        .await?)
}

/// All ranks of a cycle.
pub(super) async fn ranks_of_cycle(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
) -> Result<Ranks, DatabaseError> {
    use mentor_rank as r;
    let rows: Vec<(MemberId, MemberId)> = r::table
        .filter(r::organization_id.eq(organization))
        .filter(r::cycle_id.eq(cycle))
        .order((r::learner_id, r::rank))
        .select((r::learner_id, r::mentor_id))
        .load(connection)
        .await?;
    let mut ranks = Ranks::new();
    for (learner, mentor) in rows {
        ranks.entry(learner).or_default().push(mentor);
    }
    Ok(ranks)
}

/// The learners who ranked anybody in a cycle.
///
/// # Errors
/// When the statement fails.
pub async fn learners_ranked(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
) -> Result<HashSet<MemberId>, DatabaseError> {
    use mentor_rank as r;
    let rows: Vec<MemberId> = r::table
        .filter(r::organization_id.eq(organization))
        .filter(r::cycle_id.eq(cycle))
        .select(r::learner_id)
        .distinct()
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
