//! Who sees what of a pair.

use kernel::PairId;
use mentoring::model::life::{Event, Party, State, step};
use serde_json::{Value, json};

use super::table::retire;
use super::{DECLINE, FILE, PAUSE, Town, act, agreement, published, seen, sign, write};

const LIST: &str = "query($filter: MentoringPairFilter, $first: Int, $after: String) {
    mentoringPairs(filter: $filter, first: $first, after: $after) {
        edges { node { learner { name } state score sessionsHeld history { state } } }
        pageInfo { hasNextPage endCursor } } }";
const MINE: &str = "query($ended: Boolean) { myMentoringPairs(ended: $ended) {
    id state side learner { name } mentor { name } } }";

/// The learners' names of the pairs that a filter lets through.
async fn listed(town: &Town, filter: Value) -> Vec<String> {
    let page = town.fine("cora", LIST, json!({ "filter": filter, "first": 100 })).await;
    let edges = page.data("/mentoringPairs/edges").as_array().expect("a list").clone();
    let name = |edge: &Value| edge["node"]["learner"]["name"].as_str().expect("a name").to_owned();
    edges.iter().map(name).collect()
}

/// Why a mentor was proposed is for the learner and the coordinator: it tells where the learner
/// stands. What the two write is for the two.
#[tokio::test(flavor = "multi_thread")]
async fn each_sees_their_own_side() {
    let town = Town::build().await;
    let answer = published(&town, json!({})).await;
    town.app.run_jobs().await;
    let pair: PairId = answer.text("/publishDrafts/outcomes/0/pairId").parse().expect("an id");
    let of_cora = seen(&town, "cora", pair).await;
    let [learner, mentor] = ["learner", "mentor"]
        .map(|side| of_cora[side]["name"].as_str().expect("a name").to_owned());
    let (of_learner, of_mentor) =
        (seen(&town, &learner, pair).await, seen(&town, &mentor, pair).await);

    assert_eq!(
        (&of_cora["side"], &of_learner["side"], &of_mentor["side"]),
        (&Value::Null, &json!("LEARNER"), &json!("MENTOR"))
    );
    let parts = of_learner["parts"].as_array().expect("a list");
    assert_eq!(parts.len(), 7);
    assert_eq!(
        (&of_learner["parts"], &of_learner["score"]),
        (&of_cora["parts"], &of_cora["score"])
    );
    assert!(of_learner["score"].as_i64().is_some_and(|score| (0..=100).contains(&score)));
    assert_eq!((&of_mentor["parts"], &of_mentor["score"]), (&json!([]), &Value::Null));
    for of_side in [&of_learner, &of_mentor] {
        assert_eq!(of_side["answers"], json!({ "mine": null, "otherHasAnswered": false }));
        assert_eq!(of_side["declined"], Value::Null);
        assert_eq!(of_side["history"], json!([{ "state": "PROPOSED", "on": "2026-11-25" }]));
    }
    for content in ["answers", "agreement", "closing"] {
        assert_eq!(of_cora[content], Value::Null, "{content}");
    }
    assert_eq!(of_cora["commonGround"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_above_one_of_the_two_sees_where_it_stands_and_no_more() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let declined = town.pair("bo", "mia", State::Proposed).await;
    let input = json!({ "input": { "pairId": declined, "reason": "zebra" } });
    town.fine("bo", DECLINE, input).await;
    town.app.run_jobs().await;
    let before = seen(&town, "cora", pair).await;
    assert_eq!((&before["score"], &before["sessionsHeld"]), (&json!(70), &json!(1)));
    assert_eq!(seen(&town, "cora", declined).await["declined"]["reason"], "zebra");

    // She becomes the manager of the manager of the learners.
    let (cora, boss) = (town.id("cora").await.uuid(), town.id("boss").await.uuid());
    let sql = format!("UPDATE cadre.member SET manager_id = '{cora}' WHERE id = '{boss}'");
    town.app.execute(&sql).await;
    let after = seen(&town, "cora", pair).await;
    assert_eq!((&after["state"], &after["learner"]["name"]), (&json!("ACTIVE"), &json!("ana")));
    for hidden in ["score", "sessionsHeld", "goalsReached", "dueAt", "endsOn", "agreement"] {
        assert_eq!(after[hidden], Value::Null, "{hidden}");
    }
    assert_eq!((&after["history"], &after["parts"]), (&json!([]), &json!([])));
    let after = seen(&town, "cora", declined).await;
    assert_eq!((&after["state"], &after["declined"]), (&json!("DECLINED"), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_above_one_of_the_two_decides_nothing_on_them() {
    let town = Town::build().await;
    let active = town.pair("ana", "mia", State::Active).await;
    let paused = town.pair("bo", "mia", State::Paused).await;
    let in_talks = town.pair("cyd", "max", State::RematchRequested).await;
    let offered = seen(&town, "cora", in_talks).await["viewerCan"].clone();
    assert_eq!(offered, json!(["KEEP", "RELEASE_FOR_REMATCH"]));
    let (cora, boss) = (town.id("cora").await.uuid(), town.id("boss").await.uuid());
    let sql = format!("UPDATE cadre.member SET manager_id = '{cora}' WHERE id = '{boss}'");
    town.app.execute(&sql).await;

    for pair in [active, paused, in_talks] {
        assert_eq!(seen(&town, "cora", pair).await["viewerCan"], json!([]));
    }
    let pause = json!({ "input": { "pairId": active, "reason": "WORKLOAD" } });
    let refused = [
        town.gql("cora", PAUSE, pause.clone()).await,
        act(&town, "cora", "resumePair", paused).await,
        act(&town, "cora", "keepPair", in_talks).await,
        act(&town, "cora", "releaseForRematch", in_talks).await,
    ];
    for answer in refused {
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{:#}", answer.body);
    }
    for (pair, state) in
        [(active, State::Active), (paused, State::Paused), (in_talks, State::RematchRequested)]
    {
        assert_eq!(town.state(pair).await, state);
    }
    // Another coordinator may.
    town.let_coordinate("fatima").await;
    town.fine("fatima", PAUSE, pause).await;
    act(&town, "fatima", "keepPair", in_talks).await.fine();
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_for_whom_a_pair_waits() {
    let town = Town::build().await;
    town.pair("ana", "mia", State::Proposed).await;
    town.pair("bo", "mia", State::MenteeAccepted).await;
    town.pair("cyd", "max", State::RematchRequested).await;
    town.pair("dan", "mia", State::EndedEarly).await;
    town.pair("ana@beta", "mia@beta", State::Proposed).await;
    assert_eq!(listed(&town, json!({})).await, ["ana", "bo", "cyd", "dan"]);
    let waits = async |side: &str| listed(&town, json!({ "waitingFor": side })).await;
    assert_eq!(waits("LEARNER").await, ["ana"]);
    assert_eq!(waits("MENTOR").await, ["ana", "bo"]);
    assert_eq!(waits("COORDINATOR").await, ["cyd"]);
    let states = json!({ "states": ["PROPOSED", "ENDED_EARLY"] });
    assert_eq!(listed(&town, states).await, ["ana", "dan"]);
    assert_eq!(listed(&town, json!({ "states": [] })).await, [""; 0]);
    let cycle = town.cycle().await;
    let both = json!({ "cycleId": cycle, "cohortId": town.alpha.cohort, "states": ["PROPOSED"] });
    assert_eq!(listed(&town, both).await, ["ana"]);
    assert_eq!(listed(&town, json!({ "cohortId": town.beta.cohort })).await, [""; 0]);
    for who in ["ana", "mia", "admin", "fatima", "boss"] {
        assert_eq!(town.gql(who, LIST, json!({})).await.codes(), ["FORBIDDEN"], "{who}");
    }

    let first = town.fine("cora", LIST, json!({ "first": 3 })).await;
    assert_eq!(first.data("/mentoringPairs/pageInfo/hasNextPage"), &json!(true));
    let after = first.text("/mentoringPairs/pageInfo/endCursor");
    let rest = town.fine("cora", LIST, json!({ "first": 3, "after": after })).await;
    let edges = rest.data("/mentoringPairs/edges").as_array().expect("a list");
    assert_eq!(edges.len(), 1);
    assert_eq!(edges[0]["node"]["learner"]["name"], "dan");
    assert_eq!(rest.data("/mentoringPairs/pageInfo/hasNextPage"), &json!(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_signed_or_filed_is_not_waited_for() {
    let town = Town::build().await;
    let accepted = town.pair("ana", "mia", State::Accepted).await;
    let closing = town.pair("bo", "max", State::Closing).await;
    let waits = async |side: &str| listed(&town, json!({ "waitingFor": side })).await;
    assert_eq!(waits("LEARNER").await, ["ana", "bo"]);
    assert_eq!(waits("MENTOR").await, ["ana", "bo"]);
    write(&town, "ana", agreement(accepted, 0)).await.fine();
    assert_eq!(
        seen(&town, "ana", accepted).await["viewerCan"],
        json!(["WRITE_AGREEMENT", "SIGN_AGREEMENT", "END"])
    );
    sign(&town, "ana", accepted, 1).await.fine();
    let form = json!({ "input": { "pairId": closing, "wouldRenew": true } });
    town.fine("max", FILE, form).await;
    assert_eq!(waits("LEARNER").await, ["bo"]);
    assert_eq!(waits("MENTOR").await, ["ana"]);
    assert_eq!(seen(&town, "ana", accepted).await["viewerCan"], json!(["WRITE_AGREEMENT", "END"]));
    assert_eq!(seen(&town, "max", closing).await["viewerCan"], json!([]));
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_s_own_pairs_are_listed_and_no_others() {
    let town = Town::build().await;
    let open = town.pair("ana", "mia", State::Active).await;
    let over = town.pair("ana", "max", State::Declined).await;
    town.pair("bo", "mia", State::Proposed).await;
    let ids = async |who: &str, variables: Value| {
        let answer = town.fine(who, MINE, variables).await;
        let pairs = answer.data("/myMentoringPairs").as_array().expect("a list").clone();
        pairs.iter().map(|pair| pair["id"].clone()).collect::<Vec<Value>>()
    };
    let (open, over) = (json!(open), json!(over));
    assert_eq!(ids("ana", json!({})).await, [open.clone(), over.clone()]);
    assert_eq!(ids("ana", json!({ "ended": true })).await, std::slice::from_ref(&over));
    assert_eq!(ids("ana", json!({ "ended": false })).await, [open]);
    assert_eq!(ids("mia", json!({})).await.len(), 2);
    assert_eq!(ids("max", json!({})).await, [over]);
    assert_eq!(ids("cyd", json!({})).await, Vec::<Value>::new());
    for who in ["cora", "admin", "boss"] {
        assert_eq!(town.gql(who, MINE, json!({})).await.codes(), ["FORBIDDEN"], "{who}");
    }
}

/// What a page offers as a button is what the table of a pair's life has.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_can_do_is_what_the_table_says() {
    const ACTIONS: [(&str, Event); 11] = [
        ("ACCEPT", Event::Accept),
        ("DECLINE", Event::Decline),
        ("WRITE_AGREEMENT", Event::SignFirst),
        ("PAUSE", Event::Pause),
        ("RESUME", Event::Resume),
        ("ASK_FOR_REMATCH", Event::AskRematch),
        ("KEEP", Event::KeepOn),
        ("RELEASE_FOR_REMATCH", Event::Rematch),
        ("FINISH", Event::GoalsDone),
        ("FILE_CLOSING_FORM", Event::FileFirst),
        ("END", Event::EndEarly),
    ];
    let town = Town::build().await;
    for state in State::ALL.into_iter().filter(|state| *state != State::Draft) {
        let pair = town.pair("ana", "mia", state).await;
        for (who, party) in
            [("ana", Party::Learner), ("mia", Party::Mentor), ("cora", Party::Coordinator)]
        {
            let may = |(_, event): &&(&str, Event)| step(state, *event, party).is_ok();
            let expected: Vec<&str> = ACTIONS.iter().filter(may).map(|(word, _)| *word).collect();
            let found = seen(&town, who, pair).await;
            assert_eq!(found["viewerCan"], json!(expected), "{who} in {state:?}");
        }
        retire(&town, pair).await;
    }
}

/// The coordinator's page of two hundred pairs.
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_pairs_take_as_many_statements_as_one() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await.uuid();
    let counted = async |after: Option<String>| {
        let variables = json!({ "first": 100, "after": after });
        town.fine("cora", LIST, variables.clone()).await;
        let statements = town.app.app.services.database.statements();
        let before = statements.sent();
        let page = town.fine("cora", LIST, variables).await;
        let sent = statements.sent() - before;
        let edges = page.data("/mentoringPairs/edges").as_array().map_or(0, Vec::len);
        let next = page.body["data"]["mentoringPairs"]["pageInfo"]["endCursor"].as_str();
        (sent, edges, next.map(str::to_owned))
    };
    let (of_one, edges, _) = counted(None).await;
    assert_eq!(edges, 1);
    town.app
        .execute(&format!(
            "INSERT INTO cadre.matching_run (organization_id, id, cycle_id, number, objective, state,
                phase, progress, seed, weights_version, engine_version, inputs_hash, learners, mentors,
                places, matched, score_floor, score_sum, blocking_pairs, certificate, started_by,
                queued_at, begun_at, ended_at)
             SELECT r.organization_id, gen_random_uuid(), r.cycle_id, 1000 + n, r.objective, r.state,
                r.phase, r.progress, r.seed, r.weights_version, r.engine_version, r.inputs_hash,
                r.learners, r.mentors, r.places, r.matched, r.score_floor, r.score_sum,
                r.blocking_pairs, r.certificate, r.started_by, r.queued_at, r.begun_at, r.ended_at
             FROM cadre.matching_run r CROSS JOIN generate_series(1, 199) n
             WHERE r.id = (SELECT run_id FROM cadre.pair WHERE id = '{pair}');
             INSERT INTO cadre.pair (organization_id, id, program_id, cohort_id, cycle_id, run_id,
                learner_id, mentor_id, state, score, parts, ends_on, proposed_at, quiet_since, ended_at,
                version)
             SELECT p.organization_id, gen_random_uuid(), p.program_id, p.cohort_id, p.cycle_id, r.id,
                p.learner_id, p.mentor_id, 'declined', p.score, p.parts, p.ends_on, p.proposed_at,
                p.quiet_since, p.proposed_at, p.version
             FROM cadre.pair p JOIN cadre.matching_run r ON r.organization_id = p.organization_id
             WHERE p.id = '{pair}' AND r.number > 1000"
        ))
        .await;
    let (first, edges, after) = counted(None).await;
    assert_eq!((first, edges), (of_one, 100));
    let (second, edges, _) = counted(after).await;
    assert_eq!((second, edges), (of_one, 100));
}
