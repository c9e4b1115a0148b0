//! The one way to change the state of a pair.

use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use database::Connection;
use kernel::{MemberId, OrganizationId};
use serde_json::json;

use super::notices::{escalate, queue_mails};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::{Event, Party, Place, Refusal, Since, State, Step, TimerRule, step};
use crate::model::pair::Pair;
use crate::model::pairs::change::{Change, after, lays_timers};
use crate::model::pairs::escalation::{EscalationKind, opened_by, settled_by};
use crate::model::pairs::letters::letters_of;
use crate::model::working_days::WorkCalendar;
use crate::queries::calendar::work_calendar;
use crate::storage::pairs::{
    self as store, NewMail, StepRow, TimerRow, drop_timers, insert_timers, settle_escalations,
};
use crate::storage::profiles::{change_places, lock_mentors};

/// What happens to a pair, and through whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Doing {
    /// What happens.
    pub(crate) event: Event,
    /// As whom it is done.
    pub(crate) by: Party,
    /// Who does it; nobody where it is [`Party::System`].
    pub(crate) actor: Option<MemberId>,
}

impl Doing {
    /// Something that happens by itself.
    pub(crate) const fn by_itself(event: Event) -> Self {
        Self { event, by: Party::System, actor: None }
    }
}

/// Takes a step of a pair that the caller holds, with all that belongs to it: the mentor's places,
/// the row, the history, timers, what the coordinator is told of, mails, the audit log.
///
/// # Errors
/// [`MentoringError::Refused`] when the life of a pair has no such step now or not for this party,
/// [`MentoringError::PlaceTaken`] without a place left, the database.
pub(crate) async fn take_step(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    pair: &Pair,
    doing: Doing,
    change: Change,
) -> Result<Pair, MentoringError> {
    let calendar = &work_calendar(connection, organization).await?;
    let stepping = Stepping { mentoring, organization, calendar };
    take_step_by(connection, stepping, pair, doing, change).await
}

/// Where steps are taken.
#[derive(Clone, Copy)]
pub(super) struct Stepping<'a> {
    pub(super) mentoring: &'a Mentoring,
    pub(super) organization: OrganizationId,
    /// What timers are laid by. Who takes many steps in one transaction reads it once.
    pub(super) calendar: &'a WorkCalendar,
}

/// As [`take_step`], by a calendar that was read before.
///
/// # Errors
/// As [`take_step`].
pub(super) async fn take_step_by(
    connection: &mut Connection,
    stepping: Stepping<'_>,
    pair: &Pair,
    doing: Doing,
    change: Change,
) -> Result<Pair, MentoringError> {
    let Stepping { mentoring, organization, calendar } = stepping;
    let now = mentoring.sources.now();
    let (from, taken) = find(pair, doing)?;
    let next = after(pair, taken, change, now);
    move_place(connection, organization, pair, taken).await?;
    store::save_pair(connection, organization, &next).await?;
    let row = StepRow {
        pair_id: pair.id,
        event: doing.event.as_str(),
        party: doing.by.as_str(),
        actor_id: doing.actor,
        from_state: from.as_str(),
        to_state: taken.to.as_str(),
    };
    let entry = AuditEntry {
        action: "pair_step",
        subject: pair.id.to_string(),
        details: json!({ "event": row.event, "from": row.from_state, "to": row.to_state }),
    };
    store::insert_events(connection, organization, &mentoring.sources, now, &[row]).await?;
    audit::record_as(connection, &mentoring.sources, organization, doing.actor, entry).await?;
    if lays_timers(from, taken) {
        drop_timers(connection, organization, pair.id).await?;
        insert_timers(connection, organization, &timers_of(&next, now, calendar)).await?;
    }
    tell_coordinator(
        connection,
        mentoring,
        &Told { organization, doing, from, taken, change },
        &next,
    )
    .await?;
    let mails = mails_of(&next, taken, from, doing.by, change.place_gone);
    queue_mails(connection, mentoring, organization, &mails).await?;
    Ok(next)
}

/// The state that a pair is in, and the step that leads on from it.
fn find(pair: &Pair, doing: Doing) -> Result<(State, &'static Step), MentoringError> {
    let state = pair.state().filter(|_| pair.is_open());
    let Some(from) = state else {
        return Err(MentoringError::Refused(
            "this pair is over, and nothing can be done with it; a new one comes from the next run"
                .to_owned(),
        ));
    };
    match step(from, doing.event, doing.by) {
        Ok(taken) => Ok((from, taken)),
        Err(Refusal::NotNow) => {
            Err(MentoringError::Refused(format!("that is not possible now: {}", words_of(from))))
        }
        Err(Refusal::NotYours) => {
            Err(MentoringError::Refused(format!("that is not yours to do now: {}", words_of(from))))
        }
    }
}

