use std::collections::BTreeSet;

use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::{Connection, DatabaseError};
use kernel::{MemberId, Permission, RunId, Violation};
use serde_json::json;

use crate::actions::Mentoring;
use crate::actions::pairs::{Proposal, Published, propose};
use crate::error::MentoringError;
use crate::model::runs::{RunHead, RunState};
use crate::queries::runs::{MatchedDraft, matched_drafts, run};
use crate::storage::runs::{lock_cycle, lock_run};

/// How many learners one command names.
const MOST_NAMED: usize = 1_000;

/// Publishes drafts of a run.
#[derive(Debug, Clone)]
pub struct PublishDrafts {
    /// A finished run of an open cycle.
    pub run_id: RunId,
    /// Learners whose drafts are published, 1 to 1,000; `None` for all of the run.
    pub learner_ids: Option<Vec<MemberId>>,
    /// Only say what would come of it.
    pub dry_run: bool,
}

/// Why the transaction ended without being committed.
enum Ended {
    /// It was a dry run, with these outcomes.
    Dry(Vec<(MemberId, Published)>),
    Failed(MentoringError),
}

impl From<MentoringError> for Ended {
    fn from(error: MentoringError) -> Self {
        Self::Failed(error)
    }
}

impl From<DatabaseError> for Ended {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(error.into())
    }
}

/// Turns drafts into proposals and says by learner what became of each. What stands against one now
/// leaves the others be. Published again, a draft keeps its pair, so it needs no idempotency key; two
/// coordinators at once take turns on the cycle. A dry run does all of it and takes it back.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such run, learners for whom it has no mentor, a run that is not
/// done, a closed cycle, the database.
pub async fn publish_drafts(
    mentoring: &Mentoring,
    actor: &Actor,
    input: PublishDrafts,
) -> Result<Vec<(MemberId, Published)>, MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let count = input.learner_ids.as_ref().map(Vec::len);
    if count.is_some_and(|count| !(1..=MOST_NAMED).contains(&count)) {
        return Err(MentoringError::Invalid(vec![Violation::new(
            "input.learnerIds",
            "COUNT",
            "Name 1 to 1,000 learners, or leave it out for all of the run.",
        )]));
    }
    let done: Result<_, Ended> = mentoring
        .database
        .write(actor.organization_id, async |connection| {
            let outcomes = publish(connection, mentoring, actor, &input).await?;
            if input.dry_run { Err(Ended::Dry(outcomes)) } else { Ok(outcomes) }
        })
        .await;
    match done {
        Ok(outcomes) | Err(Ended::Dry(outcomes)) => Ok(outcomes),
        Err(Ended::Failed(error)) => Err(error),
    }
}

async fn publish(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    input: &PublishDrafts,
) -> Result<Vec<(MemberId, Published)>, MentoringError> {
    let head = hold(connection, actor, input.run_id).await?;
    let drafts = wanted(connection, actor, input).await?;
    let is_own =
        |draft: &MatchedDraft| [draft.learner_id, draft.mentor_id].contains(&actor.member_id);
    let (own, others): (Vec<_>, Vec<_>) = drafts.into_iter().partition(is_own);
    let proposals = others.into_iter().map(proposal).collect();
    let mut outcomes = propose(connection, mentoring, actor, &head, proposals).await?;
    outcomes.extend(own.iter().map(|draft| (draft.learner_id, Published::OwnPair)));
    outcomes.sort_by_key(|(learner, _)| *learner);
    let made = outcomes.iter().filter(|(_, one)| matches!(one, Published::Made(_))).count();
    let entry = AuditEntry {
        action: "drafts_published",
        subject: head.id.to_string(),
        details: json!({ "drafts": outcomes.len(), "proposals": made }),
    };
    audit::record(connection, &mentoring.sources, actor, entry).await?;
    Ok(outcomes)
}

fn proposal(draft: MatchedDraft) -> Proposal {
    Proposal {
        learner_id: draft.learner_id,
        mentor_id: draft.mentor_id,
        cohort_id: draft.cohort_id,
        score: draft.score,
        parts: draft.parts,
    }
}

/// Holds the cycle, then the run, and demands that both allow it.
async fn hold(
    connection: &mut Connection,
    actor: &Actor,
    id: RunId,
) -> Result<RunHead, MentoringError> {
    let organization = actor.organization_id;
    let lost = || MentoringError::NotFound("run");
    let cycle_id = run(connection, organization, id).await?.ok_or_else(lost)?.cycle_id;
    let cycle = lock_cycle(connection, organization, cycle_id).await?.ok_or_else(lost)?;
    let run = lock_run(connection, organization, id).await?.ok_or_else(lost)?;
    if run.state() != RunState::Done {
        return Err(MentoringError::Refused(
            "this run has no drafts: it is not done, or has failed".to_owned(),
        ));
    }
    if !cycle.is_open() {
        return Err(MentoringError::Refused(
            "the cycle of this run is closed, so its drafts stay what they are".to_owned(),
        ));
    }
    let (program_id, pairs_end_on) = (cycle.program_id, cycle.pairs_end_on);
    Ok(RunHead { id, cycle_id, program_id, pairs_end_on })
}

/// The drafts that are to be published.
async fn wanted(
    connection: &mut Connection,
    actor: &Actor,
    input: &PublishDrafts,
) -> Result<Vec<MatchedDraft>, MentoringError> {
    let organization = actor.organization_id;
    let only = input.learner_ids.as_deref();
    let drafts = matched_drafts(connection, organization, input.run_id, only).await?;
    if let Some(named) = only {
        let found: BTreeSet<MemberId> = drafts.iter().map(|draft| draft.learner_id).collect();
        if !named.iter().all(|learner| found.contains(learner)) {
            return Err(MentoringError::NotFound("draft"));
        }
    }
    Ok(drafts)
}
