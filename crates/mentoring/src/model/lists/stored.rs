//! The input of a match as it is stored with a run, so that it can be explained and checked again at
//! any time.

use chrono::NaiveDate;
use kernel::CycleId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::inputs::{MatchHead, MatchInputs};
use super::people::{LearnerInput, MentorInput};
use super::tables::Tables;
use crate::error::MentoringError;
use crate::model::exclusion::Exclusions;
use crate::model::weights::Weights;

/// What the columns of a run's input hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInputs {
    /// People with what the scores are made of, weights, pins, and the days of the pairs.
    pub people: Value,
    /// A byte for each pair, row by learner: 0 to 100, or 255 for impossible.
    pub scores: Vec<u8>,
    /// Two bytes of reasons for each pair, row by learner, low byte first.
    pub exclusions: Vec<u8>,
}

/// The canonical form: fields in this order, texts and whole numbers only.
#[derive(Serialize, Deserialize)]
struct People {
    cycle_id: CycleId,
    weights: Weights,
    weights_version: i32,
    first_day: NaiveDate,
    last_day: NaiveDate,
    pins: Vec<(usize, usize)>,
    learners: Vec<LearnerInput>,
    mentors: Vec<MentorInput>,
}

impl People {
    fn of(inputs: &MatchInputs) -> Self {
        Self {
            cycle_id: inputs.cycle_id,
            weights: inputs.weights,
            weights_version: inputs.weights_version,
            first_day: inputs.first_day,
            last_day: inputs.last_day,
            pins: inputs.pins.clone(),
            learners: inputs.learners.clone(),
            mentors: inputs.mentors.clone(),
        }
    }
}

impl MatchInputs {
    /// SHA-256 of the canonical form: of people, scores and reasons. The same inputs give the same
    /// hash, before and after storage.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        // A struct of texts and numbers always has a JSON form.
        hash.update(serde_json::to_vec(&People::of(self)).unwrap_or_default());
        hash.update(&self.scores);
        hash.update(self.exclusion_bytes());
        hash.finalize().into()
    }

    /// What is stored with a run.
    pub fn to_stored(&self) -> StoredInputs {
        StoredInputs {
            people: serde_json::json!(People::of(self)),
            scores: self.scores.clone(),
            exclusions: self.exclusion_bytes(),
        }
    }

    /// The input of a stored run. Scores and reasons are those that were stored, not made anew.
    ///
    /// # Errors
    /// [`MentoringError::Refused`] where the columns do not belong together.
    pub fn from_stored(stored: &StoredInputs) -> Result<Self, MentoringError> {
        let broken = || {
            let words = "the stored input of this run cannot be read any more; start a new run";
            MentoringError::Refused(words.to_owned())
        };
        let people: People = serde_json::from_value(stored.people.clone()).map_err(|_| broken())?;
        let (rows, columns) = (people.learners.len(), people.mentors.len());
        let cells = rows * columns;
        if stored.scores.len() != cells || stored.exclusions.len() != cells * 2 {
            return Err(broken());
        }
        if people.pins.iter().any(|(row, column)| *row >= rows || *column >= columns) {
            return Err(broken());
        }
        let (pairs, _) = stored.exclusions.as_chunks::<2>();
        let reasons = pairs.iter().map(|bytes| Exclusions::from_bits(u16::from_le_bytes(*bytes)));
        let head = MatchHead {
            cycle_id: people.cycle_id,
            weights: people.weights,
            weights_version: people.weights_version,
            first_day: people.first_day,
            last_day: people.last_day,
        };
        let tables =
            Tables::new(&people.learners, &people.mentors, (head.first_day, head.last_day));
        let sides = (people.learners, people.mentors);
        let mut inputs = Self::assemble(head, sides, people.pins, reasons.collect(), tables);
        inputs.scores.clone_from(&stored.scores);
        Ok(inputs)
    }

    fn exclusion_bytes(&self) -> Vec<u8> {
        self.exclusions.iter().flat_map(|reasons| reasons.bits().to_le_bytes()).collect()
    }
}
