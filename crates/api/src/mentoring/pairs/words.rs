use async_graphql::Enum;
use mentoring::model::life::{self, Event, Party, State};
use mentoring::model::pair::Pair;
use mentoring::model::pairs::agreement::Share;
use mentoring::model::pairs::change::PauseReason;
use mentoring::model::side::Side;
use mentoring::queries::pairs::Waiting;

/// A side of a pair.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Side")]
pub enum MentoringSide {
    /// Who is mentored.
    Learner,
    /// Who mentors.
    Mentor,
}

/// Where a pair stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentoringPairState {
    /// Both sides were asked.
    Proposed,
    /// The learner accepted, the mentor was asked.
    MenteeAccepted,
    /// The mentor accepted, the learner was asked.
    MentorAccepted,
    /// Both accepted; there is no agreement yet.
    Accepted,
    /// Both signed the agreement; they have not met yet.
    AgreementSigned,
    /// They meet.
    Active,
    /// They do not meet for a while.
    Paused,
    /// It does not work, and nobody is to blame; the coordinator talks to each.
    RematchRequested,
    /// A rule now stands against it. Once both had accepted there are 14 days for a decent close;
    /// before that it is over at once.
    Impossible,
    /// Its time or its goals are reached; each side fills in a form.
    Closing,
    /// Over, as it should be.
    Closed,
    /// One side said no.
    Declined,
    /// Nobody answered in time, somebody left, or the place was gone.
    Expired,
    /// Over before its time.
    EndedEarly,
}

impl From<State> for MentoringPairState {
    fn from(state: State) -> Self {
        match state {
            // A draft is of a run and no pair.
            State::Draft | State::Proposed => Self::Proposed,
            State::MenteeAccepted => Self::MenteeAccepted,
            State::MentorAccepted => Self::MentorAccepted,
            State::Accepted => Self::Accepted,
            State::AgreementSigned => Self::AgreementSigned,
            State::Active => Self::Active,
            State::Paused => Self::Paused,
            State::RematchRequested => Self::RematchRequested,
            State::Impossible => Self::Impossible,
            State::Closing => Self::Closing,
            State::Closed => Self::Closed,
            State::Declined => Self::Declined,
            State::Expired => Self::Expired,
            State::EndedEarly => Self::EndedEarly,
        }
    }
}

impl From<MentoringPairState> for State {
    fn from(state: MentoringPairState) -> Self {
        match state {
            MentoringPairState::Proposed => Self::Proposed,
            MentoringPairState::MenteeAccepted => Self::MenteeAccepted,
            MentoringPairState::MentorAccepted => Self::MentorAccepted,
            MentoringPairState::Accepted => Self::Accepted,
            MentoringPairState::AgreementSigned => Self::AgreementSigned,
            MentoringPairState::Active => Self::Active,
            MentoringPairState::Paused => Self::Paused,
            MentoringPairState::RematchRequested => Self::RematchRequested,
            MentoringPairState::Impossible => Self::Impossible,
            MentoringPairState::Closing => Self::Closing,
            MentoringPairState::Closed => Self::Closed,
            MentoringPairState::Declined => Self::Declined,
            MentoringPairState::Expired => Self::Expired,
            MentoringPairState::EndedEarly => Self::EndedEarly,
        }
    }
}

/// Why a pair does not meet for a while: a class and no more.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "PauseReason")]
pub enum MentoringPauseReason {
    /// One of the two is away.
    Leave,
    /// There is too much work.
    Workload,
    /// Anything else.
    Other,
}

/// Something of the learner's that the learner lets the mentor see.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Share")]
pub enum MentoringShare {
    /// How far the learner is in the program.
    Progress,
    /// How the learner rates the own level.
    SelfRating,
    /// How the manager rates the learner's level.
    ManagerRating,
    /// The learner's evidence.
    Portfolio,
}

/// For whom an open pair waits.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Waiting")]
pub enum MentoringPairWaitsFor {
    /// The learner has to answer, to sign or to file the closing form.
    Learner,
    /// The mentor has to.
    Mentor,
    /// The coordinator has to talk with both.
    Coordinator,
}

/// What a side said to the proposal.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairAnswerKind {
    /// Yes.
    Accepted,
    /// No.
    Declined,
}

impl PairAnswerKind {
    pub(super) fn of(word: &str) -> Self {
        if word == "accepted" { Self::Accepted } else { Self::Declined }
    }
}

/// What somebody may do with a pair now.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentoringPairAction {
    /// `acceptPair`.
    Accept,
    /// `declinePair`.
    Decline,
    /// `writeAgreement`.
    WriteAgreement,
    /// `signAgreement`.
    SignAgreement,
    /// `pausePair`.
    Pause,
    /// `resumePair`.
    Resume,
    /// `askForRematch`.
    AskForRematch,
    /// `keepPair`.
    Keep,
    /// `releaseForRematch`.
    ReleaseForRematch,
    /// `finishPair`.
    Finish,
    /// `fileClosingForm`.
    FileClosingForm,
    /// `endPair`.
    End,
}

/// What stands in the way of single actions beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Done {
    /// There is an agreement to sign, and one has not.
    pub(super) may_sign: bool,
    /// One has filed the closing form.
    pub(super) has_filed: bool,
}

impl MentoringPairAction {
    /// What a party may do with a pair, from the table of its life.
    pub(super) fn of(pair: &Pair, by: Party, done: Done) -> Vec<Self> {
        let Some(state) = pair.state().filter(|_| pair.is_open()) else { return Vec::new() };
        let may = |event: Event| life::step(state, event, by).is_ok();
        let signs = may(Event::SignFirst);
        [
            (Self::Accept, may(Event::Accept)),
            (Self::Decline, may(Event::Decline)),
            (Self::WriteAgreement, signs),
            (Self::SignAgreement, signs && done.may_sign),
            (Self::Pause, may(Event::Pause)),
            (Self::Resume, may(Event::Resume)),
            (Self::AskForRematch, may(Event::AskRematch)),
            (Self::Keep, may(Event::KeepOn)),
            (Self::ReleaseForRematch, may(Event::Rematch)),
            (Self::Finish, may(Event::GoalsDone)),
            (Self::FileClosingForm, may(Event::FileFirst) && !done.has_filed),
            (Self::End, may(Event::EndEarly)),
        ]
        .into_iter()
        .filter_map(|(action, may)| may.then_some(action))
        .collect()
    }
}
