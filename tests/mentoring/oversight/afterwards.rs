//! What the two of a pair read of each other once it is over.

use mentoring::model::life::State;
use serde_json::json;

use super::of;
use crate::mentoring::town::Town;

const OPEN: &str = "query($pair: ID!) { openCompetencies(pairId: $pair) { code level } }";

/// The figures are live: who is no mentor any more does not read on.
#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_the_learners_progress_is_the_learners() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let id = pair.uuid();
    town.app
        .execute(&format!(
            r#"UPDATE cadre.mentoring_agreement SET shares = '["progress", "self_rating"]'
             WHERE pair_id = '{id}'"#
        ))
        .await;
    let shared = town.fine("mia", OPEN, of(pair)).await;
    assert_eq!(shared.data("/openCompetencies/0/level"), 1);
    let end = "mutation($input: MentoringPairInput!) { endPair(input: $input) { pair { state } } }";
    let input = json!({ "input": { "pairId": pair } });
    let ended = town.fine("ana", end, input).await;
    assert_eq!(ended.data("/endPair/pair/state"), "ENDED_EARLY");
    assert_eq!(town.gql("mia", OPEN, of(pair)).await.codes(), ["NOT_FOUND"]);
    let own = town.fine("ana", OPEN, of(pair)).await;
    assert_eq!(own.data("/openCompetencies/0/code"), "C04");
    let declined = town.pair("bo", "mia", State::Declined).await;
    assert_eq!(town.gql("mia", OPEN, of(declined)).await.codes(), ["NOT_FOUND"]);
    town.app.run_jobs().await;
}
