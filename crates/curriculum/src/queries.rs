//! Reads, set-wise: many parents in, one statement.

use database::schema::{
    assignment, competency, lesson, module, module_competency, module_prerequisite, program,
    program_version, quiz, rubric,
};
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{LessonId, ModuleId, OrganizationId, ProgramId, ProgramVersionId};

use crate::model::{
    Competency, CompetencyGain, Lesson, LessonRow, Module, ModuleNeed, Plan, PlannedAssignment,
    PlannedQuiz, Program, ProgramVersion, Rubric,
};

type Rows<T> = Result<Vec<T>, DatabaseError>;

/// The organisation's programs by title.
///
/// # Errors
/// When the statement fails.
pub async fn programs(connection: &mut Connection, organization: OrganizationId) -> Rows<Program> {
    Ok(program::table
        .filter(program::organization_id.eq(organization))
        .order((program::title, program::id))
        .select(Program::as_select())
        .load(connection)
        .await?)
}

/// One program.
///
/// # Errors
/// When the statement fails.
pub async fn program(
    connection: &mut Connection,
    organization: OrganizationId,
    id: ProgramId,
) -> Result<Option<Program>, DatabaseError> {
    Ok(program::table
        .filter(program::organization_id.eq(organization))
        .filter(program::id.eq(id))
        .select(Program::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// All versions of some programs, newest first.
///
/// # Errors
/// When the statement fails.
pub async fn versions_of(
    connection: &mut Connection,
    organization: OrganizationId,
    programs: &[ProgramId],
) -> Rows<ProgramVersion> {
    Ok(program_version::table
        .filter(program_version::organization_id.eq(organization))
        .filter(program_version::program_id.eq_any(programs))
        .order((program_version::program_id, program_version::number.desc()))
        .select(ProgramVersion::as_select())
        .load(connection)
        .await?)
}

/// Some versions.
///
/// # Errors
/// When the statement fails.
pub async fn versions(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[ProgramVersionId],
) -> Rows<ProgramVersion> {
    Ok(program_version::table
        .filter(program_version::organization_id.eq(organization))
        .filter(program_version::id.eq_any(ids))
        .select(ProgramVersion::as_select())
        .load(connection)
        .await?)
}

/// The modules of some versions, by week and code.
///
/// # Errors
/// When the statement fails.
pub async fn modules_of(
    connection: &mut Connection,
    organization: OrganizationId,
    versions: &[ProgramVersionId],
) -> Rows<Module> {
    Ok(module::table
        .filter(module::organization_id.eq(organization))
        .filter(module::program_version_id.eq_any(versions))
        .order((module::week, module::code))
        .select(Module::as_select())
        .load(connection)
        .await?)
}

/// What some modules need.
///
/// # Errors
/// When the statement fails.
pub async fn needs_of(
    connection: &mut Connection,
    organization: OrganizationId,
    modules: &[ModuleId],
) -> Rows<ModuleNeed> {
    Ok(module_prerequisite::table
        .filter(module_prerequisite::organization_id.eq(organization))
        .filter(module_prerequisite::module_id.eq_any(modules))
        .select(ModuleNeed::as_select())
        .load(connection)
        .await?)
}

/// What some modules aim at, by competency.
///
/// # Errors
/// When the statement fails.
pub async fn gains_of(
    connection: &mut Connection,
    organization: OrganizationId,
    modules: &[ModuleId],
) -> Rows<CompetencyGain> {
    Ok(module_competency::table
        .filter(module_competency::organization_id.eq(organization))
        .filter(module_competency::module_id.eq_any(modules))
        .order(module_competency::competency_code)
        .select(CompetencyGain::as_select())
        .load(connection)
        .await?)
}

/// The lessons of some modules by position, with their texts.
///
/// # Errors
/// When the statement fails.
pub async fn lessons_of(
    connection: &mut Connection,
    organization: OrganizationId,
    modules: &[ModuleId],
) -> Rows<Lesson> {
    Ok(lesson::table
        .filter(lesson::organization_id.eq(organization))
        .filter(lesson::module_id.eq_any(modules))
        .order((lesson::module_id, lesson::position))
        .select(Lesson::as_select())
        .load(connection)
        .await?)
}

/// One lesson with its text.
///
/// # Errors
/// When the statement fails.
pub async fn lesson(
    connection: &mut Connection,
    organization: OrganizationId,
    id: LessonId,
) -> Result<Option<Lesson>, DatabaseError> {
    Ok(lesson::table
        .filter(lesson::organization_id.eq(organization))
        .filter(lesson::id.eq(id))
        .select(Lesson::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The rubrics of some versions by code.
///
/// # Errors
/// When the statement fails.
pub async fn rubrics_of(
    connection: &mut Connection,
    organization: OrganizationId,
    versions: &[ProgramVersionId],
) -> Rows<Rubric> {
    Ok(rubric::table
        .filter(rubric::organization_id.eq(organization))
        .filter(rubric::program_version_id.eq_any(versions))
        .order(rubric::code)
        .select(Rubric::as_select())
        .load(connection)
        .await?)
}

/// The organisation's competencies by code.
///
/// # Errors
/// When the statement fails.
pub async fn competencies(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Rows<Competency> {
    Ok(competency::table
        .filter(competency::organization_id.eq(organization))
        .order((competency::framework_version, competency::code))
        .select(Competency::as_select())
        .load(connection)
        .await?)
}

/// The plan of a version; `None` if the organisation has no such version.
///
/// # Errors
/// When a statement fails.
pub(crate) async fn plan(
    connection: &mut Connection,
    organization: OrganizationId,
    id: ProgramVersionId,
) -> Result<Option<Plan>, DatabaseError> {
    let Some(version) = versions(connection, organization, &[id]).await?.pop() else {
        return Ok(None);
    };
    let modules = modules_of(connection, organization, &[id]).await?;
    let ids: Vec<ModuleId> = modules.iter().map(|module| module.id).collect();
    let needs = needs_of(connection, organization, &ids).await?;
    let lessons = lesson::table
        .filter(lesson::organization_id.eq(organization))
        .filter(lesson::module_id.eq_any(&ids))
        .order((lesson::module_id, lesson::position))
        .select(LessonRow::as_select())
        .load(connection)
        .await?;
    let quizzes: Vec<(Option<ModuleId>, PlannedQuiz)> = quiz::table
        .filter(quiz::organization_id.eq(organization))
        .filter(quiz::program_version_id.eq(id))
        .filter(quiz::is_written)
        .select((quiz::module_id, PlannedQuiz::as_select()))
        .load(connection)
        .await?;
    let quizzes = quizzes.into_iter().filter_map(|(module, quiz)| Some((module?, quiz))).collect();
    let assignments: Vec<(ModuleId, PlannedAssignment)> = assignment::table
        .filter(assignment::organization_id.eq(organization))
        .filter(assignment::program_version_id.eq(id))
        .select((assignment::module_id, PlannedAssignment::as_select()))
        .load(connection)
        .await?;
    let assignments = assignments.into_iter().collect();
    Ok(Some(Plan::new(&version, modules, &needs, &lessons, &quizzes, &assignments)))
}
