//! What happens to pairs by itself.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use database::Connection;
use kernel::{MemberId, OrganizationId, PairId};

use super::notices::{escalate, queue_mails};
use super::step::{Doing, Stepping, take_step_by};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::{Event, Fires, Party, State, Timer, step};
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::model::pairs::escalation::EscalationKind;
use crate::model::pairs::letters::MailKind;
use crate::model::side::Side;
use crate::queries::calendar::work_calendar;
use crate::queries::pairs::due_at;
use crate::storage::pairs::{
    DueTimer, NewMail, TimerRow, delete_timer, due_timers, insert_timers, lock_due_pairs,
    lock_free_pairs, pairs_with_leavers, settle_quiet,
};
use crate::storage::profiles::lock_mentors;

/// Most timers and pairs of one transaction.
const CHUNK: i64 = 200;

/// A reminder that could not be written for so long is not made up for; a warning is.
const STILL_USEFUL: Duration = Duration::days(2);

/// Fires timers that are due, oldest first, and returns how many; call it until there are none. Done
/// twice, it changes nothing the second time.
///
/// # Errors
/// When the database fails.
pub(crate) async fn fire_timers(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<usize, MentoringError> {
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            let pairs = lock_due_pairs(connection, organization, now, CHUNK).await?;
            if pairs.is_empty() {
                return Ok(0);
            }
            let calendar = &work_calendar(connection, organization).await?;
            let stepping = Stepping { mentoring, organization, calendar };
            hold_mentors(connection, organization, &pairs).await?;
            let ids: Vec<PairId> = pairs.iter().map(|pair| pair.id).collect();
            let due = due_timers(connection, organization, &ids, now).await?;
            let mut stepped = HashSet::new();
            for timer in &due {
                let pair = pairs.iter().find(|pair| pair.id == timer.pair_id);
                let Some(pair) = pair.filter(|pair| !stepped.contains(&pair.id)) else { continue };
                delete_timer(connection, organization, timer).await?;
                if fire(connection, stepping, pair, timer).await? {
                    // Its other timers were laid anew.
                    stepped.insert(pair.id);
                }
            }
            Ok(due.len())
        })
        .await
}

/// Lets those pairs end of which one side has left, and returns how many; call it until there are
/// none.
///
/// # Errors
/// When the database fails.
pub(crate) async fn part_from_leavers(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<usize, MentoringError> {
    mentoring
        .database
        .write(organization, async |connection| {
            let ids = pairs_with_leavers(connection, organization, CHUNK).await?;
            if ids.is_empty() {
                return Ok(0);
            }
            let pairs = lock_free_pairs(connection, organization, &ids).await?;
            hold_mentors(connection, organization, &pairs).await?;
            let calendar = &work_calendar(connection, organization).await?;
            let stepping = Stepping { mentoring, organization, calendar };
            let mut ended = 0;
            for pair in pairs.iter().filter(|pair| pair.is_open()) {
                let leaving = Doing::by_itself(Event::Leave);
                take_step_by(connection, stepping, pair, leaving, Change::NONE).await?;
                ended += 1;
            }
            Ok(ended)
        })
        .await
}

/// Settles what the coordinator was told of pairs that have been heard of since.
///
/// # Errors
/// When the database fails.
pub(crate) async fn settle_heard_of(
    mentoring: &Mentoring,
    organization: OrganizationId,
) -> Result<(), MentoringError> {
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            Ok(settle_quiet(connection, organization, now).await?)
        })
        .await
}

/// Holds the profiles of the pairs' mentors in the order in which everybody takes hold of them.
async fn hold_mentors(
    connection: &mut Connection,
    organization: OrganizationId,
    pairs: &[Pair],
) -> Result<(), MentoringError> {
    let mut mentors: Vec<MemberId> = pairs.iter().map(|pair| pair.mentor_id).collect();
    mentors.sort_unstable();
    mentors.dedup();
    lock_mentors(connection, organization, &mentors).await?;
    Ok(())
}

