//! The scores of an instance, row by row into the form in which the engine keeps them.

use std::fmt;
use std::sync::Arc;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::entries::{Notes, Number};
use super::error::{Fault, InstanceError, Place};
use crate::problem::{CandidateScores, DenseScores, HIGHEST_SCORE, MatchingError, Scores};

/// Scores as read.
pub(super) enum Stored {
    Dense(DenseScores),
    Listed(CandidateScores),
}

impl Stored {
    /// The key under which they stand.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Dense(_) => "scores",
            Self::Listed(_) => "candidates",
        }
    }

    /// The scores, if there is one row a learner and no mentor too many or too few in it. That is
    /// known only now where the people stand behind the scores.
    pub(super) fn fit(
        self,
        learners: &[String],
        mentors: usize,
    ) -> Result<Arc<dyn Scores>, InstanceError> {
        let found = match &self {
            Self::Dense(scores) => scores.learners(),
            Self::Listed(scores) => scores.learners(),
        };
        fit_rows(self.key(), found, learners.len())?;
        match self {
            Self::Dense(scores) => fit_dense(scores, mentors),
            Self::Listed(scores) => fit_listed(scores, learners, mentors),
        }
    }
}

fn fit_rows(key: &'static str, found: usize, learners: usize) -> Result<(), InstanceError> {
    if found > learners {
        let place = Place::Entry(key, learners);
        return Err(InstanceError::new(place, Fault::ExtraRow { learners }));
    }
    if found < learners {
        let fault = Fault::MissingRows { found, learners };
        return Err(InstanceError::new(Place::Key(key), fault));
    }
    Ok(())
}

fn fit_dense(scores: DenseScores, mentors: usize) -> Result<Arc<dyn Scores>, InstanceError> {
    if scores.learners() == 0 {
        return Ok(Arc::new(DenseScores::new(mentors)));
    }
    let found = scores.mentors();
    if found != mentors {
        let fault = Fault::RowLength { found, mentors };
        return Err(InstanceError::new(Place::Entry("scores", 0), fault));
    }
    Ok(Arc::new(scores))
}

fn fit_listed(
    scores: CandidateScores,
    learners: &[String],
    mentors: usize,
) -> Result<Arc<dyn Scores>, InstanceError> {
    if scores.mentors() == mentors {
        return Ok(Arc::new(scores));
    }
    let mut fitting = CandidateScores::new(mentors);
    for (row, learner) in learners.iter().enumerate() {
        let list = scores.listed(row).unwrap_or_default();
        fitting.push(list.iter().copied()).map_err(|fault| {
            let fault = match fault {
                MatchingError::UnknownMentor { mentor } => {
                    Fault::MentorPosition(mentor.to_string())
                }
                other => Fault::Refused(other),
            };
            InstanceError::new(Place::Entry("candidates", row), fault).of(Some(learner), None)
        })?;
    }
    Ok(Arc::new(fitting))
}

/// What is known about people when the scores are read.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) notes: &'a Notes,
    pub(super) learners: Option<usize>,
    pub(super) mentors: Option<usize>,
    /// The most mentors that are allowed.
    pub(super) most: usize,
}

impl Known<'_> {
    /// Refuses a row for which there is no learner.
    pub(super) fn check_row<E: de::Error>(&self, key: &'static str, row: usize) -> Result<(), E> {
        match self.learners {
            Some(learners) if row >= learners => {
                self.notes.stop(Place::Entry(key, row), Fault::ExtraRow { learners })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn score(&self, place: Place, null: bool) -> Number<'_> {
        let below = u64::from(HIGHEST_SCORE) + 1;
        Number { notes: self.notes, place, below, null, fault: Fault::Score }
    }
}

/// `scores`: one row a learner, one column a mentor.
pub(super) struct Rows<'a>(pub(super) Known<'a>);

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = DenseScores;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = DenseScores;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of rows, one a learner")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let Self(mut known) = self;
        let mut scores = known.mentors.map(DenseScores::new);
        let mut cells = Vec::new();
        for index in 0.. {
            let place = Place::Entry("scores", index);
            let row = Row { known, index, cells: &mut cells };
            if known.notes.at(place, seq.next_element_seed(row))?.is_none() {
                break;
            }
            // Where nobody is known yet, the first row says how many mentors there are.
            known.mentors = known.mentors.or(Some(cells.len()));
            let scores = scores.get_or_insert_with(|| DenseScores::new(cells.len()));
            if let Err(fault) = scores.push(cells.iter().copied()) {
                return known.notes.stop(place, Fault::Refused(fault));
            }
        }
        Ok(scores.unwrap_or_default())
    }
}

struct Row<'a> {
    known: Known<'a>,
    index: usize,
    cells: &'a mut Vec<Option<u8>>,
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.known.check_row::<D::Error>("scores", self.index)?;
        self.cells.clear();
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a row of scores, one a mentor")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { known, index, cells } = self;
        let most = known.mentors.unwrap_or(known.most);
        loop {
            let place = Place::Cell("scores", index, cells.len());
            if cells.len() == most {
                break;
            }
            match known.notes.at(place, seq.next_element_seed(known.score(place, true)))? {
                Some(score) => cells.push(score.map(|score| score as u8)),
                None => break,
            }
        }
        // A row that is far too long is counted, and not kept.
        let mut found = cells.len();
        while seq.next_element::<IgnoredAny>()?.is_some() {
            found += 1;
        }
        let fault = match known.mentors {
            Some(mentors) if found != mentors => Fault::RowLength { found, mentors },
            None if found > most => {
                Fault::Refused(MatchingError::TooMany { learners: index + 1, mentors: found })
            }
            _ => return Ok(()),
        };
        known.notes.stop(Place::Entry("scores", index), fault)
    }
}
