//! The small parts of an instance: numbers, ids and pairs of ids.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::LONGEST_ID;
use super::error::{Fault, InstanceError, Place, shorten};

/// The most characters of a text that a message repeats.
const SHOWN: usize = 60;

/// What is known about a fault while it travels up through the JSON reader, which carries a text
/// only.
#[derive(Default)]
pub(super) struct Notes {
    stopped: RefCell<Option<(Place, Fault)>>,
    reached: Cell<Option<Place>>,
}

impl Notes {
    /// Ends reading with a fault of ours.
    pub(super) fn stop<T, E: de::Error>(&self, place: Place, fault: Fault) -> Result<T, E> {
        *self.stopped.borrow_mut() = Some((place, fault));
        Err(E::custom("refused"))
    }

    /// Notes where reading ended, unless a place inside of this one is noted.
    pub(super) fn at<T, E>(&self, place: Place, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() && self.reached.get().is_none() {
            self.reached.set(Some(place));
        }
        result
    }

    /// What ended reading.
    pub(super) fn explain(&self, error: &serde_json::Error) -> InstanceError {
        match self.stopped.take() {
            Some((place, fault)) => InstanceError::new(place, fault).read_up_to(error),
            None => InstanceError::json(self.reached.get().unwrap_or(Place::File), error),
        }
    }
}

/// A whole number from 0 up to a bound, or `null` where that is allowed. `92.0` is whole, as JSON
/// Schema has it.
pub(super) struct Number<'a> {
    pub(super) notes: &'a Notes,
    pub(super) place: Place,
    /// The smallest number that is too large.
    pub(super) below: u64,
    /// Whether `null` is allowed; it is given as `None`.
    pub(super) null: bool,
    /// Makes the fault from what stands there instead.
    pub(super) fault: fn(String) -> Fault,
}

impl Number<'_> {
    fn refuse<E: de::Error>(&self, found: impl fmt::Display) -> Result<Option<u64>, E> {
        self.notes.stop(self.place, (self.fault)(found.to_string()))
    }
}

impl<'de> DeserializeSeed<'de> for Number<'_> {
    type Value = Option<u64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Number<'_> {
    type Value = Option<u64>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        if value < self.below { Ok(Some(value)) } else { self.refuse(value) }
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        match u64::try_from(value) {
            Ok(value) => self.visit_u64(value),
            Err(_) => self.refuse(value),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        let whole = value >= 0.0 && value < self.below as f64 && value.fract() == 0.0;
        if whole { Ok(Some(value as u64)) } else { self.refuse(format_args!("{value:?}")) }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        if self.null { Ok(None) } else { self.refuse("null") }
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.refuse(value)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        self.refuse(format_args!("{:?}", shorten(value, SHOWN)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        self.refuse("a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        self.refuse("an object")
    }
}

/// An id, and none of those that are taken.
pub(super) struct Id<'a> {
    pub(super) notes: &'a Notes,
    pub(super) place: Place,
    /// Ids before it, with their positions; `None` where ids may come again.
    pub(super) taken: Option<&'a HashMap<String, usize>>,
}

impl Id<'_> {
    fn fault(&self, id: &str) -> Option<Fault> {
        let length = id.chars().count();
        if length == 0 {
            return Some(Fault::EmptyId);
        }
        if length > LONGEST_ID {
            return Some(Fault::LongId { length });
        }
        let first = *self.taken?.get(id)?;
        Some(Fault::DuplicateId { id: id.to_owned(), first })
    }
}

impl<'de> DeserializeSeed<'de> for Id<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Id<'_> {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an id in quotation marks")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<String, E> {
        match self.fault(value) {
            Some(fault) => self.notes.stop(self.place, fault),
            None => Ok(value.to_owned()),
        }
    }
}

/// A list of pairs of ids: pins or forbids.
pub(super) struct Pairs<'a> {
    pub(super) notes: &'a Notes,
    pub(super) key: &'static str,
}

impl<'de> DeserializeSeed<'de> for Pairs<'_> {
    type Value = Vec<(String, String)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Pairs<'_> {
    type Value = Vec<(String, String)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of pairs, each [learner, mentor]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        loop {
            let place = Place::Entry(self.key, pairs.len());
            let pair = Pair { notes: self.notes, place };
            match self.notes.at(place, seq.next_element_seed(pair))? {
                Some(pair) => pairs.push(pair),
                None => return Ok(pairs),
            }
        }
    }
}

struct Pair<'a> {
    notes: &'a Notes,
    place: Place,
}

impl<'de> DeserializeSeed<'de> for Pair<'_> {
    type Value = (String, String);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Pair<'_> {
    type Value = (String, String);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a pair [learner, mentor] of ids")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let id = || Id { notes: self.notes, place: self.place, taken: None };
        let (learner, mentor) = (seq.next_element_seed(id())?, seq.next_element_seed(id())?);
        match (learner, mentor, seq.next_element::<de::IgnoredAny>()?) {
            (Some(learner), Some(mentor), None) => Ok((learner, mentor)),
            (None, ..) => Err(de::Error::invalid_length(0, &self)),
            (_, None, _) => Err(de::Error::invalid_length(1, &self)),
            (.., Some(_)) => Err(de::Error::invalid_length(3, &self)),
        }
    }
}
