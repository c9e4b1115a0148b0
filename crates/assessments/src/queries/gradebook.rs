//! The marks of a cohort, in one statement for each kind.

use std::collections::HashMap;
use std::sync::Arc;

use auth::Actor;
use chrono::{DateTime, Utc};
use cohorts::model::{Calendar, Cohort};
use cohorts::policy::BoardView;
use curriculum::{Plan, Plans};
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Nullable, SmallInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{AssignmentId, CohortId, EnrolmentId, MemberId, OrganizationId, QuizId};

use crate::model::attempt::Tally;
use crate::model::gradebook::{Marks, Row, Work, row};

/// A gradebook: the columns and the rows by name.
#[derive(Debug, Clone)]
pub struct Gradebook {
    /// The plan of the cohort's program version.
    pub plan: Arc<Plan>,
    /// One row per learner.
    pub rows: Vec<Row>,
}

/// The whole gradebook of a cohort; ask [`crate::policy::reads_gradebook`] before. Four statements,
/// however many learners; a plan that is not in memory takes some more.
///
/// # Errors
/// When a statement fails.
pub async fn gradebook(
    connection: &mut Connection,
    plans: &Plans,
    actor: &Actor,
    cohort: &Cohort,
    now: DateTime<Utc>,
) -> Result<Option<Gradebook>, DatabaseError> {
    let organization = actor.organization_id;
    let Some(plan) = plans.get(connection, organization, cohort.program_version_id).await? else {
        return Ok(None);
    };
    let ids = [cohort.id];
    let learners = cohorts::queries::learners(connection, actor, &ids, BoardView::All).await?;
    let begun = cohorts::queries::progress_of_cohorts(connection, organization, &ids).await?;
    let mut marks = marks(connection, organization, cohort.id).await?;
    let calendar = Calendar::of(&plan, cohort);
    let rows = learners.into_iter().map(|learner| {
        let begun = begun.get(&learner.enrolment_id).map_or(&[][..], Vec::as_slice);
        let marks = marks.remove(&learner.enrolment_id).unwrap_or_default();
        row(&plan, &calendar, learner, begun, &marks, now)
    });
    let rows = rows.collect();
    Ok(Some(Gradebook { plan, rows }))
}

/// One row per learner and not per try: the many small rows would cost more than all else.
#[derive(QueryableByName)]
struct TriesRow {
    #[diesel(sql_type = SqlUuid)]
    enrolment_id: EnrolmentId,
    #[diesel(sql_type = Array<SqlUuid>)]
    quizzes: Vec<QuizId>,
    #[diesel(sql_type = Array<SmallInt>)]
    numbers: Vec<i16>,
    #[diesel(sql_type = Array<SmallInt>)]
    points: Vec<i16>,
    #[diesel(sql_type = Array<SmallInt>)]
    max_points: Vec<i16>,
}

#[derive(QueryableByName)]
struct WorksRow {
    #[diesel(sql_type = SqlUuid)]
    enrolment_id: EnrolmentId,
    #[diesel(sql_type = Array<SqlUuid>)]
    assignments: Vec<AssignmentId>,
    #[diesel(sql_type = Array<Bool>)]
    waits: Vec<bool>,
    #[diesel(sql_type = Array<Bool>)]
    passed: Vec<bool>,
    #[diesel(sql_type = Array<Nullable<SmallInt>>)]
    thirds: Vec<Option<i16>>,
    #[diesel(sql_type = Array<Bool>)]
    late: Vec<bool>,
    #[diesel(sql_type = Array<SmallInt>)]
    versions: Vec<i16>,
}

async fn marks(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
) -> Result<HashMap<EnrolmentId, Marks>, DatabaseError> {
    let mut marks: HashMap<EnrolmentId, Marks> = HashMap::new();
    for row in tries(connection, organization, cohort).await? {
        let of_learner = marks.entry(row.enrolment_id).or_default();
        let scored = row.quizzes.into_iter().zip(row.numbers).zip(row.points).zip(row.max_points);
        for (((quiz, number), points), max_points) in scored {
            let tally = Tally { points: points.into(), max_points: max_points.into() };
            of_learner.tries.entry(quiz).or_default().push((number, tally));
        }
    }
    for row in works(connection, organization, cohort).await? {
        let of_learner = marks.entry(row.enrolment_id).or_default();
        let states = row.assignments.into_iter().zip(row.waits).zip(row.passed).zip(row.thirds);
        let parts = states.zip(row.late).zip(row.versions);
        for (((((assignment, waits), is_passed), thirds), is_late), versions) in parts {
            let work = Work { waits, is_passed, thirds, is_late, versions };
            of_learner.works.insert(assignment, work);
        }
    }
    Ok(marks)
}

