use async_graphql::{Context, ID, InputObject, Object};
use kernel::{MemberId, Permission, ProgramId};
use mentoring::queries::profiles as queries;

use super::load;
use super::own::{MentoringBlock, MyMentoringProfile};
use super::types::{MentorCard, MentorProfile, MentoringVocabulary};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::paging::{self, Connection};

/// The name that binds cursors to the list of mentors.
const MENTORS: &str = "mentorProfiles";

/// Which mentors of the organisation.
#[derive(InputObject, Default)]
pub struct MentorProfileFilter {
    /// Only those who take new pairs.
    #[graphql(default)]
    pub only_open: bool,
    /// Only those who offer this competency, whoever stands for it.
    pub competency_code: Option<String>,
    /// Only those with a competency that waits for the coordinator.
    #[graphql(default)]
    pub only_unconfirmed: bool,
}

#[derive(Default)]
pub struct ProfilesQuery;

#[Object]
impl ProfilesQuery {
    /// The words that profiles are told in. For learners, mentors, coordinators and admins.
    async fn mentoring_vocabulary(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<MentoringVocabulary>, ApiError> {
        let actor = RequestContext::of(context).actor().await?;
        let may = [
            Permission::SeekMentor,
            Permission::OfferMentoring,
            Permission::CoordinateMentoring,
            Permission::SetMentoringRules,
        ];
        if !may.into_iter().any(|permission| actor.may(permission)) {
            actor.require(Permission::SeekMentor)?;
        }
        Ok(Some(MentoringVocabulary::whole()))
    }

    /// What the person who asks told for mentoring, and what is missing. For learners and mentors.
    async fn my_mentoring_profile(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "A program that one is enrolled in; without it, the profile as a learner \
                          is left out."
        )]
        program_id: Option<ID>,
    ) -> Result<Option<MyMentoringProfile>, ApiError> {
        let request = RequestContext::of(context);
        let program: Option<ProgramId> = program_id.as_ref().map(ids::parse).transpose()?;
        load_mine(request, program).await.map(Some)
    }

    /// A mentor's card. For coordinators; for learners who have the mentor on a short list or in a
    /// pair; for the mentor.
    async fn mentor_profile(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The mentor.")] member_id: ID,
    ) -> Result<Option<MentorCard>, ApiError> {
        let request = RequestContext::of(context);
        let mentor: MemberId = ids::parse(&member_id)?;
        load_card(request, mentor).await.map(Some)
    }

    /// The mentors of the organisation, by name. For coordinators.
    async fn mentor_profiles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which; all when left out.")] filter: Option<MentorProfileFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MentorProfile>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::CoordinateMentoring)?;
        let page = paging::request(MENTORS, first, after.as_deref())?;
        let filter = filter.unwrap_or_default();
        let filter = queries::MentorFilter {
            only_open: filter.only_open,
            // The database takes no NUL in a text; no code has a blank.
            competency_code: filter.competency_code.map(|code| code.replace('\0', " ")),
            only_unconfirmed: filter.only_unconfirmed,
        };
        let organization = actor.organization_id;
        let (entries, more) = request
            .snapshot()?
            .read(async |connection| load::mentors(connection, organization, &filter, &page).await)
            .await?;
        Ok(Some(Connection::new(MENTORS, entries, more)))
    }

    /// Whom the person who asks does not want to meet in mentoring, by name. Nobody else reads it. For
    /// learners and mentors.
    async fn my_mentoring_blocks(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<Vec<MentoringBlock>>, ApiError> {
        load_blocks(RequestContext::of(context)).await.map(Some)
    }
}

/// Demands that the person who asks learns or mentors.
async fn demand_part(request: &RequestContext) -> Result<(), ApiError> {
    let actor = request.actor().await?;
    if !actor.may(Permission::SeekMentor) {
        actor.require(Permission::OfferMentoring)?;
    }
    Ok(())
}

/// One's own profile, also as a command left it.
pub(super) async fn load_mine(
    request: &RequestContext,
    program: Option<ProgramId>,
) -> Result<MyMentoringProfile, ApiError> {
    demand_part(request).await?;
    let actor = request.actor().await?;
    let found = request
        .snapshot()?
        .read(async |connection| load::mine(connection, actor, program).await)
        .await?;
    found.ok_or_else(ApiError::not_found)
}

/// A mentor's card, also as a command left it.
pub(super) async fn load_card(
    request: &RequestContext,
    mentor: MemberId,
) -> Result<MentorCard, ApiError> {
    let actor = request.actor().await?;
    if !actor.may(Permission::CoordinateMentoring) {
        demand_part(request).await?;
    }
    let found = request
        .snapshot()?
        .read(async |connection| load::card(connection, actor, mentor).await)
        .await?;
    found.ok_or_else(ApiError::not_found)
}

/// One's own blocks, also as a command left them.
pub(super) async fn load_blocks(request: &RequestContext) -> Result<Vec<MentoringBlock>, ApiError> {
    demand_part(request).await?;
    let actor = request.actor().await?;
    let (organization, me) = (actor.organization_id, actor.member_id);
    let blocks = request
        .snapshot()?
        .read(async |connection| queries::blocks_of(connection, organization, me).await)
        .await?;
    Ok(blocks.into_iter().map(MentoringBlock::from).collect())
}
