//! The hottest query: every learner of a cohort against every module.

use std::sync::Arc;
use std::time::Duration;

use kernel::Sources;
use serde_json::json;

use crate::client::{Client, request};
use crate::figures::{Aim, Figures};
use crate::installation::Installation;
use crate::load::{self, Latencies};
use crate::process::Cadre;
use crate::{Fallible, pgbench, seed, statements};

const QUERY: &str = "query Board($id: ID!) { cohort(id: $id) { name currentWeek board { asOf
    modules { id code title week }
    rows { enrolmentId learner { id name unit } pace behindBy
        progress { done required percent completedModules }
        cells { state done required } } } } }";

const SCRIPT: &str = include_str!("board.sql");

/// Both sides by turns, so that what else happens on the machine meets both.
const ROUNDS: u32 = 3;
const ROUND: Duration = Duration::from_secs(6);
const WARMING: Duration = Duration::from_secs(3);

/// Measures the board over HTTP beside its statements through pgbench.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let variables = [0, 1].map(|number| json!({ "id": seed::cohort(number).to_string() }));
    let sent =
        statements::check(installation, &seed::facilitator(0), QUERY, variables, SCRIPT).await?;
    let server = Cadre::serve(installation).await?;
    let requests = Arc::new(requests(&server).await?);
    let bytes = look_at_one(&server, &requests[0]).await?;
    load::run(server.port(), &requests, WARMING).await?;

    let memory = server.watch_memory();
    let before = server.cpu_seconds();
    let (mut ours, mut theirs) = (Latencies::default(), Latencies::default());
    for _ in 0..ROUNDS {
        ours.add(load::run(server.port(), &requests, ROUND).await?);
        theirs.add(pgbench::run(installation, SCRIPT, &script_variables(), ROUND).await?);
    }
    let megabytes = memory.peak_mb();
    let busy = server.cpu_seconds() - before;
    server.stop().await?;

    let (p50, p99) = (ours.within(50), ours.within(99));
    Ok(Figures::new("board: 16 connections, random cohorts over all organisations")
        .with("server", ours.per_second(), "requests/s")
        .with("  half within", p50, "ms")
        .with("  99 of 100 within", p99, "ms")
        .with("  processor time for one", busy * 1000.0 / ours.count(), "ms")
        .with("  one answer", f64::from(bytes) / 1000.0, "kB")
        .with("  statements for one answer", f64::from(u32::try_from(sent)?), "")
        .with("pgbench, the same statements", theirs.per_second(), "requests/s")
        .with("  half within", theirs.within(50), "ms")
        .with("  99 of 100 within", theirs.within(99), "ms")
        .with_aim(
            "server / pgbench",
            ours.per_second() / theirs.per_second(),
            "",
            Aim::AtLeast(0.5),
        )
        .with_aim("99 of 100 / half", p99 / p50, "", Aim::AtMost(4.0))
        .with_aim("resident memory of the server, peak", megabytes, "MB", Aim::AtMost(80.0)))
}

/// One request per cohort, each with the token of somebody who runs it.
async fn requests(server: &Cadre) -> Fallible<Vec<Vec<u8>>> {
    let mut client = Client::connect(server.port()).await?;
    let mut requests = Vec::new();
    for organization in 0..seed::ORGANIZATIONS {
        let token = client.sign_in(&seed::facilitator(organization)).await?;
        for cohort in 0..seed::COHORTS {
            let id = seed::cohort(organization * seed::COHORTS + cohort).to_string();
            requests.push(request(Some(&token), QUERY, json!({ "id": id })));
        }
    }
    Ok(requests)
}

/// That the answer is the one that is meant. Returns its length.
async fn look_at_one(server: &Cadre, request: &[u8]) -> Fallible<u32> {
    let mut client = Client::connect(server.port()).await?;
    let reply = client.send(request).await?;
    let bytes = u32::try_from(reply.body.len())?;
    let answer: serde_json::Value = serde_json::from_slice(reply.body)?;
    let rows = answer["data"]["cohort"]["board"]["rows"].as_array().ok_or("no rows")?;
    let completed: Option<i64> =
        rows.iter().map(|row| row["progress"]["completedModules"].as_i64()).sum();
    let cells = rows
        .iter()
        .all(|row| row["cells"].as_array().is_some_and(|cells| cells.len() == seed::MODULES));
    // Learners 0 to 29 have completed their number modulo 16.
    let expected: i64 = (0..i64::from(seed::LEARNERS)).map(|learner| learner % 16).sum();
    if rows.len() != usize::try_from(seed::LEARNERS)? || !cells || completed != Some(expected) {
        return Err(format!("the board is not the seeded one: {answer}").into());
    }
    Ok(bytes)
}

fn script_variables() -> Vec<(&'static str, String)> {
    vec![
        ("cohorts", (seed::ORGANIZATIONS * seed::COHORTS).to_string()),
        ("cohorts_each", seed::COHORTS.to_string()),
        ("now", Sources::system().now().to_rfc3339()),
        ("one", "1".to_owned()),
    ]
}
