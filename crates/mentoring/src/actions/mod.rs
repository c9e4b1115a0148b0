//! One file per command: check, decide, one transaction, enqueue.

pub mod lists;
pub mod oversight;
pub mod pairs;
pub mod profiles;
pub mod runs;
pub mod sessions;

use curriculum::Plans;
use database::Database;
use kernel::Sources;

use crate::model::sessions::seal::Keyring;

/// What the commands of this area need.
#[derive(Debug, Clone)]
pub struct Mentoring {
    /// The database.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// Plans of program versions.
    pub plans: Plans,
    /// The master keys of notes.
    pub note_keys: Keyring,
}
