//! One review of a peer's work: what is written in it, and until when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use curriculum::Rubric;
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{MemberId, PeerReviewId, PeerRoundId, SubmissionId, Violation};
use serde_json::{Value, json};

use super::attempt::later;
use super::peer::HANDOVER_AFTER;
use super::rubric::Step;

/// Longest comment on one criterion, in characters.
pub const COMMENT_CHARS: usize = 2_000;

/// The peer has still to finish it.
pub(crate) const ASSIGNED: &str = "assigned";
/// It stands, and its author reads it.
pub(crate) const FINISHED: &str = "finished";
/// The peer's time is over; a facilitator writes it in the peer's place.
pub(crate) const HANDED_OVER: &str = "handed_over";
/// The piece or the peer has left the round.
pub(crate) const DROPPED: &str = "dropped";

/// A review.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::peer_review)]
pub struct PeerReview {
    /// Its id.
    pub id: PeerReviewId,
    /// The round that it belongs to.
    pub round_id: PeerRoundId,
    /// Whose work it is of. The reviewer is not told.
    pub submission_id: SubmissionId,
    /// Which version of it.
    pub version_number: i16,
    /// The peer. The author is not told.
    pub reviewer_id: MemberId,
    /// The facilitator who wrote it in the peer's place.
    pub handed_to: Option<MemberId>,
    /// `assigned`, `finished`, `handed_over` or `dropped`.
    pub state: String,
    /// Comments by criterion, a JSON object; see [`PeerReview::comments`].
    pub comments: Value,
    /// The judgement over all, 1 to 4.
    pub score: Option<i16>,
    /// When it was handed out, UTC.
    pub assigned_at: DateTime<Utc>,
    /// When it was finished, UTC.
    pub finished_at: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i32,
}

impl PeerReview {
    /// Whether the peer has still to finish it.
    pub fn is_assigned(&self) -> bool {
        self.state == ASSIGNED
    }

    /// Whether it stands.
    pub fn is_finished(&self) -> bool {
        self.state == FINISHED
    }

    /// Whether it waits for a facilitator.
    pub fn is_handed_over(&self) -> bool {
        self.state == HANDED_OVER
    }

    /// Whether its piece or its peer has left the round.
    pub fn is_dropped(&self) -> bool {
        self.state == DROPPED
    }

    /// What is written so far.
    pub fn sheet(&self) -> Sheet {
        let comments = serde_json::from_value(self.comments.clone()).unwrap_or_default();
        Sheet { comments, score: self.score }
    }
}

/// Until when a review that was handed out at `assigned_at` is due; then it passes on.
pub fn due_at(assigned_at: DateTime<Utc>) -> DateTime<Utc> {
    later(assigned_at, HANDOVER_AFTER)
}

/// A comment as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentInput {
    /// The criterion's key.
    pub criterion: String,
    /// What the peer says; empty takes back what was saved.
    pub comment: String,
}

/// What is written in a review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Comments by the keys of criteria.
    pub comments: BTreeMap<String, String>,
    /// The judgement over all, 1 to 4.
    pub score: Option<i16>,
}

/// The keys of a rubric's criteria, in its order.
pub fn criteria(rubric: &Rubric) -> Vec<String> {
    let entries = rubric.criteria.as_array().into_iter().flatten();
    entries.filter_map(|criterion| criterion["key"].as_str()).map(str::to_owned).collect()
}

impl Sheet {
    /// Checks what comes in, at `input.comments` and `input.score`. Criteria and the score may be
    /// left out.
    ///
    /// # Errors
    /// Each that is not acceptable: an unknown criterion, one that stands twice, a comment that is
    /// too long, a score that is none.
    pub fn check(
        criteria: &[String],
        inputs: Vec<CommentInput>,
        score: Option<i32>,
    ) -> Result<Self, Vec<Violation>> {
        let mut found = Vec::new();
        let mut comments = BTreeMap::new();
        if inputs.len() > criteria.len() {
            let words =
                format!("The rubric has {} criteria, each with one comment.", criteria.len());
            return Err(vec![Violation::new("input.comments", "TOO_MANY", words)]);
        }
        for (index, input) in inputs.into_iter().enumerate() {
            let mut complain = |field: &str, code, words: String| {
                found.push(Violation::new(format!("input.comments.{index}.{field}"), code, words));
            };
            if !criteria.contains(&input.criterion) {
                let words = format!("The rubric has these criteria: {}.", criteria.join(", "));
                complain("criterion", "UNKNOWN_CRITERION", words);
            } else if comments.contains_key(&input.criterion) {
                let words = "A criterion has one comment; it stands here a second time.";
                complain("criterion", "REPEATED_CRITERION", words.to_owned());
            }
            let comment = input.comment.replace("\r\n", "\n").trim().to_owned();
            if !is_text(&comment) {
                let words = format!(
                    "A comment has at most {COMMENT_CHARS} characters, and no control characters \
                     but line breaks and tabs."
                );
                complain("comment", "LENGTH", words);
            }
            comments.insert(input.criterion, comment);
        }
        let step = score.map(Step::try_from).transpose();
        if let Err(error) = &step {
            found.push(Violation::new("input.score", "OUT_OF_RANGE", format!("{error}.")));
        }
        match step {
            Ok(step) if found.is_empty() => {
                let number = |step: Step| i16::try_from(step.number()).unwrap_or_default();
                Ok(Self { comments, score: step.map(number) })
            }
            _ => Err(found),
        }
    }

    /// What is saved with this put on top: what is left out stays, an empty comment is taken back.
    #[must_use]
    pub fn onto(self, saved: Self) -> Self {
        let mut comments = saved.comments;
        comments.extend(self.comments);
        comments.retain(|_, comment| !comment.is_empty());
        Self { comments, score: self.score.or(saved.score) }
    }

    /// What a finished review would still need; empty when nothing is missing.
    pub fn missing(&self, criteria: &[String]) -> Vec<Violation> {
        let lacks = |key: &&String| self.comments.get(*key).is_none_or(String::is_empty);
        let mut found: Vec<Violation> = criteria
            .iter()
            .filter(lacks)
            .map(|key| {
                let words = format!("Write a comment on the criterion `{key}`.");
                Violation::new("input.comments", "MISSING_COMMENT", words)
            })
            .collect();
        if self.score.is_none() {
            let words = "Give one score over all: 1 not yet, 2 partly, 3 solid, 4 strong.";
            found.push(Violation::new("input.score", "MISSING_SCORE", words));
        }
        found
    }

    /// Comments in the form that they are kept in.
    pub(crate) fn stored(&self) -> Value {
        json!(self.comments)
    }
}

fn is_text(text: &str) -> bool {
    let is_foreign = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.chars().count() <= COMMENT_CHARS && !text.chars().any(is_foreign)
}

#[cfg(test)]
mod tests;
