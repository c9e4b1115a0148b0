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
/// connection. After a write the snapshot is closed, and the next read opens a fresh one. A read that
/// fails ends it for all that follow: another transaction would show another moment, and a client
/// could not tell which field speaks of which.
pub struct Snapshot {
    database: Database,
    organization: OrganizationId,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<Object<AsyncPgConnection>>,
    /// A read failed, or was dropped while it ran.
    failed: bool,
}

impl Snapshot {
    pub(crate) fn new(database: Database, organization: OrganizationId) -> Self {
        Self { database, organization, state: Mutex::default() }
    }

    /// Runs `work` on the snapshot's connection.
    ///
    /// # Errors
    /// Those of `work`, and [`DatabaseError`] when the database fails. After any error of `work` the
    /// transaction is given up, since PostgreSQL would refuse what follows, and until the snapshot is
    /// closed every other read is refused.
    pub async fn read<R, E, F>(&self, work: F) -> Result<R, E>
    where
        F: for<'r> Work<&'r mut AsyncPgConnection, R, E>,
        E: From<DatabaseError>,
    {
        let mut state = self.state.lock().await;
        if state.failed {
            return Err(DatabaseError::SnapshotFailed.into());
        }
        let mut connection = match state.connection.take() {
            Some(connection) => connection,
            // Where this fails nothing was shown yet, so the next read may try again.
            None => self.open().await?,
        };
        // While the work runs: if it is dropped meanwhile, so is the connection.
        state.failed = true;
        match work(&mut connection).await {
            Ok(value) => {
                *state = State { connection: Some(connection), failed: false };
                Ok(value)
            }
            Err(error) => {
                let _ = AnsiTransactionManager::rollback_transaction(&mut *connection).await;
                Err(error)
            }
        }
    }

    async fn open(&self) -> Result<Object<AsyncPgConnection>, DatabaseError> {
        let mut connection = self.database.app_connection().await?;
        transaction::begin(&mut connection, &transaction::begin_read(self.organization)).await?;
        Ok(connection)
    }

    /// Ends the transaction, if one was opened, and gives the connection back. The next read shows a
    /// new moment.
    pub async fn close(&self) {
        let ended = std::mem::take(&mut *self.state.lock().await);
        let Some(mut connection) = ended.connection else {
            return;
        };
        if let Err(error) = AnsiTransactionManager::commit_transaction(&mut *connection).await {
            tracing::warn!(%error, "a read snapshot did not end cleanly; its connection is given up");
        }
    }
}
