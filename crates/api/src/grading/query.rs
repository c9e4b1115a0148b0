use assessments::AssessmentError;
use assessments::model::gradebook::csv;
use assessments::policy::{names_graders, reads_gradebook};
use assessments::queries::gradebook::{Gradebook as Book, counts, gradebook, pass_states};
use assessments::queries::grades::graders;
use assessments::queries::queue::{QueueFilter, QueuePage, QueuePart};
use assessments::queries::samples::rated;
use async_graphql::{Context, ID, Object};
use auth::Denied;
use chrono::DateTime;
use cohorts::queries::visible_cohort;
use database::DatabaseError;
use kernel::{
    AssignmentId, CohortId, CursorError, PageRequest, Permission, SubmissionId, Violation,
};

use super::book::{CohortCounts, Gradebook, LearnerPassStates};
use super::inputs::GradingQueueFilter;
use super::load;
use super::types::{GraderCalibration, GradingWork, QueuedWork, SampleSheet};
use crate::cohorts::types::Person;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::paging::{self, Connection};

/// The name that binds cursors to this list.
const LIST: &str = "gradingQueue";

#[derive(Default)]
pub struct GradingQuery;

#[Object]
impl GradingQuery {
    /// What waits for graders in the cohorts in which the person who asks grades, oldest first. For
    /// facilitators and named graders.
    async fn grading_queue(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which of it; all when left out.")] filter: Option<GradingQueueFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<QueuedWork>>, ApiError> {
        let request = RequestContext::of(context);
        let filter = filter.unwrap_or_default();
        let filter = QueueFilter {
            cohort_id: filter.cohort_id.as_ref().map(ids::parse).transpose()?,
            assignment_id: filter.assignment_id.as_ref().map(ids::parse).transpose()?,
            part: filter.part.map(QueuePart::from),
        };
        let actor = request.actor().await?;
        actor.require(Permission::GradeWork)?;
        let page = queue_page(&paging::request(LIST, first, after.as_deref())?)?;
        let (entries, more) = request
            .snapshot()?
            .read(async |connection| {
                load::queue(connection, actor, &filter, &page, request.now).await
            })
            .await?;
        Ok(Some(Connection::new(LIST, entries, more)))
    }

    /// One version of somebody's work, with all that it takes to grade it. For facilitators of the
    /// cohort and named graders; FORBIDDEN with the reason for those who stand too near to the
    /// learner.
    async fn work_to_grade(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The submission; `gradingQueue` lists them.")] submission_id: ID,
        #[graphql(desc = "Which version of it, from 1.")] version_number: i32,
    ) -> Result<Option<GradingWork>, ApiError> {
        let request = RequestContext::of(context);
        let submission: SubmissionId = ids::parse(&submission_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::GradeWork)?;
        // There is no version of a number that the table does not hold.
        let number = i16::try_from(version_number).unwrap_or(0);
        grading_work(request, submission, number).await.map(Some)
    }

    /// The marks of a cohort: every learner against every module. For its facilitators.
    async fn gradebook(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
    ) -> Result<Option<Gradebook>, ApiError> {
        let request = RequestContext::of(context);
        let book = book(request, ids::parse(&cohort_id)?).await?;
        Ok(Some(Gradebook::new(book, request.now)))
    }

    /// The gradebook as CSV: a line per learner, six columns per module. A cell that a spreadsheet
    /// would take for a formula begins with an apostrophe. For facilitators of the cohort.
    async fn gradebook_csv(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
    ) -> Result<Option<String>, ApiError> {
        let request = RequestContext::of(context);
        let book = book(request, ids::parse(&cohort_id)?).await?;
        Ok(Some(csv(&book.plan, &book.rows)))
    }

    /// Which assignments one's own people in a cohort have passed, by name. For their manager.
    async fn pass_states(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
    ) -> Result<Option<Vec<LearnerPassStates>>, ApiError> {
        let request = RequestContext::of(context);
        let id: CohortId = ids::parse(&cohort_id)?;
        let actor = request.actor().await?;
        let plans = &request.services.plans;
        let found = request
            .snapshot()?
            .read(async |connection| {
                let Some((cohort, relation)) = visible_cohort(connection, actor, id).await? else {
                    return Ok(Err(AssessmentError::NotFound("cohort")));
                };
                if !relation.manages {
                    return Ok(Err(Denied(Permission::ReadOwnCohorts).into()));
                }
                let states = pass_states(connection, plans, actor, &cohort).await?;
                Ok::<_, DatabaseError>(states.ok_or(AssessmentError::NotFound("cohort")))
            })
            .await?;
        let (plan, states) = found?;
        let states = states.into_iter().map(|states| LearnerPassStates::new(&plan, states));
        Ok(Some(states.collect()))
    }

