//! The pairs that are looked at closely: few a learner, each four bytes.

/// A mentor with a score, packed: lists are read billions of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate(u32);

impl Candidate {
    pub(super) fn new(mentor: u32, score: u8) -> Self {
        Self(mentor << 8 | u32::from(score))
    }

    pub(super) fn mentor(self) -> usize {
        (self.0 >> 8) as usize
    }

    pub(super) fn score(self) -> u8 {
        self.0 as u8
    }

    /// The score as it enters sums with prices.
    pub(super) fn value(self) -> i64 {
        i64::from(self.score())
    }
}

/// One list a learner, each by mentor, all in one piece.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidates {
    ends: Vec<usize>,
    all: Vec<Candidate>,
}

impl Candidates {
    /// From one list a learner, each by mentor and without repetition.
    pub(super) fn from_lists(lists: impl IntoIterator<Item = Vec<Candidate>>) -> Self {
        let mut candidates = Self::default();
        for list in lists {
            candidates.all.extend(list);
            candidates.ends.push(candidates.all.len());
        }
        candidates
    }

    pub(super) fn of(&self, learner: u32) -> &[Candidate] {
        let learner = learner as usize;
        let start = if learner == 0 { 0 } else { self.ends[learner - 1] };
        &self.all[start..self.ends[learner]]
    }

    /// Adds pairs, sorted by learner and in any order of mentors; known ones change nothing.
    pub(super) fn add(&mut self, mut pairs: Vec<(u32, Candidate)>) {
        if pairs.is_empty() {
            return;
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut next = pairs.into_iter().peekable();
        let mut merged = Self {
            ends: Vec::with_capacity(self.ends.len()),
            all: Vec::with_capacity(self.all.len() + next.len()),
        };
        for learner in 0..self.ends.len() as u32 {
            for &known in self.of(learner) {
                while let Some((_, new)) = next.next_if(|new| *new < (learner, known)) {
                    merged.all.push(new);
                }
                next.next_if_eq(&(learner, known));
                merged.all.push(known);
            }
            while let Some((_, new)) = next.next_if(|new| new.0 == learner) {
                merged.all.push(new);
            }
            merged.ends.push(merged.all.len());
        }
        *self = merged;
    }

    /// Forgets the pairs below a score.
    pub(super) fn keep_from(&mut self, floor: u8) {
        if floor == 0 {
            return;
        }
        let mut kept = 0;
        let mut start = 0;
        for end in &mut self.ends {
            for index in start..*end {
                if self.all[index].score() >= floor {
                    self.all[kept] = self.all[index];
                    kept += 1;
                }
            }
            start = *end;
            *end = kept;
        }
        self.all.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(pairs: &[(u32, u8)]) -> Vec<Candidate> {
        pairs.iter().map(|&(mentor, score)| Candidate::new(mentor, score)).collect()
    }

    #[test]
    fn new_pairs_come_in_by_mentor_and_once() {
        let mut candidates = Candidates::from_lists([list(&[(1, 5), (4, 9)]), list(&[])]);
        let new = |learner, mentor, score| (learner, Candidate::new(mentor, score));
        candidates.add(vec![
            new(1, 3, 7),
            new(0, 4, 9),
            new(0, 2, 100),
            new(0, 0, 0),
            new(1, 3, 7),
        ]);
        assert_eq!(candidates.of(0), list(&[(0, 0), (1, 5), (2, 100), (4, 9)]));
        assert_eq!(candidates.of(1), list(&[(3, 7)]));
        candidates.keep_from(7);
        assert_eq!(candidates.of(0), list(&[(2, 100), (4, 9)]));
        assert_eq!(candidates.of(1), list(&[(3, 7)]));
    }
}
