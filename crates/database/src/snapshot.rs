use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager as _};
use kernel::OrganizationId;
use tokio::sync::Mutex;

use crate::error::DatabaseError;
use crate::pools::Database;
use crate::transaction::{self, Work};

/// One moment of one organisation, for all reads of one request.
///
/// The transaction is opened at the first read; resolvers and loaders then take turns on its
/// connection. After a write the snapshot is closed, and the next read opens a fresh one.
pub struct Snapshot {
    database: Database,
    organization: OrganizationId,
    connection: Mutex<Option<Object<AsyncPgConnection>>>,
}

impl Snapshot {
    pub(crate) fn new(database: Database, organization: OrganizationId) -> Self {
        Self { database, organization, connection: Mutex::new(None) }
    }

    /// Runs `work` on the snapshot's connection.
    ///
    /// # Errors
    /// Those of `work`, and [`DatabaseError`] when the database fails. After any error the
    /// transaction is given up, since PostgreSQL would refuse what follows.
    pub async fn read<R, E, F>(&self, work: F) -> Result<R, E>
    where
        F: for<'r> Work<&'r mut AsyncPgConnection, R, E>,
        E: From<DatabaseError>,
    {
        let mut slot = self.connection.lock().await;
        if slot.is_none() {
            let mut connection = self.database.app_connection().await?;
            transaction::begin(&mut connection, &transaction::begin_read(self.organization))
                .await?;
            *slot = Some(connection);
        }
        // Taken out while the work runs: if the request is dropped meanwhile, so is the connection.
        let mut connection =
            slot.take().ok_or_else(|| DatabaseError::Unavailable("snapshot".to_owned()))?;
        match work(&mut connection).await {
            Ok(value) => {
                *slot = Some(connection);
                Ok(value)
            }
            Err(error) => {
                let _ = AnsiTransactionManager::rollback_transaction(&mut *connection).await;
                Err(error)
            }
        }
    }

    /// Ends the transaction, if one was opened, and gives the connection back.
    pub async fn close(&self) {
        let Some(mut connection) = self.connection.lock().await.take() else {
            return;
        };
        if let Err(error) = AnsiTransactionManager::commit_transaction(&mut *connection).await {
            tracing::warn!(%error, "a read snapshot did not end cleanly; its connection is given up");
        }
    }
}
