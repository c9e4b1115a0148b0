//! Where a learner stands in a run: the one definition of module states and progress.
//!
//! Source of the rules: domain guide 3.2. A module opens when its needs are met and its week has
//! begun. It is complete when all required lessons are seen, its quiz is passed and its assignment
//! is passed, as far as it has them. Progress counts these required items, not minutes, and never
//! exceeds 100 %.

use std::ops::Range;

use chrono::{DateTime, Duration, Utc};
use curriculum::Plan;
use kernel::local_midnight;

use super::cohort::{Cohort, ModuleProgress};
use super::lock::LockReason;
use super::missing::Missing;

#[cfg(test)]
mod tests;

/// The state of one module for one learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModuleState {
    /// Needs are not met or its week has not begun.
    Locked,
    /// It may be begun.
    Open,
    /// Begun and not completed.
    InProgress,
    /// Not completed, and work for its assignment waits for a grader.
    Submitted,
    /// Completed.
    Completed,
}

/// One module for one learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleStanding {
    /// The state.
    pub state: ModuleState,
    /// Why it is locked, if it is.
    pub locked_because: Option<LockReason>,
    /// Required items done, never more than there are.
    pub done: i16,
    /// Required items.
    pub required: i16,
    /// When it was completed, UTC.
    pub completed_at: Option<DateTime<Utc>>,
    /// What is still to be done; nothing once it is completed, whatever was corrected since.
    pub missing: Missing,
    /// Whether work waits for a grader, so that what is missing is not the learner's to do.
    pub work_waits: bool,
}

impl ModuleStanding {
    /// Whether the learner can do something in it now.
    pub fn wants_learner(&self) -> bool {
        match self.state {
            ModuleState::Open | ModuleState::InProgress => true,
            ModuleState::Submitted => self.missing.lessons > 0 || self.missing.quiz,
            ModuleState::Locked | ModuleState::Completed => false,
        }
    }
}

/// Required items done out of required items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Done.
    pub done: i32,
    /// Required.
    pub required: i32,
}

impl Progress {
    /// Whole percent, rounded down; 0 when nothing is required.
    pub fn percent(self) -> i32 {
        if self.required == 0 { 0 } else { self.done.min(self.required) * 100 / self.required }
    }
}

/// How a learner keeps up with the plan: behind is counted in items of weeks that are over, ahead in
/// items of weeks that have not begun. What is done of the week that runs changes neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pace {
    /// The run has not begun.
    NotStarted,
    /// Everything of past weeks is done, and nothing of weeks to come.
    OnPace,
    /// Items of weeks that have not begun are done too.
    Ahead,
    /// This many items of past weeks are open.
    Behind(i32),
    /// Everything is done.
    Completed,
}

/// A learner's whole standing at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// One per module of the plan, in its order.
    pub modules: Vec<ModuleStanding>,
    /// Over all modules.
    pub progress: Progress,
    /// Against the plan.
    pub pace: Pace,
}

impl Standing {
    /// Works it out from the plan, the run's dates and what the learner has begun.
    pub fn at(plan: &Plan, cohort: &Cohort, begun: &[ModuleProgress], now: DateTime<Utc>) -> Self {
        let calendar = Calendar::of(plan, cohort);
        Self::with_calendar(plan, &calendar, begun, now)
    }

    /// As [`Standing::at`], with the calendar worked out once for a whole cohort.
    pub fn with_calendar(
        plan: &Plan,
        calendar: &Calendar,
        begun: &[ModuleProgress],
        now: DateTime<Utc>,
    ) -> Self {
        let rows: Vec<Option<&ModuleProgress>> = plan
            .modules
            .iter()
            .map(|module| begun.iter().find(|row| row.module_id == module.id))
            .collect();
        let completed: Vec<bool> =
            rows.iter().map(|row| row.is_some_and(|row| row.completed_at.is_some())).collect();
        let modules: Vec<ModuleStanding> = plan
            .modules
            .iter()
            .enumerate()
            .map(|(index, module)| {
                let row = rows[index];
                let needs: Vec<usize> =
                    module.needs.iter().copied().filter(|need| !completed[*need]).collect();
                let opens_at = Some(calendar.0[index].start).filter(|start| *start > now);
                let state = match row {
                    Some(row) if row.completed_at.is_some() => ModuleState::Completed,
                    Some(row) if row.work_waits => ModuleState::Submitted,
                    Some(_) => ModuleState::InProgress,
                    None if needs.is_empty() && opens_at.is_none() => ModuleState::Open,
                    None => ModuleState::Locked,
                };
                let missing = match state {
                    ModuleState::Completed => Missing::default(),
                    _ => Missing::of(module, row),
                };
                ModuleStanding {
                    state,
                    missing,
                    work_waits: state == ModuleState::Submitted,
                    locked_because: (state == ModuleState::Locked)
                        .then_some(LockReason { needs, opens_at }),
                    done: module.required_items() - missing.items(),
                    required: module.required_items(),
                    completed_at: row.and_then(|row| row.completed_at),
                }
            })
            .collect();
        let progress = Progress {
            done: modules.iter().map(|module| i32::from(module.done)).sum(),
            required: plan.required_items(),
        };
        let pace = pace(&modules, calendar, now);
        Self { modules, progress, pace }
    }

    /// How many modules are completed.
    pub fn completed_modules(&self) -> usize {
        self.modules.iter().filter(|module| module.state == ModuleState::Completed).count()
    }
}

/// When each module's week begins and ends, UTC, in the plan's order.
#[derive(Debug, Clone)]
pub struct Calendar(Vec<Range<DateTime<Utc>>>);

impl Calendar {
    /// The week of the module at that position of the plan.
    ///
    /// # Panics
    /// Beyond the end of the plan.
    pub fn week(&self, index: usize) -> Range<DateTime<Utc>> {
        self.0[index].clone()
    }

    /// The weeks of a run.
    pub fn of(plan: &Plan, cohort: &Cohort) -> Self {
        let zone = cohort.zone();
        let start =
            |week: i16| local_midnight(cohort.starts_on + Duration::weeks(i64::from(week)), zone);
        Self(plan.modules.iter().map(|module| start(module.week)..start(module.week + 1)).collect())
    }

    /// Whether the week of some module begins after the first moment and not after the second.
    pub fn any_between(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> bool {
        self.0.iter().any(|week| after < week.start && week.start <= until)
    }
}

fn pace(modules: &[ModuleStanding], calendar: &Calendar, now: DateTime<Utc>) -> Pace {
    if calendar.0.iter().all(|week| week.start > now) {
        return Pace::NotStarted;
    }
    if modules.iter().all(|module| module.state == ModuleState::Completed) {
        return Pace::Completed;
    }
    let (mut open, mut ahead) = (0, false);
    for (module, week) in modules.iter().zip(&calendar.0) {
        if week.end <= now {
            // Work that waits for a grader makes nobody late.
            let done = module.done + i16::from(module.work_waits);
            open += i32::from(module.required - done);
        }
        ahead |= week.start > now && module.done > 0;
    }
    match open {
        0 if ahead => Pace::Ahead,
        0 => Pace::OnPace,
        open => Pace::Behind(open),
    }
}
