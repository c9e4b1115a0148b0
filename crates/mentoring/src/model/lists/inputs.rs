//! All that a match is made from: people, weights, the rules against each pair, the score of each.

use std::sync::Arc;

use chrono::NaiveDate;
use kernel::{CycleId, MemberId};

use super::cycle::Ruling;
use super::derive::{self, CycleFacts};
use super::parts::Parts;
use super::people::{LearnerInput, MentorInput};
use super::score::score;
use super::tables::Tables;
use crate::model::exclusion::{Exclusions, Rule};
use crate::model::weights::Weights;

/// In a row of scores: the pair is impossible.
const IMPOSSIBLE: u8 = u8::MAX;

/// What a match is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchHead {
    /// The cycle.
    pub cycle_id: CycleId,
    /// What each part of a score weighs.
    pub weights: Weights,
    /// Which version of the organisation's weights these are; 0 for those of the product.
    pub weights_version: i32,
    /// The day of the match, in the organisation's zone.
    pub first_day: NaiveDate,
    /// The last day of its pairs.
    pub last_day: NaiveDate,
}

/// Learners and mentors, both in the order of their ids, which is that of the tie rule.
#[derive(Debug, Clone)]
pub struct MatchInputs {
    /// The cycle.
    pub cycle_id: CycleId,
    /// Who looks for a mentor.
    pub learners: Vec<LearnerInput>,
    /// Who offers places.
    pub mentors: Vec<MentorInput>,
    /// What each part of a score weighs.
    pub weights: Weights,
    /// Which version of the organisation's weights these are; 0 for those of the product.
    pub weights_version: i32,
    /// The day of the match, in the organisation's zone.
    pub first_day: NaiveDate,
    /// The last day of its pairs.
    pub last_day: NaiveDate,
    /// Pairs that the coordinator pinned, by learner and mentor.
    pub pins: Vec<(usize, usize)>,
    pub(super) exclusions: Vec<Exclusions>,
    pub(super) scores: Vec<u8>,
    pub(super) tables: Arc<Tables>,
}

impl MatchInputs {
    /// Derives the rules against each pair, and scores those that none stands against.
    pub fn derive(
        head: MatchHead,
        mut learners: Vec<LearnerInput>,
        mut mentors: Vec<MentorInput>,
        facts: &CycleFacts,
    ) -> Self {
        learners.sort_unstable_by_key(|learner| learner.person.member_id);
        mentors.sort_unstable_by_key(|mentor| mentor.person.member_id);
        let tables = Tables::new(&learners, &mentors, (head.first_day, head.last_day));
        let exclusions = derive::exclusions(&learners, &mentors, facts, &tables, head.last_day);
        let row = |who: MemberId| {
            learners.binary_search_by_key(&who, |learner| learner.person.member_id).ok()
        };
        let column = |who: MemberId| {
            mentors.binary_search_by_key(&who, |mentor| mentor.person.member_id).ok()
        };
        let pinned = facts.rulings.iter().filter(|made| made.ruling == Ruling::Pin);
        let pins = pinned.filter_map(|made| Some((row(made.learner_id)?, column(made.mentor_id)?)));
        let mut pins: Vec<(usize, usize)> = pins.collect();
        pins.sort_unstable();
        Self::assemble(head, (learners, mentors), pins, exclusions, tables)
    }

    pub(super) fn assemble(
        head: MatchHead,
        (learners, mentors): (Vec<LearnerInput>, Vec<MentorInput>),
        pins: Vec<(usize, usize)>,
        exclusions: Vec<Exclusions>,
        tables: Tables,
    ) -> Self {
        let mut inputs = Self {
            cycle_id: head.cycle_id,
            learners,
            mentors,
            weights: head.weights,
            weights_version: head.weights_version,
            first_day: head.first_day,
            last_day: head.last_day,
            pins,
            exclusions,
            scores: Vec::new(),
            tables: Arc::new(tables),
        };
        inputs.score_all();
        inputs
    }

    /// The rules that stand against a pair, by the places of the two.
    ///
    /// # Panics
    /// If nobody stands at a place; so below.
    pub fn exclusions(&self, learner: usize, mentor: usize) -> Exclusions {
        self.exclusions[learner * self.mentors.len() + mentor]
    }

    /// The parts of a score; also of a pair that is impossible, which would have that score if no rule
    /// stood against it.
    pub fn parts(&self, learner: usize, mentor: usize) -> Parts {
        Parts::new(&self.tables.shares(learner, mentor), self.weights)
    }

    /// The score of a pair, 0 to 100; `None` if it is impossible.
    pub fn score(&self, learner: usize, mentor: usize) -> Option<u8> {
        let score = self.scores[learner * self.mentors.len() + mentor];
        Some(score).filter(|score| *score != IMPOSSIBLE)
    }

    /// Writes the scores of a learner, one a mentor: 0 to 100, or 255 where the pair is impossible.
    pub fn row(&self, learner: usize, row: &mut [u8]) {
        let mentors = self.mentors.len();
        row.copy_from_slice(&self.scores[learner * mentors..(learner + 1) * mentors]);
    }

    /// The free minutes of a week that the two share.
    pub fn shared_minutes(&self, learner: usize, mentor: usize) -> u16 {
        self.tables.minutes(learner, mentor)
    }

    /// The place of a learner; `None` for somebody who is not among them.
    pub fn learner(&self, who: MemberId) -> Option<usize> {
        self.learners.binary_search_by_key(&who, |learner| learner.person.member_id).ok()
    }

    /// The place of a mentor; `None` for somebody who is not among them.
    pub fn mentor(&self, who: MemberId) -> Option<usize> {
        self.mentors.binary_search_by_key(&who, |mentor| mentor.person.member_id).ok()
    }

    /// How many mentors each rule keeps from a learner, for rules that keep any, in the order of the
    /// rules. A mentor may count for several.
    pub fn against(&self, learner: usize) -> Vec<(Rule, usize)> {
        let mut counts = [0; Rule::ALL.len()];
        for mentor in 0..self.mentors.len() {
            for rule in self.exclusions(learner, mentor).iter() {
                counts[rule as usize] += 1;
            }
        }
        Rule::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// The same people with other weights, and without some rules: what would be, if. With the rule
    /// on places off, places are for the caller to bear in mind.
    #[must_use]
    pub fn changed(&self, weights: Weights, off: Exclusions) -> Self {
        let left = |reasons: &Exclusions| Exclusions::from_bits(reasons.bits() & !off.bits());
        let mut inputs = Self {
            weights,
            exclusions: self.exclusions.iter().map(left).collect(),
            scores: Vec::new(),
            ..self.clone()
        };
        inputs.score_all();
        inputs
    }

    fn score_all(&mut self) {
        let mentors = self.mentors.len();
        let mut scores = Vec::with_capacity(self.exclusions.len());
        for learner in 0..self.learners.len() {
            for mentor in 0..mentors {
                scores.push(if self.exclusions(learner, mentor).is_empty() {
                    score(&self.tables.shares(learner, mentor), self.weights)
                } else {
                    IMPOSSIBLE
                });
            }
        }
        self.scores = scores;
    }
}
