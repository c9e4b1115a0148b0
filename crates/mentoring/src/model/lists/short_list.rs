//! The mentors that a learner may rank, each with reasons.
//!
//! Choice with information keeps choice from following looks (domain guide 6.1): the cards say what
//! the mentor knows, what both share, and what the learner wished for.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::inputs::MatchInputs;
use super::parts::Parts;
use super::score::WHOLE;
use crate::model::profiles::{Fact, GoalTag};
use crate::model::weights::Part;

/// Cards of a short list.
pub const LIST_LENGTH: usize = 8;

/// Cards that go to mentors whom the learner wished for, where none is among the best.
const WISHED: usize = 2;

/// Why a mentor fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    /// The parts of the score, as [`Parts::to_value`] stores them.
    parts: Value,
    /// What the mentor brings, in sentences.
    pub reasons: Vec<String>,
    /// What both share, in sentences.
    pub common_ground: Vec<String>,
}

impl Reasons {
    /// The parts of the score; `None` where they were stored otherwise.
    pub fn parts(&self) -> Option<Parts> {
        Parts::from_value(&self.parts)
    }

    /// As they are stored with a short list.
    pub fn to_value(&self) -> Value {
        serde_json::json!(self)
    }

    /// Those that were stored by [`Reasons::to_value`]; `None` for anything else.
    pub fn from_value(value: Value) -> Option<Self> {
        serde_json::from_value(value).ok()
    }
}

/// One mentor of a short list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The mentor's place among the inputs.
    pub mentor: usize,
    /// How well the two fit, 0 to 100.
    pub score: u8,
    /// Why.
    pub reasons: Reasons,
}

impl MatchInputs {
    /// The short list of a learner, best first: up to eight mentors against whom no rule stands. Where
    /// the learner has a wish that none of them meets, the last two cards go to the best who do.
    /// Mentors of one score take turns, so that not every learner sees the same.
    pub fn short_list(&self, learner: usize) -> Vec<Card> {
        let mentors = self.mentors.len();
        let turn = |mentor: usize| (mentor + mentors - learner % mentors) % mentors;
        let allowed = (0..mentors).filter_map(|at| Some((at, self.score(learner, at)?)));
        let mut allowed: Vec<(usize, u8)> = allowed.collect();
        allowed.sort_unstable_by_key(|(mentor, score)| (Reverse(*score), turn(*mentor)));
        let rest = allowed.split_off(allowed.len().min(LIST_LENGTH));
        if !allowed.iter().any(|(mentor, _)| self.is_wished(learner, *mentor)) {
            let wished = rest.into_iter().filter(|(mentor, _)| self.is_wished(learner, *mentor));
            let wished: Vec<(usize, u8)> = wished.take(WISHED).collect();
            allowed.truncate(LIST_LENGTH - wished.len());
            allowed.extend(wished);
        }
        let card = |(mentor, score)| Card { mentor, score, reasons: self.reasons(learner, mentor) };
        allowed.into_iter().map(card).collect()
    }

    /// Why a mentor fits a learner, told to the learner.
    pub fn reasons(&self, learner: usize, mentor: usize) -> Reasons {
        let parts = self.parts(learner, mentor);
        let mut reasons = self.lessons(learner, mentor);
        let share =
            |part: Part| parts.0.iter().find(|shown| shown.part == part && shown.missing.is_none());
        if share(Part::Career).is_some_and(|shown| shown.share_bp >= 7_000) {
            let ahead = self.steps_ahead(learner, mentor);
            reasons.push(format!("{ahead} ahead of you on the career ladder"));
        }
        if share(Part::FreshView).is_some_and(|shown| shown.share_bp == i32::from(WHOLE)) {
            let from = if self.mentors[mentor].person.is_guest {
                "From outside of the organisation, with a fresh view"
            } else {
                "From another unit, with a fresh view"
            };
            reasons.push(from.to_owned());
        }
        for wish in self.met_wishes(learner, mentor) {
            let words = Fact::parse(wish).map_or(wish, |fact| fact.words());
            reasons.push(format!("As you wished: {words}"));
        }
        let alike = share(Part::Style).is_some_and(|shown| shown.share_bp >= 7_500);
        Reasons {
            parts: parts.to_value(),
            reasons,
            common_ground: self.common_ground(learner, mentor, alike),
        }
    }

    /// What the mentor can teach, in the learner's order.
    fn lessons(&self, learner: usize, mentor: usize) -> Vec<String> {
        let offers = &self.mentors[mentor];
        let lesson = |(code, own): (&String, u8)| {
            let level = offers.level(code);
            match level.saturating_sub(own) {
                0 => None,
                1 => Some(format!("Level {level} in {code}, one above yours")),
                above => Some(format!("Level {level} in {code}, {above} above yours")),
            }
        };
        let focus = self.learners[learner].focus.iter();
        focus.map(|focus| (&focus.code, focus.level)).filter_map(lesson).collect()
    }

    fn steps_ahead(&self, learner: usize, mentor: usize) -> String {
        let step = |ladder: Option<u8>| ladder.unwrap_or(0);
        let own = step(self.learners[learner].person.ladder);
        match step(self.mentors[mentor].person.ladder).saturating_sub(own) {
            1 => "One step".to_owned(),
            steps => format!("{steps} steps"),
        }
    }

    fn common_ground(&self, learner: usize, mentor: usize, alike: bool) -> Vec<String> {
        let (own, theirs) = (&self.learners[learner].person, &self.mentors[mentor].person);
        let mut found = Vec::new();
        for goal in own.goals.iter().filter(|goal| theirs.goals.contains(goal)) {
            let words = GoalTag::parse(goal).map_or(goal.as_str(), |tag| tag.words());
            found.push(format!("Both of you want to {words}"));
        }
        if alike {
            found.push("You answered the questions on style and values much alike".to_owned());
        }
        let spoken = own.languages.iter().filter(|code| theirs.languages.contains(code));
        let spoken: Vec<&str> = spoken.map(String::as_str).collect();
        if !spoken.is_empty() {
            found.push(format!("You both speak {}", spoken.join(", ")));
        }
        let minutes = self.shared_minutes(learner, mentor);
        if minutes > 0 {
            found.push(format!("You share {minutes} free minutes a week"));
        }
        found
    }

    fn met_wishes(&self, learner: usize, mentor: usize) -> impl Iterator<Item = &str> {
        let offers = &self.mentors[mentor].offers;
        let wishes = self.learners[learner].wishes.iter();
        wishes.filter(|wish| offers.contains(wish)).map(String::as_str)
    }

    /// Whether the mentor is what the learner wished for. Without a wish, everybody is.
    fn is_wished(&self, learner: usize, mentor: usize) -> bool {
        self.learners[learner].wishes.is_empty()
            || self.met_wishes(learner, mentor).next().is_some()
    }
}
