//! The parts of a score as they are shown and stored.

use serde_json::{Value, json};

use super::score::{Missing, Shares, WHOLE, score, weight_present};
use crate::model::weights::{Part, Weights};

/// One part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartShown {
    /// What it is.
    pub part: Part,
    /// How much of it is there, 0 to 10,000 basis points; 0 where it is missing.
    pub share_bp: i32,
    /// What the organisation weighs it with, in percent, before the weights of missing parts are
    /// spread over the others.
    pub weight: u8,
    /// What it weighs here, in basis points of the whole; 0 where it is missing. Rounded, so that the
    /// sum may differ from 10,000 by a few.
    pub weight_bp: i32,
    /// What it adds to the score, in hundredths of a point. Rounded.
    pub points_bp: i32,
    /// Why nothing can be said of it, for people.
    pub missing: Option<&'static str>,
}

/// The parts of one score, in the order of [`Part::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts(pub Vec<PartShown>);

impl Parts {
    /// The parts of some shares under some weights.
    pub(super) fn new(shares: &Shares, weights: Weights) -> Self {
        let whole = i64::from(weight_present(shares, weights)).max(1);
        let shown = |(part, share): (Part, &Result<u16, Missing>)| {
            let weight = i64::from(weights.of(part));
            let (share_bp, weight) = match share {
                Ok(share) => (i64::from(*share), weight),
                Err(_) => (0, 0),
            };
            PartShown {
                part,
                share_bp: small(share_bp),
                weight: weights.of(part),
                weight_bp: small(rounded(weight * i64::from(WHOLE), whole)),
                points_bp: small(rounded(weight * share_bp, whole)),
                missing: share.err().map(Missing::words),
            }
        };
        Self(Part::ALL.into_iter().zip(shares).map(shown).collect())
    }

    /// The score, 0 to 100: the weighted mean of the parts that are there, rounded half up.
    pub fn score(&self) -> u8 {
        let mut weights = [0; 7];
        let mut shares: Shares = [Err(Missing::NoFocus); 7];
        for shown in &self.0 {
            let at = shown.part as usize;
            weights[at] = shown.weight;
            if shown.missing.is_none() {
                shares[at] = Ok(u16::try_from(shown.share_bp).unwrap_or(0));
            }
        }
        Weights::new(weights).map_or(0, |weights| score(&shares, weights))
    }

    /// As it is stored with a draft or a pair.
    pub fn to_value(&self) -> Value {
        let stored = |shown: &PartShown| {
            json!({
                "part": shown.part.as_str(),
                "share": shown.share_bp,
                "weight": shown.weight,
                "missing": shown.missing.and_then(Missing::of_words).map(Missing::as_str),
            })
        };
        self.0.iter().map(stored).collect()
    }

    /// Those that were stored by [`Parts::to_value`]; `None` for anything else.
    pub fn from_value(value: &Value) -> Option<Self> {
        let mut weights = [0; 7];
        let mut shares: Shares = [Err(Missing::NoFocus); 7];
        let stored = value.as_array()?;
        if stored.len() != Part::ALL.len() {
            return None;
        }
        for one in stored {
            let at = Part::parse(one.get("part")?.as_str()?)? as usize;
            weights[at] = u8::try_from(one.get("weight")?.as_u64()?).ok()?;
            shares[at] = match one.get("missing")?.as_str() {
                Some(word) => Err(Missing::parse(word)?),
                None => Ok(u16::try_from(one.get("share")?.as_u64()?).ok()?.min(WHOLE)),
            };
        }
        Some(Self::new(&shares, Weights::new(weights)?))
    }
}

/// A quotient of two numbers that are not negative, rounded half up.
fn rounded(dividend: i64, divisor: i64) -> i64 {
    (2 * dividend + divisor) / (2 * divisor)
}

fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_parts_spread_their_weight_and_survive_storage() {
        let mut shares: Shares = [Ok(WHOLE); 7];
        shares[Part::Preference as usize] = Err(Missing::NoRanks);
        shares[Part::Goals as usize] = Err(Missing::MentorWithoutGoals);
        shares[Part::GapCover as usize] = Ok(5_000);
        let parts = Parts::new(&shares, Weights::STANDARD);
        // (35 × 0.5 + 35) ÷ 70 = 0.75
        assert_eq!(parts.score(), 75);
        assert_eq!(parts.0[0].weight_bp, 5_000);
        assert_eq!(parts.0[0].points_bp, 2_500);
        assert_eq!(parts.0[1].weight_bp, 0);
        assert_eq!(parts.0[1].missing, Some(Missing::NoRanks.words()));
        assert_eq!(Parts::from_value(&parts.to_value()), Some(parts));
        assert_eq!(Parts::from_value(&json!([])), None);
        assert_eq!(Parts::from_value(&json!({})), None);
    }

    #[test]
    fn nothing_known_is_no_score() {
        let shares: Shares = [Err(Missing::NoFocus); 7];
        assert_eq!(Parts::new(&shares, Weights::STANDARD).score(), 0);
    }
}
