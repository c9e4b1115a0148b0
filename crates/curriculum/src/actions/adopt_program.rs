use auth::Actor;
use auth::audit::{self, AuditEntry};
use auth::idempotency::Command;
use database::Database;
use kernel::{Permission, ProgramId, ProgramVersionId, Sources};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::CurriculumError;
use crate::library;
use crate::storage;

/// Which library program to copy.
#[derive(Debug, Clone, Serialize)]
pub struct AdoptProgram {
    /// Its slug in the library.
    pub slug: String,
    /// See [`Command`].
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// The organisation's copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedProgram {
    /// The program.
    pub program_id: ProgramId,
    /// Its first version, published.
    pub version_id: ProgramVersionId,
    /// Whether the organisation had it before; then nothing was written.
    pub already_adopted: bool,
}

/// Copies a library program into the organisation as version 1, published and immutable.
///
/// # Errors
/// [`CurriculumError`]: not allowed, no such program, a key used otherwise, or the database.
pub async fn adopt_program(
    database: &Database,
    sources: &Sources,
    actor: &Actor,
    input: AdoptProgram,
) -> Result<AdoptedProgram, CurriculumError> {
    actor.require(Permission::AdoptProgram)?;
    let library = library::built_in();
    let program = library
        .programs
        .iter()
        .find(|program| program.slug == input.slug)
        .ok_or(CurriculumError::NoSuchLibraryProgram)?;
    let command = Command::new("adopt_program", input.idempotency_key.clone(), &input)?;
    database
        .write(actor.organization_id, async |connection| {
            if let Some(earlier) = command.claim(connection, actor, sources.now()).await? {
                return Ok(earlier);
            }
            storage::insert_competencies(connection, actor.organization_id, &library.framework)
                .await?;
            let program_id = sources.new_id();
            let adopted =
                match storage::insert_program(connection, actor, sources, program_id, program)
                    .await?
                {
                    Some(version_id) => {
                        let entry = AuditEntry {
                            action: "program_adopted",
                            subject: program_id.to_string(),
                            details: json!({ "slug": program.slug, "version": 1 }),
                        };
                        audit::record(connection, sources, actor, entry).await?;
                        AdoptedProgram { program_id, version_id, already_adopted: false }
                    }
                    None => {
                        storage::existing(connection, actor.organization_id, &program.slug).await?
                    }
                };
            command.settle(connection, actor, &adopted).await?;
            Ok(adopted)
        })
        .await
}
