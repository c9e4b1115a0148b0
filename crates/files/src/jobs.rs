//! The jobs of this area: payload and run side by side. A tick finds organisations, a sweep removes
//! what nobody needs in one.

use futures::StreamExt as _;
use jobs::{Attempt, Job, JobError};
use kernel::{FileId, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::error::FileError;
use crate::model::{KEPT, made_at};
use crate::service::Files;
use crate::{queries, storage};

/// How many files of the store are looked up at once.
const AT_ONCE: usize = 1_000;

/// Looks after the files of every organisation, once an hour.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct OrphanTick {}

impl Job for OrphanTick {
    const NAME: &'static str = "tick_orphan_files";
    const MAX_ATTEMPTS: i16 = 3;
    type Services = Files;

    async fn run(self, files: Files, _attempt: Attempt) -> Result<(), JobError> {
        files
            .database
            .system(async |connection| {
                let organizations = auth::queries::all_organizations(connection).await?;
                let sweeps: Vec<RemoveOrphanFiles> = organizations
                    .into_iter()
                    .map(|organization_id| RemoveOrphanFiles { organization_id })
                    .collect();
                ::jobs::enqueue(connection, &sweeps).await
            })
            .await?;
        Ok(())
    }
}

/// Removes from one organisation the files that no work took up within a day, bytes that have had
/// no row for a day, and what killed processes left of uploads. Running it again changes nothing.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RemoveOrphanFiles {
    /// The organisation.
    pub organization_id: OrganizationId,
}

impl Job for RemoveOrphanFiles {
    const NAME: &'static str = "remove_orphan_files";
    const MAX_ATTEMPTS: i16 = 5;
    type Services = Files;

    fn key(&self) -> Option<String> {
        Some(self.organization_id.to_string())
    }

    async fn run(self, files: Files, _attempt: Attempt) -> Result<(), JobError> {
        remove(&files, self.organization_id).await.map_err(|error| JobError::new(error.to_string()))
    }
}

async fn remove(files: &Files, organization: OrganizationId) -> Result<(), FileError> {
    let before = files.sources.now() - KEPT;
    let gone = files
        .database
        .write(organization, async |connection| {
            storage::delete_orphans(connection, organization, before).await
        })
        .await?;
    // The rows first: a crash in between leaves bytes without a row, which the next step removes.
    files.store.remove(organization, &gone).await?;
    let mut stray = 0;
    let mut stored = files.store.list(organization).chunks(AT_ONCE);
    while let Some(chunk) = stored.next().await {
        let ids = chunk.into_iter().collect::<Result<Vec<FileId>, FileError>>()?;
        let old: Vec<FileId> =
            ids.into_iter().filter(|id| made_at(*id).is_some_and(|made| made < before)).collect();
        stray += remove_stray(files, organization, old).await?;
    }
    files.store.remove_unfinished(organization, before).await?;
    if !gone.is_empty() || stray > 0 {
        tracing::info!(%organization, unused = gone.len(), stray, "files were removed");
    }
    Ok(())
}

/// Removes those of some stored files that have no row; returns how many.
async fn remove_stray(
    files: &Files,
    organization: OrganizationId,
    mut stored: Vec<FileId>,
) -> Result<usize, FileError> {
    if stored.is_empty() {
        return Ok(0);
    }
    let known = files
        .database
        .read(organization, async |connection| {
            queries::known(connection, organization, &stored).await
        })
        .await?;
    let known: std::collections::HashSet<FileId> = known.into_iter().collect();
    stored.retain(|id| !known.contains(id));
    files.store.remove(organization, &stored).await?;
    Ok(stored.len())
}
