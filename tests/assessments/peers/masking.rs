//! Neither side learns who the other is.

use serde_json::{Value, json};
use testkit::Person;

use super::{House, refusal, text};

/// What says who somebody is.
async fn traces(house: &House, name: &str) -> Vec<String> {
    let place = house.place(name).await;
    let work = format!(
        "SELECT id::text AS text FROM cadre.submission WHERE enrolment_id = '{}'",
        place.id.uuid()
    );
    let work: uuid::Uuid = house.app.text(&work).await.expect("work").parse().expect("an id");
    vec![
        name.to_owned(),
        place.id.to_string(),
        place.id.uuid().to_string(),
        place.member_id.to_string(),
        place.member_id.uuid().to_string(),
        kernel::SubmissionId::from(work).to_string(),
        work.to_string(),
    ]
}

#[track_caller]
fn assert_hidden(body: &Value, traces: &[String]) {
    let body = body.to_string();
    for trace in traces {
        assert!(!body.contains(trace.as_str()), "{trace} in {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_learns_nothing_of_whose_work_it_is() {
    let house = House::allotted(&["ana", "wilhelmina", "xaver"]).await;
    let id = house.review_of("ana", "wilhelmina").await;
    house
        .app
        .execute(
            "INSERT INTO cadre.file (organization_id, id, owner_id, name, media_type, bytes, sha256,
                 uploaded_at, attached_at)
             SELECT e.organization_id, f.id::uuid, e.member_id, f.name, f.kind, 2048, '\\x00', now(), now()
             FROM cadre.enrolment e JOIN cadre.member m ON m.id = e.member_id, (VALUES
                 ('01900000-0000-7000-8000-000000000001', 'Plan of wilhelmina.pdf', 'application/pdf'),
                 ('01900000-0000-7000-8000-000000000002', 'b.wilhelm', 'application/octet-stream'))
                 AS f (id, name, kind)
             WHERE m.name = 'wilhelmina';
             INSERT INTO cadre.submission_file (organization_id, submission_id, version_number, file_id)
             SELECT s.organization_id, s.id, 1, f.id FROM cadre.file f
             JOIN cadre.enrolment e ON e.member_id = f.owner_id
             JOIN cadre.submission s ON s.enrolment_id = e.id",
        )
        .await;
    let ana = house.learner("ana").await;
    let seen = house.review(&ana, &id).await.fine();
    let shown = seen.data("/peerReview/work");
    assert_eq!(shown["text"], "Twenty items, traced.");
    assert_eq!(shown["links"], json!(["https://boards.example/7"]));
    let parts = |file: &Value| (text(&file["name"]), text(&file["mediaType"]));
    let files: Vec<_> = shown["files"].as_array().expect("files").iter().map(parts).collect();
    let file = |name: &str, kind: &str| (name.to_owned(), kind.to_owned());
    let expected =
        [file("file-1.pdf", "application/pdf"), file("file-2", "application/octet-stream")];
    assert_eq!(files, expected);
    assert_eq!(seen.data("/peerReview/rubric/criteria/0/key"), &json!(super::CRITERIA[0]));
    let mut hidden = traces(&house, "wilhelmina").await;
    hidden.extend(["wilhelm", "Claims", "01900000"].map(str::to_owned));
    assert_hidden(&seen.body, &hidden);
    assert_hidden(&json!(house.mine(&ana).await), &hidden);
    let saved = house.save(&ana, (&id, 1), super::whole("Clear."), 3).await.fine();
    assert_hidden(&saved.body, &hidden);
    assert_hidden(&house.finish(&ana, &id, 2).await.fine().body, &hidden);
    // What is in the way is told without a name, too.
    assert_hidden(&house.save(&ana, (&id, 1), json!([]), 9).await.body, &hidden);

    house.withdraw("wilhelmina").await;
    let seen = house.review(&ana, &id).await.fine();
    assert_eq!(seen.data("/peerReview").get("work"), Some(&Value::Null), "it was taken back");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_learns_nothing_of_who_reads() {
    let house = House::allotted(&["ana", "wilhelmina", "xaver"]).await;
    let (ana, place) = (house.learner("ana").await, house.place("ana").await.id.to_string());
    let empty = house.advice(&ana, &place).await.fine();
    assert_eq!(empty.data("/peerAdvice").get("median"), Some(&Value::Null));
    assert_eq!(empty.data("/peerAdvice/toCome"), &json!(2));
    assert!(empty.text("/peerAdvice/note").contains("never decide"));

    let mut hidden = Vec::new();
    for (finished, (name, score)) in [("wilhelmina", 4), ("xaver", 1)].into_iter().enumerate() {
        let person = house.learner(name).await;
        let id = house.review_of(name, "ana").await;
        // A draft is nobody else's.
        house.save(&person, (&id, 1), super::whole("Say for whom."), score).await.fine();
        let before = house.advice(&ana, &place).await.fine();
        let reviews = before.data("/peerAdvice/reviews").as_array().map(Vec::len);
        assert_eq!(reviews, Some(finished));
        house.finish(&person, &id, 2).await.fine();
        let review: kernel::PeerReviewId = id.parse().expect("an id");
        hidden.extend(traces(&house, name).await);
        hidden.extend([id, review.uuid().to_string()]);
    }
    let advice = house.advice(&ana, &place).await.fine();
    let reviews = advice.data("/peerAdvice/reviews").as_array().expect("reviews");
    assert_eq!((reviews.len(), advice.data("/peerAdvice/toCome")), (2, &json!(0)));
    assert_eq!(advice.data("/peerAdvice/median"), &json!("2.5"));
    assert_eq!(reviews[0]["comments"].as_array().map(Vec::len), Some(4));
    assert_hidden(&advice.body, &hidden);
    assert_eq!(house.advice(&ana, &place).await, advice, "the order stays");
    for name in ["wilhelmina", "xaver"] {
        refusal(&house.review(&ana, &house.review_of(name, "ana").await).await, "NOT_FOUND");
    }
    let passed = "SELECT count(*) FROM cadre.submission_version WHERE state <> 'waiting'";
    assert_eq!(house.app.count(passed).await, 0, "advice decides nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_advice_on_others_is_like_advice_that_never_was() {
    let house = House::allotted(&["ana", "bo", "cleo"]).await;
    let ana = house.learner("ana").await;
    let sources = &house.app.app.services.sources;
    let never = sources.new_id::<kernel::EnrolmentId>().to_string();
    let nothing = house.advice(&ana, &never).await;
    refusal(&nothing, "NOT_FOUND");
    let of_bo = house.place("bo").await.id.to_string();
    assert_eq!(house.advice(&ana, &of_bo).await, nothing);
    let in_beta = house.app.cohort(&house.beta, "2026-11-16", &[]).await;
    house.app.enrol(&house.beta, in_beta, &["zoe"]).await;
    house.app.run_jobs().await;
    let zoe = house.app.join(&house.beta, "zoe").await;
    assert_eq!(house.advice(&zoe, &of_bo).await, nothing);
    let place = house.place("ana").await.id.to_string();
    let of_beta = super::assignment(&house.app, &house.beta, "A01").await;
    let variables = json!({ "place": place, "assignment": of_beta.to_string() });
    assert_eq!(house.app.request(Some(&ana.token), super::ADVICE, variables).await, nothing);
    let manager = house.learner("manager").await;
    for person in [&manager, &house.alpha.admin] {
        refusal(&house.advice(person, &of_bo).await, "FORBIDDEN");
    }
    house.advice(&house.fatima, &of_bo).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn facilitators_see_who_owes_what_unless_they_take_part() {
    let house = House::build(&["ana", "bo", "cleo"]).await;
    for name in ["ana", "bo", "cleo"] {
        house.hand_in(name).await;
    }
    let all = |person: &Person| {
        let (person, house) = (person.clone(), &house);
        async move { house.duties(&person, 100, &Value::Null).await.fine() }
    };
    let none = house.round(&house.fatima).await.fine();
    assert_eq!(none.body["data"]["peerRound"], Value::Null, "not allotted yet");
    assert_eq!(all(&house.fatima).await.data("/peerDuties/edges"), &json!([]));
    house.allot(&house.fatima, false).await.fine();
    let round = house.round(&house.fatima).await.fine();
    let shown = round.data("/peerRound");
    assert_eq!((&shown["pieces"], &shown["reviews"]), (&json!(3), &json!(6)));
    assert_eq!((&shown["assigned"], &shown["finished"]), (&json!(6), &json!(0)));
    let duties = all(&house.fatima).await;
    let duties = duties.data("/peerDuties/edges").as_array().expect("duties");
    let names = |node: &Value| (text(&node["reviewer"]["name"]), text(&node["author"]["name"]));
    let listed: Vec<_> = duties.iter().map(|edge| names(&edge["node"])).collect();
    let mut pairs: Vec<_> =
        house.pairs().await.into_iter().map(|(reader, writer, _)| (reader, writer)).collect();
    assert_eq!(listed.len(), pairs.len());
    let readers = |list: &[(String, String)]| -> Vec<String> {
        list.iter().map(|(reader, _)| reader.clone()).collect()
    };
    assert_eq!(readers(&listed), readers(&pairs), "by the name of the reviewer");
    pairs.retain(|pair| !listed.contains(pair));
    assert!(pairs.is_empty());

    // Page by page it is the same list.
    let (mut paged, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = house.duties(&house.fatima, 4, &after).await.fine();
        let edges = page.data("/peerDuties/edges").as_array().expect("duties");
        paged.extend(edges.iter().map(|edge| names(&edge["node"])));
        if page.data("/peerDuties/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = page.data("/peerDuties/pageInfo/endCursor").clone();
    }
    assert_eq!(paged, listed);

    // Now she hands in herself: who reads her work is not hers to know.
    // Whoever learns in the cohort is masked, with work handed in or without.
    house.app.enrol(&house.alpha, house.cohort, &["fatima"]).await;
    house.app.run_jobs().await;
    house.hand_in("fatima").await;
    house.late("fatima").await;
    assert_eq!(all(&house.fatima).await.data("/peerDuties/edges"), &json!([]));
    house.app.set_clock("2026-12-01T10:00:00Z");
    house.tick().await;
    let fatima = house.again("fatima").await;
    let duties = all(&fatima).await;
    let edges = duties.data("/peerDuties/edges").as_array().expect("duties");
    let of_others = house.pairs().await.into_iter();
    let of_others =
        of_others.filter(|(reader, writer, _)| reader != "fatima" && writer != "fatima");
    assert_eq!(edges.len(), of_others.count());
    for edge in edges {
        assert_eq!(edge["node"]["reviewer"], Value::Null);
        assert_ne!(edge["node"]["author"]["name"], "fatima");
    }
}
