use kernel::{AssignmentId, EnrolmentId, FileId};
use serde_json::{Value, json};
use testkit::Person;

use super::super::desk::{Desk, refusal, violations};
use super::{Hand, SAVE, SEE, SUBMIT, WITHDRAW};

async fn rows(desk: &Desk) -> i64 {
    desk.app.count("SELECT count(*) FROM cadre.submission").await
        + desk.app.count("SELECT count(*) FROM cadre.submission_version").await
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_named_and_nothing_is_written() {
    let desk = Desk::build().await;
    let (ana, bo) = (Hand::of(&desk, "ana").await, Hand::of(&desk, "bo").await);
    let of_bo = ana.file(&bo.person, "bo.pdf").await.to_string();
    let nobody_s = desk.app.app.services.sources.new_id::<FileId>().to_string();
    let own = ana.file(&ana.person, "ana.pdf").await.to_string();
    let many = |count: usize| -> Vec<String> {
        (0..count).map(|number| format!("https://example.com/{number}")).collect()
    };
    let eleven: Vec<String> =
        (0..11).map(|_| desk.app.app.services.sources.new_id::<FileId>().to_string()).collect();
    let links =
        ["https://a.example", "javascript:alert(1)", "data:text/html,x", "https://u:p@a.example"];
    for (more, expected) in [
        (json!({ "text": "a\0b" }), vec![("input.text", "CONTROL_CHARACTER")]),
        (json!({ "text": "x".repeat(50_001) }), vec![("input.text", "LENGTH")]),
        (json!({ "text": "", "links": many(21) }), vec![("input.links", "TOO_MANY")]),
        (
            json!({ "text": "", "links": links }),
            vec![
                ("input.links.1", "NOT_A_WEB_ADDRESS"),
                ("input.links.2", "NOT_A_WEB_ADDRESS"),
                ("input.links.3", "CREDENTIALS"),
            ],
        ),
        (json!({ "text": "", "fileIds": eleven }), vec![("input.fileIds", "TOO_MANY")]),
        (
            json!({ "text": "", "fileIds": [own, of_bo, nobody_s] }),
            vec![("input.fileIds.1", "UNKNOWN_FILE"), ("input.fileIds.2", "UNKNOWN_FILE")],
        ),
    ] {
        let mut more = more;
        more["expectedVersion"] = json!(0);
        let found = violations(&ana.save(more).await);
        let expected: Vec<_> =
            expected.into_iter().map(|(path, code)| (path.to_owned(), code.to_owned())).collect();
        assert_eq!(found, expected);
    }
    assert_eq!(rows(&desk).await, 0);
    let taken = "SELECT count(*) FROM cadre.file WHERE attached_at IS NOT NULL";
    assert_eq!(desk.app.count(taken).await, 0);
    for seen in [-1, 1, i32::MAX] {
        refusal(&ana.write("x", seen).await, "CONFLICT");
    }
    let most = json!({ "text": "ż".repeat(50_000), "links": many(20), "expectedVersion": 0 });
    ana.save(most).await.fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_else_s_is_as_if_it_were_not() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let bo = Hand::of(&desk, "bo").await;
    let cleo = Hand::with(&desk, &desk.alpha, desk.other_cohort, "cleo", "A01").await;
    let eva = Hand::with(&desk, &desk.beta, desk.foreign_cohort, "eva", "A01").await;
    for other in [&bo, &cleo, &eva] {
        other.write("mine", 0).await.fine();
        other.submit(1).await.fine();
    }
    let before = rows(&desk).await;
    let sources = &desk.app.app.services.sources;
    let nowhere = sources.new_id::<EnrolmentId>().to_string();
    let nothing = sources.new_id::<AssignmentId>().to_string();
    let pairs = [
        (&bo.enrolment, &ana.assignment),
        (&cleo.enrolment, &ana.assignment),
        (&eva.enrolment, &eva.assignment),
        (&eva.enrolment, &ana.assignment),
        (&nowhere, &ana.assignment),
        (&ana.enrolment, &eva.assignment),
        (&ana.enrolment, &nothing),
    ];
    let mut answers = Vec::new();
    for (enrolment, assignment) in pairs {
        let see = json!({ "enrolment": enrolment, "assignment": assignment });
        let input = |more: Value| {
            let mut input = more;
            input["enrolmentId"] = json!(enrolment);
            input["assignmentId"] = json!(assignment);
            json!({ "input": input })
        };
        answers.push([
            ana.ask(SEE, see).await,
            ana.ask(SAVE, input(json!({ "text": "x", "expectedVersion": 1 }))).await,
            ana.ask(SUBMIT, input(json!({ "expectedVersion": 1 }))).await,
            ana.ask(WITHDRAW, input(json!({ "number": 1 }))).await,
        ]);
    }
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
        for one in answer {
            refusal(one, "NOT_FOUND");
        }
    }
    assert_eq!(rows(&desk).await, before);
    let mixed = json!({ "enrolment": ana.assignment, "assignment": ana.enrolment });
    refusal(&ana.ask(SEE, mixed).await, "INVALID_ID");
    assert_eq!(bo.see().await["versions"][0]["state"], "WAITING");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_module_takes_no_work() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let locked = Hand {
        assignment: AssignmentId::from(desk.assignment(&desk.alpha, "A04").await).to_string(),
        ..ana
    };
    let words = refusal(&locked.write("early", 0).await, "CONFLICT");
    assert!(words.contains("locked") && words.contains("M02"), "{words}");
    assert_eq!(refusal(&locked.submit(0).await, "CONFLICT"), words);
    assert_eq!(rows(&desk).await, 0);
    // It may be read all the same.
    assert_eq!(locked.see().await["assignment"]["code"], "A04");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_learners_hand_in_and_who_reads_programs_reads_assignments() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let eva = Hand::with(&desk, &desk.beta, desk.foreign_cohort, "eva", "A01").await;
    let manager = desk.app.join(&desk.alpha, "manager").await;
    let ask = |person: &Person, query: &'static str, variables: Value| {
        let token = person.token.clone();
        let app = &desk.app;
        async move { app.request(Some(&token), query, variables).await }
    };
    let see = json!({ "enrolment": ana.enrolment, "assignment": ana.assignment });
    for person in [&desk.fatima, &desk.max, &manager, &desk.alpha.admin] {
        for (query, variables) in [
            (SEE, see.clone()),
            (SAVE, ana.input(json!({ "text": "x", "expectedVersion": 0 }))),
            (SUBMIT, ana.input(json!({ "expectedVersion": 0 }))),
            (WITHDRAW, ana.input(json!({ "number": 1 }))),
        ] {
            refusal(&ask(person, query, variables).await, "FORBIDDEN");
        }
    }
    let assignment = "query($id: ID!) { assignment(id: $id) { code brief deliverables minutes peers
        rubric { criteria { key title weight gate descriptors } } } }";
    let id = json!({ "id": ana.assignment });
    for person in [&desk.fatima, &desk.alpha.admin, &ana.person] {
        let answer = ask(person, assignment, id.clone()).await.fine();
        assert_eq!(answer.text("/assignment/code"), "A01");
        let criteria = answer.data("/assignment/rubric/criteria").as_array().expect("some").clone();
        let weights: i64 = criteria.iter().filter_map(|one| one["weight"].as_i64()).sum();
        assert_eq!((criteria.len(), weights), (4, 100));
    }
    for person in [&manager, &desk.max] {
        refusal(&ask(person, assignment, id.clone()).await, "FORBIDDEN");
    }
    refusal(&ask(&eva.person, assignment, id).await, "NOT_FOUND");
    assert_eq!(rows(&desk).await, 0);
}
