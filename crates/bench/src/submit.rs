//! Handing in a sitting whose answers are all saved: it is scored and ended in one transaction.

use std::sync::Arc;
use std::time::Duration;

use assessments::model::quiz::stored;
use diesel::sql_types::{Integer, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::Sources;
use serde_json::json;

use crate::client::{Client, request};
use crate::figures::{Aim, Figures};
use crate::installation::Installation;
use crate::load::{self, CONNECTIONS, Latencies};
use crate::process::Cadre;
use crate::quiz::Quiz;
use crate::{Fallible, pgbench, seed, statements};

const QUERY: &str = "mutation Submit($id: ID!) { submitQuiz(input: { attemptId: $id }) {
    attempt { id number state startedAt endedAt points maxPoints percentBasisPoints } } }";

const SCRIPT: &str = include_str!("submit.sql");

const CODE: &str = "FORM-A";
const ITEMS: usize = 32;
/// Learners of the first organisation who hand in.
const PLACES: u32 = 50;
/// From one of them to the next: all its cohorts have some.
const STEP: u32 = seed::COHORTS * seed::LEARNERS / PLACES;
/// Sittings of each, far more than anybody has, since each can be handed in once.
const SITTINGS: u32 = 600;

/// Both sides by turns, as for the board; short, so that the sittings last.
const ROUNDS: u32 = 3;
const ROUND: Duration = Duration::from_secs(4);
const WARMING: Duration = Duration::from_secs(2);

/// Measures submits over HTTP beside their statements through pgbench.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let app = installation.app()?;
    let quiz = Quiz::read(installation, &app.services.assessments(), CODE).await?;
    if quiz.items.len() != ITEMS || quiz.right_answers().len() != ITEMS {
        return Err(format!("{CODE} has {} items", quiz.items.len()).into());
    }
    fill(installation, &quiz).await?;
    let variables = [0, 1].map(|number| json!({ "id": seed::attempt(number).to_string() }));
    let sent = statements::check(installation, &seed::learner(0), QUERY, variables, SCRIPT).await?;
    let server = Cadre::serve(installation).await?;
    let requests = Arc::new(requests(&server).await?);
    restart(installation, &quiz).await?;
    load::run_once(server.port(), &requests, WARMING).await?;

    let memory = server.watch_memory();
    let (mut ours, mut theirs, mut busy) = (Latencies::default(), Latencies::default(), 0.0);
    for _ in 0..ROUNDS {
        restart(installation, &quiz).await?;
        let before = server.cpu_seconds();
        let round = load::run_once(server.port(), &requests, ROUND).await?;
        busy += server.cpu_seconds() - before;
        // All are scored, with all points.
        let ended = restart(installation, &quiz).await?;
        if f64::from(u32::try_from(ended)?) != round.count() {
            return Err(format!("{} were handed in, {ended} are scored", round.count()).into());
        }
        ours.add(round);
        theirs.add(pgbench::run(installation, SCRIPT, &script_variables(&quiz), ROUND).await?);
    }
    let megabytes = memory.peak_mb();
    server.stop().await?;

    Ok(Figures::new("submit: 16 connections, sittings of 32 items with all answers saved")
        .with("server", ours.per_second(), "submits/s")
        .with("  half within", ours.within(50), "ms")
        .with("  99 of 100 within", ours.within(99), "ms")
        .with("  processor time for one", busy * 1000.0 / ours.count(), "ms")
        .with("  statements for one", f64::from(u32::try_from(sent)?), "")
        .with("pgbench, the same statements", theirs.per_second(), "submits/s")
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

/// Accounts for the learners, and their sittings.
async fn fill(installation: &Installation, quiz: &Quiz) -> Fallible<()> {
    // Of ids only: no text that would have to be quoted.
    let answers = stored(&quiz.right_answers()).to_string();
    let sql = seed::filled_in(include_str!("submit_sittings.sql"))?
        .replace(":places", &PLACES.to_string())
        .replace(":step", &STEP.to_string())
        .replace(":sittings", &SITTINGS.to_string())
        .replace(":quiz", &quiz.id.uuid().to_string())
        .replace(":answers", &answers);
    installation.execute(&sql).await?;
    installation.execute("VACUUM ANALYZE").await
}

/// Lets every sitting run again. Returns how many had ended with all points.
async fn restart(installation: &Installation, quiz: &Quiz) -> Fallible<usize> {
    let ended = diesel::sql_query(
        "UPDATE cadre.attempt SET state = 'running', ended_at = NULL, points = NULL, max_points = NULL
         WHERE quiz_id = $1 AND state = 'scored' AND points = $2 AND max_points = $2",
    )
    .bind::<SqlUuid, _>(quiz.id)
    .bind::<Integer, _>(i32::try_from(ITEMS)?)
    .execute(&mut installation.superuser().await?)
    .await?;
    installation.execute("VACUUM cadre.attempt").await?;
    Ok(ended)
}

/// One request per sitting, each with its learner's token.
async fn requests(server: &Cadre) -> Fallible<Vec<Vec<u8>>> {
    let mut client = Client::connect(server.port()).await?;
    let mut requests = Vec::new();
    for place in 0..PLACES {
        let token = client.sign_in(&seed::learner(place * STEP)).await?;
        let numbers = place * SITTINGS..(place + 1) * SITTINGS;
        let variables = numbers.map(|number| json!({ "id": seed::attempt(number).to_string() }));
        requests.extend(variables.map(|variables| request(Some(&token), QUERY, variables)));
    }
    Ok(requests)
}

fn script_variables(quiz: &Quiz) -> Vec<(&'static str, String)> {
    let items: Vec<String> = quiz.items.iter().map(|item| item.id.uuid().to_string()).collect();
    vec![
        ("turn", "0".to_owned()),
        ("clients", CONNECTIONS.to_string()),
        ("attempts", (PLACES * SITTINGS).to_string()),
        ("sittings", SITTINGS.to_string()),
        ("step", STEP.to_string()),
        ("quiz", quiz.id.uuid().to_string()),
        ("items", format!("{{{}}}", items.join(","))),
        ("state", "scored".to_owned()),
        ("late", "false".to_owned()),
        ("points", ITEMS.to_string()),
        ("now", Sources::system().now().to_rfc3339()),
        ("one", "1".to_owned()),
    ]
}