async fn tries(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
) -> Result<Vec<TriesRow>, DatabaseError> {
    let query = diesel::sql_query(
        "SELECT t.enrolment_id, array_agg(t.quiz_id) AS quizzes, array_agg(t.number) AS numbers,
            array_agg(t.points) AS points, array_agg(t.max_points) AS max_points
         FROM cadre.attempt t
         WHERE t.organization_id = $1 AND t.cohort_id = $2 AND t.state = 'scored'
         GROUP BY t.enrolment_id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(cohort);
    Ok(fixed_text(query).load(connection).await?)
}

/// What is withdrawn was never handed in. A score shows once its version is decided and not before.
async fn works(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
) -> Result<Vec<WorksRow>, DatabaseError> {
    let query = diesel::sql_query(
        "SELECT s.enrolment_id, array_agg(s.assignment_id) AS assignments,
            array_agg(latest.state = 'waiting') AS waits, array_agg(s.is_passed) AS passed,
            array_agg(latest.thirds) AS thirds, array_agg(latest.is_late) AS late,
            array_agg(latest.versions) AS versions
         FROM cadre.submission s
         CROSS JOIN LATERAL (
            SELECT (array_agg(v.state ORDER BY v.number DESC))[1] AS state,
                (array_agg(v.is_late ORDER BY v.number DESC))[1] AS is_late,
                (array_agg(v.thirds ORDER BY v.number DESC)
                    FILTER (WHERE v.state = 'decided'))[1] AS thirds,
                count(*)::smallint AS versions
            FROM cadre.submission_version v
            WHERE v.organization_id = $1 AND v.submission_id = s.id AND v.state <> 'withdrawn'
         ) AS latest
         WHERE s.organization_id = $1 AND s.cohort_id = $2 AND latest.versions > 0
         GROUP BY s.enrolment_id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(cohort);
    Ok(fixed_text(query).load(connection).await?)
}

/// Which modules one of the asking person's direct reports has passed the assignment of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassStates {
    /// The learner.
    pub member_id: MemberId,
    /// The learner's name.
    pub name: String,
    /// The learner's unit.
    pub unit: Option<String>,
    /// One per module of the plan that has an assignment, in its order: the module's place in the
    /// plan, and whether its assignment is passed.
    pub passed: Vec<(usize, bool)>,
}

/// The pass states of the asking person's direct reports in a cohort, by name: nothing of marks, nor
/// of how often somebody tried.
///
/// # Errors
/// When a statement fails.
pub async fn pass_states(
    connection: &mut Connection,
    plans: &Plans,
    actor: &Actor,
    cohort: &Cohort,
) -> Result<Option<(Arc<Plan>, Vec<PassStates>)>, DatabaseError> {
    let organization = actor.organization_id;
    let Some(plan) = plans.get(connection, organization, cohort.program_version_id).await? else {
        return Ok(None);
    };
    let ids = [cohort.id];
    let people = cohorts::queries::learners(connection, actor, &ids, BoardView::OwnPeople).await?;
    let begun = cohorts::queries::progress_of_cohorts(connection, organization, &ids).await?;
    let people = people.into_iter().filter(|person| person.manager_id == Some(actor.member_id));
    let states = people.map(|person| {
        let begun = begun.get(&person.enrolment_id).map_or(&[][..], Vec::as_slice);
        let passed =
            |module| begun.iter().any(|row| row.module_id == module && row.assignment_passed);
        let modules = plan.modules.iter().enumerate();
        let modules = modules.filter(|(_, module)| module.assignment.is_some());
        PassStates {
            passed: modules.map(|(index, module)| (index, passed(module.id))).collect(),
            member_id: person.member_id,
            name: person.name,
            unit: person.unit,
        }
    });
    let states = states.collect();
    Ok(Some((plan, states)))
}

/// How far a cohort is, in counts over all its learners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Learners.
    pub learners: i64,
    /// Modules completed, over all learners.
    pub completed_modules: usize,
    /// Assignments passed, over all learners.
    pub passed_assignments: usize,
    /// Assignments whose work waits for a grader, over all learners.
    pub waiting_assignments: usize,
}

/// The counts of a cohort; `None` if the organisation has no such cohort.
///
/// # Errors
/// When a statement fails.
pub async fn counts(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
) -> Result<Option<Counts>, DatabaseError> {
    let ids = [cohort];
    if cohorts::queries::cohorts_by_ids(connection, organization, &ids).await?.is_empty() {
        return Ok(None);
    }
    let learners = cohorts::queries::learner_counts(connection, organization, &ids).await?;
    let begun = cohorts::queries::progress_of_cohorts(connection, organization, &ids).await?;
    let rows = || begun.values().flatten();
    Ok(Some(Counts {
        learners: learners.get(&cohort).copied().unwrap_or(0),
        completed_modules: rows().filter(|row| row.completed_at.is_some()).count(),
        passed_assignments: rows().filter(|row| row.assignment_passed).count(),
        waiting_assignments: rows().filter(|row| row.work_waits).count(),
    }))
}
