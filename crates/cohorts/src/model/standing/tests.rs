use super::*;
use curriculum::{PlannedAssignment, PlannedLesson, PlannedModule, PlannedQuiz};
use kernel::ModuleId;
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
        required_lessons: 2,
        quiz: None,
        assignment: None,
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
        module_id: Uuid::from_u128(index).into(),
        lessons_done: done,
        completed_at: completed.then(|| at("2026-03-18T10:00:00Z")),
        quiz_passed: false,
        work_waits: false,
        assignment_passed: false,
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
    let first_week = Standing::at(&plan, &cohort, &[row(0, 2, true)], at("2026-03-18T12:00:00Z"));
    assert_eq!(states(&first_week), [Completed, Locked, Locked, Locked]);
    let reason = first_week.modules[1].locked_because.clone().expect("locked");
    assert_eq!(reason, LockReason { needs: vec![], opens_at: Some(at("2026-03-22T23:00:00Z")) });
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
fn a_lock_says_what_opens_it() {
    let reason = LockReason { needs: vec![1, 2], opens_at: Some(at("2026-03-22T23:00:00Z")) };
    assert_eq!(
        reason.words(&plan(), &cohort()),
        "complete M01 Module 1 and M02 Module 2 first; \
         its week begins on Monday, 23 March 2026 (Europe/Warsaw)"
    );
}

#[test]
fn the_clock_change_of_the_second_week_does_not_move_midnight() {
    // Warsaw goes to summer time on 29 March 2026: week 3 begins at 22:00 UTC, not at 23:00.
    let calendar = Calendar::of(&plan(), &cohort());
    assert_eq!(calendar.0[3].start, at("2026-04-05T22:00:00Z"));
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
    // Week 1 is over in week 2, although week 2 has no module.
    assert_eq!(pace(&[row(0, 2, true)], "2026-03-30T12:00:00Z"), Pace::Behind(4));
    let all: Vec<_> = (0..4).map(|index| row(index, 2, true)).collect();
    assert_eq!(pace(&all, "2026-06-01T12:00:00Z"), Pace::Completed);
}

#[test]
fn ahead_is_who_did_something_of_a_week_that_has_not_begun() {
    let (plan, cohort) = (plan(), cohort());
    let in_week_1 = |begun: &[ModuleProgress]| {
        Standing::at(&plan, &cohort, begun, at("2026-03-25T12:00:00Z")).pace
    };
    // Of the running week nothing, a part, or all: on pace.
    assert_eq!(in_week_1(&[row(0, 2, true)]), Pace::OnPace);
    assert_eq!(in_week_1(&[row(0, 2, true), row(1, 1, false)]), Pace::OnPace);
    let whole_week = [row(0, 2, true), row(1, 2, true), row(2, 2, true)];
    assert_eq!(in_week_1(&whole_week), Pace::OnPace);
    // One item of week 3 makes the difference, but not to somebody who is behind.
    let [first, second, third] = whole_week;
    assert_eq!(in_week_1(&[first, second, third, row(3, 1, false)]), Pace::Ahead);
    assert_eq!(in_week_1(&[row(0, 1, false), row(3, 2, false)]), Pace::Behind(1));
    // A module that was begun without an item done is no step ahead.
    assert_eq!(in_week_1(&[first, row(3, 0, false)]), Pace::OnPace);
}

/// A module of one lesson, a quiz and an assignment; the others of lessons only.
fn graded() -> Plan {
    let mut plan = plan();
    plan.modules[0].required_lessons = 1;
    plan.modules[0].quiz = Some(PlannedQuiz { id: Uuid::from_u128(7).into(), items: 8 });
    plan.modules[0].assignment =
        Some(PlannedAssignment { id: Uuid::from_u128(8).into(), minutes: 90 });
    plan
}

#[test]
fn a_module_is_complete_when_lessons_quiz_and_assignment_are() {
    let (plan, cohort) = (graded(), cohort());
    let missing = |row: ModuleProgress| {
        Standing::at(&plan, &cohort, &[row], at("2026-03-18T12:00:00Z")).modules[0].missing
    };
    let begun = row(0, 1, false);
    assert_eq!(missing(row(0, 0, false)), Missing { lessons: 1, quiz: true, assignment: true });
    assert_eq!(missing(begun), Missing { lessons: 0, quiz: true, assignment: true });
    let quiz = ModuleProgress { quiz_passed: true, ..begun };
    assert_eq!(missing(quiz), Missing { lessons: 0, quiz: false, assignment: true });
    let waits = ModuleProgress { work_waits: true, ..quiz };
    assert!(!missing(waits).is_nothing());
    assert!(missing(ModuleProgress { assignment_passed: true, ..quiz }).is_nothing());
    // What is completed stays so, whatever is found out about its parts later.
    assert!(missing(row(0, 0, true)).is_nothing());
}

#[test]
fn quiz_and_assignment_are_items_of_progress() {
    let (plan, cohort) = (graded(), cohort());
    let quiz = ModuleProgress { quiz_passed: true, ..row(0, 1, false) };
    let standing = Standing::at(&plan, &cohort, &[quiz], at("2026-03-18T12:00:00Z"));
    assert_eq!((standing.modules[0].done, standing.modules[0].required), (2, 3));
    assert_eq!(standing.progress, Progress { done: 2, required: 9 });
}

#[test]
fn work_that_waits_for_a_grader_is_submitted_and_makes_nobody_late() {
    let (plan, cohort) = (graded(), cohort());
    let quiz = ModuleProgress { quiz_passed: true, ..row(0, 1, false) };
    let later = at("2026-03-23T12:00:00Z");
    assert_eq!(Standing::at(&plan, &cohort, &[quiz], later).pace, Pace::Behind(1));
    let waits = ModuleProgress { work_waits: true, ..quiz };
    let standing = Standing::at(&plan, &cohort, &[waits], later);
    assert_eq!(standing.modules[0].state, ModuleState::Submitted);
    assert_eq!(standing.pace, Pace::OnPace);
    assert_eq!(standing.modules[0].done, 2);
    // A quiz that is still open is the learner's own affair.
    let open = ModuleProgress { quiz_passed: false, ..waits };
    assert_eq!(Standing::at(&plan, &cohort, &[open], later).pace, Pace::Behind(1));
}
