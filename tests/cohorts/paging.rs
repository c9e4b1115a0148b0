use serde_json::{Value, json};
use testkit::{Person, Response, TestApp};

use super::another;

const PAGE: &str = "query($first: Int, $after: String) { cohorts(first: $first, after: $after) {
    edges { node { name } cursor } pageInfo { hasNextPage endCursor } } }";

async fn page(app: &TestApp, person: &Person, first: i32, after: Option<&str>) -> Response {
    app.request(Some(&person.token), PAGE, json!({ "first": first, "after": after })).await
}

fn names(page: &Response) -> Vec<String> {
    let edges = page.data("/cohorts/edges").as_array().expect("edges");
    edges.iter().filter_map(|edge| edge["node"]["name"].as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn cohorts_that_are_added_while_one_pages_are_neither_skipped_nor_repeated() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    // Two of the same name, so that the name alone is no place.
    for name in ["B", "D", "F", "F", "H", "J", "L"] {
        another(&app, &alpha, json!({ "name": name })).await;
    }
    another(&app, &beta, json!({ "name": "E" })).await;
    let (mut seen, mut after): (Vec<String>, Option<String>) = (Vec::new(), None);
    loop {
        let answer = page(&app, &alpha.admin, 3, after.as_deref()).await.fine();
        seen.extend(names(&answer));
        if after.is_none() {
            for name in ["A", "G"] {
                another(&app, &alpha, json!({ "name": name })).await;
            }
        }
        if answer.data("/cohorts/pageInfo/hasNextPage") == &Value::Bool(false) {
            break;
        }
        after = Some(answer.text("/cohorts/pageInfo/endCursor"));
    }
    assert_eq!(seen, ["B", "D", "F", "F", "G", "H", "J", "L"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_is_a_place_and_opens_nothing() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    for name in ["A", "C"] {
        another(&app, &alpha, json!({ "name": name })).await;
    }
    for name in ["B", "D"] {
        another(&app, &beta, json!({ "name": name })).await;
    }
    let first = page(&app, &alpha.admin, 1, None).await.fine();
    let of_alpha = first.text("/cohorts/pageInfo/endCursor");
    let theirs = page(&app, &beta.admin, 10, Some(&of_alpha)).await.fine();
    assert_eq!(names(&theirs), ["B", "D"]);
    assert_eq!(theirs.data("/cohorts/pageInfo/hasNextPage"), &json!(false));
    let end = theirs.text("/cohorts/pageInfo/endCursor");
    assert_eq!(names(&page(&app, &beta.admin, 10, Some(&end)).await.fine()), [""; 0]);
    for bad in ["", "A", "AAAA", &of_alpha[1..]] {
        let answer = page(&app, &alpha.admin, 1, Some(bad)).await;
        assert_eq!(answer.codes(), ["INVALID_INPUT"], "{bad}");
    }
    // The same place in the list of people is another place.
    let people = "query($after: String) { members(after: $after) { edges { cursor } } }";
    let of_people = app.request(Some(&alpha.admin.token), people, json!({})).await.fine();
    let of_people = of_people.text("/members/edges/0/cursor");
    let after = json!({ "after": of_alpha });
    let answer = app.request(Some(&alpha.admin.token), people, after).await;
    assert_eq!(answer.codes(), ["INVALID_INPUT"], "a cohort's cursor among people");
    let answer = page(&app, &alpha.admin, 1, Some(&of_people)).await;
    assert_eq!(answer.codes(), ["INVALID_INPUT"], "a person's cursor among cohorts");
    let violation = &answer.body["errors"][0]["extensions"]["violations"][0];
    assert_eq!((&violation["path"], &violation["code"]), (&json!("after"), &json!("BAD_CURSOR")));
    for first in [0, -1, 101] {
        let answer = page(&app, &alpha.admin, first, None).await;
        assert_eq!(answer.codes(), ["INVALID_INPUT"], "{first}");
    }
}
