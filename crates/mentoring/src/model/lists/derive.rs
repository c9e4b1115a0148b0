//! Which rules stand against each pair of a cycle.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kernel::MemberId;

use super::cycle::{Ruling, RulingMade};
use super::lasting::Lasting;
use super::people::{LearnerInput, MentorInput};
use super::tables::Tables;
use crate::model::exclusion::{Exclusions, Rule};

/// A mentor who declined so many proposals of a cycle is spared for the rest of it.
pub const SPARED_FROM: i64 = 2;

/// What exclusions of a cycle follow from, beside what is known of people.
#[derive(Debug)]
pub struct CycleFacts {
    /// The rules that hold for as long as a pair lasts.
    pub lasting: Lasting,
    /// Learner and mentor who were a pair before and do not both ask for it again, either way round.
    pub past: HashSet<(MemberId, MemberId)>,
    /// What was ruled in the cycle.
    pub rulings: Vec<RulingMade>,
    /// Mentors who declined repeatedly in the cycle.
    pub spared: HashSet<MemberId>,
    /// Mentors who cannot answer in time.
    pub away: HashSet<MemberId>,
}

/// The rules against each pair, row by learner.
pub(super) fn exclusions(
    learners: &[LearnerInput],
    mentors: &[MentorInput],
    facts: &CycleFacts,
    tables: &Tables,
    last_day: NaiveDate,
) -> Vec<Exclusions> {
    let place = |person: MemberId| facts.lasting.position(person);
    let known: Vec<_> = mentors.iter().map(|mentor| place(mentor.person.member_id)).collect();
    let always: Vec<Exclusions> = mentors.iter().map(|mentor| always(mentor, facts)).collect();
    let mut found = Vec::with_capacity(learners.len() * mentors.len());
    for (at, learner) in learners.iter().enumerate() {
        let own = place(learner.person.member_id);
        for (mentor, theirs) in known.iter().enumerate() {
            let mut reasons = always[mentor];
            if let (Some(own), Some(theirs)) = (own, *theirs) {
                let minutes = tables.minutes(at, mentor);
                let lasting = facts.lasting.between(own, theirs, last_day, minutes);
                reasons = Exclusions::from_bits(reasons.bits() | lasting.bits());
            }
            if !tables.teaches(at, mentor) {
                reasons.insert(Rule::Competency);
            }
            found.push(reasons);
        }
    }
    single(learners, mentors, facts, &mut found);
    found
}

/// What stands against a mentor, whoever learns.
fn always(mentor: &MentorInput, facts: &CycleFacts) -> Exclusions {
    let mut found = Exclusions::NONE;
    let who = mentor.person.member_id;
    if !mentor.is_open || mentor.free() == 0 || facts.away.contains(&who) {
        found.insert(Rule::NoPlace);
    }
    if facts.spared.contains(&who) {
        found.insert(Rule::Spared);
    }
    found
}

/// What stands between single people of the cycle.
fn single(
    learners: &[LearnerInput],
    mentors: &[MentorInput],
    facts: &CycleFacts,
    found: &mut [Exclusions],
) {
    let rows: HashMap<MemberId, usize> =
        learners.iter().enumerate().map(|(at, one)| (one.person.member_id, at)).collect();
    let columns: HashMap<MemberId, usize> =
        mentors.iter().enumerate().map(|(at, one)| (one.person.member_id, at)).collect();
    let mut note = |learner: MemberId, mentor: MemberId, rule: Rule| {
        if let (Some(row), Some(column)) = (rows.get(&learner), columns.get(&mentor)) {
            found[row * mentors.len() + column].insert(rule);
        }
    };
    for (one, other) in &facts.past {
        note(*one, *other, Rule::PastPair);
        note(*other, *one, Rule::PastPair);
    }
    for made in &facts.rulings {
        if made.ruling == Ruling::Forbid {
            let rule = if made.declined { Rule::Declined } else { Rule::Forbidden };
            note(made.learner_id, made.mentor_id, rule);
        }
    }
}
