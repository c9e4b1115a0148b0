//! Where a learner stands in a run: the one definition of module states and progress.
//!
//! Source of the rules: domain guide 3.2. A module opens when its needs are met and its week has
//! begun. Progress counts required items, not minutes, and never exceeds 100 %.

use std::ops::Range;

use chrono::{DateTime, Duration, Utc};
use curriculum::Plan;
use kernel::local_midnight;

use super::cohort::{Cohort, ModuleProgress};

/// The state of one module for one learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModuleState {
    /// Needs are not met or its week has not begun.
    Locked,
    /// It may be begun.
    Open,
    /// Begun and not completed.
    InProgress,
    /// Completed.
    Completed,
}

/// What unlocks a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockReason {
    /// Positions in the plan of needed modules that are not completed.
    pub needs: Vec<usize>,
    /// When its week begins, if it has not, UTC.
    pub opens_at: Option<DateTime<Utc>>,
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

/// How a learner keeps up with the plan, in items of weeks that are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// The run has not begun.
    NotStarted,
    /// Everything of past weeks is done, and no more than that.
    OnPace,
    /// Items of later weeks are done too.
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
        let calendar = WeekStarts::of(plan, cohort);
        Self::with_calendar(plan, &calendar, begun, now)
    }

    /// As [`Standing::at`], with the week starts worked out once for a whole cohort.
    pub fn with_calendar(
        plan: &Plan,
        calendar: &WeekStarts,
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
                    Some(_) => ModuleState::InProgress,
                    None if needs.is_empty() && opens_at.is_none() => ModuleState::Open,
                    None => ModuleState::Locked,
                };
                ModuleStanding {
                    state,
                    locked_because: (state == ModuleState::Locked)
                        .then_some(LockReason { needs, opens_at }),
                    done: row.map_or(0, |row| row.required_done.clamp(0, module.required_items)),
                    required: module.required_items,
                    completed_at: row.and_then(|row| row.completed_at),
                }
            })
            .collect();
        let progress = Progress {
            done: modules.iter().map(|module| i32::from(module.done)).sum(),
            required: plan.required_items(),
        };
        let pace = pace(&modules, calendar, progress, now);
        Self { modules, progress, pace }
    }

    /// How many modules are completed.
    pub fn completed_modules(&self) -> usize {
        self.modules.iter().filter(|module| module.state == ModuleState::Completed).count()
    }
}

/// When each module's week begins and ends, UTC, in the plan's order.
#[derive(Debug, Clone)]
pub struct WeekStarts(Vec<Range<DateTime<Utc>>>);

impl WeekStarts {
    /// The weeks of a run.
    pub fn of(plan: &Plan, cohort: &Cohort) -> Self {
        let zone = cohort.zone();
        let start =
            |week: i16| local_midnight(cohort.starts_on + Duration::weeks(i64::from(week)), zone);
        Self(plan.modules.iter().map(|module| start(module.week)..start(module.week + 1)).collect())
    }
}

