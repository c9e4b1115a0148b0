//! Who grades, how often, and whose grade counts.
//!
//! Source: domain guide 4.3. Marked assignments and a seeded 15 % of the rest get a second grader
//! who does not see the first; where the two differ in what matters, a third decides. The originals
//! stay, for the statistics of reliability.

use chrono::{DateTime, Duration, Utc};
use thiserror::Error;

use super::attempt::later;
use super::draws::{Draws, Purpose};
use super::rubric::{CriterionRule, JudgeProblem, Judgement, Step, judge};

/// Share of submissions to unmarked assignments that get a second grader, in percent.
pub const SECOND_PERCENT: usize = 15;

/// Difference on a gate, in steps, from which a third grader decides.
pub const THIRD_STEPS: i32 = 2;

/// From one submission to the earliest resubmission: 14 times 24 hours.
pub const BETWEEN_SUBMISSIONS: Duration = Duration::days(14);

/// Whether a submission gets a second grader: always where the assignment is marked for it,
/// otherwise by a draw of 15 in 100 from the stored seed and the submission's id.
///
/// The draw depends on nothing else, so that asking again, in whatever order, gives the same
/// answer, and nobody can try until it comes out otherwise.
#[must_use]
pub fn needs_second(double_graded: bool, seed: u64, submission: u128) -> bool {
    double_graded || Draws::new(seed, Purpose::SecondGrader, submission).below(100) < SECOND_PERCENT
}

/// One person's grade of one version of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    gates: Vec<(String, Step)>,
    judgement: Judgement,
}

impl Grade {
    /// Judges steps by the rules of the rubric version that they were given under.
    ///
    /// # Errors
    /// As [`judge`].
    pub fn new(rules: &[CriterionRule], steps: &[(&str, Step)]) -> Result<Self, JudgeProblem> {
        let judgement = judge(rules, steps)?;
        let is_gate = |key: &str| rules.iter().any(|rule| rule.gate && rule.key == key);
        let gates = steps.iter().filter(|(key, _)| is_gate(key));
        let gates = gates.map(|(key, step)| ((*key).to_owned(), *step)).collect();
        Ok(Self { gates, judgement })
    }

    /// What follows from its steps.
    #[must_use]
    pub const fn judgement(&self) -> &Judgement {
        &self.judgement
    }
}

/// Why two grades cannot stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// Keys of gates on which they differ by two steps or more, in the order of the first grade.
    pub gates: Vec<String>,
    /// Whether one passes and the other does not.
    pub pass_differs: bool,
}

/// Whether a third grader has to decide between two grades of one version under one rubric: a gate
/// differs by two steps or more, or one passes and the other does not.
#[must_use]
pub fn needs_third(first: &Grade, second: &Grade) -> Option<Disagreement> {
    let differs = |key: &str, step: Step| {
        let other = second.gates.iter().find(|(other, _)| other == key);
        other.is_some_and(|(_, other)| (step.number() - other.number()).abs() >= THIRD_STEPS)
    };
    let gates = first.gates.iter().filter(|(key, step)| differs(key, *step));
    let found = Disagreement {
        gates: gates.map(|(key, _)| key.clone()).collect(),
        pass_differs: first.judgement.passed != second.judgement.passed,
    };
    (found.pass_differs || !found.gates.is_empty()).then_some(found)
}

/// In which capacity somebody grades a version, set when the work is handed to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grader {
    /// Whoever would grade it without double grading.
    First,
    /// Grades it blind, to check the first.
    Second,
    /// Decides between two that differ.
    Third,
}

/// The published grades of one version of a submission, by capacity and not by time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grades<'a> {
    /// Of the first grader.
    pub first: Option<&'a Grade>,
    /// Of the second grader.
    pub second: Option<&'a Grade>,
    /// Of the third grader.
    pub third: Option<&'a Grade>,
}

/// Where the grading of a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It waits for this grader.
    Awaits(Grader),
    /// The grade of this grader is the result.
    Decided(Grader),
}

