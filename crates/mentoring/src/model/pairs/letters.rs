//! Which mails the life of a pair sends to whom. Their words stand in [`super::words`].

use crate::model::life::{Event, Party, State, Step};
use crate::model::side::Side;

#[cfg(test)]
mod tests;

/// The word under which a reader stops nudges, among the kinds of reports that can be stopped.
pub const NUDGES: &str = "mentoring_nudge";

/// A kind of mail on mentoring. Each goes once for an occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MailKind {
    /// To the learner: a mentor is proposed.
    ProposalLearner,
    /// To the mentor: a learner is proposed.
    ProposalMentor,
    /// To who has not answered a proposal after three working days.
    AnswerReminder,
    /// Both accepted; an agreement comes next.
    BothAccepted,
    /// The other side said no, without reasons.
    Declined,
    /// The time to answer a proposal is over.
    ProposalExpired,
    /// Others took the mentor's last place.
    PlaceGone,
    /// A rule now stands against a proposal.
    ProposalImpossible,
    /// The other side signed the agreement.
    AgreementToSign,
    /// The other side changed the agreement that one had signed.
    AgreementChanged,
    /// Both signed the agreement.
    AgreementSigned,
    /// Nothing was heard of the pair for ten days.
    Nudge,
    /// The pair will be ended if nothing is heard of it.
    Warning,
    /// The pair does not meet for a while.
    Paused,
    /// The break is over.
    Resumed,
    /// Another match is looked at; nobody is to blame.
    RematchRequested,
    /// The two go on.
    KeptOn,
    /// The learner gets another mentor.
    Rematched,
    /// Time for the closing forms.
    Closing,
    /// The pair is closed.
    Closed,
    /// The other side ended the pair.
    EndedEarly,
    /// The pair was ended after silence.
    EndedByRule,
    /// A rule now stands against the pair; there are 14 days for a decent close.
    Impossible,
    /// The other one left the organisation.
    SomebodyLeft,
    /// A check of health is due.
    HealthAsked,
    /// Somebody was allowed to read one's notes in an emergency.
    NoteOpened,
}

impl MailKind {
    /// All kinds.
    pub const ALL: [Self; 26] = [
        Self::ProposalLearner,
        Self::ProposalMentor,
        Self::AnswerReminder,
        Self::BothAccepted,
        Self::Declined,
        Self::ProposalExpired,
        Self::PlaceGone,
        Self::ProposalImpossible,
        Self::AgreementToSign,
        Self::AgreementChanged,
        Self::AgreementSigned,
        Self::Nudge,
        Self::Warning,
        Self::Paused,
        Self::Resumed,
        Self::RematchRequested,
        Self::KeptOn,
        Self::Rematched,
        Self::Closing,
        Self::Closed,
        Self::EndedEarly,
        Self::EndedByRule,
        Self::Impossible,
        Self::SomebodyLeft,
        Self::HealthAsked,
        Self::NoteOpened,
    ];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProposalLearner => "proposal_learner",
            Self::ProposalMentor => "proposal_mentor",
            Self::AnswerReminder => "answer_reminder",
            Self::BothAccepted => "both_accepted",
            Self::Declined => "declined",
            Self::ProposalExpired => "proposal_expired",
            Self::PlaceGone => "place_gone",
            Self::ProposalImpossible => "proposal_impossible",
            Self::AgreementToSign => "agreement_to_sign",
            Self::AgreementChanged => "agreement_changed",
            Self::AgreementSigned => "agreement_signed",
            Self::Nudge => "nudge",
            Self::Warning => "warning",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::RematchRequested => "rematch_requested",
            Self::KeptOn => "kept_on",
            Self::Rematched => "rematched",
            Self::Closing => "closing",
            Self::Closed => "closed",
            Self::EndedEarly => "ended_early",
            Self::EndedByRule => "ended_by_rule",
            Self::Impossible => "impossible",
            Self::SomebodyLeft => "somebody_left",
            Self::HealthAsked => "health_asked",
            Self::NoteOpened => "note_opened",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it goes out at any hour: a notice that cannot wait for the morning.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::NoteOpened)
    }

    /// Whether it goes out while its reader is on leave: time runs out on what it asks for.
    pub const fn reaches_the_absent(self) -> bool {
        matches!(
            self,
            Self::NoteOpened
                | Self::ProposalLearner
                | Self::ProposalMentor
                | Self::AnswerReminder
                | Self::Warning
                | Self::Closing
                | Self::Impossible
        )
    }

    /// Whether the reader may stop it (domain guide 7.4): it only encourages. Whatever tells of a
    /// deadline or of what became of a pair is service, and goes on.
    pub const fn can_be_stopped(self) -> bool {
        matches!(self, Self::Nudge)
    }

    /// Whether it is still worth sending to a pair that has come to a state meanwhile: what asks for
    /// something that cannot be done any more is dropped.
    pub fn still_matters(self, state: State, is_open: bool) -> bool {
        let offered =
            matches!(state, State::Proposed | State::MenteeAccepted | State::MentorAccepted);
        match self {
            Self::ProposalLearner | Self::ProposalMentor | Self::AnswerReminder => offered,
            Self::AgreementToSign | Self::AgreementChanged => state == State::Accepted,
            Self::Nudge | Self::Warning | Self::HealthAsked | Self::Paused | Self::Closing => {
                is_open
            }
            _ => true,
        }
    }
}

