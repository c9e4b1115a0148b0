//! Transactions that enter an organisation in the same round trip that begins them.

use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager as _};
use kernel::OrganizationId;

use crate::error::DatabaseError;

/// An `async |connection| …` closure whose future can move between threads. The bound on the
/// future cannot be written on `AsyncFnOnce` itself in stable Rust; hence this alias.
pub trait Work<C, R, E>:
    AsyncFnOnce(C) -> Result<R, E> + FnOnce(C) -> <Self as Work<C, R, E>>::Future + Send
{
    /// The future that the closure returns.
    type Future: Future<Output = Result<R, E>> + Send;
}

impl<F, C, R, E, T> Work<C, R, E> for F
where
    F: AsyncFnOnce(C) -> Result<R, E> + FnOnce(C) -> T + Send,
    T: Future<Output = Result<R, E>> + Send,
{
    type Future = T;
}

pub(crate) fn begin_write(organization: OrganizationId) -> String {
    format!("BEGIN; SELECT cadre.enter_organization('{}')", organization.uuid())
}

pub(crate) fn begin_read(organization: OrganizationId) -> String {
    format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT cadre.enter_organization('{}')",
        organization.uuid()
    )
}

/// Begins through the transaction manager, so that a cancelled request leaves a connection that the
/// pool knows to throw away; a hand-written BEGIN leaked scopes under cancellation.
pub(crate) async fn begin(
    connection: &mut AsyncPgConnection,
    sql: &str,
) -> Result<(), DatabaseError> {
    Ok(AnsiTransactionManager::begin_transaction_sql(connection, sql).await?)
}

pub(crate) async fn run<R, E, F>(
    connection: &mut AsyncPgConnection,
    begin_sql: &str,
    work: F,
) -> Result<R, E>
where
    F: for<'r> Work<&'r mut AsyncPgConnection, R, E>,
    E: From<DatabaseError>,
{
    begin(connection, begin_sql).await?;
    match work(&mut *connection).await {
        Ok(value) => {
            AnsiTransactionManager::commit_transaction(connection)
                .await
                .map_err(DatabaseError::from)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(rollback) = AnsiTransactionManager::rollback_transaction(connection).await {
                tracing::warn!(error = %rollback, "rollback failed; the connection is given up");
            }
            Err(error)
        }
    }
}
