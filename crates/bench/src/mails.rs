//! The worker sending report mails: composed, stored and queued before, sent one job each.

use std::time::{Duration, Instant};

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl as _;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::client::Client;
use crate::figures::Figures;
use crate::installation::Installation;
use crate::process::Cadre;
use crate::sink::Sink;
use crate::{Fallible, seed};

/// Every learner of these organisations gets one mail.
const ORGANIZATIONS: u32 = 3;
const DEADLINE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(20);

const QUERY: &str =
    "mutation($input: SendReportNowInput!) { sendReportNow(input: $input) { queued } }";

/// Queues reports through the API, then lets a worker loose on them.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let begun = Instant::now();
    let mails = queue(installation).await?;
    let queueing = begun.elapsed();

    let sink = Sink::open().await?;
    let worker = Cadre::worker(installation, &format!("smtp://127.0.0.1:{}", sink.port))?;
    let memory = worker.watch_memory();
    let mut taken = sink.taken.clone();
    if timeout(DEADLINE, taken.wait_for(|count| *count > 0)).await.is_err() {
        return Err(worker.failure("no mail came from `cadre worker`").into());
    }
    let first = Instant::now();
    if timeout(DEADLINE, taken.wait_for(|count| *count >= mails)).await.is_err() {
        let came = *sink.taken.borrow();
        return Err(worker.failure(&format!("{came} of {mails} mails came")).into());
    }
    wait_for_ledger(installation, mails).await?;
    let sending = first.elapsed();
    let megabytes = memory.peak_mb();
    worker.stop().await?;
    let surplus = sink.taken.borrow().saturating_sub(mails);
    let count = f64::from(u32::try_from(mails)?);
    Ok(Figures::new("mail: report mails into a sink on this machine")
        .with("composed and queued", count / queueing.as_secs_f64(), "mails/s")
        .with("sent and noted as sent", count / sending.as_secs_f64(), "mails/s")
        .with("  of", count, "mails")
        .with("  sent twice", f64::from(u32::try_from(surplus)?), "mails")
        .with("resident memory of the worker, peak", megabytes, "MB"))
}

/// Returns how many mails wait.
async fn queue(installation: &Installation) -> Fallible<usize> {
    let server = Cadre::serve(installation).await?;
    let mut client = Client::connect(server.port()).await?;
    let mut mails = 0;
    for organization in 0..ORGANIZATIONS {
        let token = client.sign_in(&seed::admin(organization)).await?;
        for cohort in 0..seed::COHORTS {
            let id = seed::cohort(organization * seed::COHORTS + cohort).to_string();
            let input = json!({ "input": { "cohortId": id, "kind": "LEARNER_DIGEST" } });
            let data = client.data(Some(&token), QUERY, input).await?;
            mails += data["sendReportNow"]["queued"].as_u64().unwrap_or(0);
        }
    }
    server.stop().await?;
    Ok(usize::try_from(mails)?)
}

/// A mail is done when the ledger says so.
async fn wait_for_ledger(installation: &Installation, mails: usize) -> Fallible<()> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let mut connection = installation.superuser().await?;
    let begun = Instant::now();
    loop {
        let sent: Count = diesel::sql_query(
            "SELECT count(*) AS count FROM cadre.report_delivery WHERE state = 'sent'",
        )
        .get_result(&mut connection)
        .await?;
        if usize::try_from(sent.count)? == mails {
            return Ok(());
        }
        if begun.elapsed() > DEADLINE {
            return Err(format!("the ledger says that {} of {mails} were sent", sent.count).into());
        }
        sleep(POLL).await;
    }
}
