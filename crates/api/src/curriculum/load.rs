//! Program versions with all that is selected below them, set-wise: at most six statements,
//! however many versions.

use std::collections::HashMap;
use std::hash::Hash;

use async_graphql::Lookahead;
use curriculum::queries;
use database::{Connection, DatabaseError};
use kernel::{ModuleId, OrganizationId, ProgramVersionId};
use serde::de::DeserializeOwned;

use super::types::{CompetencyGain, Lesson, LessonKind, Module, ProgramVersion, Rubric};
use crate::ids::id;

/// Which parts below a version the client selected.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    modules: bool,
    lessons: bool,
    rubrics: bool,
}

impl Wanted {
    /// From the selection at a field that gives versions.
    pub(crate) fn below(versions: &Lookahead<'_>) -> Self {
        let modules = versions.field("modules");
        Self {
            modules: modules.exists(),
            lessons: modules.field("lessons").exists(),
            rubrics: versions.field("rubrics").exists(),
        }
    }
}

/// Builds versions in the order of their rows.
pub(crate) async fn program_versions(
    connection: &mut Connection,
    organization: OrganizationId,
    rows: Vec<curriculum::ProgramVersion>,
    wanted: Wanted,
) -> Result<Vec<ProgramVersion>, DatabaseError> {
    let ids: Vec<ProgramVersionId> = rows.iter().map(|version| version.id).collect();
    let mut modules = if wanted.modules {
        modules(connection, organization, &ids, wanted).await?
    } else {
        HashMap::new()
    };
    let mut rubrics = HashMap::new();
    if wanted.rubrics {
        let found = queries::rubrics_of(connection, organization, &ids).await?;
        rubrics = grouped(found, |rubric| rubric.program_version_id, rubric);
    }
    Ok(rows
        .into_iter()
        .map(|version| ProgramVersion {
            id: id(version.id),
            number: version.number,
            title: version.title,
            promise: version.promise,
            audience: version.audience,
            published_at: version.published_at,
            modules: modules.remove(&version.id).unwrap_or_default(),
            rubrics: rubrics.remove(&version.id).unwrap_or_default(),
        })
        .collect())
}

async fn modules(
    connection: &mut Connection,
    organization: OrganizationId,
    versions: &[ProgramVersionId],
    wanted: Wanted,
) -> Result<HashMap<ProgramVersionId, Vec<Module>>, DatabaseError> {
    let rows = queries::modules_of(connection, organization, versions).await?;
    let ids: Vec<ModuleId> = rows.iter().map(|module| module.id).collect();
    let codes: HashMap<ModuleId, String> =
        rows.iter().map(|module| (module.id, module.code.clone())).collect();
    let needs = queries::needs_of(connection, organization, &ids).await?;
    let mut needs = grouped(
        needs,
        |need| need.module_id,
        |need| codes.get(&need.needs_module_id).cloned().unwrap_or_default(),
    );
    let gains = queries::gains_of(connection, organization, &ids).await?;
    let mut gains = grouped(
        gains,
        |gain| gain.module_id,
        |gain| CompetencyGain { competency: gain.competency_code, level: i32::from(gain.level) },
    );
    let mut lessons = HashMap::new();
    if wanted.lessons {
        let found = queries::lessons_of(connection, organization, &ids).await?;
        lessons = grouped(found, |lesson| lesson.module_id, lesson);
    }
    Ok(grouped(
        rows,
        |module| module.program_version_id,
        |module| {
            let mut needs: Vec<String> = needs.remove(&module.id).unwrap_or_default();
            needs.sort();
            Module {
                id: id(module.id),
                week: i32::from(module.week),
                needs,
                gains: gains.remove(&module.id).unwrap_or_default(),
                lessons: lessons.remove(&module.id).unwrap_or_default(),
                code: module.code,
                title: module.title,
                goal: module.goal,
                objectives: list(module.objectives),
                manager_prompt: module.manager_prompt,
            }
        },
    ))
}

/// A lesson with its text.
pub(crate) fn lesson(row: curriculum::Lesson) -> Lesson {
    Lesson {
        id: id(row.id),
        code: row.code,
        title: row.title,
        kind: match row.kind.as_str() {
            "video" => LessonKind::Video,
            "activity" => LessonKind::Activity,
            _ => LessonKind::Reading,
        },
        minutes: row.minutes,
        required: row.required,
        body: row.body,
    }
}

/// A rubric with its criteria.
pub(crate) fn rubric(row: curriculum::Rubric) -> Rubric {
    Rubric { id: id(row.id), code: row.code, title: row.title, criteria: list(row.criteria) }
}

/// A document that was checked when it was written.
pub(crate) fn list<T: DeserializeOwned>(document: serde_json::Value) -> Vec<T> {
    serde_json::from_value(document).unwrap_or_default()
}

fn grouped<K: Eq + Hash, R, T>(
    rows: Vec<R>,
    key: impl Fn(&R) -> K,
    mut make: impl FnMut(R) -> T,
) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(make(row));
    }
    groups
}
