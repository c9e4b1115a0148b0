//! Several people, or people and the clock, at once.

use futures::future::join_all;
use kernel::PairId;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{
    DECLINE, Town, act, agreement, mails_to, open_escalations, published, seen, sign, tick,
    tick_at, words, write,
};

const FIFTY: usize = 50;

/// How many steps of a pair's history are by that event.
async fn steps(town: &Town, pair: PairId, event: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS count FROM cadre.pair_event WHERE pair_id = '{}' AND event = '{event}'",
        pair.uuid()
    );
    town.app.count(&sql).await
}

/// Fifty more learners of alpha's cohort, `learner0` to `learner49`, of whom each may be mentored by
/// mia.
async fn fifty_learners(town: &Town) -> Vec<String> {
    let names: Vec<String> = (0..FIFTY).map(|number| format!("learner{number}")).collect();
    let rows =
        names.iter().map(|name| format!("{name},{name}@alpha.example,boss@alpha.example,Claims\n"));
    let csv = format!("name,email,manager_email,unit\n{}", rows.collect::<String>());
    let home = &town.alpha;
    town.app.enrol_csv(&home.organization, home.cohort, &csv, false).await.fine();
    town.join(&names[0]).await;
    let id = home.organization.id.uuid();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.mentoring_person (organization_id, member_id, country, ladder_step,
                work_pattern, time_zone, week, languages, style_structure, style_challenge, style_pace,
                style_reflection, style_openness, updated_at, version)
             SELECT p.organization_id, m.id, p.country, p.ladder_step, p.work_pattern, p.time_zone,
                p.week, p.languages, p.style_structure, p.style_challenge, p.style_pace,
                p.style_reflection, p.style_openness, p.updated_at, p.version
             FROM cadre.mentoring_person p
             JOIN cadre.member a ON a.organization_id = p.organization_id AND a.id = p.member_id
                AND a.name = 'ana'
             JOIN cadre.member m ON m.organization_id = p.organization_id AND m.name LIKE 'learner%'
             WHERE p.organization_id = '{id}'"
        ))
        .await;
    names
}

/// Sets mia's places through her command.
async fn offer(town: &Town, places: usize, expected_version: i32) {
    let document = "mutation($input: SaveMentorProfileInput!) {
        saveMentorProfile(input: $input) { __typename } }";
    let input = json!({ "isOpen": true, "places": places, "minutesAMonth": 240,
        "competencies": [{ "code": "C04", "level": 4 }], "expectedVersion": expected_version });
    town.fine("mia", document, json!({ "input": input })).await;
}

/// Proposals of mia to all of fifty learners, in their order: one as the town makes it, the others
/// after it.
async fn fifty_proposals(town: &Town, names: &[String]) -> Vec<PairId> {
    let first = town.pair(&names[0], "mia", State::Proposed).await.uuid();
    town.app
        .execute(&format!(
            "INSERT INTO cadre.pair (organization_id, id, program_id, cohort_id, cycle_id, run_id,
                learner_id, mentor_id, state, score, parts, ends_on, proposed_at, quiet_since, version)
             SELECT p.organization_id, gen_random_uuid(), p.program_id, p.cohort_id, p.cycle_id,
                p.run_id, m.id, p.mentor_id, p.state, p.score, p.parts, p.ends_on, p.proposed_at,
                p.quiet_since, p.version
             FROM cadre.pair p JOIN cadre.member m ON m.organization_id = p.organization_id
                AND m.name LIKE 'learner%' AND m.id <> p.learner_id
             WHERE p.id = '{first}';
             INSERT INTO cadre.pair_timer (organization_id, pair_id, timer, due_at)
             SELECT t.organization_id, o.id, t.timer, t.due_at
             FROM cadre.pair_timer t JOIN cadre.pair p ON p.id = t.pair_id
             JOIN cadre.pair o ON o.run_id = p.run_id AND o.id <> p.id
             WHERE t.pair_id = '{first}';
             UPDATE cadre.mentor_profile SET held_places = {FIFTY}
             WHERE member_id = (SELECT mentor_id FROM cadre.pair WHERE id = '{first}')"
        ))
        .await;
    let mut pairs = Vec::new();
    for name in names {
        let learner = town.id(name).await.uuid();
        let sql = format!("SELECT id::text AS text FROM cadre.pair WHERE learner_id = '{learner}'");
        let id = town.app.text(&sql).await.expect("a pair");
        pairs.push(PairId::from(id.parse::<uuid::Uuid>().expect("an id")));
    }
    pairs
}

