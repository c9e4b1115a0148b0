//! Work, samples and people as the graph shows them.

use assessments::AssessmentError;
use assessments::model::calibration::{Calibration, Kappa};
use assessments::model::places::CLAIM_LASTS;
use assessments::model::rubric::{Step, score_text};
use assessments::model::sheet::stored;
use assessments::policy::{self, demand_grader};
use assessments::queries::grades::{Grade, visible_grades};
use assessments::queries::queue::{self, Holder, QueueFilter, QueuePage};
use assessments::queries::samples::{self, Rated};
use assessments::queries::work::{self, Task};
use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError};
use files::Files;
use kernel::{AssignmentId, SubmissionId};
use uuid::Uuid;

use super::types::{
    GradedAssignment, GraderCalibration, GradingState, GradingWork, QueuedWork, Sample,
    SampleCriterion, SampleRating, SampleSheet, WorkFile, WorkGrade, WorkGradeStep,
};
use crate::cohorts::types::Person;
use crate::curriculum::{list, rubric};
use crate::ids::id;
use crate::numbers::count;

/// What was read, or why it may not be; a refusal does not end the moment that a request shows.
pub(super) type Answer<T> = Result<Result<T, AssessmentError>, DatabaseError>;

/// A page of the grading queue, its entries with their places, and whether more follow.
pub(super) async fn queue(
    connection: &mut Connection,
    actor: &Actor,
    filter: &QueueFilter,
    page: &QueuePage,
    now: DateTime<Utc>,
) -> Result<(Vec<(QueuedWork, String, Uuid)>, bool), DatabaseError> {
    let (rows, more) = queue::queue_page(connection, actor, filter, page).await?;
    let shown = rows.iter().filter(|row| row.facilitates && row.conflict().is_none());
    let shown: Vec<SubmissionId> = shown.map(|row| row.submission_id).collect();
    let mut holders = queue::holders(connection, actor.organization_id, &shown).await?;
    let entries = rows.into_iter().map(|row| {
        let held = holders.remove(&(row.submission_id, row.number)).unwrap_or_default();
        let place = (row.submitted_at.timestamp_micros().to_string(), row.submission_id.uuid());
        (queued(row, held, now), place.0, place.1)
    });
    Ok((entries.collect(), more))
}

fn queued(row: queue::QueuedWork, held: Vec<Holder>, now: DateTime<Utc>) -> QueuedWork {
    let person = |held: Holder| Person { id: id(held.member_id), name: held.name, unit: held.unit };
    let waits_for = || held.into_iter().map(person).collect();
    QueuedWork {
        waits_for: (row.facilitates && row.conflict().is_none()).then(waits_for),
        conflict: row.conflict().map(|conflict| policy::words(conflict).to_owned()),
        submission_id: id(row.submission_id),
        version_number: i32::from(row.number),
        cohort_id: id(row.cohort_id),
        cohort_name: row.cohort_name,
        assignment_id: id(row.assignment_id),
        assignment_code: row.assignment_code,
        assignment_title: row.assignment_title,
        learner: Person { id: id(row.author_id), name: row.author_name, unit: row.author_unit },
        submitted_at: row.submitted_at,
        age_days: count((now - row.submitted_at).num_days().max(0)),
        late: row.is_late,
        graders_needed: i32::from(row.graders_needed),
        graders_claimed: count(row.claimed),
        own_grade_id: row.own_grade_id.map(id),
    }
}

/// One version of somebody's work, for those who may grade it.
pub(super) async fn grading_work(
    connection: &mut Connection,
    store: &Files,
    actor: &Actor,
    submission: SubmissionId,
    number: i16,
) -> Answer<GradingWork> {
    let organization = actor.organization_id;
    let missing = || Ok(Err(AssessmentError::NotFound("submission")));
    let Some(work) = work::work(connection, actor, submission, number).await? else {
        return missing();
    };
    if let Err(refused) = demand_grader(actor.roles, work.stand) {
        return Ok(Err(refused));
    }
    let handed_in = work::handed_in(connection, organization, submission, number).await?;
    let task = work::task(connection, organization, work.assignment_id).await?;
    let author = auth::queries::member(connection, organization, work.author_id).await?;
    let (Some(handed_in), Some((task, row)), Some(author)) = (handed_in, task, author) else {
        return missing();
    };
    let files = work::files(connection, organization, submission, number).await?;
    let all = policy::sees_all_grades(work.stand, work.is_decided);
    let rows = visible_grades(connection, actor, &work, all).await?;
    let own = rows.iter().find(|(grade, _)| grade.grader_id == actor.member_id);
    Ok(Ok(GradingWork {
        submission_id: id(submission),
        version_number: i32::from(number),
        cohort_id: id(work.cohort_id),
        cohort_name: work.cohort_name,
        learner: author.into(),
        assignment: assignment(task),
        rubric: rubric(row),
        text: handed_in.text,
        links: list(handed_in.links),
        files: files.into_iter().map(|one| file(store, actor, one)).collect(),
        submitted_at: handed_in.submitted_at,
        late: handed_in.is_late,
        state: if work.is_decided { GradingState::Decided } else { GradingState::Waiting },
        graders_needed: i32::from(work.graders_needed),
        passed: handed_in.is_passed,
        score: handed_in.thirds.map(|thirds| score_text(thirds.into())),
        own_grade: own.map(grade),
        grades: all.then(|| rows.iter().filter(|(row, _)| row.is_published()).map(grade).collect()),
    }))
}

