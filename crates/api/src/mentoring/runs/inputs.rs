use async_graphql::{Enum, ID, InputObject, SimpleObject};
use kernel::{MemberId, Violation};
use mentoring::actions::runs::Published;
use mentoring::model::runs::{MOST_PLACES, WhatIf};
use mentoring::model::weights::Weights;

use super::super::lists::types::MentoringRule;
use super::types::{MatchingObjective, MatchingRun};
use crate::error::ApiError;
use crate::ids::{self, id};
use crate::numbers::count;

/// How many mentors one question names.
const MOST_MENTORS: usize = 50;

/// Input of `startMatchingRun`.
#[derive(InputObject)]
pub struct StartMatchingRunInput {
    /// An open cycle.
    pub cycle_id: ID,
    /// What the run calls best.
    pub objective: MatchingObjective,
    /// A learner of the cycle without a mentor: the run looks for this one only, and nobody else
    /// moves. All who look for a mentor when left out.
    pub only_learner_id: Option<ID>,
    /// A number from 0 that is kept with the run; drawn when left out. Nothing is drawn in the run
    /// itself, so that it changes no pair.
    pub seed: Option<i32>,
    /// A text of your choice; a second request with the same key and input does nothing again and
    /// gives the same answer.
    pub idempotency_key: Option<String>,
}

impl StartMatchingRunInput {
    /// The seed, if it is fit.
    pub(super) fn seed(&self) -> Result<Option<i64>, ApiError> {
        match self.seed {
            Some(seed) if seed < 0 => Err(ApiError::invalid(vec![Violation::new(
                "input.seed",
                "OUT_OF_RANGE",
                "A seed is 0 or more.",
            )])),
            seed => Ok(seed.map(i64::from)),
        }
    }
}

/// Answer of `startMatchingRun`.
#[derive(SimpleObject)]
pub struct StartMatchingRunPayload {
    /// The run that was started, or the one that was under way. Ask `matchingRun` for its progress.
    pub run: MatchingRun,
    /// Whether one of the cycle was under way; then nothing was started.
    pub already_running: bool,
}

/// Input of `publishDrafts`.
#[derive(InputObject)]
pub struct PublishDraftsInput {
    /// A finished run of an open cycle.
    pub run_id: ID,
    /// Learners for whom the run has a mentor, 1 to 1,000; all of them when left out.
    pub learner_ids: Option<Vec<ID>>,
    /// Only say what would come of it: nothing is written, nobody is written to.
    #[graphql(default)]
    pub dry_run: bool,
}

/// Answer of `publishDrafts`.
#[derive(SimpleObject)]
pub struct PublishDraftsPayload {
    /// Whether it was a dry run.
    pub dry_run: bool,
    /// How many proposals were made, or would be.
    pub published: i32,
    /// What became of each draft, by the learner's id.
    pub outcomes: Vec<PublishOutcome>,
}

impl PublishDraftsPayload {
    pub(super) fn new(dry_run: bool, outcomes: Vec<(MemberId, Published)>) -> Self {
        let made = outcomes.iter().filter(|(_, one)| matches!(one, Published::Made(_))).count();
        Self {
            dry_run,
            published: count(made),
            outcomes: outcomes.into_iter().map(|one| PublishOutcome::new(one, dry_run)).collect(),
        }
    }
}

/// What became of a draft.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishOutcomeKind {
    /// Both sides are asked.
    Published,
    /// It was published before.
    AlreadyPublished,
    /// The learner has a mentor or a proposal in the program.
    HasOpenPair,
    /// The mentor has no free place any more, or takes no new pairs.
    NoPlace,
    /// A rule now stands against the pair; `rule` says which.
    Excluded,
    /// One of the two has left the organisation.
    Left,
    /// You are one of the two; another coordinator has to publish it.
    OwnPair,
}

/// What became of the draft for one learner.
#[derive(SimpleObject)]
pub struct PublishOutcome {
    /// The learner.
    pub learner_id: ID,
    /// What became of it.
    pub outcome: PublishOutcomeKind,
    /// The rule that stands against the pair, of EXCLUDED.
    pub rule: Option<MentoringRule>,
    /// The pair, of PUBLISHED and ALREADY_PUBLISHED; null in a dry run where none is there yet.
    pub pair_id: Option<ID>,
}

