//! The hottest queries take a fixed number of statements, however many learners there are, here and
//! in another organisation.
//!
//! All numbers count the whole request: finding the session, opening and ending the snapshot, the
//! roles, and what the query itself reads. Plans are in memory after the first request.

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Organization, Person, TestApp};

/// Session, BEGIN, roles, cohort, relation to it, count, learners, progress, COMMIT.
const BOARD_TAKES: u64 = 9;
/// Session, BEGIN, roles, places, cohorts, progress, completed lessons, COMMIT.
const LEARNING_TAKES: u64 = 8;
/// Two for the page and its cohorts instead of one, and six for the version and what is in it.
const COHORTS_TAKE: u64 = 16;
/// Session, BEGIN, roles, the page, COMMIT.
const MEMBERS_TAKE: u64 = 5;
/// Session, BEGIN, roles, programs, COMMIT; then versions; then rubrics, modules and the three
/// things that modules have.
const PROGRAMS_TAKE: (u64, u64, u64) = (5, 6, 11);

const BOARD: &str = "query($id: ID!) { cohort(id: $id) { name learnerCount board { asOf
    modules { code } rows { learner { name } progress { percent } pace cells { state } } } } }";
const COHORTS: &str = "{ cohorts(first: 20) { edges { node { name learnerCount
    programVersion { modules { lessons { title } } rubrics { title } }
    board { rows { learner { name } cells { state } } } } } } }";
const MY_LEARNING: &str = "{ myLearning { progress { percent }
    modules { state lockedBecause { message } lessons { title completedAt } } } }";

/// How many statements a request takes the second time, when all that is kept in memory is there.
async fn statements(app: &TestApp, person: &Person, query: &str, variables: Value) -> (u64, Value) {
    let ask = || app.request(Some(&person.token), query, variables.clone());
    ask().await.fine();
    let before = app.app.services.database.statements().sent();
    let answer = ask().await.fine();
    (app.app.services.database.statements().sent() - before, answer.body)
}

async fn run(
    app: &TestApp,
    alpha: &Organization,
    by: &Person,
    monday: &str,
    names: &[String],
) -> Value {
    let cohort = app.cohort(alpha, monday, &[by]).await;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    app.enrol(alpha, cohort, &names).await;
    app.run_jobs().await;
    json!({ "id": cohort.to_string() })
}

fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}{number}")).collect()
}

/// Everybody begins: a board without progress would read nothing.
async fn begin(app: &TestApp, alpha: &Organization, name: &str) -> Person {
    let person = app.join(alpha, name).await;
    let query = "{ myLearning { enrolmentId modules { state lessons { id } } } }";
    let mine = app.request(Some(&person.token), query, json!({})).await.fine();
    let place = mine.data("/myLearning/0");
    let modules = place["modules"].as_array().expect("modules");
    let open = modules.iter().find(|module| module["state"] == "OPEN").expect("an open module");
    let input =
        json!({ "enrolmentId": place["enrolmentId"], "lessonId": open["lessons"][0]["id"] });
    let command = "mutation($input: CompleteLessonInput!) {
        completeLesson(input: $input) { alreadyCompleted } }";
    app.request(Some(&person.token), command, json!({ "input": input })).await.fine();
    person
}

