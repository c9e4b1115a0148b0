//! Steps of the career ladder (domain guide 2.6).

use super::words::vocabulary;

vocabulary! {
    /// A step of the career ladder.
    LadderStep {
        /// Product owner.
        Po = "PO", "product owner";
        /// On the way from product owner to product manager.
        Brg = "BRG", "on the bridge from product owner to product manager";
        /// Associate product manager.
        Apm = "APM", "associate product manager";
        /// Product manager.
        Pm = "PM", "product manager";
        /// Senior product manager.
        Spm = "SPM", "senior product manager";
        /// Principal product manager.
        Ppm = "PPM", "principal product manager";
        /// Group product manager.
        Gpm = "GPM", "group product manager";
        /// Director of product.
        Dir = "DIR", "director of product";
        /// Vice president of product.
        Vp = "VP", "vice president of product";
        /// Chief product officer.
        Cpo = "CPO", "chief product officer";
    }
}

impl LadderStep {
    /// How high it is, from 0. Bridge and associate both lead to product manager, principal and group
    /// manager both follow the senior one, so each two share a height.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Po => 0,
            Self::Brg | Self::Apm => 1,
            Self::Pm => 2,
            Self::Spm => 3,
            Self::Ppm | Self::Gpm => 4,
            Self::Dir => 5,
            Self::Vp => 6,
            Self::Cpo => 7,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_allowed_step_goes_up_or_sideways() {
        use LadderStep::{Apm, Brg, Cpo, Dir, Gpm, Pm, Po, Ppm, Spm, Vp};
        for (from, to) in [
            (Po, Brg),
            (Brg, Pm),
            (Apm, Pm),
            (Pm, Spm),
            (Spm, Ppm),
            (Spm, Gpm),
            (Gpm, Dir),
            (Dir, Vp),
            (Vp, Cpo),
        ] {
            assert_eq!(to.rank(), from.rank() + 1, "{from:?} {to:?}");
        }
        assert_eq!(Ppm.rank(), Gpm.rank());
        assert_eq!(LadderStep::parse("SPM"), Some(Spm));
    }
}
