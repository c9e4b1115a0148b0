//! What rules out single pairs, beside what profiles say.

use std::collections::{BTreeMap, BTreeSet};

use super::profiles::Profiles;
use super::rules::{Exclusion, Rules};

/// The listed pairs and the walls, as far as rules apply.
#[derive(Debug)]
pub(super) struct PairRules {
    /// Learner, mentor and rule; sorted.
    listed: Vec<(u32, u32, Exclusion)>,
    /// Both ways.
    walls: BTreeSet<(u32, u32)>,
    /// The mentors behind a wall, by the unit before it.
    walled: BTreeMap<u32, Vec<u32>>,
}

impl PairRules {
    pub(super) fn new(profiles: &Profiles, rules: Rules) -> Self {
        let blocks = profiles.blocks.iter();
        let blocks = blocks.map(|&(learner, mentor)| (learner, mentor, Exclusion::Blocked));
        let others = profiles.exclusions.iter();
        let others = others.map(|pair| (pair.learner, pair.mentor, pair.reason.rule()));
        let listed = blocks.chain(others).filter(|&(.., rule)| rules.has(rule));
        let mut listed: Vec<_> = listed.collect();
        listed.sort_unstable();
        listed.dedup();

        let walls = profiles.walls.iter().flat_map(|&(one, other)| [(one, other), (other, one)]);
        let walls: BTreeSet<_> = walls.filter(|_| rules.has(Exclusion::Wall)).collect();
        let mut in_unit: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (mentor, profile) in profiles.mentors.iter().enumerate() {
            in_unit.entry(profile.unit).or_default().push(mentor as u32);
        }
        let mut walled: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (before, behind) in &walls {
            let mentors = in_unit.get(behind).into_iter().flatten();
            walled.entry(*before).or_default().extend(mentors);
        }
        Self { listed, walls, walled }
    }

    /// The mentors whom a learner of this unit cannot have for a listed reason or a wall. May name
    /// one twice.
    pub(super) fn barred(&self, learner: usize, unit: u32) -> impl Iterator<Item = usize> {
        let listed = self.of(learner).iter().map(|&(_, mentor, _)| mentor);
        let walled = self.walled.get(&unit).into_iter().flatten().copied();
        listed.chain(walled).map(|mentor| mentor as usize)
    }

    /// Whether a pair is listed for this rule.
    pub(super) fn lists(&self, learner: usize, mentor: usize, rule: Exclusion) -> bool {
        self.listed.binary_search(&(learner as u32, mentor as u32, rule)).is_ok()
    }

    /// Whether there is a wall between two units.
    pub(super) fn has_wall(&self, one: u32, other: u32) -> bool {
        self.walls.contains(&(one, other))
    }

    fn of(&self, learner: usize) -> &[(u32, u32, Exclusion)] {
        let learner = learner as u32;
        let start = self.listed.partition_point(|&(other, ..)| other < learner);
        let end = self.listed.partition_point(|&(other, ..)| other <= learner);
        &self.listed[start..end]
    }
}
