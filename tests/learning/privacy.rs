use kernel::{EnrolmentId, LessonId, Role};
use serde_json::{Value, json};
use testkit::Person;

use super::{COMPLETE_LESSON, COMPLETE_MODULE, House, MY_LEARNING, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_s_enrolment_is_like_one_that_never_was() {
    let house = House::build().await;
    let (app, beta) = (&house.app, &house.beta);
    let (ana, bo) = (house.learner("ana").await, house.learner("bo").await);
    let in_beta = app.cohort(beta, "2026-11-23", &[]).await;
    app.enrol(beta, in_beta, &["eva"]).await;
    app.run_jobs().await;
    let eva = app.join(beta, "eva").await;
    let theirs = app.request(Some(&eva.token), MY_LEARNING, json!({})).await.fine();

    let of_bo = bo.place().await;
    let mine = ana.place().await;
    let ours = theirs.data("/myLearning/0").clone();
    let sources = &app.app.services.sources;
    let random = |place: &Value| {
        let mut place = place.clone();
        place["enrolmentId"] = json!(sources.new_id::<EnrolmentId>().to_string());
        place
    };
    let nowhere = ana.lesson(&random(&of_bo), 0, 0).await;
    let no_module = ana.module(&random(&of_bo), 0).await;
    refusal(&nowhere, "NOT_FOUND");
    refusal(&no_module, "NOT_FOUND");
    for place in [&of_bo, &ours] {
        assert_eq!(ana.lesson(place, 0, 0).await, nowhere);
        assert_eq!(ana.module(place, 0).await, no_module);
    }
    // One's own enrolment with a lesson or module of another organisation, or of nobody.
    let mut mixed = ours;
    mixed["enrolmentId"] = mine["enrolmentId"].clone();
    assert_eq!(ana.lesson(&mixed, 0, 0).await, nowhere);
    assert_eq!(ana.module(&mixed, 0).await, no_module);
    mixed["modules"][0]["lessons"][0]["id"] = json!(sources.new_id::<LessonId>().to_string());
    assert_eq!(ana.lesson(&mixed, 0, 0).await, nowhere);
    mixed["modules"][0]["lessons"][0]["id"] = mine["modules"][0]["id"].clone();
    refusal(&ana.lesson(&mixed, 0, 0).await, "INVALID_ID");
    assert_eq!(app.count("SELECT count(*) FROM cadre.lesson_completion").await, 0);
    assert_eq!(bo.place().await, of_bo);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_learners_learn() {
    let house = House::build().await;
    let (app, alpha) = (&house.app, &house.alpha);
    let place = house.learner("ana").await.place().await;
    let manager = app.join(alpha, "manager").await;
    let mentor = app.member(alpha, "max", &[Role::Mentor]).await;
    let send = |person: &Person, query: &'static str, key: &str, id: &Value| {
        let input = json!({ "enrolmentId": place["enrolmentId"], key: id });
        let token = person.token.clone();
        async move { app.request(Some(&token), query, json!({ "input": input })).await }
    };
    let (lesson, module) = (&place["modules"][0]["lessons"][0]["id"], &place["modules"][0]["id"]);
    for person in [&house.facilitator, &manager, &mentor, &alpha.admin] {
        let answer = send(person, COMPLETE_LESSON, "lessonId", lesson).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"]);
        let answer = send(person, COMPLETE_MODULE, "moduleId", module).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"]);
        let answer = app.request(Some(&person.token), MY_LEARNING, json!({})).await.fine();
        assert_eq!(answer.data("/myLearning"), &json!([]));
    }
    let nobody = app.request(None, MY_LEARNING, json!({})).await;
    assert_eq!(nobody.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(app.count("SELECT count(*) FROM cadre.lesson_completion").await, 0);
}
