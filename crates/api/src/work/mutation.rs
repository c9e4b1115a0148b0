use assessments::actions::{
    SaveDraft, SubmitWork, WithdrawWork, save_draft, submit_work, withdraw_work,
};
use assessments::model::draft::Draft;
use async_graphql::{Context, Object};
use kernel::FileId;

use super::load::my_submission;
use super::types::{
    SaveDraftInput, SaveDraftPayload, SubmitWorkInput, SubmitWorkPayload, WithdrawWorkInput,
    WithdrawWorkPayload,
};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct WorkMutation;

#[Object]
impl WorkMutation {
    /// Saves the draft of one's own work. Sent again, it changes nothing. CONFLICT if another device
    /// saved meanwhile: read the work and decide which of the two to keep. CONFLICT for a locked
    /// module, with what unlocks it. For learners.
    async fn save_draft(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The whole draft.")] input: SaveDraftInput,
    ) -> Result<Option<SaveDraftPayload>, ApiError> {
        let request = RequestContext::of(context);
        let files: Result<Vec<FileId>, ApiError> = input.file_ids.iter().map(ids::parse).collect();
        let command = SaveDraft {
            enrolment_id: ids::parse(&input.enrolment_id)?,
            assignment_id: ids::parse(&input.assignment_id)?,
            draft: Draft { text: input.text, links: input.links, files: files? },
            expected_version: input.expected_version,
        };
        let (enrolment, assignment) = (command.enrolment_id, command.assignment_id);
        let actor = request.commander().await?;
        save_draft(&request.services.assessments(), actor, command).await?;
        let submission = my_submission(request, enrolment, assignment).await?;
        Ok(Some(SaveDraftPayload { submission }))
    }

    /// Hands in the draft as the next version, which then waits for a grader. A second time gives the
    /// same version. CONFLICT for an empty draft, for a draft that another device saved meanwhile,
    /// while another version waits (withdraw it first), after a pass, and within 14 days of the last
    /// version that was not withdrawn; the message says what to do or when. For learners.
    async fn submit_work(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: SubmitWorkInput,
    ) -> Result<Option<SubmitWorkPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = SubmitWork {
            enrolment_id: ids::parse(&input.enrolment_id)?,
            assignment_id: ids::parse(&input.assignment_id)?,
            expected_version: input.expected_version,
        };
        let actor = request.commander().await?;
        let submitted = submit_work(&request.services.assessments(), actor, command).await?;
        Ok(Some(SubmitWorkPayload {
            submission: my_submission(request, command.enrolment_id, command.assignment_id).await?,
            number: i32::from(submitted.number),
            already_submitted: submitted.already_submitted,
        }))
    }

    /// Takes back a version of one's own work that nobody has begun to grade; its number stays used.
    /// A second time changes nothing. CONFLICT once it is being graded or has its result. For
    /// learners.
    async fn withdraw_work(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which version.")] input: WithdrawWorkInput,
    ) -> Result<Option<WithdrawWorkPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = WithdrawWork {
            enrolment_id: ids::parse(&input.enrolment_id)?,
            assignment_id: ids::parse(&input.assignment_id)?,
            // No version has such a number: it is looked for and not found.
            number: i16::try_from(input.number).unwrap_or(0),
        };
        let actor = request.commander().await?;
        let first = withdraw_work(&request.services.assessments(), actor, command).await?;
        Ok(Some(WithdrawWorkPayload {
            submission: my_submission(request, command.enrolment_id, command.assignment_id).await?,
            already_withdrawn: !first,
        }))
    }
}