/// A mentor of fifty places says yes to fifty learners, and then offers one place. All fifty say yes
/// at once: one has a mentor, all others read clearly why not.
#[tokio::test(flavor = "multi_thread")]
async fn one_place_goes_to_one_of_fifty() {
    let town = Town::build().await;
    let names = fifty_learners(&town).await;
    offer(&town, FIFTY, 1).await;
    let pairs = fifty_proposals(&town, &names).await;
    for pair in &pairs {
        act(&town, "mia", "acceptPair", *pair).await.fine();
    }
    offer(&town, 1, 2).await;
    town.app.run_jobs().await;
    for name in &names {
        town.person(name).await;
    }
    let yeses = names.iter().zip(&pairs).map(|(name, pair)| act(&town, name, "acceptPair", *pair));
    let answers = join_all(yeses).await;

    let (won, lost): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.codes().is_empty());
    assert_eq!((won.len(), lost.len()), (1, FIFTY - 1));
    assert_eq!(won[0].text("/acceptPair/pair/state"), "ACCEPTED");
    for answer in lost {
        assert_eq!(answer.codes(), ["CONFLICT"]);
        assert!(words(answer).contains("last place was taken"), "{}", words(answer));
    }
    assert_eq!(town.places("mia").await, (1, 1, 1));
    let states = async |state: &str| {
        let sql = format!("SELECT count(*) AS count FROM cadre.pair WHERE state = '{state}'");
        town.app.count(&sql).await
    };
    assert_eq!((states("accepted").await, states("expired").await), (1, 49));
    let gone = "SELECT count(*) AS count FROM cadre.escalation WHERE kind = 'place_gone'";
    assert_eq!(town.app.count(gone).await, 49);

    // Asked again, the answers are the same.
    for (name, pair) in names.iter().zip(&pairs).take(3) {
        let again = act(&town, name, "acceptPair", *pair).await;
        let accepted = town.state(*pair).await == State::Accepted;
        assert_eq!(again.codes().is_empty(), accepted, "{:#}", again.body);
        assert!(accepted || words(&again).contains("last place"), "{:#}", again.body);
    }
    town.app.run_jobs().await;
    let mails = town.app.mails().await;
    let told = |about: &str| {
        let to_learner = mails.iter().filter(|mail| mail.to.address.starts_with("learner"));
        to_learner.filter(|mail| mail.subject.contains(about)).count()
    };
    assert_eq!((told("said yes"), told("has ended")), (1, FIFTY - 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_say_yes_at_once_are_a_pair() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Proposed).await;
    for who in ["ana", "mia"] {
        town.person(who).await;
    }
    let yes = |who: &'static str| act(&town, who, "acceptPair", pair);
    for answer in join_all(["ana", "mia", "ana", "mia", "ana", "mia"].map(yes)).await {
        answer.fine();
    }
    assert_eq!(town.state(pair).await, State::Accepted);
    assert_eq!(steps(&town, pair, "accept").await, 2);
    assert_eq!(town.places("mia").await, (2, 1, 1));
    town.app.run_jobs().await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "said yes").await.len(), 1, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_and_a_no_at_once_come_one_after_the_other() {
    let town = Town::build().await;
    for learner in ["ana", "bo", "cyd"] {
        let pair = town.pair(learner, "max", State::MentorAccepted).await;
        for who in [learner, "max"] {
            town.person(who).await;
        }
        let no = json!({ "input": { "pairId": pair } });
        let (yes, no) =
            futures::join!(act(&town, learner, "acceptPair", pair), town.gql("max", DECLINE, no));
        let state = town.state(pair).await;
        match state {
            State::Accepted => {
                yes.fine();
                assert_eq!(no.codes(), ["CONFLICT"]);
                act(&town, learner, "endPair", pair).await.fine();
            }
            State::Declined => {
                no.fine();
                assert_eq!(yes.codes(), ["CONFLICT"]);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(town.places("max").await, (1, 0, 0));
    }
    town.app.run_jobs().await;
}

/// The clock expires a proposal while somebody answers it, in the moment in which the time is over.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_and_the_clock_end_a_proposal_once() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::MentorAccepted).await;
    town.app.set_clock("2026-12-02T23:00:00Z");
    town.person("ana").await;
    let (answer, ()) = futures::join!(act(&town, "ana", "acceptPair", pair), tick(&town));
    assert_eq!(answer.codes(), ["CONFLICT"]);
    assert!(words(&answer).contains("time to answer"), "{}", words(&answer));
    // Whoever held the pair while the clock looked has ended it.
    assert_eq!(town.state(pair).await, State::Expired);
    assert_eq!(steps(&town, pair, "time_out").await, 1);
    assert_eq!(open_escalations(&town, pair, "proposal_expired").await, 1);
    tick_at(&town, "2026-12-03T08:00:00Z").await;
    for who in ["ana", "mia"] {
        assert_eq!(mails_to(&town, who, "has ended").await.len(), 1, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_sign_at_once_sign_one_agreement() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    write(&town, "ana", agreement(pair, 0)).await.fine();
    town.person("mia").await;
    let signing = ["ana", "mia", "ana", "mia"].map(|who| sign(&town, who, pair, 1));
    for answer in join_all(signing).await {
        answer.fine();
    }
    assert_eq!(town.state(pair).await, State::AgreementSigned);
    assert_eq!(steps(&town, pair, "sign_first").await, 1);
    assert_eq!(steps(&town, pair, "sign_last").await, 1);
    town.app.run_jobs().await;
    assert_eq!(mails_to(&town, "ana", "is signed").await.len(), 1);
}

/// Nobody signs a text that they have not read: one writes while the other signs.
#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_changes_while_it_is_signed_is_not_signed() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Accepted).await;
    write(&town, "ana", agreement(pair, 0)).await.fine();
    town.person("mia").await;
    let (written, signed) =
        futures::join!(write(&town, "ana", agreement(pair, 1)), sign(&town, "mia", pair, 1));
    written.fine();
    assert!(signed.codes().is_empty() || signed.codes() == ["CONFLICT"], "{:#}", signed.body);
    let of_mia = seen(&town, "mia", pair).await;
    let expected = json!([2, false, false]);
    let agreement = &of_mia["agreement"];
    let found = json!([agreement["version"], agreement["signedByMe"], agreement["signedByOther"]]);
    assert_eq!(found, expected);
    town.app.run_jobs().await;
}

/// Both file their closing form at once, and the clock closes what is due.
#[tokio::test(flavor = "multi_thread")]
async fn two_forms_at_once_close_a_pair_once() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Closing).await;
    for who in ["ana", "mia"] {
        town.person(who).await;
    }
    let form = json!({ "input": { "pairId": pair, "wouldRenew": true } });
    let filing = ["ana", "mia"].map(|who| town.gql(who, super::FILE, form.clone()));
    for answer in join_all(filing).await {
        answer.fine();
    }
    assert_eq!(town.state(pair).await, State::Closed);
    assert_eq!(steps(&town, pair, "file_first").await, 1);
    assert_eq!(steps(&town, pair, "file_last").await, 1);
    town.app.run_jobs().await;
    assert_eq!(mails_to(&town, "mia", "colleagues").await.len(), 1);
}

/// Who has an open pair is proposed to nobody else, whatever a run found.
#[tokio::test(flavor = "multi_thread")]
async fn a_learner_has_one_open_pair() {
    let town = Town::build().await;
    let pair = town.pair("ana", "max", State::Proposed).await;
    let answer = published(&town, json!({})).await;
    let ana = town.id("ana").await.to_string();
    let outcomes = answer.data("/publishDrafts/outcomes").as_array().expect("a list").clone();
    let of_ana: Vec<&Value> = outcomes.iter().filter(|one| one["learnerId"] == *ana).collect();
    assert!(of_ana.iter().all(|one| one["outcome"] != "PUBLISHED"), "{of_ana:?}");
    let open = "SELECT count(*) AS count FROM (
        SELECT learner_id FROM cadre.pair WHERE ended_at IS NULL
        GROUP BY organization_id, program_id, learner_id HAVING count(*) > 1) more";
    assert_eq!(town.app.count(open).await, 0);
    assert_eq!(town.state(pair).await, State::Proposed);
    assert_eq!(town.places("mia").await, (2, 2, 0));
    town.app.run_jobs().await;
}
