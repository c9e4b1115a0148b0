//! Rounds while people come and go.

use futures::future::join_all;
use serde_json::json;

use super::{House, loads};

const SIX: [&str; 6] = ["ana", "bo", "cleo", "dan", "eva", "finn"];

#[tokio::test(flavor = "multi_thread")]
async fn a_late_piece_is_taken_in_once() {
    let house = House::build(&["ana", "bo", "cleo", "dan", "eva", "finn", "gus"]).await;
    for name in SIX {
        house.hand_in(name).await;
        house.late(name).await;
    }
    assert!(house.pairs().await.is_empty(), "before the reviews are allotted nobody is late");
    house.allot(&house.fatima, false).await.fine();
    let before = house.pairs().await;
    house.hand_in("gus").await;
    house.late("gus").await;
    let after = house.pairs().await;
    assert!(before.iter().all(|pair| after.contains(pair)), "nobody's reviews change");
    assert_eq!(loads(&after)["gus"], (2, 2));
    house.late("gus").await;
    house.late("ana").await;
    assert_eq!(house.pairs().await, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_that_come_while_reviews_are_allotted_are_not_lost() {
    let house = House::build(&["ana", "bo", "cleo", "dan", "eva", "finn", "gus", "hal"]).await;
    for name in SIX {
        house.hand_in(name).await;
    }
    let late = ["gus", "hal"].map(|name| {
        let house = &house;
        async move {
            house.hand_in(name).await;
            house.late(name).await;
        }
    });
    let (done, _) = futures::join!(house.allot(&house.fatima, false), join_all(late));
    done.fine();
    let pairs = house.pairs().await;
    let loads = loads(&pairs);
    assert_eq!(loads.len(), 8, "{pairs:?}");
    assert!(loads.values().all(|(gives, gets)| *gives >= 2 && *gets >= 2), "{pairs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn late_pieces_at_once_are_all_taken_in() {
    let names: Vec<String> = (0..12).map(|number| format!("l{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let house = House::build(&names).await;
    for name in &names {
        house.hand_in(name).await;
    }
    // Of twelve pieces three were there.
    for name in &names[3..] {
        house.withdraw(name).await;
    }
    house.allot(&house.fatima, false).await.fine();
    house.app.execute("UPDATE cadre.submission_version SET state = 'waiting'").await;
    join_all(names[3..].iter().map(|name| house.late(name))).await;
    let pairs = house.pairs().await;
    let loads = loads(&pairs);
    assert_eq!(loads.len(), 12);
    assert!(loads.values().all(|(gives, gets)| *gives >= 2 && *gets >= 2), "{pairs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_withdraws_leaves_the_round_and_finished_reviews_stay() {
    let house = House::allotted(&SIX).await;
    let ana = house.learner("ana").await;
    house.give(&ana, 4).await;
    let before = house.pairs().await;
    let given = before.iter().find(|(reader, _, state)| reader == "ana" && state == "finished");
    let given = given.expect("the review that ana gave").clone();
    house.withdraw("ana").await;
    let after = house.pairs().await;
    let of_ana: Vec<_> =
        after.iter().filter(|(reader, writer, _)| reader == "ana" || writer == "ana").collect();
    assert_eq!(of_ana, [&given], "the finished one alone");
    let loads = loads(&after);
    for name in &SIX[1..] {
        assert_eq!(loads[name].1, 2, "{name} gets two all the same: {after:?}");
    }
    assert!(house.mine(&ana).await.iter().all(|review| review["state"] == "FINISHED"));
    house.withdraw("ana").await;
    assert_eq!(house.pairs().await, after, "a second time changes nothing");

    // Who hands in again is late; what was dropped may be taken up again.
    house.app.execute("UPDATE cadre.submission_version SET state = 'waiting'").await;
    house.late("ana").await;
    let again = house.pairs().await;
    assert_eq!(super::loads(&again)["ana"], (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_round_of_three_the_two_who_stay_read_each_other() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    house.withdraw("cleo").await;
    let pairs = house.pairs().await;
    let pair =
        |reader: &str, writer: &str| (reader.to_owned(), writer.to_owned(), "assigned".to_owned());
    assert_eq!(pairs, [pair("ana", "bo"), pair("bo", "ana")]);
    house.withdraw("bo").await;
    assert!(house.pairs().await.is_empty(), "a cohort of one has nothing to review");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_resubmission_leaves_the_first_version_in_the_round() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let before = house.pairs().await;
    house
        .app
        .execute(
            "INSERT INTO cadre.submission_version (organization_id, submission_id, number, cohort_id, text,
                 links, submitted_at, is_late, state, graders_needed)
             SELECT v.organization_id, v.submission_id, 2, v.cohort_id, v.text, v.links, v.submitted_at,
                 false, 'waiting', 1 FROM cadre.submission_version v",
        )
        .await;
    house.late("ana").await;
    assert_eq!(house.pairs().await, before, "a second version is read by nobody anew");
    // The helper withdraws every version; here the first one stays.
    let place = house.place("ana").await;
    let keep = format!(
        "UPDATE cadre.submission_version v SET state = CASE number WHEN 1 THEN 'waiting' ELSE 'withdrawn' END
         FROM cadre.submission s WHERE s.id = v.submission_id AND s.enrolment_id = '{}'",
        place.id.uuid()
    );
    house.app.execute(&keep).await;
    house.withdrawn(&place).await;
    assert_eq!(house.pairs().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_organisation_leaves_the_round() {
    let house = House::allotted(&SIX).await;
    let query = "mutation($input: RemoveMemberInput!) { removeMember(input: $input) {
        member { id } } }";
    let leaver = house.place("ana").await.member_id.to_string();
    let input = json!({ "input": { "memberId": leaver } });
    house.app.request(Some(&house.alpha.admin.token), query, input).await.fine();
    house.tick().await;
    let pairs = house.pairs().await;
    let loads = loads(&pairs);
    assert!(!loads.contains_key("ana"), "{pairs:?}");
    assert!(loads.values().all(|(_, gets)| *gets == 2), "{pairs:?}");
    house.tick().await;
    assert_eq!(house.pairs().await, pairs);
}
