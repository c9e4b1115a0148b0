use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use graphile_worker::WorkerOptions;

use crate::SCHEMA;
use crate::worker::WorkerError;

/// The worker's role may do everything with jobs; the role of requests may add some and see none.
/// That is why `enqueue` runs with its owner's rights: the narrower alternative to a grant on the
/// tables, which hold every organisation's jobs. Its form of before goes; servers that still call it
/// get the one with a moment, by its default.
const GRANTS: &str = "
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT tablename FROM pg_tables WHERE schemaname = 'jobs' LOOP
        EXECUTE format('ALTER TABLE jobs.%I DISABLE ROW LEVEL SECURITY', made.tablename);
    END LOOP;
END $$;
DROP FUNCTION IF EXISTS jobs.enqueue(text, text[], text[], smallint);
CREATE OR REPLACE FUNCTION jobs.enqueue(task text, payloads text[], keys text[], attempts smallint, run_at timestamptz DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FROM jobs.add_jobs(ARRAY(
        SELECT ROW(task, wanted.payload::json, NULL, run_at, attempts, wanted.key, NULL, NULL)::jobs.job_spec
        FROM unnest(payloads, keys) AS wanted (payload, key)))
$$;
REVOKE ALL ON FUNCTION jobs.enqueue(text, text[], text[], smallint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs.enqueue(text, text[], text[], smallint, timestamptz) TO cadre_app, cadre_system;
GRANT USAGE ON SCHEMA jobs TO cadre_app, cadre_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO cadre_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO cadre_system;
";

/// Makes or updates schema `jobs`, as role `cadre_owner`. Running it again changes nothing.
///
/// # Errors
/// When the address cannot be reached or a step fails.
pub async fn install(owner_url: &str) -> Result<(), WorkerError> {
    WorkerOptions::default()
        .database_url(owner_url)
        .max_pg_conn(2)
        .schema(SCHEMA)
        .init()
        .await
        .map_err(|error| WorkerError::new(&error))?;
    let mut connection = database::Connection::establish(owner_url)
        .await
        .map_err(|error| WorkerError::new(&error))?;
    connection.batch_execute(GRANTS).await.map_err(|error| WorkerError::new(&error))
}
