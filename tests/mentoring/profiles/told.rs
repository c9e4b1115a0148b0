//! What people tell of themselves, what is missing, and what that costs.

use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{
    MINE, SAVE_LEARNER, SAVE_MENTOR, SAVE_PERSON, because, codes, faults, offer, person, send,
    violations, with,
};
use crate::mentoring::town::Town;

/// What is missing in somebody's profile: field, cost, whether it rules out any match.
async fn missing(town: &Town, who: &str, program: Option<&str>) -> (i64, Vec<Value>) {
    let found = town.fine(who, MINE, json!({ "program": program })).await;
    let completeness = found.data("/myMentoringProfile/completeness");
    let missing = completeness["missing"].as_array().expect("a list").clone();
    (completeness["percent"].as_i64().expect("a number"), missing)
}

fn fields(missing: &[Value]) -> Vec<&str> {
    missing.iter().filter_map(|one| one["field"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_says_what_it_costs() {
    let town = Town::build().await;
    let program = town.alpha.program.to_string();
    let program = Some(program.as_str());
    for (who, program) in [("ana", program), ("ana", None), ("mia", None)] {
        assert_eq!(missing(&town, who, program).await, (100, Vec::new()), "{who}");
    }
    let bare = json!({ "timeZone": "Europe/Warsaw", "languages": [], "expectedVersion": 1,
        "style": { "structure": 3 } });
    send(&town, "ana", SAVE_PERSON, bare).await.fine();
    let (percent, found) = missing(&town, "ana", program).await;
    assert_eq!(percent, 33, "two of six");
    assert_eq!(fields(&found), ["week", "languages", "style", "ladderStep"]);
    assert_eq!(
        found[0],
        json!({ "field": "week", "costs": "without a week you cannot be matched",
            "rulesOut": true })
    );
    assert_eq!(
        found[2],
        json!({ "field": "style", "rulesOut": false,
            "costs": "15 of the 100 points of a match cannot be worked out for you" })
    );
    assert_eq!(missing(&town, "ana", None).await.0, 0, "none of the four that all tell");

    let country = json!({ "guestsExcluded": false, "otherUnitRequired": false,
        "sameCountryRequired": true, "workingWeekdays": [1, 2, 3, 4, 5], "expectedVersion": 0 });
    let set = "mutation($input: SetMentoringRulesInput!) {
        setMentoringRules(input: $input) { rules { version } } }";
    send(&town, "admin", set, country).await.fine();
    let (_, found) = missing(&town, "ana", program).await;
    assert_eq!(fields(&found), ["week", "languages", "style", "ladderStep", "country"]);
    let weights = json!({ "expectedVersion": 0, "weights": { "gapCover": 50, "preference": 20,
        "style": 0, "goals": 10, "time": 8, "career": 7, "freshView": 5 } });
    let set = "mutation($input: SetScoreWeightsInput!) {
        setScoreWeights(input: $input) { rules { weightsVersion } } }";
    send(&town, "admin", set, weights).await.fine();
    let (_, found) = missing(&town, "ana", program).await;
    assert_eq!(found[2]["costs"], "nothing at present: your organisation gives it no weight");
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sides_tell_is_missed_as_well() {
    let town = Town::build().await;
    let program = town.alpha.program.to_string();
    let nothing = json!({ "programId": program, "expectedVersion": 1 });
    send(&town, "ana", SAVE_LEARNER, nothing).await.fine();
    let (percent, found) = missing(&town, "ana", Some(&program)).await;
    assert_eq!(fields(&found), ["learner.focus", "learner.goals"]);
    assert_eq!(found[0]["rulesOut"], true);
    assert_eq!(percent, 66, "four of six");
    let closed = offer(json!({ "isOpen": false, "goals": [], "competencies": [] }));
    send(&town, "mia", SAVE_MENTOR, closed).await.fine();
    let (_, found) = missing(&town, "mia", None).await;
    assert_eq!(fields(&found), ["mentor.places", "mentor.competencies", "mentor.goals"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_of_zero_hours_is_told_and_parts_a_pair() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let saved = send(&town, "ana", SAVE_PERSON, person(json!({ "week": [] }))).await.fine();
    let profile = saved.data("/saveMentoringPerson/profile");
    assert_eq!(profile["person"]["week"], json!([]), "told, and empty");
    assert_eq!(
        profile["completeness"]["missing"][0]["costs"],
        "with less than 60 free minutes a week you cannot be matched"
    );
    town.app.run_jobs().await;
    // In the words of a block: those of its own would make every other reason tell of one.
    let words = "the two of you cannot be a pair any more";
    for who in ["ana", "mia"] {
        let seen = because(&town, who, pair).await;
        assert_eq!(seen, ("IMPOSSIBLE".to_owned(), Some(words.to_owned())), "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_in_kathmandu_is_laid_on_one_in_warsaw() {
    let town = Town::build().await;
    let pair = town.pair("bo", "mia", State::Active).await;
    // Monday, 9 to 12 in Warsaw is 13:45 to 16:45 there in winter and an hour earlier in summer.
    let moved = |from: i32, to: i32, version: i32| {
        person(json!({ "timeZone": "Asia/Kathmandu", "expectedVersion": version,
            "week": [{ "day": 1, "fromMinute": from, "toMinute": to }] }))
    };
    let saved = send(&town, "bo", SAVE_PERSON, moved(825, 1_005, 1)).await.fine();
    assert_eq!(saved.text("/saveMentoringPerson/profile/person/timeZone"), "Asia/Kathmandu");
    town.app.run_jobs().await;
    assert_eq!(town.state(pair).await, State::Active);
    // From 16:00 on, 45 minutes are left at best.
    send(&town, "bo", SAVE_PERSON, moved(960, 1_080, 2)).await.fine();
    town.app.run_jobs().await;
    assert_eq!(town.state(pair).await, State::Impossible);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_an_input_is_named_where_it_is() {
    let town = Town::build().await;
    let faulty = person(json!({
        "country": "Poland", "ladderStep": "BOSS", "timeZone": "Europe/Atlantis",
        "week": [{ "day": 1, "fromMinute": 540, "toMinute": 720 },
            { "day": 1, "fromMinute": 700, "toMinute": 800 }],
        "languages": [{ "code": "english", "level": "C1" }, { "code": "pl", "level": "D1" }],
        "style": { "pace": 6 },
    }));
    assert_eq!(
        violations(&send(&town, "ana", SAVE_PERSON, faulty).await),
        faults([
            ("input.country", "NOT_A_COUNTRY"),
            ("input.ladderStep", "UNKNOWN_WORD"),
            ("input.timeZone", "UNKNOWN_TIME_ZONE"),
            ("input.week.1", "OVERLAPS"),
            ("input.languages.0.code", "NOT_A_LANGUAGE"),
            ("input.languages.1.level", "UNKNOWN_WORD"),
            ("input.style.pace", "OUT_OF_RANGE"),
        ])
    );
    for (hours, code) in [
        (json!([{ "day": 8, "fromMinute": 0, "toMinute": 60 }]), "NO_SUCH_DAY"),
        (json!([{ "day": 1, "fromMinute": 1_320, "toMinute": 120 }]), "REVERSED"),
        (json!([{ "day": 1, "fromMinute": 1_320, "toMinute": 1_500 }]), "OUTSIDE_OF_DAY"),
    ] {
        let answer = send(&town, "ana", SAVE_PERSON, person(json!({ "week": hours }))).await;
        assert_eq!(violations(&answer), faults([("input.week.0", code)]));
    }
    let focus = |code: &str| json!({ "code": code, "importance": 6, "level": -1 });
    let learner = json!({ "programId": town.alpha.program.to_string(), "expectedVersion": 1 });
    let unknown = with(learner.clone(), json!({ "focus": [focus("C99")], "goals": ["fame"] }));
    assert_eq!(
        violations(&send(&town, "ana", SAVE_LEARNER, unknown).await),
        faults([
            ("input.focus.0.code", "UNKNOWN_COMPETENCY"),
            ("input.focus.0.importance", "OUT_OF_RANGE"),
            ("input.focus.0.level", "OUT_OF_RANGE"),
            ("input.goals.0", "UNKNOWN_WORD"),
        ])
    );
    let odd = with(learner.clone(), json!({ "about": "a\u{0}b" }));
    let answer = send(&town, "ana", SAVE_LEARNER, odd).await;
    assert_eq!(violations(&answer), faults([("input.about", "CONTROL_CHARACTER")]));
    let many = ["C01", "C02", "C03", "C04"].map(focus);
    let many = with(learner, json!({ "focus": many }));
    let answer = send(&town, "ana", SAVE_LEARNER, many).await;
    assert_eq!(violations(&answer), faults([("input.focus", "TOO_MANY")]));
    let versions = "SELECT sum(version)::bigint AS count FROM cadre.mentoring_person";
    assert_eq!(town.app.count(versions).await, 12, "nothing was kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_the_same_one_comes_first() {
    let town = Town::build().await;
    let one = person(json!({ "country": "DE" }));
    let both = tokio::join!(
        send(&town, "ana", SAVE_PERSON, one.clone()),
        send(&town, "ana", SAVE_PERSON, one.clone()),
    );
    assert_eq!(codes(&[both.0, both.1]), ["", "CONFLICT"]);
    assert_eq!(send(&town, "ana", SAVE_PERSON, one).await.codes(), ["CONFLICT"]);

    // Nothing is there yet that the two could wait for.
    let csv = "name,email,manager_email,unit\neve,eve@alpha.example,boss@alpha.example,Claims\n";
    let home = &town.alpha;
    town.app.enrol_csv(&home.organization, home.cohort, csv, false).await.fine();
    town.join("eve").await;
    let first = person(json!({ "expectedVersion": 0 }));
    let both = tokio::join!(
        send(&town, "eve", SAVE_PERSON, first.clone()),
        send(&town, "eve", SAVE_PERSON, first.clone()),
    );
    assert_eq!(codes(&[both.0, both.1]), ["", "CONFLICT"]);
    town.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_for_those_who_learn_or_mentor() {
    let town = Town::build().await;
    let program = town.alpha.program.to_string();
    let other = town.beta.program.to_string();
    for who in ["cora", "fatima", "admin", "boss"] {
        assert_eq!(town.gql(who, MINE, json!({})).await.codes(), ["FORBIDDEN"], "{who}");
        let saved = send(&town, who, SAVE_PERSON, person(json!({}))).await;
        assert_eq!(saved.codes(), ["FORBIDDEN"], "{who}");
    }
    let learner = |program: &str| json!({ "programId": program, "expectedVersion": 1 });
    let mentor = send(&town, "mia", SAVE_LEARNER, learner(&program)).await;
    assert_eq!(mentor.codes(), ["FORBIDDEN"]);
    assert_eq!(send(&town, "ana", SAVE_MENTOR, offer(json!({}))).await.codes(), ["FORBIDDEN"]);
    assert_eq!(send(&town, "ana", SAVE_LEARNER, learner(&other)).await.codes(), ["NOT_FOUND"]);
    for (who, program) in [("ana", &other), ("mia", &program)] {
        let asked = town.gql(who, MINE, json!({ "program": program })).await;
        assert_eq!(asked.codes(), ["NOT_FOUND"], "{who} learns nothing there");
    }
    let words = "{ mentoringVocabulary { goals { code words } styleQuestions { key low high }
        facts { code } ladderSteps { code } languageLevels { code } } }";
    for (who, code) in [("ana", None), ("mia", None), ("cora", None), ("fatima", Some("FORBIDDEN"))]
    {
        let asked = town.gql(who, words, json!({})).await;
        assert_eq!(asked.codes().first().copied(), code, "{who}");
    }
}
