//! How a piece of work is judged: a step per criterion, gates, a score in exact thirds.
//!
//! Source: domain guide 3.2. Score = Σ weight · (step − 1) / 3, which is a number of thirds and is
//! kept as one: a score of exactly 60 passes, and nothing is rounded before that is decided.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What the weights of a rubric add up to, in percent.
pub const WEIGHTS_SUM: i64 = 100;

/// Least score that passes, in thirds of a point: 60 points.
pub const PASS_THIRDS: i32 = 180;

/// How well one criterion is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i32", try_from = "i32")]
pub struct Step(u8);

impl Step {
    /// Not yet.
    pub const NOT_YET: Self = Self(1);
    /// Partly.
    pub const PARTLY: Self = Self(2);
    /// Solid: what a gate asks for.
    pub const SOLID: Self = Self(3);
    /// Strong.
    pub const STRONG: Self = Self(4);

    /// Its number, 1 to 4.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0 as i32
    }
}

/// A number that is no step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a step is 1 (not yet), 2 (partly), 3 (solid) or 4 (strong), not {0}")]
pub struct StepError(pub i32);

impl TryFrom<i32> for Step {
    type Error = StepError;

    fn try_from(number: i32) -> Result<Self, StepError> {
        match number {
            1 => Ok(Self::NOT_YET),
            2 => Ok(Self::PARTLY),
            3 => Ok(Self::SOLID),
            4 => Ok(Self::STRONG),
            other => Err(StepError(other)),
        }
    }
}

impl From<Step> for i32 {
    fn from(step: Step) -> Self {
        step.number()
    }
}

/// What of a criterion decides. Titles and descriptors do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionRule {
    /// Names it within the rubric.
    pub key: String,
    /// Its share of the score, in percent, 1 to 100.
    pub weight: i32,
    /// Whether work cannot pass below step 3 here.
    pub gate: bool,
}

/// Why rules make no rubric.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesProblem {
    /// There are none.
    #[error("a rubric has at least one criterion")]
    NoCriteria,
    /// A weight under 1.
    #[error("criterion `{key}` has the weight {weight}; each weighs at least 1 percent")]
    WeightTooSmall {
        /// Which criterion.
        key: String,
        /// Its weight.
        weight: i32,
    },
    /// The weights do not add to 100.
    #[error("the weights add to {0}, not to 100")]
    WeightsSum(i64),
    /// Two criteria of one key.
    #[error("criterion `{0}` stands twice")]
    Repeated(String),
}

/// Whether rules make a rubric: at least one criterion, keys all different, each weight 1 or more,
/// together 100.
///
/// # Errors
/// The first problem found.
pub fn check_rules(rules: &[CriterionRule]) -> Result<(), RulesProblem> {
    if rules.is_empty() {
        return Err(RulesProblem::NoCriteria);
    }
    for (index, rule) in rules.iter().enumerate() {
        if rules[..index].iter().any(|earlier| earlier.key == rule.key) {
            return Err(RulesProblem::Repeated(rule.key.clone()));
        }
        if rule.weight < 1 {
            return Err(RulesProblem::WeightTooSmall {
                key: rule.key.clone(),
                weight: rule.weight,
            });
        }
    }
    match rules.iter().map(|rule| i64::from(rule.weight)).sum() {
        WEIGHTS_SUM => Ok(()),
        other => Err(RulesProblem::WeightsSum(other)),
    }
}

/// What follows from the steps of one grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The score in thirds of a point, 0 to 300: Σ weight · (step − 1).
    pub thirds: i32,
    /// Every gate at 3 or more, none at 1, score at least 60.
    pub passed: bool,
    /// Keys of gates below 3, in the order of the rubric.
    pub failed_gates: Vec<String>,
    /// Keys of criteria at 1, in the order of the rubric.
    pub criteria_at_one: Vec<String>,
}

/// Why steps cannot be judged by a rubric.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JudgeProblem {
    /// The rules make no rubric.
    #[error(transparent)]
    Rules(#[from] RulesProblem),
    /// A criterion has no step.
    #[error("criterion `{0}` has no step")]
    Missing(String),
    /// A criterion has two steps.
    #[error("criterion `{0}` has two steps")]
    Repeated(String),
    /// A step for a criterion that the rubric lacks.
    #[error("the rubric has no criterion `{0}`")]
    Unknown(String),
}

/// Judges a grade: one step for each criterion, in any order.
///
/// # Errors
/// When the rules make no rubric, or the steps are not exactly one per criterion.
pub fn judge(rules: &[CriterionRule], steps: &[(&str, Step)]) -> Result<Judgement, JudgeProblem> {
    check_rules(rules)?;
    for (index, (key, _)) in steps.iter().enumerate() {
        if !rules.iter().any(|rule| rule.key == *key) {
            return Err(JudgeProblem::Unknown((*key).to_owned()));
        }
        if steps[..index].iter().any(|(earlier, _)| earlier == key) {
            return Err(JudgeProblem::Repeated((*key).to_owned()));
        }
    }
    let mut found = Judgement {
        thirds: 0,
        passed: false,
        failed_gates: Vec::new(),
        criteria_at_one: Vec::new(),
    };
    for rule in rules {
        let step = steps.iter().find(|(key, _)| *key == rule.key).map(|(_, step)| *step);
        let step = step.ok_or_else(|| JudgeProblem::Missing(rule.key.clone()))?;
        found.thirds += rule.weight * (step.number() - 1);
        if rule.gate && step < Step::SOLID {
            found.failed_gates.push(rule.key.clone());
        }
        if step == Step::NOT_YET {
            found.criteria_at_one.push(rule.key.clone());
        }
    }
    found.passed = found.failed_gates.is_empty()
        && found.criteria_at_one.is_empty()
        && found.thirds >= PASS_THIRDS;
    Ok(found)
}

/// A score in points with two decimals, half rounded up: `63.33` for 190 thirds. For people only;
/// whether work passed was decided on the thirds.
#[must_use]
pub fn score_text(thirds: i32) -> String {
    // thirds / 3 points are thirds · 100 / 3 hundredths; half up is floor((2a + b) / 2b).
    let hundredths = (200 * i64::from(thirds.max(0)) + 3) / 6;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests;
