//! Runs and what they propose, as clients read them.

use auth::Actor;
use kernel::{ErrorCode, MemberId, PageRequest, Permission, RunId};
use mentoring::model::lists::Parts;
use mentoring::model::runs::{
    Absent, AbsentKind, Changed, Given, RuleCount, Run, RunState, WholeRun, rule_words,
};
use mentoring::queries::runs::{self as queries, DraftRow, aside};

use super::super::lists::types::ScorePart;
use super::super::names::Names;
use super::answers::{ChangedLearner, GivenMentor};
use super::types::{HelpfulPlace, MatchDraft, RuleFigures, Unmatched, UnmatchedKind};
use crate::cohorts::types::Person;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids::id;
use crate::numbers::count;
use crate::paging::Connection;

/// The name that binds cursors to the list of changes.
pub(super) const CHANGES: &str = "changed";

/// Who asks, if they coordinate the mentoring.
pub(super) async fn coordinator(request: &RequestContext) -> Result<&Actor, ApiError> {
    let actor = request.actor().await?;
    actor.require(Permission::CoordinateMentoring)?;
    Ok(actor)
}

/// A run, also one that is not done.
pub(super) async fn run(request: &RequestContext, wanted: RunId) -> Result<Run, ApiError> {
    let organization = coordinator(request).await?.organization_id;
    let found = request
        .snapshot()?
        .read(async |connection| queries::run(connection, organization, wanted).await)
        .await?;
    found.ok_or_else(ApiError::not_found)
}

/// A run that is done.
pub(super) async fn done(request: &RequestContext, wanted: RunId) -> Result<Run, ApiError> {
    let found = run(request, wanted).await?;
    if found.state() == RunState::Done {
        return Ok(found);
    }
    let words = match found.state() {
        RunState::Failed => "this run failed, so there is nothing to ask it; start another one",
        _ => "this run is not done; ask again when `matchingRun` says so",
    };
    Err(ApiError::new(ErrorCode::Conflict, words))
}

/// A run that is done, with all that went in and came out.
pub(super) async fn whole(request: &RequestContext, wanted: RunId) -> Result<WholeRun, ApiError> {
    let organization = coordinator(request).await?.organization_id;
    let found = done(request, wanted).await?;
    let stored = request
        .snapshot()?
        .read(async |connection| queries::run_inputs(connection, organization, &found).await)
        .await?;
    let stored = stored.ok_or_else(ApiError::not_found)?;
    step_aside(request).await;
    Ok(aside(move || WholeRun::open(stored)).await?)
}

/// Gives the connection back before work that takes time: it may wait for room as long as the request
/// lasts, and with it would everybody who needs a connection. What is read afterwards shows a later
/// moment, as after a command; a run that is done shows the same at any.
pub(super) async fn step_aside(request: &RequestContext) {
    request.close().await;
}

/// What some people are called.
pub(super) async fn named(request: &RequestContext, ids: Vec<MemberId>) -> Result<Names, ApiError> {
    let organization = coordinator(request).await?.organization_id;
    let found = request
        .snapshot()?
        .read(async |connection| Names::load(connection, organization, ids).await)
        .await?;
    Ok(found)
}

/// Everybody of a run.
pub(super) fn everybody(whole: &WholeRun) -> Vec<MemberId> {
    let learners = whole.inputs.learners.iter().map(|one| one.person.member_id);
    learners.chain(whole.inputs.mentors.iter().map(|one| one.person.member_id)).collect()
}

/// A mentor whom a result gives.
pub(super) fn given(names: &Names, given: Given) -> GivenMentor {
    GivenMentor { mentor: names.known(given.mentor_id), score: i32::from(given.score) }
}

/// How many mentors rules keep away.
pub(super) fn figures(rules: &[RuleCount]) -> Vec<RuleFigures> {
    rules.iter().map(figure).collect()
}

/// As [`figures`], and nothing of oneself: the figures count those who asked not to be matched with
/// the learner.
pub(super) fn figures_for(
    me: MemberId,
    learner: MemberId,
    rules: &[RuleCount],
) -> Vec<RuleFigures> {
    if me == learner { Vec::new() } else { figures(rules) }
}

fn figure(one: &RuleCount) -> RuleFigures {
    RuleFigures {
        rule: one.rule.into(),
        words: rule_words(one.rule).to_owned(),
        mentors: count(one.mentors),
        alone: count(one.alone),
    }
}

/// A line of a run's result. Of a line of their own coordinators see who, and neither how well the two
/// fit nor what stands against others: it tells what the other side keeps private.
pub(super) fn draft(mut row: DraftRow, me: MemberId) -> MatchDraft {
    if row.learner_id == me || row.mentor_id == Some(me) {
        (row.score, row.parts, row.rank, row.why) = (None, None, None, None);
    }
    let mentor = row.mentor_id.map(|mentor| Person {
        id: id(mentor),
        name: row.mentor_name.unwrap_or_default(),
        unit: row.mentor_unit,
    });
    let parts = row.parts.as_ref().and_then(Parts::from_value);
    MatchDraft {
        learner: Person { id: id(row.learner_id), name: row.learner_name, unit: row.learner_unit },
        mentor,
        score: row.score.map(i32::from),
        parts: parts.map(|parts| ScorePart::list(&parts)).unwrap_or_default(),
        is_pinned: row.is_pinned,
        rank: row.rank.map(i32::from),
        pair_id: row.pair_id.map(id),
        unmatched: row.why.as_ref().and_then(Absent::from_value).map(|one| unmatched(&one)),
    }
}

fn unmatched(absent: &Absent) -> Unmatched {
    Unmatched {
        kind: match absent.kind {
            AbsentKind::NoAllowedMentor => UnmatchedKind::NoAllowedMentor,
            AbsentKind::NoPlaces => UnmatchedKind::NoPlaces,
            AbsentKind::Crowded => UnmatchedKind::Crowded,
        },
        allowed_mentors: count(absent.allowed),
        rules: figures(&absent.rules),
        helpful_place: absent
            .place
            .map(|place| HelpfulPlace { mentor_id: id(place.mentor_id), with_pin: place.pinned }),
    }
}

/// A page of changes with the names of its people. One statement.
pub(super) async fn changes(
    request: &RequestContext,
    all: &[Changed],
    page: &PageRequest,
) -> Result<Connection<ChangedLearner>, ApiError> {
    let after = page.after.as_ref().map(|cursor| MemberId::from(cursor.id));
    let mut rest = all.iter().filter(|one| after.is_none_or(|after| one.learner_id > after));
    let first = usize::try_from(page.first).unwrap_or(usize::MAX);
    let shown: Vec<&Changed> = rest.by_ref().take(first).collect();
    let more = rest.next().is_some();
    let mut people: Vec<MemberId> = Vec::new();
    for one in &shown {
        people.push(one.learner_id);
        people.extend([one.before, one.after].into_iter().flatten().map(|given| given.mentor_id));
    }
    let names = named(request, people).await?;
    let entry = |one: &Changed| {
        let node = ChangedLearner {
            learner: names.known(one.learner_id),
            before: one.before.map(|before| given(&names, before)),
            after: one.after.map(|after| given(&names, after)),
        };
        (node, String::new(), one.learner_id.uuid())
    };
    Ok(Connection::new(CHANGES, shown.into_iter().map(entry).collect(), more))
}