    /// How far a cohort is, in counts from five learners up. For sponsors and admins.
    async fn cohort_counts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
    ) -> Result<Option<CohortCounts>, ApiError> {
        let request = RequestContext::of(context);
        let id: CohortId = ids::parse(&cohort_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::ReadCounts)?;
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| counts(connection, organization, id).await)
            .await?;
        found.map(CohortCounts::from).ok_or_else(ApiError::not_found).map(Some)
    }

    /// Who is named to grade the work of a cohort beside its facilitators, by name. For its
    /// facilitators and for admins.
    async fn cohort_graders(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
    ) -> Result<Option<Vec<Person>>, ApiError> {
        let request = RequestContext::of(context);
        let id: CohortId = ids::parse(&cohort_id)?;
        request.actor().await?.require(Permission::NameGraders)?;
        named_graders(request, id).await.map(Some)
    }

    /// The sample pieces of an assignment, to compare oneself with. The key of each shows once one
    /// has rated it. For facilitators and mentors.
    async fn samples(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The assignment.")] assignment_id: ID,
    ) -> Result<Option<SampleSheet>, ApiError> {
        let request = RequestContext::of(context);
        let id: AssignmentId = ids::parse(&assignment_id)?;
        request.actor().await?.require(Permission::GradeWork)?;
        sample_sheet(request, id).await.map(Some)
    }

    /// How close the person who asks comes to the keys of the samples that they have rated. For
    /// facilitators and mentors.
    async fn calibration(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<GraderCalibration>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::GradeWork)?;
        let rated =
            request.snapshot()?.read(async |connection| rated(connection, actor).await).await?;
        Ok(Some(load::calibration(&rated)))
    }
}

/// The page of the queue from that of a connection, whose keys are moments in microseconds.
fn queue_page(page: &PageRequest) -> Result<QueuePage, ApiError> {
    let bad =
        || ApiError::invalid(vec![Violation::new("after", "BAD_CURSOR", CursorError.to_string())]);
    let after = match &page.after {
        None => None,
        Some(cursor) => {
            let at = cursor.key.parse().ok().and_then(DateTime::from_timestamp_micros);
            Some((at.ok_or_else(bad)?, SubmissionId::from(cursor.id)))
        }
    };
    Ok(QueuePage { first: page.first, after })
}

/// One version of somebody's work, for those who may grade it.
pub(super) async fn grading_work(
    request: &RequestContext,
    submission: SubmissionId,
    number: i16,
) -> Result<GradingWork, ApiError> {
    let actor = request.actor().await?;
    let files = &request.services.files;
    let found = request
        .snapshot()?
        .read(async |connection| {
            load::grading_work(connection, files, actor, submission, number).await
        })
        .await?;
    Ok(found?)
}

/// The samples of an assignment.
pub(super) async fn sample_sheet(
    request: &RequestContext,
    id: AssignmentId,
) -> Result<SampleSheet, ApiError> {
    let actor = request.actor().await?;
    let found = request
        .snapshot()?
        .read(async |connection| load::sample_sheet(connection, actor, id).await)
        .await?;
    Ok(found?)
}

/// The named graders of a cohort, for those who may name them.
pub(super) async fn named_graders(
    request: &RequestContext,
    id: CohortId,
) -> Result<Vec<Person>, ApiError> {
    let actor = request.actor().await?;
    let found = request
        .snapshot()?
        .read(async |connection| {
            let Some((_, relation)) = visible_cohort(connection, actor, id).await? else {
                return Ok(Err(AssessmentError::NotFound("cohort")));
            };
            if !names_graders(actor.roles, relation) {
                return Ok(Err(Denied(Permission::NameGraders).into()));
            }
            let people = graders(connection, actor.organization_id, id).await?;
            Ok::<_, DatabaseError>(Ok(people))
        })
        .await?;
    Ok(found?.into_iter().map(Person::from).collect())
}

async fn book(request: &RequestContext, id: CohortId) -> Result<Book, ApiError> {
    let actor = request.actor().await?;
    actor.require(Permission::ReadGradebook)?;
    let plans = &request.services.plans;
    let found = request
        .snapshot()?
        .read(async |connection| {
            let Some((cohort, relation)) = visible_cohort(connection, actor, id).await? else {
                return Ok(Err(AssessmentError::NotFound("cohort")));
            };
            if !reads_gradebook(actor.roles, relation) {
                return Ok(Err(Denied(Permission::ReadGradebook).into()));
            }
            let book = gradebook(connection, plans, actor, &cohort, request.now).await?;
            Ok::<_, DatabaseError>(book.ok_or(AssessmentError::NotFound("cohort")))
        })
        .await?;
    Ok(found?)
}
