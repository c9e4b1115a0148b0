//! A finished run with all that went in and came out, opened again.

use std::sync::Arc;

use kernel::MemberId;
use matching::Solution;
use serde_json::Value;

use super::compare::{Given, Levels, Outcome};
use super::run::Run;
use super::solve::{Proof, Solved, places, problem};
use crate::error::MentoringError;
use crate::model::lists::{MatchInputs, StoredInputs};

/// A pair of a stored result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredPair {
    /// Who is mentored.
    pub learner_id: MemberId,
    /// By whom; `None` for a learner who was left without.
    pub mentor_id: Option<MemberId>,
}

/// A finished run as the tables have it.
#[derive(Debug, Clone)]
pub struct StoredRun {
    /// The run.
    pub run: Run,
    /// What went in.
    pub inputs: StoredInputs,
    /// Levels and certificate.
    pub proof: Value,
    /// The result, a line for each learner.
    pub pairs: Vec<StoredPair>,
}

/// A finished run that can be asked.
#[derive(Debug)]
pub struct WholeRun {
    /// The run.
    pub run: Run,
    /// What went in.
    pub inputs: Arc<MatchInputs>,
    /// The result.
    pub solved: Solved,
}

impl WholeRun {
    /// Opens a stored run. Takes some time for each pair of people: not for a thread that answers
    /// requests.
    ///
    /// # Errors
    /// [`MentoringError::Broken`] for what no version of this program stored.
    pub fn open(stored: StoredRun) -> Result<Self, MentoringError> {
        let StoredRun { run, inputs, proof, pairs } = stored;
        let inputs = Arc::new(MatchInputs::from_stored(&inputs)?);
        let mut mentor_of = vec![None; inputs.learners.len()];
        for pair in pairs {
            let learner = inputs.learner(pair.learner_id).ok_or(BROKEN)?;
            let Some(mentor_id) = pair.mentor_id else { continue };
            let mentor = inputs.mentor(mentor_id).ok_or(BROKEN)?;
            mentor_of[learner] = Some(u32::try_from(mentor).map_err(|_| BROKEN)?);
        }
        let problem = problem(&inputs, places(&inputs)).map_err(|_| BROKEN)?;
        let proof: Proof = serde_json::from_value(proof).map_err(|_| BROKEN)?;
        let solved = Solved::stored(problem, run.objective(), mentor_of, proof);
        Ok(Self { run, inputs, solved })
    }

    /// The result, by learner.
    pub fn outcome(&self) -> Outcome {
        self.outcome_of(&self.solved)
    }

    /// The result of the same people under another setting, by learner.
    pub fn outcome_of(&self, solved: &Solved) -> Outcome {
        let Solution { mentor_of, values, .. } = &solved.solution;
        let given = self.inputs.learners.iter().zip(mentor_of).enumerate();
        let given = given.map(|(position, (learner, mentor))| {
            let given = mentor.and_then(|mentor| {
                let mentor = mentor as usize;
                let mentor_id = self.inputs.mentors.get(mentor)?.person.member_id;
                Some(Given { mentor_id, score: solved.problem.score(position, mentor)? })
            });
            (learner.person.member_id, given)
        });
        Outcome { levels: Levels::new(mentor_of.len(), values), given: given.collect() }
    }
}

const BROKEN: MentoringError = MentoringError::Broken("a run is not as it was stored");
