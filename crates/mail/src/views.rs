//! What the templates are filled with: plain, already formatted values.
//!
//! Dates come formatted for the reader's zone; no template computes anything.

use serde::Serialize;

/// Values of [`TemplateName::Invitation`](crate::TemplateName::Invitation).
#[derive(Debug, Clone, Serialize)]
pub struct InvitationView {
    /// Who invites: the organisation's name.
    pub organization: String,
    /// How to greet the reader.
    pub recipient_name: String,
    /// What for, as a sentence: "You are enrolled in …".
    pub role_line: String,
    /// Where to accept; carries the secret.
    pub accept_url: String,
    /// The last day.
    pub expires_on: String,
}

/// Values of [`TemplateName::Undeliverable`](crate::TemplateName::Undeliverable).
#[derive(Debug, Clone, Serialize)]
pub struct UndeliverableView {
    /// How to greet the reader, an admin.
    pub recipient_name: String,
    /// Whom no mail reaches.
    pub person: String,
    /// The organisation's name.
    pub organization: String,
    /// The page that lists the people.
    pub page_url: String,
}

/// Values of [`TemplateName::GradePublished`](crate::TemplateName::GradePublished). No marks and no
/// comments: they are for the page, behind a sign-in.
#[derive(Debug, Clone, Serialize)]
pub struct GradePublishedView {
    /// Where the work was handed in: the organisation's name.
    pub organization: String,
    /// How to greet the reader.
    pub recipient_name: String,
    /// Code and title of the assignment.
    pub assignment: String,
    /// Whether the work passed.
    pub is_passed: bool,
    /// The page with the feedback.
    pub page_url: String,
}

/// Values of [`TemplateName::QuizCorrected`](crate::TemplateName::QuizCorrected). No marks and no
/// keys: they are for the page, behind a sign-in.
#[derive(Debug, Clone, Serialize)]
pub struct QuizCorrectedView {
    /// Where the quiz was taken: the organisation's name.
    pub organization: String,
    /// How to greet the reader.
    pub recipient_name: String,
    /// Which quiz, fit to begin a line: "Quiz of …".
    pub quiz: String,
    /// Whether it can be passed; a form of the diagnostic is neither passed nor failed.
    pub is_judged: bool,
    /// Whether the reader has passed it.
    pub is_passed: bool,
    /// Whether the reader had passed it before the correction.
    pub was_passed: bool,
    /// The page with the result.
    pub page_url: String,
}

/// Values of [`TemplateName::LearnerDigest`](crate::TemplateName::LearnerDigest).
#[derive(Debug, Clone, Serialize)]
pub struct LearnerDigestView {
    /// How to greet the reader.
    pub recipient_name: String,
    /// One per cohort the reader is in.
    pub sections: Vec<LearnerSection>,
    /// The moment that the figures show.
    pub as_of: String,
    /// The page with the same figures.
    pub page_url: String,
    /// Where to stop this mail.
    pub unsubscribe_url: String,
    /// The one task of the subject.
    pub headline_task: Option<String>,
    /// How long that task takes.
    pub headline_minutes: Option<i32>,
}

/// One cohort in a learner's digest.
#[derive(Debug, Clone, Serialize)]
pub struct LearnerSection {
    /// The cohort's name.
    pub cohort: String,
    /// The program's name.
    pub program: String,
    /// The week the run is in.
    pub week: i32,
    /// How many weeks the run has.
    pub weeks: i32,
    /// Up to three tasks, most urgent first.
    pub do_next: Vec<TaskLine>,
    /// Required items done.
    pub done_items: i32,
    /// Required items in all.
    pub required_items: i32,
    /// The share of required items done, 0 to 100, for the bar.
    pub percent: i32,
    /// The same in words: "11 of 57 required items".
    pub progress_words: String,
    /// Modules completed.
    pub completed_modules: i32,
    /// Modules in all.
    pub total_modules: i32,
    /// What unlocks next, and how, as a sentence.
    pub locked_next: Option<String>,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize)]
pub struct TaskLine {
    /// What to do.
    pub title: String,
    /// How long it takes.
    pub minutes: Option<i32>,
    /// When it opens, if it has not yet: the reader's week may begin before the run's.
    pub opens: Option<String>,
    /// Where to do it.
    pub url: String,
}

/// Values of [`TemplateName::ManagerNote`](crate::TemplateName::ManagerNote).
#[derive(Debug, Clone, Serialize)]
pub struct ManagerNoteView {
    /// How to greet the reader.
    pub recipient_name: String,
    /// First name of the learner that the subject names.
    pub first_name: String,
    /// How many learners there are besides.
    pub others: usize,
    /// The one question to ask.
    pub prompt: String,
    /// The module that the question belongs to.
    pub prompt_module: String,
    /// One line per learner; of many learners, one for each who is behind.
    pub lines: Vec<ManagerLine>,
    /// How many learners are left out here and stand on the page only.
    pub hidden: usize,
    /// The moment that the figures show.
    pub as_of: String,
    /// The page with the same figures.
    pub page_url: String,
    /// Where to stop this mail.
    pub unsubscribe_url: String,
}

/// One learner in a manager's note.
#[derive(Debug, Clone, Serialize)]
pub struct ManagerLine {
    /// The learner's name.
    pub learner: String,
    /// The learner's cohort.
    pub cohort: String,
    /// The module the learner is in.
    pub module: String,
    /// Where the learner stands: "on pace", "behind by 3 items", "waiting for you".
    pub state_words: String,
    /// What comes next, and when.
    pub next_milestone: Option<String>,
}

/// Values of [`TemplateName::MentoringLetter`](crate::TemplateName::MentoringLetter). No notes, no
/// scores, no reasons of somebody else: they are for the page, behind a sign-in.
#[derive(Debug, Clone, Serialize)]
pub struct MentoringLetterView {
    /// Where the reader takes part: the organisation's name.
    pub organization: String,
    /// How to greet the reader.
    pub recipient_name: String,
    /// What it is about, in a few words.
    pub subject_words: String,
    /// What it says, paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// What the link is called: "Read the proposal".
    pub action_words: String,
    /// The page of the pair.
    pub page_url: String,
    /// Where to stop mails of this kind, if they can be stopped.
    pub unsubscribe_url: Option<String>,
}

/// Values of [`TemplateName::MentorReminder`](crate::TemplateName::MentorReminder). No marks and no
/// grades.
#[derive(Debug, Clone, Serialize)]
pub struct MentorReminderView {
    /// How to greet the reader.
    pub recipient_name: String,
    /// What is due, soonest first; never empty.
    pub lines: Vec<MentorReminderLine>,
    /// The moment that the lines show.
    pub as_of: String,
    /// The page with the same lines.
    pub page_url: String,
    /// Where to stop this mail.
    pub unsubscribe_url: String,
}

/// One thing that is due with a learner.
#[derive(Debug, Clone, Serialize)]
pub struct MentorReminderLine {
    /// The learner's name.
    pub pair_words: String,
    /// What is due: "next session".
    pub what: String,
    /// By when: "Thursday, 3 December, 15:00".
    pub due: String,
    /// What the two agreed to work on; empty where nothing is agreed, or it does not matter here.
    pub goals: Vec<String>,
}
