use assessments::actions::{
    ClaimWork, PublishGrade, RateSample, SaveGrade, add_cohort_grader, claim_work, publish_grade,
    rate_sample, release_work, remove_cohort_grader, save_grade,
};
use assessments::model::sheet::StepInput;
use async_graphql::{Context, Object};
use kernel::{CohortId, GradeId, MemberId, SampleId, SubmissionId};

use super::inputs::{
    AddCohortGraderInput, AddCohortGraderPayload, ClaimWorkInput, ClaimWorkPayload,
    PublishGradeInput, PublishGradePayload, RateSampleInput, RateSamplePayload, ReleaseWorkInput,
    ReleaseWorkPayload, RemoveCohortGraderInput, RemoveCohortGraderPayload, SaveGradeInput,
    SaveGradePayload,
};
use super::query::{grading_work, named_graders, sample_sheet};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids::{self, id};

#[derive(Default)]
pub struct GradingMutation;

#[Object]
impl GradingMutation {
    /// Takes on the grading of one version of somebody's work: the next free place of a grader. Who
    /// has a place keeps it; nobody gets two. CONFLICT where no place is free, FORBIDDEN with the
    /// reason for those who stand too near to the learner. For facilitators of the cohort and named
    /// graders.
    async fn claim_work(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which version of which submission.")] input: ClaimWorkInput,
    ) -> Result<Option<ClaimWorkPayload>, ApiError> {
        let request = RequestContext::of(context);
        let submission: SubmissionId = ids::parse(&input.submission_id)?;
        let number = i16::try_from(input.version_number).unwrap_or(0);
        let actor = request.commander().await?;
        let command = ClaimWork { submission_id: submission, version_number: number };
        let claimed = claim_work(&request.services.assessments(), actor, command).await?;
        Ok(Some(ClaimWorkPayload {
            work: grading_work(request, submission, number).await?,
            already_claimed: claimed.already_claimed,
        }))
    }

    /// Gives back a place that one has claimed, with what one drafted. A published grade stands.
    /// For its grader.
    async fn release_work(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which grade.")] input: ReleaseWorkInput,
    ) -> Result<Option<ReleaseWorkPayload>, ApiError> {
        let request = RequestContext::of(context);
        let grade: GradeId = ids::parse(&input.grade_id)?;
        let actor = request.commander().await?;
        let released = release_work(&request.services.assessments(), actor, grade).await?;
        Ok(Some(ReleaseWorkPayload {
            submission_id: id(released.submission_id),
            version_number: i32::from(released.version_number),
        }))
    }

    /// Saves the draft of a grade, in part or whole. Nobody else sees it. A saved draft keeps the
    /// place for three more days. For its grader.
    async fn save_grade(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which grade, and what it says.")] input: SaveGradeInput,
    ) -> Result<Option<SaveGradePayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = SaveGrade {
            grade_id: ids::parse(&input.grade_id)?,
            expected_version: input.expected_version,
            steps: input.steps.into_iter().map(StepInput::from).collect(),
            comment: input.comment,
        };
        let actor = request.commander().await?;
        let work = save_grade(&request.services.assessments(), actor, command).await?;
        let work = grading_work(request, work.submission_id, work.number).await?;
        Ok(Some(SaveGradePayload { work }))
    }

    /// Publishes a grade with a step saved for every criterion. It cannot be changed any more. Once
    /// all graders of the version have published, the result stands and one mail goes to the learner,
    /// which says whether the work passed and no marks; where two graders differ by two steps on a
    /// gate, or in whether it passes, a third decides. For its grader.
    async fn publish_grade(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which grade.")] input: PublishGradeInput,
    ) -> Result<Option<PublishGradePayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = PublishGrade {
            grade_id: ids::parse(&input.grade_id)?,
            expected_version: input.expected_version,
        };
        let actor = request.commander().await?;
        let published = publish_grade(&request.services.assessments(), actor, command).await?;
        let (submission, number) = (published.work.submission_id, published.work.number);
        Ok(Some(PublishGradePayload {
            work: grading_work(request, submission, number).await?,
            decided: published.is_decided,
        }))
    }

    /// Names somebody who grades the work of a cohort beside its facilitators. A second time changes
    /// nothing. For facilitators of the cohort and admins.
    async fn add_cohort_grader(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom, for which cohort.")] input: AddCohortGraderInput,
    ) -> Result<Option<AddCohortGraderPayload>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&input.cohort_id)?;
        let member: MemberId = ids::parse(&input.member_id)?;
        let actor = request.commander().await?;
        let first =
            add_cohort_grader(&request.services.assessments(), actor, cohort, member).await?;
        Ok(Some(AddCohortGraderPayload {
            graders: named_graders(request, cohort).await?,
            already_named: !first,
        }))
    }

    /// Takes the name of a grader off a cohort. What they claimed and did not publish is free again;
    /// what they published stays. A second time changes nothing. For facilitators of the cohort and
    /// admins.
    async fn remove_cohort_grader(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom, for which cohort.")] input: RemoveCohortGraderInput,
    ) -> Result<Option<RemoveCohortGraderPayload>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&input.cohort_id)?;
        let member: MemberId = ids::parse(&input.member_id)?;
        let actor = request.commander().await?;
        let first =
            remove_cohort_grader(&request.services.assessments(), actor, cohort, member).await?;
        Ok(Some(RemoveCohortGraderPayload {
            graders: named_graders(request, cohort).await?,
            already_removed: !first,
        }))
    }

    /// Rates a sample piece, to compare oneself with its key, which shows afterwards. Once per
    /// sample; the same steps again change nothing. For facilitators and mentors.
    async fn rate_sample(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which sample, and the steps.")] input: RateSampleInput,
    ) -> Result<Option<RateSamplePayload>, ApiError> {
        let request = RequestContext::of(context);
        let sample: SampleId = ids::parse(&input.sample_id)?;
        let command = RateSample {
            sample_id: sample,
            steps: input.steps.into_iter().map(StepInput::from).collect(),
        };
        let actor = request.commander().await?;
        let assignment = rate_sample(&request.services.assessments(), actor, command).await?;
        let sheet = sample_sheet(request, assignment).await?;
        let rated = sheet.samples.into_iter().find(|one| one.id == id(sample));
        let sample = rated.ok_or_else(ApiError::not_found)?;
        Ok(Some(RateSamplePayload { sample }))
    }
}
