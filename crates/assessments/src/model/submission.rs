//! One learner's work on one assignment: the draft, what was handed in of it, and when it may be
//! handed in (domain guide 3.2).

use chrono::{DateTime, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{AssignmentId, CohortId, EnrolmentId, FileId, MemberId, SubmissionId};
use serde_json::Value;
use thiserror::Error;

use super::grading::{ResubmissionTooSoon, resubmission_allowed};

/// Most versions of one piece of work, withdrawn ones included.
pub const VERSIONS: i16 = 12;

/// The word of a version that waits for its graders.
pub const WAITING: &str = "waiting";
/// The word of a version that the learner took back.
pub const WITHDRAWN: &str = "withdrawn";
/// The word of a version whose result stands.
pub const DECIDED: &str = "decided";

/// A learner's work with its draft.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::submission)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// The run.
    pub cohort_id: CohortId,
    /// The learner's place.
    pub enrolment_id: EnrolmentId,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The draft's text, Markdown.
    pub draft_text: String,
    /// The draft's links, a JSON list of texts.
    pub draft_links: Value,
    /// When the draft was last saved, UTC.
    pub draft_saved_at: DateTime<Utc>,
    /// Counts saves; the first is 1.
    pub draft_version: i32,
    /// The number of the latest version; 0 before the first.
    pub latest_version: i16,
    /// Whether a version passed.
    pub is_passed: bool,
}

/// What was handed in. Text, links and files never change.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::submission_version)]
pub struct Version {
    /// The work that it is a version of.
    pub submission_id: SubmissionId,
    /// Counts from 1; the number of a withdrawn version stays used.
    pub number: i16,
    /// The text, Markdown.
    pub text: String,
    /// The links, a JSON list of texts.
    pub links: Value,
    /// When it was handed in, UTC.
    pub submitted_at: DateTime<Utc>,
    /// Whether that was after the end of the module's week.
    pub is_late: bool,
    /// `waiting`, `withdrawn` or `decided`.
    pub state: String,
    /// When its result came to stand, UTC.
    pub decided_at: Option<DateTime<Utc>>,
    /// The grader whose grade is the result. Learners are not told who.
    pub decided_by: Option<MemberId>,
    /// The result, in thirds of a point.
    pub thirds: Option<i16>,
    /// Whether it passed.
    pub is_passed: Option<bool>,
}

impl Version {
    /// Whether it waits for its graders.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state == WAITING
    }

    /// Whether the learner took it back.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.state == WITHDRAWN
    }
}

/// What handing in leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandIn {
    /// The version of this number is what is handed in, and waits: nothing is to be done.
    Again(i16),
    /// A version of this number is to be made.
    Next(i16),
}

/// Why a draft may not be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HandInRefusal {
    /// An earlier version waits and says something else.
    #[error("version {0} waits for a grader; withdraw it before you hand in another one")]
    Waits(i16),
    /// The assignment is passed.
    #[error("this assignment is passed; there is nothing left to hand in")]
    Passed,
    /// There is nothing in the draft.
    #[error("the draft is empty; write something, or add a link or a file, and save it")]
    Empty,
    /// Too soon after the last version.
    #[error(transparent)]
    TooSoon(#[from] ResubmissionTooSoon),
    /// The numbers are used up.
    #[error("{VERSIONS} versions were handed in, withdrawn ones included; ask your facilitator")]
    TooMany,
}

/// The draft of a piece of work beside its versions.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// The work.
    pub submission: &'a Submission,
    /// The draft's files, in order.
    pub draft_files: &'a [FileId],
    /// Its versions by number.
    pub versions: &'a [Version],
    /// The files of the latest version, in order.
    pub latest_files: &'a [FileId],
}

impl Work<'_> {
    /// Which version handing in the draft at `now` makes. Who clicks twice hands in once: a version
    /// that waits and says what the draft says is the one.
    ///
    /// # Errors
    /// Why it may not be handed in.
    pub fn hand_in(self, now: DateTime<Utc>) -> Result<HandIn, HandInRefusal> {
        if let Some(waiting) = self.versions.iter().find(|version| version.is_waiting()) {
            return if self.is_draft_of(waiting) {
                Ok(HandIn::Again(waiting.number))
            } else {
                Err(HandInRefusal::Waits(waiting.number))
            };
        }
        if self.submission.is_passed {
            return Err(HandInRefusal::Passed);
        }
        if self.is_empty() {
            return Err(HandInRefusal::Empty);
        }
        resubmission_allowed(last_submitted_at(self.versions), now)?;
        match self.submission.latest_version {
            latest if latest >= VERSIONS => Err(HandInRefusal::TooMany),
            latest => Ok(HandIn::Next(latest + 1)),
        }
    }

    fn is_draft_of(self, version: &Version) -> bool {
        version.number == self.submission.latest_version
            && version.text == self.submission.draft_text
            && version.links == self.submission.draft_links
            && self.latest_files == self.draft_files
    }

    fn is_empty(self) -> bool {
        self.submission.draft_text.trim().is_empty()
            && self.submission.draft_links.as_array().is_none_or(Vec::is_empty)
            && self.draft_files.is_empty()
    }
}

/// When a version was last handed in that was not withdrawn, UTC: the fortnight counts from there.
#[must_use]
pub fn last_submitted_at(versions: &[Version]) -> Option<DateTime<Utc>> {
    let kept = versions.iter().filter(|version| !version.is_withdrawn());
    kept.map(|version| version.submitted_at).max()
}

/// The seed of a cohort's draws for a second grader. It follows from the cohort's id, so that
/// nothing has to be kept for it.
#[must_use]
pub fn draw_seed(cohort: CohortId) -> u64 {
    let (high, low) = cohort.uuid().as_u64_pair();
    high ^ low
}

#[cfg(test)]
mod tests;
