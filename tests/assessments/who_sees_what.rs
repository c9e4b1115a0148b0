//! The table of domain guide 8.2, its rows "own progress" and "submission, grades".

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Person, Response};

use super::desk::{Desk, GATE_AT_TWO, JUST_PASSED, Waiting};

const BOOK: &str = "query($id: ID!) { gradebook(cohortId: $id) { asOf modules { code }
    rows { enrolmentId learner { name } cells {
        state quizBest quizFirst work score passed late versions } } } }";
const CSV: &str = "query($id: ID!) { gradebookCsv(cohortId: $id) }";
const STATES: &str = "query($id: ID!) { passStates(cohortId: $id) { learner { name }
    assignments { moduleCode passed } } }";
const COUNTS: &str = "query($id: ID!) { cohortCounts(cohortId: $id) { learners completedModules
    passedAssignments waitingAssignments hiddenBecause } }";
const GRADERS: &str = "query($id: ID!) { cohortGraders(cohortId: $id) { name } }";
const QUEUE: &str = "query($id: ID!) { gradingQueue(filter: { cohortId: $id }) {
    edges { node { learner { name } } } } }";
const BOARD: &str = "query($id: ID!) { cohort(id: $id) { board { rows { learner { name } } } } }";

async fn of_cohort(desk: &Desk, person: &Person, query: &str) -> Response {
    let id = json!({ "id": desk.cohort.to_string() });
    desk.app.request(Some(&person.token), query, id).await
}

/// OK, or the code of the only error.
fn outcome(answer: &Response) -> String {
    answer.codes().first().map_or_else(|| "OK".to_owned(), |code| (*code).to_owned())
}

