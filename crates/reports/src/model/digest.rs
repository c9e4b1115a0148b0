use cohorts::model::{ModuleStanding, Pace, Standing};
use curriculum::PlannedModule;
use mail::views::{LearnerDigestView, LearnerSection, TaskLine};
use mail::{MailError, TemplateName, Templates};

use super::compose::{Composed, Reader, count, moment};
use super::figures::{CohortFigures, StatedProgress};
use super::schedule::week_moment;
use crate::facts::{CohortFacts, Place};

#[cfg(test)]
mod tests;

/// Most tasks in one section of a digest.
const MAX_TASKS: usize = 3;

/// A learner's digest over the cohorts they are in. `None` when there is nothing to do any more.
///
/// # Errors
/// When a template fails.
pub(crate) fn learner_digest(
    templates: &Templates,
    reader: &Reader<'_>,
    places: &[&Place],
) -> Result<Option<Composed>, MailError> {
    composed(templates, TemplateName::LearnerDigest, reader, places)
}

/// The line that comes instead of a digest once a month in which nothing changed.
///
/// # Errors
/// When a template fails.
pub(crate) fn quiet_month(
    templates: &Templates,
    reader: &Reader<'_>,
    places: &[&Place],
) -> Result<Option<Composed>, MailError> {
    composed(templates, TemplateName::QuietMonth, reader, places)
}

/// What the ledger keeps of a digest that said nothing new and does not go out.
pub(crate) fn silence(reader: &Reader<'_>, places: &[&Place]) -> Option<Composed> {
    let figures: Vec<CohortFigures> =
        unfinished(places).map(CohortFigures::with_progress).collect();
    (!figures.is_empty()).then(|| Composed::of_learners(reader.member_id, None, figures))
}

/// Those places in which something is left to do.
pub(super) fn unfinished<'p>(places: &[&'p Place]) -> impl Iterator<Item = &'p Place> {
    places.iter().copied().filter(|place| place.standing.pace != Pace::Completed)
}

fn composed(
    templates: &Templates,
    template: TemplateName,
    reader: &Reader<'_>,
    places: &[&Place],
) -> Result<Option<Composed>, MailError> {
    let places: Vec<&Place> = unfinished(places).collect();
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
        unsubscribe_url: reader.stop_url.to_owned(),
        headline_task: headline.map(|task| task.title.clone()),
        headline_minutes: headline.and_then(|task| task.minutes),
        sections,
        page_url,
    };
    let texts = Some(templates.render(template, &view)?);
    let figures = places.iter().map(|place| CohortFigures::with_progress(place)).collect();
    Ok(Some(Composed::of_learners(reader.member_id, texts, figures)))
}

fn section(place: &Place, reader: &Reader<'_>, page_url: &str) -> LearnerSection {
    let CohortFacts { cohort, plan, .. } = place.cohort.as_ref();
    let progress = StatedProgress::of(&place.standing);
    let begins = week_moment(cohort, reader.as_of, reader.zone);
    let week = cohort.week(begins).clamp(0, i64::from(plan.weeks()) - 1);
    // Progress is what it is now; what there is to do is that of the week that the digest is for.
    let standing = place.standing_at(begins);
    LearnerSection {
        cohort: cohort.name.clone(),
        program: plan.program_title.clone(),
        week: i32::try_from(week).unwrap_or(0) + 1,
        weeks: plan.weeks(),
        do_next: tasks(place, &standing, reader, page_url),
        done_items: progress.done,
        required_items: progress.required,
        percent: progress.percent,
        progress_words: format!("{} of {} required items", progress.done, progress.required),
        completed_modules: progress.completed_modules,
        total_modules: count(plan.modules.len()),
        locked_next: locked_next(place, &standing),
    }
}

/// What can be done in the week, in the order of the plan.
fn tasks(place: &Place, standing: &Standing, reader: &Reader<'_>, page_url: &str) -> Vec<TaskLine> {
    let plan = &place.cohort.plan;
    plan.modules
        .iter()
        .zip(&standing.modules)
        .zip(&place.standing.modules)
        .filter(|((_, standing), _)| standing.wants_learner())
        .take(MAX_TASKS)
        .map(|((module, standing), now)| {
            let opens_at = now.locked_because.as_ref().and_then(|reason| reason.opens_at);
            let minutes = minutes_left(module, standing);
            TaskLine {
                title: format!("{} {}", module.code, module.title),
                minutes: (minutes > 0).then_some(minutes),
                opens: opens_at.map(|at| moment(at, reader.zone)),
                url: page_url.to_owned(),
            }
        })
        .collect()
}

/// What is left of a module, minutes. Which lessons are left is not part of a board; their mean
/// length is near enough.
fn minutes_left(module: &PlannedModule, standing: &ModuleStanding) -> i32 {
    let missing = standing.missing;
    let lessons: i32 =
        module.lessons.iter().filter(|lesson| lesson.required).map(|lesson| lesson.minutes).sum();
    let lessons = lessons * i32::from(missing.lessons) / i32::from(module.required_lessons).max(1);
    let quiz = module.quiz.filter(|_| missing.quiz).map_or(0, |quiz| quiz.minutes());
    let work = module.assignment.filter(|_| missing.assignment && !standing.work_waits);
    lessons + quiz + work.map_or(0, |work| work.minutes)
}

fn locked_next(place: &Place, standing: &Standing) -> Option<String> {
    let CohortFacts { cohort, plan, .. } = place.cohort.as_ref();
    plan.modules.iter().zip(&standing.modules).find_map(|(module, standing)| {
        let reason = standing.locked_because.as_ref()?;
        Some(format!("{} {} is locked: {}.", module.code, module.title, reason.words(plan, cohort)))
    })
}
