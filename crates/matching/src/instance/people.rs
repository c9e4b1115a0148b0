//! The learners and mentors of an instance.

use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::entries::{Id, Notes, Number};
use super::error::{Fault, Place, shorten};
use crate::problem::MatchingError;

/// Learners, or mentors, by id and by position.
#[derive(Default)]
pub(super) struct People {
    pub(super) ids: Vec<String>,
    pub(super) positions: HashMap<String, usize>,
}

impl People {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    fn add(&mut self, id: String) {
        self.positions.insert(id.clone(), self.ids.len());
        self.ids.push(id);
    }
}

/// The list of learners.
pub(super) struct Learners<'a> {
    pub(super) notes: &'a Notes,
}

impl<'de> DeserializeSeed<'de> for Learners<'_> {
    type Value = People;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<People, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Learners<'_> {
    type Value = People;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of learners' ids")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<People, A::Error> {
        let mut people = People::default();
        loop {
            let place = Place::Entry("learners", people.len());
            let id = Id { notes: self.notes, place, taken: Some(&people.positions) };
            match self.notes.at(place, seq.next_element_seed(id))? {
                Some(id) => people.add(id),
                None => return Ok(people),
            }
        }
    }
}

/// The list of mentors, given with the capacity of each.
pub(super) struct Mentors<'a> {
    pub(super) notes: &'a Notes,
    /// The most mentors that are allowed.
    pub(super) most: usize,
}

impl<'de> DeserializeSeed<'de> for Mentors<'_> {
    type Value = (People, Vec<u32>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Mentors<'_> {
    type Value = (People, Vec<u32>);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of mentors, each {\"id\": …, \"capacity\": …}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let (mut people, mut capacities) = (People::default(), Vec::new());
        loop {
            let place = Place::Entry("mentors", people.len());
            let mentor = Mentor { notes: self.notes, place, taken: &people.positions };
            let Some((id, capacity)) = self.notes.at(place, seq.next_element_seed(mentor))? else {
                return Ok((people, capacities));
            };
            people.add(id);
            capacities.push(capacity);
            if people.len() > self.most {
                let fault = MatchingError::TooMany { learners: 0, mentors: people.len() };
                return self.notes.stop(place, Fault::Refused(fault));
            }
        }
    }
}

struct Mentor<'a> {
    notes: &'a Notes,
    place: Place,
    taken: &'a HashMap<String, usize>,
}

impl<'de> DeserializeSeed<'de> for Mentor<'_> {
    type Value = (String, u32);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Mentor<'_> {
    type Value = (String, u32);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mentor {\"id\": …, \"capacity\": …}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Self { notes, place, taken } = self;
        let (mut id, mut capacity) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" if id.is_none() => {
                    id = Some(map.next_value_seed(Id { notes, place, taken: Some(taken) })?);
                }
                "capacity" if capacity.is_none() => {
                    let below = u64::from(u32::MAX) + 1;
                    let fault = Fault::Capacity;
                    let number = Number { notes, place, below, null: false, fault };
                    capacity = map.next_value_seed(number)?;
                }
                "id" | "capacity" => return notes.stop(place, Fault::RepeatedKey(key)),
                _ => {
                    let key = shorten(&key, 60);
                    return notes.stop(place, Fault::UnknownKey { key, known: "id, capacity" });
                }
            }
        }
        match (id, capacity) {
            (Some(id), Some(capacity)) => Ok((id, capacity as u32)),
            (None, _) => notes.stop(place, Fault::MissingKey("id")),
            (_, None) => notes.stop(place, Fault::MissingKey("capacity")),
        }
    }
}
