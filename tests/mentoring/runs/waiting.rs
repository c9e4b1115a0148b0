//! Who waits until a question to a run is worked out holds nothing that others need.

use std::sync::mpsc;

use futures::future::join_all;
use mentoring::queries::runs::aside;
use serde_json::json;
use tokio::sync::oneshot;

use super::super::town::Town;
use super::done;

/// How many works are done aside at once in a process.
const ROOM: usize = 4;
/// How many connections the application has for requests.
const CONNECTIONS: usize = 6;

/// Takes all room there is; it is free again when what comes back is dropped.
async fn take_all_room() -> Vec<mpsc::Sender<()>> {
    let mut held = Vec::new();
    for _ in 0..ROOM {
        let (end, ended) = mpsc::channel::<()>();
        let (begin, begun) = oneshot::channel();
        tokio::spawn(aside(move || {
            // Both fail only where the test is over.
            let _ = begin.send(());
            let _ = ended.recv();
            Ok(())
        }));
        begun.await.expect("there is room");
        held.push(end);
    }
    held
}

/// As many questions as there are connections wait for room, and somebody else reads on.
#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_room_holds_no_connection() {
    let town = Town::build().await;
    let variables = json!({
        "run": done(&town).await,
        "cycle": town.cycle().await,
        "learner": town.id("ana").await,
        "mentor": town.id("mia").await,
    });
    for name in ["cora", "ana"] {
        town.person(name).await;
    }
    for question in [
        "query($run: ID!) { whatIf(runId: $run, change: {}) { same } }",
        "query($cycle: ID!) { mentorSupply(cycleId: $cycle) { sentence } }",
        "query($run: ID!) { blockingPairs(runId: $run) { score } }",
        "query($run: ID!, $learner: ID!, $mentor: ID!) {
            whyNot(runId: $run, learnerId: $learner, mentorId: $mentor) { verdict } }",
    ] {
        let held = take_all_room().await;
        let asked = (0..CONNECTIONS).map(|_| town.gql("cora", question, variables.clone()));
        let other = async {
            let answer = town.gql("ana", "{ myMentoringPairs { id } }", json!({})).await;
            drop(held);
            answer
        };
        let (answers, other) = tokio::join!(join_all(asked), other);
        assert_eq!(other.codes(), [""; 0], "{question}");
        for answer in answers {
            answer.fine();
        }
    }
}