/// Another organisation with cohorts, progress and people of the same addresses.
async fn neighbour(app: &TestApp) {
    let beta = app.organization("beta").await;
    let facilitator = app.member(&beta, "fatima", &[Role::Facilitator]).await;
    run(app, &beta, &facilitator, "2026-11-16", &names("few", 4)).await;
    begin(app, &beta, "few0").await;
    let cohort = app.cohort(&beta, "2026-11-23", &[&facilitator]).await;
    let rows = [names("few", 4), names("many", 30)]
        .concat()
        .into_iter()
        .map(|name| format!("{name},{name}@alpha.example,manager@alpha.example,Claims\n"));
    let csv = format!("name,email,manager_email,unit\n{}", rows.collect::<String>());
    app.enrol_csv(&beta, cohort, &csv, false).await.fine();
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_count() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    neighbour(&app).await;
    let facilitator = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let few = run(&app, &alpha, &facilitator, "2026-11-16", &names("few", 3)).await;
    let many = run(&app, &alpha, &facilitator, "2026-11-23", &names("many", 30)).await;
    let one_of_few = begin(&app, &alpha, "few0").await;
    let one_of_many = begin(&app, &alpha, "many0").await;
    begin(&app, &alpha, "many1").await;

    let (of_few, board) = statements(&app, &facilitator, BOARD, few).await;
    assert_eq!(rows(&board), 3);
    let (of_many, board) = statements(&app, &facilitator, BOARD, many.clone()).await;
    assert_eq!(rows(&board), 30);
    assert_eq!((of_few, of_many), (BOARD_TAKES, BOARD_TAKES), "board, of 3 and of 30 learners");
    let manager = app.join(&alpha, "manager").await;
    let (by_manager, board) = statements(&app, &manager, BOARD, many.clone()).await;
    assert_eq!((by_manager, rows(&board)), (BOARD_TAKES, 30), "by the manager of all");
    let (by_learner, board) = statements(&app, &one_of_many, BOARD, many).await;
    assert_eq!((by_learner, rows(&board)), (BOARD_TAKES, 1), "by a learner");

    let (in_few, _) = statements(&app, &one_of_few, MY_LEARNING, json!({})).await;
    let (in_many, _) = statements(&app, &one_of_many, MY_LEARNING, json!({})).await;
    assert_eq!((in_few, in_many), (LEARNING_TAKES, LEARNING_TAKES), "myLearning, among 3 and 30");
}

fn rows(answer: &Value) -> usize {
    answer["data"]["cohort"]["board"]["rows"].as_array().expect("rows").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_take_as_many_statements_for_one_entry_as_for_five() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    neighbour(&app).await;
    let facilitator = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let members = "{ members(first: 100) { edges { node { name } } } }";
    let cohorts = |answer: &Value| answer["data"]["cohorts"]["edges"].as_array().map(Vec::len);

    run(&app, &alpha, &facilitator, "2026-11-16", &names("of0x", 2)).await;
    let (of_one, list) = statements(&app, &facilitator, COHORTS, json!({})).await;
    assert_eq!(cohorts(&list), Some(1));
    let (few_members, _) = statements(&app, &alpha.admin, members, json!({})).await;
    for number in 1..5 {
        let prefix = format!("of{number}x");
        run(&app, &alpha, &facilitator, "2026-11-16", &names(&prefix, 2)).await;
    }
    let (of_five, list) = statements(&app, &facilitator, COHORTS, json!({})).await;
    assert_eq!(cohorts(&list), Some(5));
    assert_eq!((of_one, of_five), (COHORTS_TAKE, COHORTS_TAKE), "cohorts, of 1 and of 5");
    let (more_members, _) = statements(&app, &alpha.admin, members, json!({})).await;
    assert_eq!((few_members, more_members), (MEMBERS_TAKE, MEMBERS_TAKE), "members");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_takes_a_fixed_number_whatever_is_in_it() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    app.adopt_program(&alpha).await;
    app.adopt_program(&beta).await;
    let library = "{ libraryPrograms { title adopted } }";
    let (library, _) = statements(&app, &alpha.admin, library, json!({})).await;
    let titles = "{ programs { title versions { number } } }";
    let (titles, _) = statements(&app, &alpha.admin, titles, json!({})).await;
    let whole = "{ programs { title versions { rubrics { title } modules { needs gains { level }
        lessons { body } } } } }";
    let (whole, programs) = statements(&app, &alpha.admin, whole, json!({})).await;
    assert_eq!(programs["data"]["programs"].as_array().map(Vec::len), Some(1), "its own only");
    let modules = &programs["data"]["programs"][0]["versions"][0]["modules"];
    assert!(modules.as_array().is_some_and(|modules| modules.len() > 10));
    assert_eq!((library, titles, whole), PROGRAMS_TAKE, "library, titles, whole programs");
}
