//! As whom somebody acts in a pair.

use auth::Actor;
use database::Connection;
use kernel::{PairId, Permission};

use super::step::Doing;
use crate::error::MentoringError;
use crate::model::life::{Event, Party};
use crate::model::pair::Pair;
use crate::model::side::Side;
use crate::policy::{self, Stand, View};
use crate::queries::stands::stands;
use crate::storage::pairs::lock_pair;

/// A pair that the transaction holds, and the side that the person is.
pub(super) struct Seat {
    pub(super) pair: Pair,
    pub(super) side: Side,
}

const fn missing() -> MentoringError {
    MentoringError::NotFound("pair")
}

async fn stand(
    connection: &mut Connection,
    actor: &Actor,
    id: PairId,
) -> Result<Stand, MentoringError> {
    stands(connection, actor, &[id]).await?.remove(&id).ok_or_else(missing)
}

/// Takes hold of a pair as one of the two.
///
/// # Errors
/// [`MentoringError::Denied`] for who meets in no pair, [`MentoringError::NotFound`] for who is not
/// in this one.
pub(super) async fn own_seat(
    connection: &mut Connection,
    actor: &Actor,
    id: PairId,
) -> Result<Seat, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let side = policy::demand_side(actor.roles, stand(connection, actor, id).await?)?;
    let pair = lock_pair(connection, actor.organization_id, id).await?.ok_or_else(missing)?;
    Ok(Seat { pair, side })
}

/// Takes hold of a pair as one of the two, or as its coordinator.
///
/// # Errors
/// As [`own_seat`], and [`MentoringError::TooNear`] for a coordinator to whom one of the two reports.
pub(super) async fn any_seat(
    connection: &mut Connection,
    actor: &Actor,
    id: PairId,
) -> Result<(Pair, Party), MentoringError> {
    if !actor.may(Permission::CoordinateMentoring) {
        actor.require(Permission::MeetInPair)?;
    }
    let stand = stand(connection, actor, id).await?;
    let party = match policy::view(actor.roles, stand) {
        Some(View::Side(side)) => side.into(),
        Some(View::Coordinator) => {
            policy::demand_coordinator(actor.roles, stand)?;
            Party::Coordinator
        }
        None => return Err(missing()),
    };
    let pair = lock_pair(connection, actor.organization_id, id).await?.ok_or_else(missing)?;
    Ok((pair, party))
}

/// Takes hold of a pair as its coordinator.
///
/// # Errors
/// [`MentoringError::Denied`] for who coordinates nothing, [`MentoringError::NotFound`] without such a
/// pair, [`MentoringError::TooNear`] for one of the two and for somebody to whom one of them reports.
pub(super) async fn coordinators_seat(
    connection: &mut Connection,
    actor: &Actor,
    id: PairId,
) -> Result<Pair, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let stand = stand(connection, actor, id).await?;
    policy::demand_coordinator(actor.roles, stand)?;
    lock_pair(connection, actor.organization_id, id).await?.ok_or_else(missing)
}

/// Something that a person does.
pub(super) fn doing(actor: &Actor, event: Event, by: impl Into<Party>) -> Doing {
    Doing { event, by: by.into(), actor: Some(actor.member_id) }
}
