use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl as _;

use crate::job::Job;

/// Adds jobs in one statement, inside the transaction that the connection is in.
///
/// # Errors
/// When the statement fails.
pub async fn enqueue<J: Job>(connection: &mut Connection, jobs: &[J]) -> Result<(), DatabaseError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let payloads: Vec<String> = jobs.iter().map(|job| serde_json::json!(job).to_string()).collect();
    let keys: Vec<Option<String>> =
        jobs.iter().map(|job| job.key().map(|key| format!("{}:{key}", J::NAME))).collect();
    diesel::sql_query("SELECT jobs.enqueue($1, $2, $3, $4)")
        .bind::<Text, _>(J::NAME)
        .bind::<Array<Text>, _>(payloads)
        .bind::<Array<Nullable<Text>>, _>(keys)
        .bind::<SmallInt, _>(J::MAX_ATTEMPTS)
        .execute(connection)
        .await?;
    Ok(())
}
