use std::fmt;
use std::sync::Arc;

use auth::Links;
use database::Database;
use kernel::Sources;

use crate::gate::Gate;
use crate::store::FileStore;

/// What files need. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    /// The database.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// Where the bytes are.
    pub store: FileStore,
    /// The secret behind links, and the address that they begin with.
    pub links: Links,
    pub(crate) gate: Arc<Gate>,
}

impl Files {
    /// Puts the parts together. All clones together count the uploads that are under way.
    pub fn new(database: Database, sources: Sources, store: FileStore, links: Links) -> Self {
        Self { database, sources, store, links, gate: Arc::default() }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("store", &self.store).finish_non_exhaustive()
    }
}
