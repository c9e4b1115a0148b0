//! Places against learners, before a run: what is missing, and of what most.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use kernel::MemberId;
use matching::{MatchingError, Objective};

use super::absent::{RuleCount, rules_against};
use super::solve::{Solved, places, problem};
use super::why_not::broken;
use crate::error::MentoringError;
use crate::model::exclusion::Rule;
use crate::model::lists::MatchInputs;

/// The level from which a mentor helps in a competency (domain guide 6.2).
const HELPS_FROM: u8 = 3;

/// How many learners without any candidate are named, and how many pairs that look like one person.
pub const MOST_NAMED: usize = 50;

/// A competency that more learners want than places are offered for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scarce {
    /// Its code.
    pub code: String,
    /// Learners who want to grow in it.
    pub wanted: u32,
    /// Free places of mentors who are at level 3 or more in it.
    pub offered: u32,
}

/// A learner whom no mentor may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lonely {
    /// Who.
    pub learner_id: MemberId,
    /// What excludes the mentors, the rule with most mentors first.
    pub rules: Vec<RuleCount>,
}

/// How places and learners stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// Learners to be matched.
    pub learners: u32,
    /// Free places of all mentors who take new pairs.
    pub places: u32,
    /// Mentors with a free place.
    pub mentors: u32,
    /// How many learners can have a mentor at best, by all rules.
    pub matchable: u32,
    /// Scarce competencies, the scarcest first.
    pub scarce: Vec<Scarce>,
    /// Learners whom rules leave nobody, at most [`MOST_NAMED`].
    pub without_candidate: Vec<Lonely>,
    /// How many there are of them in all.
    pub lonely: u32,
    /// Learner and mentor who may be one person, and are excluded for it; at most [`MOST_NAMED`].
    pub same_person: Vec<(MemberId, MemberId)>,
}

impl Supply {
    /// Counts the places for some people. Takes time for each pair of them: not for a thread that
    /// answers requests.
    ///
    /// # Errors
    /// [`MentoringError::Broken`] if the engine fails its own check.
    pub fn of(inputs: &Arc<MatchInputs>) -> Result<Self, MentoringError> {
        let free = open_places(inputs);
        let mut without_candidate = Vec::new();
        let (mut lonely, mut same_person) = (0, Vec::new());
        for (at, learner) in inputs.learners.iter().enumerate() {
            let learner_id = learner.person.member_id;
            for (other, mentor) in inputs.mentors.iter().enumerate() {
                let mentor_id = mentor.person.member_id;
                if mentor_id != learner_id
                    && same_person.len() < MOST_NAMED
                    && inputs.exclusions(at, other).contains(Rule::SamePerson)
                {
                    same_person.push((learner_id, mentor_id));
                }
            }
            let (allowed, rules) = rules_against(inputs, at);
            if allowed == 0 {
                lonely += 1;
                if without_candidate.len() < MOST_NAMED {
                    without_candidate.push(Lonely { learner_id, rules });
                }
            }
        }
        Ok(Self {
            learners: count(inputs.learners.len()),
            places: free.iter().sum(),
            mentors: count(free.iter().filter(|places| **places > 0).count()),
            matchable: matchable(inputs)?,
            scarce: scarce(inputs, &free),
            without_candidate,
            lonely,
            same_person,
        })
    }

    /// "22 learners need 22 places, 12 offered; the scarce competency is C09."
    pub fn sentence(&self) -> String {
        if self.learners == 0 {
            return "No learner looks for a mentor.".to_owned();
        }
        let need = match self.learners {
            1 => "1 learner needs 1 place".to_owned(),
            many => format!("{many} learners need {many} places"),
        };
        let mut text = format!("{need}, {} offered", self.places);
        match self.scarce.as_slice() {
            [] => {}
            [only] => {
                let _ = write!(text, "; the scarce competency is {}", only.code);
            }
            [first, others @ ..] => {
                let (code, more) = (&first.code, others.len());
                let _ = write!(text, "; the scarcest competency is {code}, {more} more are scarce");
            }
        }
        if self.matchable < self.learners.min(self.places) {
            let _ = write!(text, "; rules allow {} pairs at most", self.matchable);
        }
        text.push('.');
        text
    }
}

/// Free places of each mentor who takes new pairs.
fn open_places(inputs: &MatchInputs) -> Vec<u32> {
    inputs.mentors.iter().map(|one| if one.is_open { one.free() } else { 0 }).collect()
}

/// Competencies that more learners want than there are places for, the widest gap first.
fn scarce(inputs: &MatchInputs, free: &[u32]) -> Vec<Scarce> {
    let mut wanted: BTreeMap<&str, u32> = BTreeMap::new();
    for focus in inputs.learners.iter().flat_map(|learner| &learner.focus) {
        *wanted.entry(&focus.code).or_default() += 1;
    }
    let offered = |code: &str| {
        let able = inputs.mentors.iter().zip(free).filter(|(one, _)| one.level(code) >= HELPS_FROM);
        able.map(|(_, places)| places).sum::<u32>()
    };
    let all = wanted.into_iter().map(|(code, wanted)| Scarce {
        code: code.to_owned(),
        wanted,
        offered: offered(code),
    });
    let mut found: Vec<Scarce> = all.filter(|one| one.wanted > one.offered).collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.wanted - one.offered), one.code.clone()));
    found
}

/// How many can be matched at best. What the coordinator fixed may not fit any more; it counts for
/// nothing here.
fn matchable(inputs: &Arc<MatchInputs>) -> Result<u32, MentoringError> {
    let mut open = (**inputs).clone();
    open.pins.clear();
    let solve = || -> Result<usize, MatchingError> {
        let problem = problem(&Arc::new(open), places(inputs))?;
        Ok(Solved::find(problem, Objective::Sum)?.solution.values.matched)
    };
    Ok(count(solve().map_err(|error| broken(&error))?))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn supply(learners: u32, places: u32, matchable: u32, codes: &[&str]) -> Supply {
        let scarce = |code: &&str| Scarce { code: (*code).to_owned(), wanted: 2, offered: 1 };
        Supply {
            learners,
            places,
            mentors: 9,
            matchable,
            scarce: codes.iter().map(scarce).collect(),
            without_candidate: Vec::new(),
            lonely: 0,
            same_person: Vec::new(),
        }
    }

    #[rstest]
    #[case(22, 12, 12, &["C09"], "22 learners need 22 places, 12 offered; the scarce competency is C09.")]
    #[case(1, 1, 1, &[], "1 learner needs 1 place, 1 offered.")]
    #[case(3, 9, 2, &[], "3 learners need 3 places, 9 offered; rules allow 2 pairs at most.")]
    #[case(
        4, 4, 4, &["C04", "C01", "C02"],
        "4 learners need 4 places, 4 offered; the scarcest competency is C04, 2 more are scarce."
    )]
    #[case(0, 5, 0, &[], "No learner looks for a mentor.")]
    fn the_planner_says_it_in_one_sentence(
        #[case] learners: u32,
        #[case] places: u32,
        #[case] matchable: u32,
        #[case] codes: &[&str],
        #[case] words: &str,
    ) {
        assert_eq!(supply(learners, places, matchable, codes).sentence(), words);
    }
}