/// Who of the two is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Both,
    /// The side that did not take the step; both where nobody of the two did.
    Other,
}

/// The mails that a step sends, taken from a state by somebody.
pub(crate) fn letters_of(
    step: &Step,
    from: State,
    by: Party,
    place_gone: bool,
) -> Vec<(Side, MailKind)> {
    if step.event == Event::Publish {
        return vec![
            (Side::Learner, MailKind::ProposalLearner),
            (Side::Mentor, MailKind::ProposalMentor),
        ];
    }
    let Some((to, kind)) = letter_of(step, from, place_gone) else { return Vec::new() };
    let silent = match (to, by) {
        (To::Other, Party::Learner) => Some(Side::Learner),
        (To::Other, Party::Mentor) => Some(Side::Mentor),
        _ => None,
    };
    let sides = Side::ALL.into_iter().filter(|side| Some(*side) != silent);
    sides.map(|side| (side, kind)).collect()
}

fn letter_of(step: &Step, from: State, place_gone: bool) -> Option<(To, MailKind)> {
    use MailKind as M;
    let was_offered = !from.takes_place();
    Some(match step.event {
        Event::Accept if step.to == State::Accepted => (To::Both, M::BothAccepted),
        Event::Decline => (To::Other, M::Declined),
        Event::TimeOut if place_gone => (To::Both, M::PlaceGone),
        Event::TimeOut if was_offered => (To::Both, M::ProposalExpired),
        Event::TimeOut | Event::FileLast => (To::Both, M::Closed),
        Event::SignFirst => (To::Other, M::AgreementToSign),
        Event::SignLast => (To::Both, M::AgreementSigned),
        Event::Pause => (To::Other, M::Paused),
        Event::Resume => (To::Other, M::Resumed),
        Event::HealthLow | Event::AskRematch => (To::Both, M::RematchRequested),
        Event::KeepOn => (To::Both, M::KeptOn),
        Event::Rematch => (To::Both, M::Rematched),
        Event::EndDate | Event::GoalsDone => (To::Both, M::Closing),
        Event::EndEarly => (To::Other, M::EndedEarly),
        Event::QuietOut => (To::Both, M::EndedByRule),
        Event::BreakRule if was_offered => (To::Both, M::ProposalImpossible),
        Event::BreakRule => (To::Both, M::Impossible),
        Event::Leave => (To::Both, M::SomebodyLeft),
        Event::Publish | Event::Accept | Event::FirstSession | Event::FileFirst => return None,
    })
}
