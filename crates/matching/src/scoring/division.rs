//! Exact division without dividing: few processors divide several numbers at once.
//!
//! For a divisor d and M = ⌊2ᵏ ÷ d⌋ + 1 there is an e with M·d = 2ᵏ + e and 0 < e ≤ d, so that
//! x·M ÷ 2ᵏ = x ÷ d + x·e ÷ (d·2ᵏ). As x ÷ d is at least 1 ÷ d below the next whole number, the
//! whole part is that of x ÷ d if x·e < 2ᵏ, and that is sure if x·d < 2ᵏ. Granlund & Montgomery,
//! Division by invariant integers using multiplication, PLDI 1994.

use super::columns::{LANES, Lanes, column};
use super::parts::{GAP, WHOLE};
use super::profiles::{HIGHEST_IMPORTANCE, LearnerProfile, MOST_FOCUS, MentorProfile};
use super::weights::{HIGHEST_TOTAL, Weights};

/// Bits of the division that makes a score.
const SCORE_BITS: u32 = 38;

/// Bits of the division that makes a gap.
const GAP_BITS: u32 = 16;

// What the divisions need, for the largest numbers that may come.
const _: () = {
    let divisor = HIGHEST_TOTAL as u64 * 100;
    let dividend = HIGHEST_TOTAL as u64 * WHOLE as u64 + divisor / 2;
    assert!(dividend * divisor < 1 << SCORE_BITS, "the sum of the weights");
    assert!((1 << SCORE_BITS) / 100 < u32::MAX as u64, "the smallest weight");
    let steps = (GAP * HIGHEST_IMPORTANCE) as u64 * MOST_FOCUS as u64;
    assert!((steps * (steps - 1) + steps / 2) * steps < 1 << GAP_BITS, "the steps of a gap");
};

/// How the weighted sum of a learner's parts becomes a score with each mentor, by what of the two
/// is known.
#[derive(Debug)]
pub(super) struct Scale {
    /// Half of the divisor, which rounds half up.
    pub(super) halves: Vec<[u32; LANES]>,
    /// The factor that stands for the divisor; 0 where nothing has a weight.
    pub(super) factors: Vec<[u32; LANES]>,
}

impl Scale {
    /// How many scales there may be, one for what can be known of a learner.
    pub(super) const KINDS: usize = 1 << 5;

    /// Which scale a learner needs.
    pub(super) fn kind(learner: &LearnerProfile) -> usize {
        let known = [
            !learner.focus.is_empty(),
            !learner.ranks.is_empty(),
            learner.values.is_some(),
            learner.goals != 0,
            learner.ladder.is_some(),
        ];
        known.into_iter().fold(0, |kind, is_known| (kind << 1) | usize::from(is_known))
    }

    /// The scale of all learners of whom as much is known as of this one.
    pub(super) fn new(
        learner: &LearnerProfile,
        mentors: &[MentorProfile],
        weights: &Weights,
    ) -> Self {
        let total = |mentor: &MentorProfile| {
            let known = [
                (weights.gap_cover, !learner.focus.is_empty()),
                (weights.preference, !learner.ranks.is_empty()),
                (weights.values, learner.values.is_some() && mentor.values.is_some()),
                (weights.goals, learner.goals != 0 && mentor.goals != 0),
                (weights.time, true),
                (weights.career_distance, learner.ladder.is_some() && mentor.ladder.is_some()),
                (weights.fresh_view, true),
            ];
            let weights = known.into_iter().filter(|&(_, is_known)| is_known);
            weights.map(|(weight, _)| u32::from(weight)).sum::<u32>()
        };
        Self {
            halves: column(mentors, |mentor| total(mentor) * 50),
            factors: column(mentors, |mentor| match total(mentor) {
                0 => 0,
                total => ((1_u64 << SCORE_BITS) / u64::from(total * 100) + 1) as u32,
            }),
        }
    }

