//! When somebody is free to meet.

use std::ops::Range;

/// Minutes of a slot.
pub const SLOT_MINUTES: u32 = 15;

/// Slots of a week.
pub const SLOTS: usize = 7 * 24 * 4;

const WORD: usize = 64;
const WORDS: usize = SLOTS.div_ceil(WORD);

/// The free working time of a week, in slots of 15 minutes. Slot 0 begins on Monday at 00:00 UTC.
///
/// Whoever makes one decides for which date: working hours are kept in a zone, and summer time
/// moves them in UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeekPattern {
    words: [u64; WORDS],
}

impl WeekPattern {
    /// Adds free slots. A slot after the end of the week is one at its beginning, so that hours in
    /// a zone may run over it; more than a week is a week.
    #[must_use]
    pub fn with_free(mut self, slots: Range<usize>) -> Self {
        for slot in slots.take(SLOTS) {
            let slot = slot % SLOTS;
            self.words[slot / WORD] |= 1 << (slot % WORD);
        }
        self
    }

    /// Whether the slot is free; none after the end of the week is.
    pub fn is_free(&self, slot: usize) -> bool {
        slot < SLOTS && (self.words[slot / WORD] >> (slot % WORD)) & 1 == 1
    }

    /// How many slots both are free.
    pub fn shared_slots(&self, other: &Self) -> u32 {
        let words = self.words.iter().zip(&other.words);
        words.map(|(own, theirs)| (own & theirs).count_ones()).sum()
    }

    /// How many minutes of the week both are free; they need not be in one piece.
    pub fn shared_minutes(&self, other: &Self) -> u32 {
        self.shared_slots(other) * SLOT_MINUTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_is_a_ring() {
        let late = WeekPattern::default().with_free(SLOTS - 2..SLOTS + 3);
        assert!(late.is_free(SLOTS - 2) && late.is_free(SLOTS - 1));
        assert!(late.is_free(0) && late.is_free(2) && !late.is_free(3) && !late.is_free(SLOTS));
        assert_eq!(late.shared_minutes(&late), 75);
        let all = WeekPattern::default().with_free(5..usize::MAX);
        assert_eq!(all.shared_minutes(&all), 7 * 24 * 60);
    }

    #[test]
    fn pieces_add_up() {
        let morning = WeekPattern::default().with_free(36..40).with_free(132..136);
        let day = WeekPattern::default().with_free(38..64).with_free(134..160);
        assert_eq!(morning.shared_minutes(&day), 60);
        assert_eq!(morning.shared_minutes(&WeekPattern::default()), 0);
    }
}
