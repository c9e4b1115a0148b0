//! Chance from a seed, the same on every machine and in every version.

/// splitmix64 (Steele, Lea & Flood, OOPSLA 2014).
pub struct Dice(u64);

impl Dice {
    /// Two seeds give two series.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any word.
    pub const fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// Below `end`, which is at most 2³².
    pub const fn below(&mut self, end: usize) -> usize {
        (((self.word() >> 32) * end as u64) >> 32) as usize
    }

    /// So many times in a thousand.
    pub const fn permille(&mut self, times: usize) -> bool {
        self.below(1000) < times
    }

    /// A position, by shares of a hundred.
    pub fn share(&mut self, shares: &[usize]) -> usize {
        let mut left = self.below(shares.iter().sum());
        let falls_in = |share: &usize| {
            let is_here = left < *share;
            left = left.saturating_sub(*share);
            is_here
        };
        shares.iter().position(falls_in).unwrap_or_default()
    }

    /// Some positions below `end`, each once, in the order of the draw.
    pub fn distinct(&mut self, end: usize, count: usize) -> Vec<usize> {
        let mut found = Vec::with_capacity(count);
        while found.len() < count.min(end) {
            let one = self.below(end);
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }
}