/// Where a pair stands and what comes next, for those who try something else.
pub(crate) const fn words_of(state: State) -> &'static str {
    match state {
        State::Draft => "the pair is a draft; publish it first",
        State::Proposed => "both were asked, and neither has answered",
        State::MenteeAccepted => "the learner has accepted, and the mentor has not answered",
        State::MentorAccepted => "the mentor has accepted, and the learner has not answered",
        State::Accepted => "both have accepted; write an agreement and sign it",
        State::AgreementSigned => "the agreement is signed; log the first session that you held",
        State::Active => "the pair is active",
        State::Paused => "the pair takes a break; end the break first",
        State::RematchRequested => "the coordinator talks with each of you about another match",
        State::Impossible => "a rule stands against the pair; file your closing form",
        State::Closing => "the pair is closing; file your closing form",
        State::Closed => "the pair is closed",
        State::Declined => "the proposal was declined",
        State::Expired => "the proposal has expired",
        State::EndedEarly => "the pair was ended early",
    }
}

/// Changes the mentor's counters with the pair, under the lock of the mentor's profile: this is where
/// two who accept at once meet.
async fn move_place(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
    taken: &Step,
) -> Result<(), MentoringError> {
    let change = pair.state().map(|from| taken.place_change(from)).unwrap_or_default();
    if taken.place == Place::Keep {
        return Ok(());
    }
    let places = lock_mentors(connection, organization, &[pair.mentor_id]).await?;
    if taken.place == Place::Take
        && places.first().is_none_or(|places| places.taken >= places.places)
    {
        return Err(MentoringError::PlaceTaken);
    }
    change_places(connection, organization, &[(pair.mentor_id, change)]).await?;
    Ok(())
}

/// The timers of a pair in the state that it came to at a moment.
pub(super) fn timers_of(
    pair: &Pair,
    entered_at: DateTime<Utc>,
    calendar: &WorkCalendar,
) -> Vec<TimerRow> {
    let state = pair.state().filter(|_| pair.is_open());
    let rules = state.map_or(&[][..], State::timers);
    let anchors = pair.anchors(entered_at);
    let row = |rule: &TimerRule| TimerRow {
        pair_id: pair.id,
        timer: rule.timer,
        due_at: rule.due_at(&anchors, calendar),
    };
    rules.iter().map(row).collect()
}

/// The mails on a step that a pair came out of.
pub(super) fn mails_of(
    next: &Pair,
    taken: &Step,
    from: State,
    by: Party,
    place_gone: bool,
) -> Vec<NewMail> {
    let mail = |(side, kind)| NewMail {
        member_id: next.member(side),
        pair_id: Some(next.id),
        kind,
        occasion: format!("{}:{}", next.id, next.version),
    };
    letters_of(taken, from, by, place_gone).into_iter().map(mail).collect()
}

struct Told {
    organization: OrganizationId,
    doing: Doing,
    from: State,
    taken: &'static Step,
    change: Change,
}

/// Settles what the step does away with, then tells of what it brings.
async fn tell_coordinator(
    connection: &mut Connection,
    mentoring: &Mentoring,
    told: &Told,
    next: &Pair,
) -> Result<(), MentoringError> {
    let (organization, now) = (told.organization, mentoring.sources.now());
    let settled = settled_by(told.taken);
    let by = (told.doing.actor, now);
    settle_escalations(connection, organization, next.id, settled, by).await?;
    let opened = match opened_by(told.taken, told.from) {
        Some(_) if told.change.place_gone => Some(EscalationKind::PlaceGone),
        opened => opened,
    };
    if let Some(kind) = opened {
        escalate(connection, mentoring, organization, kind, Some(next.id), None).await?;
    }
    Ok(())
}

/// Notes a sign of life of a pair that the caller holds, and lays the timers anew that count from it.
/// The moment may lie ahead: the end of the next session that is planned.
///
/// # Errors
/// When a statement fails.
pub(crate) async fn sign_of_life(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: &Pair,
    quiet_since: DateTime<Utc>,
) -> Result<(), database::DatabaseError> {
    let alive = Pair { quiet_since, ..pair.clone() };
    store::set_quiet_since(connection, organization, pair.id, quiet_since).await?;
    let state = alive.state().filter(|_| alive.is_open());
    let rules = state.map_or(&[][..], State::timers).iter();
    let counted: Vec<_> =
        rules.filter(|rule| rule.since == Since::Quiet).map(|rule| rule.timer).collect();
    if counted.is_empty() {
        return Ok(());
    }
    let calendar = work_calendar(connection, organization).await?;
    let laid: Vec<TimerRow> = timers_of(&alive, quiet_since, &calendar)
        .into_iter()
        .filter(|row| counted.contains(&row.timer))
        .collect();
    insert_timers(connection, organization, &laid).await
}
