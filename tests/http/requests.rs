use reqwest::header::{ACCEPT, ALLOW, AUTHORIZATION, WWW_AUTHENTICATE};
use serde_json::json;
use testkit::Organization;

use super::{Answer, Served};

const RESPONSE: &str = "application/graphql-response+json";
const INVITE: &str = "mutation{inviteMember(input:{email:\"x@y.example\",name:\"X\",roles:[MENTOR]})\
                      {member{id}}}";

async fn members(served: &Served) -> i64 {
    served.app.count("SELECT count(*) FROM cadre.member").await
}

fn bearer(organization: &Organization) -> String {
    format!("Bearer {}", organization.admin.token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_json_runs() {
    let served = Served::start_as(false).await;
    let alpha = served.app.organization("alpha").await;
    let beta = served.app.organization("beta").await;
    for organization in [&alpha, &beta] {
        let answer = served
            .query(Some(&organization.admin.token), "{ viewer { organization { id } } }")
            .await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
        assert_eq!(
            answer.json(),
            json!({ "data": { "viewer": { "organization": { "id": organization.id.to_string() } } } })
        );
    }
    served.query(Some(&alpha.admin.token), INVITE).await;
    assert_eq!(members(&served).await, 3);
    served.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_than_a_post_of_json_runs_a_command() {
    let served = Served::start_as(false).await;
    let alpha = served.app.organization("alpha").await;
    let json = json!({ "query": INVITE }).to_string();
    // What a foreign page could send without asking first, and other types.
    for content_type in [
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "application/json; charset=utf-16",
        "application/graphql",
        "",
    ] {
        let request = served.graphql(content_type, json.clone());
        let answer = Answer::of(request.header(AUTHORIZATION, bearer(&alpha))).await;
        assert_eq!(
            (answer.status, answer.code()),
            (415, "BAD_REQUEST".to_owned()),
            "{content_type}"
        );
    }
    let form = served.graphql("application/x-www-form-urlencoded", format!("query={INVITE}"));
    assert_eq!(Answer::of(form.header(AUTHORIZATION, bearer(&alpha))).await.status, 415);
    let path = format!("/graphql?query={INVITE}");
    let get = served.client.get(served.url(&path)).header(AUTHORIZATION, bearer(&alpha));
    let answer = Answer::of(get).await;
    assert_eq!((answer.status, answer.header(ALLOW.as_str())), (405, "POST"));
    for method in [reqwest::Method::PUT, reqwest::Method::PATCH, reqwest::Method::DELETE] {
        let request = served.client.request(method, served.url("/graphql")).body(json.clone());
        let request = request.header("content-type", "application/json");
        assert_eq!(Answer::of(request.header(AUTHORIZATION, bearer(&alpha))).await.status, 405);
    }
    assert_eq!(members(&served).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_development_runs_nothing_by_get() {
    let served = Served::start().await;
    let alpha = served.app.organization("alpha").await;
    let path = format!("/graphql?query={INVITE}");
    let get = served.client.get(served.url(&path)).header(AUTHORIZATION, bearer(&alpha));
    let answer = Answer::of(get).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("text/html"));
    assert_eq!(members(&served).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_request_is_refused_with_its_reason() {
    let served = Served::start_as(false).await;
    for (body, words) in [
        ("", "not JSON"),
        ("{\"query\":", "not JSON"),
        ("[{\"query\":\"{__typename}\"}]", "batches"),
        ("[]", "batches"),
        ("\"{__typename}\"", "object"),
        ("{}", "`query`"),
        ("{\"query\":\"{__typename}\",\"variables\":[]}", "`variables`"),
    ] {
        let answer = Answer::of(served.graphql("application/json", body)).await;
        assert_eq!((answer.status, answer.code()), (400, "BAD_REQUEST".to_owned()), "{body}");
        let message = answer.json()["errors"][0]["message"].to_string();
        assert!(message.contains(words), "{body}: {message}");
        assert!(answer.json().get("data").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_graphql_of_this_schema_is_refused_in_the_form_that_is_accepted() {
    let served = Served::start_as(false).await;
    for query in ["{", "{ viewer { password } }", "{ cohort { id } }", ""] {
        let body = json!({ "query": query }).to_string();
        let request = served.graphql("application/json", body.clone()).header(ACCEPT, RESPONSE);
        let answer = Answer::of(request).await;
        assert_eq!((answer.status, answer.code()), (400, "BAD_REQUEST".to_owned()), "{query}");
        assert!(answer.header("content-type").starts_with(RESPONSE));
        // Clients of the older form expect 200 for whatever reads as a request.
        let answer = Answer::of(served.graphql("application/json", body)).await;
        assert_eq!((answer.status, answer.code()), (200, "BAD_REQUEST".to_owned()), "{query}");
        assert!(answer.json().get("data").is_none());
    }
    let html = served.graphql("application/json", "{\"query\":\"{__typename}\"}");
    assert_eq!(Answer::of(html.header(ACCEPT, "text/html")).await.status, 406);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_that_a_proxy_gave_a_request_comes_back_in_header_and_error() {
    let served = Served::start_as(false).await;
    let send = |id: &str| {
        let request = served.graphql("application/json", "{\"query\":\"{viewer{roles}}\"}");
        Answer::of(request.header("x-request-id", id))
    };
    let answer = send("edge-0123456789").await;
    assert_eq!(answer.code(), "UNAUTHENTICATED");
    assert_eq!(answer.header("x-request-id"), "edge-0123456789");
    // One that is not fit for a log is replaced.
    let answer = send("a\tb {\"level\":\"error\"}").await;
    answer.code();
    assert_eq!(answer.header("x-request-id").len(), 36);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_good_refuses_the_whole_request() {
    let served = Served::start_as(false).await;
    let alpha = served.app.organization("alpha").await;
    let no_bearer = format!("Basic {}", alpha.admin.token);
    for header in ["Bearer nonsense", "Bearer", &no_bearer, "Bearer \u{e9}"] {
        let request = served.graphql("application/json", "{\"query\":\"{__typename}\"}");
        let value = reqwest::header::HeaderValue::from_bytes(header.as_bytes()).expect("a header");
        let answer = Answer::of(request.header(AUTHORIZATION, value)).await;
        assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED".to_owned()), "{header}");
        assert_eq!(answer.headers[WWW_AUTHENTICATE], "Bearer");
    }
}
