//! Another setting for the people of a run, compared with its result by person.

use std::sync::Arc;

use kernel::MemberId;
use matching::MatchingError;

use super::compare::{Comparison, compare};
use super::solve::{Solved, places, problem};
use super::whole::WholeRun;
use super::why_not::broken;
use crate::error::MentoringError;
use crate::model::exclusion::{Exclusions, Rule};
use crate::model::lists::MatchInputs;
use crate::model::weights::Weights;

/// Places that one mentor may be given in thought.
pub const MOST_PLACES: u32 = 100;

/// What a coordinator might do. Nothing of it is done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhatIf {
    /// Mentors with more places, and how many more.
    pub add_places: Vec<(MemberId, u32)>,
    /// Mentors who were not there.
    pub remove_mentors: Vec<MemberId>,
    /// A rule that did not hold.
    pub rule_off: Option<Rule>,
    /// Other weights of the parts of a score.
    pub weights: Option<Weights>,
}

/// What would come out of the same people under another setting, compared with what the run found.
/// Solves the problem again: not for a thread that answers requests.
///
/// # Errors
/// [`MentoringError::NotFound`] for mentors who were not part of the run, [`MentoringError::Refused`]
/// where fixed pairs do not fit, [`MentoringError::Broken`] if the engine fails its own check.
pub fn what_if(whole: &WholeRun, change: &WhatIf) -> Result<Comparison, MentoringError> {
    let inputs = Arc::new(changed(whole, change));
    let places = changed_places(whole, change)?;
    let problem = problem(&inputs, places).map_err(|error| refused(&error))?;
    let after = Solved::find(problem, whole.solved.objective).map_err(|error| broken(&error))?;
    Ok(compare(&whole.outcome(), &whole.outcome_of(&after)))
}

/// The same people with other scores, where rules or weights are others.
fn changed(whole: &WholeRun, change: &WhatIf) -> MatchInputs {
    let mut off = Exclusions::NONE;
    if let Some(rule) = change.rule_off {
        off.insert(rule);
    }
    if !change.add_places.is_empty() {
        off.insert(Rule::NoPlace);
    }
    whole.inputs.changed(change.weights.unwrap_or(whole.inputs.weights), off)
}

/// The places of each mentor. Whoever is not open or not there has none, unless that is what is
/// changed.
fn changed_places(whole: &WholeRun, change: &WhatIf) -> Result<Vec<u32>, MentoringError> {
    let inputs = &whole.inputs;
    let at = |id: MemberId| inputs.mentor(id).ok_or(MentoringError::NotFound("mentor"));
    let mut places = places(inputs);
    if change.rule_off != Some(Rule::NoPlace) && !inputs.learners.is_empty() {
        for (mentor, places) in places.iter_mut().enumerate() {
            if inputs.exclusions(0, mentor).contains(Rule::NoPlace) {
                *places = 0;
            }
        }
    }
    for &(mentor, more) in &change.add_places {
        let mentor = at(mentor)?;
        places[mentor] = places[mentor].saturating_add(more);
    }
    for &mentor in &change.remove_mentors {
        places[at(mentor)?] = 0;
    }
    Ok(places)
}

fn refused(error: &MatchingError) -> MentoringError {
    match error {
        MatchingError::TooManyPins { .. } => MentoringError::Refused(
            "learners are pinned to a mentor who would have too few places; take the pins away, \
             start another run, and ask again"
                .to_owned(),
        ),
        error => broken(error),
    }
}
