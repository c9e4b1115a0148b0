use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use mentoring::model::pairs::agreement::{CONFIDENTIALITY, Share};
use mentoring::model::side::Side;
use mentoring::queries::pairs::{ShownAgreement, ShownForm, ShownGoal};

use super::super::lists::types::ScorePart;
use super::words::{
    MentoringPairAction, MentoringPairState, MentoringPauseReason, MentoringShare, MentoringSide,
    PairAnswerKind,
};
use crate::cohorts::types::Person;
use crate::ids::id;

/// A learner and a mentor, from the proposal on. The two of it see all but what the other keeps
/// private. Coordinators see states, dates and counts; of people who report to them, at any depth,
/// nothing but who and where it stands. To everybody else it is as if it did not exist.
#[derive(SimpleObject)]
pub struct MentoringPair {
    /// Its id.
    pub id: ID,
    /// The program that it is for.
    pub program_id: ID,
    /// The learner's cohort.
    pub cohort_id: ID,
    /// The cycle of matching that it comes from.
    pub cycle_id: ID,
    /// Which side of it the person who asks is; null to coordinators.
    pub side: Option<MentoringSide>,
    /// Where it stands.
    pub state: MentoringPairState,
    /// Since when it stands there, UTC.
    pub since: Option<DateTime<Utc>>,
    /// Whether it is over.
    pub is_over: bool,
    /// Who is mentored.
    pub learner: Person,
    /// Who mentors.
    pub mentor: Person,
    /// How well the two fit, 0 to 100, when they were proposed. For the learner and coordinators.
    pub score: Option<i32>,
    /// What the score is made of: why this mentor was proposed. For the learner and coordinators,
    /// since it tells where the learner stands; empty to the mentor.
    pub parts: Vec<ScorePart>,
    /// What the two have in common, as the learner's short list had it. For the two.
    pub common_ground: Vec<String>,
    /// When it was proposed, UTC.
    pub proposed_at: Option<DateTime<Utc>>,
    /// The moment at which it goes on by itself if nobody does what is asked, UTC: from then on an
    /// answer, a sign of life or a form is too late. Null where nothing is asked.
    pub due_at: Option<DateTime<Utc>>,
    /// The last day, in the organisation's zone.
    pub ends_on: Option<NaiveDate>,
    /// What the sides said to the proposal. For the two.
    pub answers: Option<PairAnswers>,
    /// Who declined, and why. For coordinators to whom neither of the two reports.
    pub declined: Option<PairDecline>,
    /// What the two agreed on. For the two.
    pub agreement: Option<MentoringAgreement>,
    /// How many sessions were held.
    pub sessions_held: Option<i32>,
    /// When the last of them began, UTC.
    pub last_held_at: Option<DateTime<Utc>>,
    /// When the next planned one begins, UTC.
    pub next_planned_at: Option<DateTime<Utc>>,
    /// How many goals either side calls reached.
    pub goals_reached: Option<i32>,
    /// Why the two do not meet for a while.
    pub pause_reason: Option<MentoringPauseReason>,
    /// The rule that stands against it, as the end of a sentence.
    pub impossible_because: Option<String>,
    /// The closing forms. For the two.
    pub closing: Option<PairClosing>,
    /// What the person who asks may do with it now.
    pub viewer_can: Vec<MentoringPairAction>,
    /// To which states it came, oldest first.
    pub history: Vec<PairHistoryEntry>,
}

/// What the sides of a pair said to the proposal.
#[derive(SimpleObject)]
pub struct PairAnswers {
    /// One's own answer; null before it.
    pub mine: Option<PairAnswerKind>,
    /// Whether the other one has answered.
    pub other_has_answered: bool,
}

/// Who declined a proposal.
#[derive(SimpleObject)]
pub struct PairDecline {
    /// Which side.
    pub by: MentoringSide,
    /// Why; null where nothing was said. Show it as untrusted.
    pub reason: Option<String>,
}

