//! From scores, places and pins to the best set of pairs, with its proof.

use std::sync::Arc;

use matching::explanation::{Relaxation, Relaxations, wishes};
use matching::{Certificate, MatchingError, Objective, Problem, Solution, Values, certificate};
use serde::{Deserialize, Serialize};

use crate::error::MentoringError;
use crate::model::lists::MatchInputs;

/// For so many learners without a mentor it is tried what would give them one.
const MOST_RELAXED: usize = 10;

/// The most pairs of people that one run takes: a byte of score and two of reasons for each are kept.
const MOST_PAIRS: usize = 30_000_000;

/// Refuses more people than one run takes.
///
/// # Errors
/// [`MentoringError::Refused`], with what to do.
pub fn demand_size(learners: usize, mentors: usize) -> Result<(), MentoringError> {
    if learners.saturating_mul(mentors) <= MOST_PAIRS {
        return Ok(());
    }
    Err(MentoringError::Refused(format!(
        "{learners} learners and {mentors} mentors are too many for one run; open a cycle for some of \
         the cohorts and another one for the rest"
    )))
}

/// The free places of each mentor.
pub fn places(inputs: &MatchInputs) -> Vec<u32> {
    inputs.mentors.iter().map(|mentor| mentor.free()).collect()
}

/// What the engine is given: scores, places and the pairs that the coordinator fixed. People are
/// positions, both sides in the order of their ids.
///
/// # Errors
/// A pin on an impossible pair, more pins than places, two pins of one learner.
pub fn problem(inputs: &Arc<MatchInputs>, places: Vec<u32>) -> Result<Problem, MatchingError> {
    let mut problem = Problem::new(Arc::<MatchInputs>::clone(inputs), places)?;
    for &(learner, mentor) in &inputs.pins {
        problem.pin(learner, mentor)?;
    }
    Ok(problem)
}

/// A solved problem.
#[derive(Debug, Clone)]
pub struct Solved {
    /// What was solved.
    pub problem: Problem,
    /// By which objective.
    pub objective: Objective,
    /// The best set of pairs.
    pub solution: Solution,
}

/// What is stored beside the pairs so that they can be checked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// How good the pairs are.
    pub values: Values,
    /// Why there are no better ones.
    pub certificate: Certificate,
}

impl Solved {
    /// Finds the best set of pairs.
    ///
    /// # Errors
    /// A set that the engine's own checker refuses.
    pub fn find(problem: Problem, objective: Objective) -> Result<Self, MatchingError> {
        let solution = matching::solve(&problem, objective)?;
        Ok(Self { problem, objective, solution })
    }

    /// A set that was stored. Nothing is solved again.
    pub fn stored(
        problem: Problem,
        objective: Objective,
        mentor_of: Vec<Option<u32>>,
        proof: Proof,
    ) -> Self {
        let Proof { values, certificate } = proof;
        Self { problem, objective, solution: Solution { mentor_of, values, certificate } }
    }

    /// Certifies the pairs, tie rule included, with the checker that knows nothing of the solver.
    ///
    /// # Errors
    /// [`MentoringError::Broken`] if it refuses.
    pub fn check(&self) -> Result<(), MentoringError> {
        let Solution { mentor_of, values, certificate } = &self.solution;
        certificate::check(&self.problem, mentor_of, values, certificate)
            .and_then(|()| certificate::check_tie_rule(&self.problem, mentor_of, certificate))
            .map_err(|refusal| {
                tracing::error!(%refusal, "a matching is not certified");
                MentoringError::Broken("the pairs are not certified")
            })
    }

    /// What is stored beside the pairs.
    pub fn proof(&self) -> Proof {
        Proof { values: self.solution.values, certificate: self.solution.certificate.clone() }
    }

    /// In how many pairs both would rather have each other.
    pub fn blocking_pairs(&self) -> u64 {
        wishes(&self.problem, &self.solution, 0).blocking
    }

    /// One more place that would give a learner a mentor, for the first few who have none.
    ///
    /// # Errors
    /// A re-run that fails its own check.
    pub fn helpful_places(&self) -> Result<Vec<(usize, MorePlace)>, MatchingError> {
        let mut relaxations = Relaxations::new(&self.problem, self.objective, &self.solution);
        let missing = self.solution.mentor_of.iter().enumerate();
        let missing = missing.filter(|(_, mentor)| mentor.is_none()).map(|(learner, _)| learner);
        let mut found = Vec::new();
        for learner in missing.take(MOST_RELAXED) {
            let place = relaxations.of(learner)?.into_iter().find_map(|one| match one {
                Relaxation::Place { mentor, pinned, .. } => Some(MorePlace { mentor, pinned }),
                Relaxation::Forbid { .. } => None,
            });
            found.extend(place.map(|place| (learner, place)));
        }
        Ok(found)
    }
}

/// A place that would help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MorePlace {
    /// At whom.
    pub mentor: usize,
    /// Whether the learner would have to be pinned there besides; others would win the place.
    pub pinned: bool,
}

#[cfg(test)]
mod tests {
    use matching::DenseScores;

    use super::*;

    /// Two learners who both fit the first mentor best; the second learner can have nobody else.
    fn problem(places: [u32; 2], pin: Option<(usize, usize)>) -> Problem {
        let rows = [vec![Some(92), Some(60)], vec![Some(90), None]];
        let scores = DenseScores::from_rows(&rows, 2).expect("scores");
        let mut problem = Problem::new(Arc::new(scores), places.to_vec()).expect("a problem");
        if let Some((learner, mentor)) = pin {
            problem.pin(learner, mentor).expect("a pin");
        }
        problem
    }

    fn solved(problem: &Problem) -> Solved {
        Solved::find(problem.clone(), Objective::Fair).expect("a solution")
    }

    #[test]
    fn what_was_stored_is_certified_again_and_what_was_changed_is_not() {
        let problem = problem([1, 1], None);
        let found = solved(&problem);
        assert_eq!(found.solution.mentor_of, [Some(1), Some(0)]);
        let json = serde_json::to_value(found.proof()).expect("JSON");
        let proof: Proof = serde_json::from_value(json).expect("a proof");
        let stored = |mentor_of: Vec<Option<u32>>| {
            Solved::stored(problem.clone(), Objective::Fair, mentor_of, proof.clone()).check()
        };
        assert!(stored(vec![Some(1), Some(0)]).is_ok());
        assert!(stored(vec![Some(0), None]).is_err());
        assert!(stored(vec![None, Some(0)]).is_err());
    }

    #[test]
    fn what_is_too_much_for_a_run_is_refused_with_what_to_do() {
        assert!(demand_size(20_000, 1_500).is_ok());
        assert!(demand_size(0, usize::MAX).is_ok());
        assert!(demand_size(usize::MAX, 2).is_err());
        let Err(MentoringError::Refused(words)) = demand_size(20_001, 1_500) else {
            panic!("too many")
        };
        assert!(words.starts_with("20001 learners and 1500 mentors are too many"), "{words}");
    }

    #[test]
    fn a_pin_holds_and_leaves_the_other_without() {
        let found = solved(&problem([1, 1], Some((0, 0))));
        assert_eq!(found.solution.mentor_of, [Some(0), None]);
        assert!(found.check().is_ok());
    }

    #[test]
    fn a_place_that_would_help_is_named() {
        let found = solved(&problem([1, 0], None));
        assert_eq!(found.solution.mentor_of, [Some(0), None]);
        let places = found.helpful_places().expect("places");
        assert_eq!(places.len(), 1);
        let (learner, place) = places[0];
        assert_eq!((learner, place.mentor), (1, 0));
    }
}
