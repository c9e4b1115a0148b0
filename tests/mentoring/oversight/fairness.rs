//! The fairness report: who got a mentor, how good a one, how soon, by group.

use chrono::Duration;
use kernel::{CohortId, CycleId};
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::more;
use crate::mentoring::town::Town;

const REPORT: &str = "query($cycle: ID!) { fairnessReport(cycleId: $cycle) {
    groups { dimension group isOther n matched { k n lowBasisPoints highBasisPoints } meanScore
        rankedChoice { k n } medianDaysToFirstSession lookAt
        matchedDifference { basisPoints lowBasisPoints highBasisPoints }
        rankedDifference { basisPoints } }
    load { mentorPlaces n pairs } } }";
const TELL: &str = "mutation($gender: FairnessGender) {
    setFairnessAnswer(input: { gender: $gender }) { kept } }";

const OPEN: &str = "mutation($input: OpenMatchingCycleInput!) {
    openMatchingCycle(input: $input) { cycle { id } } }";
/// When the ranks of the town's cycle are due.
const DUE: &str = "2026-12-04T22:59:59Z";

async fn report(town: &Town, cycle: CycleId) -> Value {
    let found = town.fine("cora", REPORT, json!({ "cycle": cycle.to_string() })).await;
    found.data("/fairnessReport").clone()
}

/// The groups of a dimension: name, whether it is "other", how many.
async fn groups(town: &Town, cycle: CycleId, dimension: &str) -> Value {
    let report = report(town, cycle).await;
    let groups = report["groups"].as_array().expect("a list");
    let of = groups.iter().filter(|group| group["dimension"] == dimension);
    of.map(|group| json!([group["group"], group["isOther"], group["n"]])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn gender_shows_by_consent_and_from_five_people_up() {
    let town = Town::build().await;
    more(&town, &["eve", "fay", "gil", "hal", "ida", "jo"], "Claims").await;
    let cycle = town.cycle().await;
    let nobody = json!([[null, false, 10]]);
    assert_eq!(groups(&town, cycle, "GENDER").await, nobody, "nobody told");
    for who in ["ana", "bo", "cyd", "dan"] {
        town.fine(who, TELL, json!({ "gender": "WOMAN" })).await;
    }
    assert_eq!(groups(&town, cycle, "GENDER").await, nobody, "ranks are not due");
    town.app.set_clock(DUE);
    // Four would follow from ten and six.
    assert_eq!(groups(&town, cycle, "GENDER").await, json!([[null, true, 10]]));
    town.app.advance(Duration::minutes(1));
    town.fine("eve", TELL, json!({ "gender": "WOMAN" })).await;
    assert_eq!(groups(&town, cycle, "GENDER").await, json!([[null, true, 10]]), "too late");
    let now = town.app.now().to_rfc3339();
    town.app.execute(&format!("UPDATE cadre.matching_cycle SET ranks_until = '{now}'")).await;
    let two = json!([["woman", false, 5], [null, false, 5]]);
    assert_eq!(groups(&town, cycle, "GENDER").await, two);
    town.app.advance(Duration::minutes(1));
    town.fine("ana", TELL, json!({ "gender": "WOMAN" })).await;
    assert_eq!(groups(&town, cycle, "GENDER").await, two, "the same once more");
    let taken_back = town.fine("ana", TELL, json!({ "gender": null })).await;
    assert_eq!(taken_back.data("/setFairnessAnswer/kept"), false);
    assert_eq!(groups(&town, cycle, "GENDER").await, json!([[null, true, 10]]));
}

/// Opens a cycle over cohorts by the command.
async fn open_over(town: &Town, cohorts: &[CohortId]) -> CycleId {
    let ids: Vec<String> = cohorts.iter().map(ToString::to_string).collect();
    let input = json!({
        "programId": town.alpha.program.to_string(), "name": "Spring", "cohortIds": ids,
        "ranksUntil": DUE, "pairsEndOn": "2027-03-31",
    });
    let opened = town.fine("cora", OPEN, json!({ "input": input })).await;
    opened.text("/openMatchingCycle/cycle/id").parse().expect("an id")
}

#[tokio::test(flavor = "multi_thread")]
async fn two_cycles_do_not_tell_what_the_few_are_in_whom_they_differ() {
    let town = Town::build().await;
    more(&town, &["eve", "fay", "gil", "hal", "ida", "jo"], "Claims").await;
    let home = &town.alpha;
    let one = town.app.cohort(&home.organization, "2026-11-30", &[]).await;
    let csv = "name,email,manager_email,unit\nkim,kim@alpha.example,boss@alpha.example,Claims\n";
    town.app.enrol_csv(&home.organization, one, csv, false).await.fine();
    town.join("kim").await;
    for who in ["ana", "bo", "cyd", "dan", "eve", "kim"] {
        town.fine(who, TELL, json!({ "gender": "WOMAN" })).await;
    }
    for who in ["fay", "gil", "hal", "ida", "jo"] {
        town.fine(who, TELL, json!({ "gender": "MAN" })).await;
    }
    let now = town.app.now().to_rfc3339();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.mentoring_person (organization_id, member_id, country, work_pattern,
                time_zone, languages, updated_at, version)
             SELECT DISTINCT e.organization_id, e.member_id, 'PL', 'full_time', 'Europe/Warsaw',
                '[]'::jsonb, '{now}'::timestamptz, 1
             FROM cadre.enrolment e ON CONFLICT DO NOTHING"
        ))
        .await;
    let first = open_over(&town, &[home.cohort]).await;
    town.app.advance(Duration::minutes(1));
    let second = open_over(&town, &[home.cohort, one]).await;
    town.app.set_clock(DUE);

    for (dimension, told) in [
        ("GENDER", json!([["man", false, 5], ["woman", false, 5]])),
        ("COUNTRY", json!([["PL", false, 10]])),
        ("WORK_PATTERN", json!([["full_time", false, 10]])),
    ] {
        assert_eq!(groups(&town, first, dimension).await, told);
        // Six women, or eleven in Poland, would say what kim is.
        let folded = groups(&town, second, dimension).await;
        assert_eq!(folded, json!([[null, true, 11]]), "{dimension}");
    }
    assert_eq!(groups(&town, second, "UNIT").await, json!([["Claims", false, 11]]));
}

