//! One's own work in the words of the graph.

use std::collections::HashMap;

use assessments::model::assignment::Assignment as AssignmentRow;
use assessments::model::feedback::{Feedback, GradeRead};
use assessments::model::rubric::score_text;
use assessments::model::submission::Version;
use assessments::queries::own_work::{OwnVersion, OwnWork, own_work};
use database::{Connection, DatabaseError};
use files::File;
use kernel::{AssignmentId, EnrolmentId, FileId};

use super::types::{
    Assignment, MyDraft, MyFeedback, MyFile, MyGivenGrade, MyGrade, MyStep, MySubmission,
    MyVersion, MyVersionState,
};
use crate::context::RequestContext;
use crate::curriculum::types::RubricCriterion;
use crate::curriculum::{list, rubric};
use crate::error::ApiError;
use crate::ids::id;
use crate::numbers::count;

/// One's own work; NOT_FOUND for what is not one's own.
pub(super) async fn my_submission(
    request: &RequestContext,
    enrolment: EnrolmentId,
    assignment: AssignmentId,
) -> Result<MySubmission, ApiError> {
    let actor = request.actor().await?;
    let plans = &request.services.plans;
    let (work, mine) = request
        .snapshot()?
        .read(async |connection| {
            let now = request.now;
            let work = own_work(connection, plans, actor, enrolment, assignment, now).await?;
            let mine = files_of(connection, request, work.as_ref()).await?;
            Ok::<_, DatabaseError>((work, mine))
        })
        .await?;
    work.map(|work| submission(enrolment, work, &mine)).ok_or_else(ApiError::not_found)
}

/// All files of one's own work by id, each with a link for its learner.
async fn files_of(
    connection: &mut Connection,
    request: &RequestContext,
    work: Option<&OwnWork>,
) -> Result<HashMap<FileId, MyFile>, DatabaseError> {
    let (Some(work), Some(identity)) = (work, request.identity) else {
        return Ok(HashMap::new());
    };
    let (organization, me) = (identity.organization_id, identity.member_id);
    let of_versions = work.versions.iter().flat_map(|version| &version.files);
    let mut ids: Vec<FileId> = work.draft_files.iter().chain(of_versions).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = files::queries::files_by_ids(connection, organization, &ids).await?;
    let services = &request.services;
    let file = |row: File| {
        let url = files::link(&services.files, organization, row.id, me);
        let file = MyFile {
            id: id(row.id),
            bytes: count(row.bytes),
            name: row.name,
            media_type: row.media_type,
            url,
        };
        (row.id, file)
    };
    Ok(rows.into_iter().map(file).collect())
}

/// An assignment with its rubric.
pub(super) fn assignment(row: AssignmentRow, graded_by: curriculum::Rubric) -> Assignment {
    Assignment {
        id: id(row.id),
        module_id: id(row.module_id),
        code: row.code,
        title: row.title,
        brief: row.brief,
        deliverables: list(row.deliverables),
        minutes: row.minutes,
        rubric: rubric(graded_by),
        peers: i32::from(row.peers),
    }
}

fn submission(
    enrolment: EnrolmentId,
    work: OwnWork,
    mine: &HashMap<FileId, MyFile>,
) -> MySubmission {
    let criteria: Vec<RubricCriterion> = list(work.rubric.criteria.clone());
    let results: Vec<MyGrade> =
        work.versions.iter().filter_map(|one| result(&one.version)).collect();
    let passing_grade = results.iter().find(|grade| grade.passed).cloned();
    let first_grade = results.into_iter().next();
    let draft_version = work.submission.as_ref().map_or(0, |kept| kept.draft_version);
    let passed = work.submission.as_ref().is_some_and(|kept| kept.is_passed);
    let draft_files = named(&work.draft_files, mine);
    let draft = match work.submission {
        Some(kept) => MyDraft {
            text: kept.draft_text,
            links: list(kept.draft_links),
            files: draft_files,
            saved_at: Some(kept.draft_saved_at),
        },
        None => {
            MyDraft { text: String::new(), links: Vec::new(), files: Vec::new(), saved_at: None }
        }
    };
    MySubmission {
        enrolment_id: id(enrolment),
        assignment: assignment(work.assignment, work.rubric),
        due_at: work.due_at,
        not_before: work.not_before,
        passed,
        draft,
        draft_version,
        versions: work.versions.into_iter().map(|one| version(one, &criteria, mine)).collect(),
        first_grade,
        passing_grade,
    }
}

fn version(
    one: OwnVersion,
    criteria: &[RubricCriterion],
    mine: &HashMap<FileId, MyFile>,
) -> MyVersion {
    let OwnVersion { version, files, feedback: given } = one;
    MyVersion {
        number: i32::from(version.number),
        state: if version.is_waiting() {
            MyVersionState::Waiting
        } else if version.is_withdrawn() {
            MyVersionState::Withdrawn
        } else {
            MyVersionState::Decided
        },
        text: version.text,
        links: list(version.links),
        files: named(&files, mine),
        submitted_at: version.submitted_at,
        is_late: version.is_late,
        feedback: given.map(|given| feedback(given, criteria)),
    }
}

/// Some files by name.
fn named(ids: &[FileId], mine: &HashMap<FileId, MyFile>) -> Vec<MyFile> {
    let mut files: Vec<MyFile> = ids.iter().filter_map(|id| mine.get(id)).cloned().collect();
    files.sort_by(|left, right| (&left.name, &*left.id).cmp(&(&right.name, &*right.id)));
    files
}

/// The result of a version for the record.
fn result(version: &Version) -> Option<MyGrade> {
    Some(MyGrade {
        number: i32::from(version.number),
        score: score_text(version.thirds?.into()),
        passed: version.is_passed?,
        decided_at: version.decided_at?,
    })
}

fn feedback(given: Feedback, criteria: &[RubricCriterion]) -> MyFeedback {
    MyFeedback {
        decided_at: given.decided_at,
        score: score_text(given.thirds.into()),
        passed: given.passed,
        failed_gates: given.failed_gates,
        grades: given.grades.into_iter().map(|one| given_grade(one, criteria)).collect(),
    }
}

fn given_grade(one: GradeRead, criteria: &[RubricCriterion]) -> MyGivenGrade {
    let of = |criterion: &RubricCriterion| {
        let step = one.steps.iter().find(|step| step.criterion == criterion.key)?;
        Some(MyStep {
            criterion: criterion.key.clone(),
            title: criterion.title.clone(),
            step: step.step.number(),
            comment: step.comment.clone(),
        })
    };
    MyGivenGrade {
        is_result: one.is_deciding,
        score: score_text(one.thirds.into()),
        passed: one.passed,
        steps: criteria.iter().filter_map(of).collect(),
        comment: one.comment,
    }
}
