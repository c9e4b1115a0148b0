//! Reading notes in an emergency: one asks, a second one allows, both sides are told.

use kernel::PairId;
use mentoring::model::life::State;
use serde_json::json;
use testkit::Response;

use super::written;
use crate::mentoring::town::Town;

const ASK: &str = "mutation($input: RequestBreakGlassInput!) { requestBreakGlass(input: $input) {
    request { id state reason learnerName mentorName requestedByName expiresAt } } }";
const ANSWER: &str = "mutation($input: AnswerBreakGlassInput!) { answerBreakGlass(input: $input) {
    request { id state answeredByName } } }";
const READ: &str = "query($id: ID!) { emergencyNotes(breakGlassId: $id) {
    edges { node { text isShared author { name } } } } }";
const LIST: &str = "{ breakGlassRequests { edges { node { id state reason firstReadAt } } } }";
const REASON: &str = "Somebody may be in danger.";

async fn ask(town: &Town, who: &str, pair: PairId) -> Response {
    let input = json!({ "pairId": pair.to_string(), "reason": REASON });
    town.gql(who, ASK, json!({ "input": input })).await
}

async fn answer(town: &Town, who: &str, request: &str, allow: bool) -> Response {
    town.gql(who, ANSWER, json!({ "input": { "id": request, "allow": allow } })).await
}

async fn read(town: &Town, who: &str, request: &str) -> Response {
    town.gql(who, READ, json!({ "id": request })).await
}

/// An active pair with a private note of each side, and a request for it.
async fn asked(town: &Town) -> (PairId, String) {
    let pair = town.pair("ana", "mia", State::Active).await;
    written(town, "ana", pair, false, "Ana alone").await;
    written(town, "mia", pair, false, "Mia alone").await;
    let request = ask(town, "cora", pair).await.fine();
    assert_eq!(request.text("/requestBreakGlass/request/state"), "REQUESTED");
    (pair, request.text("/requestBreakGlass/request/id"))
}