/// Six learners of one unit whom mia saw through to the end, one after the other: their first sessions
/// came after 3, 9, 4, 8, 5 and 7 days, and fay alone had ranked somebody else.
async fn six_who_met(town: &Town) {
    more(town, &["eve", "fay"], "Claims").await;
    for learner in ["ana", "bo", "cyd", "dan", "eve", "fay"] {
        town.pair(learner, "mia", State::Closed).await;
    }
    let (cycle, now) = (town.cycle().await.uuid(), town.app.now().to_rfc3339());
    town.app
        .execute(&format!(
            "UPDATE cadre.mentoring_session s
             SET starts_at = p.proposed_at + make_interval(days => met.days, hours => 1)
             FROM cadre.pair p
             JOIN cadre.member m ON m.organization_id = p.organization_id AND m.id = p.learner_id
             JOIN (VALUES ('ana', 3), ('bo', 9), ('cyd', 4), ('dan', 8), ('eve', 5), ('fay', 7))
                AS met (name, days) ON met.name = m.name
             WHERE s.organization_id = p.organization_id AND s.pair_id = p.id;
             INSERT INTO cadre.mentor_rank (organization_id, cycle_id, learner_id, rank, mentor_id,
                ranked_at)
             SELECT p.organization_id, '{cycle}', p.learner_id, 1, ranked.id, '{now}'
             FROM cadre.pair p
             JOIN cadre.member m ON m.organization_id = p.organization_id AND m.id = p.learner_id
             JOIN cadre.member ranked ON ranked.organization_id = p.organization_id
                AND ranked.name = CASE m.name WHEN 'fay' THEN 'max' ELSE 'mia' END"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_says_how_its_learners_fared() {
    let town = Town::build().await;
    six_who_met(&town).await;
    let cycle = town.cycle().await;
    let whole = report(&town, cycle).await;
    // Six of six: 60.96 to 100 percent by Wilson. Half of six waited five days or less, half seven
    // or more.
    assert_eq!(
        whole["groups"][0],
        json!({ "dimension": "UNIT", "group": "Claims", "isOther": false, "n": 6,
            "matched": { "k": 6, "n": 6, "lowBasisPoints": 6096, "highBasisPoints": 10000 },
            "meanScore": 70, "rankedChoice": { "k": 5, "n": 6 }, "medianDaysToFirstSession": 6,
            "lookAt": false, "matchedDifference": null, "rankedDifference": null })
    );

    // Who has left is no part of it. Of four nothing would show.
    let leave = async |name: &str| {
        let now = town.app.now().to_rfc3339();
        let sql = format!("UPDATE cadre.member SET left_at = '{now}' WHERE name = '{name}'");
        town.app.execute(&sql).await;
    };
    leave("fay").await;
    let five = report(&town, cycle).await;
    assert_eq!(five["groups"][0]["rankedChoice"], json!({ "k": 5, "n": 5 }));
    assert_eq!(five["groups"][0]["medianDaysToFirstSession"], 5);
    leave("eve").await;
    assert_eq!(report(&town, cycle).await["groups"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_says_how_it_differs_from_all_others() {
    let town = Town::build().await;
    six_who_met(&town).await;
    more(&town, &["gil", "hal", "ida", "jo", "kim"], "Digital").await;
    let found = report(&town, town.cycle().await).await;
    // Six of six and nobody of five: 41.59 to 100 percent apart by Newcombe.
    for (index, unit, [low, bp, high]) in
        [(0, "Claims", [4_159, 10_000, 10_000]), (1, "Digital", [-10_000, -10_000, -4_159])]
    {
        let row = &found["groups"][index];
        let difference =
            json!({ "basisPoints": bp, "lowBasisPoints": low, "highBasisPoints": high });
        assert_eq!((&row["group"], &row["matchedDifference"]), (&json!(unit), &difference));
        assert_eq!(row["lookAt"], true, "{unit}");
        assert_eq!(row["rankedDifference"], Value::Null, "nobody of Digital ranked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_proposed_and_declined_is_without_a_mentor() {
    let town = Town::build().await;
    more(&town, &["eve"], "Claims").await;
    town.pair("ana", "mia", State::Declined).await;
    town.pair("bo", "mia", State::Expired).await;
    town.pair("cyd", "mia", State::Proposed).await;
    let found = report(&town, town.cycle().await).await;
    let claims = &found["groups"][0];
    assert_eq!((&claims["n"], &claims["matched"]["k"]), (&json!(5), &json!(1)));
    for figure in ["meanScore", "rankedChoice", "medianDaysToFirstSession"] {
        assert_eq!(claims[figure], Value::Null, "{figure} speaks of one person");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_load_of_mentors_shows_by_the_places_that_they_offer() {
    let town = Town::build().await;
    more(&town, &["eve", "fay"], "Claims").await;
    town.app
        .execute(
            "INSERT INTO cadre.mentor_profile (organization_id, member_id, is_open, places,
                held_places, taken_places, minutes_a_month, about, goals, topics, rather_not, offers,
                opted_in_at, updated_at, version)
             SELECT o.organization_id, m.id, true, 2, 0, 0, 240, '', '[]', '[]', '[]', '[]',
                o.opted_in_at, o.updated_at, 1
             FROM cadre.member m
             JOIN cadre.member mia ON mia.organization_id = m.organization_id AND mia.name = 'mia'
             JOIN cadre.mentor_profile o ON o.organization_id = mia.organization_id
                AND o.member_id = mia.id
             WHERE m.email IN ('ana@alpha.example', 'bo@alpha.example', 'cyd@alpha.example',
                'dan@alpha.example')",
        )
        .await;
    town.pair("eve", "mia", State::Active).await;
    town.pair("fay", "max", State::Proposed).await;
    let cycle = town.cycle().await;
    // Five mentors with two places and max with one, who would stand alone.
    let folded = json!([{ "mentorPlaces": null, "n": 6, "pairs": 2 }]);
    assert_eq!(report(&town, cycle).await["load"], folded);
    let max = town.id("max").await.uuid();
    town.app
        .execute(&format!("UPDATE cadre.mentor_profile SET places = 2 WHERE member_id = '{max}'"))
        .await;
    let of_two = json!([{ "mentorPlaces": 2, "n": 6, "pairs": 2 }]);
    assert_eq!(report(&town, cycle).await["load"], of_two);
}
