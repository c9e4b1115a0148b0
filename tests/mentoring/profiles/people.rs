//! Whom people do not want to meet, whom they would like to meet again, and who is one person.

use kernel::{MemberId, PairId};
use mentoring::model::life::State;
use serde_json::{Value, json};
use testkit::Response;

use super::{CONFIRM, because, faults, message, send, violations};
use crate::mentoring::town::Town;

const BLOCK: &str = "mutation($input: SetMentoringBlockInput!) {
    setMentoringBlock(input: $input) { changed blocks { member { name } } } }";
const BLOCKS: &str = "{ myMentoringBlocks { member { name } blockedAt } }";
const AGAIN: &str = "mutation($input: AskForPairAgainInput!) {
    askForPairAgain(input: $input) { changed } }";
const LINK: &str = "mutation($input: LinkPersonsInput!) { linkPersons(input: $input) { isSame } }";
const ANSWER: &str = "mutation($input: SetFairnessAnswerInput!) {
    setFairnessAnswer(input: $input) { kept } }";

async fn block(town: &Town, who: &str, other: MemberId, blocked: bool) -> Response {
    let input = json!({ "memberId": other.to_string(), "blocked": blocked });
    send(town, who, BLOCK, input).await
}

/// Entries of the audit log in which a text stands, in their subject or their details.
async fn audited(town: &Town, action: &str, text: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS count FROM cadre.audit_entry
         WHERE action = '{action}' AND (subject || details::text) LIKE '%{text}%'"
    );
    town.app.count(&sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_shows_to_nobody() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let mia = town.id("mia").await;
    let made = block(&town, "ana", mia, true).await.fine();
    let expected = json!({ "changed": true, "blocks": [{ "member": { "name": "mia" } }] });
    assert_eq!(made.data("/setMentoringBlock"), &expected);
    let again = block(&town, "ana", mia, true).await.fine();
    assert_eq!(again.data("/setMentoringBlock/changed"), false);
    assert_eq!(town.fine("mia", BLOCKS, json!({})).await.data("/myMentoringBlocks"), &json!([]));
    for who in ["cora", "admin", "fatima", "boss"] {
        assert_eq!(town.gql(who, BLOCKS, json!({})).await.codes(), ["FORBIDDEN"], "{who}");
    }
    // One entry, and it does not say whom.
    assert_eq!(audited(&town, "mentoring_block_set", "").await, 1);
    assert_eq!(audited(&town, "mentoring_block_set", &mia.to_string()).await, 0);

    // The pair ends for a reason that could be another one.
    town.app.run_jobs().await;
    for who in ["ana", "mia", "cora"] {
        let seen = because(&town, who, pair).await;
        let words = "the two of you cannot be a pair any more";
        assert_eq!(seen, ("IMPOSSIBLE".to_owned(), Some(words.to_owned())), "{who}");
    }
    for mail in town.app.mails().await {
        assert!(!mail.text.to_lowercase().contains("block"), "{}", mail.text);
    }
    let back = block(&town, "ana", mia, false).await.fine();
    assert_eq!(back.data("/setMentoringBlock"), &json!({ "changed": true, "blocks": [] }));
    let back = block(&town, "ana", mia, false).await.fine();
    assert_eq!(back.data("/setMentoringBlock/changed"), false);
    assert_eq!(town.state(pair).await, State::Impossible, "it does not come back by itself");
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_names_somebody_who_learns_or_mentors_here() {
    let town = Town::build().await;
    let own = block(&town, "ana", town.id("ana").await, true).await;
    assert_eq!(violations(&own), faults([("input.memberId", "ONESELF")]));
    for other in ["fatima", "cora", "ana@beta", "mia@beta"] {
        let refused = block(&town, "ana", town.id(other).await, true).await;
        assert_eq!(refused.codes(), ["NOT_FOUND"], "{other}");
    }
    let nobody = town.app.app.services.sources.new_id::<MemberId>();
    assert_eq!(block(&town, "ana", nobody, true).await.codes(), ["NOT_FOUND"]);
    for who in ["fatima", "cora", "admin"] {
        let refused = block(&town, who, town.id("mia").await, true).await;
        assert_eq!(refused.codes(), ["FORBIDDEN"], "{who}");
    }
    block(&town, "mia", town.id("bo").await, true).await.fine();
    block(&town, "ana", town.id("dan").await, true).await.fine();
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_for_the_same_pair_is_for_its_two_once_it_is_over() {
    let town = Town::build().await;
    let open = town.pair("ana", "mia", State::Active).await;
    let over = town.pair("bo", "mia", State::EndedEarly).await;
    let ask = async |who: &str, pair: PairId, ask: bool| {
        let input = json!({ "pairId": pair.to_string(), "ask": ask });
        send(&town, who, AGAIN, input).await
    };
    let refused = ask("ana", open, true).await;
    assert_eq!(refused.codes(), ["CONFLICT"]);
    assert!(message(&refused).contains("closing form"), "{}", message(&refused));
    for (who, code) in [("ana", "NOT_FOUND"), ("max", "NOT_FOUND"), ("bo@beta", "NOT_FOUND")] {
        assert_eq!(ask(who, over, true).await.codes(), [code], "{who}");
    }
    assert_eq!(ask("cora", over, true).await.codes(), ["FORBIDDEN"]);
    let changed = async |who: &str, wish: bool| {
        let answer = ask(who, over, wish).await.fine();
        answer.data("/askForPairAgain/changed").as_bool().expect("yes or no")
    };
    assert!(changed("bo", true).await);
    assert!(!changed("bo", true).await, "said already");
    assert!(changed("mia", true).await);
    let both = "SELECT count(*) AS count FROM cadre.pair_again";
    assert_eq!(town.app.count(both).await, 2);
    assert!(changed("bo", false).await);
    assert!(!changed("bo", false).await, "taken back already");
    assert_eq!(town.app.count(both).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_seats_of_one_person_are_no_pair() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let (ana, mia) = (town.id("ana").await.to_string(), town.id("mia").await.to_string());
    let (ana, mia) = (ana.as_str(), mia.as_str());
    let link = async |who: &str, seats: (&str, &str), is_same: bool| {
        let input = json!({ "memberId": seats.0, "otherId": seats.1, "isSame": is_same });
        send(&town, who, LINK, input).await
    };
    link("cora", (mia, ana), false).await.fine();
    town.app.run_jobs().await;
    assert_eq!(town.state(pair).await, State::Active);
    // The other way round it is the same two.
    let linked = link("cora", (ana, mia), true).await.fine();
    assert_eq!(linked.data("/linkPersons/isSame"), true);
    let rows = "SELECT count(*) AS count FROM cadre.person_link";
    assert_eq!(town.app.count(rows).await, 1);
    town.app.run_jobs().await;
    assert_eq!(town.state(pair).await, State::Impossible);

    let one = link("cora", (ana, ana), true).await;
    assert_eq!(violations(&one), faults([("input.otherId", "SAME_MEMBER")]));
    let foreign = town.id("mia@beta").await.to_string();
    for seats in [(ana, foreign.as_str()), (foreign.as_str(), ana)] {
        assert_eq!(link("cora", seats, true).await.codes(), ["NOT_FOUND"]);
    }
    for who in ["admin", "ana", "mia", "fatima"] {
        assert_eq!(link(who, (ana, mia), false).await.codes(), ["FORBIDDEN"], "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_become_equal_part_no_pair_and_a_link_does() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let asked = town.pair("bo", "mia", State::Proposed).await;
    let (ana, mia) = (town.id("ana").await, town.id("mia").await);
    let name = async |name: &str| {
        let sql = format!("UPDATE cadre.member SET name = '{name}' WHERE id = '{}'", mia.uuid());
        town.app.execute(&sql).await;
        // Any change has the pairs looked at again.
        for blocked in [true, false] {
            block(&town, "mia", town.id("dan").await, blocked).await.fine();
        }
        town.app.run_jobs().await;
    };
    name(" ANA ").await;
    assert_eq!(town.state(pair).await, State::Active);
    name("bo").await;
    assert_eq!(town.state(asked).await, State::Proposed);
    let accept = "mutation($input: MentoringPairInput!) {
        acceptPair(input: $input) { pair { state } } }";
    send(&town, "bo", accept, json!({ "pairId": asked.to_string() })).await.fine();
    let same = json!({ "memberId": ana.to_string(), "otherId": mia.to_string(), "isSame": true });
    send(&town, "cora", LINK, same).await.fine();
    town.app.run_jobs().await;
    assert_eq!(town.state(pair).await, State::Impossible);
    assert_eq!(town.state(asked).await, State::MenteeAccepted);
}

/// Else the rule against two seats of one person would stand for everybody but coordinators.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_says_of_their_own_seats_whose_they_are() {
    let town = Town::build().await;
    let id = async |name: &str| town.id(name).await.to_string();
    let link = async |seats: (String, String), is_same: bool| {
        let input = json!({ "memberId": seats.0, "otherId": seats.1, "isSame": is_same });
        send(&town, "cora", LINK, input).await
    };
    for is_same in [true, false] {
        let refused = link((id("cora").await, id("ana").await), is_same).await;
        assert_eq!(refused.codes(), ["FORBIDDEN"]);
        assert!(message(&refused).contains("another coordinator"), "{}", message(&refused));
        let refused = link((id("ana").await, id("cora").await), is_same).await;
        assert_eq!(refused.codes(), ["FORBIDDEN"]);
    }
    // Nor do they of two other seats of theirs, which their name gives away.
    let (max, cyd) = (town.id("max").await.uuid(), town.id("cyd").await.uuid());
    let names = format!("UPDATE cadre.member SET name = 'Cora' WHERE id IN ('{max}', '{cyd}')");
    town.app.execute(&names).await;
    let refused = link((id("max").await, id("cyd").await), false).await;
    assert_eq!(refused.codes(), ["FORBIDDEN"]);
    let level = json!({ "memberId": id("max").await, "code": "C04", "level": 5,
        "source": "ATTESTED" });
    let refused = send(&town, "cora", CONFIRM, level.clone()).await;
    assert_eq!(refused.codes(), ["FORBIDDEN"]);
    let rows = "SELECT count(*) AS count FROM cadre.person_link";
    assert_eq!(town.app.count(rows).await, 0);

    // Another coordinator says that they only share a name.
    let (boss, cora) = (town.id("boss").await.uuid(), town.id("cora").await);
    let organization = town.alpha.organization.id.uuid();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member_role (organization_id, member_id, role)
             VALUES ('{organization}', '{boss}', 'coordinator')"
        ))
        .await;
    let differ = json!({ "memberId": cora.to_string(), "otherId": id("max").await,
        "isSame": false });
    send(&town, "boss", LINK, differ).await.fine();
    send(&town, "cora", CONFIRM, level).await.fine();
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_for_the_fairness_report_is_kept_by_consent_and_forgotten() {
    let town = Town::build().await;
    let give = async |who: &str, gender: Value| {
        send(&town, who, ANSWER, json!({ "gender": gender })).await
    };
    let rows = "SELECT count(*) AS count FROM cadre.fairness_answer WHERE gender = 'woman'";
    let kept = give("ana", json!("WOMAN")).await.fine();
    assert_eq!(kept.data("/setFairnessAnswer/kept"), true);
    give("ana", json!("WOMAN")).await.fine();
    assert_eq!(town.app.count(rows).await, 1);
    assert_eq!(audited(&town, "fairness_answer_set", "").await, 2);
    for word in ["woman", "WOMAN"] {
        assert_eq!(audited(&town, "fairness_answer_set", word).await, 0, "{word}");
    }
    let gone = give("ana", Value::Null).await.fine();
    assert_eq!(gone.data("/setFairnessAnswer/kept"), false);
    assert_eq!(town.app.count(rows).await, 0);
    for who in ["cora", "admin", "fatima"] {
        assert_eq!(give(who, json!("MAN")).await.codes(), ["FORBIDDEN"], "{who}");
    }
}
