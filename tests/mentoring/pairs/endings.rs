//! Breaks, another match, and the ways in which a pair ends.

use kernel::PairId;
use mentoring::model::life::State;
use serde_json::{Value, json};
use testkit::Response;

use super::{
    FILE, PAUSE, Town, act, mails_to, open_escalations, published, remove, row, seen, tick,
    tick_at, words,
};

async fn file(town: &Town, who: &str, input: Value) -> Response {
    town.gql(who, FILE, json!({ "input": input })).await
}

/// The id of the first goal of a pair.
async fn goal(town: &Town, who: &str, pair: PairId) -> Value {
    seen(town, who, pair).await["agreement"]["goals"][0]["id"].clone()
}

/// The subject of the one mail to somebody whose subject holds some words, with its text.
async fn letter(town: &Town, who: &str, about: &str) -> (String, String) {
    let address = town.email(who);
    let mut found = town.app.mails().await;
    found.retain(|mail| mail.to.address == address && mail.subject.contains(about));
    assert_eq!(found.len(), 1, "{about} to {who}");
    let mail = found.remove(0);
    (mail.subject, mail.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_break_stops_the_clock_but_for_the_last_day() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let input = json!({ "input": { "pairId": pair, "reason": "LEAVE" } });
    let paused = town.fine("mia", PAUSE, input.clone()).await;
    assert_eq!(
        paused.data("/pausePair/pair"),
        &json!({ "state": "PAUSED", "pauseReason": "LEAVE" })
    );
    assert_eq!(town.gql("ana", PAUSE, input).await.codes(), ["CONFLICT"]);
    town.app.run_jobs().await;
    assert_eq!(mails_to(&town, "ana", "take a break").await.len(), 1);
    assert!(mails_to(&town, "mia", "take a break").await.is_empty());

    // Weeks go by, and nobody is asked for anything.
    let before = town.app.mails().await.len();
    tick_at(&town, "2027-01-20T08:00:00Z").await;
    assert_eq!(town.app.mails().await.len(), before);
    assert_eq!(open_escalations(&town, pair, "quiet").await, 0);

    // The coordinator may end a break, and the clock starts from here.
    act(&town, "cora", "resumePair", pair).await.fine();
    town.app.run_jobs().await;
    assert_eq!(seen(&town, "ana", pair).await["pauseReason"], Value::Null);
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "go on").await.len(), 1, "{who}");
    }
    tick_at(&town, "2027-01-30T22:59:59Z").await;
    assert!(mails_to(&town, "ana", "A date with").await.is_empty());
    tick_at(&town, "2027-01-31T08:00:00Z").await;
    assert_eq!(mails_to(&town, "ana", "A date with").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_talks_they_go_on() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    assert_eq!(act(&town, "cora", "keepPair", pair).await.codes(), ["CONFLICT"]);
    act(&town, "mia", "askForRematch", pair).await.fine();
    assert_eq!(open_escalations(&town, pair, "rematch_asked").await, 1);
    town.app.run_jobs().await;
    let (of_ana, of_mia) =
        (letter(&town, "ana", "A talk about").await, letter(&town, "mia", "A talk about").await);
    // Both read the same, so that nobody reads who asked.
    assert_eq!(
        of_ana.1.replace("ana", "one").replace("mia", "one"),
        of_mia.1.replace("ana", "one").replace("mia", "one")
    );
    for who in ["ana", "mia"] {
        assert_eq!(act(&town, who, "keepPair", pair).await.codes(), ["FORBIDDEN"], "{who}");
    }
    let kept = act(&town, "cora", "keepPair", pair).await.fine();
    assert_eq!(kept.text("/keepPair/pair/state"), "ACTIVE");
    assert_eq!(open_escalations(&town, pair, "rematch_asked").await, 0);
    town.app.run_jobs().await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "go on").await.len(), 1, "{who}");
    }
    assert_eq!(town.places("mia").await, (2, 1, 1));
}

/// One learner gets another mentor; of the others nothing changes.
#[tokio::test(flavor = "multi_thread")]
async fn a_rematch_moves_nobody_else() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::RematchRequested).await;
    let other = town.pair("bo", "mia", State::Active).await;
    let waiting = town.pair("cyd", "mia", State::Declined).await;
    let before = [row(&town, "pair", other).await, row(&town, "pair", waiting).await];
    let released = act(&town, "cora", "releaseForRematch", pair).await.fine();
    assert_eq!(released.text("/releaseForRematch/pair/state"), "ENDED_EARLY");
    assert_eq!(town.places("mia").await, (2, 1, 1));

    let ana = town.id("ana").await.to_string();
    let published = published(&town, json!({ "onlyLearnerId": ana })).await;
    assert_eq!(published.data("/publishDrafts/published"), &json!(1));
    assert_eq!(published.text("/publishDrafts/outcomes/0/learnerId"), ana);
    let next: PairId = published.text("/publishDrafts/outcomes/0/pairId").parse().expect("an id");
    assert_eq!(seen(&town, "ana", next).await["mentor"]["name"], "max", "not the same one again");
    assert_eq!([row(&town, "pair", other).await, row(&town, "pair", waiting).await], before);
    assert_eq!((town.places("mia").await, town.places("max").await), ((2, 1, 1), (1, 1, 0)));
    town.app.run_jobs().await;
    assert_eq!(mails_to(&town, "mia", "has ended").await.len(), 1);
    assert!(mails_to(&town, "bo", "").await.iter().all(|subject| !subject.contains("mia")));
}

