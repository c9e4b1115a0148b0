//! What is open to the asking person now, over all runs.

use std::collections::HashMap;

use auth::Actor;
use chrono::{DateTime, Utc};
use cohorts::queries as runs;
use curriculum::Plans;
use database::schema::{attempt, peer_review, peer_round, submission, submission_version};
use database::{Connection, DatabaseError};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{
    AssignmentId, CohortId, EnrolmentId, OrganizationId, PeerReviewId, ProgramVersionId, QuizId,
};

use super::assignments::titles_of;
use crate::model::attempt::{PastAttempt, Tally};
use crate::model::submission::WITHDRAWN;
use crate::model::tasks::{Known, OpenReview, Spot, Task};

/// Everything that is open to the asking person at `now`, soonest due first. Eight statements,
/// however many runs they learn in, once the plans are in memory.
///
/// # Errors
/// When a statement fails.
pub async fn my_tasks(
    connection: &mut Connection,
    plans: &Plans,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<Task>, DatabaseError> {
    let organization = actor.organization_id;
    let enrolments = runs::enrolments_of(connection, organization, actor.member_id).await?;
    let ids: Vec<EnrolmentId> = enrolments.iter().map(|enrolment| enrolment.id).collect();
    let in_cohorts: Vec<CohortId> =
        enrolments.iter().map(|enrolment| enrolment.cohort_id).collect();
    let cohorts = runs::cohorts_by_ids(connection, organization, &in_cohorts).await?;
    let versions: Vec<ProgramVersionId> =
        cohorts.iter().map(|cohort| cohort.program_version_id).collect();
    let begun = runs::progress_of(connection, organization, &enrolments).await?;
    let known = Known {
        seen: runs::completed_lessons(connection, organization, &enrolments).await?,
        tries: tries_of(connection, organization, &ids).await?,
        handed_in: handed_in_of(connection, organization, &ids).await?,
        titles: titles_of(connection, organization, &versions).await?,
        reviews: open_reviews(connection, actor).await?,
    };
    let mut tasks = Vec::new();
    for enrolment in &enrolments {
        let Some(cohort) = cohorts.iter().find(|cohort| cohort.id == enrolment.cohort_id) else {
            continue;
        };
        if let Some(plan) = plans.get(connection, organization, cohort.program_version_id).await? {
            let begun = begun.get(&enrolment.id).map_or(&[][..], Vec::as_slice);
            tasks.extend(Spot { plan: &plan, cohort, enrolment, begun }.tasks(&known, now));
        }
    }
    tasks.sort_by_key(|task| task.due_at);
    Ok(tasks)
}

/// Place, quiz, number, beginning, end, points, most points.
type TryRow =
    (EnrolmentId, QuizId, i16, DateTime<Utc>, Option<DateTime<Utc>>, Option<i16>, Option<i16>);

async fn tries_of(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolments: &[EnrolmentId],
) -> Result<HashMap<(EnrolmentId, QuizId), Vec<PastAttempt>>, DatabaseError> {
    let rows: Vec<TryRow> = attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::enrolment_id.eq_any(enrolments))
        .select((
            attempt::enrolment_id,
            attempt::quiz_id,
            attempt::number,
            attempt::started_at,
            attempt::ended_at,
            attempt::points,
            attempt::max_points,
        ))
        .load(connection)
        .await?;
    let mut tries: HashMap<(EnrolmentId, QuizId), Vec<PastAttempt>> = HashMap::new();
    for (enrolment, quiz, number, started_at, ended_at, points, most) in rows {
        let tally = points
            .zip(most)
            .map(|(points, most)| Tally { points: points.into(), max_points: most.into() });
        let one = PastAttempt { number, started_at, ended_at, tally };
        tries.entry((enrolment, quiz)).or_default().push(one);
    }
    Ok(tries)
}

async fn handed_in_of(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolments: &[EnrolmentId],
) -> Result<HashMap<(EnrolmentId, AssignmentId), DateTime<Utc>>, DatabaseError> {
    let its = submission_version::organization_id
        .eq(submission::organization_id)
        .and(submission_version::submission_id.eq(submission::id));
    let rows: Vec<(EnrolmentId, AssignmentId, DateTime<Utc>)> = submission::table
        .inner_join(submission_version::table.on(its))
        .filter(submission::organization_id.eq(organization))
        .filter(submission_version::organization_id.eq(organization))
        .filter(submission::enrolment_id.eq_any(enrolments))
        .filter(submission_version::state.ne(WITHDRAWN))
        .order(submission_version::submitted_at)
        .select((
            submission::enrolment_id,
            submission::assignment_id,
            submission_version::submitted_at,
        ))
        .load(connection)
        .await?;
    // In the order of time, so the last one of each stays.
    Ok(rows.into_iter().map(|(enrolment, work, at)| ((enrolment, work), at)).collect())
}

async fn open_reviews(
    connection: &mut Connection,
    actor: &Actor,
) -> Result<Vec<OpenReview>, DatabaseError> {
    let organization = actor.organization_id;
    let its = peer_round::organization_id
        .eq(peer_review::organization_id)
        .and(peer_round::id.eq(peer_review::round_id));
    let rows: Vec<(PeerReviewId, CohortId, AssignmentId, DateTime<Utc>)> = peer_review::table
        .inner_join(peer_round::table.on(its))
        .filter(peer_review::organization_id.eq(organization))
        .filter(peer_round::organization_id.eq(organization))
        .filter(peer_review::reviewer_id.eq(actor.member_id))
        .filter(peer_review::state.eq("assigned"))
        .order((peer_review::assigned_at, peer_review::id))
        .select((
            peer_review::id,
            peer_round::cohort_id,
            peer_round::assignment_id,
            peer_review::assigned_at,
        ))
        .load(connection)
        .await?;
    let review = |(id, cohort_id, assignment_id, assigned_at)| OpenReview {
        id,
        cohort_id,
        assignment_id,
        assigned_at,
    };
    Ok(rows.into_iter().map(review).collect())
}
