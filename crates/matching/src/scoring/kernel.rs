//! The scores of one learner with a block of mentors: loops over lanes, first of bytes, then of 16
//! bits, at last of 32, so that each vector instruction does as much as it can.

use super::columns::{Columns, LANES, Lanes};
use super::division::{GapScale, Scale};
use super::parts::{ANSWER_STEP, ENOUGH_SLOTS, GAP, HALF, SLOT_STEP, TENTH, WHOLE, jaccard};
use super::profiles::{LearnerProfile, MOST_FOCUS, QUESTIONS};
use super::rules::{Exclusion, Rules};
use super::weights::{HIGHEST_WEIGHT, Weights};
use crate::problem::IMPOSSIBLE;

/// Slots of a week that a pair must share: 60 minutes.
pub(super) const FEWEST_SLOTS: u8 = 4;

/// The largest number that divides the basis points of every part that is given in steps. Sums in
/// it fit in 16 bits.
const UNIT: u16 = 125;

const _: () = {
    let steps = [ANSWER_STEP, SLOT_STEP, TENTH, HALF];
    let mut index = 0;
    while index < steps.len() {
        assert!(steps[index] / UNIT * UNIT == steps[index], "it divides all of them");
        index += 1;
    }
    // Every part has 80 units at most.
    let part = (WHOLE / UNIT) as u32 * HIGHEST_WEIGHT as u32;
    assert!(part * steps.len() as u32 <= u16::MAX as u32, "four parts fit in 16 bits");
};

/// Sizes that a set of goals can have: 0 to 64.
const SIZES: usize = 65;

/// The Jaccard index of sets, by the size of their union, then of their intersection.
static JACCARD: [u16; SIZES * SIZES] = {
    let mut table = [0; SIZES * SIZES];
    let mut all = 1;
    while all < SIZES {
        let mut shared = 0;
        while shared <= all {
            table[all * SIZES + shared] = jaccard(shared as u32, all as u32);
            shared += 1;
        }
        all += 1;
    }
    table
};

/// By what each step of a part is multiplied; those of 16 bits in [`UNIT`]s.
#[derive(Debug)]
pub(super) struct Factors {
    gap: u32,
    goals: u32,
    answer: u16,
    slot: u16,
    tenth: u16,
    half: u16,
}

impl Factors {
    /// For weights of at most 100.
    pub(super) fn new(weights: &Weights) -> Self {
        Self {
            gap: u32::from(weights.gap_cover),
            goals: u32::from(weights.goals),
            answer: ANSWER_STEP / UNIT * u16::from(weights.values),
            slot: SLOT_STEP / UNIT * u16::from(weights.time),
            tenth: TENTH / UNIT * u16::from(weights.career_distance),
            half: HALF / UNIT * u16::from(weights.fresh_view),
        }
    }
}

/// What the loops ask of a focus competency. That of an unused place has no importance.
#[derive(Clone, Copy)]
struct FocusQuery {
    competency: usize,
    importance: u8,
    /// The levels that close the gap, each by one step more.
    closing: [u8; GAP as usize],
    taught_from: u8,
}

/// A learner, made ready for a row.
pub(super) struct Query<'a> {
    learner: &'a LearnerProfile,
    focus: [FocusQuery; MOST_FOCUS],
    gap: GapScale,
    goal_count: u8,
    times: &'a [Lanes],
    scale: &'a Scale,
    factors: &'a Factors,
    rules: Rules,
}

impl<'a> Query<'a> {
    /// `times` are the shared slots with each mentor.
    pub(super) fn new(
        learner: &'a LearnerProfile,
        times: &'a [Lanes],
        scale: &'a Scale,
        factors: &'a Factors,
        rules: Rules,
    ) -> Self {
        let never = u8::MAX;
        let closing = [never; GAP as usize];
        let unused = FocusQuery { competency: 0, importance: 0, closing, taught_from: never };
        let mut focus = [unused; MOST_FOCUS];
        for (query, one) in focus.iter_mut().zip(&learner.focus) {
            *query = FocusQuery {
                competency: usize::from(one.competency),
                importance: one.importance,
                closing: std::array::from_fn(|step| one.level + 1 + step as u8),
                taught_from: one.taught_from(),
            };
        }
        let gap = GapScale::new(focus.iter().map(|one| one.importance).sum());
        let goal_count = learner.goals.count_ones() as u8;
        Self { learner, focus, gap, goal_count, times, scale, factors, rules }
    }
}

impl Columns {
    /// Scores by all that profiles say, the learner's preference left out; [`IMPOSSIBLE`] where
    /// profiles rule a pair out.
    pub(super) fn scores(&self, query: &Query<'_>, block: usize) -> Lanes {
        let times = &query.times[block];
        let (gap_steps, teaches) = self.gap_steps(query, block);
        let views = self.fresh_halves(query, block);
        let goals = self.shared_goals(query, block);
        let small = self.small_parts(query, block, times, &views);
        let gaps = query.gap.basis_points(&gap_steps);
        let halves = &query.scale.halves[block];
        let mut sums = [0; LANES];
        for lane in 0..LANES {
            sums[lane] = u32::from(small[lane]) * u32::from(UNIT)
                + u32::from(gaps[lane]) * query.factors.gap
                + u32::from(goals[lane]) * query.factors.goals
                + halves[lane];
        }
        let mut scores = query.scale.scores(block, &sums);
        let barred = self.barred(query, block, &teaches, &views);
        for lane in 0..LANES {
            scores[lane] = if barred[lane] == 0 { scores[lane] } else { IMPOSSIBLE };
        }
        scores
    }

