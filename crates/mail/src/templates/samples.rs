//! One filled view per template, for the tests.

use crate::views::*;

pub(super) fn invitation(name: &str) -> InvitationView {
    InvitationView {
        organization: format!("Bank of {name}"),
        recipient_name: name.to_owned(),
        role_line: "You are enrolled in Product Management, cohort 31.".to_owned(),
        accept_url: "https://cadre.example/invitations/abc123".to_owned(),
        expires_on: "14 August 2026".to_owned(),
    }
}

pub(super) fn undeliverable(name: &str) -> UndeliverableView {
    UndeliverableView {
        recipient_name: name.to_owned(),
        person: name.to_owned(),
        organization: format!("Bank of {name}"),
        page_url: "https://cadre.example/people".to_owned(),
    }
}

pub(super) fn grade_published(name: &str) -> GradePublishedView {
    GradePublishedView {
        organization: format!("Bank of {name}"),
        recipient_name: name.to_owned(),
        assignment: format!("A02 {name}"),
        is_passed: false,
        page_url: "https://cadre.example/learning".to_owned(),
    }
}

pub(super) fn quiz_corrected(name: &str) -> QuizCorrectedView {
    QuizCorrectedView {
        organization: format!("Bank of {name}"),
        recipient_name: name.to_owned(),
        quiz: format!("Quiz of {name}"),
        is_judged: true,
        is_passed: false,
        was_passed: false,
        page_url: "https://cadre.example/learning".to_owned(),
    }
}

fn section(cohort: &str) -> LearnerSection {
    let task = |title: &str, minutes, opens: Option<&str>| TaskLine {
        title: title.to_owned(),
        minutes,
        opens: opens.map(str::to_owned),
        url: "https://cadre.example/items/77".to_owned(),
    };
    LearnerSection {
        cohort: cohort.to_owned(),
        program: "Product Management".to_owned(),
        week: 5,
        weeks: 16,
        do_next: vec![
            task(cohort, Some(25), None),
            task("Read two notes", Some(15), Some("Monday 20 July, 11:00")),
            task("Ask one question", None, None),
        ],
        done_items: 11,
        required_items: 57,
        percent: 19,
        progress_words: "11 of 57 required items".to_owned(),
        completed_modules: 3,
        total_modules: 12,
        locked_next: Some("Module 4 opens when module 2 is complete.".to_owned()),
    }
}

pub(super) fn digest(name: &str) -> LearnerDigestView {
    LearnerDigestView {
        recipient_name: name.to_owned(),
        sections: vec![section(name), section("Autumn 2026")],
        as_of: "20 July 2026, 07:30".to_owned(),
        page_url: "https://cadre.example/reports/900".to_owned(),
        unsubscribe_url: "https://cadre.example/unsubscribe/902".to_owned(),
        headline_task: Some(name.to_owned()),
        headline_minutes: Some(25),
    }
}

pub(super) fn note(name: &str) -> ManagerNoteView {
    let line = |learner: &str, next: Option<&str>| ManagerLine {
        learner: learner.to_owned(),
        cohort: "Autumn 2026".to_owned(),
        module: "Talk to customers".to_owned(),
        state_words: "behind by 3 items".to_owned(),
        next_milestone: next.map(str::to_owned),
    };
    ManagerNoteView {
        recipient_name: name.to_owned(),
        first_name: name.to_owned(),
        others: 13,
        prompt: "Which customer did you learn most from?".to_owned(),
        prompt_module: "Talk to customers".to_owned(),
        lines: vec![line(name, Some("review on 30 July")), line("Bo", None)],
        hidden: 4,
        as_of: "20 July 2026, 07:30".to_owned(),
        page_url: "https://cadre.example/reports/900".to_owned(),
        unsubscribe_url: "https://cadre.example/unsubscribe/902".to_owned(),
    }
}

pub(super) fn letter(name: &str) -> MentoringLetterView {
    MentoringLetterView {
        organization: format!("Bank of {name}"),
        recipient_name: name.to_owned(),
        subject_words: format!("A mentor for you: {name}"),
        paragraphs: vec![
            format!("We propose {name} as your mentor."),
            "Please answer by Tuesday, 1 December.".to_owned(),
        ],
        action_words: "Read the proposal".to_owned(),
        page_url: "https://cadre.example/mentoring".to_owned(),
        unsubscribe_url: None,
    }
}

pub(super) fn reminder(name: &str) -> MentorReminderView {
    let line = |learner: &str, what: &str, due: &str, goals: &[&str]| MentorReminderLine {
        pair_words: learner.to_owned(),
        what: what.to_owned(),
        due: due.to_owned(),
        goals: goals.iter().map(|goal| (*goal).to_owned()).collect(),
    };
    MentorReminderView {
        recipient_name: name.to_owned(),
        lines: vec![
            line(name, "Next session", "Thursday, 23 July, 15:00", &["Lead a workshop", name]),
            line("Bo", "Your closing form", "Friday, 31 July", &[]),
        ],
        as_of: "20 July 2026, 07:30".to_owned(),
        page_url: "https://cadre.example/reports/900".to_owned(),
        unsubscribe_url: "https://cadre.example/unsubscribe/902".to_owned(),
    }
}
