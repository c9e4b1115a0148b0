//! Made-up people in a made-up run. Nothing here is anybody's: previews show it, and tests use it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use cohorts::model::{Calendar, Cohort, Learner, ModuleProgress};
use curriculum::{Plan, PlannedLesson, PlannedModule};
use kernel::EnrolmentId;
use uuid::Uuid;

use crate::facts::{CohortFacts, Place};

/// Titles and managers' questions, a week each.
const MODULES: [(&str, &str); 4] = [
    ("Whom we serve", "Whom do you work for, and when did you last speak with one of them?"),
    ("What they need", "Which need surprised you, and what did you see that shows it?"),
    ("A first attempt", "What is the smallest thing that you could try out next week?"),
    ("What it changed", "What is different now, and for whom?"),
];
const LESSONS: u8 = 3;
const MINUTES: i32 = 15;

/// A run of four modules with three lessons each, of which each needs the one before it.
pub(crate) fn run(starts_on: NaiveDate, time_zone: &str) -> Arc<CohortFacts> {
    let modules = (0_u8..).zip(MODULES).map(|(week, (title, prompt))| PlannedModule {
        id: id(0x100 + u128::from(week)).into(),
        code: format!("S{week:02}"),
        title: title.to_owned(),
        week: i16::from(week),
        manager_prompt: prompt.to_owned(),
        needs: week.checked_sub(1).map(usize::from).into_iter().collect(),
        lessons: (0..LESSONS)
            .map(|lesson| PlannedLesson {
                id: id(0x200 + u128::from(week * LESSONS + lesson)).into(),
                title: format!("Lesson {}", lesson + 1),
                minutes: MINUTES,
                required: true,
            })
            .collect(),
        required_lessons: i16::from(LESSONS),
        quiz: None,
        assignment: None,
    });
    let plan = Plan {
        program_version_id: id(1).into(),
        program_title: "Sample program".to_owned(),
        modules: modules.collect(),
    };
    let cohort = Cohort {
        id: id(2).into(),
        program_version_id: plan.program_version_id,
        name: "Sample cohort".to_owned(),
        hope: "Customers know the next step on the first day.".to_owned(),
        starts_on,
        time_zone: time_zone.to_owned(),
        capacity: 20,
        version: 1,
    };
    let calendar = Calendar::of(&plan, &cohort);
    Arc::new(CohortFacts { cohort, plan: Arc::new(plan), calendar })
}

/// A learner of the run who has done so many items of each module, in the order of the plan.
pub(crate) fn learner(
    run: &Arc<CohortFacts>,
    number: u8,
    name: &str,
    done: &[i16],
    now: DateTime<Utc>,
) -> Place {
    let enrolment_id: EnrolmentId = id(0x300 + u128::from(number)).into();
    let begun = run.plan.modules.iter().zip(done).map(|(module, done)| ModuleProgress {
        module_id: module.id,
        lessons_done: *done,
        completed_at: (*done >= module.required_lessons).then_some(now),
        quiz_passed: false,
        work_waits: false,
        assignment_passed: false,
    });
    let begun: Vec<ModuleProgress> = begun.collect();
    let learner = Learner {
        enrolment_id,
        cohort_id: run.cohort.id,
        member_id: id(0x400 + u128::from(number)).into(),
        name: name.to_owned(),
        unit: None,
        manager_id: None,
        enrolled_at: now,
    };
    Place::new(learner, Arc::clone(run), begun, now)
}

const fn id(bits: u128) -> Uuid {
    Uuid::from_u128(bits)
}
