use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use database::{Connection, DatabaseError};
use kernel::{OrganizationId, QuizId};

use crate::model::quiz::Item;
use crate::queries;

/// How many quizzes' items are kept; one takes about 20 kB.
const CAPACITY: usize = 1_000;

type Kept = HashMap<(OrganizationId, QuizId), Arc<[Item]>>;

/// Items of quizzes, kept in memory without their keys: an item never changes, so no entry goes
/// stale.
#[derive(Debug, Clone, Default)]
pub struct Items(Arc<RwLock<Kept>>);

impl Items {
    /// The items of a quiz of that organisation by position.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn get(
        &self,
        connection: &mut Connection,
        organization: OrganizationId,
        quiz: QuizId,
    ) -> Result<Arc<[Item]>, DatabaseError> {
        let key = (organization, quiz);
        if let Some(items) = self.0.read().ok().and_then(|kept| kept.get(&key).cloned()) {
            return Ok(items);
        }
        let items: Arc<[Item]> =
            queries::quizzes::items(connection, organization, quiz).await?.into();
        if let Ok(mut kept) = self.0.write() {
            if kept.len() >= CAPACITY {
                kept.clear();
            }
            kept.insert(key, Arc::clone(&items));
        }
        Ok(items)
    }
}
