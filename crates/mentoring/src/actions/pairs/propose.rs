//! Drafts become proposals, set-wise.

use std::collections::{HashMap, HashSet};

use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use database::Connection;
use kernel::{CohortId, MemberId, OrganizationId, PairId, Permission};
use serde_json::{Value, json};

use super::notices::queue_mails;
use super::step::{mails_of, timers_of};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::exclusion::{Exclusions, Rule};
use crate::model::life::{Event, Party, PlaceChange, State, Step, step};
use crate::model::pair::Pair;
use crate::model::runs::RunHead;
use crate::queries::calendar::{today, work_calendar};
use crate::queries::lists::exclusions_of_pairs;
use crate::queries::pairs::publishing::{forbidden, published, with_open_pair};
use crate::queries::profiles::mentor_offers;
use crate::storage::pairs::{
    NewMail, NewPair, StepRow, TimerRow, insert_events, insert_pairs, insert_timers,
    settle_without_mentor,
};
use crate::storage::profiles::{change_places, lock_mentors};

/// A draft that is to become a proposal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Proposal {
    /// Who looks for a mentor.
    pub(crate) learner_id: MemberId,
    /// Who is proposed.
    pub(crate) mentor_id: MemberId,
    /// The learner's run of the program.
    pub(crate) cohort_id: CohortId,
    /// How well the two fit, 0 to 100.
    pub(crate) score: i16,
    /// The parts of the score, as the draft keeps them.
    pub(crate) parts: Value,
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// Both sides are asked.
    Made(PairId),
    /// It was published before.
    AlreadyPublished(PairId),
    /// The learner has an open pair in the program.
    HasOpenPair,
    /// The mentor has no free place any more, or offers none.
    NoPlace,
    /// A rule now stands against it.
    Excluded(Rule),
    /// One of the two has left the organisation.
    Left,
    /// The person who publishes is one of the two; another coordinator has to do it.
    OwnPair,
}

/// Turns drafts of a run into proposals, each if nothing stands against it now. Asked again it says
/// the same and makes nothing. The caller holds the cycle. A fixed number of statements.
///
/// # Errors
/// [`MentoringError`]: not allowed, the database.
pub(crate) async fn propose(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    run: &RunHead,
    proposals: Vec<Proposal>,
) -> Result<Vec<(MemberId, Published)>, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    let new: Vec<NewPair> =
        proposals.into_iter().map(|one| proposal(mentoring, run, one, now)).collect();
    let against = Against::read(connection, organization, run, &new, now).await?;
    let mut outcomes: Vec<(MemberId, Published)> = Vec::with_capacity(new.len());
    let mut wanted = Vec::new();
    for one in new {
        match against.of(&one.pair) {
            Some(outcome) => outcomes.push((one.pair.learner_id, outcome)),
            None => wanted.push(one),
        }
    }
    let (placed, unplaced) = place(connection, organization, wanted).await?;
    outcomes.extend(unplaced.into_iter().map(|learner| (learner, Published::NoPlace)));
    let made: HashSet<PairId> =
        insert_pairs(connection, organization, &placed).await?.into_iter().collect();
    for one in &placed {
        let is_made = made.contains(&one.pair.id);
        let outcome = if is_made { Published::Made(one.pair.id) } else { Published::HasOpenPair };
        outcomes.push((one.pair.learner_id, outcome));
    }
    let pairs: Vec<Pair> =
        placed.into_iter().map(|one| one.pair).filter(|pair| made.contains(&pair.id)).collect();
    publish(connection, mentoring, actor, &pairs, now).await?;
    outcomes.sort_by_key(|(learner, _)| *learner);
    Ok(outcomes)
}

fn proposal(mentoring: &Mentoring, run: &RunHead, one: Proposal, now: DateTime<Utc>) -> NewPair {
    let pair = Pair {
        id: mentoring.sources.new_id(),
        program_id: run.program_id,
        cohort_id: one.cohort_id,
        cycle_id: run.cycle_id,
        run_id: run.id,
        learner_id: one.learner_id,
        mentor_id: one.mentor_id,
        state: State::Proposed.as_str().to_owned(),
        score: one.score,
        ends_on: run.pairs_end_on,
        proposed_at: now,
        accepted_at: None,
        signed_at: None,
        active_at: None,
        quiet_since: now,
        pause_reason: None,
        broken_rule: None,
        ended_at: None,
        version: 1,
    };
    NewPair { pair, parts: one.parts }
}

/// What stands against proposals.
struct Against {
    published: HashMap<MemberId, PairId>,
    taken: HashSet<MemberId>,
    left: HashSet<MemberId>,
    broken: HashMap<PairId, Rule>,
    forbidden: HashMap<(MemberId, MemberId), Rule>,
}

