//! Scores computed on the fly from profiles, by the rules of domain guide 6.2 and 6.3.
//!
//! A score is the weighted mean of up to seven parts, each a whole number of basis points from 0 to
//! 10,000, rounded half up; it is a whole number from 0 to 100, rounded half up as well. All of it
//! is whole numbers, so every machine comes to the same.
//!
//! | part | weight | value, of 1 |
//! |---|---|---|
//! | gap cover | 35 | Σ u·clamp((mentor's level − own level) ÷ 2, 0, 1) ÷ Σ u over the focus competencies, u their importance |
//! | preference | 20 | 1, 0.8, 0.6, 0.4, 0.2 for ranks 1 to 5, 0 for who is not ranked |
//! | values | 15 | 1 − mean distance of five answers ÷ 4 |
//! | goals | 10 | goals of both ÷ goals of either |
//! | time | 8 | shared minutes of a week ÷ 240, at most 1 |
//! | career distance | 7 | 1 for one or two steps up, 0.7 for three, 0.4 for more or the same step, 0 below |
//! | fresh view | 5 | 1 from another unit, 0.5 from another team of it, 0 from the same team |
//!
//! A part drops out where nothing can be said ([`Missing`]): no focus competency; a learner who
//! ranked nobody, since ranks are no duty; one side without answers, goals or a step. The weights of
//! the others then count as they stand to each other.
//!
//! A pair that a rule speaks against ([`Exclusion`]) is impossible. Two points that the guide leaves
//! open: to a learner without a focus competency the rule on levels does not apply, as there is
//! nothing to compare; and a team is asked about within its unit only.
//!
//! # Speed
//!
//! Forty million scores are made anew each time somebody asks for them, so a row has to be cheap.
//! Mentors are kept by column, and a row goes through them block by block, in loops
//! without branches over bytes, then 16 bits, then 32. Divisions are multiplications that are proved exact.
//! Sets are counted by column of a tag; shared time is kept by weekly pattern. Ranks, listed pairs
//! and walls concern few mentors and are put right one by one afterwards. Work for a learner is
//! O(mentors · (focus + questions + own tags) ÷ lanes + exceptions).

mod columns;
mod division;
mod error;
mod kernel;
mod pairs;
mod parts;
mod profiles;
mod rules;
#[cfg(test)]
mod tests;
mod times;
mod validation;
mod week;
mod weights;

use std::sync::Arc;

use crate::problem::{IMPOSSIBLE, Scores};
use columns::{Columns, LANES};
use division::Scale;
use kernel::{FEWEST_SLOTS, Factors, Query};
use pairs::PairRules;
use times::Times;

pub use error::ProfileError;
pub use parts::{Missing, Part, Parts, WHOLE};
pub use profiles::{
    COMPETENCIES, Focus, HIGHEST_ANSWER, HIGHEST_IMPORTANCE, HIGHEST_LEVEL, LearnerProfile,
    MOST_FOCUS, MOST_PATTERNS, MOST_RANKS, MentorProfile, PairExclusion, Profiles, QUESTIONS, Side,
};
pub use rules::{Exclusion, PairReason, Rules};
pub use week::{SLOT_MINUTES, SLOTS, WeekPattern};
pub use weights::{Criterion, HIGHEST_TOTAL, HIGHEST_WEIGHT, Weights};

/// The scores of all learners with all mentors, from profiles, weights and rules.
#[derive(Debug)]
pub struct ProfileScores {
    profiles: Arc<Profiles>,
    weights: Weights,
    rules: Rules,
    columns: Columns,
    times: Times,
    pairs: PairRules,
    factors: Factors,
    /// By kind of learner; `None` where there is no such learner.
    scales: Vec<Option<Scale>>,
}

impl ProfileScores {
    /// Makes ready what rows are computed from: O(learners + mentors + pairs of weekly patterns).
    ///
    /// # Errors
    /// The first fault in weights or profiles.
    pub fn new(
        profiles: Arc<Profiles>,
        weights: Weights,
        rules: Rules,
    ) -> Result<Self, ProfileError> {
        weights.check()?;
        profiles.check()?;
        let mut scales: Vec<Option<Scale>> = (0..Scale::KINDS).map(|_| None).collect();
        for learner in &profiles.learners {
            let scale = &mut scales[Scale::kind(learner)];
            if scale.is_none() {
                *scale = Some(Scale::new(learner, &profiles.mentors, &weights));
            }
        }
        Ok(Self {
            columns: Columns::new(&profiles.mentors),
            times: Times::new(&profiles),
            pairs: PairRules::new(&profiles, rules),
            factors: Factors::new(&weights),
            scales,
            profiles,
            weights,
            rules,
        })
    }

