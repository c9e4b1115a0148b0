use async_graphql::{Context, Object};
use auth::actions::{InviteGuest, invite_guest};
use kernel::MemberId;
use mentoring::actions::profiles as actions;

use super::inputs::{
    MyMentoringProfilePayload, SaveLearnerProfileInput, SaveMentorProfileInput,
    SaveMentoringPersonInput,
};
use super::people_inputs::{
    AskForPairAgainInput, AskForPairAgainPayload, ConfirmMentorCompetencyInput,
    ConfirmMentorCompetencyPayload, InviteGuestMentorInput, InviteGuestMentorPayload,
    LinkPersonsInput, LinkPersonsPayload, SetFairnessAnswerInput, SetFairnessAnswerPayload,
    SetMentoringBlockInput, SetMentoringBlockPayload,
};
use super::query::{load_blocks, load_card, load_mine};
use crate::cohorts::types::Person;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct ProfilesMutation;

#[Object]
impl ProfilesMutation {
    /// Keeps what one tells of oneself for mentoring, whole: week, zone, languages, style. Open pairs
    /// are looked at again. CONFLICT when it was changed since that version. For learners and mentors.
    async fn save_mentoring_person(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What one tells.")] input: SaveMentoringPersonInput,
    ) -> Result<Option<MyMentoringProfilePayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        actions::save_person(&request.services.mentoring(), actor, input.into()).await?;
        Ok(Some(MyMentoringProfilePayload { profile: load_mine(request, None).await? }))
    }

    /// Keeps what one offers as a mentor, whole. Places go no lower than those that accepted pairs
    /// take: CONFLICT then, and when it was changed since that version. For mentors.
    async fn save_mentor_profile(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What one offers.")] input: SaveMentorProfileInput,
    ) -> Result<Option<MyMentoringProfilePayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        actions::save_mentor(&request.services.mentoring(), actor, input.into()).await?;
        Ok(Some(MyMentoringProfilePayload { profile: load_mine(request, None).await? }))
    }

    /// Keeps what one looks for in a program, whole. CONFLICT when it was changed since that version.
    /// For learners of the program.
    async fn save_learner_profile(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What one looks for, in which program.")] input: SaveLearnerProfileInput,
    ) -> Result<Option<MyMentoringProfilePayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = actions::SaveLearner::try_from(input)?;
        let program = command.program_id;
        let actor = request.commander().await?;
        actions::save_learner(&request.services.mentoring(), actor, command).await?;
        Ok(Some(MyMentoringProfilePayload { profile: load_mine(request, Some(program)).await? }))
    }

    /// Stands for a mentor's level in a competency, so that it counts for matches. A competency that
    /// the mentor did not name is added. A second time changes nothing. FORBIDDEN for oneself,
    /// and for a seat that counts as one's own; see `linkPersons`. For coordinators.
    async fn confirm_mentor_competency(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose, and which.")] input: ConfirmMentorCompetencyInput,
    ) -> Result<Option<ConfirmMentorCompetencyPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = input.command()?;
        let mentor = command.member_id;
        let actor = request.commander().await?;
        actions::confirm_competency(&request.services.mentoring(), actor, command).await?;
        let mentor = load_card(request, mentor).await?;
        Ok(Some(ConfirmMentorCompetencyPayload { mentor }))
    }

    /// Says whom one does not want to meet in mentoring, or takes it back. Nobody else reads it, and
    /// no answer gives it away. A second time changes nothing. For learners and mentors.
    async fn set_mentoring_block(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom.")] input: SetMentoringBlockInput,
    ) -> Result<Option<SetMentoringBlockPayload>, ApiError> {
        let request = RequestContext::of(context);
        let other: MemberId = ids::parse(&input.member_id)?;
        let actor = request.commander().await?;
        let mentoring = request.services.mentoring();
        let changed = actions::set_block(&mentoring, actor, other, input.blocked).await?;
        let blocks = load_blocks(request).await?;
        Ok(Some(SetMentoringBlockPayload { changed, blocks }))
    }

    /// Says that one would like to be matched once more with the other side of a pair that is over, or
    /// takes it back. It counts when both say so, and neither learns what the other said. A second
    /// time changes nothing. For the two of the pair.
    async fn ask_for_pair_again(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair.")] input: AskForPairAgainInput,
    ) -> Result<Option<AskForPairAgainPayload>, ApiError> {
        let request = RequestContext::of(context);
        let pair = ids::parse(&input.pair_id)?;
        let actor = request.commander().await?;
        let mentoring = request.services.mentoring();
        let changed = actions::ask_for_pair_again(&mentoring, actor, pair, input.ask).await?;
        Ok(Some(AskForPairAgainPayload { changed }))
    }

    /// Says of two seats whether they are one person's, who is never matched with themselves. Seats
    /// of one name count as one person's until somebody says otherwise; a pair that is made already is
    /// parted by this word alone, not by names that became equal. FORBIDDEN for a seat of one's own, or
    /// one that counts as such. A second time changes nothing. For coordinators.
    async fn link_persons(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which seats.")] input: LinkPersonsInput,
    ) -> Result<Option<LinkPersonsPayload>, ApiError> {
        let request = RequestContext::of(context);
        let seats = input.seats()?;
        let actor = request.commander().await?;
        actions::link_persons(&request.services.mentoring(), actor, seats, input.is_same).await?;
        Ok(Some(LinkPersonsPayload { is_same: input.is_same }))
    }

    /// Invites a mentor from outside of the organisation: a member with nothing but the mentor's role.
    /// Counts like an invitation; see `inviteMember`. CONFLICT for somebody who is a member already,
    /// and for somebody who left and would come back as more: who learnt here, or to whom people still
    /// report. For admins and coordinators.
    async fn invite_guest_mentor(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom.")] input: InviteGuestMentorInput,
    ) -> Result<Option<InviteGuestMentorPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        let command = InviteGuest {
            email: input.email,
            name: input.name,
            idempotency_key: input.idempotency_key,
        };
        let services = &request.services;
        let guest = invite_guest(&services.database, &services.sources, actor, command).await?;
        Ok(Some(InviteGuestMentorPayload { member: person(request, guest).await? }))
    }

    /// Keeps what one tells for the fairness report, by consent, or takes it back. Nothing but that
    /// report reads it, which shows no group of fewer than five. It counts in the first cycle that one
    /// is in, if it was told before the ranks of that cycle are due. A second time changes nothing. For
    /// learners and mentors.
    async fn set_fairness_answer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: SetFairnessAnswerInput,
    ) -> Result<Option<SetFairnessAnswerPayload>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.commander().await?;
        let gender = input.gender.map(actions::Gender::from);
        actions::set_fairness_answer(&request.services.mentoring(), actor, gender).await?;
        Ok(Some(SetFairnessAnswerPayload { kept: gender.is_some() }))
    }
}

/// Somebody whom a command made a member.
async fn person(request: &RequestContext, who: MemberId) -> Result<Person, ApiError> {
    let organization = request.actor().await?.organization_id;
    let found = request
        .snapshot()?
        .read(async |connection| auth::queries::member(connection, organization, who).await)
        .await?
        .ok_or_else(ApiError::not_found)?;
    Ok(found.into())
}
