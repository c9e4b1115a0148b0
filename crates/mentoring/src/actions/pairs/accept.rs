use auth::Actor;
use chrono::{DateTime, Utc};
use database::Connection;
use kernel::{OrganizationId, PairId, Permission};

use super::seat::{Seat, doing, own_seat};
use super::standing::{Settled, impossible, left, parted};
use super::step::{Doing, take_step};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::exclusion::Rule;
use crate::model::life::{Event, Place, State, Timer, step};
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::queries::calendar::work_calendar;
use crate::queries::pairs::due_at;
use crate::storage::pairs::{answer_of, insert_answer};
use crate::storage::profiles::lock_mentors;

/// Says yes to a proposal. With the second yes the pair takes a place of the mentor for good. Said
/// again, it changes nothing. Where it comes too late, a rule stands against the two or others took
/// the last place, the proposal is over, and the coordinator is told.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, [`MentoringError::TooLate`],
/// [`MentoringError::PlaceTaken`], [`MentoringError::Impossible`], a state without an answer to give,
/// the database.
pub async fn accept_pair(
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
) -> Result<Pair, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    mentoring
        .database
        .write(actor.organization_id, async |connection| {
            accept(connection, mentoring, actor, id).await
        })
        .await?
}

async fn accept(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    id: PairId,
) -> Settled {
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    let Seat { pair, side } = own_seat(connection, actor, id).await?;
    let before = answer_of(connection, organization, id, side).await?;
    if before.as_deref() == Some("accepted") {
        return Ok(Ok(pair));
    }
    if !pair.is_open() {
        return Ok(Err(over(connection, organization, &pair, now).await?));
    }
    let accepting = doing(actor, Event::Accept, side);
    let taken = pair.state().and_then(|from| step(from, Event::Accept, accepting.by).ok());
    if let Some(taken) = taken {
        if let Some(late) = too_late(connection, mentoring, organization, &pair).await? {
            return Ok(Err(late));
        }
        let last_day = pair.ends_on;
        if let Some(why) = parted(connection, mentoring, organization, &pair, last_day).await? {
            return Ok(Err(why));
        }
        if taken.place == Place::Take && !has_place(connection, organization, &pair).await? {
            let change = Change { place_gone: true, ..Change::NONE };
            let gone = Doing::by_itself(Event::TimeOut);
            take_step(connection, mentoring, organization, &pair, gone, change).await?;
            return Ok(Err(MentoringError::PlaceTaken));
        }
        insert_answer(connection, organization, (id, side), ("accepted", None), now).await?;
    }
    let next =
        take_step(connection, mentoring, organization, &pair, accepting, Change::NONE).await?;
    Ok(Ok(next))
}

/// Whether the mentor has a place left for good; holds the mentor's profile until the transaction
/// ends.
async fn has_place(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
) -> Result<bool, MentoringError> {
    let places = lock_mentors(connection, organization, &[pair.mentor_id]).await?;
    Ok(places.first().is_some_and(|places| places.taken < places.places))
}

/// Whether the time to answer a proposal, which the caller holds, is over. Then it expires.
pub(super) async fn too_late(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    pair: &Pair,
) -> Result<Option<MentoringError>, MentoringError> {
    let due = due_at(connection, organization, pair.id, Timer::AnswerEnd).await?;
    if due.is_none_or(|due| mentoring.sources.now() < due) {
        return Ok(None);
    }
    let expiring = Doing::by_itself(Event::TimeOut);
    take_step(connection, mentoring, organization, pair, expiring, Change::NONE).await?;
    Ok(Some(MentoringError::TooLate))
}

/// Why a proposal is over that somebody still answers.
pub(super) async fn over(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
    now: DateTime<Utc>,
) -> Result<MentoringError, MentoringError> {
    Ok(match pair.state() {
        Some(State::Expired) => {
            let both = [pair.learner_id, pair.mentor_id];
            let people = auth::queries::members_by_ids(connection, organization, &both).await?;
            let calendar = work_calendar(connection, organization).await?;
            let rules = State::Proposed.timers().iter();
            let mut ends = rules.filter(|rule| rule.timer == Timer::AnswerEnd);
            let anchors = pair.anchors(pair.proposed_at);
            let was_due = ends.any(|rule| rule.due_at(&anchors, &calendar) <= now);
            if people.iter().any(|person| !person.gets_mail()) {
                left()
            } else if was_due {
                MentoringError::TooLate
            } else {
                MentoringError::PlaceTaken
            }
        }
        Some(State::Impossible) => {
            let rule = pair.broken_rule.as_deref().and_then(Rule::parse);
            impossible(rule.unwrap_or(Rule::SamePerson).words_for_the_pair())
        }
        _ => {
            let words = "this proposal is over, and there is nothing to answer; when there is another \
                         one, your pairs show it";
            MentoringError::Refused(words.to_owned())
        }
    })
}
