use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use cohorts::actions::{At, Fact, record};
use database::Connection;
use kernel::{GradeId, ModuleId, Permission};
use serde_json::json;

use super::Assessments;
use super::own_grade::{demand_draft, own_grade, task_of};
use crate::error::AssessmentError;
use crate::jobs::GradePublished;
use crate::model::grading::{self, Decision, Grader, Grades, final_of};
use crate::model::rubric::CriterionRule;
use crate::model::sheet::{self, rules_of};
use crate::queries::grades::{self, Grade};
use crate::queries::work::Work;
use crate::storage::grades as store;
use crate::storage::results::{self, Verdict};

/// Publishes a grade.
#[derive(Debug, Clone, Copy)]
pub struct PublishGrade {
    /// One's own grade.
    pub grade_id: GradeId,
    /// The version of the grade that the client saw.
    pub expected_version: i32,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The work that was graded.
    pub work: Work,
    /// Whether its result stands now.
    pub is_decided: bool,
}

/// Publishes a grade with a step for every criterion. Once all graders of the version have
/// published, its result stands, the learner's progress is told, and one mail goes to the learner;
/// where two graders differ in what matters, a third is asked for.
///
/// # Errors
/// [`AssessmentError`]: not allowed, not one's own grade, criteria without a step, a published
/// grade, [`AssessmentError::Stale`] when it was changed since that version, the database.
pub async fn publish_grade(
    assessments: &Assessments,
    actor: &Actor,
    input: PublishGrade,
) -> Result<Published, AssessmentError> {
    actor.require(Permission::GradeWork)?;
    let organization = actor.organization_id;
    let now = assessments.sources.now();
    assessments
        .database
        .write(organization, async |connection| {
            let (seen, work) = own_grade(connection, actor, input.grade_id).await?;
            demand_draft(&seen, input.expected_version)?;
            results::lock_submission(connection, organization, work.submission_id).await?;
            let needed = results::lock_waiting_version(connection, organization, &work)
                .await?
                .ok_or(AssessmentError::Stale)?;
            let (task, rubric) = task_of(connection, actor, &work).await?;
            let rules = rules_of(&rubric);
            let (thirds, is_passed) = complete(&rules, &seen)?;
            // Whatever was changed between reading and locking has another version.
            if !store::publish(connection, organization, &seen, thirds, is_passed, now).await? {
                return Err(AssessmentError::Stale);
            }
            let entry = AuditEntry {
                action: "grade_published",
                subject: work.submission_id.to_string(),
                // No marks: those who read the log see nothing of the work.
                details: json!({ "version": work.number, "position": seen.position }),
            };
            audit::record(connection, &assessments.sources, actor, entry).await?;
            let settling = Settling { assessments, actor, work: &work, now };
            let is_decided = settling.run(connection, &rules, needed, task.module_id).await?;
            Ok(Published { work, is_decided })
        })
        .await
}

/// Score and pass of a grade that has a step for every criterion.
fn complete(rules: &[CriterionRule], grade: &Grade) -> Result<(i16, bool), AssessmentError> {
    let steps = sheet::stored(grade.steps.clone());
    let missing = sheet::missing(rules, &steps, "input.gradeId");
    if !missing.is_empty() {
        return Err(AssessmentError::Invalid(missing));
    }
    let judged = judge(rules, grade)?;
    Ok((small(judged.judgement().thirds), judged.judgement().passed))
}

fn judge(rules: &[CriterionRule], grade: &Grade) -> Result<grading::Grade, AssessmentError> {
    let steps = sheet::stored(grade.steps.clone());
    grading::Grade::new(rules, &sheet::pairs(&steps))
        .map_err(|problem| AssessmentError::Refused(problem.to_string()))
}

/// Thirds are 0 to 300.
fn small(thirds: i32) -> i16 {
    i16::try_from(thirds).unwrap_or(i16::MAX)
}

/// What follows for a version, locked, from the grades that are published.
struct Settling<'a> {
    assessments: &'a Assessments,
    actor: &'a Actor,
    work: &'a Work,
    now: DateTime<Utc>,
}

impl Settling<'_> {
    async fn run(
        &self,
        connection: &mut Connection,
        rules: &[CriterionRule],
        needed: i16,
        module: ModuleId,
    ) -> Result<bool, AssessmentError> {
        let (organization, work) = (self.actor.organization_id, self.work);
        let rows =
            grades::grades_of(connection, organization, work.submission_id, work.number).await?;
        let published: Vec<&Grade> = rows.iter().filter(|grade| grade.is_published()).collect();
        let judged: Vec<grading::Grade> =
            published.iter().map(|grade| judge(rules, grade)).collect::<Result<_, _>>()?;
        let at = |position| published.iter().position(|grade| grade.position == position);
        let of = |position| at(position).and_then(|index| judged.get(index));
        let grades = Grades { first: of(1), second: of(2), third: of(3) };
        let decisive = match final_of(needed >= 2, grades) {
            Decision::Decided(Grader::First) => 1,
            Decision::Decided(Grader::Second) => 2,
            Decision::Decided(Grader::Third) => 3,
            Decision::Awaits(Grader::Third) if needed < 3 => {
                results::ask_for_third(connection, organization, work).await?;
                return Ok(false);
            }
            Decision::Awaits(_) => return Ok(false),
        };
        let Some((grade, judged)) = at(decisive).and_then(|index| {
            Some((published.get(index).copied()?, judged.get(index)?.judgement()))
        }) else {
            return Ok(false);
        };
        let verdict = Verdict {
            grader_id: grade.grader_id,
            thirds: small(judged.thirds),
            is_passed: judged.passed,
        };
        self.decide(connection, verdict, module).await?;
        Ok(true)
    }

    /// Lets the result stand, tells progress, and has the learner written to.
    async fn decide(
        &self,
        connection: &mut Connection,
        verdict: Verdict,
        module: ModuleId,
    ) -> Result<(), AssessmentError> {
        let (organization, work) = (self.actor.organization_id, self.work);
        let (submission, number) = (work.submission_id, work.number);
        results::decide(connection, organization, work, verdict, self.now).await?;
        let fact = if verdict.is_passed {
            Some(Fact::AssignmentPassed)
        } else if grades::another_waits(connection, organization, submission, number).await? {
            None
        } else {
            Some(Fact::WorkReturned)
        };
        if let Some(fact) = fact {
            self.tell(connection, module, fact).await?;
        }
        let mail = GradePublished {
            organization_id: organization,
            submission_id: submission,
            version_number: number,
        };
        ::jobs::enqueue(connection, &[mail]).await?;
        Ok(())
    }

    async fn tell(
        &self,
        connection: &mut Connection,
        module: ModuleId,
        fact: Fact,
    ) -> Result<(), AssessmentError> {
        let (organization, work) = (self.actor.organization_id, self.work);
        let lost = || AssessmentError::NotFound("cohort");
        let place = grades::place(connection, organization, work.cohort_id, work.enrolment_id)
            .await?
            .ok_or_else(lost)?;
        let cohort = cohorts::queries::cohorts_by_ids(connection, organization, &[work.cohort_id])
            .await?
            .pop()
            .ok_or_else(lost)?;
        let plan = self
            .assessments
            .plans
            .get(connection, organization, cohort.program_version_id)
            .await?
            .ok_or_else(lost)?;
        let at = At { organization, enrolment: &place, plan: &plan, now: self.now };
        record(connection, at, module, fact).await?;
        Ok(())
    }
}
