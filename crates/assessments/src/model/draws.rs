//! Chance that can be repeated: every draw follows from a stored seed.
//!
//! The stream is the `ChaCha8` key stream. Bounds and shuffles are computed here and not by `rand`,
//! because `rand` keeps the right to change how it maps a stream to a range; an order that a
//! learner has seen may never change under an upgrade. A golden test holds it.

use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};

/// What is drawn for. Draws for one purpose say nothing about draws for another, though both
/// start from the same seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The order of the items of an attempt.
    Items,
    /// The order of the choices of one item.
    Choices,
    /// Whether a submission gets a second grader.
    SecondGrader,
    /// Who reviews whom.
    Peers,
    /// Who takes over when the peers change.
    PeerChange,
}

impl Purpose {
    const fn tag(self) -> [u8; 8] {
        *match self {
            Self::Items => b"items...",
            Self::Choices => b"choices.",
            Self::SecondGrader => b"second..",
            Self::Peers => b"peers...",
            Self::PeerChange => b"peerchg.",
        }
    }
}

/// A stream of draws.
pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    /// The stream of a seed for a purpose and the thing it is about (an id, or 0). The three
    /// stand side by side in the key of the cipher, so no two combinations share a stream.
    pub(crate) fn new(seed: u64, purpose: Purpose, about: u128) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&purpose.tag());
        key[16..].copy_from_slice(&about.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A whole number from 0 to below `end`, each equally likely; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        if end == 0 {
            return 0;
        }
        // Draws beyond the last whole multiple of `end` would favour small results: draw again.
        let fair = u64::MAX - u64::MAX % end;
        loop {
            let drawn = self.0.next_u64();
            if drawn < fair {
                // Below `end`, which was a `usize`.
                return (drawn % end) as usize;
            }
        }
    }

    /// Shuffles in place (Fisher and Yates, from the end).
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_and_subjects_have_streams_of_their_own() {
        let first = |purpose, about| Draws::new(7, purpose, about).below(1 << 40);
        assert_eq!(first(Purpose::Items, 0), first(Purpose::Items, 0));
        assert_ne!(first(Purpose::Items, 0), first(Purpose::Choices, 0));
        assert_ne!(first(Purpose::Choices, 1), first(Purpose::Choices, 2));
    }

    #[test]
    fn draws_stay_below_their_end_and_reach_every_value() {
        let mut draws = Draws::new(1, Purpose::Peers, 0);
        assert_eq!((draws.below(0), draws.below(1)), (0, 0));
        let mut seen = [0_u32; 6];
        for _ in 0..6_000 {
            seen[draws.below(6)] += 1;
        }
        assert!(seen.iter().all(|times| (850..1_150).contains(times)), "{seen:?}");
    }
}
