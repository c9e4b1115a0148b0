use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl as _;

use crate::job::Job;

/// Adds jobs in one statement, inside the transaction that the connection is in.
///
/// # Errors
/// When the statement fails.
pub async fn enqueue<J: Job>(connection: &mut Connection, jobs: &[J]) -> Result<(), DatabaseError> {
    add(connection, jobs, None).await
}

/// As [`enqueue`], for jobs that do not begin before a moment.
///
/// # Errors
/// When the statement fails.
pub async fn enqueue_at<J: Job>(
    connection: &mut Connection,
    jobs: &[J],
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    add(connection, jobs, Some(at)).await
}

async fn add<J: Job>(
    connection: &mut Connection,
    jobs: &[J],
    at: Option<DateTime<Utc>>,
) -> Result<(), DatabaseError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let payloads: Vec<String> = jobs.iter().map(|job| serde_json::json!(job).to_string()).collect();
    let keys: Vec<Option<String>> =
        jobs.iter().map(|job| job.key().map(|key| format!("{}:{key}", J::NAME))).collect();
    diesel::sql_query("SELECT jobs.enqueue($1, $2, $3, $4, $5)")
        .bind::<Text, _>(J::NAME)
        .bind::<Array<Text>, _>(payloads)
        .bind::<Array<Nullable<Text>>, _>(keys)
        .bind::<SmallInt, _>(J::MAX_ATTEMPTS)
        .bind::<Nullable<Timestamptz>, _>(at)
        .execute(connection)
        .await?;
    Ok(())
}
