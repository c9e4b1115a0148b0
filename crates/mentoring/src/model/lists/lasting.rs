//! The rules that hold for as long as a pair lasts (domain guide 6.2): they keep two people from
//! being matched, and part them if they come to be true later.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kernel::MemberId;

use super::line::Chart;
use super::people::PersonInput;
use crate::model::exclusion::{Exclusions, Rule};
use crate::model::profiles::rules::Rules;

/// Fewest free minutes that two weeks share.
const FEWEST_MINUTES: u16 = 60;

/// Somebody who decides on pay, promotion or the capstone of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decides {
    /// Who decides.
    pub decider: MemberId,
    /// On a single person.
    pub over: Option<MemberId>,
    /// On everybody of a unit.
    pub over_unit: Option<String>,
}

/// What the lasting rules follow from.
#[derive(Default)]
pub struct LastingFacts {
    /// Everybody who may be one of a pair, each once.
    pub people: Vec<PersonInput>,
    /// Their names. Equal names count as one person's seats; left out, they do not.
    pub names: HashMap<MemberId, String>,
    /// Seats of which somebody said whether they are one person's.
    pub links: Vec<(MemberId, MemberId, bool)>,
    /// What the organisation decided.
    pub rules: Rules,
    /// Who reports to whom, and will.
    pub chart: Chart,
    /// The day from which on it counts, in the organisation's zone.
    pub today: NaiveDate,
    /// Who decides on whom.
    pub deciders: Vec<Decides>,
    /// Who blocked whom.
    pub blocks: Vec<(MemberId, MemberId)>,
}

#[derive(Debug)]
struct Compact {
    is_guest: bool,
    country: Option<u32>,
    unit: Option<u32>,
    /// In order.
    languages: Vec<u32>,
}

/// The lasting rules, ready to be asked about any two.
#[derive(Debug)]
pub struct Lasting {
    positions: HashMap<MemberId, usize>,
    people: Vec<Compact>,
    /// By learner: mentors with whom something of their own is the matter.
    single: Vec<Vec<(usize, Exclusions)>>,
    /// By person: those of us who stand above, and from when on.
    above: Vec<Vec<(usize, NaiveDate)>>,
    walls: HashSet<(u32, u32)>,
    rules: Rules,
}

impl Lasting {
    /// Works the facts up: in the number of people, the length of the line, and what was said about
    /// single people.
    pub fn new(facts: &LastingFacts) -> Self {
        let places = facts.people.iter().enumerate().map(|(at, person)| (person.member_id, at));
        let positions: HashMap<MemberId, usize> = places.collect();
        let (mut units, mut countries, mut languages) = Default::default();
        let people = facts.people.iter().map(|person| {
            let spoken = person.languages.iter();
            let mut languages: Vec<u32> = spoken.map(|code| number(&mut languages, code)).collect();
            languages.sort_unstable();
            Compact {
                is_guest: person.is_guest,
                country: person.country.as_deref().map(|country| number(&mut countries, country)),
                unit: person.unit.as_deref().map(|unit| number(&mut units, unit)),
                languages,
            }
        });
        let people = people.collect();
        let walls = facts.rules.walls.iter().flat_map(|(unit, other)| {
            let (unit, other) = (number(&mut units, unit), number(&mut units, other));
            [(unit, other), (other, unit)]
        });
        let walls = walls.collect();
        let above = facts.people.iter().map(|person| {
            let above = facts.chart.above(person.member_id, facts.today).into_iter();
            let known = above.filter_map(|(who, day)| Some((*positions.get(&who)?, day)));
            known.collect()
        });
        let above = above.collect();
        let single = single(facts, &positions);
        Self { positions, people, single, above, walls, rules: facts.rules.clone() }
    }

    /// Where a person stands; `None` for somebody who is not among them.
    pub fn position(&self, person: MemberId) -> Option<usize> {
        self.positions.get(&person).copied()
    }

