//! Checks a result file against its instance, without trust in whoever wrote it.

use std::collections::HashMap;

use super::error::Place;
use super::result::{CertificateEntry, LoadEntry, ResultFile};
use super::{Instance, MentorEntry};
use crate::certificate::{Certificate, Refusal, check, check_tie_rule};
use crate::objective::{Load, Values};

/// A result by position, as the checker takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The mentor of each learner.
    pub mentor_of: Vec<Option<u32>>,
    /// The values that are claimed.
    pub values: Values,
    /// The certificate.
    pub certificate: Certificate,
}

/// Why a result is not proven for an instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// An id that the instance does not have.
    #[error("{place}: the instance has no {kind} {id:?}")]
    UnknownId {
        /// Where in the result.
        place: Place,
        /// `learner` or `mentor`.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// An id that stands twice where it may stand once.
    #[error("{place}: {id:?} stands there for the second time")]
    Repeated {
        /// Where it stands again.
        place: Place,
        /// The id.
        id: String,
    },
    /// A pair with another score than in the instance.
    #[error(
        "pairs[{index}]: the score of {learner:?} and {mentor:?} is {}, and not {claimed}",
        in_words(.score)
    )]
    Score {
        /// Which pair, counted from 0.
        index: usize,
        /// The learner's id.
        learner: String,
        /// The mentor's id.
        mentor: String,
        /// What the result says.
        claimed: u8,
        /// What the instance says; `None` if the pair is impossible.
        score: Option<u8>,
    },
    /// A learner has a mentor and is listed as unmatched.
    #[error("unmatched[{index}]: {learner:?} has a mentor")]
    NotUnmatched {
        /// Where, counted from 0.
        index: usize,
        /// The learner's id.
        learner: String,
    },
    /// A learner has no mentor and is not listed as unmatched.
    #[error("unmatched: {learner:?} has no mentor and is missing there")]
    Missing {
        /// The learner's id.
        learner: String,
    },
    /// The objective BALANCED without its largest load.
    #[error("largestLoad is missing: the objective balanced has that level")]
    NoLoad,
    /// The certificate does not prove that the levels are the best.
    #[error("{0}")]
    Levels(Refusal),
    /// The levels are the best, but the tie rule chooses other pairs.
    #[error("the levels hold, the tie rule does not: {0}")]
    TieRule(Refusal),
}

fn in_words(score: &Option<u8>) -> String {
    score.map_or_else(|| "none: the pair is impossible".to_owned(), |score| score.to_string())
}

impl ResultFile {
    /// Checks everything: ids, scores, levels by the certificate, and the tie rule. Linear in the
    /// pairs but for the tie rule; nothing is solved again.
    ///
    /// # Errors
    /// The first thing that is not as claimed or not proven.
    pub fn check(&self, instance: &Instance) -> Result<Claim, Unproven> {
        let claim = self.claim(instance)?;
        let Claim { mentor_of, values, certificate } = &claim;
        let problem = &instance.problem;
        check(problem, mentor_of, values, certificate).map_err(Unproven::Levels)?;
        check_tie_rule(problem, mentor_of, certificate).map_err(Unproven::TieRule)?;
        Ok(claim)
    }

    /// The result by position. Values and certificate are taken as they are said.
    ///
    /// # Errors
    /// Ids that are unknown or stand twice, scores that the instance does not have, a list of
    /// unmatched learners that disagrees with the pairs.
    pub fn claim(&self, instance: &Instance) -> Result<Claim, Unproven> {
        let mentors = instance.mentors.iter().map(|mentor| mentor.id.as_str());
        let mentors = Positions::new("mentor", mentors);
        let mentor_of = self.mentor_of(instance, &mentors)?;
        let largest_load = match self.largest_load {
            Some(LoadEntry { pairs, places }) => Load { pairs, places: places.get() },
            None if self.certificate.objective.has_load() => return Err(Unproven::NoLoad),
            None => largest_load(&instance.mentors, &mentor_of),
        };
        let values =
            Values { matched: self.matched, floor: self.floor, largest_load, sum: self.sum };
        let certificate = self.certificate.by_position(&mentors)?;
        Ok(Claim { mentor_of, values, certificate })
    }

