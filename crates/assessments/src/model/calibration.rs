//! How close a grader comes to the key of sample pieces.
//!
//! Source: domain guide 4.3 and 4.8. All figures are exact fractions; texts are rounded once, at
//! the end. What cannot be computed says so and never shows as 0.

use super::rubric::Step;

/// Fewest ratings of criteria from which weighted kappa is shown (domain guide 4.3).
pub const KAPPA_LEAST: usize = 20;

/// An exact fraction. The denominator is positive; it is not reduced, so that it still shows of
/// how many ratings it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line.
    pub numerator: i64,
    /// Below the line, 1 or more.
    pub denominator: i64,
}

impl Fraction {
    fn new(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator > 0).then_some(Self { numerator, denominator })
    }

    /// With two decimals, half rounded away from nought: `-0.33`.
    #[must_use]
    pub fn text(self) -> String {
        let (size, below) = (i128::from(self.numerator).abs(), i128::from(self.denominator));
        let hundredths = (200 * size + below) / (2 * below);
        let sign = if self.numerator < 0 && hundredths > 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

/// Quadratic-weighted kappa of a grader and the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kappa {
    /// −1 to 1.
    Value(Fraction),
    /// Too few ratings to say.
    NotEnough {
        /// How many there are.
        n: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Grader and key give one and the same step throughout: agreement is complete and chance
    /// alone would explain it.
    NoVariance,
}

/// What the ratings of one grader show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calibration {
    /// Ratings of criteria that were compared.
    pub n: usize,
    /// How many of them hit the key's step.
    pub exact: usize,
    /// How many of them lie at most one step from the key's.
    pub within_one: usize,
    /// Σ (rated − key) in steps: above 0 the grader is easier than the key, below 0 harder.
    pub signed_sum: i64,
    /// Quadratic-weighted kappa.
    pub kappa: Kappa,
}

impl Calibration {
    /// From pairs of the step that was given and the step of the key, one per criterion.
    #[must_use]
    pub fn of(pairs: &[(Step, Step)]) -> Self {
        let numbers = |(rated, key): &(Step, Step)| (rated.number().into(), key.number().into());
        let pairs: Vec<(i64, i64)> = pairs.iter().map(numbers).collect();
        let differ_by_at_most =
            |most: i64| pairs.iter().filter(|(rated, key)| (rated - key).abs() <= most).count();
        Self {
            n: pairs.len(),
            exact: differ_by_at_most(0),
            within_one: differ_by_at_most(1),
            signed_sum: pairs.iter().map(|(rated, key)| rated - key).sum(),
            kappa: kappa(&pairs),
        }
    }

    /// Share of ratings within one step of the key; none without ratings.
    #[must_use]
    pub fn share_within_one(&self) -> Option<Fraction> {
        Fraction::new(whole(self.within_one), whole(self.n))
    }

    /// Mean of rated − key, in steps; none without ratings.
    #[must_use]
    pub fn mean_difference(&self) -> Option<Fraction> {
        Fraction::new(self.signed_sum, whole(self.n))
    }
}

/// 1 − Σ w·p / Σ w·e with disagreement weights w = (i − j)² (domain guide 4.8; Cohen 1968).
///
/// With observed shares p and shares e expected from the margins both sums have closed forms, and
/// kappa becomes 2 (n Σxy − Σx Σy) / (n Σx² + n Σy² − 2 Σx Σy): no list of categories is needed, so
/// a step that nobody used cannot change it.
fn kappa(pairs: &[(i64, i64)]) -> Kappa {
    if pairs.len() < KAPPA_LEAST {
        return Kappa::NotEnough { n: pairs.len(), needed: KAPPA_LEAST };
    }
    let n = whole(pairs.len());
    let sum = |term: fn(i64, i64) -> i64| pairs.iter().map(|(x, y)| term(*x, *y)).sum::<i64>();
    let (x, y) = (sum(|x, _| x), sum(|_, y| y));
    let expected = n * sum(|x, y| x * x + y * y) - 2 * x * y;
    match Fraction::new(2 * (n * sum(|x, y| x * y) - x * y), expected) {
        Some(value) => Kappa::Value(value),
        None => Kappa::NoVariance,
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
