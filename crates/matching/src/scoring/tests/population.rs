//! Random profiles that meet every border: missing parts, full and empty sets, extreme levels.

use super::super::{
    COMPETENCIES, Exclusion, Focus, LearnerProfile, MOST_FOCUS, MOST_RANKS, MentorProfile,
    PairExclusion, PairReason, Profiles, Rules, SLOTS, WeekPattern, Weights,
};

/// Chance from a seed: splitmix64 (Steele, Lea & Flood, OOPSLA 2014).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// Below `end`, which is at most 2³².
    pub(super) fn below(&mut self, end: usize) -> usize {
        (((self.next() >> 32) * end as u64) >> 32) as usize
    }

    fn between(&mut self, first: u8, last: u8) -> u8 {
        first + self.below(usize::from(last - first) + 1) as u8
    }

    /// One time in `times`.
    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Mostly a few bits, sometimes none or all.
    fn set(&mut self) -> u64 {
        match self.below(8) {
            0 => 0,
            1 => u64::MAX,
            2 => self.next(),
            _ => (0..3).fold(0, |set, _| set | (1 << self.below(10))),
        }
    }

    fn values(&mut self) -> Option<[u8; 5]> {
        (!self.one_in(4)).then(|| std::array::from_fn(|_| self.between(1, 5)))
    }

    fn ladder(&mut self) -> Option<u8> {
        let highest = if self.one_in(5) { u8::MAX } else { 8 };
        (!self.one_in(4)).then(|| self.between(0, highest))
    }

    /// Some of the numbers below `end`, at most `most`, each once.
    fn some(&mut self, end: usize, most: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for _ in 0..self.below(most + 1) {
            let one = self.below(end.max(1));
            if one < end && !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }
}

fn learner(dice: &mut Dice, patterns: usize, mentors: usize) -> LearnerProfile {
    let focus = dice.some(COMPETENCIES, MOST_FOCUS).into_iter().map(|competency| Focus {
        competency: competency as u8,
        importance: dice.between(1, 3),
        level: dice.between(0, 5),
    });
    LearnerProfile {
        focus: focus.collect(),
        values: dice.values(),
        goals: dice.set(),
        languages: dice.set(),
        pattern: dice.below(patterns) as u32,
        ladder: dice.ladder(),
        unit: dice.below(4) as u32,
        team: dice.below(2) as u32,
        country: dice.below(2) as u16,
        ranks: dice.some(mentors, MOST_RANKS).into_iter().map(|mentor| mentor as u32).collect(),
    }
}

fn mentor(dice: &mut Dice, patterns: usize) -> MentorProfile {
    MentorProfile {
        levels: std::array::from_fn(|_| dice.between(0, 5)),
        values: dice.values(),
        goals: dice.set(),
        languages: dice.set(),
        pattern: dice.below(patterns) as u32,
        ladder: dice.ladder(),
        unit: dice.below(4) as u32,
        team: dice.below(2) as u32,
        country: dice.below(2) as u16,
        is_guest: dice.one_in(8),
    }
}

fn pattern(dice: &mut Dice) -> WeekPattern {
    (0..dice.below(4)).fold(WeekPattern::default(), |pattern, _| {
        let (start, length) = (dice.below(SLOTS), dice.below(24));
        pattern.with_free(start..start + length)
    })
}

/// People with everything that may stand between them.
pub(super) fn profiles(dice: &mut Dice, learners: usize, mentors: usize) -> Profiles {
    let patterns = 1 + dice.below(6);
    let mut profiles = Profiles {
        patterns: (0..patterns).map(|_| pattern(dice)).collect(),
        learners: (0..learners).map(|_| learner(dice, patterns, mentors)).collect(),
        mentors: (0..mentors).map(|_| mentor(dice, patterns)).collect(),
        ..Profiles::default()
    };
    let reasons = [
        PairReason::SamePerson,
        PairReason::ReportingLine,
        PairReason::PayOrPromotion,
        PairReason::Panel,
        PairReason::PastPair,
        PairReason::Declined,
    ];
    for _ in 0..learners * mentors / 16 {
        let (learner, mentor) = (dice.below(learners) as u32, dice.below(mentors) as u32);
        if dice.one_in(4) {
            profiles.blocks.push((learner, mentor));
        } else {
            let reason = reasons[dice.below(reasons.len())];
            profiles.exclusions.push(PairExclusion { learner, mentor, reason });
        }
    }
    if dice.one_in(2) {
        profiles.walls.push((dice.below(4) as u32, dice.below(4) as u32));
    }
    profiles
}

/// Any weights that are allowed.
pub(super) fn weights(dice: &mut Dice) -> Weights {
    match dice.below(4) {
        0 => Weights::default(),
        1 => Weights {
            gap_cover: 100,
            preference: 100,
            values: 100,
            goals: 100,
            time: 100,
            career_distance: 0,
            fresh_view: 0,
        },
        // Nothing that everybody has: a pair may have no part at all.
        2 => Weights { time: 0, fresh_view: 0, goals: 1, ..Weights::default() },
        _ => {
            let mut weight = || dice.between(0, 71);
            Weights {
                gap_cover: 1 + weight(),
                preference: weight(),
                values: weight(),
                goals: weight(),
                time: weight(),
                career_distance: weight(),
                fresh_view: weight(),
            }
        }
    }
}

/// Any choice of rules; often few, so that scores are left.
pub(super) fn rules(dice: &mut Dice) -> Rules {
    let all = Rules::all();
    match dice.below(4) {
        0 => Rules::default(),
        1 => all,
        2 => Exclusion::ALL.into_iter().fold(all, Rules::without),
        _ => Exclusion::ALL
            .into_iter()
            .fold(all, |rules, rule| if dice.one_in(3) { rules } else { rules.without(rule) }),
    }
}