async fn row(desk: &Desk, person: &Person, work: Waiting) -> Vec<String> {
    let mut cells = vec![outcome(&desk.work(person, work).await)];
    for query in [BOOK, CSV, STATES, COUNTS, GRADERS, QUEUE, BOARD] {
        cells.push(outcome(&of_cohort(desk, person, query).await));
    }
    cells
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_sees_what_the_table_grants() {
    let desk = Desk::build().await;
    let (app, alpha) = (&desk.app, &desk.alpha);
    let work = desk.work_of_ana(1).await;
    desk.grade(&desk.max, work, GATE_AT_TWO).await.fine();
    app.run_jobs().await;
    let (ana, bo) = (app.join(alpha, "ana").await, app.join(alpha, "bo").await);
    let cleo = app.join(alpha, "cleo").await;
    let manager = app.join(alpha, "manager").await;
    let otto = app.member(alpha, "otto", &[Role::Mentor]).await;
    let fabian = app.member(alpha, "fabian", &[Role::Facilitator]).await;
    let sam = app.member(alpha, "sam", &[Role::Sponsor]).await;
    let (ok, no, none) = ("OK", "FORBIDDEN", "NOT_FOUND");
    //                    work gradebook csv passStates counts graders queue board
    let table: [(&str, &Person, [&str; 8]); 11] = [
        ("author", &ana, [no, no, no, no, no, no, no, ok]),
        ("peer", &bo, [no, no, no, no, no, no, no, ok]),
        ("learner elsewhere", &cleo, [no, no, no, none, no, no, no, none]),
        ("mentor, asked", &desk.max, [ok, no, no, none, no, no, ok, none]),
        ("mentor, not asked", &otto, [none, no, no, none, no, no, ok, none]),
        ("facilitator", &desk.fatima, [ok, ok, ok, no, no, ok, ok, ok]),
        ("facilitator elsewhere", &fabian, [none, none, none, none, no, none, ok, none]),
        ("manager", &manager, [no, no, no, ok, no, no, no, ok]),
        ("sponsor", &sam, [no, no, no, none, ok, no, no, none]),
        ("admin", &alpha.admin, [no, no, no, no, ok, ok, no, no]),
        ("facilitator of others", &desk.frida, [none, none, none, none, no, none, ok, none]),
    ];
    for (who, person, expected) in table {
        assert_eq!(row(&desk, person, work).await, expected, "{who}");
    }
    for person in [&otto, &fabian, &desk.frida] {
        let queue = of_cohort(&desk, person, QUEUE).await.fine();
        assert_eq!(queue.data("/gradingQueue/edges"), &json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_see_whether_their_people_passed_and_nothing_else() {
    let desk = Desk::build().await;
    let (app, alpha) = (&desk.app, &desk.alpha);
    let csv = "name,email,manager_email,unit\nZoe,zoe@alpha.example,boss@alpha.example,IT\n";
    app.enrol_csv(alpha, desk.cohort, csv, false).await.fine();
    let of_ana = desk.work_of_ana(1).await;
    let of_bo = desk.hand_in(alpha, desk.cohort, "bo", 1).await;
    desk.hand_in(alpha, desk.cohort, "zoe", 1).await;
    desk.grade(&desk.max, of_ana, JUST_PASSED).await.fine();
    desk.grade(&desk.max, of_bo, GATE_AT_TWO).await.fine();
    app.run_jobs().await;
    let manager = app.join(alpha, "manager").await;
    let answer = of_cohort(&desk, &manager, STATES).await.fine();
    let states = answer.data("/passStates").as_array().expect("learners");
    let of_m01 = |state: &Value| {
        let assignments = state["assignments"].as_array().expect("assignments");
        let m01 = assignments.iter().find(|one| one["moduleCode"] == "M01").expect("M01");
        (state["learner"]["name"].clone(), m01["passed"].clone())
    };
    let shown: Vec<(Value, Value)> = states.iter().map(of_m01).collect();
    assert_eq!(shown, [(json!("ana"), json!(true)), (json!("bo"), json!(false))]);
    assert_eq!(states[0]["assignments"].as_array().map(Vec::len), Some(14));
    // What is not passed looks the same whether it was tried or not.
    assert_eq!(states[1]["assignments"][0]["passed"], states[1]["assignments"][1]["passed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sponsors_get_counts_from_five_people_up() {
    let desk = Desk::build().await;
    let (app, alpha) = (&desk.app, &desk.alpha);
    let sam = app.member(alpha, "sam", &[Role::Sponsor]).await;
    let work = desk.work_of_ana(1).await;
    desk.grade(&desk.max, work, JUST_PASSED).await.fine();
    for (more, told) in [(["dan", "eli"], false), (["fay", "gil"], true)] {
        app.enrol(alpha, desk.cohort, &more).await;
        let answer = of_cohort(&desk, &sam, COUNTS).await.fine();
        let counts = answer.data("/cohortCounts");
        assert_eq!(counts["hiddenBecause"].is_null(), told, "{counts}");
        for key in ["learners", "completedModules", "passedAssignments", "waitingAssignments"] {
            assert_eq!(counts[key].is_null(), !told, "{key}");
        }
        if told {
            assert_eq!(counts["learners"], json!(6));
            assert_eq!(
                (&counts["passedAssignments"], &counts["waitingAssignments"]),
                (&json!(1), &json!(0))
            );
        }
    }
    let foreign = json!({ "id": desk.foreign_cohort.to_string() });
    let random: kernel::CohortId = app.app.services.sources.new_id();
    let never = json!({ "id": random.to_string() });
    let answer = app.request(Some(&sam.token), COUNTS, foreign).await;
    assert_eq!(answer.codes(), ["NOT_FOUND"]);
    assert_eq!(answer, app.request(Some(&sam.token), COUNTS, never).await);
    app.run_jobs().await;
}

/// The cell of M01 in somebody's row.
fn m01(book: &Response, name: &str) -> Value {
    let modules = book.data("/gradebook/modules").as_array().expect("modules");
    let at = modules.iter().position(|module| module["code"] == "M01").expect("M01");
    let rows = book.data("/gradebook/rows").as_array().expect("rows");
    let row = rows.iter().find(|row| row["learner"]["name"] == name).expect("the learner");
    row["cells"][at].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gradebook_shows_marks_and_its_export_no_formulas() {
    let desk = Desk::build().await;
    let (app, alpha) = (&desk.app, &desk.alpha);
    let work = desk.work_of_ana(1).await;
    desk.hand_in(alpha, desk.cohort, "bo", 1).await;
    desk.grade(&desk.max, work, GATE_AT_TWO).await.fine();
    app.run_jobs().await;
    let (id, run) = (alpha.id.uuid(), desk.cohort.uuid());
    let place = desk.place(alpha, desk.cohort, "ana").await.uuid();
    let now = app.now().to_rfc3339();
    for (number, points) in [(1, 4), (2, 6)] {
        let attempt: kernel::AttemptId = app.app.services.sources.new_id();
        app.execute(&format!(
            "INSERT INTO cadre.attempt (organization_id, id, cohort_id, enrolment_id, quiz_id,
                number, seed, state, started_at, closes_at, ended_at, is_late, answers, points,
                max_points, version)
             SELECT '{id}', '{0}', '{run}', '{place}', q.id, {number}, 1, 'scored', '{now}',
                '{now}', '{now}', false, '{{}}', {points}, 7, 1
             FROM cadre.quiz q WHERE q.organization_id = '{id}' AND q.code = 'M01-Q'",
            attempt.uuid()
        ))
        .await;
    }
    let book = of_cohort(&desk, &desk.fatima, BOOK).await.fine();
    let expected = json!({ "state": "IN_PROGRESS", "quizBest": 85, "quizFirst": 57,
        "work": "NOT_PASSED", "score": "63.33", "passed": false, "late": false, "versions": 1 });
    assert_eq!(m01(&book, "ana"), expected);
    let waits = m01(&book, "bo");
    assert_eq!((&waits["work"], &waits["score"]), (&json!("WAITING"), &Value::Null));
    assert_eq!(waits["state"], "SUBMITTED");

    app.execute(
        "UPDATE cadre.member SET name = '=HYPERLINK(\"x\")', unit = '@SUM(1)'
         WHERE email = 'ana@alpha.example'",
    )
    .await;
    let csv = of_cohort(&desk, &desk.fatima, CSV).await.fine().text("/gradebookCsv");
    let mut lines = csv.split("\r\n");
    assert!(lines.next().is_some_and(|line| line.starts_with("learner,unit,M00 state,")), "{csv}");
    assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\")\",'@SUM(1),"), "{csv}");
    assert!(csv.contains(",in progress,85,57,not passed yet,63.33,,"), "{csv}");
    assert_eq!(csv.matches("\r\n").count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gradebook_takes_a_fixed_number_of_statements() {
    let desk = Desk::build().await;
    let counted = async || {
        of_cohort(&desk, &desk.fatima, BOOK).await.fine();
        let statements = desk.app.app.services.database.statements();
        let before = statements.sent();
        let book = of_cohort(&desk, &desk.fatima, BOOK).await.fine();
        let rows = book.data("/gradebook/rows").as_array().map_or(0, Vec::len);
        (statements.sent() - before, rows)
    };
    let few = counted().await;
    let names: Vec<String> = (0..28).map(|number| format!("many{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    desk.app.enrol(&desk.alpha, desk.cohort, &names).await;
    for name in names.iter().take(10) {
        desk.hand_in(&desk.alpha, desk.cohort, name, 1).await;
    }
    desk.app.run_jobs().await;
    let many = counted().await;
    // Session, BEGIN, roles, cohort, relation to it, learners, progress, tries, works, COMMIT.
    assert_eq!((few, many), ((10, 2), (10, 30)));
}
