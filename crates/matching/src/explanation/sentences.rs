//! Each answer as a sentence for a coordinator.

use super::binding::MorePlace;
use super::relaxation::Relaxation;
use super::shortage::{Absence, Shortage};
use super::why::{Why, WhyNot};
use super::wishes::{BlockingPair, Held};
use super::words::{Words, counted};
use super::{Names, Person};
use crate::objective::{Objective, Values};
use crate::what_if::{Difference, Move};

impl WhyNot {
    /// "Ana with Bo would cost 14 points in all: Bo's place goes from Cem to Ana, Cem moves to
    /// Dora. The lowest score falls from 61 to 47."
    pub fn sentence(
        &self,
        learner: usize,
        mentor: usize,
        objective: Objective,
        names: Names<'_>,
    ) -> String {
        let words = Words { names, objective };
        let (ana, bo) = (words.learner(learner), words.mentor(mentor));
        match self {
            Self::Impossible => format!("{ana} with {bo} is impossible: a rule excludes the pair."),
            Self::Forbidden => format!("{ana} with {bo} is forbidden for this run."),
            Self::IsChosen => format!("{ana} has {bo}."),
            Self::PinnedElsewhere { mentor } => {
                format!("{ana} is pinned to {}, so not with {bo}.", words.mentor(*mentor))
            }
            Self::NoPlaces { pinned: 0 } => format!("{bo} offers no place."),
            Self::NoPlaces { pinned: 1 } => format!("The only place of {bo} is pinned to another."),
            Self::NoPlaces { pinned } => {
                format!("All {pinned} places of {bo} are pinned to others.")
            }
            Self::Costs { before, after, moves } => {
                let subject = format!("{ana} with {bo}");
                told(&words, &subject, before, after, moves)
            }
            Self::Tie { moves } => {
                let moves = words.moves(moves);
                format!("{ana} with {bo} would be as good: {moves}. Only the tie rule decides.")
            }
        }
    }
}

impl Why {
    /// "Ana has Dora. Any other choice for Ana would cost 19 points in all: …"
    pub fn sentence(&self, learner: usize, objective: Objective, names: Names<'_>) -> String {
        let words = Words { names, objective };
        let ana = words.learner(learner);
        match self {
            Self::Unmatched => format!("{ana} has no mentor."),
            Self::Pinned { mentor } => format!("{ana} is pinned to {}.", words.mentor(*mentor)),
            Self::Gains { mentor, before, after, moves } => {
                let subject = format!("Any other choice for {ana}");
                let effect = told(&words, &subject, before, after, moves);
                format!("{ana} has {}. {effect}", words.mentor(*mentor))
            }
            Self::Tie { mentor, moves } => {
                let (bo, moves) = (words.mentor(*mentor), words.moves(moves));
                format!("{ana} has {bo}. As good would be: {moves}. Only the tie rule decides.")
            }
        }
    }
}

/// "… would cost 14 points in all: who moves. What else changes."
fn told(
    words: &Words<'_>,
    subject: &str,
    before: &Values,
    after: &Values,
    moves: &[Move],
) -> String {
    let moves = words.moves(moves);
    match words.effect(before, after) {
        Some((effect, others)) => format!("{subject} would {effect}: {moves}.{others}"),
        None => format!("{subject} would be as good: {moves}."),
    }
}

impl MorePlace {
    /// "One more place at Bo would raise the lowest score from 70 to 75. The sum rises from 235 to
    /// 245."
    pub fn sentence(&self, before: &Values, objective: Objective, names: Names<'_>) -> String {
        let words = Words { names, objective };
        let subject = format!("One more place at {}", words.mentor(self.mentor));
        match words.effect(before, &self.after) {
            Some((effect, others)) => format!("{subject} would {effect}.{others}"),
            None => format!("{subject} would change nothing."),
        }
    }
}

