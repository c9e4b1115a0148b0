use kernel::Role;

use super::{Answer, Served};

#[tokio::test(flavor = "multi_thread")]
async fn graphiql_and_mailbox_are_there_in_development_only() {
    let served = Served::start().await;
    for path in ["/", "/graphql", "/dev/mailbox"] {
        let answer = served.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    }
    let production = Served::start_as(false).await;
    for (path, status) in [
        ("/", 404),
        ("/graphql", 405),
        ("/graphql/assets/react-18.3.1.min.js", 404),
        ("/dev/mailbox", 404),
        ("/dev/mailbox/x", 404),
    ] {
        assert_eq!(production.get(path).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn graphiql_comes_whole_from_here_and_needs_no_loose_policy() {
    let served = Served::start().await;
    let page = served.get("/graphql").await;
    let policy = page.header("content-security-policy");
    assert!(!policy.contains("unsafe") && !policy.contains("https:"), "{policy}");
    assert!(!page.body.contains("{{") && !page.body.contains("//unpkg"), "{}", page.body);
    for person in server::seed::people() {
        assert!(page.body.contains(&format!("value=\"{}\"", person.email)), "{}", person.email);
    }
    let quoted = page.body.split('"');
    let paths: Vec<&str> = quoted.filter(|part| part.starts_with("/graphql/assets/")).collect();
    assert_eq!(paths.len(), 4, "{paths:?}");
    for path in paths {
        let request = served.client.get(served.url(path)).header("accept-encoding", "br, gzip");
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        let header = |name: &str| answer.headers()[name].to_str().expect("text");
        let kind = if path.ends_with(".css") { "text/css" } else { "text/javascript" };
        assert!(header("content-type").starts_with(kind), "{path}");
        assert_eq!((header("content-encoding"), header("vary")), ("gzip", "accept-encoding"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("cache-control").ends_with("immutable"));
        let content = answer.bytes().await.expect("bytes");
        assert!(content.starts_with(&[0x1f, 0x8b]), "{path} is gzip");
        assert_eq!(served.get(path).await.status, 406, "{path}");
    }
    for path in ["/graphql/assets/NOTICE", "/graphql/assets/..%2F..%2FCargo.toml"] {
        assert_eq!(served.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_that_it_is_not_to_be_kept_framed_or_guessed() {
    let served = Served::start().await;
    let mut answers = vec![served.query(None, "{ __typename }").await];
    for path in [
        "/",
        "/graphql",
        "/healthz",
        "/readyz",
        "/invitation?token=x",
        "/unsubscribe/x",
        "/dev/mailbox",
        "/dev/mailbox/x/html",
        "/nowhere",
    ] {
        answers.push(served.get(path).await);
    }
    answers.push(Answer::of(served.client.delete(served.url("/graphql"))).await);
    for answer in answers {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors"));
        for loose in ["'unsafe-inline'; script", "script-src 'unsafe", "script-src *", "http:"] {
            assert!(!policy.contains(loose), "{policy}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_carry_a_number_that_is_used_once() {
    let served = Served::start().await;
    let nonce = |answer: &Answer| {
        let policy = answer.header("content-security-policy").to_owned();
        let (_, rest) = policy.split_once("script-src 'nonce-").expect("a nonce");
        let nonce = rest.split('\'').next().expect("a nonce").to_owned();
        assert!(answer.body.contains(&format!("nonce=\"{nonce}\"")));
        nonce
    };
    let (first, second) = (served.get("/graphql").await, served.get("/graphql").await);
    assert_ne!(nonce(&first), nonce(&second));
    // A token in the address of the page gets nowhere into the page.
    let page = served.get("/invitation?token=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("alert(1)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mailbox_shows_a_mail_and_what_people_wrote_is_no_html_in_it() {
    let served = Served::start().await;
    let alpha = served.app.organization("alpha").await;
    let actor = served.app.actor(&alpha.admin, Role::Admin);
    let services = &served.app.app.services;
    let input = auth::actions::InviteMember {
        email: "mia@alpha.example".to_owned(),
        name: "<script>alert(1)</script>".to_owned(),
        roles: vec![Role::Mentor],
        idempotency_key: None,
    };
    auth::actions::invite_member(&services.database, &services.sources, &actor, input)
        .await
        .expect("invited");
    served.app.run_jobs().await;

    let list = served.get("/dev/mailbox").await;
    assert!(list.body.contains("mia@alpha.example"), "{}", list.body);
    let (_, rest) = list.body.split_once("/dev/mailbox/").expect("a link");
    let id = rest.split('"').next().expect("an id").to_owned();
    for path in [format!("/dev/mailbox/{id}"), format!("/dev/mailbox/{id}/html")] {
        let mail = served.get(&path).await;
        assert_eq!(mail.status, 200);
        assert!(mail.body.contains("alert(1)"), "the name stands in the mail");
        assert!(!mail.body.contains("<script>alert"), "{path}");
    }
    for path in [
        "/dev/mailbox/..%2Fkeys%2F0001.pem",
        "/dev/mailbox/..%2F..%2Fetc%2Fpasswd",
        "/dev/mailbox/%00",
    ] {
        let answer = served.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("PRIVATE KEY"));
    }
}
