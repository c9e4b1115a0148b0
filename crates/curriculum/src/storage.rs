//! Every statement that writes.

use std::collections::HashMap;

use auth::Actor;
use chrono::{DateTime, Utc};
use database::schema::{
    competency, lesson, module, module_competency, module_prerequisite, program, program_version,
};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{LessonId, ModuleId, OrganizationId, ProgramId, ProgramVersionId, Sources};
use serde_json::json;

use crate::actions::AdoptedProgram;
use crate::library::{Framework, LibraryModule, LibraryProgram};

mod graded;

/// Where parts of a version go.
struct Target<'a> {
    organization: OrganizationId,
    version: ProgramVersionId,
    sources: &'a Sources,
    now: DateTime<Utc>,
}

/// The framework that ships with the product.
const FRAMEWORK_VERSION: i16 = 1;

pub(crate) async fn insert_competencies(
    connection: &mut Connection,
    organization: OrganizationId,
    framework: &Framework,
) -> Result<(), DatabaseError> {
    let domain_of = |code: &str| {
        let domain = framework
            .domains
            .iter()
            .find(|domain| domain.competencies.iter().any(|other| other == code));
        domain.map_or("", |domain| domain.title.as_str())
    };
    let rows: Vec<_> = framework
        .competencies
        .iter()
        .map(|entry| {
            (
                competency::organization_id.eq(organization),
                competency::code.eq(&entry.code),
                competency::framework_version.eq(FRAMEWORK_VERSION),
                competency::title.eq(&entry.title),
                competency::domain.eq(domain_of(&entry.code)),
                competency::behaviours.eq(json!(entry.behaviours)),
            )
        })
        .collect();
    diesel::insert_into(competency::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// `None` when the organisation has a program of that slug already; nothing is written then.
pub(crate) async fn insert_program(
    connection: &mut Connection,
    actor: &Actor,
    sources: &Sources,
    id: ProgramId,
    source: &LibraryProgram,
) -> Result<Option<ProgramVersionId>, DatabaseError> {
    let organization = actor.organization_id;
    let now = sources.now();
    let inserted = diesel::insert_into(program::table)
        .values((
            program::organization_id.eq(organization),
            program::id.eq(id),
            program::slug.eq(&source.slug),
            program::title.eq(&source.title),
            program::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    let version_id: ProgramVersionId = sources.new_id();
    diesel::insert_into(program_version::table)
        .values((
            program_version::organization_id.eq(organization),
            program_version::id.eq(version_id),
            program_version::program_id.eq(id),
            program_version::number.eq(1),
            program_version::framework_version.eq(FRAMEWORK_VERSION),
            program_version::title.eq(&source.title),
            program_version::promise.eq(&source.promise),
            program_version::audience.eq(&source.audience),
            program_version::published_at.eq(now),
            program_version::document.eq(json!(source)),
        ))
        .execute(connection)
        .await?;
    let target = Target { organization, version: version_id, sources, now };
    let modules =
        insert_modules(connection, organization, sources, version_id, &source.modules).await?;
    graded::insert(connection, &target, &modules, source).await?;
    Ok(Some(version_id))
}

async fn insert_modules<'a>(
    connection: &mut Connection,
    organization: OrganizationId,
    sources: &Sources,
    version_id: ProgramVersionId,
    modules: &'a [LibraryModule],
) -> Result<HashMap<&'a str, ModuleId>, DatabaseError> {
    let ids: HashMap<&str, ModuleId> =
        modules.iter().map(|entry| (entry.code.as_str(), sources.new_id())).collect();
    let rows: Vec<_> = modules
        .iter()
        .map(|entry| {
            (
                module::organization_id.eq(organization),
                module::id.eq(ids[entry.code.as_str()]),
                module::program_version_id.eq(version_id),
                module::code.eq(&entry.code),
                module::week.eq(entry.week),
                module::title.eq(&entry.title),
                module::goal.eq(&entry.goal),
                module::objectives.eq(json!(entry.objectives)),
                module::manager_prompt.eq(&entry.manager_prompt),
            )
        })
        .collect();
    diesel::insert_into(module::table).values(rows).execute(connection).await?;
    let needs: Vec<_> = modules
        .iter()
        .flat_map(|entry| {
            entry.needs.iter().map(|need| (ids[entry.code.as_str()], ids[need.as_str()]))
        })
        .map(|(id, needs)| {
            (
                module_prerequisite::organization_id.eq(organization),
                module_prerequisite::module_id.eq(id),
                module_prerequisite::needs_module_id.eq(needs),
            )
        })
        .collect();
    diesel::insert_into(module_prerequisite::table).values(needs).execute(connection).await?;
    let gains: Vec<_> = modules
        .iter()
        .flat_map(|entry| entry.gains.iter().map(|gain| (ids[entry.code.as_str()], gain)))
        .map(|(id, gain)| {
            (
                module_competency::organization_id.eq(organization),
                module_competency::module_id.eq(id),
                module_competency::competency_code.eq(&gain.competency),
                module_competency::level.eq(gain.level),
            )
        })
        .collect();
    diesel::insert_into(module_competency::table).values(gains).execute(connection).await?;
    insert_lessons(connection, organization, sources, modules, &ids).await?;
    Ok(ids)
}

async fn insert_lessons(
    connection: &mut Connection,
    organization: OrganizationId,
    sources: &Sources,
    modules: &[LibraryModule],
    ids: &HashMap<&str, ModuleId>,
) -> Result<(), DatabaseError> {
    let rows: Vec<_> = modules
        .iter()
        .flat_map(|entry| {
            (1_i16..)
                .zip(&entry.lessons)
                .map(|(position, source)| (ids[entry.code.as_str()], position, source))
        })
        .map(|(module_id, position, source)| {
            (
                lesson::organization_id.eq(organization),
                lesson::id.eq(sources.new_id::<LessonId>()),
                lesson::module_id.eq(module_id),
                lesson::position.eq(position),
                lesson::code.eq(&source.code),
                lesson::title.eq(&source.title),
                lesson::kind.eq(source.kind.as_str()),
                lesson::minutes.eq(source.minutes),
                lesson::required.eq(source.required),
                lesson::body.eq(&source.body),
            )
        })
        .collect();
    diesel::insert_into(lesson::table).values(rows).execute(connection).await?;
    Ok(())
}

/// The copy that the organisation has already.
pub(crate) async fn existing(
    connection: &mut Connection,
    organization: OrganizationId,
    slug: &str,
) -> Result<AdoptedProgram, DatabaseError> {
    let program_id: ProgramId = program::table
        .filter(program::organization_id.eq(organization))
        .filter(program::slug.eq(slug))
        .select(program::id)
        .first(connection)
        .await?;
    let version_id = program_version::table
        .filter(program_version::organization_id.eq(organization))
        .filter(program_version::program_id.eq(program_id))
        .order(program_version::number.desc())
        .select(program_version::id)
        .first(connection)
        .await?;
    Ok(AdoptedProgram { program_id, version_id, already_adopted: true })
}
