//! People as numbers, so that a million scores are made in a moment.

use std::collections::HashMap;

use chrono::NaiveDate;
use kernel::MemberId;

use super::overlap::Overlaps;
use super::people::{LearnerInput, MentorInput, PersonInput};
use super::score::{self, Shares, Workplace};

#[derive(Debug)]
struct Side {
    workplace: Workplace,
    ladder: Option<u8>,
    style: Option<[u8; 5]>,
    /// In order.
    goals: Vec<u16>,
}

#[derive(Debug)]
struct Asks {
    side: Side,
    /// Competency, importance, own level.
    focus: Vec<(usize, u8, u8)>,
    ranks_anybody: bool,
    /// Places of the ranked mentors, by rank; `None` for one who is not in the match any more.
    ranks: Vec<Option<usize>>,
    /// Which row of minutes is theirs.
    pattern: Option<usize>,
}

#[derive(Debug)]
struct Offers {
    side: Side,
    /// By competency.
    levels: Vec<u8>,
}

/// What scores are made of, by place.
#[derive(Debug)]
pub(super) struct Tables {
    learners: Vec<Asks>,
    mentors: Vec<Offers>,
    /// By pattern of learners' weeks: the minutes that each mentor shares.
    minutes: HashMap<usize, Vec<u16>>,
}

/// Words and people by number.
#[derive(Default)]
struct Numbers<'w> {
    units: HashMap<&'w str, u32>,
    teams: HashMap<MemberId, u32>,
    goals: HashMap<&'w str, u16>,
    competencies: HashMap<&'w str, usize>,
}

impl<'w> Numbers<'w> {
    fn side(&mut self, person: &'w PersonInput) -> Side {
        let (units, teams, all) = (&mut self.units, &mut self.teams, &mut self.goals);
        let unit = person.unit.as_deref().map(|unit| {
            let next = u32::try_from(units.len()).unwrap_or(u32::MAX);
            *units.entry(unit).or_insert(next)
        });
        let team = person.manager_id.map(|manager| {
            let next = u32::try_from(teams.len()).unwrap_or(u32::MAX);
            *teams.entry(manager).or_insert(next)
        });
        let goals = person.goals.iter().map(|goal| {
            let next = u16::try_from(all.len()).unwrap_or(u16::MAX);
            *all.entry(goal).or_insert(next)
        });
        let mut goals: Vec<u16> = goals.collect();
        goals.sort_unstable();
        goals.dedup();
        Side {
            workplace: Workplace { unit, team, is_guest: person.is_guest },
            ladder: person.ladder,
            style: person.style,
            goals,
        }
    }

    fn competency(&mut self, code: &'w str) -> usize {
        let next = self.competencies.len();
        *self.competencies.entry(code).or_insert(next)
    }
}

impl Tables {
    pub(super) fn new(
        learners: &[LearnerInput],
        mentors: &[MentorInput],
        (first_day, last_day): (NaiveDate, NaiveDate),
    ) -> Self {
        let mut numbers = Numbers::default();
        let places = mentors.iter().enumerate().map(|(at, mentor)| (mentor.person.member_id, at));
        let places: HashMap<MemberId, usize> = places.collect();
        let people = learners.iter().map(|learner| &learner.person);
        let people = people.chain(mentors.iter().map(|mentor| &mentor.person));
        let overlaps = Overlaps::new(people, first_day, last_day);
        let asks = learners.iter().enumerate().map(|(at, learner)| {
            let focus = learner.focus.iter();
            let focus = focus
                .map(|focus| (numbers.competency(&focus.code), focus.importance, focus.level))
                .collect();
            Asks {
                side: numbers.side(&learner.person),
                focus,
                ranks_anybody: !learner.ranks.is_empty(),
                ranks: learner.ranks.iter().map(|mentor| places.get(mentor).copied()).collect(),
                pattern: overlaps.pattern(at),
            }
        });
        let asks: Vec<Asks> = asks.collect();
        // Only what learners ask for is ever looked up, so levels are as long as that.
        let wanted = numbers.competencies.len();
        let offers = mentors.iter().map(|mentor| {
            let mut levels = vec![0; wanted];
            for (code, level) in &mentor.competencies {
                if let Some(at) = numbers.competencies.get(code.as_str()) {
                    levels[*at] = *level;
                }
            }
            Offers { side: numbers.side(&mentor.person), levels }
        });
        let offers = offers.collect();
        let mut minutes: HashMap<usize, Vec<u16>> = HashMap::new();
        for pattern in asks.iter().filter_map(|asks| asks.pattern) {
            minutes.entry(pattern).or_insert_with(|| {
                let theirs = (0..mentors.len()).map(|at| overlaps.pattern(learners.len() + at));
                let shared = |theirs| overlaps.minutes(pattern, theirs, last_day);
                row(theirs, shared)
            });
        }
        Self { learners: asks, mentors: offers, minutes }
    }

    /// The free minutes of a week that the two share.
    pub(super) fn minutes(&self, learner: usize, mentor: usize) -> u16 {
        let pattern = self.learners[learner].pattern;
        pattern.and_then(|pattern| self.minutes.get(&pattern)).map_or(0, |row| row[mentor])
    }

    /// Whether the mentor has something to teach: in a competency that the learner wants to grow in,
    /// level 3 or more and above the learner's. To a learner without any, there is nothing to compare.
    pub(super) fn teaches(&self, learner: usize, mentor: usize) -> bool {
        let (focus, levels) = (&self.learners[learner].focus, &self.mentors[mentor].levels);
        let teaches = |(code, _, own): &(usize, u8, u8)| levels[*code] >= 3 && levels[*code] > *own;
        focus.is_empty() || focus.iter().any(teaches)
    }

    /// The share of each part.
    pub(super) fn shares(&self, learner: usize, mentor: usize) -> Shares {
        let (asks, offers) = (&self.learners[learner], &self.mentors[mentor]);
        let (own, theirs) = (&asks.side, &offers.side);
        let focus = asks.focus.iter();
        let rank = asks.ranks.iter().position(|ranked| *ranked == Some(mentor));
        [
            score::gap_cover(focus.map(|(code, u, level)| (*u, *level, offers.levels[*code]))),
            score::preference(asks.ranks_anybody, rank),
            score::alikeness(own.style, theirs.style),
            score::shared_goals(&own.goals, &theirs.goals),
            Ok(score::shared_time(self.minutes(learner, mentor))),
            score::career(own.ladder, theirs.ladder),
            score::fresh_view(own.workplace, theirs.workplace),
        ]
    }
}

/// Minutes with each mentor. Those of one weekly pattern are worked out once.
fn row(theirs: impl Iterator<Item = Option<usize>>, shared: impl Fn(usize) -> u16) -> Vec<u16> {
    let mut known: HashMap<usize, u16> = HashMap::new();
    let mut of = |pattern: usize| *known.entry(pattern).or_insert_with(|| shared(pattern));
    theirs.map(|pattern| pattern.map_or(0, &mut of)).collect()
}
