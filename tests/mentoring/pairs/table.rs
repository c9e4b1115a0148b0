//! Every step that people take, from every state and by everybody, compared with the table.

use kernel::PairId;
use mentoring::model::life::{Event, Party, State, step};
use serde_json::json;
use testkit::Response;

use super::{DECLINE, FILE, PAUSE, Town, act};

/// Commands with what they do to a pair.
const COMMANDS: [(&str, Event); 10] = [
    ("acceptPair", Event::Accept),
    ("declinePair", Event::Decline),
    ("pausePair", Event::Pause),
    ("resumePair", Event::Resume),
    ("askForRematch", Event::AskRematch),
    ("keepPair", Event::KeepOn),
    ("releaseForRematch", Event::Rematch),
    ("finishPair", Event::GoalsDone),
    ("endPair", Event::EndEarly),
    ("fileClosingForm", Event::FileFirst),
];

const PARTIES: [(&str, Party); 3] =
    [("ana", Party::Learner), ("mia", Party::Mentor), ("cora", Party::Coordinator)];

async fn give(town: &Town, who: &str, command: &str, pair: PairId) -> Response {
    match command {
        "declinePair" => {
            let input = json!({ "input": { "pairId": pair } });
            town.gql(who, DECLINE, input).await
        }
        "pausePair" => {
            let input = json!({ "input": { "pairId": pair, "reason": "LEAVE" } });
            town.gql(who, PAUSE, input).await
        }
        "fileClosingForm" => {
            let input = json!({ "input": { "pairId": pair, "wouldRenew": true } });
            town.gql(who, FILE, input).await
        }
        _ => act(town, who, command, pair).await,
    }
}

/// Takes a pair out of the way of the next one.
pub(super) async fn retire(town: &Town, pair: PairId) {
    let id = pair.uuid();
    town.app
        .execute(&format!(
            "UPDATE cadre.pair SET state = 'ended_early', ended_at = proposed_at, pause_reason = NULL
             WHERE id = '{id}';
             DELETE FROM cadre.pair_timer WHERE pair_id = '{id}';
             DELETE FROM cadre.pair_ruling WHERE origin = 'declined';
             UPDATE cadre.mentor_profile SET held_places = 0, taken_places = 0"
        ))
        .await;
}

/// Tries one command as one party; whether the pair took a step.
async fn holds(
    town: &Town,
    pair: PairId,
    state: State,
    given: (&str, Event),
    by: (&str, Party),
) -> bool {
    let ((command, event), (who, party)) = (given, by);
    let answer = give(town, who, command, pair).await;
    let now = town.state(pair).await;
    let place = format!("{command} of {state:?} by {who}: {:#}", answer.body);
    let open = town
        .app
        .count(&format!(
            "SELECT count(*) AS count FROM cadre.pair_event WHERE pair_id = '{}' AND event = '{}'",
            pair.uuid(),
            event.as_str()
        ))
        .await;
    match step(state, event, party) {
        Ok(expected) => {
            assert!(answer.codes().is_empty(), "{place}");
            assert_eq!(now, expected.to, "{place}");
            assert!(open > 0, "the step stands in the history: {place}");
            true
        }
        Err(_) => {
            let codes = answer.codes();
            // What was answered before is answered the same.
            let again = ["acceptPair", "declinePair"].contains(&command) && codes.is_empty();
            let refused = ["CONFLICT", "FORBIDDEN", "NOT_FOUND"];
            assert!(again || codes.iter().all(|code| refused.contains(code)), "{place}");
            assert_eq!(now, state, "{place}");
            false
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_of_people_is_that_of_the_table() {
    let town = Town::build().await;
    let mut steps = 0;
    for state in State::ALL.into_iter().filter(|state| *state != State::Draft) {
        let mut pair = town.pair("ana", "mia", state).await;
        for (command, by) in COMMANDS.iter().flat_map(|one| PARTIES.iter().map(move |by| (one, by)))
        {
            if holds(&town, pair, state, *command, *by).await {
                steps += 1;
                retire(&town, pair).await;
                pair = town.pair("ana", "mia", state).await;
            }
        }
        retire(&town, pair).await;
        town.app.run_jobs().await;
    }
    let listed = State::ALL
        .iter()
        .flat_map(|state| COMMANDS.iter().map(move |(_, event)| (*state, *event)))
        .flat_map(|(state, event)| PARTIES.iter().map(move |(_, by)| step(state, event, *by)))
        .filter(Result::is_ok)
        .count();
    assert_eq!(steps, listed);
}

#[tokio::test(flavor = "multi_thread")]
async fn to_others_there_is_no_pair() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    for who in ["bo", "max", "cora@beta", "ana@beta"] {
        let answer = give(&town, who, "pausePair", pair).await;
        assert_eq!(answer.codes(), ["NOT_FOUND"], "{who}");
        let answer = town.gql(who, super::PAIR, json!({ "id": pair })).await;
        assert_eq!(answer.codes(), ["NOT_FOUND"], "{who}");
    }
    for who in ["fatima", "admin"] {
        let answer = town.gql(who, super::PAIR, json!({ "id": pair })).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{who}");
    }
    assert_eq!(town.state(pair).await, State::Active);
}
