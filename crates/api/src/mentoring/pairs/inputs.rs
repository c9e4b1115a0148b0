use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use mentoring::model::pairs::agreement::{AgreementInput, GoalText};

use super::types::MentoringPair;
use super::words::{
    MentoringPairState, MentoringPairWaitsFor, MentoringPauseReason, MentoringShare,
};

/// Which pairs are wanted; what is left out is not asked for.
#[derive(InputObject, Default)]
pub struct MentoringPairFilter {
    /// Those of a cycle of matching.
    pub cycle_id: Option<ID>,
    /// Those of learners of a cohort.
    pub cohort_id: Option<ID>,
    /// Those in one of these states.
    pub states: Option<Vec<MentoringPairState>>,
    /// Those that wait for somebody.
    pub waiting_for: Option<MentoringPairWaitsFor>,
}

/// Names a pair.
#[derive(InputObject)]
pub struct MentoringPairInput {
    /// The pair.
    pub pair_id: ID,
}

/// Input of `declinePair`.
#[derive(InputObject)]
pub struct DeclinePairInput {
    /// A proposal that one was asked about.
    pub pair_id: ID,
    /// Why, if one likes to say; at most 1,000 characters. The coordinator alone reads it.
    pub reason: Option<String>,
}

/// Input of `pausePair`.
#[derive(InputObject)]
pub struct PausePairInput {
    /// An active pair.
    pub pair_id: ID,
    /// Why; nothing more is asked.
    pub reason: MentoringPauseReason,
}

/// A goal of an agreement.
#[derive(InputObject)]
pub struct MentoringGoalInput {
    /// What the learner wants to reach, 1 to 500 characters.
    pub goal: String,
    /// The competency of the program that it serves, for example `C04`; `openCompetencies` lists those
    /// that are left to do.
    pub competency_code: Option<String>,
}

/// Input of `writeAgreement`.
#[derive(InputObject)]
pub struct WriteAgreementInput {
    /// A pair that both have accepted.
    pub pair_id: ID,
    /// The `version` of the agreement that one saw; 0 where there was none. CONFLICT if it was changed
    /// since.
    pub expected_version: i32,
    /// One to three goals, in order.
    pub goals: Vec<MentoringGoalInput>,
    /// Days from one session to the next, 3 to 60.
    pub cadence_days: i32,
    /// How long a session takes, 15 to 240 minutes.
    pub session_minutes: i32,
    /// What the two do not talk about, at most 2,000 characters.
    #[graphql(default)]
    pub out_of_bounds: String,
    /// What the learner lets the mentor see.
    #[graphql(default)]
    pub shares: Vec<MentoringShare>,
    /// The last day, in the organisation's zone: after today, and within 366 days.
    pub ends_on: NaiveDate,
}

impl WriteAgreementInput {
    /// The text, as the command takes it.
    pub(super) fn text(self) -> AgreementInput {
        let goal = |goal: MentoringGoalInput| GoalText {
            goal: goal.goal,
            competency_code: goal.competency_code,
        };
        AgreementInput {
            goals: self.goals.into_iter().map(goal).collect(),
            cadence_days: self.cadence_days,
            session_minutes: self.session_minutes,
            out_of_bounds: self.out_of_bounds,
            shares: self.shares.into_iter().map(Into::into).collect(),
            ends_on: self.ends_on,
        }
    }
}

/// Input of `signAgreement`.
#[derive(InputObject)]
pub struct SignAgreementInput {
    /// A pair whose agreement is written.
    pub pair_id: ID,
    /// The `version` of the agreement that one read; CONFLICT if it was changed since.
    pub expected_version: i32,
}

/// Input of `fileClosingForm`.
#[derive(InputObject)]
pub struct FileClosingFormInput {
    /// A pair that closes.
    pub pair_id: ID,
    /// The goals that were reached, each once.
    #[graphql(default)]
    pub reached_goal_ids: Vec<ID>,
    /// What the other one reads once the pair is over, at most 2,000 characters.
    #[graphql(default)]
    pub thanks: String,
    /// Whether one would go on with the same person; it counts as `askForPairAgain`, and if both say so
    /// the two may be matched once more. The other one does not read it.
    pub would_renew: bool,
}

/// Answer of the commands on pairs.
#[derive(SimpleObject)]
pub struct MentoringPairPayload {
    /// The pair after it.
    pub pair: MentoringPair,
}
