use chrono::Duration;
use curriculum::{PlannedAssignment, PlannedLesson, PlannedQuiz};
use uuid::Uuid;

use super::*;
use crate::model::attempt::Tally;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

/// Two modules with two lessons, a quiz and an assignment each; the second needs the first.
fn plan() -> Plan {
    let module = |index: u128, week: i16, needs: Vec<usize>| PlannedModule {
        id: Uuid::from_u128(index).into(),
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
        quiz: Some(PlannedQuiz { id: Uuid::from_u128(index + 100).into(), items: 8 }),
        assignment: Some(PlannedAssignment {
            id: Uuid::from_u128(index + 200).into(),
            minutes: 90,
        }),
    };
    Plan {
        program_version_id: Uuid::from_u128(1).into(),
        program_title: "Program".into(),
        modules: vec![module(1, 0, vec![]), module(2, 1, vec![0])],
    }
}

fn cohort() -> Cohort {
    Cohort {
        id: Uuid::from_u128(1).into(),
        program_version_id: Uuid::from_u128(1).into(),
        name: "Spring".into(),
        hope: "…".into(),
        // The clocks of Warsaw change at the end of this week.
        starts_on: "2026-03-23".parse().expect("a Monday"),
        time_zone: "Europe/Warsaw".into(),
        capacity: 10,
        version: 1,
    }
}

fn enrolment() -> Enrolment {
    Enrolment {
        id: Uuid::from_u128(1).into(),
        cohort_id: Uuid::from_u128(1).into(),
        member_id: Uuid::from_u128(1).into(),
        enrolled_at: at("2026-03-01T00:00:00Z"),
    }
}

fn begun(lessons_done: i16, quiz_passed: bool, work_waits: bool) -> ModuleProgress {
    ModuleProgress {
        module_id: Uuid::from_u128(1).into(),
        lessons_done,
        completed_at: None,
        quiz_passed,
        work_waits,
        assignment_passed: false,
    }
}

const NOW: &str = "2026-03-25T10:00:00Z";

fn tasks(begun: &[ModuleProgress], known: &Known) -> Vec<Task> {
    let (plan, cohort, enrolment) = (plan(), cohort(), enrolment());
    Spot { plan: &plan, cohort: &cohort, enrolment: &enrolment, begun }.tasks(known, at(NOW))
}

fn quiz() -> (EnrolmentId, QuizId) {
    (enrolment().id, Uuid::from_u128(101).into())
}

fn work() -> (EnrolmentId, AssignmentId) {
    (enrolment().id, Uuid::from_u128(201).into())
}

#[test]
fn an_open_module_gives_one_task_a_part_and_a_locked_one_none() {
    let known = Known { titles: [(work().1, "First bet".into())].into(), ..Known::default() };
    let found = tasks(&[], &known);
    let seen: Vec<_> =
        found.iter().map(|task| (task.kind, task.title.as_str(), task.minutes)).collect();
    let expected = [
        (TaskKind::Lessons, "Module 1", 20),
        (TaskKind::Quiz(quiz().1), "Module 1", 12),
        (TaskKind::Assignment(work().1), "First bet", 90),
    ];
    assert_eq!(seen, expected);
    // Sunday 24:00 in Warsaw, in summer time by then.
    assert!(found.iter().all(|task| task.due_at == at("2026-03-29T22:00:00Z")));
    assert!(found.iter().all(|task| task.not_before.is_none()));
}

#[test]
fn what_is_done_or_waits_is_no_task() {
    let lesson = (enrolment().id, Uuid::from_u128(10).into());
    let known = Known { seen: [(lesson, at(NOW))].into(), ..Known::default() };
    let found = tasks(&[begun(1, true, true)], &known);
    let seen: Vec<_> = found.iter().map(|task| (task.kind, task.minutes)).collect();
    assert_eq!(seen, [(TaskKind::Lessons, 10)]);
    assert_eq!(tasks(&[begun(2, true, true)], &Known::default()), []);
    let completed = ModuleProgress {
        completed_at: Some(at(NOW)),
        assignment_passed: true,
        ..begun(2, true, false)
    };
    assert_eq!(tasks(&[completed], &Known::default()), []);
}

#[test]
fn what_may_go_on_later_says_when() {
    let ended = at(NOW) - Duration::hours(1);
    let failed = |number| PastAttempt {
        number,
        started_at: ended,
        ended_at: Some(ended),
        tally: Some(Tally { points: 0, max_points: 8 }),
    };
    let known = |tries: Vec<PastAttempt>| Known {
        tries: [(quiz(), tries)].into(),
        handed_in: [(work(), ended)].into(),
        ..Known::default()
    };
    let of = |tries| {
        let found = tasks(&[begun(2, false, false)], &known(tries));
        found.into_iter().map(|task| (task.kind, task.not_before)).collect::<Vec<_>>()
    };
    let (quiz, assignment) = (TaskKind::Quiz(quiz().1), TaskKind::Assignment(work().1));
    let again = (assignment, Some(ended + Duration::days(14)));
    assert_eq!(of(vec![failed(1)]), [(quiz, Some(ended + Duration::hours(24))), again]);
    let running = PastAttempt { ended_at: None, tally: None, ..failed(2) };
    assert_eq!(of(vec![failed(1), running]), [(quiz, None), again]);
    assert_eq!(of(vec![failed(1), failed(2), failed(3)]), [again]);
    assert_eq!(of(vec![PastAttempt { tally: None, ..failed(1) }]), [again]);
}

#[test]
fn reviews_are_due_when_they_pass_on() {
    let review = |cohort: u128| OpenReview {
        id: Uuid::from_u128(9).into(),
        cohort_id: Uuid::from_u128(cohort).into(),
        assignment_id: work().1,
        assigned_at: at(NOW),
    };
    let known = Known { reviews: vec![review(1), review(2)], ..Known::default() };
    let found = tasks(&[begun(2, true, true)], &known);
    let seen: Vec<_> =
        found.iter().map(|task| (task.kind, task.module_code.as_str(), task.due_at)).collect();
    let kind = TaskKind::PeerReview(Uuid::from_u128(9).into());
    assert_eq!(seen, [(kind, "M01", at("2026-03-30T10:00:00Z"))]);
}
