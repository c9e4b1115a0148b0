use futures::future::join_all;
use kernel::{AssignmentId, CohortId, Role};
use serde_json::{Value, json};
use testkit::Person;

use super::{House, assignment, hand_in, loads, refusal};

const SEVEN: [&str; 7] = ["ana", "bo", "cleo", "dan", "eva", "finn", "gus"];

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gives_as_many_as_their_piece_gets() {
    let house = House::build(&SEVEN).await;
    for name in SEVEN {
        house.hand_in(name).await;
    }
    let expected = |dry_run: bool, already: bool| {
        json!({ "dryRun": dry_run, "alreadyAllotted": already, "reviewsPerPiece": 2, "askedPerPiece": 2,
            "pieces": 7, "reviews": 14, "withinUnit": 14, "relaxed": [] })
    };
    let tried = house.allot(&house.fatima, true).await.fine();
    assert_eq!(tried.data("/allotPeerReviews"), &expected(true, false));
    assert_eq!(house.app.count("SELECT count(*) FROM cadre.peer_round").await, 0);
    assert_eq!(house.app.count("SELECT count(*) FROM cadre.peer_review").await, 0);

    let done = house.allot(&house.fatima, false).await.fine();
    assert_eq!(done.data("/allotPeerReviews"), &expected(false, false));
    let pairs = house.pairs().await;
    assert_eq!(loads(&pairs).into_values().collect::<Vec<_>>(), [(2, 2); 7]);
    for (reader, writer, state) in &pairs {
        assert!(reader != writer && state == "assigned");
        let mutual = pairs.iter().any(|(other, whose, _)| (other, whose) == (writer, reader));
        assert!(!mutual, "{reader} and {writer}");
    }

    for dry_run in [false, true] {
        let again = house.allot(&house.fatima, dry_run).await.fine();
        assert_eq!(again.data("/allotPeerReviews"), &expected(dry_run, true));
    }
    assert_eq!(house.pairs().await, pairs);
    let entries = "SELECT count(*) FROM cadre.audit_entry WHERE action = 'peer_reviews_allotted'";
    assert_eq!(house.app.count(entries).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn few_pieces_get_what_is_possible() {
    let house = House::build(&["ana", "bo", "cleo"]).await;
    for (pieces, name) in [(0, "ana"), (1, "bo")] {
        let tried = house.allot(&house.fatima, true).await.fine();
        assert_eq!(tried.data("/allotPeerReviews/reviewsPerPiece"), &json!(0));
        let words = refusal(&house.allot(&house.fatima, false).await, "CONFLICT");
        assert!(words.contains(&format!("{pieces} are there")), "{words}");
        house.hand_in(name).await;
    }
    let two = house.allot(&house.fatima, true).await.fine();
    assert_eq!(two.data("/allotPeerReviews/reviewsPerPiece"), &json!(1));
    assert_eq!(two.data("/allotPeerReviews/relaxed"), &json!(["FEWER_REVIEWS"]));
    house.hand_in("cleo").await;
    let three = house.allot(&house.fatima, false).await.fine();
    assert_eq!(three.data("/allotPeerReviews/reviewsPerPiece"), &json!(2));
    assert_eq!(three.data("/allotPeerReviews/relaxed"), &json!([]));
    assert_eq!(loads(&house.pairs().await).into_values().collect::<Vec<_>>(), [(2, 2); 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawn_work_and_people_who_left_take_no_part() {
    let house = House::build(&["ana", "bo", "cleo", "dan"]).await;
    for name in ["ana", "bo", "cleo", "dan"] {
        house.hand_in(name).await;
    }
    house.withdraw("dan").await;
    house.app.execute("UPDATE cadre.member SET left_at = now() WHERE name = 'cleo'").await;
    let done = house.allot(&house.fatima, false).await.fine();
    assert_eq!(done.data("/allotPeerReviews/pieces"), &json!(2));
    assert_eq!(loads(&house.pairs().await).into_keys().collect::<Vec<_>>(), ["ana", "bo"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn facilitators_who_allot_at_once_allot_once() {
    let house = House::build(&[]).await;
    let fred = house.app.member(&house.alpha, "fred", &[Role::Facilitator]).await;
    let people = [&house.fatima, &fred];
    let cohort = house.app.cohort(&house.alpha, "2026-11-16", &people).await;
    let names = ["ana", "bo", "cleo", "dan", "eva"];
    house.app.enrol(&house.alpha, cohort, &names).await;
    house.app.run_jobs().await;
    for name in names {
        hand_in(&house.app, &house.alpha, cohort, house.assignment, name).await;
    }
    let (cohort, work) = (cohort.to_string(), house.assignment.to_string());
    let ten = (0..10).map(|number| house.allot_in(people[number % 2], &cohort, &work, false));
    let answers = join_all(ten).await;
    let first = answers.iter().filter(|answer| {
        let done = (*answer).clone().fine();
        assert_eq!(done.data("/allotPeerReviews/reviews"), &json!(10));
        done.data("/allotPeerReviews/alreadyAllotted") == &json!(false)
    });
    assert_eq!(first.count(), 1);
    assert_eq!(house.app.count("SELECT count(*) FROM cadre.peer_round").await, 1);
    assert_eq!(loads(&house.pairs().await).into_values().collect::<Vec<_>>(), [(2, 2); 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_among_the_learners_does_not_read_the_own_team() {
    let house = House::build(&[]).await;
    let row = |name: &str, manager: &str| {
        format!("{name},{name}@alpha.example,{manager}@alpha.example,Claims\n")
    };
    let team = ["rita", "rob", "roy"].map(|name| row(name, "mona"));
    let others = ["ana", "bo", "cleo", "dan", "eva", "finn"].map(|name| row(name, "boss"));
    let csv = format!(
        "name,email,manager_email,unit\n{}{}{}",
        row("mona", "boss"),
        team.concat(),
        others.concat()
    );
    house.app.enrol_csv(&house.alpha, house.cohort, &csv, false).await.fine();
    house.app.run_jobs().await;
    for name in ["mona", "rita", "rob", "roy", "ana", "bo", "cleo", "dan", "eva", "finn"] {
        house.hand_in(name).await;
    }
    let done = house.allot(&house.fatima, false).await.fine();
    assert_eq!(done.data("/allotPeerReviews/relaxed"), &json!([]));
    let in_team = |name: &String| ["mona", "rita", "rob", "roy"].contains(&name.as_str());
    for (reader, writer, _) in house.pairs().await {
        assert!(!(in_team(&reader) && in_team(&writer)), "{reader} reads {writer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_run_the_cohort_allot() {
    let house = House::build(&["ana", "bo"]).await;
    let (app, alpha, beta) = (&house.app, &house.alpha, &house.beta);
    house.hand_in("ana").await;
    house.hand_in("bo").await;
    let ana = house.learner("ana").await;
    let manager = house.learner("manager").await;
    let mentor = app.member(alpha, "max", &[Role::Mentor]).await;
    for person in [&ana, &manager, &mentor, &alpha.admin] {
        refusal(&house.allot(person, false).await, "FORBIDDEN");
        refusal(&house.round(person).await, "FORBIDDEN");
        refusal(&house.duties(person, 20, &Value::Null).await, "FORBIDDEN");
    }

    let frida = app.member(beta, "frida", &[Role::Facilitator]).await;
    let in_beta = app.cohort(beta, "2026-11-16", &[&frida]).await;
    let of_beta = assignment(app, beta, "A01").await;
    let others = app.cohort(alpha, "2026-11-23", &[]).await;
    let (cohort, work) = (house.cohort.to_string(), house.assignment.to_string());
    let sources = &app.app.services.sources;
    let no_cohort = sources.new_id::<CohortId>().to_string();
    let no_work = sources.new_id::<AssignmentId>().to_string();
    let nothing = house.allot_in(&house.fatima, &no_cohort, &work, false).await;
    refusal(&nothing, "NOT_FOUND");
    let ask = |person: &Person, cohort: &str, work: &str| {
        let (person, cohort, work) = (person.clone(), cohort.to_owned(), work.to_owned());
        let house = &house;
        async move { house.allot_in(&person, &cohort, &work, false).await }
    };
    for cohort in [in_beta, others] {
        assert_eq!(ask(&house.fatima, &cohort.to_string(), &work).await, nothing);
    }
    for work in [no_work, of_beta.to_string()] {
        assert_eq!(ask(&house.fatima, &cohort, &work).await, nothing);
    }
    assert_eq!(ask(&frida, &cohort, &work).await, nothing);
    refusal(&house.round(&frida).await, "NOT_FOUND");
    refusal(&house.duties(&frida, 20, &Value::Null).await, "NOT_FOUND");
    refusal(&ask(&house.fatima, &work, &cohort).await, "INVALID_ID");
    let without_peers = assignment(app, alpha, "A03").await.to_string();
    refusal(&ask(&house.fatima, &cohort, &without_peers).await, "CONFLICT");
    assert_eq!(app.count("SELECT count(*) FROM cadre.peer_round").await, 0);
}