/// A coordinator who is one of the two decides nothing about it.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_keeps_or_releases_a_pair_of_their_own() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::RematchRequested).await;
    let (cora, mia) = (town.id("cora").await.uuid(), town.id("mia").await.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.mentor_profile SELECT organization_id, '{cora}', is_open, places,
                held_places, taken_places, minutes_a_month, about, goals, topics, rather_not, offers,
                opted_in_at, updated_at, version
             FROM cadre.mentor_profile WHERE member_id = '{mia}';
             UPDATE cadre.mentor_profile SET held_places = 0, taken_places = 0
             WHERE member_id = '{mia}';
             UPDATE cadre.pair SET mentor_id = '{cora}' WHERE id = '{}'",
            pair.uuid()
        ))
        .await;
    for command in ["keepPair", "releaseForRematch"] {
        let refused = act(&town, "cora", command, pair).await;
        assert_eq!(refused.codes(), ["FORBIDDEN"], "{command}");
        assert!(words(&refused).contains("one of this pair"), "{}", words(&refused));
    }
    assert_eq!(town.state(pair).await, State::RematchRequested);
    for who in ["cora@beta", "ana@beta"] {
        let refused = act(&town, who, "keepPair", pair).await;
        let code = if who.starts_with("cora") { "NOT_FOUND" } else { "FORBIDDEN" };
        assert_eq!(refused.codes(), [code], "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_forms_close_a_pair_and_the_thanks_open_with_the_second() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let goal = goal(&town, "ana", pair).await;
    let early = file(&town, "ana", json!({ "pairId": pair, "wouldRenew": true })).await;
    assert_eq!(early.codes(), ["CONFLICT"], "nothing closes yet");
    act(&town, "ana", "finishPair", pair).await.fine();
    assert_eq!(seen(&town, "mia", pair).await["dueAt"], "2026-12-09T23:00:00+00:00");
    town.app.run_jobs().await;
    for who in ["ana", "mia"] {
        let text = letter(&town, who, "Time to close").await.1;
        assert!(text.contains("until Wednesday, 9 December"), "{text}");
    }

    let mut form = json!({ "pairId": pair, "reachedGoalIds": [goal], "wouldRenew": false,
        "thanks": "zebra: you asked the right questions" });
    let filed = file(&town, "ana", form.clone()).await.fine();
    assert_eq!(filed.text("/fileClosingForm/pair/state"), "CLOSING");
    assert_eq!(file(&town, "ana", form.clone()).await.codes(), ["CONFLICT"], "it stands");
    let of_mia = seen(&town, "mia", pair).await;
    assert_eq!(
        of_mia["closing"],
        json!({ "otherHasFiled": true, "thanksOfOther": null, "mine": null })
    );
    assert_eq!(of_mia["goalsReached"], 1);
    // Who files first gives nobody more time.
    assert_eq!(of_mia["dueAt"], "2026-12-09T23:00:00+00:00");
    assert!(!of_mia.to_string().contains("zebra"));

    form["thanks"] = json!("");
    let filed = file(&town, "mia", form.clone()).await.fine();
    assert_eq!(filed.text("/fileClosingForm/pair/state"), "CLOSED");
    assert_eq!(town.places("mia").await, (2, 0, 0));
    let of_mia = seen(&town, "mia", pair).await;
    assert_eq!(of_mia["closing"]["thanksOfOther"], "zebra: you asked the right questions");
    assert_eq!(of_mia["goalsReached"], 1);
    let of_cora = seen(&town, "cora", pair).await;
    assert_eq!((&of_cora["closing"], &of_cora["goalsReached"]), (&Value::Null, &json!(1)));
    assert!(!of_cora.to_string().contains("zebra"));
    assert_eq!(file(&town, "mia", form).await.codes(), ["CONFLICT"]);
    town.app.run_jobs().await;
    assert_eq!(mails_to(&town, "ana", "colleagues").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_names_goals_of_its_own_pair_once() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Closing).await;
    let other = town.pair("bo", "max", State::Closing).await;
    let (own, foreign) = (goal(&town, "ana", pair).await, goal(&town, "bo", other).await);
    let form =
        |goals: Value| json!({ "pairId": pair, "reachedGoalIds": goals, "wouldRenew": true });
    let refused = file(&town, "ana", form(json!([foreign]))).await;
    assert_eq!(refused.codes(), ["NOT_FOUND"]);
    let refused = file(&town, "ana", form(json!([own, own]))).await;
    assert_eq!(refused.codes(), ["INVALID_INPUT"]);
    for who in ["bo", "max", "ana@beta"] {
        assert_eq!(file(&town, who, form(json!([]))).await.codes(), ["NOT_FOUND"], "{who}");
    }
    let forms = "SELECT count(*) AS count FROM cadre.closing_form";
    assert_eq!(town.app.count(forms).await, 0);
}

/// The chart changes: both are told, there are two weeks for a decent close, and then it is closed.
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_becomes_impossible_has_two_weeks_to_close() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let bystander = town.pair("bo", "mia", State::Active).await;
    let [ana, mia, boss] = [town.id("ana").await, town.id("mia").await, town.id("boss").await]
        .map(|id| id.to_string());
    let change =
        "mutation($input: ChangeManagerInput!) { changeManager(input: $input) { alreadySo } }";
    let input = json!({ "memberId": ana, "managerId": mia, "expectedManagerId": boss,
        "effectiveOn": "2026-11-25" });
    town.fine("admin", change, json!({ "input": input })).await;
    town.app.run_jobs().await;
    let of_ana = seen(&town, "ana", pair).await;
    assert_eq!((&of_ana["state"], &of_ana["isOver"]), (&json!("IMPOSSIBLE"), &json!(false)));
    assert_eq!(of_ana["dueAt"], "2026-12-09T23:00:00+00:00");
    let because = of_ana["impossibleBecause"].as_str().expect("a reason");
    assert!(because.contains("reporting line"), "{because}");
    assert_eq!(of_ana["viewerCan"], json!(["FILE_CLOSING_FORM", "END"]));
    for who in ["ana", "mia"] {
        let text = letter(&town, who, "have to part").await.1;
        assert!(text.contains("reporting line") && text.contains("9 December"), "{text}");
    }
    assert_eq!(town.state(bystander).await, State::Active);
    assert_eq!(open_escalations(&town, pair, "impossible").await, 1);

    let form = json!({ "pairId": pair, "wouldRenew": true, "thanks": "Thank you." });
    file(&town, "mia", form).await.fine();
    tick_at(&town, "2026-12-09T22:59:59Z").await;
    assert_eq!(town.state(pair).await, State::Impossible);
    tick_at(&town, "2026-12-09T23:00:00Z").await;
    assert_eq!(town.state(pair).await, State::Closed);
    assert_eq!(open_escalations(&town, pair, "impossible").await, 0);
    assert_eq!(town.places("mia").await, (2, 1, 1));
    tick_at(&town, "2026-12-10T08:00:00Z").await;
    assert_eq!(mails_to(&town, "ana", "colleagues").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_a_pair_gives_no_reason() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::AgreementSigned).await;
    let ended = act(&town, "mia", "endPair", pair).await.fine();
    assert_eq!(ended.text("/endPair/pair/state"), "ENDED_EARLY");
    assert_eq!(act(&town, "ana", "endPair", pair).await.codes(), ["CONFLICT"]);
    assert_eq!(open_escalations(&town, pair, "mentor_wanted").await, 1);
    town.app.run_jobs().await;
    let (subject, text) = letter(&town, "ana", "ended your pair").await;
    assert_eq!(subject, "mia ended your pair");
    assert!(text.contains("Nobody is asked for reasons."), "{text}");
    assert!(mails_to(&town, "mia", "ended your pair").await.is_empty());
    assert_eq!(town.places("mia").await, (2, 0, 0));
}

