//! A large organisation by seed: 32 competencies, languages, zones, industries as goals, seniority
//! as steps of a ladder, and about 3.5 % of the pairs impossible.

use ::matching::scoring::{
    COMPETENCIES, Focus, LearnerProfile, MentorProfile, PairExclusion, PairReason, Profiles,
    QUESTIONS, SLOTS, WeekPattern,
};

use super::dice::Dice;

/// How far a zone is ahead of UTC, in slots and modulo a week, and how many of a thousand live there:
/// London, Berlin, Helsinki, New York, Delhi, all in winter.
const ZONES: [(usize, usize); 5] = [(0, 260), (4, 470), (8, 220), (SLOTS - 20, 35), (22, 15)];

/// First and number of slots of a working day, working days, and how many of a hundred work so.
const SHAPES: [(usize, usize, usize, usize); 4] =
    [(36, 32, 5, 55), (32, 34, 5, 20), (40, 32, 5, 15), (36, 16, 4, 10)];

/// How many of a hundred mentors have level 1 to 5 in a competency.
const LEVELS: [usize; 5] = [5, 15, 30, 30, 20];

const UNITS: usize = 40;
const TEAMS: usize = 6;
const WALLS: [(u32, u32); 2] = [(3, 17), (8, 30)];
const INDUSTRIES: usize = 24;
const LANGUAGES: usize = 8;

/// Pairs of a thousand that are listed as impossible.
const LISTED: usize = 3;

/// Everybody, and the places of the mentors: in all for 5 % more than there are learners.
pub fn population(seed: u64, learners: usize, mentors: usize) -> (Profiles, Vec<u32>) {
    let dice = &mut Dice::new(seed);
    let mut profiles = Profiles {
        patterns: patterns(),
        learners: (0..learners).map(|_| learner(dice, mentors)).collect(),
        mentors: (0..mentors).map(|_| mentor(dice)).collect(),
        walls: WALLS.to_vec(),
        ..Profiles::default()
    };
    let reasons = [PairReason::ReportingLine, PairReason::Panel, PairReason::PastPair];
    for _ in 0..learners * mentors * LISTED / 1000 {
        let (learner, mentor) = (dice.below(learners) as u32, dice.below(mentors) as u32);
        let reason = reasons[dice.below(reasons.len())];
        profiles.exclusions.push(PairExclusion { learner, mentor, reason });
    }
    let sure = learners / mentors / 2;
    let mut places = vec![sure as u32; mentors];
    for _ in sure * mentors..learners + learners / 20 {
        places[dice.below(mentors)] += 1;
    }
    (profiles, places)
}

/// One for each zone and shape.
fn patterns() -> Vec<WeekPattern> {
    let pattern = |ahead: usize, (first, slots, days, _): (usize, usize, usize, usize)| {
        (0..days).fold(WeekPattern::default(), |week, day| {
            let start = day * SLOTS / 7 + first + SLOTS - ahead;
            week.with_free(start..start + slots)
        })
    };
    ZONES.iter().flat_map(|&(ahead, _)| SHAPES.map(|shape| pattern(ahead, shape))).collect()
}

fn pattern(dice: &mut Dice) -> u32 {
    let zone = dice.share(&ZONES.map(|(_, share)| share));
    (zone * SHAPES.len() + dice.share(&SHAPES.map(|(.., share)| share))) as u32
}

fn learner(dice: &mut Dice, mentors: usize) -> LearnerProfile {
    let competencies = dice.distinct(COMPETENCIES, 3);
    let focus = competencies.into_iter().map(|competency| Focus {
        competency: competency as u8,
        importance: 1 + dice.below(3) as u8,
        level: dice.below(3) as u8,
    });
    LearnerProfile {
        focus: focus.collect(),
        values: answers(dice),
        goals: industries(dice, 1, 3),
        languages: languages(dice),
        pattern: pattern(dice),
        ladder: (!dice.permille(50)).then(|| dice.below(4) as u8),
        unit: dice.below(UNITS) as u32,
        team: dice.below(TEAMS) as u32,
        country: 0,
        ranks: ranks(dice, mentors),
    }
}

fn mentor(dice: &mut Dice) -> MentorProfile {
    MentorProfile {
        levels: std::array::from_fn(|_| 1 + dice.share(&LEVELS) as u8),
        values: answers(dice),
        goals: industries(dice, 3, 6),
        languages: languages(dice),
        pattern: pattern(dice),
        ladder: (!dice.permille(50)).then(|| 3 + dice.below(5) as u8),
        unit: dice.below(UNITS) as u32,
        team: dice.below(TEAMS) as u32,
        ..MentorProfile::default()
    }
}

fn answers(dice: &mut Dice) -> Option<[u8; QUESTIONS]> {
    (!dice.permille(50)).then(|| std::array::from_fn(|_| 1 + dice.below(5) as u8))
}

fn industries(dice: &mut Dice, fewest: usize, most: usize) -> u64 {
    if dice.permille(80) {
        return 0;
    }
    let count = fewest + dice.below(most - fewest + 1);
    dice.distinct(INDUSTRIES, count).into_iter().fold(0, |set, one| set | (1 << one))
}

/// Nearly everybody speaks the common language, half of them another one.
fn languages(dice: &mut Dice) -> u64 {
    let common = u64::from(!dice.permille(5));
    let other = if dice.permille(500) { 2 << dice.below(LANGUAGES - 1) } else { 0 };
    if common | other == 0 { 2 } else { common | other }
}

/// Half of the learners rank somebody.
fn ranks(dice: &mut Dice, mentors: usize) -> Vec<u32> {
    let count = if dice.permille(500) { 5 } else { 0 };
    dice.distinct(mentors, count).into_iter().map(|mentor| mentor as u32).collect()
}