    /// Steps towards the closing of all gaps, and whether a mentor can teach a focus competency.
    fn gap_steps(&self, query: &Query<'_>, block: usize) -> (Lanes, Lanes) {
        let (mut steps, mut teaches) = ([0; LANES], [0; LANES]);
        for one in &query.focus {
            let levels = &self.levels[one.competency][block];
            for level in one.closing {
                for lane in 0..LANES {
                    steps[lane] += if levels[lane] >= level { one.importance } else { 0 };
                }
            }
            for lane in 0..LANES {
                teaches[lane] |= u8::from(levels[lane] >= one.taught_from);
            }
        }
        (steps, teaches)
    }

    /// The parts that are given in steps, weighted, in [`UNIT`]s.
    fn small_parts(
        &self,
        query: &Query<'_>,
        block: usize,
        times: &Lanes,
        views: &Lanes,
    ) -> [u16; LANES] {
        let (near, steps) = (self.nearness(query, block), self.career_tenths(query, block));
        let factors = query.factors;
        let mut sums = [0; LANES];
        for lane in 0..LANES {
            sums[lane] = u16::from(near[lane]) * factors.answer
                + u16::from(times[lane]) * factors.slot
                + u16::from(steps[lane]) * factors.tenth
                + u16::from(views[lane]) * factors.half;
        }
        sums
    }

    /// How many of 20 steps the answers are not apart; 0 where there are none.
    fn nearness(&self, query: &Query<'_>, block: usize) -> Lanes {
        const ALL_STEPS: u8 = 4 * QUESTIONS as u8;
        let Some(own) = query.learner.values else { return [0; LANES] };
        let mut apart = [0; LANES];
        for (values, own) in self.values.iter().zip(own) {
            let theirs = &values[block];
            for lane in 0..LANES {
                apart[lane] += theirs[lane].abs_diff(own);
            }
        }
        let (answered, mut near) = (&self.answered[block], [0; LANES]);
        for lane in 0..LANES {
            // Without answers up to 25 steps apart, and masked out.
            near[lane] = ALL_STEPS.wrapping_sub(apart[lane]) & answered[lane];
        }
        near
    }

    /// As `parts::career_tenths`, without a branch; 0 where a step is not known.
    fn career_tenths(&self, query: &Query<'_>, block: usize) -> Lanes {
        let Some(own) = query.learner.ladder else { return [0; LANES] };
        let (ladder, placed) = (&self.ladder[block], &self.placed[block]);
        let mut tenths = [0; LANES];
        for lane in 0..LANES {
            let up = ladder[lane].saturating_sub(own);
            let is_near = u8::from((up == 1) | (up == 2));
            let is_not_below = u8::from(ladder[lane] >= own);
            let reached = (4 + 6 * is_near + 3 * u8::from(up == 3)) * is_not_below;
            tenths[lane] = reached & placed[lane];
        }
        tenths
    }

    /// As `parts::fresh_halves`, without a branch.
    fn fresh_halves(&self, query: &Query<'_>, block: usize) -> Lanes {
        let (units, teams) = (&self.units[block], &self.teams[block]);
        let (own_unit, own_team) = (query.learner.unit, query.learner.team);
        let mut halves = [0; LANES];
        for lane in 0..LANES {
            let same_unit = u8::from(units[lane] == own_unit);
            let same_team = u8::from(teams[lane] == own_team);
            halves[lane] = 2 - same_unit - (same_unit & same_team);
        }
        halves
    }

    /// Basis points of shared goals; 0 where one side has none.
    fn shared_goals(&self, query: &Query<'_>, block: usize) -> [u16; LANES] {
        let mut points = [0; LANES];
        if query.goal_count == 0 {
            return points;
        }
        let counts = &self.goal_counts[block];
        let shared = self.goals.count(query.learner.goals, block);
        for lane in 0..LANES {
            let all = usize::from(query.goal_count + counts[lane] - shared[lane]);
            points[lane] = JACCARD[all * SIZES + usize::from(shared[lane])];
        }
        points
    }

    /// Not 0 where a rule speaks against a pair.
    fn barred(&self, query: &Query<'_>, block: usize, teaches: &Lanes, views: &Lanes) -> Lanes {
        let (learner, rules) = (query.learner, query.rules);
        let mut barred = [0; LANES];
        if rules.has(Exclusion::Language) {
            let shared = self.languages.count(learner.languages, block);
            bar(&mut barred, &shared, |shared| shared == 0);
        }
        if rules.has(Exclusion::Overlap) {
            bar(&mut barred, &query.times[block], |slots| slots < FEWEST_SLOTS);
        }
        if rules.has(Exclusion::Guest) {
            bar(&mut barred, &self.guests[block], |guest| guest == 1);
        }
        if rules.has(Exclusion::Focus) && !learner.focus.is_empty() {
            bar(&mut barred, teaches, |teaches| teaches == 0);
        }
        if rules.has(Exclusion::SameUnit) {
            bar(&mut barred, views, |halves| halves < 2);
        }
        if rules.has(Exclusion::OtherCountry) {
            bar(&mut barred, &self.countries[block], |country| country != learner.country);
        }
        barred
    }
}

fn bar<T: Copy>(barred: &mut Lanes, column: &[T; LANES], breaks: impl Fn(T) -> bool) {
    for (bar, &value) in barred.iter_mut().zip(column) {
        *bar |= u8::from(breaks(value));
    }
}

// Slots beyond those that matter are not counted, so that they fit in a byte.
const _: () = assert!(ENOUGH_SLOTS >= FEWEST_SLOTS);