fn pace(
    modules: &[ModuleStanding],
    calendar: &WeekStarts,
    progress: Progress,
    now: DateTime<Utc>,
) -> Pace {
    if calendar.0.iter().all(|week| week.start > now) {
        return Pace::NotStarted;
    }
    if modules.iter().all(|module| module.state == ModuleState::Completed) {
        return Pace::Completed;
    }
    // Due is what belongs to weeks that are over: the week that runs is never "behind".
    let over = modules.iter().zip(&calendar.0).filter(|(_, week)| week.end <= now);
    let (due, done) = over.fold((0, 0), |(due, done), (module, _)| {
        (due + i32::from(module.required), done + i32::from(module.done))
    });
    match due - done {
        0 if progress.done > due => Pace::Ahead,
        0 => Pace::OnPace,
        open => Pace::Behind(open),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use curriculum::{PlannedLesson, PlannedModule};
    use kernel::{EnrolmentId, ModuleId};
    use uuid::Uuid;

    fn module(index: u128, week: i16, needs: Vec<usize>) -> PlannedModule {
        PlannedModule {
            id: ModuleId::from(Uuid::from_u128(index)),
            code: format!("M{index:02}"),
            title: format!("Module {index}"),
            week,
            manager_prompt: String::new(),
            needs,
            lessons: (0..2)
                .map(|lesson| PlannedLesson {
                    id: Uuid::from_u128(index * 10 + lesson).into(),
                    title: String::new(),
                    minutes: 10,
                    required: true,
                })
                .collect(),
            required_items: 2,
        }
    }

    fn plan() -> Plan {
        Plan {
            program_version_id: Uuid::from_u128(1).into(),
            program_title: "Program".into(),
            modules: vec![
                module(0, 0, vec![]),
                module(1, 1, vec![0]),
                module(2, 1, vec![0]),
                module(3, 3, vec![1, 2]),
            ],
        }
    }

    fn cohort() -> Cohort {
        Cohort {
            id: Uuid::from_u128(1).into(),
            program_version_id: Uuid::from_u128(1).into(),
            name: "Spring".into(),
            hope: "…".into(),
            starts_on: "2026-03-16".parse().expect("a Monday"),
            time_zone: "Europe/Warsaw".into(),
            capacity: 10,
            version: 1,
        }
    }

    fn row(index: u128, done: i16, completed: bool) -> ModuleProgress {
        ModuleProgress {
            enrolment_id: EnrolmentId::from(Uuid::from_u128(1)),
            module_id: Uuid::from_u128(index).into(),
            required_done: done,
            completed_at: completed.then(|| at("2026-03-18T10:00:00Z")),
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn states(standing: &Standing) -> Vec<ModuleState> {
        standing.modules.iter().map(|module| module.state).collect()
    }

    #[test]
    fn a_module_opens_when_needs_are_met_and_its_week_has_begun() {
        use ModuleState::{Completed, Locked, Open};
        let (plan, cohort) = (plan(), cohort());
        let before = Standing::at(&plan, &cohort, &[], at("2026-03-15T22:59:59Z"));
        assert_eq!(states(&before), [Locked; 4]);
        assert_eq!(before.pace, Pace::NotStarted);
        let first_week =
            Standing::at(&plan, &cohort, &[row(0, 2, true)], at("2026-03-18T12:00:00Z"));
        assert_eq!(states(&first_week), [Completed, Locked, Locked, Locked]);
        let reason = first_week.modules[1].locked_because.clone().expect("locked");
        assert_eq!(
            reason,
            LockReason { needs: vec![], opens_at: Some(at("2026-03-22T23:00:00Z")) }
        );
        let second_week = Standing::at(&plan, &cohort, &[], at("2026-03-23T12:00:00Z"));
        assert_eq!(states(&second_week), [Open, Locked, Locked, Locked]);
        assert_eq!(
            second_week.modules[1].locked_because,
            Some(LockReason { needs: vec![0], opens_at: None })
        );
        assert_eq!(
            second_week.modules[3].locked_because.as_ref().map(|reason| reason.needs.clone()),
            Some(vec![1, 2])
        );
    }

    #[test]
    fn the_clock_change_of_the_second_week_does_not_move_midnight() {
        // Warsaw goes to summer time on 29 March 2026: week 3 begins at 22:00 UTC, not at 23:00.
        let starts = WeekStarts::of(&plan(), &cohort());
        assert_eq!(starts.0[3].start, at("2026-04-05T22:00:00Z"));
    }

    #[test]
    fn progress_counts_items_and_stays_within_a_hundred() {
        let standing = Standing::at(
            &plan(),
            &cohort(),
            &[row(0, 99, true), row(1, 1, false)],
            at("2026-03-24T12:00:00Z"),
        );
        assert_eq!(standing.progress, Progress { done: 3, required: 8 });
        assert_eq!(standing.progress.percent(), 37);
        assert_eq!(Progress { done: 0, required: 0 }.percent(), 0);
        assert_eq!(Progress { done: 9, required: 8 }.percent(), 100);
    }

    #[test]
    fn the_running_week_is_never_behind() {
        let (plan, cohort) = (plan(), cohort());
        let pace =
            |begun: &[ModuleProgress], now: &str| Standing::at(&plan, &cohort, begun, at(now)).pace;
        assert_eq!(pace(&[], "2026-03-22T20:00:00Z"), Pace::OnPace);
        assert_eq!(pace(&[], "2026-03-23T00:00:00Z"), Pace::Behind(2));
        assert_eq!(pace(&[row(0, 2, true)], "2026-03-23T00:00:00Z"), Pace::OnPace);
        assert_eq!(pace(&[row(0, 2, true), row(1, 1, false)], "2026-03-23T00:00:00Z"), Pace::Ahead);
        // Week 1 is over in week 2, although week 2 has no module.
        assert_eq!(pace(&[row(0, 2, true)], "2026-03-30T12:00:00Z"), Pace::Behind(4));
        let all: Vec<_> = (0..4).map(|index| row(index, 2, true)).collect();
        assert_eq!(pace(&all, "2026-06-01T12:00:00Z"), Pace::Completed);
    }
}
