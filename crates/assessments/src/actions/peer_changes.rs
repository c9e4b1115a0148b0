//! What happens to a round of peer review when a learner hands in late or takes work back.

use chrono::{DateTime, Utc};
use cohorts::model::Enrolment;
use database::Connection;
use kernel::{AssignmentId, OrganizationId, PeerReviewId, Sources};

use crate::error::AssessmentError;
use crate::model::peer::{Change, on_late_piece, on_withdrawal};
use crate::model::peer_review::PeerReview;
use crate::model::peer_round::{PeerRound, People};
use crate::queries;
use crate::storage::peers::{Hold, drop_reviews, hold_cohort, insert_reviews, lock_reviews};

/// Takes a piece into its round that was handed in after the round was allotted: it gets as many
/// reviewers as the assignment asks for, and its author as many pieces. Where no round is allotted
/// yet it does nothing, and a learner who has a part in the round already keeps that part: a
/// resubmission is read by nobody anew.
///
/// Call it in the transaction that hands the work in, after the version is written.
///
/// # Errors
/// [`AssessmentError`]: the database.
pub async fn late_piece(
    connection: &mut Connection,
    sources: &Sources,
    organization: OrganizationId,
    enrolment: &Enrolment,
    assignment: AssignmentId,
) -> Result<(), AssessmentError> {
    let cohort = enrolment.cohort_id;
    let task = queries::peers::task(connection, organization, assignment).await?;
    let Some((task, _)) = task.filter(|(task, _)| task.peers > 0) else { return Ok(()) };
    hold_cohort(connection, organization, cohort, Hold::WithoutAllotting).await?;
    if queries::peers::round(connection, organization, cohort, assignment).await?.is_none() {
        return Ok(());
    }
    hold_cohort(connection, organization, cohort, Hold::AgainstChanges).await?;
    let Some(running) = Running::load(connection, organization, enrolment, assignment).await?
    else {
        return Ok(());
    };
    let Running { round, people, reviews, learner } = &running;
    let duties = people.duties(reviews, None);
    let asked = usize::try_from(task.peers).unwrap_or(0);
    let seed = round.seed.cast_unsigned();
    let change = on_late_piece(&people.pieces(), &duties, *learner, asked, seed);
    let now = sources.now();
    running.apply(connection, sources, organization, &change, now).await
}

/// Takes a learner out of a round whose work is withdrawn, or who has left: reviews of the piece and
/// by the learner that are not finished go, and authors who lose one get another reviewer. Finished
/// ones stay on both sides. Where an earlier version still counts, only the reviews of later ones go.
///
/// Call it in the transaction that withdraws the work, after that is written. A second time changes
/// nothing.
///
/// # Errors
/// [`AssessmentError`]: the database.
pub async fn withdrawn(
    connection: &mut Connection,
    sources: &Sources,
    organization: OrganizationId,
    enrolment: &Enrolment,
    assignment: AssignmentId,
) -> Result<(), AssessmentError> {
    hold_cohort(connection, organization, enrolment.cohort_id, Hold::AgainstChanges).await?;
    let Some(running) = Running::load(connection, organization, enrolment, assignment).await?
    else {
        return Ok(());
    };
    let Running { round, people, reviews, learner } = &running;
    let pieces = people.pieces();
    if pieces.iter().any(|piece| piece.learner == *learner) {
        let later = running.reviews_of_later_versions();
        return Ok(drop_reviews(connection, organization, &later).await?);
    }
    let duties = people.duties(reviews, Some(*learner));
    let change = on_withdrawal(&pieces, &duties, *learner, round.seed.cast_unsigned());
    let now = sources.now();
    running.apply(connection, sources, organization, &change, now).await
}

/// A round, held, seen from one learner.
struct Running {
    round: PeerRound,
    people: People,
    reviews: Vec<PeerReview>,
    /// The learner's number among the people.
    learner: u32,
}

impl Running {
    async fn load(
        connection: &mut Connection,
        organization: OrganizationId,
        enrolment: &Enrolment,
        assignment: AssignmentId,
    ) -> Result<Option<Self>, AssessmentError> {
        let cohort = enrolment.cohort_id;
        let round = queries::peers::round(connection, organization, cohort, assignment).await?;
        let Some(round) = round else { return Ok(None) };
        let people = People::new(
            queries::peers::learners(connection, organization, cohort, assignment).await?,
        );
        let Some(learner) = people.number(enrolment.id) else { return Ok(None) };
        let reviews = lock_reviews(connection, organization, round.id).await?;
        Ok(Some(Self { round, people, reviews, learner }))
    }

    /// Reviews of versions of the learner's work after the one that counts.
    fn reviews_of_later_versions(&self) -> Vec<PeerReviewId> {
        let Some(own) = self.people.learner(self.learner) else { return Vec::new() };
        let is_later = |review: &&PeerReview| {
            Some(review.submission_id) == own.submission_id
                && Some(review.version_number) > own.version_number
        };
        self.reviews.iter().filter(is_later).map(|review| review.id).collect()
    }

    async fn apply(
        &self,
        connection: &mut Connection,
        sources: &Sources,
        organization: OrganizationId,
        change: &Change,
        now: DateTime<Utc>,
    ) -> Result<(), AssessmentError> {
        let gone = self.people.open_reviews(&self.reviews, &change.removed);
        drop_reviews(connection, organization, &gone).await?;
        let new = self.people.new_reviews(&change.added);
        insert_reviews(connection, organization, sources, self.round.id, &new, now).await?;
        Ok(())
    }
}