    /// What they are made from.
    pub fn profiles(&self) -> &Arc<Profiles> {
        &self.profiles
    }

    /// By what the parts are weighed.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Which rules apply.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The parts of a score; also of a pair that is impossible, which would have that score if the
    /// rules against it did not apply.
    ///
    /// # Panics
    /// If nobody stands at a position.
    pub fn parts(&self, learner: usize, mentor: usize) -> Parts {
        let profile = &self.profiles.learners[learner];
        let pair = parts::Pair {
            learner: profile,
            mentor: &self.profiles.mentors[mentor],
            position: mentor,
            shared_slots: self.times.slots(profile.pattern, mentor),
        };
        pair.parts(&self.weights)
    }

    /// Why a pair is impossible: the first rule that speaks against it, in the order of the guide.
    ///
    /// # Panics
    /// If nobody stands at a position.
    pub fn exclusion(&self, learner: usize, mentor: usize) -> Option<Exclusion> {
        self.exclusions(learner, mentor).next()
    }

    /// Every rule that speaks against a pair, in the order of the guide.
    ///
    /// # Panics
    /// If nobody stands at a position.
    pub fn exclusions(&self, learner: usize, mentor: usize) -> impl Iterator<Item = Exclusion> {
        let rules = self.rules;
        let applied = Exclusion::ALL.into_iter().filter(move |&rule| rules.has(rule));
        applied.filter(move |&rule| self.is_broken(rule, learner, mentor))
    }

    fn is_broken(&self, rule: Exclusion, learner: usize, mentor: usize) -> bool {
        let asks = &self.profiles.learners[learner];
        let offers = &self.profiles.mentors[mentor];
        match rule {
            Exclusion::Language => asks.languages & offers.languages == 0,
            Exclusion::Overlap => self.times.slots(asks.pattern, mentor) < FEWEST_SLOTS,
            Exclusion::Wall => self.pairs.has_wall(asks.unit, offers.unit),
            Exclusion::Guest => offers.is_guest,
            Exclusion::Focus => {
                let level = |focus: &Focus| offers.levels[usize::from(focus.competency)];
                let mut focus = asks.focus.iter();
                !asks.focus.is_empty() && !focus.any(|focus| level(focus) >= focus.taught_from())
            }
            Exclusion::SameUnit => asks.unit == offers.unit,
            Exclusion::OtherCountry => asks.country != offers.country,
            Exclusion::SamePerson
            | Exclusion::ReportingLine
            | Exclusion::PayOrPromotion
            | Exclusion::Panel
            | Exclusion::Blocked
            | Exclusion::PastPair
            | Exclusion::Declined => self.pairs.lists(learner, mentor, rule),
        }
    }
}

impl Scores for ProfileScores {
    fn learners(&self) -> usize {
        self.profiles.learners.len()
    }

    fn mentors(&self) -> usize {
        self.profiles.mentors.len()
    }

    fn row(&self, learner: usize, row: &mut [u8]) {
        let profile = &self.profiles.learners[learner];
        let times = self.times.row(profile.pattern);
        if let Some(scale) = &self.scales[Scale::kind(profile)] {
            let query = Query::new(profile, times, scale, &self.factors, self.rules);
            for (block, row) in row.chunks_mut(LANES).enumerate() {
                let scores = self.columns.scores(&query, block);
                row.copy_from_slice(&scores[..row.len()]);
            }
        }
        for &mentor in &profile.ranks {
            let score = &mut row[mentor as usize];
            if *score != IMPOSSIBLE {
                *score = self.parts(learner, mentor as usize).score();
            }
        }
        for mentor in self.pairs.barred(learner, profile.unit) {
            row[mentor] = IMPOSSIBLE;
        }
    }

    fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        let is_possible = self.exclusion(learner, mentor).is_none();
        is_possible.then(|| self.parts(learner, mentor).score())
    }
}
