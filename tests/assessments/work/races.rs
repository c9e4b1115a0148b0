use futures::future::{join, join_all};
use serde_json::json;

use super::super::desk::Desk;
use super::Hand;

#[tokio::test(flavor = "multi_thread")]
async fn twenty_clicks_hand_in_once() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    ana.write("one", 0).await.fine();
    let answers = join_all((0..20).map(|_| ana.submit(1))).await;
    let first = answers.into_iter().filter(|answer| {
        let answer = answer.clone().fine();
        assert_eq!(answer.data("/submitWork/number"), &json!(1));
        answer.data("/submitWork/alreadySubmitted") == &json!(false)
    });
    assert_eq!(first.count(), 1);
    assert_eq!(desk.app.count("SELECT count(*) FROM cadre.submission_version").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_devices_one_saves_first() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let texts: Vec<String> = (0..20).map(|number| format!("device {number}")).collect();
    for seen in [0, 1] {
        let answers = join_all(texts.iter().map(|text| ana.write(text, seen))).await;
        let fine: Vec<usize> = (0..20).filter(|index| answers[*index].codes().is_empty()).collect();
        assert_eq!(fine.len(), 1);
        let others = answers.iter().filter(|answer| answer.codes() == ["CONFLICT"]);
        assert_eq!(others.count(), 19);
        let kept = ana.see().await;
        assert_eq!(kept["draft"]["text"], texts[fine[0]]);
        assert_eq!(kept["draftVersion"], seen + 1);
    }
    assert_eq!(desk.app.count("SELECT count(*) FROM cadre.submission").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_in_is_what_was_seen() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    let mut seen = 0;
    ana.write("seen 0", seen).await.fine();
    for round in 1..=10 {
        seen += 1;
        let next = format!("seen {round}");
        let (saved, submitted) = join(ana.write(&next, seen), ana.submit(seen)).await;
        saved.fine();
        if submitted.codes().is_empty() {
            let number = submitted.data("/submitWork/number").as_i64().expect("a number");
            let versions = ana.see().await["versions"].clone();
            let last = &versions.as_array().expect("versions")
                [usize::try_from(number - 1).expect("a place")];
            assert_eq!(last["text"], format!("seen {}", round - 1));
            ana.withdraw(i32::try_from(number).expect("small")).await.fine();
        } else {
            assert_eq!(submitted.codes(), ["CONFLICT"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn either_the_learner_takes_it_back_or_a_grader_takes_it_on() {
    let desk = Desk::build().await;
    let ana = Hand::of(&desk, "ana").await;
    ana.write("one", 0).await.fine();
    for number in 1..=10 {
        ana.submit(1).await.fine();
        let work = ana.waiting(number, 1).await;
        let (withdrawn, claimed) = join(ana.withdraw(number), desk.claim(&desk.max, work)).await;
        let (back, taken) = (withdrawn.codes().is_empty(), claimed.codes().is_empty());
        assert_ne!(back, taken, "{:#} {:#}", withdrawn.body, claimed.body);
        if taken {
            assert_eq!(withdrawn.codes(), ["CONFLICT"]);
            let grade = claimed.text("/claimWork/work/ownGrade/id");
            desk.release(&desk.max, &grade).await.fine();
            ana.withdraw(number).await.fine();
        }
        assert_eq!(ana.module().await["workWaits"], json!(false));
    }
}
