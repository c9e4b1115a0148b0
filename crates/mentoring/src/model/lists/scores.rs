//! The scores as the engine asks for them.

use super::inputs::MatchInputs;

impl matching::Scores for MatchInputs {
    fn learners(&self) -> usize {
        self.learners.len()
    }

    fn mentors(&self) -> usize {
        self.mentors.len()
    }

    fn row(&self, learner: usize, row: &mut [u8]) {
        Self::row(self, learner, row);
    }

    fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        Self::score(self, learner, mentor)
    }
}
