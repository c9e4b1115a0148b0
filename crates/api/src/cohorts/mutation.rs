use async_graphql::{Context, Object};
use cohorts::actions::{CreateCohort, EnrolLearners, create_cohort, enrol_learners};
use cohorts::model::CohortDraft;
use kernel::MemberId;

use super::enrolment::{EnrolLearnersInput, EnrolLearnersPayload};
use super::load::Wanted;
use super::query::load_cohort;
use super::types::{CreateCohortInput, CreateCohortPayload};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct CohortMutation;

#[Object]
impl CohortMutation {
    /// Opens a cohort on a program version, which stays pinned. For admins.
    async fn create_cohort(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it will be.")] input: CreateCohortInput,
    ) -> Result<Option<CreateCohortPayload>, ApiError> {
        let request = RequestContext::of(context);
        let facilitators: Result<Vec<MemberId>, ApiError> =
            input.facilitator_ids.iter().map(ids::parse).collect();
        let command = CreateCohort {
            draft: CohortDraft {
                program_version_id: ids::parse(&input.program_version_id)?,
                name: input.name,
                hope: input.hope,
                starts_on: input.starts_on,
                time_zone: input.time_zone,
                capacity: input.capacity,
                facilitators: facilitators?,
            },
            idempotency_key: input.idempotency_key,
        };
        let actor = request.commander().await?;
        let id = create_cohort(&request.services.cohorts(), actor, command).await?;
        let wanted = Wanted::below(&context.look_ahead().field("cohort"));
        Ok(Some(CreateCohortPayload { cohort: load_cohort(request, actor, id, wanted).await? }))
    }

    /// Enrols the learners of a CSV file and invites those who have not signed in yet. Valid rows are
    /// enrolled even if others are not; sending the same file again changes nothing. For admins.
    async fn enrol_learners(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort and the file.")] input: EnrolLearnersInput,
    ) -> Result<Option<EnrolLearnersPayload>, ApiError> {
        let request = RequestContext::of(context);
        let cohort_id = ids::parse(&input.cohort_id)?;
        let actor = request.commander().await?;
        let command = EnrolLearners { cohort_id, csv: input.csv, dry_run: input.dry_run };
        let done = enrol_learners(&request.services.cohorts(), actor, command).await?;
        Ok(Some(EnrolLearnersPayload::new(done.outcomes, input.dry_run)))
    }
}
