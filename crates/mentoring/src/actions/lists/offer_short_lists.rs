use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{CycleId, MemberId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::exclusion::Rule;
use crate::model::lists::{LearnerInput, MatchInputs};
use crate::queries::calendar::today;
use crate::queries::lists::{Scope, cycle, learners_ranked, load_inputs};
use crate::queries::runs::{aside, demand_fitting};
use crate::storage::lists::{self as storage, NewCard};
use crate::storage::runs::lock_cycle;

/// How many learners without cards an answer names.
const MOST_NAMED: usize = 100;

/// What became of an offer of short lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offered {
    /// Learners of the cycle who look for a mentor and have not ranked.
    pub learners: usize,
    /// Those of them who get a list with at least one card.
    pub offered: usize,
    /// Learners who ranked, whose lists stay as they are.
    pub kept: usize,
    /// How many learners nobody may be offered to.
    pub without: usize,
    /// The first hundred of them.
    pub without_cards: Vec<WithoutCards>,
}

/// A learner whom no mentor can be offered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutCards {
    /// Who it is.
    pub learner_id: MemberId,
    /// How many mentors each rule keeps from the learner.
    pub reasons: Vec<(Rule, usize)>,
}

/// Offers each learner of a cycle who looks for a mentor the best eight, with reasons. Offered again,
/// the lists of those who have not ranked are made anew; lists that were ranked stay. A dry run only
/// says how it would come out.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such cycle, a closed one, the database.
pub async fn offer_short_lists(
    mentoring: &Mentoring,
    actor: &Actor,
    id: CycleId,
    dry_run: bool,
) -> Result<Offered, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let organization = actor.organization_id;
    let inputs = mentoring
        .database
        .read(organization, async |connection| {
            let found = cycle(connection, organization, id)
                .await?
                .ok_or(MentoringError::NotFound("cycle"))?;
            if !found.is_open() {
                return Err(closed());
            }
            demand_fitting(connection, organization, &found, None).await?;
            let today = today(connection, organization, mentoring.sources.now()).await?;
            let scope = Scope { cycle: &found, only_learner: None, today };
            load_inputs(connection, organization, scope).await
        })
        .await?;
    // Half a second for a thousand learners, which is no work for a thread that answers requests.
    let lists = aside(move || Ok(lists(&inputs))).await?;
    mentoring
        .database
        .write(organization, async |connection| {
            write(connection, mentoring, actor, (id, dry_run), lists).await
        })
        .await
}

/// The list of one learner, or why there is none.
struct List {
    learner_id: MemberId,
    cards: Vec<NewCard>,
    reasons: Vec<(Rule, usize)>,
}

fn lists(inputs: &MatchInputs) -> Vec<List> {
    let list = |(at, learner): (usize, &LearnerInput)| {
        let learner_id = learner.person.member_id;
        let cards = (1..).zip(inputs.short_list(at)).map(|(position, card)| NewCard {
            learner_id,
            position,
            mentor_id: inputs.mentors[card.mentor].person.member_id,
            score: i16::from(card.score),
            reasons: card.reasons.to_value(),
        });
        let cards: Vec<NewCard> = cards.collect();
        let reasons = if cards.is_empty() { inputs.against(at) } else { Vec::new() };
        List { learner_id, cards, reasons }
    };
    inputs.learners.iter().enumerate().map(list).collect()
}

async fn write(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    (id, dry_run): (CycleId, bool),
    mut lists: Vec<List>,
) -> Result<Offered, MentoringError> {
    let organization = actor.organization_id;
    let found =
        lock_cycle(connection, organization, id).await?.ok_or(MentoringError::NotFound("cycle"))?;
    if !found.is_open() {
        return Err(closed());
    }
    let ranked = learners_ranked(connection, organization, id).await?;
    let all = lists.len();
    lists.retain(|list| !ranked.contains(&list.learner_id));
    let without: Vec<&List> = lists.iter().filter(|list| list.cards.is_empty()).collect();
    let named = without
        .iter()
        .take(MOST_NAMED)
        .map(|list| WithoutCards { learner_id: list.learner_id, reasons: list.reasons.clone() });
    let offered = Offered {
        learners: lists.len(),
        offered: lists.len() - without.len(),
        kept: all - lists.len(),
        without: without.len(),
        without_cards: named.collect(),
    };
    if dry_run {
        return Ok(offered);
    }
    let now = mentoring.sources.now();
    let learners: Vec<MemberId> = lists.iter().map(|list| list.learner_id).collect();
    let cards = lists.into_iter().flat_map(|list| list.cards).collect();
    storage::replace_lists(connection, organization, id, (&learners, cards), now).await?;
    storage::set_lists_offered(connection, organization, id, now).await?;
    let entry = AuditEntry {
        action: "short_lists_offered",
        subject: id.to_string(),
        details: json!({
            "learners": offered.learners,
            "offered": offered.offered,
            "kept": offered.kept,
        }),
    };
    audit::record(connection, &mentoring.sources, actor, entry).await?;
    Ok(offered)
}

fn closed() -> MentoringError {
    MentoringError::Refused("this cycle is closed; offer short lists in an open one".to_owned())
}
