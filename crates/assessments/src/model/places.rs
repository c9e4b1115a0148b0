//! The places of graders at one version of somebody's work.

use chrono::Duration;

/// A claim that nobody has worked on for so long is taken back, so that the work does not wait for
/// somebody who is away.
pub const CLAIM_LASTS: Duration = Duration::days(3);

/// The lowest place, 1 to `needed`, that nobody holds. Which place somebody has says in which
/// capacity they grade ([`super::grading::Grader`]).
pub fn free_position(taken: &[i16], needed: i16) -> Option<i16> {
    (1..=needed).find(|position| !taken.contains(position))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[], 1, Some(1))]
    #[case(&[1], 1, None)]
    #[case(&[1], 2, Some(2))]
    #[case(&[2], 2, Some(1))]
    #[case(&[2, 1], 2, None)]
    #[case(&[1, 2], 3, Some(3))]
    #[case(&[1, 2, 3], 3, None)]
    fn places_are_filled_from_the_first(
        #[case] taken: &[i16],
        #[case] needed: i16,
        #[case] free: Option<i16>,
    ) {
        assert_eq!(free_position(taken, needed), free);
    }
}
