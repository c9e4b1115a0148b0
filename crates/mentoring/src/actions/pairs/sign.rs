use auth::Actor;
use database::Connection;
use kernel::{PairId, Permission};

use super::seat::{Seat, doing, own_seat};
use super::standing::{Settled, parted};
use super::step::take_step;
use super::write_agreement::demand_accepted;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::Event;
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::queries::calendar::today;
use crate::storage::pairs::{lock_agreement, set_signed};

/// Signs an agreement.
#[derive(Debug, Clone, Copy)]
pub struct SignAgreement {
    /// The pair.
    pub pair_id: PairId,
    /// The version of the agreement that the client read.
    pub expected_version: i32,
}

/// Signs the agreement of a pair as it is written. With the second signature it stands, and its last
/// day becomes that of the pair. Signed again, it changes nothing.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, [`MentoringError::Stale`] for another text than the
/// one that was read, a last day that is over, [`MentoringError::Impossible`], the database.
pub async fn sign_agreement(
    mentoring: &Mentoring,
    actor: &Actor,
    input: SignAgreement,
) -> Result<Pair, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    mentoring
        .database
        .write(actor.organization_id, async |connection| {
            sign(connection, mentoring, actor, input).await
        })
        .await?
}

async fn sign(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    input: SignAgreement,
) -> Settled {
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    let Seat { pair, side } = own_seat(connection, actor, input.pair_id).await?;
    let agreement = lock_agreement(connection, organization, pair.id).await?;
    let is_same = agreement.is_some_and(|one| one.version == input.expected_version);
    if is_same && agreement.is_some_and(|one| one.has_signed(side)) {
        return Ok(Ok(pair));
    }
    demand_accepted(&pair)?;
    let Some(agreement) = agreement.filter(|_| is_same) else {
        return Err(MentoringError::Stale);
    };
    let today = today(connection, organization, now).await?;
    if agreement.ends_on <= today {
        let words = "the last day of the agreement is over; write another one and sign that";
        return Err(MentoringError::Refused(words.to_owned()));
    }
    // The agreement may outlast what was proposed.
    let last_day = agreement.ends_on.max(pair.ends_on);
    if let Some(why) = parted(connection, mentoring, organization, &pair, last_day).await? {
        return Ok(Err(why));
    }
    set_signed(connection, organization, pair.id, side, now).await?;
    let is_last = agreement.has_signed(side.other());
    let event = if is_last { Event::SignLast } else { Event::SignFirst };
    let ends_on = is_last.then_some(agreement.ends_on);
    let change = Change { ends_on, ..Change::NONE };
    let signing = doing(actor, event, side);
    let next = take_step(connection, mentoring, organization, &pair, signing, change).await?;
    Ok(Ok(next))
}
