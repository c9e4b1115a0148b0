//! Learners, mentors with places, scores, pins and forbids.

mod error;
mod scores;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

pub use error::MatchingError;
pub use scores::{CandidateScores, DenseScores, Scores};

/// In a row of scores: this pair is impossible.
pub const IMPOSSIBLE: u8 = u8::MAX;

/// The highest score of a pair; the lowest is 0.
pub const HIGHEST_SCORE: u8 = 100;

/// The most mentors that one problem may have: positions are packed beside scores in 32 bits.
pub const MOST_MENTORS: usize = (1 << 24) - 2;

/// A whole input: who wants a mentor, who offers places, what is fixed and what is ruled out.
///
/// Learners and mentors are positions from 0. Cloning is cheap: scores are shared.
#[derive(Clone)]
pub struct Problem {
    scores: Arc<dyn Scores>,
    places: Vec<u32>,
    /// One a learner.
    pins: Vec<Option<u32>>,
    /// Pins of each mentor.
    pinned: Vec<u32>,
    forbids: BTreeSet<(u32, u32)>,
}

impl Problem {
    /// Scores, and the places of each mentor; 0 places are allowed.
    ///
    /// # Errors
    /// As many places as mentors, or too many people, see [`MatchingError`].
    pub fn new(scores: Arc<dyn Scores>, places: Vec<u32>) -> Result<Self, MatchingError> {
        let (learners, mentors) = (scores.learners(), scores.mentors());
        if places.len() != mentors {
            return Err(MatchingError::PlacesLength { found: places.len(), mentors });
        }
        if mentors > MOST_MENTORS || learners >= u32::MAX as usize {
            return Err(MatchingError::TooMany { learners, mentors });
        }
        let (pins, pinned) = (vec![None; learners], vec![0; mentors]);
        Ok(Self { scores, places, pins, pinned, forbids: BTreeSet::new() })
    }

    /// How many learners there are.
    pub fn learners(&self) -> usize {
        self.pins.len()
    }

    /// How many mentors there are.
    pub fn mentors(&self) -> usize {
        self.places.len()
    }

    /// Places of a mentor.
    pub fn places(&self, mentor: usize) -> u32 {
        self.places[mentor]
    }

    /// Places of a mentor that no pin takes.
    pub fn free_places(&self, mentor: usize) -> u32 {
        self.places[mentor] - self.pinned[mentor]
    }

    /// How many learners are pinned to a mentor.
    pub fn pins_of(&self, mentor: usize) -> u32 {
        self.pinned[mentor]
    }

    /// The mentor that a learner is pinned to.
    pub fn pinned(&self, learner: usize) -> Option<usize> {
        self.pins[learner].map(|mentor| mentor as usize)
    }

    /// All pinned pairs, by learner.
    pub fn pins(&self) -> impl Iterator<Item = (usize, usize)> {
        let pins = self.pins.iter().enumerate();
        pins.filter_map(|(learner, mentor)| Some((learner, (*mentor)? as usize)))
    }

    /// All forbidden pairs, by learner and mentor.
    pub fn forbids(&self) -> impl Iterator<Item = (usize, usize)> {
        self.forbids.iter().map(|&(learner, mentor)| (learner as usize, mentor as usize))
    }

    /// Whether the pair is forbidden here (not: impossible by its score).
    pub fn is_forbidden(&self, learner: usize, mentor: usize) -> bool {
        self.forbids.contains(&(learner as u32, mentor as u32))
    }