    /// Which lasting rules stand against a learner and a mentor, by their places, who would be a pair
    /// until a last day and share some free minutes a week.
    pub fn between(
        &self,
        learner: usize,
        mentor: usize,
        last_day: NaiveDate,
        minutes: u16,
    ) -> Exclusions {
        let own = self.single[learner].iter().find(|(other, _)| *other == mentor);
        let mut found = own.map_or(Exclusions::NONE, |(_, reasons)| *reasons);
        if self.is_above(learner, mentor, last_day) || self.is_above(mentor, learner, last_day) {
            found.insert(Rule::ReportingLine);
        }
        let (own, theirs) = (&self.people[learner], &self.people[mentor]);
        if !own.languages.iter().any(|code| theirs.languages.binary_search(code).is_ok()) {
            found.insert(Rule::Language);
        }
        if minutes < FEWEST_MINUTES {
            found.insert(Rule::WeeklyOverlap);
        }
        if let (Some(unit), Some(other)) = (own.unit, theirs.unit) {
            if self.walls.contains(&(unit, other)) {
                found.insert(Rule::Wall);
            }
            if self.rules.other_unit_required && unit == other {
                found.insert(Rule::SameUnit);
            }
        }
        if self.rules.guests_excluded && theirs.is_guest {
            found.insert(Rule::Guest);
        }
        if self.rules.same_country_required
            && (own.country.is_none() || own.country != theirs.country)
        {
            found.insert(Rule::Country);
        }
        found
    }

    fn is_above(&self, below: usize, who: usize, last_day: NaiveDate) -> bool {
        // Whoever stands above today does so whenever the pair ends.
        self.above[below].iter().any(|(above, from)| *above == who && *from <= last_day)
    }
}

/// The number of a word, given out in the order in which words come.
fn number<'w>(known: &mut HashMap<&'w str, u32>, word: &'w str) -> u32 {
    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
    *known.entry(word).or_insert(next)
}

/// What stands between single people: one person's seats, decisions, blocks.
fn single(
    facts: &LastingFacts,
    positions: &HashMap<MemberId, usize>,
) -> Vec<Vec<(usize, Exclusions)>> {
    let mut found: HashMap<(usize, usize), Exclusions> = HashMap::new();
    let mut note = |learner: usize, mentor: usize, rule: Rule| {
        found.entry((learner, mentor)).or_default().insert(rule);
    };
    for (one, other) in one_person(facts, positions) {
        note(one, other, Rule::SamePerson);
        note(other, one, Rule::SamePerson);
    }
    for (one, other) in &facts.blocks {
        if let (Some(one), Some(other)) = (positions.get(one), positions.get(other)) {
            note(*one, *other, Rule::Block);
            note(*other, *one, Rule::Block);
        }
    }
    let mut of_unit: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, person) in facts.people.iter().enumerate() {
        if let Some(unit) = &person.unit {
            of_unit.entry(unit).or_default().push(at);
        }
    }
    for panel in &facts.deciders {
        let Some(decider) = positions.get(&panel.decider) else { continue };
        let person = panel.over.and_then(|over| positions.get(&over));
        let unit = panel.over_unit.as_deref().and_then(|unit| of_unit.get(unit));
        for subject in person.into_iter().chain(unit.into_iter().flatten()) {
            note(*subject, *decider, Rule::ReviewPanel);
        }
    }
    let mut single = vec![Vec::new(); facts.people.len()];
    for ((learner, mentor), reasons) in found {
        single[learner].push((mentor, reasons));
    }
    single
}

/// Places that belong to one person: each to itself, those that are linked as one, and those of equal
/// names unless somebody said that they differ.
fn one_person(
    facts: &LastingFacts,
    positions: &HashMap<MemberId, usize>,
) -> HashSet<(usize, usize)> {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, person) in facts.people.iter().enumerate() {
        if let Some(name) = facts.names.get(&person.member_id) {
            by_name.entry(normal(name)).or_default().push(at);
        }
    }
    let mut same: HashSet<(usize, usize)> = (0..facts.people.len()).map(|at| (at, at)).collect();
    for seats in by_name.values() {
        for (at, one) in seats.iter().enumerate() {
            same.extend(seats[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    for (one, other, is_same) in &facts.links {
        if let (Some(one), Some(other)) = (positions.get(one), positions.get(other)) {
            if *is_same {
                same.insert((*one, *other));
            } else {
                same.remove(&(*one, *other));
                same.remove(&(*other, *one));
            }
        }
    }
    same
}

/// Whether two names are the same but for the differences that typing makes.
pub(crate) fn are_namesakes(one: &str, other: &str) -> bool {
    normal(one) == normal(other)
}

/// A name without the differences that typing makes.
fn normal(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