async fn recorded(town: &Town, action: &str) -> i64 {
    let sql = format!("SELECT count(*) AS count FROM cadre.audit_entry WHERE action = '{action}'");
    town.app.count(&sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_open_the_notes_for_a_day_and_both_sides_are_told() {
    let town = Town::build().await;
    let (_, request) = asked(&town).await;
    assert_eq!(read(&town, "cora", &request).await.codes(), ["CONFLICT"]);
    assert_eq!(answer(&town, "cora", &request, true).await.codes(), ["FORBIDDEN"]);
    town.app.run_jobs().await;
    let before = town.app.mails().await.len();

    let allowed = answer(&town, "admin", &request, true).await.fine();
    assert_eq!(allowed.text("/answerBreakGlass/request/state"), "OPEN");
    answer(&town, "admin", &request, true).await.fine();
    assert_eq!(answer(&town, "admin", &request, false).await.codes(), ["CONFLICT"]);
    town.app.run_jobs().await;
    let mails = town.app.mails().await.split_off(before);
    let mut told: Vec<&str> = mails.iter().map(|mail| mail.to.address.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["ana@alpha.example", "mia@alpha.example"]);
    assert!(mails.iter().all(|mail| !mail.text.contains(REASON)));

    for times in 1..=2 {
        let notes = read(&town, "cora", &request).await.fine();
        assert_eq!(notes.text("/emergencyNotes/edges/0/node/text"), "Mia alone");
        assert_eq!(notes.text("/emergencyNotes/edges/1/node/text"), "Ana alone");
        assert_eq!(recorded(&town, "break_glass_read").await, times);
    }
    for other in ["admin", "fatima", "mia", "ana"] {
        assert_eq!(read(&town, other, &request).await.codes(), ["FORBIDDEN"], "{other}");
    }
    assert_eq!(read(&town, "cora@beta", &request).await.codes(), ["NOT_FOUND"]);
    let list = town.fine("admin", LIST, json!({})).await;
    assert!(!list.text("/breakGlassRequests/edges/0/node/firstReadAt").is_empty());

    town.app.advance(chrono::Duration::hours(24));
    assert_eq!(read(&town, "cora", &request).await.codes(), ["CONFLICT"]);
    let list = town.fine("cora", LIST, json!({})).await;
    assert_eq!(list.text("/breakGlassRequests/edges/0/node/state"), "OVER");
    assert_eq!(recorded(&town, "break_glass_read").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_and_silence_open_nothing() {
    let town = Town::build().await;
    let (pair, refused) = asked(&town).await;
    answer(&town, "admin", &refused, false).await.fine();
    assert_eq!(read(&town, "cora", &refused).await.codes(), ["CONFLICT"]);
    let unanswered = ask(&town, "cora", pair).await.fine();
    assert_eq!(ask(&town, "cora", pair).await.codes(), ["CONFLICT"], "one waits already");
    let unanswered = unanswered.text("/requestBreakGlass/request/id");
    town.app.advance(chrono::Duration::days(7));
    assert_eq!(answer(&town, "admin", &unanswered, true).await.codes(), ["CONFLICT"]);
    assert_eq!(read(&town, "cora", &unanswered).await.codes(), ["CONFLICT"]);
    ask(&town, "cora", pair).await.fine();
    assert_eq!(recorded(&town, "break_glass_read").await, 0);
    let told = "SELECT count(*) AS count FROM cadre.mentoring_mail WHERE kind = 'note_opened'";
    assert_eq!(town.app.count(told).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_allows_it_to_themselves() {
    let town = Town::build().await;
    let (_, request) = asked(&town).await;
    let (cora, organization) = (town.id("cora").await.uuid(), town.alpha.organization.id.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member_role (organization_id, member_id, role)
             VALUES ('{organization}', '{cora}', 'admin')"
        ))
        .await;
    assert_eq!(answer(&town, "cora", &request, true).await.codes(), ["FORBIDDEN"]);
    assert_eq!(read(&town, "cora", &request).await.codes(), ["CONFLICT"]);
    // Nor does somebody of another organisation, whose admin is none here.
    assert_eq!(answer(&town, "admin@beta", &request, true).await.codes(), ["NOT_FOUND"]);
}

/// Two seats of one person are no two people, here least of all.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_allows_it_to_themselves_from_another_seat() {
    let town = Town::build().await;
    let (_, request) = asked(&town).await;
    let (cora, admin) = (town.id("cora").await, town.id("admin").await);
    let organization = town.alpha.organization.id.uuid();
    let name = async |name: &str| {
        let sql = format!("UPDATE cadre.member SET name = '{name}' WHERE id = '{}'", admin.uuid());
        town.app.execute(&sql).await;
    };
    let link = async |is_same: bool| {
        town.app
            .execute(&format!(
                "INSERT INTO cadre.person_link (organization_id, member_id, other_id, is_same,
                    decided_by, decided_at)
                 VALUES ('{organization}', '{}', '{}', {is_same}, '{}', now())
                 ON CONFLICT (organization_id, member_id, other_id)
                 DO UPDATE SET is_same = {is_same}",
                cora.min(admin).uuid(),
                cora.max(admin).uuid(),
                town.id("max").await.uuid()
            ))
            .await;
    };
    name(" CORA ").await;
    assert_eq!(answer(&town, "admin", &request, true).await.codes(), ["FORBIDDEN"]);
    name("Somebody else").await;
    link(true).await;
    assert_eq!(answer(&town, "admin", &request, true).await.codes(), ["FORBIDDEN"]);
    assert_eq!(read(&town, "cora", &request).await.codes(), ["CONFLICT"]);
    // Two people who share a name are two.
    name("cora").await;
    link(false).await;
    answer(&town, "admin", &request, true).await.fine();
    town.app.run_jobs().await;
    read(&town, "cora", &request).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_to_do_with_the_pair_is_kept_out() {
    let town = Town::build().await;
    let (pair, request) = asked(&town).await;
    let (ana, organization) = (town.id("ana").await.uuid(), town.alpha.organization.id.uuid());
    let report_to = async |name: &str| {
        let boss = town.id(name).await.uuid();
        town.app
            .execute(&format!(
                "UPDATE cadre.member SET manager_id = '{boss}'
                 WHERE organization_id = '{organization}' AND id = '{ana}'"
            ))
            .await;
    };
    let reason = async |who: &str| {
        let list = town.fine(who, LIST, json!({})).await;
        list.data("/breakGlassRequests/edges/0/node")["reason"].clone()
    };
    assert_eq!(reason("admin").await, REASON);
    report_to("admin").await;
    assert_eq!(answer(&town, "admin", &request, true).await.codes(), ["FORBIDDEN"]);
    assert_eq!((reason("admin").await, reason("cora").await), (json!(null), json!(REASON)));
    report_to("boss").await;
    answer(&town, "admin", &request, true).await.fine();
    town.app.run_jobs().await;
    read(&town, "cora", &request).await.fine();
    // The line is looked at each time.
    report_to("cora").await;
    assert_eq!(read(&town, "cora", &request).await.codes(), ["FORBIDDEN"]);
    assert_eq!(ask(&town, "cora", pair).await.codes(), ["FORBIDDEN"]);
    report_to("boss").await;

    let mia = town.id("mia").await.uuid();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member_role (organization_id, member_id, role)
             VALUES ('{organization}', '{mia}', 'admin'), ('{organization}', '{mia}', 'coordinator')"
        ))
        .await;
    // One of the pair learns nothing of the request before it is allowed, and asks for none.
    assert_eq!(answer(&town, "mia", &request, true).await.codes(), ["NOT_FOUND"]);
    assert_eq!(ask(&town, "mia", pair).await.codes(), ["FORBIDDEN"]);
    let list = town.fine("mia", LIST, json!({})).await;
    assert_eq!(list.data("/breakGlassRequests/edges"), &json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_coordinators_ask_and_each_sees_their_own() {
    let town = Town::build().await;
    let (pair, request) = asked(&town).await;
    for other in ["admin", "fatima", "ana", "mia"] {
        assert_eq!(ask(&town, other, pair).await.codes(), ["FORBIDDEN"], "{other}");
    }
    assert_eq!(ask(&town, "cora@beta", pair).await.codes(), ["NOT_FOUND"]);
    let short = json!({ "input": { "pairId": pair.to_string(), "reason": "Because." } });
    assert_eq!(town.gql("cora", ASK, short).await.codes(), ["INVALID_INPUT"]);
    for (who, count) in [("cora", 1), ("admin", 1), ("cora@beta", 0), ("admin@beta", 0)] {
        let list = town.fine(who, LIST, json!({})).await;
        let edges = list.data("/breakGlassRequests/edges").as_array().expect("a list").len();
        assert_eq!(edges, count, "{who}");
    }
    for other in ["ana", "mia", "fatima"] {
        assert_eq!(town.gql(other, LIST, json!({})).await.codes(), ["FORBIDDEN"], "{other}");
    }
    assert_eq!(read(&town, "cora@beta", &request).await.codes(), ["NOT_FOUND"]);
    let told =
        "SELECT count(*) AS count FROM cadre.audit_entry WHERE details::text LIKE '%danger%'";
    assert_eq!(town.app.count(told).await, 0);
}

/// The notice waits for no morning and no working day, and comes for a pair that is over too.
#[tokio::test(flavor = "multi_thread")]
async fn both_sides_are_told_at_night_and_after_the_end() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Closed).await;
    town.app.set_clock("2026-11-28T23:30:00Z");
    let request = ask(&town, "cora", pair).await.fine().text("/requestBreakGlass/request/id");
    let before = town.app.mails().await.len();
    answer(&town, "admin", &request, true).await.fine();
    town.app.run_jobs().await;
    assert_eq!(town.app.mails().await.len(), before + 2);
    read(&town, "cora", &request).await.fine();
}

/// Two who answer at once: the first answer stands, and both sides are told of it once, or not at all.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_answers_at_once_one_stands() {
    let town = Town::build().await;
    let (_, request) = asked(&town).await;
    let (max, organization) = (town.id("max").await.uuid(), town.alpha.organization.id.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member_role (organization_id, member_id, role)
             VALUES ('{organization}', '{max}', 'admin')"
        ))
        .await;
    for who in ["admin", "max"] {
        town.person(who).await;
    }
    let (yes, no) =
        tokio::join!(answer(&town, "admin", &request, true), answer(&town, "max", &request, false));
    assert_eq!([yes.codes(), no.codes()].concat(), ["CONFLICT"]);
    let was_allowed = yes.codes().is_empty();
    let notices = "SELECT count(*) AS count FROM cadre.mentoring_mail WHERE kind = 'note_opened'";
    assert_eq!(town.app.count(notices).await, if was_allowed { 2 } else { 0 });
    assert_eq!(read(&town, "cora", &request).await.codes().is_empty(), was_allowed);
    town.app.run_jobs().await;
}
