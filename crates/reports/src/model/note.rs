use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use cohorts::model::{ModuleStanding, ModuleState, Pace, Standing};
use kernel::MemberId;
use mail::views::{ManagerLine, ManagerNoteView};
use mail::{MailError, TemplateName, Templates};

use super::compose::{Composed, Reader, moment};
use super::figures::CohortFigures;
use super::schedule::week_moment;
use crate::facts::{CohortFacts, Place};

#[cfg(test)]
mod tests;

/// Up to so many learners have a line each. Of more, those who are behind have one.
const FEW: usize = 10;
/// Most lines of a note, however many are behind: a mail is not the page of a department.
const MAX_LINES: usize = 40;

/// A manager's note on the learners who report to them. `None` when none of them has anything left.
///
/// With more than ten learners only those stand in it who are behind, most of all first, and those
/// who wait for feedback; the number of the others stands beside the link to the page.
///
/// # Errors
/// When a template fails.
pub(crate) fn manager_note(
    templates: &Templates,
    reader: &Reader<'_>,
    places: &[&Place],
) -> Result<Option<Composed>, MailError> {
    let places: Vec<&Place> =
        places.iter().copied().filter(|place| place.standing.pace != Pace::Completed).collect();
    let mut learners: Vec<MemberId> = places.iter().map(|place| place.learner.member_id).collect();
    learners.sort_unstable();
    learners.dedup();
    let shown = shown(&places, learners.len());
    let Some(first) = shown.first().or(places.first()).copied() else {
        return Ok(None);
    };
    let others = learners.len() - 1;
    learners.retain(|learner| shown.iter().all(|place| place.learner.member_id != *learner));
    let week = week_moment(&first.cohort.cohort, reader.as_of, reader.zone);
    let (prompt, prompt_module) = prompt(&first.cohort, week);
    let page_url = format!("{}/people", reader.app_url);
    let first_name = first.learner.name.split_whitespace().next().unwrap_or(&first.learner.name);
    let view = ManagerNoteView {
        recipient_name: reader.name.to_owned(),
        first_name: first_name.to_owned(),
        others,
        prompt,
        prompt_module,
        lines: shown.iter().map(|place| line(place)).collect(),
        hidden: learners.len(),
        as_of: moment(reader.as_of, reader.zone),
        unsubscribe_url: reader.stop_url.to_owned(),
        page_url,
    };
    let texts = Some(templates.render(TemplateName::ManagerNote, &view)?);
    let figures = shown.iter().map(|place| CohortFigures::with_pace(place)).collect();
    Ok(Some(Composed::of_learners(reader.member_id, texts, figures)))
}

/// The places that have a line.
fn shown<'p>(places: &[&'p Place], learners: usize) -> Vec<&'p Place> {
    if learners <= FEW {
        return places.to_vec();
    }
    let mut shown: Vec<(i32, &Place)> =
        places.iter().filter_map(|place| Some((behind(place)?, *place))).collect();
    // Stable: who is behind by as much stays in the order of names.
    shown.sort_by_key(|(items, _)| Reverse(*items));
    shown.into_iter().map(|(_, place)| place).take(MAX_LINES).collect()
}

fn behind(place: &Place) -> Option<i32> {
    match place.standing.pace {
        Pace::Behind(items) => Some(items),
        _ => waits(&place.standing).then_some(0),
    }
}

fn line(place: &Place) -> ManagerLine {
    let plan = &place.cohort.plan;
    let open =
        |standing: &Standing| standing.modules.iter().position(ModuleStanding::wants_learner);
    let name = |index: usize| format!("{} {}", plan.modules[index].code, plan.modules[index].title);
    let current = open(&place.standing);
    let next = place.standing.modules.iter().position(|module| module.state == ModuleState::Locked);
    ManagerLine {
        learner: place.learner.name.clone(),
        cohort: place.cohort.cohort.name.clone(),
        module: current.map_or_else(|| "between modules".to_owned(), name),
        state_words: state_words(&place.standing),
        next_milestone: next.map(name),
    }
}

/// Whether work waits for a grader and nothing is late: others are the cause then.
fn waits(standing: &Standing) -> bool {
    standing.modules.iter().any(|module| module.work_waits)
        && !matches!(standing.pace, Pace::Behind(_))
}

fn state_words(standing: &Standing) -> String {
    if waits(standing) { "waiting for feedback".to_owned() } else { pace_words(standing.pace) }
}

/// The words of domain guide 7.3.
fn pace_words(pace: Pace) -> String {
    match pace {
        Pace::NotStarted => "not started yet".to_owned(),
        Pace::OnPace => "on pace".to_owned(),
        Pace::Ahead => "ahead".to_owned(),
        Pace::Behind(1) => "behind by 1 item".to_owned(),
        Pace::Behind(items) => format!("behind by {items} items"),
        Pace::Completed => "completed".to_owned(),
    }
}

/// The question of the week that the first learner's cohort is in.
fn prompt(facts: &CohortFacts, now: DateTime<Utc>) -> (String, String) {
    let week = facts.cohort.week(now).max(0);
    let module = facts.plan.modules.iter().rev().find(|module| i64::from(module.week) <= week);
    module.or(facts.plan.modules.first()).map_or_else(Default::default, |module| {
        (module.manager_prompt.clone(), format!("{} {}", module.code, module.title))
    })
}
