//! Shares with their intervals.

/// The 97.5th percentile of the normal distribution: an interval of 95 % leaves 2.5 % on each side.
const Z: f64 = 1.959_963_984_540_054;

/// So many of so many, with the interval of Wilson (1927, J. Am. Stat. Assoc. 22, 209-212) at 95 %,
/// which holds for few people and for 0 and all of them too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How many.
    pub k: usize,
    /// Of how many.
    pub n: usize,
}

/// The difference of two shares with its interval, in hundredths of a percent, -10,000 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// How much higher the first share is, rounded.
    pub bp: i32,
    /// The lower end of the interval, rounded down.
    pub low_bp: i32,
    /// The upper end of the interval, rounded up.
    pub high_bp: i32,
}

/// An interval, in hundredths of a percent, 0 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Its lower end, rounded down.
    pub low_bp: i32,
    /// Its upper end, rounded up.
    pub high_bp: i32,
}

impl Share {
    /// Counts one of the whole, which is among those meant or not.
    pub fn count(&mut self, is_meant: bool) {
        self.n += 1;
        self.k += usize::from(is_meant);
    }

    /// Where the share lies, with 95 % of confidence; of nobody, anywhere.
    pub fn interval(self) -> Interval {
        let (low, high) = self.bounds();
        Interval { low_bp: basis_points(low, f64::floor), high_bp: basis_points(high, f64::ceil) }
    }

    /// How much higher this share is than another, with 95 % of confidence: method 10 of Newcombe
    /// (1998, Stat. Med. 17, 873-890), made of the two intervals of Wilson. `None` if one of the two is
    /// of nobody.
    pub fn difference(self, other: Self) -> Option<Difference> {
        let ((p, low, high), (q, other_low, other_high)) = (self.parts()?, other.parts()?);
        let difference = p - q;
        let down = (p - low).hypot(other_high - q);
        let up = (high - p).hypot(q - other_low);
        Some(Difference {
            bp: basis_points(difference, f64::round),
            low_bp: basis_points((difference - down).max(-1.0), f64::floor),
            high_bp: basis_points((difference + up).min(1.0), f64::ceil),
        })
    }

    /// The share and the ends of its interval.
    fn parts(self) -> Option<(f64, f64, f64)> {
        let (low, high) = self.bounds();
        (self.n > 0).then(|| (to_f64(self.k) / to_f64(self.n), low, high))
    }

    fn bounds(self) -> (f64, f64) {
        if self.n == 0 {
            return (0.0, 1.0);
        }
        let (n, p) = (to_f64(self.n), to_f64(self.k) / to_f64(self.n));
        let zz = Z * Z;
        let centre = p + zz / (2.0 * n);
        let reach = Z * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
        let whole = 1.0 + zz / n;
        // At the ends the formula gives exactly 0 and 1; floating point misses them by a hair.
        let low = if self.k == 0 { 0.0 } else { (centre - reach) / whole };
        let high = if self.k == self.n { 1.0 } else { (centre + reach) / whole };
        (low.max(0.0), high.min(1.0))
    }

    /// The others of a whole that this is a part of.
    pub const fn rest_of(self, whole: Self) -> Self {
        Self { k: whole.k - self.k, n: whole.n - self.n }
    }
}

impl Difference {
    /// Whether the interval leaves out that there is none.
    pub const fn leaves_out_zero(self) -> bool {
        self.low_bp > 0 || self.high_bp < 0
    }
}

/// People of an organisation: far below 2^52.
const fn to_f64(count: usize) -> f64 {
    count as f64
}

fn basis_points(share: f64, round: fn(f64) -> f64) -> i32 {
    round(share * 10_000.0) as i32
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    // Figures of the formula by hand: 3 of 18 and 11 of 18 stand in the domain guide as 6-39 % and
    // 39-80 %.
    #[rstest]
    #[case(0, 0, 0, 10_000)]
    #[case(0, 10, 0, 2_776)]
    #[case(10, 10, 7_224, 10_000)]
    #[case(5, 10, 2_365, 7_635)]
    #[case(3, 18, 583, 3_923)]
    #[case(11, 18, 3_861, 7_970)]
    fn the_interval_is_that_of_wilson(
        #[case] k: usize,
        #[case] n: usize,
        #[case] low_bp: i32,
        #[case] high_bp: i32,
    ) {
        let found = Share { k, n }.interval();
        assert_eq!(found, Interval { low_bp, high_bp });
    }

    #[test]
    fn nobody_of_n_and_all_of_n_reach_the_ends() {
        for n in 1..50 {
            assert_eq!(Share { k: 0, n }.interval().low_bp, 0, "0 of {n}");
            assert_eq!(Share { k: n, n }.interval().high_bp, 10_000, "{n} of {n}");
            assert!(Share { k: 0, n }.interval().high_bp < 10_000, "0 of {n}");
        }
    }

    #[test]
    fn the_rest_is_what_the_group_leaves() {
        let group = Share { k: 1, n: 10 };
        assert_eq!(group.rest_of(Share { k: 30, n: 40 }), Share { k: 29, n: 30 });
    }

    // The examples (a) to (h) of Newcombe's paper, method 10. He prints four digits: 0.0524 to 0.3339,
    // 0.1705 to 0.8090, 0.0582 to 0.8062, -0.0381 to 0.1926, -0.1611 to 0.2775, -0.2775 to 0.2775,
    // 0.6791 to 1, 0.6075 to 1.
    #[rstest]
    #[case((56, 70), (48, 80), 2_000, 524, 3_339)]
    #[case((9, 10), (3, 10), 6_000, 1_705, 8_091)]
    #[case((6, 7), (2, 7), 5_714, 582, 8_063)]
    #[case((5, 56), (0, 29), 893, -382, 1_926)]
    #[case((0, 10), (0, 20), 0, -1_612, 2_776)]
    #[case((0, 10), (0, 10), 0, -2_776, 2_776)]
    #[case((10, 10), (0, 20), 10_000, 6_790, 10_000)]
    #[case((10, 10), (0, 10), 10_000, 6_075, 10_000)]
    fn a_difference_is_that_of_newcombe(
        #[case] (k, n): (usize, usize),
        #[case] (other_k, other_n): (usize, usize),
        #[case] bp: i32,
        #[case] low_bp: i32,
        #[case] high_bp: i32,
    ) {
        let (one, other) = (Share { k, n }, Share { k: other_k, n: other_n });
        assert_eq!(one.difference(other), Some(Difference { bp, low_bp, high_bp }));
        let back = Difference { bp: -bp, low_bp: -high_bp, high_bp: -low_bp };
        assert_eq!(other.difference(one), Some(back));
    }

    #[test]
    fn a_difference_stands_out_when_its_interval_leaves_out_zero() {
        // The intervals of 15 and 24 of 40 touch, and yet the difference is one.
        let (few, many) = (Share { k: 15, n: 40 }, Share { k: 24, n: 40 });
        assert!(few.interval().high_bp > many.interval().low_bp);
        assert!(few.difference(many).is_some_and(Difference::leaves_out_zero));
        assert!(many.difference(few).is_some_and(Difference::leaves_out_zero));
        assert!(!Share { k: 16, n: 40 }.difference(many).is_some_and(Difference::leaves_out_zero));
        assert_eq!(few.difference(Share::default()), None);
        assert_eq!(Share::default().difference(few), None);
    }
}
