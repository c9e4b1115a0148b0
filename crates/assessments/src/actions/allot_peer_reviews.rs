use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{AssignmentId, CohortId, Permission};
use serde_json::json;

use super::Assessments;
use crate::error::AssessmentError;
use crate::model::peer::{Allocation, Relaxed, allocate};
use crate::model::peer_round::{PeerRound, People, Summary, summary};
use crate::queries;
use crate::queries::peers::PeerTask;
use crate::storage::peers::{Hold, hold_cohort, insert_reviews, insert_round};

/// Hands the pieces of an assignment to peers.
#[derive(Debug, Clone, Copy)]
pub struct AllotPeerReviews {
    /// A cohort that one runs.
    pub cohort_id: CohortId,
    /// An assignment of its program version that asks for peers.
    pub assignment_id: AssignmentId,
    /// Only say how it would come out.
    pub dry_run: bool,
}

/// How a round came out, or would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allotted {
    /// Whether the round was there before; then nothing changed.
    pub already_allotted: bool,
    /// How many reviews each piece gets and each person gives.
    pub per_piece: i32,
    /// How many the assignment asks for.
    pub asked: i32,
    /// The round as a whole.
    pub summary: Summary,
}

/// Draws who reads whose work, once for an assignment in a cohort, and hands the reviews out. A second
/// time finds the round that is there, so it needs no idempotency key. Whoever hands in later is taken
/// in then ([`super::late_piece`]).
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such cohort or assignment, one that asks for no peers, too few
/// pieces, the database.
pub async fn allot_peer_reviews(
    assessments: &Assessments,
    actor: &Actor,
    input: AllotPeerReviews,
) -> Result<Allotted, AssessmentError> {
    actor.require(Permission::RunPeerReview)?;
    let organization = actor.organization_id;
    assessments
        .database
        .write(organization, async |connection| {
            let task = task_to_allot(connection, actor, &input).await?;
            if let Some(done) = existing(connection, actor, &input, &task).await? {
                return Ok(done);
            }
            if !input.dry_run {
                hold_cohort(connection, organization, input.cohort_id, Hold::AgainstHandingIn)
                    .await?;
                // Somebody else may have been faster.
                if let Some(done) = existing(connection, actor, &input, &task).await? {
                    return Ok(done);
                }
            }
            allot(connection, assessments, actor, &input, &task).await
        })
        .await
}

/// The assignment, where the person may allot its reviews.
async fn task_to_allot(
    connection: &mut Connection,
    actor: &Actor,
    input: &AllotPeerReviews,
) -> Result<PeerTask, AssessmentError> {
    let (cohort, _) = cohorts::queries::visible_cohort(connection, actor, input.cohort_id)
        .await?
        .filter(|(_, relation)| relation.facilitates)
        .ok_or(AssessmentError::NotFound("cohort"))?;
    let (task, _) = queries::peers::task(connection, actor.organization_id, input.assignment_id)
        .await?
        .filter(|(task, _)| task.program_version_id == cohort.program_version_id)
        .ok_or(AssessmentError::NotFound("assignment"))?;
    if task.peers == 0 {
        let words = format!("assignment {} asks for no reviews by peers", task.code);
        return Err(AssessmentError::Refused(words));
    }
    Ok(task)
}

/// The round that is there.
async fn existing(
    connection: &mut Connection,
    actor: &Actor,
    input: &AllotPeerReviews,
    task: &PeerTask,
) -> Result<Option<Allotted>, AssessmentError> {
    let organization = actor.organization_id;
    let (cohort, assignment) = (input.cohort_id, input.assignment_id);
    let Some(round) = queries::peers::round(connection, organization, cohort, assignment).await?
    else {
        return Ok(None);
    };
    let learners = queries::peers::learners(connection, organization, cohort, assignment).await?;
    let reviews = queries::peers::reviews_of(connection, organization, round.id).await?;
    Ok(Some(Allotted {
        already_allotted: true,
        per_piece: i32::from(round.k),
        asked: i32::from(task.peers),
        summary: People::new(learners).summary(&reviews),
    }))
}

async fn allot(
    connection: &mut Connection,
    assessments: &Assessments,
    actor: &Actor,
    input: &AllotPeerReviews,
    task: &PeerTask,
) -> Result<Allotted, AssessmentError> {
    let organization = actor.organization_id;
    let learners =
        queries::peers::learners(connection, organization, input.cohort_id, task.id).await?;
    let people = People::new(learners);
    let pieces = people.pieces();
    let seed = assessments.sources.new_seed();
    let allocation = allocate(&pieces, usize::try_from(task.peers).unwrap_or(0), seed);
    let k = i16::try_from(allocation.reviews).unwrap_or(i16::MAX);
    let done = Allotted {
        already_allotted: false,
        per_piece: i32::from(k),
        asked: i32::from(task.peers),
        summary: summary(&pieces, &allocation.pairs),
    };
    if input.dry_run {
        return Ok(done);
    }
    if allocation.pairs.is_empty() {
        let words = format!(
            "peer review takes at least two pieces of work, and {} are there; allot it once more \
             learners have handed in",
            pieces.len()
        );
        return Err(AssessmentError::Refused(words));
    }
    let now = assessments.sources.now();
    let round = PeerRound {
        id: assessments.sources.new_id(),
        cohort_id: input.cohort_id,
        assignment_id: task.id,
        k,
        seed: seed.cast_signed(),
        allotted_at: now,
    };
    if !insert_round(connection, organization, &round).await? {
        return Err(AssessmentError::Stale);
    }
    let new = people.new_reviews(&allocation.pairs);
    insert_reviews(connection, organization, &assessments.sources, round.id, &new, now).await?;
    let entry = entry(&round, pieces.len(), &allocation);
    audit::record(connection, &assessments.sources, actor, entry).await?;
    Ok(done)
}

/// Who reads whose work stays out of the log: whoever reads it may be one of them.
fn entry(round: &PeerRound, pieces: usize, allocation: &Allocation) -> AuditEntry {
    let words = |rule: &Relaxed| match rule {
        Relaxed::OwnGroup => "own_group",
        Relaxed::Mutual => "mutual",
    };
    let relaxed: Vec<&str> = allocation.relaxed.iter().map(words).collect();
    AuditEntry {
        action: "peer_reviews_allotted",
        subject: round.id.to_string(),
        details: json!({
            "cohort": round.cohort_id,
            "assignment": round.assignment_id,
            "pieces": pieces,
            "reviewsPerPiece": round.k,
            "relaxed": relaxed,
        }),
    }
}
