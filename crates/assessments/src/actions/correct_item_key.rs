use std::collections::BTreeMap;

use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use curriculum::item::{ChoiceId, ItemKey, Reasons, check_key};
use database::Connection;
use kernel::{ItemId, Violation};
use serde_json::json;

use super::Assessments;
use super::keys::{KnownItem, known_item};
use crate::error::AssessmentError;
use crate::jobs::RescoreQuiz;
use crate::model::quiz::Key;
use crate::model::rescoring::{Changes, rescored};
use crate::queries::quizzes::Ended;
use crate::storage::quizzes::NewKey;
use crate::{queries, storage};

/// How many attempts are scored anew at once.
pub(crate) const CHUNK: i64 = 1_000;
/// Longest text of a correction, in characters.
const TEXT_MOST: usize = 2_000;

/// A right key in place of a wrong one.
#[derive(Debug, Clone)]
pub struct CorrectItemKey {
    /// The item.
    pub item_id: ItemId,
    /// What is right.
    pub key: ItemKey,
    /// Reasons to put in the place of those that no longer hold, by choice.
    pub reasons: BTreeMap<ChoiceId, String>,
    /// What was wrong; learners and the audit log get to read it.
    pub correction: String,
    /// The version of the key that the person saw.
    pub expected_version: i32,
    /// Only say what would change.
    pub dry_run: bool,
}

/// What a correction did or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    /// The key's version after it.
    pub version: i32,
    /// What it changes.
    pub changes: Changes,
}

/// Corrects a key and has every ended attempt scored anew from its stored answers by a job. Who has
/// completed a module keeps that.
///
/// # Errors
/// [`AssessmentError`]: not allowed, no such item, oneself a learner of this quiz, a key that does
/// not fit, somebody else's correction in between, the database.
pub async fn correct_item_key(
    assessments: &Assessments,
    actor: &Actor,
    input: CorrectItemKey,
) -> Result<Corrected, AssessmentError> {
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let known = known_item(connection, assessments, actor, input.item_id).await?;
            if known.key.version != input.expected_version {
                return Err(AssessmentError::Stale);
            }
            let key = corrected(&known, &input)?;
            let changes = changes(connection, assessments, actor, &known, &key).await?;
            if !input.dry_run {
                write(connection, actor, &known, (&key, &input.correction), now).await?;
                report(connection, assessments, actor, &known, &changes).await?;
            }
            Ok(Corrected { version: key.version, changes })
        })
        .await
}

/// The key as it would be.
fn corrected(known: &KnownItem, input: &CorrectItemKey) -> Result<Key, AssessmentError> {
    let mut violations = Vec::new();
    if let Err(problem) = check_key(known.item.kind, &known.item.body, &input.key) {
        violations.push(Violation::new("input.key", "KEY", problem.to_string()));
    }
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= TEXT_MOST;
    if !fits(&input.correction) || input.correction.contains('\0') {
        let words = "Say in 1 to 2,000 characters what was wrong.";
        violations.push(Violation::new("input.correction", "LENGTH", words));
    }
    let mut reasons: Reasons = known.key.reasons.clone();
    for (choice, reason) in &input.reasons {
        if fits(reason) && reasons.choices.contains_key(choice) {
            reasons.choices.insert(choice.clone(), reason.trim().to_owned());
        } else {
            let words = format!("`{choice}` is no choice of this item, or its reason is empty.");
            violations.push(Violation::new("input.reasons", "REASON", words));
        }
    }
    if violations.is_empty() {
        let (item_id, version) = (known.item.id, known.key.version + 1);
        Ok(Key { item_id, version, key: input.key.clone(), reasons })
    } else {
        Err(AssessmentError::Invalid(violations))
    }
}

/// Counts what the key would change in the cohorts that the person runs. Of others they learn nothing,
/// though the job scores those too.
async fn changes(
    connection: &mut Connection,
    assessments: &Assessments,
    actor: &Actor,
    known: &KnownItem,
    key: &Key,
) -> Result<Changes, AssessmentError> {
    let organization = actor.organization_id;
    let items = assessments.items.get(connection, organization, known.quiz.id).await?;
    let mut keys = queries::quizzes::right(connection, organization, &items).await?;
    keys.insert(key.item_id, key.key.clone());
    let version = known.quiz.program_version_id;
    let cohorts = queries::quizzes::run_cohorts(connection, actor, version).await?;
    let (mut counted, mut after) = (Changes::default(), None);
    loop {
        let wanted = Ended { quiz: known.quiz.id, cohorts: Some(&cohorts), after, most: CHUNK };
        let attempts = queries::quizzes::ended_attempts(connection, organization, wanted).await?;
        let Some(last) = attempts.last() else { return Ok(counted) };
        after = Some(last.enrolment_id);
        let ids: Vec<_> = attempts.iter().map(|attempt| attempt.id).collect();
        let grades = queries::quizzes::text_grades(connection, organization, &ids).await?;
        rescored(&items, &keys, &attempts, &grades, &mut counted);
    }
}

async fn write(
    connection: &mut Connection,
    actor: &Actor,
    known: &KnownItem,
    (key, correction): (&Key, &str),
    now: DateTime<Utc>,
) -> Result<(), AssessmentError> {
    let organization_id = actor.organization_id;
    let new = NewKey {
        item: key.item_id,
        version: key.version,
        key: &key.key,
        reasons: &key.reasons,
        corrected_by: actor.member_id,
        correction: correction.trim(),
    };
    if !storage::quizzes::insert_key(connection, organization_id, &new, now).await? {
        return Err(AssessmentError::Stale);
    }
    let job = RescoreQuiz {
        organization_id,
        quiz_id: known.quiz.id,
        item_id: Some(key.item_id),
        version: key.version,
    };
    Ok(jobs::enqueue(connection, &[job]).await?)
}

/// Keys stay out of the audit log: whoever reads it may be a learner.
async fn report(
    connection: &mut Connection,
    assessments: &Assessments,
    actor: &Actor,
    known: &KnownItem,
    changes: &Changes,
) -> Result<(), AssessmentError> {
    let entry = AuditEntry {
        action: "item_key_corrected",
        subject: known.item.id.to_string(),
        details: json!({
            "version": known.key.version + 1,
            "attempts": changes.attempts,
            "changed": changes.changed,
            "newlyPassed": changes.newly_passed,
        }),
    };
    audit::record(connection, &assessments.sources, actor, entry).await?;
    Ok(())
}