    /// Scores from sums to which the halves are added.
    pub(super) fn scores(&self, block: usize, sums: &[u32; LANES]) -> Lanes {
        let (factors, mut scores) = (&self.factors[block], [0; LANES]);
        for lane in 0..LANES {
            let product = u64::from(sums[lane]) * u64::from(factors[lane]);
            scores[lane] = (product >> SCORE_BITS) as u8;
        }
        scores
    }
}

/// How steps towards the closing of all gaps become basis points: steps · 10,000 ÷ all steps.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct GapScale {
    /// Whole basis points of a step.
    whole: u16,
    /// What is left over of a step, in parts of `all`.
    rest: u16,
    /// Half of `all`.
    half: u16,
    /// The factor that stands for `all`.
    factor: u16,
}

impl GapScale {
    /// For the sum of a learner's importances, at most 9. With 0 all gaps are 0.
    pub(super) fn new(importance: u8) -> Self {
        let all = u16::from(importance * GAP);
        if all == 0 {
            return Self::default();
        }
        Self {
            whole: WHOLE / all,
            rest: WHOLE % all,
            half: all / 2,
            factor: ((1_u32 << GAP_BITS) / u32::from(all) + 1) as u16,
        }
    }

    /// Basis points of each number of steps.
    pub(super) fn basis_points(&self, steps: &Lanes) -> [u16; LANES] {
        let mut points = [0; LANES];
        for lane in 0..LANES {
            let steps = u16::from(steps[lane]);
            let rest = u32::from(steps * self.rest + self.half) * u32::from(self.factor);
            points[lane] = steps * self.whole + (rest >> GAP_BITS) as u16;
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::super::parts::rounded;
    use super::*;

    #[test]
    fn gaps_are_divided_exactly() {
        for importance in 1..=HIGHEST_IMPORTANCE * MOST_FOCUS as u8 {
            let all = importance * GAP;
            let steps = std::array::from_fn(|lane| (lane as u8).min(all));
            let points = GapScale::new(importance).basis_points(&steps);
            for (&steps, &points) in steps.iter().zip(&points) {
                let exact = rounded(u32::from(steps) * u32::from(WHOLE), u32::from(all));
                assert_eq!(u32::from(points), exact, "{steps} of {all}");
            }
        }
        assert_eq!(GapScale::new(0).basis_points(&[0; LANES]), [0; LANES]);
    }

    #[test]
    fn scores_are_divided_exactly() {
        for total in 1..=HIGHEST_TOTAL {
            let weights = Weights {
                gap_cover: (total / 6) as u8,
                time: (total / 6) as u8,
                goals: (total / 6) as u8,
                values: (total / 6) as u8,
                preference: (total / 6) as u8,
                fresh_view: (total - total / 6 * 5) as u8,
                career_distance: 0,
            };
            let learner = LearnerProfile {
                focus: vec![super::super::Focus { competency: 0, importance: 1, level: 0 }],
                ranks: vec![0],
                values: Some([3; 5]),
                goals: 1,
                ..LearnerProfile::default()
            };
            let mentor =
                MentorProfile { values: Some([3; 5]), goals: 1, ..MentorProfile::default() };
            let mentors = vec![mentor; 4];
            let scale = Scale::new(&learner, &mentors, &weights);
            // The sums on both sides of each place where the rounded score changes.
            for score in 0..=100_u32 {
                let border = (score * 100 + 50) * total;
                let sums = [border.saturating_sub(1), border, border + 1, score * 100 * total];
                let sums = sums.map(|sum| sum.min(total * u32::from(WHOLE)));
                let mut lanes = [0; LANES];
                for (lane, sum) in lanes.iter_mut().zip(sums) {
                    *lane = sum + scale.halves[0][0];
                }
                let scores = scale.scores(0, &lanes);
                let exact = sums.map(|sum| rounded(sum, total * 100) as u8);
                assert_eq!(&scores[..sums.len()], exact, "{sums:?} of {total}");
            }
        }
    }
}
