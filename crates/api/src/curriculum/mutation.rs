use async_graphql::{Context, Object};
use curriculum::actions::{AdoptProgram, adopt_program};

use super::load::Wanted;
use super::query::load_program;
use super::types::{AdoptProgramInput, AdoptProgramPayload};
use crate::context::RequestContext;
use crate::error::ApiError;

#[derive(Default)]
pub struct CurriculumMutation;

#[Object]
impl CurriculumMutation {
    /// Copies a library program into the organisation as version 1, published and immutable. A
    /// second time changes nothing and gives the copy. For admins.
    async fn adopt_program(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which program.")] input: AdoptProgramInput,
    ) -> Result<Option<AdoptProgramPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        let services = &request.services;
        let input = AdoptProgram { slug: input.slug, idempotency_key: input.idempotency_key };
        let adopted = adopt_program(&services.database, &services.sources, actor, input).await?;
        let wanted = Wanted::below(&context.look_ahead().field("program").field("versions"));
        let program =
            load_program(request, actor.organization_id, adopted.program_id, wanted).await?;
        Ok(Some(AdoptProgramPayload { program, already_adopted: adopted.already_adopted }))
    }
}
