//! The middle of what peers say.

/// The exact median of whole scores, kept doubled: with an even number of scores it lies halfway
/// between two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Median {
    /// Twice the median.
    pub doubled: i64,
}

impl Median {
    /// `3` or `2.5`.
    #[must_use]
    pub fn text(self) -> String {
        let sign = if self.doubled < 0 { "-" } else { "" };
        let size = self.doubled.unsigned_abs();
        let half = if size.is_multiple_of(2) { "" } else { ".5" };
        format!("{sign}{}{half}", size / 2)
    }
}

/// The median of scores; none without scores. Of an even number it is the mean of the middle two:
/// taking the lower would make the advice depend on whether the last peer was in time.
#[must_use]
pub fn median(scores: &[i32]) -> Option<Median> {
    let mut scores: Vec<i64> = scores.iter().copied().map(i64::from).collect();
    scores.sort_unstable();
    let (upper, lower) = (scores.len() / 2, scores.len().checked_sub(1)? / 2);
    Some(Median { doubled: scores.get(lower)? + scores.get(upper)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_exact_for_any_number() {
        let text = |scores: &[i32]| median(scores).map(Median::text);
        assert_eq!(text(&[]), None);
        assert_eq!(text(&[3]).as_deref(), Some("3"));
        assert_eq!(text(&[4, 1]).as_deref(), Some("2.5"));
        assert_eq!(text(&[4, 1, 3]).as_deref(), Some("3"));
        assert_eq!(text(&[4, 2, 3, 3]).as_deref(), Some("3"));
        assert_eq!(text(&[-1, 0]).as_deref(), Some("-0.5"));
        assert_eq!(median(&[i32::MAX; 2]), Some(Median { doubled: 4_294_967_294 }));
    }
}
