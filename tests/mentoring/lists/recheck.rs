//! What changes among people parts the pairs that it makes impossible, at once, and no others.

use kernel::PairId;
use mentoring::jobs::pairs::MentoringTick;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{change_manager, send, tell};

/// What one of the two reads of their pair.
async fn seen(town: &Town, who: &str, pair: PairId) -> Value {
    let document = "query($id: ID!) { mentoringPair(id: $id) { state impossibleBecause dueAt } }";
    town.fine(who, document, json!({ "id": pair })).await.data("/mentoringPair").clone()
}

/// Subjects of mails to somebody about having to part.
async fn told(town: &Town, who: &str) -> Vec<String> {
    let address = town.email(who);
    let mails = town.app.mails().await.into_iter();
    let theirs = mails.filter(|mail| mail.to.address == address);
    theirs.map(|mail| mail.subject).filter(|subject| subject.contains("have to part")).collect()
}

/// Steps by which a rule parted a pair.
async fn partings(town: &Town, pair: PairId) -> i64 {
    let sql = format!(
        "SELECT count(*) AS count FROM cadre.pair_event WHERE pair_id = '{}' AND event = 'break_rule'",
        pair.uuid()
    );
    town.app.count(&sql).await
}

async fn tick(town: &Town) {
    let services = &town.app.app.services;
    services
        .database
        .system(async |connection| jobs::enqueue(connection, &[MentoringTick {}]).await)
        .await
        .expect("a tick is enqueued");
    town.app.run_jobs().await;
}

/// Pairs ana–mia, bo–mia and cyd–max, all active.
async fn pairs(town: &Town) -> [PairId; 3] {
    [
        town.pair("ana", "mia", State::Active).await,
        town.pair("bo", "mia", State::Active).await,
        town.pair("cyd", "max", State::Active).await,
    ]
}

