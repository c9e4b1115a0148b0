//! Chance that a seed repeats on every machine: `SplitMix64` (Steele, Lea & Flood 2014).

pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, without, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.draw() % end as u64) as usize
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// The numbers below `end` in any order.
    pub fn shuffled(&mut self, end: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..end).collect();
        for last in (1..end).rev() {
            let other = self.below(last + 1);
            order.swap(last, other);
        }
        order
    }

    /// Scores in which `gaps` of 100 pairs are impossible.
    pub fn rows(&mut self, learners: usize, mentors: usize, gaps: usize) -> Vec<Vec<Option<u8>>> {
        let mut cell = |_: usize| {
            let score = self.below(101) as u8;
            (self.below(100) >= gaps).then_some(score)
        };
        (0..learners).map(|_| (0..mentors).map(&mut cell).collect()).collect()
    }
}