impl BlockingPair {
    /// "Ana (70 with Dora) and Bo (75 with Cem) would rather have each other: 80."
    pub fn sentence(&self, names: Names<'_>) -> String {
        let with = |held: Held, name: String| format!("{} with {name}", held.score);
        let learner_has = self.learner_has.map_or("without a mentor".to_owned(), |held| {
            with(held, names(Person::Mentor(held.person)))
        });
        let mentor_has = self.mentor_has.map_or("with a free place".to_owned(), |held| {
            with(held, names(Person::Learner(held.person)))
        });
        let ana = names(Person::Learner(self.learner));
        let bo = names(Person::Mentor(self.mentor));
        let score = self.score;
        format!(
            "{ana} ({learner_has}) and {bo} ({mentor_has}) would rather have each other: {score}."
        )
    }
}

impl Absence {
    /// "Ana has no mentor: all 3 allowed mentors are full, and none of their learners can make
    /// room."
    pub fn sentence(&self, learner: usize, names: Names<'_>) -> String {
        let ana = names(Person::Learner(learner));
        match *self {
            Self::NoAllowedMentor { forbidden: 0 } => {
                format!("{ana} has no mentor: rules exclude every pair.")
            }
            Self::NoAllowedMentor { forbidden } => {
                let forbidden = counted(forbidden as u64, "pair is", "pairs are");
                format!(
                    "{ana} has no mentor: {forbidden} forbidden for this run, and rules exclude \
                     every other."
                )
            }
            Self::NoPlaces { mentors: 1 } => {
                format!("{ana} has no mentor: the only allowed mentor has no place to give.")
            }
            Self::NoPlaces { mentors } => format!(
                "{ana} has no mentor: none of the {mentors} allowed mentors has a place to give."
            ),
            Self::Crowded { mentors: 1 } => format!(
                "{ana} has no mentor: the only allowed mentor is full with learners who cannot \
                 make room."
            ),
            Self::Crowded { mentors } => format!(
                "{ana} has no mentor: all {mentors} allowed mentors are full, and none of their \
                 learners can make room."
            ),
        }
    }
}

impl Shortage {
    /// "3 learners can only go to Bo or Dora, who have 2 places together: Eve stays without a
    /// mentor." Many people are cut short.
    pub fn sentence(&self, names: Names<'_>) -> String {
        let words = Words { names, objective: Objective::default() };
        let learners = counted(self.learners.len() as u64, "learner", "learners");
        let mentors = words.mentors(&self.mentors, "or");
        let places = counted(self.places, "place", "places");
        let have = match self.mentors.len() {
            1 => format!("who has {places}"),
            _ => format!("who have {places} together"),
        };
        let unmatched = words.learners(&self.unmatched, "and");
        let stay = if self.unmatched.len() == 1 { "stays" } else { "stay" };
        format!("{learners} can only go to {mentors}, {have}: {unmatched} {stay} without a mentor.")
    }
}

impl Relaxation {
    /// "With one more place at Bo, Ana would have a mentor. 4 learners have a mentor instead of 3.
    /// The sum rises from 235 to 306."
    pub fn sentence(
        &self,
        learner: usize,
        before: &Values,
        objective: Objective,
        names: Names<'_>,
    ) -> String {
        let words = Words { names, objective };
        let ana = words.learner(learner);
        let change = match *self {
            Self::Place { mentor, pinned: false, .. } => {
                format!("With one more place at {}", words.mentor(mentor))
            }
            Self::Place { mentor, pinned: true, .. } => {
                let bo = words.mentor(mentor);
                format!("With one more place at {bo} and {ana} pinned to {bo}")
            }
            Self::Forbid { mentor, .. } => {
                format!("If {} were no longer forbidden", words.mentor(mentor))
            }
        };
        let effect = words.changes(before, &self.after()).join(" ");
        format!("{change}, {ana} would have a mentor. {effect}")
    }
}

/// What differs between two results, by person: the levels first, then who moves.
pub fn difference(difference: &Difference, objective: Objective, names: Names<'_>) -> Vec<String> {
    let words = Words { names, objective };
    let mut lines = words.changes(&difference.before, &difference.after);
    if lines.is_empty() {
        lines.push("No level changes.".to_owned());
    }
    let lists = [&difference.moved, &difference.newly_matched, &difference.newly_unmatched];
    let moves = lists.into_iter().flatten();
    lines.extend(moves.map(|one| format!("{}.", words.moves(std::slice::from_ref(one)))));
    lines
}
