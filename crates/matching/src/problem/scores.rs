//! Where scores come from: stored whole, stored as lists, or computed by somebody else.

use super::{HIGHEST_SCORE, IMPOSSIBLE, MatchingError};

/// Where scores come from: stored, or computed on the fly.
///
/// An implementation answers the same for the same arguments, from any thread.
pub trait Scores: Send + Sync {
    /// How many learners there are.
    fn learners(&self) -> usize;

    /// How many mentors there are.
    fn mentors(&self) -> usize;

    /// Writes the scores of a learner, one a mentor: 0 to 100 or [`IMPOSSIBLE`]. `row` is as long
    /// as there are mentors.
    fn row(&self, learner: usize, row: &mut [u8]);

    /// The allowed pairs of a learner where they are kept as a list: mentor and score, by mentor.
    /// With it, work grows with the listed pairs instead of learners × mentors. All learners
    /// answer alike.
    fn listed(&self, _learner: usize) -> Option<&[(u32, u8)]> {
        None
    }

    /// The score of one pair; `None` if it is impossible.
    fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        let mut row = vec![IMPOSSIBLE; self.mentors()];
        self.row(learner, &mut row);
        Some(row[mentor]).filter(|&score| score != IMPOSSIBLE)
    }
}

/// Every score stored, one byte a pair.
#[derive(Debug, Clone, Default)]
pub struct DenseScores {
    mentors: usize,
    learners: usize,
    cells: Vec<u8>,
}

impl DenseScores {
    /// No learner yet.
    pub fn new(mentors: usize) -> Self {
        Self { mentors, learners: 0, cells: Vec::new() }
    }

    /// One row a learner, `None` for impossible pairs.
    ///
    /// # Errors
    /// See [`push`](Self::push).
    pub fn from_rows(rows: &[Vec<Option<u8>>], mentors: usize) -> Result<Self, MatchingError> {
        let mut scores = Self::new(mentors);
        for row in rows {
            scores.push(row.iter().copied())?;
        }
        Ok(scores)
    }

    /// Adds the row of the next learner.
    ///
    /// # Errors
    /// A row of another length than there are mentors, or a score above 100; nothing is added.
    pub fn push(&mut self, row: impl IntoIterator<Item = Option<u8>>) -> Result<(), MatchingError> {
        let (learner, start) = (self.learners, self.cells.len());
        self.cells.extend(row.into_iter().map(|score| score.map_or(IMPOSSIBLE, clamp)));
        let row = &self.cells[start..];
        let fault = if row.len() != self.mentors {
            Some(MatchingError::RowLength { learner, found: row.len(), mentors: self.mentors })
        } else {
            let mentor = row.iter().position(|&score| score == TOO_HIGH);
            mentor.map(|mentor| MatchingError::ScoreOutOfRange { learner, mentor })
        };
        if let Some(fault) = fault {
            self.cells.truncate(start);
            return Err(fault);
        }
        self.learners += 1;
        Ok(())
    }
}

/// Stands for every score above the highest, until it is refused.
const TOO_HIGH: u8 = IMPOSSIBLE - 1;

fn clamp(score: u8) -> u8 {
    if score > HIGHEST_SCORE { TOO_HIGH } else { score }
}

impl Scores for DenseScores {
    fn learners(&self) -> usize {
        self.learners
    }

    fn mentors(&self) -> usize {
        self.mentors
    }

    fn row(&self, learner: usize, row: &mut [u8]) {
        row.copy_from_slice(&self.cells[learner * self.mentors..][..self.mentors]);
    }

    fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        let score = self.cells[learner * self.mentors..][..self.mentors][mentor];
        Some(score).filter(|&score| score != IMPOSSIBLE)
    }
}

/// The allowed pairs only, as one list a learner; all others are impossible.
#[derive(Debug, Clone, Default)]
pub struct CandidateScores {
    mentors: usize,
    /// Where the list of each learner ends.
    ends: Vec<usize>,
    pairs: Vec<(u32, u8)>,
}

impl CandidateScores {
    /// No learner yet.
    pub fn new(mentors: usize) -> Self {
        Self { mentors, ends: Vec::new(), pairs: Vec::new() }
    }

    /// Adds the list of the next learner: mentor positions with scores, in any order.
    ///
    /// # Errors
    /// A mentor that does not exist or stands twice in the list, a score above 100; nothing is
    /// added.
    pub fn push(
        &mut self,
        candidates: impl IntoIterator<Item = (u32, u8)>,
    ) -> Result<(), MatchingError> {
        let (learner, start) = (self.ends.len(), self.pairs.len());
        self.pairs.extend(candidates);
        self.pairs[start..].sort_unstable();
        if let Err(fault) = self.check(learner, start) {
            self.pairs.truncate(start);
            return Err(fault);
        }
        self.ends.push(self.pairs.len());
        Ok(())
    }

    fn check(&self, learner: usize, start: usize) -> Result<(), MatchingError> {
        let pairs = &self.pairs[start..];
        for (index, &(mentor, score)) in pairs.iter().enumerate() {
            let mentor = mentor as usize;
            if mentor >= self.mentors {
                return Err(MatchingError::UnknownMentor { mentor });
            }
            if score > HIGHEST_SCORE {
                return Err(MatchingError::ScoreOutOfRange { learner, mentor });
            }
            if pairs.get(index + 1).is_some_and(|next| next.0 as usize == mentor) {
                return Err(MatchingError::ListedTwice { learner, mentor });
            }
        }
        Ok(())
    }

    fn list(&self, learner: usize) -> &[(u32, u8)] {
        let start = if learner == 0 { 0 } else { self.ends[learner - 1] };
        &self.pairs[start..self.ends[learner]]
    }
}

impl Scores for CandidateScores {
    fn learners(&self) -> usize {
        self.ends.len()
    }

    fn mentors(&self) -> usize {
        self.mentors
    }

    fn row(&self, learner: usize, row: &mut [u8]) {
        row.fill(IMPOSSIBLE);
        for &(mentor, score) in self.list(learner) {
            row[mentor as usize] = score;
        }
    }

    fn listed(&self, learner: usize) -> Option<&[(u32, u8)]> {
        Some(self.list(learner))
    }

    fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        let list = self.list(learner);
        let found = list.binary_search_by_key(&mentor, |&(mentor, _)| mentor as usize);
        found.ok().map(|index| list[index].1)
    }
}