impl Against {
    async fn read(
        connection: &mut Connection,
        organization: OrganizationId,
        run: &RunHead,
        new: &[NewPair],
        now: DateTime<Utc>,
    ) -> Result<Self, MentoringError> {
        let pairs: Vec<Pair> = new.iter().map(|one| one.pair.clone()).collect();
        let learners: Vec<MemberId> = pairs.iter().map(|pair| pair.learner_id).collect();
        let people: Vec<MemberId> =
            pairs.iter().flat_map(|pair| [pair.learner_id, pair.mentor_id]).collect();
        let today = today(connection, organization, now).await?;
        let members = auth::queries::members_by_ids(connection, organization, &people).await?;
        let here: HashSet<MemberId> =
            members.into_iter().filter(auth::Member::gets_mail).map(|member| member.id).collect();
        let exclusions = exclusions_of_pairs(connection, organization, &pairs, today).await?;
        let broken = |(id, found): (PairId, Exclusions)| found.breaking().map(|rule| (id, rule));
        Ok(Self {
            published: published(connection, organization, run.id, &learners).await?,
            taken: with_open_pair(connection, organization, run.program_id, &learners)
                .await?
                .into_iter()
                .collect(),
            left: people.into_iter().filter(|person| !here.contains(person)).collect(),
            broken: exclusions.into_iter().filter_map(broken).collect(),
            forbidden: forbidden(connection, organization, run.cycle_id, &learners).await?,
        })
    }

    fn of(&self, pair: &Pair) -> Option<Published> {
        let (learner, mentor) = (pair.learner_id, pair.mentor_id);
        if let Some(earlier) = self.published.get(&learner) {
            return Some(Published::AlreadyPublished(*earlier));
        }
        if self.left.contains(&learner) || self.left.contains(&mentor) {
            return Some(Published::Left);
        }
        if self.taken.contains(&learner) {
            return Some(Published::HasOpenPair);
        }
        let rule = self.forbidden.get(&(learner, mentor)).or_else(|| self.broken.get(&pair.id));
        rule.map(|rule| Published::Excluded(*rule))
    }
}

/// Gives out the free places of the mentors, whose profiles it holds, in the order of the proposals.
async fn place(
    connection: &mut Connection,
    organization: OrganizationId,
    wanted: Vec<NewPair>,
) -> Result<(Vec<NewPair>, Vec<MemberId>), MentoringError> {
    let mut mentors: Vec<MemberId> = wanted.iter().map(|one| one.pair.mentor_id).collect();
    mentors.sort_unstable();
    mentors.dedup();
    let locked = lock_mentors(connection, organization, &mentors).await?;
    let offers = mentor_offers(connection, organization, Some(&mentors)).await?;
    let open: HashSet<MemberId> =
        offers.iter().filter(|offer| offer.is_open).map(|offer| offer.member_id).collect();
    let mut free: HashMap<MemberId, i16> = locked
        .iter()
        .filter(|places| open.contains(&places.member_id))
        .map(|places| (places.member_id, places.places - places.held))
        .collect();
    let (mut placed, mut unplaced) = (Vec::new(), Vec::new());
    for one in wanted {
        match free.get_mut(&one.pair.mentor_id) {
            Some(free) if *free > 0 => {
                *free -= 1;
                placed.push(one);
            }
            _ => unplaced.push(one.pair.learner_id),
        }
    }
    Ok((placed, unplaced))
}

/// All that belongs to proposals that were made.
async fn publish(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    pairs: &[Pair],
    now: DateTime<Utc>,
) -> Result<(), MentoringError> {
    if pairs.is_empty() {
        return Ok(());
    }
    let (organization, sources) = (actor.organization_id, &mentoring.sources);
    let taken = step(State::Draft, Event::Publish, Party::Coordinator)
        .map_err(|_| MentoringError::Refused("drafts cannot be published".to_owned()))?;
    change_places(connection, organization, &held_by(pairs, taken)).await?;
    let rows: Vec<StepRow> = pairs
        .iter()
        .map(|pair| StepRow {
            pair_id: pair.id,
            event: taken.event.as_str(),
            party: Party::Coordinator.as_str(),
            actor_id: Some(actor.member_id),
            from_state: State::Draft.as_str(),
            to_state: taken.to.as_str(),
        })
        .collect();
    insert_events(connection, organization, sources, now, &rows).await?;
    let made: Vec<PairId> = pairs.iter().map(|pair| pair.id).collect();
    settle_without_mentor(connection, organization, &made, (actor.member_id, now)).await?;
    let calendar = work_calendar(connection, organization).await?;
    let timers: Vec<TimerRow> =
        pairs.iter().flat_map(|pair| timers_of(pair, now, &calendar)).collect();
    insert_timers(connection, organization, &timers).await?;
    let entry = |row: &StepRow| AuditEntry {
        action: "pair_step",
        subject: row.pair_id.to_string(),
        details: json!({ "event": row.event, "from": row.from_state, "to": row.to_state }),
    };
    audit::record_all(connection, sources, actor, rows.iter().map(entry).collect()).await?;
    let mails: Vec<NewMail> = pairs
        .iter()
        .flat_map(|pair| mails_of(pair, taken, State::Draft, Party::Coordinator, false))
        .collect();
    queue_mails(connection, mentoring, organization, &mails).await?;
    Ok(())
}

/// By how much the counters of each mentor change.
fn held_by(pairs: &[Pair], taken: &Step) -> Vec<(MemberId, PlaceChange)> {
    let one = taken.place_change(State::Draft);
    let mut changes: HashMap<MemberId, PlaceChange> = HashMap::new();
    for pair in pairs {
        let change = changes.entry(pair.mentor_id).or_default();
        change.held += one.held;
        change.taken += one.taken;
    }
    changes.into_iter().collect()
}
