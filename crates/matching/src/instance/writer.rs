//! Writes an instance as a stream.

use std::io::{self, BufWriter, Write};

use serde::ser::{Serialize, SerializeSeq as _, Serializer};

use super::{Instance, MentorEntry};
use crate::objective::Objective;
use crate::problem::{IMPOSSIBLE, Problem};

impl Instance {
    /// Writes the instance in the form that [`read`](super::read) takes: `candidates` where the
    /// scores are kept as lists, else `scores`. What is read again is equal, and written equally.
    ///
    /// # Errors
    /// Those of the target.
    pub fn write(&self, target: impl Write) -> io::Result<()> {
        let open = without_forbids(&self.problem);
        let pairs = |(learner, mentor): (usize, usize)| {
            (self.learners[learner].as_str(), self.mentors[mentor].id.as_str())
        };
        let file = File {
            learners: &self.learners,
            mentors: &self.mentors,
            scores: (!open.is_listed()).then_some(Rows(&open)),
            candidates: open.is_listed().then_some(Lists(&open)),
            pins: self.problem.pins().map(pairs).collect(),
            forbids: self.problem.forbids().map(pairs).collect(),
            objective: self.objective,
        };
        let mut target = BufWriter::new(target);
        serde_json::to_writer(&mut target, &file)?;
        target.flush()
    }
}

/// A forbidden pair keeps its score, and would not show it.
fn without_forbids(problem: &Problem) -> Problem {
    let mut open = problem.clone();
    for (learner, mentor) in problem.forbids() {
        open.unforbid(learner, mentor);
    }
    open
}

#[derive(serde::Serialize)]
struct File<'a> {
    learners: &'a [String],
    mentors: &'a [MentorEntry],
    #[serde(skip_serializing_if = "Option::is_none")]
    scores: Option<Rows<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<Lists<'a>>,
    pins: Vec<(&'a str, &'a str)>,
    forbids: Vec<(&'a str, &'a str)>,
    objective: Objective,
}

struct Rows<'a>(&'a Problem);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = vec![IMPOSSIBLE; self.0.mentors()];
        let mut rows = serializer.serialize_seq(Some(self.0.learners()))?;
        for learner in 0..self.0.learners() {
            self.0.row(learner, &mut row);
            rows.serialize_element(&Row(&row))?;
        }
        rows.end()
    }
}

struct Row<'a>(&'a [u8]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scores = self.0.iter().map(|&score| (score != IMPOSSIBLE).then_some(score));
        serializer.collect_seq(scores)
    }
}

struct Lists<'a>(&'a Problem);

impl Serialize for Lists<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut lists = serializer.serialize_seq(Some(self.0.learners()))?;
        for learner in 0..self.0.learners() {
            let list: Vec<(u32, u8)> = self.0.listed(learner).into_iter().flatten().collect();
            lists.serialize_element(&list)?;
        }
        lists.end()
    }
}
