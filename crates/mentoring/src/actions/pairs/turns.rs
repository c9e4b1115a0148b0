//! Commands that are one step of a pair's life and nothing else.

use auth::Actor;
use kernel::{PairId, Permission};

use super::seat::{Seat, any_seat, coordinators_seat, doing, own_seat};
use super::step::take_step;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::{Event, Party};
use crate::model::pair::Pair;
use crate::model::pairs::change::{Change, PauseReason};

/// Lets a pair rest: nothing is due meanwhile. For the two of it and for coordinators.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, a pair that is not active, the database.
pub async fn pause_pair(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
    reason: PauseReason,
) -> Result<Pair, MentoringError> {
    let change = Change { pause_reason: Some(reason), ..Change::NONE };
    as_anybody(mentoring, actor, id, Event::Pause, change).await
}

/// Ends the break of a pair. For the two of it and for coordinators.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, a pair that takes no break, the database.
pub async fn resume_pair(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
) -> Result<Pair, MentoringError> {
    as_anybody(mentoring, actor, id, Event::Resume, Change::NONE).await
}

/// Asks for another match. Nobody is to blame, and the other one is not told who asked.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, a pair without a signed agreement, the database.
pub async fn ask_for_rematch(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
) -> Result<Pair, MentoringError> {
    as_side(mentoring, actor, id, Event::AskRematch).await
}

/// Ends a pair before its time. No reasons are asked.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, a proposal, a pair that closes, the database.
pub async fn end_pair(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
) -> Result<Pair, MentoringError> {
    as_side(mentoring, actor, id, Event::EndEarly).await
}

/// Says that the goals are reached: the closing forms come next.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, a pair that is not active, the database.
pub async fn finish_pair(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
) -> Result<Pair, MentoringError> {
    as_side(mentoring, actor, id, Event::GoalsDone).await
}

/// After talks with each of the two they go on. For coordinators outside of the pair.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, one's own pair, a pair that does not wait for it, the
/// database.
pub async fn keep_pair(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
) -> Result<Pair, MentoringError> {
    as_coordinator(mentoring, actor, id, Event::KeepOn).await
}

/// After talks with each of the two the pair ends, and the learner gets another mentor by a run for
/// this learner alone: nobody else moves. For coordinators outside of the pair.
///
/// # Errors
/// As [`keep_pair`].
pub async fn release_for_rematch(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
) -> Result<Pair, MentoringError> {
    as_coordinator(mentoring, actor, id, Event::Rematch).await
}

async fn as_anybody(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
    event: Event,
    change: Change,
) -> Result<Pair, MentoringError> {
    if !actor.may(Permission::CoordinateMentoring) {
        actor.require(Permission::MeetInPair)?;
    }
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let (pair, party) = any_seat(connection, actor, id).await?;
            let doing = doing(actor, event, party);
            take_step(connection, mentoring, organization, &pair, doing, change).await
        })
        .await
}

async fn as_side(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
    event: Event,
) -> Result<Pair, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let Seat { pair, side } = own_seat(connection, actor, id).await?;
            let doing = doing(actor, event, side);
            take_step(connection, mentoring, organization, &pair, doing, Change::NONE).await
        })
        .await
}

async fn as_coordinator(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
    event: Event,
) -> Result<Pair, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let pair = coordinators_seat(connection, actor, id).await?;
            let doing = doing(actor, event, Party::Coordinator);
            take_step(connection, mentoring, organization, &pair, doing, Change::NONE).await
        })
        .await
}
