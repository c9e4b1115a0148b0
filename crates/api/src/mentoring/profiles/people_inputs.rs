use async_graphql::{Enum, ID, InputObject, SimpleObject};
use kernel::MemberId;
use mentoring::actions::profiles as actions;
use mentoring::actions::profiles::Gender;

use super::own::MentoringBlock;
use super::types::MentorCard;
use crate::cohorts::types::Person;
use crate::error::ApiError;
use crate::ids;

/// How somebody stands for a mentor's level.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmedSource {
    /// The coordinator knows it.
    Confirmed,
    /// It was attested.
    Attested,
}

/// Input of `confirmMentorCompetency`.
#[derive(InputObject)]
pub struct ConfirmMentorCompetencyInput {
    /// The mentor; not oneself.
    pub member_id: ID,
    /// The competency's code.
    pub code: String,
    /// The level, 1 to 5.
    pub level: i32,
    /// How one knows.
    pub source: ConfirmedSource,
}

impl ConfirmMentorCompetencyInput {
    pub(super) fn command(self) -> Result<actions::ConfirmCompetency, ApiError> {
        Ok(actions::ConfirmCompetency {
            member_id: ids::parse(&self.member_id)?,
            code: self.code,
            level: self.level,
            is_attested: self.source == ConfirmedSource::Attested,
        })
    }
}

/// Answer of `confirmMentorCompetency`.
#[derive(SimpleObject)]
pub struct ConfirmMentorCompetencyPayload {
    /// The mentor's card as it is now.
    pub mentor: MentorCard,
}

/// Input of `setMentoringBlock`.
#[derive(InputObject)]
pub struct SetMentoringBlockInput {
    /// Somebody who mentors or learns here; not oneself.
    pub member_id: ID,
    /// Whether one does not want to meet them.
    pub blocked: bool,
}

/// Answer of `setMentoringBlock`.
#[derive(SimpleObject)]
pub struct SetMentoringBlockPayload {
    /// Whether something changed.
    pub changed: bool,
    /// Whom one does not want to meet, by name.
    pub blocks: Vec<MentoringBlock>,
}

/// Input of `askForPairAgain`.
#[derive(InputObject)]
pub struct AskForPairAgainInput {
    /// A pair that is over and that one was a side of.
    pub pair_id: ID,
    /// Whether one would like to be matched with the other side once more.
    pub ask: bool,
}

/// Answer of `askForPairAgain`.
#[derive(SimpleObject)]
pub struct AskForPairAgainPayload {
    /// Whether something changed.
    pub changed: bool,
}

/// Input of `linkPersons`.
#[derive(InputObject)]
pub struct LinkPersonsInput {
    /// The one seat.
    pub member_id: ID,
    /// The other.
    pub other_id: ID,
    /// Whether both are one person's; false where they only share a name.
    pub is_same: bool,
}

impl LinkPersonsInput {
    pub(super) fn seats(&self) -> Result<(MemberId, MemberId), ApiError> {
        Ok((ids::parse(&self.member_id)?, ids::parse(&self.other_id)?))
    }
}

/// Answer of `linkPersons`.
#[derive(SimpleObject)]
pub struct LinkPersonsPayload {
    /// What holds now.
    pub is_same: bool,
}

/// Input of `inviteGuestMentor`.
#[derive(InputObject)]
pub struct InviteGuestMentorInput {
    /// The address that the invitation goes to.
    pub email: String,
    /// The name to show until the person gives one.
    pub name: String,
    /// Makes the command safe to send again for 24 hours.
    pub idempotency_key: Option<String>,
}

/// Answer of `inviteGuestMentor`.
#[derive(SimpleObject)]
pub struct InviteGuestMentorPayload {
    /// The guest.
    pub member: Person,
}

/// What somebody tells for the fairness report only.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Gender")]
pub enum FairnessGender {
    /// A woman.
    Woman,
    /// A man.
    Man,
    /// Another gender.
    Another,
}

/// Input of `setFairnessAnswer`.
#[derive(InputObject)]
pub struct SetFairnessAnswerInput {
    /// The answer; null takes it back.
    pub gender: Option<FairnessGender>,
}

/// Answer of `setFairnessAnswer`.
#[derive(SimpleObject)]
pub struct SetFairnessAnswerPayload {
    /// Whether an answer is kept now.
    pub kept: bool,
}