/// A member is removed: proposals and pairs of theirs are over, and only who is left is written to.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_removed_leaves_no_pair_open() {
    let town = Town::build().await;
    let met = town.pair("ana", "mia", State::Active).await;
    let proposal = town.pair("bo", "mia", State::MenteeAccepted).await;
    let bystander = town.pair("cyd", "max", State::Active).await;
    remove(&town, "mia").await;
    tick(&town).await;
    assert_eq!(town.state(met).await, State::EndedEarly);
    assert_eq!(town.state(proposal).await, State::Expired);
    assert_eq!(town.state(bystander).await, State::Active);
    assert_eq!(open_escalations(&town, met, "closed_by_rule").await, 1);
    assert_eq!(open_escalations(&town, proposal, "proposal_expired").await, 1);
    for who in ["ana", "bo"] {
        let text = letter(&town, who, "has ended").await.1;
        assert!(text.contains("mia has left the organisation."), "{text}");
    }
    assert!(mails_to(&town, "mia", "has ended").await.is_empty());
    let dropped = "SELECT count(*) AS count FROM cadre.mentoring_mail WHERE dropped_at IS NOT NULL";
    assert_eq!(town.app.count(dropped).await, 2);
    let before = town.app.mails().await.len();
    tick(&town).await;
    assert_eq!(town.app.mails().await.len(), before);
}
