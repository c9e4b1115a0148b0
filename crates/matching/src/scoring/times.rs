//! How much of the week learners and mentors share, by weekly pattern instead of by person.

use super::columns::{LANES, Lanes, column};
use super::parts::ENOUGH_SLOTS;
use super::profiles::Profiles;

/// Shared slots of each weekly pattern of a learner with each mentor.
#[derive(Debug)]
pub(super) struct Times {
    /// By pattern; empty where no learner has it.
    rows: Vec<Vec<Lanes>>,
}

impl Times {
    /// Compares each pattern of a learner with each of a mentor once.
    pub(super) fn new(profiles: &Profiles) -> Self {
        let patterns = &profiles.patterns;
        let (mut asked, mut offered) = (vec![false; patterns.len()], vec![false; patterns.len()]);
        for learner in &profiles.learners {
            asked[learner.pattern as usize] = true;
        }
        for mentor in &profiles.mentors {
            offered[mentor.pattern as usize] = true;
        }
        let row = |(own, is_asked): (usize, bool)| {
            if !is_asked {
                return Vec::new();
            }
            let shared = |(theirs, is_offered): (usize, &bool)| {
                if !is_offered {
                    return 0;
                }
                let slots = patterns[own].shared_slots(&patterns[theirs]);
                slots.min(u32::from(ENOUGH_SLOTS)) as u8
            };
            let shared: Vec<u8> = offered.iter().enumerate().map(shared).collect();
            column(&profiles.mentors, |mentor| shared[mentor.pattern as usize])
        };
        Self { rows: asked.into_iter().enumerate().map(row).collect() }
    }

    /// What a pattern that some learner has shares with each mentor, up to what matters.
    pub(super) fn row(&self, pattern: u32) -> &[Lanes] {
        &self.rows[pattern as usize]
    }

    /// The same for one mentor.
    pub(super) fn slots(&self, pattern: u32, mentor: usize) -> u8 {
        self.row(pattern)[mentor / LANES][mentor % LANES]
    }
}