/// Runs the jobs, then demands which of the pairs are parted.
async fn demand(town: &Town, pairs: [PairId; 3], parted: [bool; 3], after: &str) {
    town.app.run_jobs().await;
    for (at, pair) in pairs.into_iter().enumerate() {
        let expected = if parted[at] { State::Impossible } else { State::Active };
        assert_eq!(town.state(pair).await, expected, "pair {at} after {after}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_manager_flags_the_pair_tells_both_and_leaves_fourteen_days() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let other = town.pair("bo", "max", State::Active).await;
    change_manager(&town, "boss", "mia", None, "2026-11-25").await.fine();
    town.app.run_jobs().await;
    assert_eq!(
        (town.state(pair).await, town.state(other).await),
        (State::Impossible, State::Active)
    );
    assert_eq!(town.places("mia").await, (2, 1, 1), "it keeps its place for the close");
    for who in ["ana", "mia"] {
        let seen = seen(&town, who, pair).await;
        assert_eq!(seen["state"], "IMPOSSIBLE");
        let because = seen["impossibleBecause"].as_str().expect("words");
        assert!(because.contains("reporting line"), "{because}");
        assert_eq!(told(&town, who).await.len(), 1, "{who}");
    }
    assert_eq!(told(&town, "bo").await, [""; 0]);
    let open = "SELECT count(*) AS count FROM cadre.escalation
        WHERE kind = 'impossible' AND settled_at IS NULL";
    assert_eq!(town.app.count(open).await, 1, "the coordinator knows");

    // Looked at again it stays as it is, and nobody is written to twice.
    change_manager(&town, "cyd", "fatima", Some("boss"), "2026-11-25").await.fine();
    tick(&town).await;
    assert_eq!((town.state(pair).await, partings(&town, pair).await), (State::Impossible, 1));
    assert_eq!((told(&town, "ana").await.len(), told(&town, "mia").await.len()), (1, 1));

    // The fourteenth day, 9 December, ends at 23:00 UTC.
    town.app.set_clock("2026-12-09T22:59:59Z");
    tick(&town).await;
    assert_eq!(town.state(pair).await, State::Impossible);
    town.app.set_clock("2026-12-09T23:00:00Z");
    tick(&town).await;
    assert_eq!(town.state(pair).await, State::Closed);
    assert_eq!(town.places("mia").await, (2, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_about_single_people_parts_theirs() {
    let town = Town::build().await;
    let pairs = pairs(&town).await;
    let (mia, max) = (town.id("mia").await, town.id("max").await);
    let (ana, bo, cyd) = (town.id("ana").await, town.id("bo").await, town.id("cyd").await);
    let block = json!({ "memberId": mia, "blocked": true });
    send(&town, "ana", "setMentoringBlock", block, "changed").await.fine();
    demand(&town, pairs, [true, false, false], "a block").await;
    for who in ["ana", "mia"] {
        let seen = seen(&town, who, pairs[0]).await;
        let because = seen["impossibleBecause"].as_str().expect("words");
        assert!(!because.contains("block") && !because.contains("asked"), "{because}");
    }
    let panel = json!({
        "kind": "PROMOTION", "name": "Spring", "deciderIds": [mia], "subjectIds": [bo, ana],
        "expectedVersion": 0,
    });
    send(&town, "admin", "saveReviewPanel", panel, "panelId").await.fine();
    demand(&town, pairs, [true, true, false], "a panel").await;
    let link = json!({ "memberId": cyd, "otherId": max, "isSame": true });
    send(&town, "cora", "linkPersons", link, "isSame").await.fine();
    demand(&town, pairs, [true, true, true], "a link").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_tell_and_where_they_belong_parts_theirs() {
    let town = Town::build().await;
    let pairs = pairs(&town).await;
    tell(&town, "ana", json!({ "ladderStep": "APM", "workPattern": "PART_TIME" })).await;
    demand(&town, pairs, [false, false, false], "another step").await;
    tell(&town, "ana", json!({ "languages": [{ "code": "en", "level": "B1" }] })).await;
    demand(&town, pairs, [true, false, false], "a level of a language").await;
    tell(&town, "bo", json!({ "week": [] })).await;
    demand(&town, pairs, [true, true, false], "a week of zero hours").await;
    let wall = json!({ "unit": "Finance", "otherUnit": "Claims", "standing": true });
    send(&town, "cora", "setUnitWall", wall, "rules { version }").await.fine();
    demand(&town, pairs, [true, true, true], "a wall").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_and_plans_part_those_whom_they_reach() {
    let town = Town::build().await;
    let pairs = pairs(&town).await;
    tell(&town, "ana", json!({ "country": "DE" })).await;
    demand(&town, pairs, [false, false, false], "another country").await;
    let rules = json!({
        "guestsExcluded": false, "otherUnitRequired": false, "sameCountryRequired": true,
        "workingWeekdays": [1, 2, 3, 4, 5], "expectedVersion": 0,
    });
    send(&town, "admin", "setMentoringRules", rules, "rules { version }").await.fine();
    demand(&town, pairs, [true, false, false], "a rule on countries").await;
    // Pairs last until 31 March 2027.
    change_manager(&town, "cyd", "max", Some("boss"), "2027-04-01").await.fine();
    demand(&town, pairs, [true, false, false], "a plan for afterwards").await;
    change_manager(&town, "cyd", "max", Some("boss"), "2027-03-31").await.fine();
    demand(&town, pairs, [true, false, true], "a plan for the last day").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_search_alone_minds_parts_nobody() {
    let town = Town::build().await;
    let pair = town.pair("ana", "max", State::Active).await;
    // No free place, not open, away for weeks, and the learner is as far as the mentor.
    let absence = json!({ "startsOn": "2026-11-25", "endsOn": "2027-01-31" });
    send(&town, "max", "enterAbsence", absence, "absence { id }").await.fine();
    let closed = json!({
        "isOpen": false, "places": 1, "minutesAMonth": 240, "goals": ["data"],
        "competencies": [{ "code": "C04", "level": 4 }], "expectedVersion": 1,
    });
    let answer = "profile { completeness { percent } }";
    send(&town, "max", "saveMentorProfile", closed, answer).await.fine();
    let aim = json!({
        "programId": town.alpha.program, "focus": [{ "code": "C04", "importance": 3, "level": 5 }],
        "expectedVersion": 1,
    });
    send(&town, "ana", "saveLearnerProfile", aim, answer).await.fine();
    town.app.run_jobs().await;
    tick(&town).await;
    assert_eq!(town.state(pair).await, State::Active);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_became_impossible_is_over_and_gives_its_place_back() {
    let town = Town::build().await;
    let proposed = town.pair("ana", "mia", State::Proposed).await;
    let answered = town.pair("bo", "mia", State::MentorAccepted).await;
    let closing = town.pair("cyd", "max", State::Closing).await;
    assert_eq!(town.places("mia").await, (2, 2, 0));
    change_manager(&town, "boss", "mia", None, "2026-11-25").await.fine();
    change_manager(&town, "mia", "max", None, "2026-11-25").await.fine();
    town.app.run_jobs().await;
    for pair in [proposed, answered] {
        assert_eq!(town.state(pair).await, State::Impossible);
        let over = format!(
            "SELECT count(*) AS count FROM cadre.pair WHERE id = '{}' AND ended_at IS NOT NULL",
            pair.uuid()
        );
        assert_eq!(town.app.count(&over).await, 1, "there is nothing to close");
    }
    assert_eq!(town.places("mia").await, (2, 0, 0));
    assert_eq!(town.state(closing).await, State::Closing, "it is closing anyway");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_who_came_with_a_file_is_noticed_by_the_tick() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let mia = town.id("mia").await.uuid();
    let ana = town.id("ana").await.uuid();
    town.app
        .execute(&format!("UPDATE cadre.member SET manager_id = '{mia}' WHERE id = '{ana}'"))
        .await;
    town.app.run_jobs().await;
    assert_eq!(town.state(pair).await, State::Active, "nobody said so");
    tick(&town).await;
    assert_eq!(town.state(pair).await, State::Impossible);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_organisation_is_left_alone() {
    let town = Town::build().await;
    let theirs = town.pair("ana@beta", "mia@beta", State::Active).await;
    let ours = town.pair("ana", "mia", State::Active).await;
    change_manager(&town, "boss", "mia", None, "2026-11-25").await.fine();
    tick(&town).await;
    assert_eq!(
        (town.state(ours).await, town.state(theirs).await),
        (State::Impossible, State::Active)
    );
}
