use std::collections::HashSet;

use async_graphql::{Context, ID, Object};
use curriculum::{library, queries};
use database::{Connection, DatabaseError};
use kernel::{OrganizationId, Permission, ProgramId};

use super::load::{Wanted, list, program_versions};
use super::types::{Competency, LibraryProgram, Program};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::numbers::count;

#[derive(Default)]
pub struct CurriculumQuery;

#[Object]
impl CurriculumQuery {
    /// The programs that ship with the product. For admins.
    async fn library_programs(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<Vec<LibraryProgram>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::ReadLibrary)?;
        let organization = actor.organization_id;
        let adopted: HashSet<String> = request
            .snapshot()?
            .read(async |connection| queries::programs(connection, organization).await)
            .await?
            .into_iter()
            .map(|program| program.slug)
            .collect();
        Ok(Some(
            library::built_in()
                .programs
                .iter()
                .map(|program| LibraryProgram {
                    slug: program.slug.clone(),
                    title: program.title.clone(),
                    promise: program.promise.clone(),
                    audience: program.audience.clone(),
                    modules: count(program.modules.len()),
                    lessons: count(
                        program.modules.iter().map(|module| module.lessons.len()).sum::<usize>(),
                    ),
                    weeks: program
                        .modules
                        .iter()
                        .map(|module| i32::from(module.week) + 1)
                        .max()
                        .unwrap_or(0),
                    assignments: count(program.assignments.len()),
                    written_quizzes: quizzes(program, true),
                    unwritten_quizzes: quizzes(program, false),
                    diagnostic_forms: program
                        .diagnostics
                        .iter()
                        .map(|form| form.form.clone())
                        .collect(),
                    adopted: adopted.contains(&program.slug),
                })
                .collect(),
        ))
    }

    /// The organisation's competencies by code; empty until it adopts a program. For admins,
    /// facilitators and learners.
    async fn competencies(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<Vec<Competency>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::ReadPrograms)?;
        let organization = actor.organization_id;
        let rows = request
            .snapshot()?
            .read(async |connection| queries::competencies(connection, organization).await)
            .await?;
        Ok(Some(
            rows.into_iter()
                .map(|row| Competency {
                    code: row.code,
                    title: row.title,
                    domain: row.domain,
                    behaviours: list(row.behaviours),
                })
                .collect(),
        ))
    }

    /// The organisation's programs by title. For admins, facilitators and learners.
    async fn programs(&self, context: &Context<'_>) -> Result<Option<Vec<Program>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::ReadPrograms)?;
        let organization = actor.organization_id;
        let wanted = Wanted::below(&context.look_ahead().field("versions"));
        Ok(Some(
            request
                .snapshot()?
                .read(async |connection| {
                    let rows = queries::programs(connection, organization).await?;
                    programs(connection, organization, rows, wanted).await
                })
                .await?,
        ))
    }

    /// One program of the organisation. For admins, facilitators and learners.
    async fn program(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The program's id.")] id: ID,
    ) -> Result<Option<Program>, ApiError> {
        let request = RequestContext::of(context);
        let id: ProgramId = ids::parse(&id)?;
        let actor = request.actor().await?;
        actor.require(Permission::ReadPrograms)?;
        let wanted = Wanted::below(&context.look_ahead().field("versions"));
        load_program(request, actor.organization_id, id, wanted).await.map(Some)
    }
}

pub(super) async fn load_program(
    request: &RequestContext,
    organization: OrganizationId,
    id: ProgramId,
    wanted: Wanted,
) -> Result<Program, ApiError> {
    let found = request
        .snapshot()?
        .read(async |connection| {
            let rows = queries::program(connection, organization, id).await?.into_iter().collect();
            programs(connection, organization, rows, wanted).await
        })
        .await?
        .pop();
    found.ok_or_else(ApiError::not_found)
}

async fn programs(
    connection: &mut Connection,
    organization: OrganizationId,
    rows: Vec<curriculum::Program>,
    wanted: Wanted,
) -> Result<Vec<Program>, DatabaseError> {
    let program_ids: Vec<ProgramId> = rows.iter().map(|program| program.id).collect();
    let version_rows = queries::versions_of(connection, organization, &program_ids).await?;
    let owners: Vec<ProgramId> = version_rows.iter().map(|version| version.program_id).collect();
    let versions = program_versions(connection, organization, version_rows, wanted).await?;
    Ok(rows
        .into_iter()
        .map(|row| Program {
            id: ids::id(row.id),
            slug: row.slug,
            title: row.title,
            versions: owners
                .iter()
                .zip(&versions)
                .filter(|(owner, _)| **owner == row.id)
                .map(|(_, version)| version.clone())
                .collect(),
        })
        .collect())
}

/// Codes of the modules that have a quiz which is written, or is not.
fn quizzes(program: &library::LibraryProgram, written: bool) -> Vec<String> {
    let announced = program.modules.iter().filter(|module| module.quiz_items.is_some());
    let chosen = announced.filter(|module| module.quiz.is_empty() != written);
    chosen.map(|module| module.code.clone()).collect()
}
