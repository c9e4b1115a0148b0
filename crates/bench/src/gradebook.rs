//! The marks of a cohort: every learner against every module, with tries and handed-in work.

use std::sync::Arc;
use std::time::Duration;

use kernel::Sources;
use serde_json::{Value, json};

use crate::client::{Client, request};
use crate::figures::{Aim, Figures};
use crate::installation::Installation;
use crate::load::{self, Latencies};
use crate::process::Cadre;
use crate::{Fallible, pgbench, seed, statements};

const QUERY: &str = "query Gradebook($id: ID!) { gradebook(cohortId: $id) { asOf
    modules { id code title week }
    rows { enrolmentId learner { id name unit }
        cells { state quizBest quizFirst work score passed late versions } } } }";

const SCRIPT: &str = include_str!("gradebook.sql");

/// Whose learners have marks: the first ones.
const ORGANIZATIONS: u32 = 5;

/// Both sides by turns, as for the board.
const ROUNDS: u32 = 3;
const ROUND: Duration = Duration::from_secs(6);
const WARMING: Duration = Duration::from_secs(3);

/// Measures gradebooks over HTTP beside their statements through pgbench.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let marks = seed::filled_in(include_str!("gradebook_marks.sql"))?
        .replace(":tenants", &ORGANIZATIONS.to_string());
    installation.execute(&marks).await?;
    installation.execute("VACUUM ANALYZE").await?;
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

    Ok(Figures::new("gradebook: 16 connections, random cohorts of 30 learners and 16 modules")
        .with("server", ours.per_second(), "requests/s")
        .with("  half within", ours.within(50), "ms")
        .with("  99 of 100 within", ours.within(99), "ms")
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
        .with("resident memory of the server, peak", megabytes, "MB"))
}

/// One request per cohort, each with the token of somebody who runs it.
async fn requests(server: &Cadre) -> Fallible<Vec<Vec<u8>>> {
    let mut client = Client::connect(server.port()).await?;
    let mut requests = Vec::new();
    for organization in 0..ORGANIZATIONS {
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
    let answer: Value = serde_json::from_slice(reply.body)?;
    let rows = answer["data"]["gradebook"]["rows"].as_array().ok_or("no rows")?;
    if rows.len() != usize::try_from(seed::LEARNERS)? || !rows.iter().all(is_full) {
        return Err(format!("the gradebook is not the seeded one: {answer}").into());
    }
    Ok(bytes)
}

/// A mark for most modules, and two versions wherever there is an assignment.
fn is_full(row: &Value) -> bool {
    let Some(cells) = row["cells"].as_array() else { return false };
    let tried = cells.iter().filter(|cell| cell["quizBest"].is_i64()).count();
    let graded = cells.iter().filter(|cell| !cell["work"].is_null());
    let handed_in = graded.clone().filter(|cell| cell["versions"] == 2).count();
    cells.len() == seed::MODULES && tried > 8 && handed_in > 8 && handed_in == graded.count()
}

fn script_variables() -> Vec<(&'static str, String)> {
    vec![
        ("cohorts", (ORGANIZATIONS * seed::COHORTS).to_string()),
        ("cohorts_each", seed::COHORTS.to_string()),
        ("now", Sources::system().now().to_rfc3339()),
        ("one", "1".to_owned()),
    ]
}
