use auth::Actor;
use database::Connection;
use files::AttachError;
use kernel::{AssignmentId, EnrolmentId, FileId, OrganizationId, Permission, Violation};
use serde_json::json;

use super::Assessments;
use super::own_work::own_task;
use crate::error::AssessmentError;
use crate::model::draft::Draft;
use crate::model::submission::Submission;
use crate::queries::submissions::{self as reads, DRAFT};
use crate::storage::submissions::{self as store, Saving};

/// Saves a draft.
#[derive(Debug, Clone)]
pub struct SaveDraft {
    /// One's own enrolment.
    pub enrolment_id: EnrolmentId,
    /// An assignment of the cohort's program version.
    pub assignment_id: AssignmentId,
    /// What takes the place of the draft as it is.
    pub draft: Draft,
    /// The version of the draft that the client saw; 0 before the first.
    pub expected_version: i32,
}

/// Saves a draft whole. Sent again, it changes nothing, so it needs no idempotency key; saved on
/// another device meanwhile, it is refused, so that neither device overwrites the other.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own enrolment, another program's assignment, a locked
/// module, what does not fit into a draft, [`AssessmentError::Stale`], the database.
pub async fn save_draft(
    assessments: &Assessments,
    actor: &Actor,
    input: SaveDraft,
) -> Result<Submission, AssessmentError> {
    actor.require(Permission::Learn)?;
    let draft_as_sent = input.draft;
    let draft = draft_as_sent.clone().normalised();
    let violations = draft.violations();
    if !violations.is_empty() {
        return Err(AssessmentError::Invalid(violations));
    }
    let (enrolment, assignment) = (input.enrolment_id, input.assignment_id);
    let (seen, organization) = (input.expected_version, actor.organization_id);
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let task = own_task(connection, assessments, actor, enrolment, assignment, now).await?;
            task.place.demand_unlocked(task.index)?;
            let saving = Saving { place: &task.place.enrolment, assignment, draft: &draft };
            let saved = if seen == 0 {
                let id = assessments.sources.new_id();
                store::insert_draft(connection, organization, id, &saving, now).await?
            } else {
                store::update_draft(connection, organization, seen, &saving, now).await?
            };
            let Some(saved) = saved else {
                return saved_before(connection, organization, &saving, seen).await;
            };
            let attached =
                files::attach(connection, organization, actor.member_id, &draft.files, now).await;
            attached.map_err(|error| not_attached(error, &draft_as_sent))?;
            exchange_files(connection, organization, &saved, &draft).await?;
            Ok(saved)
        })
        .await
}

/// The draft as it is, if it is what is being saved: the client sends again what it does not know to
/// have arrived.
async fn saved_before(
    connection: &mut Connection,
    organization: OrganizationId,
    saving: &Saving<'_>,
    seen: i32,
) -> Result<Submission, AssessmentError> {
    let (place, assignment) = (saving.place.id, saving.assignment);
    let kept = reads::submission(connection, organization, place, assignment)
        .await?
        .filter(|kept| seen.checked_add(1) == Some(kept.draft_version))
        .filter(|kept| kept.draft_text == saving.draft.text)
        .filter(|kept| kept.draft_links == json!(saving.draft.links))
        .ok_or(AssessmentError::Stale)?;
    let mut files = reads::files_of(connection, organization, &[kept.id]).await?;
    let files = files.remove(&(kept.id, DRAFT)).unwrap_or_default();
    if files == saving.draft.files { Ok(kept) } else { Err(AssessmentError::Stale) }
}

/// Gives the draft its files, and lets those go that it had and that no other work holds.
async fn exchange_files(
    connection: &mut Connection,
    organization: OrganizationId,
    saved: &Submission,
    draft: &Draft,
) -> Result<(), AssessmentError> {
    let dropped =
        store::replace_draft_files(connection, organization, saved.id, &draft.files).await?;
    if !dropped.is_empty() {
        let unheld = store::take_unheld(connection, organization, &dropped).await?;
        files::release(connection, organization, &unheld).await?;
    }
    Ok(())
}

/// Names the files that are not among the learner's uploads where they stand in the input.
fn not_attached(error: AttachError, sent: &Draft) -> AssessmentError {
    match error {
        AttachError::Database(error) => error.into(),
        AttachError::Unknown(unknown) => {
            let places = sent.files.iter().enumerate().filter(|(_, id)| unknown.contains(id));
            let violation = |(index, _): (usize, &FileId)| {
                let words = "This is not among your uploads; upload the file again.";
                Violation::new(format!("input.fileIds.{index}"), "UNKNOWN_FILE", words)
            };
            AssessmentError::Invalid(places.map(violation).collect())
        }
    }
}