/// Whose grade is the result.
///
/// - One grader: theirs.
/// - Two in agreement: the first one's, whole. The second confirms it and changes nothing.
/// - Two that differ: the third one's alone.
///
/// A result is always the whole grade of one person, with the comments that belong to its steps. A
/// mean would be a grade that nobody gave, with half steps that no descriptor describes. Taking the
/// lower or the higher of two would make the 15 % that are drawn for a second look do worse or
/// better than the rest by the draw alone; taking the first leaves them exactly where they would
/// stand without it. Which is first was set when the work was handed out, so that publishing early
/// or late decides nothing.
#[must_use]
pub fn final_of(needs_second: bool, grades: Grades<'_>) -> Decision {
    match (grades.first, grades.second, grades.third) {
        (_, _, Some(_)) => Decision::Decided(Grader::Third),
        (None, _, None) => Decision::Awaits(Grader::First),
        (Some(_), None, None) if needs_second => Decision::Awaits(Grader::Second),
        (Some(_), None, None) => Decision::Decided(Grader::First),
        (Some(first), Some(second), None) => match needs_third(first, second) {
            Some(_) => Decision::Awaits(Grader::Third),
            None => Decision::Decided(Grader::First),
        },
    }
}

/// How the author of a piece of work is related to the person who wants to grade it, by the
/// facts of the organisation and whatever role the person acts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Relations {
    /// They are one person.
    pub same_person: bool,
    /// The author is the grader's manager.
    pub author_manages_grader: bool,
    /// The grader is the author's manager.
    pub grader_manages_author: bool,
    /// The grader mentors the author.
    pub grader_mentors_author: bool,
    /// Both learn in one group of one cohort.
    pub same_group: bool,
}

/// Why somebody may not grade a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Conflict {
    /// It is their own.
    #[error("this is your own work")]
    OwnWork,
    /// Their manager wrote it.
    #[error("this is the work of your own manager")]
    OwnManager,
    /// One of their direct reports wrote it.
    #[error("this is the work of one of your direct reports")]
    OwnReport,
    /// Somebody whom they mentor wrote it.
    #[error("this is the work of somebody whom you mentor")]
    OwnMentee,
    /// Somebody of their own group wrote it.
    #[error("this is the work of your own group")]
    OwnGroup,
}

impl Conflict {
    /// Which, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnWork => "OWN_WORK",
            Self::OwnManager => "OWN_MANAGER",
            Self::OwnReport => "OWN_REPORT",
            Self::OwnMentee => "OWN_MENTEE",
            Self::OwnGroup => "OWN_GROUP",
        }
    }
}

/// The conflict that keeps somebody from grading, the nearest one where several hold.
#[must_use]
pub fn conflict_of(relations: Relations) -> Option<Conflict> {
    [
        (relations.same_person, Conflict::OwnWork),
        (relations.author_manages_grader, Conflict::OwnManager),
        (relations.grader_manages_author, Conflict::OwnReport),
        (relations.grader_mentors_author, Conflict::OwnMentee),
        (relations.same_group, Conflict::OwnGroup),
    ]
    .into_iter()
    .find_map(|(holds, conflict)| holds.then_some(conflict))
}

/// Somebody hands in again too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("work may be handed in again 14 days after it was last handed in, from {until}")]
pub struct ResubmissionTooSoon {
    /// From when on it may be handed in, UTC.
    pub until: DateTime<Utc>,
}

/// Whether work may be handed in again at `now`: once per fortnight, as often as wanted.
/// `last_submitted_at` is the last submission that was not withdrawn; a withdrawn one took nobody's
/// time.
///
/// # Errors
/// Names the moment from which it may be.
pub fn resubmission_allowed(
    last_submitted_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), ResubmissionTooSoon> {
    match last_submitted_at.map(|last| later(last, BETWEEN_SUBMISSIONS)) {
        Some(until) if now < until => Err(ResubmissionTooSoon { until }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