fn assignment(task: Task) -> GradedAssignment {
    GradedAssignment {
        id: id(task.id),
        code: task.code,
        title: task.title,
        brief: task.brief,
        deliverables: list(task.deliverables),
    }
}

fn file(files: &Files, actor: &Actor, file: work::WorkFile) -> WorkFile {
    WorkFile {
        url: files::link(files, actor.organization_id, file.id, actor.member_id),
        id: id(file.id),
        name: file.name,
        media_type: file.media_type,
        bytes: count(file.bytes),
    }
}

fn grade((row, name): &(Grade, String)) -> WorkGrade {
    let steps = stored(row.steps.clone()).into_iter().map(|step| WorkGradeStep {
        criterion: step.criterion,
        step: step.step.number(),
        comment: step.comment,
    });
    WorkGrade {
        id: id(row.id),
        grader_id: id(row.grader_id),
        grader_name: name.clone(),
        position: i32::from(row.position),
        steps: steps.collect(),
        comment: row.comment.clone(),
        passed: row.is_passed,
        score: row.thirds.map(|thirds| score_text(thirds.into())),
        published_at: row.published_at,
        lapses_at: (!row.is_published()).then(|| row.claimed_at + CLAIM_LASTS),
        version: row.version,
    }
}

/// The samples of an assignment, those that one has rated with their keys. A mentor from outside of the
/// organisation sees nothing of its programs.
pub(super) async fn sample_sheet(
    connection: &mut Connection,
    actor: &Actor,
    assignment_id: AssignmentId,
) -> Answer<SampleSheet> {
    let organization = actor.organization_id;
    if auth::queries::is_guest(connection, actor).await? {
        return Ok(Err(AssessmentError::NotFound("assignment")));
    }
    let Some((task, row)) = work::task(connection, organization, assignment_id).await? else {
        return Ok(Err(AssessmentError::NotFound("assignment")));
    };
    let rows = samples::samples(connection, organization, assignment_id).await?;
    let rated = samples::rated(connection, actor).await?;
    let sample = |row: samples::Sample| Sample {
        rated: rated.iter().find(|rated| rated.sample_id == row.id).map(rating),
        id: id(row.id),
        code: row.code,
        title: row.title,
        setting: row.setting,
        work: row.work,
    };
    Ok(Ok(SampleSheet {
        assignment: assignment(task),
        rubric: rubric(row),
        samples: rows.into_iter().map(sample).collect(),
    }))
}

fn rating(rated: &Rated) -> SampleRating {
    let criteria = rated.key.iter().filter_map(|key| {
        let own = rated.steps.iter().find(|step| step.criterion == key.criterion)?;
        Some(SampleCriterion {
            criterion: key.criterion.clone(),
            own_step: own.step.number(),
            key_step: key.step.number(),
            why: key.why.clone(),
        })
    });
    SampleRating { rated_at: rated.rated_at, criteria: criteria.collect() }
}

/// How close somebody comes to the keys of what they have rated.
pub(super) fn calibration(rated: &[Rated]) -> GraderCalibration {
    let pairs: Vec<(Step, Step)> = rated.iter().flat_map(Rated::pairs).collect();
    let found = Calibration::of(&pairs);
    let (kappa, kappa_reason) = match found.kappa {
        Kappa::Value(value) => (Some(value.text()), None),
        Kappa::NotEnough { n, needed } => {
            let words = format!("{n} ratings of criteria so far; kappa takes {needed}");
            (None, Some(words))
        }
        Kappa::NoVariance => {
            let words = "you and the keys give one and the same step throughout; chance alone would \
                         explain that";
            (None, Some(words.to_owned()))
        }
    };
    GraderCalibration {
        samples: count(rated.len()),
        ratings: count(found.n),
        exact: count(found.exact),
        share_within_one: found.share_within_one().map(|share| share.text()),
        mean_difference: found.mean_difference().map(|mean| mean.text()),
        kappa,
        kappa_reason,
    }
}