/// Does what a timer is for, and says whether other timers of the pair were laid anew with it. A timer
/// that does not belong to the pair's state does nothing.
async fn fire(
    connection: &mut Connection,
    stepping: Stepping<'_>,
    pair: &Pair,
    due: &DueTimer,
) -> Result<bool, MentoringError> {
    let Stepping { mentoring, organization, .. } = stepping;
    let state = pair.state().filter(|_| pair.is_open());
    let (Some(state), Some(timer)) = (state, Timer::parse(&due.timer)) else { return Ok(false) };
    match timer.fires() {
        Fires::Step(event) if step(state, event, Party::System).is_ok() => {
            let doing = Doing::by_itself(event);
            take_step_by(connection, stepping, pair, doing, Change::NONE).await?;
            return Ok(true);
        }
        Fires::Step(_) => {}
        Fires::Escalation => {
            let kind = EscalationKind::Quiet;
            escalate(connection, mentoring, organization, kind, Some(pair.id), None).await?;
        }
        Fires::Mail => {
            let is_late = mentoring.sources.now() - due.due_at >= STILL_USEFUL;
            if is_late && timer != Timer::Warning {
                return Ok(false);
            }
            let mails = reminders(pair, state, timer, due.due_at);
            queue_mails(connection, mentoring, organization, &mails).await?;
            if is_late {
                put_off_end(connection, stepping, pair, due).await?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Puts off the end of a pair that is warned late, so that nobody is ended unwarned: the time from the
/// warning to the end stays what it is.
async fn put_off_end(
    connection: &mut Connection,
    stepping: Stepping<'_>,
    pair: &Pair,
    warning: &DueTimer,
) -> Result<(), MentoringError> {
    let Stepping { mentoring, organization, calendar } = stepping;
    let end = due_at(connection, organization, pair.id, Timer::QuietEnd).await?;
    let Some(end) = end else { return Ok(()) };
    let moved = mentoring.sources.now() + (end - warning.due_at);
    let due_at = calendar.end_of(calendar.day_of(moved));
    let row = TimerRow { pair_id: pair.id, timer: Timer::QuietEnd, due_at };
    Ok(insert_timers(connection, organization, &[row]).await?)
}

/// Who is reminded of what, once for the moment at which it fell due.
fn reminders(pair: &Pair, state: State, timer: Timer, due_at: DateTime<Utc>) -> Vec<NewMail> {
    let kind = match timer {
        Timer::AnswerReminder => MailKind::AnswerReminder,
        Timer::Warning => MailKind::Warning,
        _ => MailKind::Nudge,
    };
    let answered = match state {
        State::MenteeAccepted => Some(Side::Learner),
        State::MentorAccepted => Some(Side::Mentor),
        _ => None,
    };
    let asked = Side::ALL.into_iter().filter(|side| Some(*side) != answered);
    asked
        .map(|side| NewMail {
            member_id: pair.member(side),
            pair_id: Some(pair.id),
            kind,
            occasion: format!("{}:{}", pair.id, due_at.timestamp()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn pair() -> Pair {
        let at: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().expect("a time");
        let id = Uuid::from_u128(1);
        Pair {
            id: id.into(),
            program_id: id.into(),
            cohort_id: id.into(),
            cycle_id: id.into(),
            run_id: id.into(),
            learner_id: Uuid::from_u128(2).into(),
            mentor_id: Uuid::from_u128(3).into(),
            state: "proposed".to_owned(),
            score: 70,
            ends_on: "2027-03-31".parse().expect("a date"),
            proposed_at: at,
            accepted_at: None,
            signed_at: None,
            active_at: None,
            quiet_since: at,
            pause_reason: None,
            broken_rule: None,
            ended_at: None,
            version: 1,
        }
    }

    #[test]
    fn who_has_answered_is_not_reminded() {
        let pair = pair();
        let to = |state| -> Vec<MemberId> {
            reminders(&pair, state, Timer::AnswerReminder, pair.proposed_at)
                .into_iter()
                .map(|mail| mail.member_id)
                .collect()
        };
        assert_eq!(to(State::Proposed), [pair.learner_id, pair.mentor_id]);
        assert_eq!(to(State::MenteeAccepted), [pair.mentor_id]);
        assert_eq!(to(State::MentorAccepted), [pair.learner_id]);
    }

    #[test]
    fn the_same_silence_is_one_occasion_and_another_is_another() {
        let pair = pair();
        let occasion = |at| reminders(&pair, State::Active, Timer::Nudge, at)[0].occasion.clone();
        assert_eq!(occasion(pair.proposed_at), occasion(pair.proposed_at));
        assert_ne!(occasion(pair.proposed_at), occasion(pair.proposed_at + Duration::days(1)));
    }
}
