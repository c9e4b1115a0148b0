//! Why a learner does not have a certain mentor: what excludes the pair, or what it would cost.

use kernel::MemberId;
use matching::explanation::{self, Person, WhyNot};
use matching::{MatchingError, Values};

use super::compare::Levels;
use super::whole::WholeRun;
use super::words::rule_words;
use crate::error::MentoringError;
use crate::model::exclusion::Exclusions;

/// In one word, why a pair is not in a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Rules exclude it.
    Excluded,
    /// It is in the result.
    Chosen,
    /// The learner is pinned to somebody else.
    PinnedElsewhere,
    /// The mentor has no place that is not pinned.
    NoPlace,
    /// The best result with it is worse.
    Costs,
    /// A result with it is as good; only the tie rule speaks against it.
    Tie,
}

/// Somebody who would have another mentor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Who.
    pub learner_id: MemberId,
    /// The mentor in the result; `None` for nobody.
    pub from: Option<MemberId>,
    /// The mentor then; `None` for nobody.
    pub to: Option<MemberId>,
}

/// Why a pair is not in a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// In one word.
    pub verdict: Verdict,
    /// The rules that exclude it.
    pub rules: Exclusions,
    /// The levels of the result.
    pub before: Levels,
    /// The levels of the best result with the pair, where it could be.
    pub after: Option<Levels>,
    /// Who would move, beginning with the learner.
    pub moves: Vec<Moved>,
    /// All of it in words for a coordinator.
    pub sentence: String,
}

/// Why a pair is not in the result of a run. The problem is solved again with the pair fixed, so it
/// takes time: not for a thread that answers requests.
///
/// # Errors
/// [`MentoringError::NotFound`] for people who were not part of the run, [`MentoringError::Broken`] if
/// the engine fails its own check.
pub fn why_not(
    whole: &WholeRun,
    learner_id: MemberId,
    mentor_id: MemberId,
    names: &dyn Fn(MemberId) -> Option<String>,
) -> Result<Answer, MentoringError> {
    let learner = whole.inputs.learner(learner_id).ok_or(MentoringError::NotFound("learner"))?;
    let mentor = whole.inputs.mentor(mentor_id).ok_or(MentoringError::NotFound("mentor"))?;
    let solved = &whole.solved;
    let rules = whole.inputs.exclusions(learner, mentor);
    let levels = |values: &Values| Levels::new(whole.inputs.learners.len(), values);
    let name = |person: Person| {
        let id = match person {
            Person::Learner(at) => whole.inputs.learners.get(at).map(|one| one.person.member_id),
            Person::Mentor(at) => whole.inputs.mentors.get(at).map(|one| one.person.member_id),
        };
        id.and_then(names).unwrap_or_else(|| "somebody".to_owned())
    };
    let found =
        explanation::why_not(&solved.problem, solved.objective, &solved.solution, learner, mentor)
            .map_err(|error| broken(&error))?;
    let sentence = if rules.is_empty() {
        found.sentence(learner, mentor, solved.objective, &name)
    } else {
        let (learner, mentor) = (name(Person::Learner(learner)), name(Person::Mentor(mentor)));
        let words: Vec<&str> = rules.iter().map(rule_words).collect();
        format!("{learner} with {mentor} is impossible: {}.", words.join("; "))
    };
    let mut answer = Answer {
        verdict: Verdict::Excluded,
        rules,
        before: levels(&solved.solution.values),
        after: None,
        moves: Vec::new(),
        sentence,
    };
    (answer.verdict, answer.after, answer.moves) = match found {
        WhyNot::Impossible | WhyNot::Forbidden => return Ok(answer),
        WhyNot::IsChosen => (Verdict::Chosen, None, Vec::new()),
        WhyNot::PinnedElsewhere { .. } => (Verdict::PinnedElsewhere, None, Vec::new()),
        WhyNot::NoPlaces { .. } => (Verdict::NoPlace, None, Vec::new()),
        WhyNot::Costs { after, moves, .. } => {
            (Verdict::Costs, Some(levels(&after)), moved(whole, &moves))
        }
        WhyNot::Tie { moves } => (Verdict::Tie, Some(answer.before), moved(whole, &moves)),
    };
    Ok(answer)
}

fn moved(whole: &WholeRun, moves: &[matching::what_if::Move]) -> Vec<Moved> {
    let inputs = &whole.inputs;
    let mentor = |at: Option<u32>| Some(inputs.mentors.get(at? as usize)?.person.member_id);
    let one = |one: &matching::what_if::Move| {
        let learner_id = inputs.learners.get(one.learner)?.person.member_id;
        Some(Moved { learner_id, from: mentor(one.from), to: mentor(one.to) })
    };
    moves.iter().filter_map(one).collect()
}

/// The engine failed its own check.
pub(super) fn broken(error: &MatchingError) -> MentoringError {
    tracing::error!(%error, "the matching engine failed");
    MentoringError::Broken("the matching engine failed its own check")
}
