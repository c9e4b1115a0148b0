//! What the counts and sums of a reading prove, level by level.

use super::reading::Tally;
use super::{Census, Certificate, Level, Refusal, quota};
use crate::objective::Load;
use crate::problem::{HIGHEST_SCORE, Problem};

/// The levels one after the other, once pairs and values are known to be true.
pub(super) struct Proof<'a> {
    pub(super) problem: &'a Problem,
    pub(super) certificate: &'a Certificate,
    pub(super) census: &'a Census,
    pub(super) tally: &'a Tally,
}

impl Proof<'_> {
    pub(super) fn matched(&self) -> Result<(), Refusal> {
        let places = |mentor| self.problem.free_places(mentor);
        let cover = &self.certificate.matched_cover;
        let bound = self.tally.outside.matched + total(cover, places);
        let most = self.census.unpinned_matched();
        if bound > most {
            return Err(Refusal::WeakCover { level: Level::Matched, bound, most });
        }
        Ok(())
    }

    pub(super) fn floor(&self, floor: Option<u8>) -> Result<(), Refusal> {
        let pinned = self.census.pinned_floor;
        if floor.is_none_or(|floor| floor >= HIGHEST_SCORE) || floor == pinned {
            return Ok(());
        }
        let places = |mentor| self.problem.free_places(mentor);
        let cover = self.certificate.floor_cover.as_deref();
        self.too_few(Level::Floor, cover, self.tally.outside.floor, places)
    }

    pub(super) fn load(&self) -> Result<(), Refusal> {
        let largest = self.census.largest_load;
        if largest == Load::NONE {
            return Ok(());
        }
        // `None` where the pins alone make the largest load.
        let below = |mentor| match self.problem.places(mentor) {
            0 => Some(0),
            places => largest.most_pairs_below(places)?.checked_sub(self.problem.pins_of(mentor)),
        };
        if (0..self.problem.mentors()).any(|mentor| below(mentor).is_none()) {
            return Ok(());
        }
        let places = |mentor| below(mentor).unwrap_or(0);
        let cover = self.certificate.load_cover.as_deref();
        self.too_few(Level::Load, cover, self.tally.outside.load, places)
    }

    /// A cover must show that fewer than all who are matched could be.
    fn too_few(
        &self,
        level: Level,
        cover: Option<&[u32]>,
        outside: u64,
        places: impl Fn(usize) -> u32,
    ) -> Result<(), Refusal> {
        let cover = cover.ok_or(Refusal::MissingCover { level })?;
        let bound = outside + total(cover, places);
        let matched = self.census.unpinned_matched();
        if bound >= matched {
            return Err(Refusal::WeakCover { level, bound, most: matched.saturating_sub(1) });
        }
        Ok(())
    }

    pub(super) fn sum(&self) -> Result<(), Refusal> {
        let Self { problem, certificate, census, tally } = self;
        let mut bound = tally.utilities;
        for (mentor, &price) in certificate.prices.iter().enumerate() {
            let quota = quota(problem, certificate.objective, census.largest_load, mentor);
            bound += i128::from(price) * i128::from(quota);
        }
        bound += i128::from(certificate.unmatched_price) * i128::from(census.unpinned_unmatched());
        let found = i128::from(tally.sum);
        if bound != found {
            return Err(Refusal::WeakPrices { bound, found });
        }
        Ok(())
    }
}

/// The places of a cover. No overflow: positions and places have 32 bits each at most.
fn total(cover: &[u32], places: impl Fn(usize) -> u32) -> u64 {
    cover.iter().map(|&mentor| u64::from(places(mentor as usize))).sum()
}
