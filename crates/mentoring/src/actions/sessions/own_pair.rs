//! What the commands on one's own pair have in common.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::Connection;
use kernel::{MentoringSessionId, OrganizationId, PairId};

use crate::actions::pairs::sign_of_life;
use crate::error::MentoringError;
use crate::model::pair::Pair;
use crate::model::sessions::session::Session;
use crate::model::side::Side;
use crate::policy::{Stand, demand_side};
use crate::queries::sessions::{self as reads, About};
use crate::storage::pairs::lock_pair;
use crate::storage::sessions::meetings as store;

/// A pair that the person is one of, held until the transaction ends, and which side they are. To
/// everybody else it is as if there was none.
pub(super) async fn own_pair(
    connection: &mut Connection,
    actor: &Actor,
    id: PairId,
) -> Result<(Pair, Side), MentoringError> {
    let missing = || MentoringError::NotFound("pair");
    let pair = lock_pair(connection, actor.organization_id, id).await?.ok_or_else(missing)?;
    let side = Side::ALL.into_iter().find(|side| pair.member(*side) == actor.member_id);
    let side = demand_side(actor.roles, Stand { side, in_line: false })?;
    Ok((pair, side))
}

/// A session of a pair that the person is one of, both held, the pair first.
pub(super) async fn own_session(
    connection: &mut Connection,
    actor: &Actor,
    id: MentoringSessionId,
) -> Result<(Pair, Side, Session), MentoringError> {
    let missing = || MentoringError::NotFound("session");
    let organization = actor.organization_id;
    let seen = reads::session(connection, organization, id).await?.ok_or_else(missing)?;
    let (pair, side) = own_pair(connection, actor, seen.pair_id).await?;
    let session = store::lock(connection, organization, id).await?.ok_or_else(missing)?;
    Ok((pair, side, session))
}

/// Demands that what a session is to be about is the pair's own.
pub(super) async fn demand_own(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
    about: About,
) -> Result<(), MentoringError> {
    match reads::not_of_pair(connection, organization, pair, about).await? {
        None => Ok(()),
        Some(what) => Err(MentoringError::NotFound(what)),
    }
}

/// Demands that nobody changed it since the version that the client saw.
pub(super) fn demand_version(is: i32, expected: i32) -> Result<(), MentoringError> {
    if is == expected { Ok(()) } else { Err(MentoringError::Stale) }
}

/// Works out the last sign of life of a pair anew after its sessions changed.
pub(super) async fn renew_life(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
    now: DateTime<Utc>,
) -> Result<(), MentoringError> {
    let meetings = reads::meetings(connection, organization, pair.id, now).await?;
    let quiet_since = meetings.quiet_since(pair);
    if quiet_since != pair.quiet_since {
        sign_of_life(connection, organization, pair, quiet_since).await?;
    }
    Ok(())
}
