//! Reads an instance as a stream.

use std::fmt;
use std::io::{BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::entries::{Notes, Pairs};
use super::error::{Fault, InstanceError, Place, shorten};
use super::lists::Lists;
use super::people::{Learners, Mentors, People};
use super::rows::{Known, Rows, Stored};
use super::short_texts::ShortTexts;
use super::{Instance, MentorEntry};
use crate::objective::Objective;
use crate::problem::{MOST_MENTORS, MatchingError, Problem};

const KEYS: &str = "learners, mentors, scores, candidates, pins, forbids, objective";

/// Bytes that are taken from the source at once.
const BUFFER: usize = 1 << 16;

/// Reads an instance. The source needs no buffer of its own.
///
/// # Errors
/// Everything that an instance cannot be, with its place: see [`Fault`].
pub fn read(source: impl Read) -> Result<Instance, InstanceError> {
    read_at_most(source, MOST_MENTORS)
}

/// Reads an instance with at most that many mentors.
pub(super) fn read_at_most(source: impl Read, most: usize) -> Result<Instance, InstanceError> {
    let (notes, mut draft) = (Notes::default(), Draft::default());
    let source = BufReader::with_capacity(BUFFER, ShortTexts::new(source));
    let mut json = serde_json::Deserializer::from_reader(source);
    let object = Object { draft: &mut draft, notes: &notes, most };
    let read = object.deserialize(&mut json).and_then(|()| json.end());
    match read {
        Ok(()) => draft.finish(),
        Err(error) => Err(draft.name(notes.explain(&error))),
    }
}

/// What has been read.
#[derive(Default)]
struct Draft {
    learners: Option<People>,
    mentors: Option<People>,
    /// One a mentor.
    capacities: Vec<u32>,
    scores: Option<Stored>,
    pins: Option<Vec<(String, String)>>,
    forbids: Option<Vec<(String, String)>>,
    objective: Option<Objective>,
}

impl Draft {
    /// Names the people of a place among the scores, where they have been read by then.
    fn name(&self, error: InstanceError) -> InstanceError {
        let (row, column) = match error.place() {
            Place::Cell("scores", row, column) => (row, Some(column)),
            Place::Cell(_, row, _) | Place::Entry("scores" | "candidates", row) => (row, None),
            Place::File | Place::Key(_) | Place::Entry(..) => return error,
        };
        let find = |people: Option<&People>, position: usize| people?.ids.get(position).cloned();
        let learner = find(self.learners.as_ref(), row);
        let mentor = column.and_then(|column| find(self.mentors.as_ref(), column));
        error.of(learner.as_ref(), mentor.as_ref())
    }

    /// Puts the parts together.
    fn finish(self) -> Result<Instance, InstanceError> {
        let missing = |key| InstanceError::new(Place::File, Fault::MissingKey(key));
        let learners = self.learners.ok_or_else(|| missing("learners"))?;
        let mentors = self.mentors.ok_or_else(|| missing("mentors"))?;
        let scores = self.scores.ok_or_else(|| InstanceError::new(Place::File, Fault::NoScores))?;
        let scores = scores.fit(&learners.ids, mentors.len())?;
        let mut problem = Problem::new(scores, self.capacities.clone())
            .map_err(|fault| InstanceError::new(Place::File, Fault::Refused(fault)))?;
        let pins = self.pins.unwrap_or_default();
        let forbids = self.forbids.unwrap_or_default();
        apply("pins", &pins, &learners, &mentors, |one, other| problem.pin(one, other))?;
        apply("forbids", &forbids, &learners, &mentors, |one, other| problem.forbid(one, other))?;
        let entries = mentors.ids.into_iter().zip(self.capacities);
        Ok(Instance {
            learners: learners.ids,
            mentors: entries.map(|(id, capacity)| MentorEntry { id, capacity }).collect(),
            problem,
            objective: self.objective.unwrap_or_default(),
        })
    }
}

/// Applies pins or forbids, whose people may have been read after them.
fn apply(
    key: &'static str,
    pairs: &[(String, String)],
    learners: &People,
    mentors: &People,
    mut fix: impl FnMut(usize, usize) -> Result<(), MatchingError>,
) -> Result<(), InstanceError> {
    for (index, (learner, mentor)) in pairs.iter().enumerate() {
        let place = Place::Entry(key, index);
        let find = |kind: &'static str, people: &People, id: &String| {
            let unknown = || InstanceError::new(place, Fault::UnknownId { kind, id: id.clone() });
            people.positions.get(id).copied().ok_or_else(unknown)
        };
        let positions = (find("learner", learners, learner)?, find("mentor", mentors, mentor)?);
        fix(positions.0, positions.1).map_err(|fault| {
            InstanceError::new(place, Fault::Refused(fault)).of(Some(learner), Some(mentor))
        })?;
    }
    Ok(())
}

