//! Instances and results as JSON files.
//!
//! Instance: ids, places, scores, pins, forbids and an objective; the keys may come in any order.
//! It is read as a stream: rows go straight into the stored scores, one byte a pair (`scores`) or
//! eight bytes a listed pair (`candidates`), so that the memory grows with the problem and not
//! with its text. Only where `candidates` come before `mentors` are the lists held twice for a
//! moment. Result: pairs, levels, and the certificate, all by id, so that it can be checked without
//! the engine. `docs/matching-instance.schema.json` and `docs/matching-result.schema.json` are the
//! contracts.
//!
//! ```
//! let text = r#"{
//!     "learners": ["E1"],
//!     "mentors": [{"id": "R1", "capacity": 2}, {"id": "R2", "capacity": 1}],
//!     "scores": [[92, null]]
//! }"#;
//! let instance = matching::instance::read(text.as_bytes())?;
//! assert_eq!(instance.problem.score(0, 0), Some(92));
//! assert_eq!(instance.problem.score(0, 1), None);
//!
//! let error = matching::instance::read(text.replace("92", "101").as_bytes()).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "scores[0][0], learner \"E1\", mentor \"R1\": 101 is no score: a score is a whole number \
//!      from 0 to 100 (line 4, column 20)"
//! );
//! # Ok::<(), matching::instance::InstanceError>(())
//! ```

mod claim;
mod entries;
mod error;
mod lists;
mod people;
mod reader;
mod result;
mod rows;
mod short_texts;
#[cfg(test)]
mod tests;
mod writer;

use serde::Serialize;

use crate::objective::Objective;
use crate::problem::Problem;

pub use claim::{Claim, Unproven};
pub use error::{Fault, InstanceError, Place, Position};
pub use reader::read;
pub use result::{CertificateEntry, LoadEntry, PairEntry, Prices, ResultFile, read_result};

/// The most characters of an id.
pub const LONGEST_ID: usize = 200;

/// What an instance file says.
#[derive(Debug, Clone)]
pub struct Instance {
    /// The learners' ids, by position; no two are equal.
    pub learners: Vec<String>,
    /// The mentors, by position; no two ids are equal. A learner may have the id of a mentor.
    pub mentors: Vec<MentorEntry>,
    /// Scores, places, pins and forbids.
    pub problem: Problem,
    /// The objective that the file asks for; FAIR where it names none.
    pub objective: Objective,
}

/// A mentor in an instance file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MentorEntry {
    /// The mentor's id.
    pub id: String,
    /// How many learners the mentor takes, pinned ones included.
    pub capacity: u32,
}
