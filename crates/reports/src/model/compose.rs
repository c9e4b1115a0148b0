//! What a report says. Pure: facts in, one mail's texts and figures out.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cohorts::model::{ModuleState, Pace, Standing};
use kernel::{CohortId, EnrolmentId, MemberId};
use mail::views::{LearnerDigestView, LearnerSection, ManagerLine, ManagerNoteView, TaskLine};
use mail::{MailError, Rendered, TemplateName, Templates};
use serde::{Deserialize, Serialize};

use crate::facts::{CohortFacts, Place};

/// Most tasks in one section of a digest.
const MAX_TASKS: usize = 3;
/// Most lines of a manager note; the others stand behind the link.
const MAX_LINES: usize = 10;

/// The figures that a mail states for one learner in one cohort. They are stored with the delivery,
/// and equal those of the API at the same moment, because both come from [`Standing`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CohortFigures {
    /// The cohort.
    pub cohort_id: CohortId,
    /// The learner's enrolment.
    pub enrolment_id: EnrolmentId,
    /// Required items done.
    pub done: i32,
    /// Required items.
    pub required: i32,
    /// Whole percent, rounded down.
    pub percent: i32,
    /// Modules completed.
    pub completed_modules: i32,
}

/// Who reads it.
pub(crate) struct Reader<'a> {
    /// The person.
    pub member_id: MemberId,
    /// Their name.
    pub name: &'a str,
    /// Their zone.
    pub zone: Tz,
    /// The moment that the figures show.
    pub as_of: DateTime<Utc>,
    /// Where the learning pages are.
    pub app_url: &'a str,
    /// The page on which this kind of report can be stopped.
    pub stop_url: &'a str,
}

/// One mail.
#[derive(Debug, Clone)]
pub(crate) struct Composed {
    /// The reader.
    pub member_id: MemberId,
    /// Subject, HTML and text.
    pub texts: Rendered,
    /// What it states.
    pub figures: Vec<CohortFigures>,
}

/// A learner's digest over the cohorts they are in. `None` when there is nothing to do any more.
///
/// # Errors
/// When a template fails.
pub(crate) fn learner_digest(
    templates: &Templates,
    reader: &Reader<'_>,
    places: &[&Place],
) -> Result<Option<Composed>, MailError> {
    let places: Vec<&Place> =
        places.iter().copied().filter(|place| place.standing.pace != Pace::Completed).collect();
    if places.is_empty() {
        return Ok(None);
    }
    let page_url = format!("{}/learning", reader.app_url);
    let sections: Vec<LearnerSection> =
        places.iter().map(|place| section(place, reader, &page_url)).collect();
    let headline = sections.iter().find_map(|section| section.do_next.first());
    let view = LearnerDigestView {
        recipient_name: reader.name.to_owned(),
        as_of: moment(reader.as_of, reader.zone),
        preferences_url: reader.stop_url.to_owned(),
        unsubscribe_url: reader.stop_url.to_owned(),
        headline_task: headline.map(|task| task.title.clone()),
        headline_minutes: headline.and_then(|task| task.minutes),
        sections,
        page_url,
    };
    let texts = templates.render(TemplateName::LearnerDigest, &view)?;
    Ok(Some(Composed { member_id: reader.member_id, texts, figures: figures(&places) }))
}

/// A manager's note on the learners who report to them. `None` when none of them has anything left.
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
    let Some(first) = places.first() else {
        return Ok(None);
    };
    let (prompt, prompt_module) = prompt(&first.cohort, reader.as_of);
    let page_url = format!("{}/people", reader.app_url);
    let first_name = first.learner.name.split_whitespace().next().unwrap_or(&first.learner.name);
    let mut learners: Vec<MemberId> = places.iter().map(|place| place.learner.member_id).collect();
    learners.sort_unstable();
    learners.dedup();
    let view = ManagerNoteView {
        recipient_name: reader.name.to_owned(),
        first_name: first_name.to_owned(),
        others: learners.len() - 1,
        prompt,
        prompt_module,
        lines: places.iter().take(MAX_LINES).map(|place| line(place)).collect(),
        hidden: places.len().saturating_sub(MAX_LINES),
        as_of: moment(reader.as_of, reader.zone),
        preferences_url: reader.stop_url.to_owned(),
        unsubscribe_url: reader.stop_url.to_owned(),
        page_url,
    };
    let texts = templates.render(TemplateName::ManagerNote, &view)?;
    Ok(Some(Composed { member_id: reader.member_id, texts, figures: figures(&places) }))
}

