use diesel::QueryableByName;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel_async::{AsyncMigrationHarness, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::connect::{StatementCounter, establish};
use crate::error::DatabaseError;
use crate::pools::Database;

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

/// Compares the database with this program, as role `cadre_system`.
///
/// # Errors
/// When the database cannot be reached or was never migrated.
pub async fn migration_state(database: &Database) -> Result<MigrationState, DatabaseError> {
    #[derive(QueryableByName)]
    struct Run {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let run: Vec<Run> = database
        .system_statement(async |connection| {
            diesel::sql_query("SELECT version FROM public.__diesel_schema_migrations")
                .load(connection)
                .await
                .map_err(DatabaseError::from)
        })
        .await?;
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS)
        .map_err(|error| DatabaseError::Migration(error.to_string()))?;
    let has_run = |version: String| run.iter().any(|row| row.version == version);
    let current = known.iter().all(|migration| has_run(migration.name().version().to_string()));
    Ok(if current { MigrationState::Current } else { MigrationState::Behind })
}

async fn harness(
    owner_url: &str,
) -> Result<AsyncMigrationHarness<crate::Connection>, DatabaseError> {
    let connection = establish(owner_url, StatementCounter::default())
        .await
        .map_err(|error| DatabaseError::Unavailable(error.to_string()))?;
    Ok(AsyncMigrationHarness::new(connection))
}
