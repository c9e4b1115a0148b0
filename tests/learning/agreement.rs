//! The same figures for whoever looks.

use serde_json::{Value, json};
use testkit::Person;

use super::{House, Learner};

const BOARD: &str =
    "query($id: ID!) { cohort(id: $id) { currentWeek board { asOf modules { id code title week }
    rows { enrolmentId learner { name } pace behindBy
        progress { done required percent completedModules } cells { state done required } } } } }";

/// What a board says of a learner, in the form of the learner's own page.
fn from_board(cohort: &Value, name: &str) -> Value {
    let board = &cohort["board"];
    let rows = board["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["learner"]["name"] == name).expect("the learner");
    let columns = board["modules"].as_array().expect("modules");
    let cells = row["cells"].as_array().expect("cells");
    assert_eq!(columns.len(), cells.len());
    let modules: Vec<Value> = columns
        .iter()
        .zip(cells)
        .map(|(column, cell)| {
            let mut module = column.clone();
            for key in ["state", "done", "required"] {
                module[key] = cell[key].clone();
            }
            module
        })
        .collect();
    json!({ "enrolmentId": row["enrolmentId"], "asOf": board["asOf"], "modules": modules,
        "currentWeek": cohort["currentWeek"], "pace": row["pace"], "behindBy": row["behindBy"],
        "progress": row["progress"] })
}

/// The learner's own page without what a board does not show.
fn from_page(mut place: Value) -> Value {
    let page = place.as_object_mut().expect("a place");
    for key in ["cohortId", "cohortName", "weeks"] {
        page.remove(key).expect("it stood there");
    }
    for module in page["modules"].as_array_mut().expect("modules") {
        let module = module.as_object_mut().expect("a module");
        module
            .retain(|key, _| !["lockedBecause", "lessons", "completedAt"].contains(&key.as_str()));
    }
    place
}

async fn assert_agree(house: &House, learners: &mut [Learner<'_>; 2], moment: &str) {
    for learner in learners.iter_mut() {
        learner.at(moment).await;
    }
    let viewers = ["fatima", "manager"].map(|name| format!("{name}@alpha.example"));
    for viewer in viewers {
        let viewer: Person = house.app.sign_in("alpha", &viewer).await;
        let id = json!({ "id": house.cohort.to_string() });
        let answer = house.app.request(Some(&viewer.token), BOARD, id).await.fine();
        for (learner, name) in learners.iter().zip(["ana", "bo"]) {
            let page = from_page(learner.place().await);
            assert_eq!(from_board(answer.data("/cohort"), name), page, "{name} at {moment}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_and_the_learner_s_page_agree_on_every_figure() {
    let house = House::build().await;
    house.app.join(&house.alpha, "manager").await;
    let mut both = [house.learner("ana").await, house.learner("bo").await];
    assert_agree(&house, &mut both, "2026-11-25T10:00:00Z").await;

    let place = both[0].place().await;
    both[0].whole_module(&place, 0).await;
    both[1].lesson(&both[1].place().await, 0, 0).await.fine();
    assert_agree(&house, &mut both, "2026-11-25T10:05:00Z").await;

    // In the third week ana has done what was due and begun what is, and bo has not.
    both[0].at("2026-12-07T09:00:00Z").await;
    both[0].whole_module(&place, 1).await;
    both[0].lesson(&place, 2, 0).await.fine();
    assert_agree(&house, &mut both, "2026-12-08T10:00:00Z").await;
    let [ana, bo] = [both[0].place().await, both[1].place().await];
    assert_eq!((&ana["pace"], &bo["pace"]), (&json!("ON_PACE"), &json!("BEHIND")));
    let open = |place: &Value, module: usize| {
        place["modules"][module]["required"].as_i64().expect("a number")
            - place["modules"][module]["done"].as_i64().expect("a number")
    };
    assert_eq!(bo["behindBy"], json!(open(&bo, 0) + open(&bo, 1)));
    assert_agree(&house, &mut both, "2026-11-22T12:00:00Z").await;
}
