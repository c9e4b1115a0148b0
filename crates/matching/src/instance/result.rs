//! Results as files: pairs, levels and certificate by id.

use std::fmt;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::num::NonZeroU32;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Instance;
use super::error::{InstanceError, Place};
use crate::certificate::Certificate;
use crate::objective::Objective;
use crate::solver::Solution;

/// What a result file says. It is a claim until [`check`](Self::check) has accepted it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResultFile {
    /// The chosen pairs; written in the order of the learners, read in any.
    pub pairs: Vec<PairEntry>,
    /// How many learners have a mentor.
    pub matched: usize,
    /// The lowest score of a pair; `None` with nobody matched.
    #[serde(deserialize_with = "Option::deserialize")]
    pub floor: Option<u8>,
    /// The largest load of a mentor; for the objective BALANCED only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest_load: Option<LoadEntry>,
    /// The sum of the scores of all pairs.
    pub sum: u64,
    /// The ids of the learners without a mentor.
    pub unmatched: Vec<String>,
    /// The proof.
    pub certificate: CertificateEntry,
    /// Sentences for a reader; no part of the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Vec<String>>,
}

/// A pair in a result file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairEntry {
    /// The learner's id.
    pub learner: String,
    /// The mentor's id.
    pub mentor: String,
    /// The score of the pair.
    pub score: u8,
}

/// A load in a result file: pairs ÷ places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadEntry {
    /// Pairs of the mentor.
    pub pairs: u32,
    /// Places of the mentor.
    pub places: NonZeroU32,
}

/// The certificate in a result file. What each part proves: [`certificate`](crate::certificate).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateEntry {
    /// What the result is best by.
    pub objective: Objective,
    /// Ids of the mentors whose places bound the number matched.
    pub matched_cover: Vec<String>,
    /// Ids of the mentors whose places bound the number matched above the floor.
    #[serde(deserialize_with = "Option::deserialize")]
    pub floor_cover: Option<Vec<String>>,
    /// Ids of the mentors whose places bound the number matched below the largest load.
    #[serde(deserialize_with = "Option::deserialize")]
    pub load_cover: Option<Vec<String>>,
    /// Dual prices of the mentors.
    pub prices: Prices,
    /// Dual price of staying unmatched.
    pub unmatched_price: i64,
    /// Pairs whose score was looked at while solving.
    pub pairs_examined: u64,
    /// The version of the engine that made the result.
    pub engine_version: String,
}

/// Prices by mentor id, in the order of the mentors: an object in the file. Who is not named has
/// the price 0, as most have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices(pub Vec<(String, i64)>);

impl ResultFile {
    /// The solution of an instance, by id, without an explanation.
    pub fn new(instance: &Instance, solution: &Solution) -> Self {
        let (mut pairs, mut unmatched) = (Vec::new(), Vec::new());
        for (learner, mentor) in solution.mentor_of.iter().enumerate() {
            let id = instance.learners[learner].clone();
            let Some(mentor) = mentor.map(|mentor| mentor as usize) else {
                unmatched.push(id);
                continue;
            };
            // Every pair of a solution has a score; a 0 that is none would not pass `check`.
            let score = instance.problem.score(learner, mentor).unwrap_or_default();
            pairs.push(PairEntry {
                learner: id,
                mentor: instance.mentors[mentor].id.clone(),
                score,
            });
        }
        let values = &solution.values;
        let load = values.largest_load;
        let load = NonZeroU32::new(load.places)
            .map(|places| LoadEntry { pairs: load.pairs, places })
            .filter(|_| solution.certificate.objective.has_load());
        Self {
            pairs,
            matched: values.matched,
            floor: values.floor,
            largest_load: load,
            sum: values.sum,
            unmatched,
            certificate: CertificateEntry::new(instance, &solution.certificate),
            explanation: None,
        }
    }

    /// Writes the result, indented, with a line feed at its end.
    ///
    /// # Errors
    /// Those of the target.
    pub fn write(&self, target: impl Write) -> io::Result<()> {
        let mut target = BufWriter::new(target);
        serde_json::to_writer_pretty(&mut target, self)?;
        target.write_all(b"\n")?;
        target.flush()
    }
}

impl CertificateEntry {
    fn new(instance: &Instance, certificate: &Certificate) -> Self {
        let id = |&mentor: &u32| instance.mentors[mentor as usize].id.clone();
        let ids = |cover: &Vec<u32>| -> Vec<String> { cover.iter().map(id).collect() };
        let prices = instance.mentors.iter().zip(&certificate.prices);
        let prices = prices.filter(|&(_, &price)| price != 0);
        Self {
            objective: certificate.objective,
            matched_cover: ids(&certificate.matched_cover),
            floor_cover: certificate.floor_cover.as_ref().map(ids),
            load_cover: certificate.load_cover.as_ref().map(ids),
            prices: Prices(prices.map(|(mentor, &price)| (mentor.id.clone(), price)).collect()),
            unmatched_price: certificate.unmatched_price,
            pairs_examined: certificate.pairs_examined,
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Reads what [`ResultFile::write`] wrote, or what somebody else claims in the same form. Whether
/// its ids exist and its figures are true is asked by [`ResultFile::check`].
///
/// # Errors
/// What is not of that form: [`Fault::Form`](super::Fault::Form), with line and column, or
/// [`Fault::Unreadable`](super::Fault::Unreadable).
pub fn read_result(source: impl Read) -> Result<ResultFile, InstanceError> {
    serde_json::from_reader(BufReader::new(source))
        .map_err(|error| InstanceError::json(Place::File, &error))
}

impl Serialize for Prices {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, price)| (id, price)))
    }
}

impl<'de> Deserialize<'de> for Prices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PricesVisitor)
    }
}

struct PricesVisitor;

impl<'de> Visitor<'de> for PricesVisitor {
    type Value = Prices;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of prices by mentor id")
    }

    /// A map type would keep the last of two prices of one mentor and say nothing.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Prices, A::Error> {
        let mut prices = Vec::new();
        while let Some(entry) = map.next_entry()? {
            prices.push(entry);
        }
        Ok(Prices(prices))
    }
}
