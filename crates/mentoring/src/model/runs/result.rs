//! What a run proposes, person by person.

use std::collections::BTreeMap;

use kernel::MemberId;
use matching::MatchingError;

use super::absent::{Absent, Helpful};
use super::solve::Solved;
use crate::model::lists::{MatchInputs, Parts};

/// What a run has for one learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A mentor.
    Mentor {
        /// Who.
        mentor_id: MemberId,
        /// How well the two fit, 0 to 100.
        score: u8,
        /// What the score is made of.
        parts: Parts,
        /// Whether the coordinator fixed the pair.
        is_pinned: bool,
    },
    /// Nobody, and why.
    Nobody(Absent),
}

/// A line of a run's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// For whom.
    pub learner_id: MemberId,
    /// What was found.
    pub found: Found,
}

/// The lines of a solved problem, in the order of the learners.
///
/// # Errors
/// When the search for helpful places fails its own check.
pub fn drafts(inputs: &MatchInputs, solved: &Solved) -> Result<Vec<Draft>, MatchingError> {
    let mentor_id = |mentor: usize| inputs.mentors.get(mentor).map(|one| one.person.member_id);
    let mut places = BTreeMap::new();
    for (learner, place) in solved.helpful_places()? {
        let helpful = mentor_id(place.mentor);
        places.extend(
            helpful.map(|mentor_id| (learner, Helpful { mentor_id, pinned: place.pinned })),
        );
    }
    let line = |(learner, mentor): (usize, &Option<u32>)| {
        let learner_id = inputs.learners.get(learner)?.person.member_id;
        let found = match mentor.map(|mentor| mentor as usize) {
            Some(mentor) => Found::Mentor {
                mentor_id: mentor_id(mentor)?,
                score: solved.problem.score(learner, mentor)?,
                parts: inputs.parts(learner, mentor),
                is_pinned: solved.problem.pinned(learner).is_some(),
            },
            None => {
                let absent = Absent::of(inputs, solved, learner)?;
                Found::Nobody(Absent { place: places.get(&learner).copied(), ..absent })
            }
        };
        Some(Draft { learner_id, found })
    };
    Ok(solved.solution.mentor_of.iter().enumerate().filter_map(line).collect())
}
