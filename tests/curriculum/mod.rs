//! Programs of the library and of an organisation.

use curriculum::{GAIN_LEVELS, LESSON_MINUTES, MODULE_WEEKS};
use futures::future::join_all;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{PROGRAM, Person, Response, TestApp};

const LIBRARY: &str = "{ libraryPrograms { slug title modules lessons weeks adopted
    assignments writtenQuizzes unwrittenQuizzes diagnosticForms } }";
const ADOPT: &str = "mutation($input: AdoptProgramInput!) { adoptProgram(input: $input) {
    alreadyAdopted program { id slug versions { id number } } } }";
const PROGRAMS: &str = "{ programs { id slug versions { id number publishedAt
    modules { code week needs gains { competency level }
        lessons { code kind minutes required body } }
    rubrics { code criteria { weight descriptors } } } } }";

async fn adopt(app: &TestApp, person: &Person, slug: &str) -> Response {
    app.request(Some(&person.token), ADOPT, json!({ "input": { "slug": slug } })).await
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value:#}"))
}

/// The entries of a list of lists, counted.
fn sum(parents: &[Value], key: &str) -> usize {
    parents.iter().map(|parent| list(parent, key).len()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn adopting_a_program_copies_it_once() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let expected = |adopted: bool| {
        json!({ "libraryPrograms": [{ "slug": PROGRAM, "title": "Beyond the two-day certificate",
            "modules": 16, "lessons": 57, "weeks": 16, "adopted": adopted, "assignments": 14,
            "writtenQuizzes": ["M01", "M02", "M03", "M04"],
            "unwrittenQuizzes": ["M05", "M06", "M08", "M09", "M10", "M11", "M12", "M13", "M14"],
            "diagnosticForms": ["A"] }] })
    };
    let library = app.request(Some(&alpha.admin.token), LIBRARY, json!({})).await.fine();
    assert_eq!(library.data(""), &expected(false));

    let first = adopt(&app, &alpha.admin, PROGRAM).await.fine();
    assert_eq!(first.data("/adoptProgram/alreadyAdopted"), &json!(false));
    assert_eq!(first.data("/adoptProgram/program/versions/0/number"), &json!(1));
    let rows = "SELECT (SELECT count(*) FROM cadre.program) + (SELECT count(*) FROM cadre.module)
        + (SELECT count(*) FROM cadre.lesson) + (SELECT count(*) FROM cadre.audit_entry) AS count";
    let before = app.count(rows).await;
    let again = adopt(&app, &alpha.admin, PROGRAM).await.fine();
    assert_eq!(again.data("/adoptProgram/alreadyAdopted"), &json!(true));
    assert_eq!(again.data("/adoptProgram/program"), first.data("/adoptProgram/program"));
    assert_eq!(app.count(rows).await, before);

    let library = app.request(Some(&alpha.admin.token), LIBRARY, json!({})).await.fine();
    assert_eq!(library.data(""), &expected(true));
    let library = app.request(Some(&beta.admin.token), LIBRARY, json!({})).await.fine();
    assert_eq!(library.data(""), &expected(false));
    assert_eq!(adopt(&app, &alpha.admin, "no-such-program").await.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_adopt_at_once_get_the_same_copy() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let answers = join_all((0..8).map(|_| adopt(&app, &alpha.admin, PROGRAM))).await;
    let mut new = 0;
    for answer in &answers {
        let answer = answer.clone().fine();
        assert_eq!(answer.data("/adoptProgram/program"), answers[0].data("/adoptProgram/program"));
        new += usize::from(answer.data("/adoptProgram/alreadyAdopted") == &json!(false));
    }
    assert_eq!(new, 1);
    assert_eq!(app.count("SELECT count(*) FROM cadre.program").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_holds_all_of_the_program() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    app.adopt_program(&alpha).await;
    let answer = app.request(Some(&alpha.admin.token), PROGRAMS, json!({})).await.fine();
    let version = answer.data("/programs/0/versions/0");
    let modules = list(version, "modules");
    assert_eq!(modules.len(), 16);
    let codes: Vec<&str> = modules.iter().filter_map(|module| module["code"].as_str()).collect();
    let expected: Vec<String> = (0..16).map(|week| format!("M{week:02}")).collect();
    assert_eq!(codes, expected);
    assert_eq!(sum(modules, "lessons"), 57);
    assert_eq!(sum(modules, "needs"), 24);
    assert_eq!(list(version, "rubrics").len(), 14);
    let m15 = &modules[15];
    assert_eq!((&m15["week"], &m15["needs"]), (&json!(15), &json!(["M09", "M11", "M13", "M14"])));
    let lessons = modules.iter().flat_map(|module| list(module, "lessons"));
    for lesson in lessons {
        assert!(lesson["body"].as_str().is_some_and(|body| body.len() > 100), "{lesson:#}");
        assert!(lesson["minutes"].as_i64().is_some_and(|minutes| minutes > 0), "{lesson:#}");
    }
    for rubric in list(version, "rubrics") {
        let weights = list(rubric, "criteria").iter().filter_map(|one| one["weight"].as_i64());
        assert_eq!(weights.sum::<i64>(), 100, "{rubric:#}");
        assert!(list(rubric, "criteria").iter().all(|one| list(one, "descriptors").len() == 4));
    }

    let query = "{ competencies { code title behaviours } }";
    let answer = app.request(Some(&alpha.admin.token), query, json!({})).await.fine();
    let competencies = answer.data("/competencies").as_array().expect("a list").clone();
    assert_eq!(competencies.len(), 16);
    assert_eq!(sum(&competencies, "behaviours"), 16 * 5);
    let known: Vec<&Value> = competencies.iter().map(|one| &one["code"]).collect();
    let gains: Vec<&Value> = modules.iter().flat_map(|module| list(module, "gains")).collect();
    assert!(gains.len() >= 16, "{}", gains.len());
    for gain in gains {
        assert!(known.contains(&&gain["competency"]), "{gain}");
        assert!(gain["level"].as_i64().is_some_and(|level| (1..=5).contains(&level)), "{gain}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_for_those_who_work_with_them_and_adopting_is_for_admins() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    app.adopt_program(&alpha).await;
    let facilitator = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let mentor = app.member(&alpha, "max", &[Role::Mentor]).await;
    let ask = |person: &Person, query: &'static str| {
        let (app, token) = (&app, person.token.clone());
        async move { app.request(Some(&token), query, json!({})).await }
    };
    for person in [&facilitator, &mentor] {
        assert_eq!(ask(person, LIBRARY).await.codes(), ["FORBIDDEN"]);
        assert_eq!(adopt(&app, person, PROGRAM).await.codes(), ["FORBIDDEN"]);
    }
    assert_eq!(ask(&mentor, PROGRAMS).await.codes(), ["FORBIDDEN"]);
    let seen = ask(&facilitator, PROGRAMS).await.fine();
    assert_eq!(seen.data("/programs").as_array().map(Vec::len), Some(1));
    assert_eq!(app.request(None, PROGRAMS, json!({})).await.codes(), ["UNAUTHENTICATED"]);

    // Another organisation sees nothing, and an id of ours is to it like one that never was.
    assert_eq!(ask(&beta.admin, PROGRAMS).await.fine().data("/programs"), &json!([]));
    let one = |id: String| {
        let (app, token) = (&app, &beta.admin.token);
        let query = "query($id: ID!) { program(id: $id) { title } }";
        async move { app.request(Some(token), query, json!({ "id": id })).await }
    };
    let random: kernel::ProgramId = app.app.services.sources.new_id();
    let nowhere = one(random.to_string()).await;
    assert_eq!(nowhere.codes(), ["NOT_FOUND"]);
    assert_eq!(one(seen.text("/programs/0/id")).await, nowhere);
    let lesson = "query($id: ID!) { lesson(id: $id) { title } }";
    let id = app
        .request(
            Some(&alpha.admin.token),
            "{ programs { versions { modules { lessons { id } } } } }",
            json!({}),
        )
        .await
        .fine()
        .text("/programs/0/versions/0/modules/0/lessons/0/id");
    let theirs = app.request(Some(&beta.admin.token), lesson, json!({ "id": id })).await;
    assert_eq!(theirs.codes(), ["NOT_FOUND"]);
    app.request(Some(&alpha.admin.token), lesson, json!({ "id": id })).await.fine();
}

/// A library file that loads can also be written.
#[tokio::test(flavor = "multi_thread")]
async fn the_library_takes_what_the_tables_take() {
    let app = TestApp::start().await;
    let range = |column: &str, from: i32, to: i32| {
        format!("CHECK ((({column} >= {from}) AND ({column} <= {to})))")
    };
    let (weeks, levels) = (MODULE_WEEKS, GAIN_LEVELS);
    for (name, expected) in [
        ("module_week_check", range("week", (*weeks.start()).into(), (*weeks.end()).into())),
        (
            "module_competency_level_check",
            range("level", (*levels.start()).into(), (*levels.end()).into()),
        ),
        ("lesson_minutes_check", range("minutes", *LESSON_MINUTES.start(), *LESSON_MINUTES.end())),
    ] {
        let check = "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname";
        let found = app.text(&format!("{check} = '{name}'")).await;
        assert_eq!(found, Some(expected), "{name}");
    }
}
