use futures::future::join_all;
use serde_json::{Value, json};

use super::{House, lessons, refusal, states};

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_counts_once_however_often_it_is_completed() {
    let house = House::build().await;
    let ana = house.learner("ana").await;
    let place = ana.place().await;
    let first = ana.lesson(&place, 0, 0).await.fine();
    assert_eq!(first.data("/completeLesson/alreadyCompleted"), &json!(false));
    let progress = json!({ "done": 1, "required": 75, "percent": 1, "completedModules": 0 });
    assert_eq!(first.data("/completeLesson/learning/progress"), &progress);
    house.app.advance(chrono::Duration::minutes(1));
    let second = ana.lesson(&place, 0, 0).await.fine();
    assert_eq!(second.data("/completeLesson/alreadyCompleted"), &json!(true));
    assert_eq!(second.data("/completeLesson/learning"), first.data("/completeLesson/learning"));
    let kept = ana.place().await;
    assert_eq!(kept["modules"][0]["lessons"][0]["completedAt"], "2026-11-25T10:00:00+00:00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_counts_once_however_many_complete_it_at_once() {
    let house = House::build().await;
    let ana = house.learner("ana").await;
    let place = ana.place().await;
    let answers = join_all((0..20).map(|_| ana.lesson(&place, 0, 0))).await;
    let first = answers.iter().filter(|answer| {
        (*answer).clone().fine().data("/completeLesson/alreadyCompleted") == &json!(false)
    });
    assert_eq!(first.count(), 1);
    let place = ana.place().await;
    assert_eq!((&place["modules"][0]["done"], &place["progress"]["done"]), (&json!(1), &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_lessons_and_the_module_at_once_add_up() {
    let house = House::build().await;
    let ana = house.learner("ana").await;
    let place = ana.place().await;
    let count = lessons(&place, 0);
    let twice = (0..2 * count).map(|index| ana.lesson(&place, 0, index % count));
    for answer in join_all(twice).await {
        answer.fine();
    }
    assert_eq!(ana.place().await["modules"][0]["done"], json!(count));
    let answers = join_all((0..5).map(|_| ana.module(&place, 0))).await;
    let first = answers.iter().filter(|answer| {
        (*answer).clone().fine().data("/completeModule/alreadyCompleted") == &json!(false)
    });
    assert_eq!(first.count(), 1);
    assert_eq!(ana.place().await["progress"]["done"], json!(count));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_locked_is_refused_with_the_words_of_the_page() {
    let house = House::build().await;
    let ana = house.learner("ana").await;
    let place = ana.place().await;
    for module in [1, 4, 15] {
        let words = place["modules"][module]["lockedBecause"]["message"].as_str().expect("words");
        let expected = format!("this module is locked: {words}");
        assert_eq!(refusal(&ana.lesson(&place, module, 0).await, "CONFLICT"), expected);
        assert_eq!(refusal(&ana.module(&place, module).await, "CONFLICT"), expected);
    }
    assert_eq!(ana.place().await, place);
    assert_eq!(house.app.count("SELECT count(*) FROM cadre.lesson_completion").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_with_open_lessons_is_not_completed() {
    let house = House::build().await;
    let ana = house.learner("ana").await;
    let place = ana.place().await;
    let count = lessons(&place, 0);
    for done in 0..count {
        let words = refusal(&ana.module(&place, 0).await, "CONFLICT");
        let more = if count - done == 1 { "lesson" } else { "lessons" };
        assert!(words.ends_with(&format!("see {} more {more}", count - done)), "{words}");
        ana.lesson(&place, 0, done).await.fine();
    }
    let first = ana.module(&place, 0).await.fine();
    assert_eq!(first.data("/completeModule/alreadyCompleted"), &json!(false));
    let second = ana.module(&place, 0).await.fine();
    assert_eq!(second.data("/completeModule/alreadyCompleted"), &json!(true));
    assert_eq!(second.data("/completeModule/learning"), first.data("/completeModule/learning"));
}

/// Progress is what is done of what is required, and both are the sums of the modules.
#[track_caller]
fn assert_adds_up(place: &Value) -> i64 {
    let number = |value: &Value| value.as_i64().expect("a number");
    let modules = place["modules"].as_array().expect("modules");
    let sum = |key: &str| modules.iter().map(|module| number(&module[key])).sum::<i64>();
    let progress = &place["progress"];
    let (done, required) = (number(&progress["done"]), number(&progress["required"]));
    assert_eq!((done, required), (sum("done"), sum("required")));
    assert_eq!(required, 75);
    assert_eq!(number(&progress["percent"]), done * 100 / required);
    let completed = modules.iter().filter(|module| module["state"] == "COMPLETED").count();
    assert_eq!(progress["completedModules"], json!(completed));
    assert!(modules.iter().all(|module| number(&module["done"]) <= number(&module["required"])));
    number(&progress["percent"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_run_goes_from_nothing_to_a_hundred_percent_and_not_beyond() {
    let house = House::build().await;
    let mut ana = house.learner("ana").await;
    let mut percent = 0;
    for week in 0..16 {
        let monday =
            house.app.now().date_naive() + chrono::Duration::days(if week == 0 { 0 } else { 7 });
        ana.at(&format!("{monday}T10:00:00Z")).await;
        let place = ana.place().await;
        assert_eq!((&place["currentWeek"], &place["pace"]), (&json!(week), &json!("ON_PACE")));
        let index = usize::try_from(week).expect("a week");
        assert_eq!(place["modules"][index]["state"], "OPEN", "M{week:02}");
        ana.whole_module(&place, index).await;
        let now = assert_adds_up(&ana.place().await);
        assert!(now > percent, "{now} after {percent}");
        percent = now;
    }
    let place = ana.place().await;
    assert_eq!((percent, &place["pace"]), (100, &json!("COMPLETED")));
    assert_eq!(states(&place, 16), ["COMPLETED"; 16]);
    for module in 0..16 {
        ana.whole_module(&place, module).await;
    }
    assert_eq!(ana.place().await, place);
}
