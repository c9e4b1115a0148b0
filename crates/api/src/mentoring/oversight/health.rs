use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use mentoring::model::oversight::health::{Check, LowReason, Occasion, is_quiet};
use mentoring::model::pair::Pair;
use mentoring::model::side::Side;

use crate::ids::id;

/// When the sides of a pair are asked how they are.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Occasion")]
pub enum HealthCheckOccasion {
    /// After the second session that was held.
    SecondSession,
    /// After the fifth session that was held.
    FifthSession,
    /// In the middle between the first session and the last day.
    MidCourse,
}

/// Why the health of a pair is low. One reason, of one side, is enough.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "LowReason")]
pub enum LowHealthReason {
    /// The mean of the five marks is below 3.
    Mean,
    /// The mark for safety is 2 or less.
    Safety,
    /// The side would like to talk with the coordinator.
    WantsTalk,
    /// Nobody met for 28 days; a session that is planned puts that off, by 28 days or the agreed cadence
    /// at most.
    Quiet,
}

/// What a side answered: marks from 1, not at all, to 5, fully.
#[derive(SimpleObject)]
pub struct HealthAnswers {
    /// "We meet as agreed."
    pub meets_as_agreed: i32,
    /// "I feel safe to be open."
    pub safe_to_be_open: i32,
    /// "We work on what matters."
    pub works_on_what_matters: i32,
    /// "I get something useful", or for a mentor "I give something useful".
    pub useful: i32,
    /// "I would go on."
    pub would_go_on: i32,
    /// Whether the side would like to talk with the coordinator.
    pub wants_talk: bool,
}

/// A check of health of one side of a pair.
#[derive(SimpleObject)]
pub struct HealthCheck {
    /// Which of the three; `answerHealthCheck` takes it.
    pub occasion: HealthCheckOccasion,
    /// When the side was asked, UTC.
    pub asked_at: DateTime<Utc>,
    /// When it answered, UTC.
    pub answered_at: Option<DateTime<Utc>>,
    /// What it answered; null until then.
    pub answers: Option<HealthAnswers>,
}

/// What both sides of a pair answered. For coordinators who are neither of the two nor somebody to
/// whom one of them reports.
#[derive(SimpleObject)]
pub struct PairHealth {
    /// The pair.
    pub pair_id: ID,
    /// The checks of the learner, by the moment of asking.
    pub learner: Vec<HealthCheck>,
    /// The checks of the mentor, by the moment of asking.
    pub mentor: Vec<HealthCheck>,
    /// Whether the last answers of a side are low, or nobody met for 28 days.
    pub low: bool,
    /// Why they are.
    pub because: Vec<LowHealthReason>,
}

impl HealthCheck {
    pub(super) fn new(check: &Check) -> Option<Self> {
        let answers = check.answers().map(|answers| HealthAnswers {
            meets_as_agreed: answers.meets.into(),
            safe_to_be_open: answers.safe.into(),
            works_on_what_matters: answers.matters.into(),
            useful: answers.useful.into(),
            would_go_on: answers.go_on.into(),
            wants_talk: answers.wants_talk,
        });
        Some(Self {
            occasion: check.occasion()?.into(),
            asked_at: check.asked_at,
            answered_at: check.answered_at,
            answers,
        })
    }

    /// Those of a side.
    pub(super) fn of_side(checks: &[Check], side: Side) -> Vec<Self> {
        let own = checks.iter().filter(|check| check.side() == Some(side));
        own.filter_map(Self::new).collect()
    }
}

impl PairHealth {
    pub(super) fn new(pair: &Pair, checks: &[Check], now: DateTime<Utc>) -> Self {
        let last_of = |side: Side| {
            let own = checks.iter().filter(|check| check.side() == Some(side));
            own.filter(|check| check.answered_at.is_some()).max_by_key(|check| check.answered_at)
        };
        let mut because: Vec<LowReason> = Vec::new();
        for answers in Side::ALL.into_iter().filter_map(|side| last_of(side)?.answers()) {
            for reason in answers.low_because() {
                if !because.contains(&reason) {
                    because.push(reason);
                }
            }
        }
        if is_quiet(pair, now) {
            because.push(LowReason::Quiet);
        }
        Self {
            pair_id: id(pair.id),
            learner: HealthCheck::of_side(checks, Side::Learner),
            mentor: HealthCheck::of_side(checks, Side::Mentor),
            low: !because.is_empty(),
            because: because.into_iter().map(LowHealthReason::from).collect(),
        }
    }
}
