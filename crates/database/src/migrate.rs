use diesel_async::AsyncMigrationHarness;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::connect::{StatementCounter, establish};
use crate::error::DatabaseError;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Whether the database is at the version of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// All migrations of this program have run.
    Current,
    /// Some have not; `cadre migrate` runs them.
    Behind,
}

/// Runs what has not run yet, as role `cadre_owner`. Call it on a multi-threaded runtime, never
/// inside a tenant scope.
///
/// # Errors
/// When the address cannot be reached or a migration fails; that migration is then rolled back.
pub async fn migrate(owner_url: &str) -> Result<usize, DatabaseError> {
    let mut harness = harness(owner_url).await?;
    let run = harness
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| DatabaseError::Migration(error.to_string()))?;
    Ok(run.len())
}

/// Takes every migration back and runs all again; a test holds that this works.
///
/// # Errors
/// When a step fails.
pub async fn migrate_down_and_up(owner_url: &str) -> Result<(), DatabaseError> {
    let mut harness = harness(owner_url).await?;
    harness
        .revert_all_migrations(MIGRATIONS)
        .map_err(|error| DatabaseError::Migration(error.to_string()))?;
    harness
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| DatabaseError::Migration(error.to_string()))?;
    Ok(())
}

/// Compares the database with this program, as role `cadre_owner`.
///
/// # Errors
/// When the address cannot be reached.
pub async fn migration_state(owner_url: &str) -> Result<MigrationState, DatabaseError> {
    let behind = harness(owner_url)
        .await?
        .has_pending_migration(MIGRATIONS)
        .map_err(|error| DatabaseError::Migration(error.to_string()))?;
    Ok(if behind { MigrationState::Behind } else { MigrationState::Current })
}

async fn harness(
    owner_url: &str,
) -> Result<AsyncMigrationHarness<crate::Connection>, DatabaseError> {
    let connection = establish(owner_url, StatementCounter::default())
        .await
        .map_err(|error| DatabaseError::Unavailable(error.to_string()))?;
    Ok(AsyncMigrationHarness::new(connection))
}
