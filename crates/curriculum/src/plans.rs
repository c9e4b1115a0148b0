use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use database::{Connection, DatabaseError};
use kernel::{OrganizationId, ProgramVersionId};

use crate::model::Plan;
use crate::queries;

/// How many plans are kept; one takes about 10 kB.
const CAPACITY: usize = 1_000;

type Kept = HashMap<(OrganizationId, ProgramVersionId), Arc<Plan>>;

/// Plans of published versions, kept in memory: a version never changes, so no entry goes stale.
#[derive(Debug, Clone, Default)]
pub struct Plans(Arc<RwLock<Kept>>);

impl Plans {
    /// The plan of a version of that organisation; `None` if there is none.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn get(
        &self,
        connection: &mut Connection,
        organization: OrganizationId,
        version: ProgramVersionId,
    ) -> Result<Option<Arc<Plan>>, DatabaseError> {
        let key = (organization, version);
        if let Some(plan) = self.0.read().ok().and_then(|kept| kept.get(&key).cloned()) {
            return Ok(Some(plan));
        }
        let Some(plan) = queries::plan(connection, organization, version).await? else {
            return Ok(None);
        };
        let plan = Arc::new(plan);
        if let Ok(mut kept) = self.0.write() {
            if kept.len() >= CAPACITY {
                kept.clear();
            }
            kept.insert(key, Arc::clone(&plan));
        }
        Ok(Some(plan))
    }
}