/// What the two of a pair agreed on, or are about to. Who changes it takes both signatures back.
#[derive(SimpleObject)]
pub struct MentoringAgreement {
    /// One to three goals, in order.
    pub goals: Vec<MentoringGoal>,
    /// Days from one session to the next.
    pub cadence_days: i32,
    /// How long a session takes, in minutes.
    pub session_minutes: i32,
    /// What the two do not talk about; may be empty. Show it as untrusted.
    pub out_of_bounds: String,
    /// What stays between the two: the same words in every agreement, signed with the rest of it.
    pub confidentiality: String,
    /// What the learner lets the mentor see.
    pub shares: Vec<MentoringShare>,
    /// The last day, in the organisation's zone. It becomes the pair's with the second signature.
    pub ends_on: NaiveDate,
    /// Whether the person who asks has signed this text.
    pub signed_by_me: bool,
    /// Whether the other one has.
    pub signed_by_other: bool,
    /// Counts its texts; commands name the one that they saw.
    pub version: i32,
}

impl MentoringAgreement {
    pub(super) fn new(agreement: &ShownAgreement, goals: &[ShownGoal], side: Side) -> Self {
        let words: Vec<String> =
            serde_json::from_value(agreement.shares.clone()).unwrap_or_default();
        let shares = words.iter().filter_map(|word| Share::parse(word));
        Self {
            goals: goals.iter().map(MentoringGoal::from).collect(),
            cadence_days: i32::from(agreement.cadence_days),
            session_minutes: i32::from(agreement.session_minutes),
            out_of_bounds: agreement.out_of_bounds.clone(),
            confidentiality: CONFIDENTIALITY.to_owned(),
            shares: shares.map(MentoringShare::from).collect(),
            ends_on: agreement.ends_on,
            signed_by_me: agreement.is_signed_by(side),
            signed_by_other: agreement.is_signed_by(side.other()),
            version: agreement.version,
        }
    }
}

/// What the learner of a pair wants to reach.
#[derive(SimpleObject)]
pub struct MentoringGoal {
    /// Its id; `planSession` and `fileClosingForm` take it.
    pub id: ID,
    /// In words. Show it as untrusted.
    pub goal: String,
    /// The competency that it serves, for example `C04`; null where it serves none.
    pub competency_code: Option<String>,
    /// When one side first called it reached, UTC.
    pub reached_at: Option<DateTime<Utc>>,
}

impl From<&ShownGoal> for MentoringGoal {
    fn from(goal: &ShownGoal) -> Self {
        Self {
            id: id(goal.id),
            goal: goal.goal.clone(),
            competency_code: goal.competency_code.clone(),
            reached_at: goal.reached_at,
        }
    }
}

/// The closing forms of a pair, as one of the two sees them.
#[derive(SimpleObject)]
pub struct PairClosing {
    /// One's own; null before it is filed.
    pub mine: Option<ClosingForm>,
    /// Whether the other one has filed theirs.
    pub other_has_filed: bool,
    /// What the other one thanks one for; null before the pair is over. Show it as untrusted.
    pub thanks_of_other: Option<String>,
}

/// A closing form.
#[derive(SimpleObject)]
pub struct ClosingForm {
    /// How many goals were reached.
    pub goals_reached: i32,
    /// What the other side reads; may be empty.
    pub thanks: String,
    /// Whether one would go on with the same person.
    pub would_renew: bool,
    /// When it was filed, UTC.
    pub filed_at: DateTime<Utc>,
}

impl From<&ShownForm> for ClosingForm {
    fn from(form: &ShownForm) -> Self {
        Self {
            goals_reached: i32::from(form.goals_reached),
            thanks: form.thanks.clone(),
            would_renew: form.would_renew,
            filed_at: form.filed_at,
        }
    }
}

/// A state that a pair came to.
#[derive(SimpleObject)]
pub struct PairHistoryEntry {
    /// Which.
    pub state: MentoringPairState,
    /// On which day, in the organisation's zone.
    pub on: NaiveDate,
}
