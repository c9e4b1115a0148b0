//! Numbers at the edge: GraphQL's integers have 32 bits.

/// A count as clients read it; one that is too large for them is shown as the largest.
pub(crate) fn count(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}
