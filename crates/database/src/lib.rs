//! PostgreSQL: the schema, two pools, the tenant transaction, the read snapshot, migrations, and a
//! private cluster for newcomers and tests.
//!
//! Every statement on tenant data runs inside a transaction that entered one organisation; outside
//! of one, row-level security turns each read into an error. Identity and jobs are reached through
//! the second pool, whose role sees no tenant table.

mod addresses;
mod bootstrap;
mod connect;
pub mod embedded;
mod error;
mod fixed_text;
mod migrate;
mod pools;
#[rustfmt::skip]
pub mod schema;
mod snapshot;
mod transaction;

pub use addresses::Addresses;
pub use bootstrap::{bootstrap, bootstrap_own_cluster};
pub use connect::StatementCounter;
pub use error::DatabaseError;
pub use fixed_text::{FixedText, fixed_text};
pub use migrate::{MigrationState, migrate, migrate_down_and_up, migration_state};
pub use pools::{Database, DatabaseConfig};
pub use snapshot::Snapshot;
pub use transaction::Work;

/// A connection inside a transaction.
pub type Connection = diesel_async::AsyncPgConnection;