    fn mentor_of(
        &self,
        instance: &Instance,
        mentors: &Positions<'_>,
    ) -> Result<Vec<Option<u32>>, Unproven> {
        let learners = instance.learners.iter().map(String::as_str);
        let learners = Positions::new("learner", learners);
        let mut mentor_of = vec![None; instance.learners.len()];
        for (index, pair) in self.pairs.iter().enumerate() {
            let place = Place::Entry("pairs", index);
            let learner = learners.find(place, &pair.learner)?;
            let mentor = mentors.find(place, &pair.mentor)?;
            if mentor_of[learner].replace(mentor as u32).is_some() {
                return Err(Unproven::Repeated { place, id: pair.learner.clone() });
            }
            let score = instance.problem.score(learner, mentor);
            if score != Some(pair.score) {
                let (learner, mentor) = (pair.learner.clone(), pair.mentor.clone());
                let claimed = pair.score;
                return Err(Unproven::Score { index, learner, mentor, claimed, score });
            }
        }
        self.check_unmatched(instance, &learners, &mentor_of)?;
        Ok(mentor_of)
    }

    fn check_unmatched(
        &self,
        instance: &Instance,
        learners: &Positions<'_>,
        mentor_of: &[Option<u32>],
    ) -> Result<(), Unproven> {
        let mut said: Vec<bool> = mentor_of.iter().map(Option::is_some).collect();
        for (index, id) in self.unmatched.iter().enumerate() {
            let place = Place::Entry("unmatched", index);
            let learner = learners.find(place, id)?;
            if mentor_of[learner].is_some() {
                return Err(Unproven::NotUnmatched { index, learner: id.clone() });
            }
            if std::mem::replace(&mut said[learner], true) {
                return Err(Unproven::Repeated { place, id: id.clone() });
            }
        }
        match said.iter().position(|&said| !said) {
            Some(learner) => Err(Unproven::Missing { learner: instance.learners[learner].clone() }),
            None => Ok(()),
        }
    }
}

/// The largest load, which only BALANCED states.
fn largest_load(mentors: &[MentorEntry], mentor_of: &[Option<u32>]) -> Load {
    let mut pairs = vec![0_u32; mentors.len()];
    for &mentor in mentor_of.iter().flatten() {
        pairs[mentor as usize] += 1;
    }
    let loads = mentors.iter().zip(pairs).filter(|(mentor, _)| mentor.capacity > 0);
    let loads = loads.map(|(mentor, pairs)| Load { pairs, places: mentor.capacity });
    loads.fold(Load::NONE, Load::max)
}

impl CertificateEntry {
    fn by_position(&self, mentors: &Positions<'_>) -> Result<Certificate, Unproven> {
        let cover = |key, ids: &Option<Vec<String>>| match ids {
            Some(ids) => mentors.cover(key, ids).map(Some),
            None => Ok(None),
        };
        let mut prices = vec![None; mentors.positions.len()];
        for (id, price) in &self.prices.0 {
            let place = Place::Key("certificate.prices");
            if prices[mentors.find(place, id)?].replace(*price).is_some() {
                return Err(Unproven::Repeated { place, id: id.clone() });
            }
        }
        Ok(Certificate {
            objective: self.objective,
            matched_cover: mentors.cover("certificate.matchedCover", &self.matched_cover)?,
            floor_cover: cover("certificate.floorCover", &self.floor_cover)?,
            load_cover: cover("certificate.loadCover", &self.load_cover)?,
            prices: prices.into_iter().map(Option::unwrap_or_default).collect(),
            unmatched_price: self.unmatched_price,
            pairs_examined: self.pairs_examined,
        })
    }
}

/// Finds people by id.
struct Positions<'a> {
    kind: &'static str,
    positions: HashMap<&'a str, usize>,
}

impl<'a> Positions<'a> {
    fn new(kind: &'static str, ids: impl Iterator<Item = &'a str>) -> Self {
        Self { kind, positions: ids.enumerate().map(|(position, id)| (id, position)).collect() }
    }

    fn find(&self, place: Place, id: &str) -> Result<usize, Unproven> {
        let position = self.positions.get(id).copied();
        position.ok_or_else(|| Unproven::UnknownId { place, kind: self.kind, id: id.to_owned() })
    }

    /// The positions of a cover, ascending.
    fn cover(&self, key: &'static str, ids: &[String]) -> Result<Vec<u32>, Unproven> {
        let mut cover = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            cover.push((self.find(Place::Entry(key, index), id)? as u32, index));
        }
        cover.sort_unstable();
        if let Some(twice) = cover.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let index = twice[1].1;
            let (place, id) = (Place::Entry(key, index), ids[index].clone());
            return Err(Unproven::Repeated { place, id });
        }
        Ok(cover.into_iter().map(|(mentor, _)| mentor).collect())
    }
}