    /// The score of a pair; `None` if it is impossible or forbidden.
    pub fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        self.scores.score(learner, mentor).filter(|_| !self.is_forbidden(learner, mentor))
    }

    /// Writes the scores of a learner, [`IMPOSSIBLE`] also for forbidden pairs.
    pub fn row(&self, learner: usize, row: &mut [u8]) {
        self.scores.row(learner, row);
        for mentor in self.forbidden_to(learner) {
            row[mentor] = IMPOSSIBLE;
        }
    }

    /// The allowed pairs of a learner where scores are kept as lists, forbidden ones left out.
    pub fn listed(&self, learner: usize) -> Option<impl Iterator<Item = (u32, u8)>> {
        let list = self.scores.listed(learner)?;
        let forbidden: Vec<_> = self.forbidden_to(learner).collect();
        let allowed = move |pair: &(u32, u8)| !forbidden.contains(&(pair.0 as usize));
        Some(list.iter().copied().filter(allowed))
    }

    /// Whether scores are kept as lists, so that most pairs are impossible.
    pub fn is_listed(&self) -> bool {
        self.learners() > 0 && self.scores.listed(0).is_some()
    }

    fn forbidden_to(&self, learner: usize) -> impl Iterator<Item = usize> {
        let learner = learner as u32;
        let range = self.forbids.range((learner, 0)..=(learner, u32::MAX));
        range.map(|&(_, mentor)| mentor as usize)
    }

    /// Fixes a pair. Pinning it again changes nothing.
    ///
    /// # Errors
    /// A pair that is impossible or forbidden, a learner pinned to somebody else, a mentor whose
    /// places are all pinned, somebody who does not exist.
    pub fn pin(&mut self, learner: usize, mentor: usize) -> Result<(), MatchingError> {
        self.check_people(learner, mentor)?;
        match self.pinned(learner) {
            Some(same) if same == mentor => return Ok(()),
            Some(other) => return Err(MatchingError::PinnedTwice { learner, mentor, other }),
            None => {}
        }
        if self.is_forbidden(learner, mentor) {
            return Err(MatchingError::PinForbidden { learner, mentor });
        }
        if self.scores.score(learner, mentor).is_none() {
            return Err(MatchingError::PinImpossible { learner, mentor });
        }
        if self.free_places(mentor) == 0 {
            let places = self.places[mentor];
            return Err(MatchingError::TooManyPins { learner, mentor, places });
        }
        self.pins[learner] = Some(mentor as u32);
        self.pinned[mentor] += 1;
        Ok(())
    }

    /// Takes the pin of a learner away, if there is one.
    pub fn unpin(&mut self, learner: usize) {
        if let Some(mentor) = self.pins[learner].take() {
            self.pinned[mentor as usize] -= 1;
        }
    }

    /// Rules a pair out. Forbidding it again, or a pair that is impossible, changes nothing else.
    ///
    /// # Errors
    /// A pinned pair, somebody who does not exist.
    pub fn forbid(&mut self, learner: usize, mentor: usize) -> Result<(), MatchingError> {
        self.check_people(learner, mentor)?;
        if self.pinned(learner) == Some(mentor) {
            return Err(MatchingError::PinForbidden { learner, mentor });
        }
        self.forbids.insert((learner as u32, mentor as u32));
        Ok(())
    }

    /// Allows a forbidden pair again.
    pub fn unforbid(&mut self, learner: usize, mentor: usize) {
        self.forbids.remove(&(learner as u32, mentor as u32));
    }

    /// Gives a mentor another number of places.
    ///
    /// # Errors
    /// Fewer places than pins, somebody who does not exist.
    pub fn set_places(&mut self, mentor: usize, places: u32) -> Result<(), MatchingError> {
        if mentor >= self.mentors() {
            return Err(MatchingError::UnknownMentor { mentor });
        }
        if places < self.pinned[mentor] {
            let learner = self.pins.iter().rposition(|&pin| pin == Some(mentor as u32));
            let learner = learner.unwrap_or_default();
            return Err(MatchingError::TooManyPins { learner, mentor, places });
        }
        self.places[mentor] = places;
        Ok(())
    }

    fn check_people(&self, learner: usize, mentor: usize) -> Result<(), MatchingError> {
        if learner >= self.learners() {
            return Err(MatchingError::UnknownLearner { learner });
        }
        if mentor >= self.mentors() {
            return Err(MatchingError::UnknownMentor { mentor });
        }
        Ok(())
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Problem")
            .field("learners", &self.learners())
            .field("mentors", &self.mentors())
            .field("pins", &self.pins().count())
            .field("forbids", &self.forbids.len())
            .finish_non_exhaustive()
    }
}