impl PublishOutcome {
    fn new((learner, published): (MemberId, Published), dry_run: bool) -> Self {
        let (outcome, rule, pair) = match published {
            Published::Made(pair) => {
                (PublishOutcomeKind::Published, None, (!dry_run).then_some(pair))
            }
            Published::AlreadyPublished(pair) => {
                (PublishOutcomeKind::AlreadyPublished, None, Some(pair))
            }
            Published::HasOpenPair => (PublishOutcomeKind::HasOpenPair, None, None),
            Published::NoPlace => (PublishOutcomeKind::NoPlace, None, None),
            Published::Excluded(rule) => (PublishOutcomeKind::Excluded, Some(rule), None),
            Published::Left => (PublishOutcomeKind::Left, None, None),
            Published::OwnPair => (PublishOutcomeKind::OwnPair, None, None),
        };
        let rule = rule.map(MentoringRule::from);
        Self { learner_id: id(learner), outcome, rule, pair_id: pair.map(id) }
    }
}

/// What a coordinator might do; nothing of it is done.
#[derive(InputObject)]
pub struct WhatIfChange {
    /// Mentors with more places; at most 50.
    #[graphql(default)]
    pub add_places: Vec<MorePlacesInput>,
    /// Mentors of the run who were not there; at most 50.
    #[graphql(default)]
    pub remove_mentor_ids: Vec<ID>,
    /// A rule that did not hold; any but PRIVATE.
    pub rule_off: Option<MentoringRule>,
    /// Other weights of the parts of a score.
    pub weights: Option<WhatIfWeightsInput>,
}

/// More places of one mentor.
#[derive(InputObject)]
pub struct MorePlacesInput {
    /// A mentor of the run.
    pub mentor_id: ID,
    /// How many more, 1 to 100.
    pub places: i32,
}

/// What each part of a score weighs, in percent; together 100.
#[derive(InputObject)]
pub struct WhatIfWeightsInput {
    /// How far the mentor is above the learner in what the learner wants to grow in.
    pub gap_cover: i32,
    /// How high the learner ranked the mentor.
    pub preference: i32,
    /// How alike the answers on style and values are.
    pub style: i32,
    /// How many goals both named.
    pub goals: i32,
    /// How much free working time they share.
    pub time: i32,
    /// How many steps of the ladder the mentor is ahead.
    pub career: i32,
    /// Whether the mentor comes from another unit or team.
    pub fresh_view: i32,
}

impl WhatIfChange {
    pub(super) fn read(self) -> Result<WhatIf, ApiError> {
        let mut violations = Vec::new();
        let mut wrong = |path: String, code, message: &str| {
            violations.push(Violation::new(path, code, message));
        };
        for (count, path) in [
            (self.add_places.len(), "change.addPlaces"),
            (self.remove_mentor_ids.len(), "change.removeMentorIds"),
        ] {
            if count > MOST_MENTORS {
                wrong(path.to_owned(), "COUNT", "Name at most 50 mentors.");
            }
        }
        let mut add_places = Vec::new();
        for (at, one) in self.add_places.iter().enumerate() {
            let mentor: MemberId = ids::parse(&one.mentor_id)?;
            match u32::try_from(one.places).ok().filter(|more| (1..=MOST_PLACES).contains(more)) {
                Some(places) => add_places.push((mentor, places)),
                None => wrong(
                    format!("change.addPlaces.{at}.places"),
                    "OUT_OF_RANGE",
                    "A mentor may get 1 to 100 more places.",
                ),
            }
        }
        let weights = self.weights.map(|weights| weights.read());
        if weights == Some(None) {
            let words = "Weights are whole numbers from 0 that add up to 100.";
            wrong("change.weights".to_owned(), "SUM", words);
        }
        if self.rule_off == Some(MentoringRule::Private) {
            let words = "What is private cannot be switched off, not even in thought.";
            wrong("change.ruleOff".to_owned(), "PRIVATE", words);
        }
        let removed = self.remove_mentor_ids.iter().map(ids::parse::<MemberId>);
        let removed: Result<Vec<MemberId>, ApiError> = removed.collect();
        let remove_mentors = removed?;
        if !violations.is_empty() {
            return Err(ApiError::invalid(violations));
        }
        let rule_off = self.rule_off.map(Into::into);
        Ok(WhatIf { add_places, remove_mentors, rule_off, weights: weights.flatten() })
    }
}

impl WhatIfWeightsInput {
    fn read(&self) -> Option<Weights> {
        let given = [
            self.gap_cover,
            self.preference,
            self.style,
            self.goals,
            self.time,
            self.career,
            self.fresh_view,
        ];
        let mut weights = [0; 7];
        for (weight, given) in weights.iter_mut().zip(given) {
            *weight = u8::try_from(given).ok()?;
        }
        Weights::new(weights)
    }
}