fn figures(places: &[&Place]) -> Vec<CohortFigures> {
    places
        .iter()
        .map(|place| CohortFigures {
            cohort_id: place.learner.cohort_id,
            enrolment_id: place.learner.enrolment_id,
            done: place.standing.progress.done,
            required: place.standing.progress.required,
            percent: place.standing.progress.percent(),
            completed_modules: count(place.standing.completed_modules()),
        })
        .collect()
}

fn section(place: &Place, reader: &Reader<'_>, page_url: &str) -> LearnerSection {
    let CohortFacts { cohort, plan } = place.cohort.as_ref();
    let progress = place.standing.progress;
    let week = cohort.week(reader.as_of).clamp(0, i64::from(plan.weeks()) - 1);
    LearnerSection {
        cohort: cohort.name.clone(),
        program: plan.program_title.clone(),
        week: i32::try_from(week).unwrap_or(0) + 1,
        weeks: plan.weeks(),
        paused: false,
        do_next: tasks(place, page_url),
        done_items: progress.done,
        required_items: progress.required,
        percent: progress.percent(),
        progress_words: format!("{} of {} required items", progress.done, progress.required),
        completed_modules: count(place.standing.completed_modules()),
        total_modules: count(plan.modules.len()),
        locked_next: locked_next(place),
        outcome: None,
    }
}

/// What can be done now, in the order of the plan.
fn tasks(place: &Place, page_url: &str) -> Vec<TaskLine> {
    let plan = &place.cohort.plan;
    plan.modules
        .iter()
        .zip(&place.standing.modules)
        .filter(|(_, standing)| {
            matches!(standing.state, ModuleState::Open | ModuleState::InProgress)
        })
        .take(MAX_TASKS)
        .map(|(module, standing)| {
            let left = i32::from(standing.required - standing.done);
            let minutes: i32 = module
                .lessons
                .iter()
                .filter(|lesson| lesson.required)
                .map(|lesson| lesson.minutes)
                .sum();
            let required = i32::from(module.required_items).max(1);
            TaskLine {
                title: format!("{} {}", module.code, module.title),
                // Which lessons are left is not part of a board; their mean length is near enough.
                minutes: (left > 0).then_some((minutes * left / required).max(1)),
                deadline: None,
                url: page_url.to_owned(),
            }
        })
        .collect()
}

fn locked_next(place: &Place) -> Option<String> {
    let CohortFacts { cohort, plan } = place.cohort.as_ref();
    plan.modules.iter().zip(&place.standing.modules).find_map(|(module, standing)| {
        let reason = standing.locked_because.as_ref()?;
        Some(format!("{} {} is locked: {}.", module.code, module.title, reason.words(plan, cohort)))
    })
}

fn line(place: &Place) -> ManagerLine {
    let plan = &place.cohort.plan;
    let open = |standing: &Standing| {
        standing
            .modules
            .iter()
            .position(|module| matches!(module.state, ModuleState::Open | ModuleState::InProgress))
    };
    let name = |index: usize| format!("{} {}", plan.modules[index].code, plan.modules[index].title);
    let current = open(&place.standing);
    let next = place.standing.modules.iter().position(|module| module.state == ModuleState::Locked);
    ManagerLine {
        learner: place.learner.name.clone(),
        cohort: place.cohort.cohort.name.clone(),
        module: current.map_or_else(|| "between modules".to_owned(), name),
        state_words: pace_words(place.standing.pace),
        next_milestone: next.map(name),
    }
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

fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%A, %-d %B %Y, %H:%M (%Z)").to_string()
}

fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}
