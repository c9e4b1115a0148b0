//! Who holds a place of whom, while it changes.

/// Stands for no mentor.
pub(super) const NOBODY: u32 = u32::MAX;

/// A set of pairs, readable from both sides.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    /// The mentor of each learner, or [`NOBODY`].
    pub(super) mentor_of: Vec<u32>,
    /// The learners of each mentor, in no order.
    pub(super) held: Vec<Vec<u32>>,
    /// Where each learner stands in the list of the mentor.
    slot: Vec<u32>,
}

impl Assignment {
    pub(super) fn empty(learners: usize, mentors: usize) -> Self {
        Self {
            mentor_of: vec![NOBODY; learners],
            held: vec![Vec::new(); mentors],
            slot: vec![0; learners],
        }
    }

    /// How many places of a mentor are taken.
    pub(super) fn load(&self, mentor: usize) -> u32 {
        self.held[mentor].len() as u32
    }

    /// How many learners have a mentor.
    pub(super) fn matched(&self) -> usize {
        self.held.iter().map(Vec::len).sum()
    }

    /// The learners without a mentor, in order.
    pub(super) fn unmatched(&self) -> Vec<u32> {
        let learners = 0..self.mentor_of.len() as u32;
        learners.filter(|&learner| self.mentor_of[learner as usize] == NOBODY).collect()
    }

    /// Gives a learner a place, leaving the one held before.
    pub(super) fn assign(&mut self, learner: u32, mentor: u32) {
        self.release(learner);
        let held = &mut self.held[mentor as usize];
        self.slot[learner as usize] = held.len() as u32;
        held.push(learner);
        self.mentor_of[learner as usize] = mentor;
    }

    /// Takes the place of a learner away, if there is one.
    pub(super) fn release(&mut self, learner: u32) {
        let mentor = self.mentor_of[learner as usize];
        if mentor == NOBODY {
            return;
        }
        let slot = self.slot[learner as usize] as usize;
        let held = &mut self.held[mentor as usize];
        held.swap_remove(slot);
        if let Some(&moved) = held.get(slot) {
            self.slot[moved as usize] = slot as u32;
        }
        self.mentor_of[learner as usize] = NOBODY;
    }
}
