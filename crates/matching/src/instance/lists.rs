//! `candidates`: the allowed pairs only, list by list.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::entries::Number;
use super::error::{Fault, Place};
use super::rows::Known;
use crate::problem::{CandidateScores, MatchingError};

/// `candidates`: one list a learner of `[mentor position, score]`.
pub(super) struct Lists<'a>(pub(super) Known<'a>);

impl<'de> DeserializeSeed<'de> for Lists<'_> {
    type Value = CandidateScores;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Lists<'_> {
    type Value = CandidateScores;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of lists of candidates, one a learner")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let Self(known) = self;
        let mut scores = CandidateScores::new(known.mentors.unwrap_or(known.most));
        let mut pairs = Vec::new();
        for index in 0.. {
            let place = Place::Entry("candidates", index);
            let list = List { known, index, pairs: &mut pairs };
            if known.notes.at(place, seq.next_element_seed(list))?.is_none() {
                break;
            }
            if let Err(fault) = scores.push(pairs.iter().copied()) {
                let fault = match fault {
                    MatchingError::ListedTwice { mentor, .. } => Fault::ListedTwice { mentor },
                    other => Fault::Refused(other),
                };
                return known.notes.stop(place, fault);
            }
        }
        Ok(scores)
    }
}

struct List<'a> {
    known: Known<'a>,
    index: usize,
    pairs: &'a mut Vec<(u32, u8)>,
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.known.check_row::<D::Error>("candidates", self.index)?;
        self.pairs.clear();
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of candidates, each [mentor position, score]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { known, index, pairs } = self;
        loop {
            let place = Place::Cell("candidates", index, pairs.len());
            let candidate = Candidate { known, place, before: pairs.len() };
            match known.notes.at(place, seq.next_element_seed(candidate))? {
                Some(pair) => pairs.push(pair),
                None => return Ok(()),
            }
        }
    }
}

struct Candidate<'a> {
    known: Known<'a>,
    place: Place,
    /// How many stand before it in the list.
    before: usize,
}

impl<'de> DeserializeSeed<'de> for Candidate<'_> {
    type Value = (u32, u8);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let mentors = self.known.mentors.unwrap_or(self.known.most);
        if self.before >= mentors {
            return self.known.notes.stop(self.place, Fault::TooManyCandidates { mentors });
        }
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Candidate<'_> {
    type Value = (u32, u8);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a candidate [mentor position, score]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let Self { known, place, .. } = &self;
        let below = known.mentors.unwrap_or(known.most) as u64;
        let fault = Fault::MentorPosition;
        let position = Number { notes: known.notes, place: *place, below, null: false, fault };
        let position = seq.next_element_seed(position)?.flatten();
        let score = seq.next_element_seed(known.score(*place, false))?.flatten();
        match (position, score, seq.next_element::<IgnoredAny>()?) {
            (Some(position), Some(score), None) => Ok((position as u32, score as u8)),
            (None, ..) => Err(de::Error::invalid_length(0, &self)),
            (_, None, _) => Err(de::Error::invalid_length(1, &self)),
            (.., Some(_)) => Err(de::Error::invalid_length(3, &self)),
        }
    }
}
