//! Enrolling the learners of a file, the largest write there is.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;
use crate::figures::{Aim, Figures};
use crate::installation::Installation;
use crate::process::Cadre;
use crate::{Fallible, seed};

const ROWS: u32 = 10_000;

const QUERY: &str = "mutation($input: EnrolLearnersInput!) { enrolLearners(input: $input) {
    enrolled invited alreadyEnrolled invalid
    outcomes { row email outcome reasons { code message } } } }";

/// Measures two new files and one that was sent before.
pub async fn measure(installation: &Installation) -> Fallible<Figures> {
    let server = Cadre::serve(installation).await?;
    let mut client = Client::connect(server.port()).await?;
    let token = client.sign_in(&seed::admin(0)).await?;
    let memory = server.watch_memory();
    let (first, second) = (file("a"), file("b"));
    let mut times = Vec::new();
    for (file, outcome) in [(&first, "invited"), (&second, "invited"), (&first, "alreadyEnrolled")]
    {
        let input = json!({ "input": { "cohortId": seed::cohort(0).to_string(), "csv": file } });
        let begun = Instant::now();
        let data = client
            .data(Some(&token), QUERY, input)
            .await
            .map_err(|error| server.failure(&error.to_string()))?;
        times.push(begun.elapsed());
        if data["enrolLearners"][outcome] != ROWS {
            return Err(format!("not all rows are {outcome}: {}", counts(&data)).into());
        }
    }
    let megabytes = memory.peak_mb();
    server.stop().await?;
    let rate = |time: Duration| f64::from(ROWS) / time.as_secs_f64();
    Ok(Figures::new("csv: files of 10,000 rows, one request each")
        .with("new learners", rate((times[0] + times[1]) / 2), "rows/s")
        .with_aim(
            "  slower of two files",
            times[0].max(times[1]).as_secs_f64(),
            "s",
            Aim::AtMost(10.0),
        )
        .with("the same file again", rate(times[2]), "rows/s")
        .with("one file", f64::from(u32::try_from(first.len())?) / 1e6, "MB")
        .with("resident memory of the server, peak", megabytes, "MB"))
}

/// Managers have twenty people each.
fn file(series: &str) -> String {
    let mut text = "name,email,manager_email,unit\n".to_owned();
    for row in 0..ROWS {
        let _ = writeln!(
            text,
            "Person {series}{row},{series}{row}@bench.example,m{series}{}@bench.example,Claims",
            row / 20
        );
    }
    text
}

fn counts(data: &Value) -> Value {
    let mut counts = data["enrolLearners"].clone();
    if let Some(fields) = counts.as_object_mut() {
        fields.remove("outcomes");
    }
    counts
}
