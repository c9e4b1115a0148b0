//! What is missing in a profile, and what that costs.

use super::profile::{LearnerAim, MentorOffer, Person};
use super::rules::Rules;
use crate::model::weights::{Part, Weights};

#[cfg(test)]
mod tests;

/// Lowest level in a competency with which a mentor helps (domain guide 6.2).
const LEAST_LEVEL: u8 = 3;

/// Something that was not told yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The field, as the API names it.
    pub field: &'static str,
    /// What it costs to leave it out, for people.
    pub costs: String,
    /// Whether no match at all is possible without it.
    pub rules_out: bool,
}

/// How complete a profile is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// The share of what is asked for that is there, 0 to 100.
    pub percent: u8,
    /// What is missing, in the order in which it is asked for.
    pub missing: Vec<Missing>,
}

/// What is known of the person in each part that they play; a learner or mentor who told nothing yet
/// has the part with nothing in it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// What both sides tell.
    pub person: &'a Person,
    /// What is offered, by somebody who mentors.
    pub mentor: Option<&'a MentorOffer>,
    /// What is looked for, by somebody who learns.
    pub learner: Option<&'a LearnerAim>,
}

#[derive(Default)]
struct Tally {
    asked: usize,
    missing: Vec<Missing>,
}

impl Tally {
    fn ask(
        &mut self,
        is_told: bool,
        field: &'static str,
        rules_out: bool,
        costs: impl Into<String>,
    ) {
        self.asked += 1;
        if !is_told {
            self.missing.push(Missing { field, costs: costs.into(), rules_out });
        }
    }

    /// A part of the score that drops out without the field.
    fn ask_for_part(
        &mut self,
        is_told: bool,
        field: &'static str,
        (part, weights): (Part, Weights),
    ) {
        let weight = weights.of(part);
        let costs = if weight == 0 {
            "nothing at present: your organisation gives it no weight".to_owned()
        } else {
            format!("{weight} of the 100 points of a match cannot be worked out for you")
        };
        self.ask(is_told, field, false, costs);
    }
}

impl Completeness {
    /// Weighs what was told by what the organisation's rules and weights make of it.
    pub fn of(told: Told<'_>, rules: &Rules, weights: Weights) -> Self {
        let mut tally = Tally::default();
        person(&mut tally, told.person, rules, weights);
        if let Some(mentor) = told.mentor {
            offer(&mut tally, mentor, weights);
        }
        if let Some(learner) = told.learner {
            aim(&mut tally, learner, weights);
        }
        let told = tally.asked - tally.missing.len();
        let percent = u8::try_from(told * 100 / tally.asked.max(1)).unwrap_or(100);
        Self { percent, missing: tally.missing }
    }
}

fn person(tally: &mut Tally, person: &Person, rules: &Rules, weights: Weights) {
    let week = person.week.as_ref();
    tally.ask(
        week.is_some_and(|week| week.minutes() >= 60),
        "week",
        true,
        match week {
            None => "without a week you cannot be matched",
            Some(_) => "with less than 60 free minutes a week you cannot be matched",
        },
    );
    tally.ask(
        person.languages.iter().any(super::Language::is_enough),
        "languages",
        true,
        "without a language at level B2 or better you cannot be matched",
    );
    tally.ask_for_part(person.style.is_some(), "style", (Part::Style, weights));
    tally.ask_for_part(person.ladder_step.is_some(), "ladderStep", (Part::Career, weights));
    if rules.same_country_required {
        tally.ask(
            person.country.is_some(),
            "country",
            true,
            "your organisation's data rules allow no match without the country you work in",
        );
    }
}

fn offer(tally: &mut Tally, mentor: &MentorOffer, weights: Weights) {
    tally.ask(
        mentor.is_open && mentor.places > 0,
        "mentor.places",
        true,
        "without an open place you are offered to nobody",
    );
    tally.ask(
        mentor.competencies.iter().any(|(_, level)| *level >= LEAST_LEVEL),
        "mentor.competencies",
        true,
        "without a competency at level 3 that the coordinator confirmed you are offered to nobody",
    );
    tally.ask_for_part(!mentor.goals.is_empty(), "mentor.goals", (Part::Goals, weights));
}

fn aim(tally: &mut Tally, learner: &LearnerAim, weights: Weights) {
    tally.ask(
        !learner.focus.is_empty(),
        "learner.focus",
        true,
        "without a competency to grow in no mentor can be found for you",
    );
    tally.ask_for_part(!learner.goals.is_empty(), "learner.goals", (Part::Goals, weights));
}
