use auth::Actor;
use database::Connection;
use kernel::{PairId, Permission};

use super::accept::{over, too_late};
use super::notices::escalate;
use super::seat::{Seat, doing, own_seat};
use super::standing::Settled;
use super::step::take_step;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::{Event, step};
use crate::model::lists::SPARED_FROM;
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::model::pairs::escalation::EscalationKind;
use crate::model::side::Side;
use crate::model::texts::text_violation;
use crate::storage::pairs::{answer_of, declines_of_mentor, forbid_pair, insert_answer};

/// Longest reason, in characters.
const REASON_CHARS: usize = 1_000;

/// Says no to a proposal.
#[derive(Debug, Clone)]
pub struct DeclinePair {
    /// The proposal.
    pub pair_id: PairId,
    /// Why, if one likes to say; at most 1,000 characters. The coordinator alone reads it.
    pub reason: Option<String>,
}

/// Says no to a proposal, also after one's own yes while the other has not answered. The place is
/// free, and the two are not proposed to each other again within the cycle. Said again, it changes
/// nothing. Where it comes too late, the proposal expires.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, a reason that is too long,
/// [`MentoringError::TooLate`], a state without an answer to give, the database.
pub async fn decline_pair(
    mentoring: &Mentoring,
    actor: &Actor,
    input: DeclinePair,
) -> Result<Pair, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let reason = input.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let violation = reason.and_then(|text| text_violation("input.reason", text, REASON_CHARS));
    if let Some(violation) = violation {
        return Err(MentoringError::Invalid(vec![violation]));
    }
    mentoring
        .database
        .write(actor.organization_id, async |connection| {
            decline(connection, mentoring, actor, input.pair_id, reason).await
        })
        .await?
}

async fn decline(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
    reason: Option<&str>,
) -> Settled {
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    let Seat { pair, side } = own_seat(connection, actor, id).await?;
    let before = answer_of(connection, organization, id, side).await?;
    if before.as_deref() == Some("declined") {
        return Ok(Ok(pair));
    }
    if !pair.is_open() {
        return Ok(Err(over(connection, organization, &pair, now).await?));
    }
    let declining = doing(actor, Event::Decline, side);
    let can = pair.state().is_some_and(|from| step(from, Event::Decline, declining.by).is_ok());
    if can && let Some(late) = too_late(connection, mentoring, organization, &pair).await? {
        return Ok(Err(late));
    }
    let next =
        take_step(connection, mentoring, organization, &pair, declining, Change::NONE).await?;
    insert_answer(connection, organization, (id, side), ("declined", reason), now).await?;
    forbid_pair(connection, organization, &pair, now).await?;
    if side == Side::Mentor
        && declines_of_mentor(connection, organization, &pair).await? >= SPARED_FROM
    {
        let (kind, mentor) = (EscalationKind::AskedTooOften, Some(pair.mentor_id));
        escalate(connection, mentoring, organization, kind, None, mentor).await?;
    }
    Ok(Ok(next))
}
