use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use reports::model;
use reports::queries::LedgerFilter;

use crate::cohorts::types::{Pace, Progress};
use crate::ids::id;

/// A kind of report that goes out by mail, or of a reminder that is stopped as reports are.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::ReportKind")]
pub enum ReportKind {
    /// For a learner, every Monday 07:30 in the reader's time zone.
    LearnerDigest,
    /// For a manager of learners, every second Tuesday 07:30 in the reader's time zone.
    ManagerNote,
    /// For a mentor, every second Wednesday 07:30 in the reader's time zone, when something is due.
    MentorReminder,
    /// For both sides of a pair of which nothing was heard for ten days. It goes out by itself and is
    /// in no ledger: it can be stopped and previewed, not sent on demand.
    MentoringNudge,
}

/// Where a delivery stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::DeliveryState")]
pub enum DeliveryState {
    /// Composed; it will be sent, or tried again.
    Queued,
    /// The mail server has taken it over.
    Sent,
    /// Given up; `lastError` says why.
    Failed,
    /// The reader stopped this kind of report, or left, before it went out.
    Stopped,
    /// Nothing had changed since the report before it, so it did not go out.
    Quiet,
}

/// One mail of the ledger: that it went out, not what it says. What it says is for its reader.
#[derive(SimpleObject)]
pub struct ReportDelivery {
    /// Its id.
    pub id: ID,
    /// The reader's member id.
    pub reader_id: ID,
    /// The reader's name.
    pub reader_name: String,
    /// The kind of report.
    pub kind: ReportKind,
    /// The ISO week that it belongs to, for example `2026-W48`; or day and cohort of a report sent by
    /// `sendReportNow`. One mail per reader, kind and period.
    pub period: String,
    /// The moment that its figures show, UTC.
    pub as_of: DateTime<Utc>,
    /// Its Message-ID, the same for every try.
    pub message_id: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// Tries so far.
    pub attempts: i32,
    /// Why it failed or was cancelled, or why the last try failed: then in the words of the mail
    /// server.
    pub last_error: Option<String>,
    /// Since when it waits, UTC.
    pub queued_at: DateTime<Utc>,
    /// When the mail server took it over, UTC.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Which deliveries are wanted. What is left out does not narrow.
#[derive(InputObject)]
pub struct ReportDeliveryFilter {
    /// Only of this kind.
    pub kind: Option<ReportKind>,
    /// Only in this state.
    pub state: Option<DeliveryState>,
}

impl From<ReportDeliveryFilter> for LedgerFilter {
    fn from(filter: ReportDeliveryFilter) -> Self {
        Self {
            kind: filter.kind.map(model::ReportKind::from),
            state: filter.state.map(model::DeliveryState::from),
        }
    }
}

/// A report that one got, as it was sent.
#[derive(SimpleObject)]
pub struct MyReport {
    /// Its id.
    pub id: ID,
    /// The kind of report.
    pub kind: ReportKind,
    /// The ISO week that it belongs to, or day and cohort of one sent outside the schedule.
    pub period: String,
    /// The subject.
    pub subject: String,
    /// The moment that the figures show, UTC.
    pub as_of: DateTime<Utc>,
    /// The figures that the mail states, as stored when it was composed.
    pub figures: Vec<ReportFigures>,
    /// When the mail server took it over, UTC.
    pub sent_at: Option<DateTime<Utc>>,
}

/// The figures of one learner in one cohort, as a mail states them: those and no others.
#[derive(SimpleObject)]
pub struct ReportFigures {
    /// The cohort.
    pub cohort_id: ID,
    /// The learner's enrolment.
    pub enrolment_id: ID,
    /// Progress at the moment of the report; null in a manager note, which does not state it.
    pub progress: Option<Progress>,
    /// How the learner kept up with the plan at that moment; null in a digest, which does not state
    /// it.
    pub pace: Option<Pace>,
    /// By how many items of past weeks the learner was behind; null in a digest.
    pub behind_by: Option<i32>,
}

impl From<model::CohortFigures> for ReportFigures {
    fn from(figures: model::CohortFigures) -> Self {
        let pace = figures.pace.map(Pace::of);
        Self {
            cohort_id: id(figures.cohort_id),
            enrolment_id: id(figures.enrolment_id),
            progress: figures.progress.map(|stated| Progress {
                done: stated.done,
                required: stated.required,
                percent: stated.percent,
                completed_modules: stated.completed_modules,
            }),
            pace: pace.map(|(word, _)| word),
            behind_by: pace.map(|(_, items)| items),
        }
    }
}

/// How a report comes to its reader, about made-up people.
#[derive(SimpleObject)]
pub struct ReportPreview {
    /// The subject.
    pub subject: String,
    /// The mail as HTML.
    pub html: String,
    /// The mail as plain text, complete in itself.
    pub text: String,
}

impl From<mail::Rendered> for ReportPreview {
    fn from(rendered: mail::Rendered) -> Self {
        Self { subject: rendered.subject, html: rendered.html, text: rendered.text }
    }
}

/// Input of `sendReportNow`.
#[derive(InputObject)]
pub struct SendReportNowInput {
    /// The cohort whose readers get it.
    pub cohort_id: ID,
    /// The kind of report.
    pub kind: ReportKind,
    /// Only say how many mails would go out: nothing is written and nothing is mailed.
    #[graphql(default)]
    pub dry_run: bool,
}

/// Answer of `sendReportNow`.
#[derive(SimpleObject)]
pub struct SendReportNowPayload {
    /// Mails that were queued, or would be.
    pub queued: i32,
    /// How many of those had failed, or been stopped, earlier today and are tried again, with the
    /// figures of now.
    pub requeued: i32,
    /// Readers who stopped this kind of report and get none.
    pub stopped: i32,
    /// Readers who got this report by this command today already, or whose mail still waits, and get
    /// no second one.
    pub already_sent: i32,
    /// Whether it was a dry run.
    pub dry_run: bool,
}

/// Input of `setReportStopped`.
#[derive(InputObject)]
pub struct SetReportStoppedInput {
    /// The kind of report.
    pub kind: ReportKind,
    /// True stops it for oneself, false lets it come again.
    pub stopped: bool,
}

/// Answer of `setReportStopped`.
#[derive(SimpleObject)]
pub struct SetReportStoppedPayload {
    /// All kinds that one has stopped.
    pub stopped_reports: Vec<ReportKind>,
}