/// The object that is the whole file.
struct Object<'a> {
    draft: &'a mut Draft,
    notes: &'a Notes,
    most: usize,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object with {KEYS}")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "scores" | "candidates" => self.scores(&key, &mut map)?,
                _ => self.other(&key, &mut map)?,
            }
        }
        Ok(())
    }
}

impl Object<'_> {
    fn scores<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let (draft, notes) = (&mut *self.draft, self.notes);
        if let Some(scores) = &draft.scores {
            let fault = match scores.key() {
                same if same == key => Fault::RepeatedKey(key.to_owned()),
                _ => Fault::BothScores,
            };
            return notes.stop(Place::File, fault);
        }
        let known = Known {
            notes,
            learners: draft.learners.as_ref().map(People::len),
            mentors: draft.mentors.as_ref().map(People::len),
            most: self.most,
        };
        draft.scores = Some(if key == "scores" {
            let rows = map.next_value_seed(Rows(known));
            Stored::Dense(notes.at(Place::Key("scores"), rows)?)
        } else {
            let lists = map.next_value_seed(Lists(known));
            Stored::Listed(notes.at(Place::Key("candidates"), lists)?)
        });
        Ok(())
    }

    fn other<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let (draft, notes) = (&mut *self.draft, self.notes);
        match key {
            "learners" if draft.learners.is_none() => {
                let learners = map.next_value_seed(Learners { notes });
                draft.learners = Some(notes.at(Place::Key("learners"), learners)?);
            }
            "mentors" if draft.mentors.is_none() => {
                let mentors = map.next_value_seed(Mentors { notes, most: self.most });
                let (mentors, capacities) = notes.at(Place::Key("mentors"), mentors)?;
                draft.mentors = Some(mentors);
                draft.capacities = capacities;
            }
            "pins" if draft.pins.is_none() => {
                let pins = map.next_value_seed(Pairs { notes, key: "pins" });
                draft.pins = Some(notes.at(Place::Key("pins"), pins)?);
            }
            "forbids" if draft.forbids.is_none() => {
                let forbids = map.next_value_seed(Pairs { notes, key: "forbids" });
                draft.forbids = Some(notes.at(Place::Key("forbids"), forbids)?);
            }
            "objective" if draft.objective.is_none() => {
                let place = Place::Key("objective");
                let name = notes.at(place, map.next_value::<String>())?;
                let Some(objective) = objective(&name) else {
                    return notes.stop(place, Fault::Objective(shorten(&name, 60)));
                };
                draft.objective = Some(objective);
            }
            "learners" | "mentors" | "pins" | "forbids" | "objective" => {
                return notes.stop(Place::File, Fault::RepeatedKey(key.to_owned()));
            }
            _ => {
                let key = shorten(key, 60);
                return notes.stop(Place::File, Fault::UnknownKey { key, known: KEYS });
            }
        }
        Ok(())
    }
}

fn objective(name: &str) -> Option<Objective> {
    match name {
        "fair" => Some(Objective::Fair),
        "sum" => Some(Objective::Sum),
        "balanced" => Some(Objective::Balanced),
        _ => None,
    }
}
