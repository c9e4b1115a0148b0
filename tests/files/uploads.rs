use std::time::Duration;

use futures::future::join_all;
use kernel::{Permission, Role, RoleSet};
use testkit::eventually;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{House, PDF, Reply, refused};

const MEBIBYTE: usize = 1024 * 1024;

/// A connection on which the head of an upload was sent.
async fn begin(house: &House, token: &str, length: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&house.served.address).await.expect("a connection");
    let head = format!(
        "POST /uploads?name=x.bin HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream
}

/// The first line of the answer, as far as it says the status.
async fn status(stream: &mut TcpStream) -> String {
    let mut answer = [0; 12];
    let read = stream.read_exact(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), read).await.expect("in time").expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_from_one_byte_to_25_mebibytes() {
    let house = House::build().await;
    let empty = house.upload(&house.fay, "x.txt", "").await;
    assert_eq!(empty.code(), refused(400, "INVALID_INPUT"));
    let large = house.upload(&house.fay, "x.txt", vec![b'x'; 26 * MEBIBYTE]).await;
    assert_eq!(large.code(), refused(413, "LIMIT_EXCEEDED"));
    assert_eq!((house.rows().await, house.stored(&house.alpha)), (0, vec![]));

    let one = house.upload(&house.fay, "x.txt", "x").await;
    assert_eq!(one.json()["bytes"], 1);
    let most = house.upload(&house.fay, "x.txt", vec![b'x'; 25 * MEBIBYTE]).await;
    let id = most.created();
    assert_eq!(most.json()["bytes"], 26_214_400);
    let back = house.get(&house.link(&house.fay, id)).await;
    assert!(back.status == 200 && back.body == vec![b'x'; 25 * MEBIBYTE]);
    let mut kept = vec![one.created().to_string(), id.to_string()];
    kept.sort();
    assert_eq!((house.rows().await, house.stored(&house.alpha)), (2, kept));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_does_not_tell_its_length_is_counted_as_it_comes() {
    let house = House::build().await;
    let chunked = "transfer-encoding: chunked";
    let mut stream = begin(&house, &house.fay.token, chunked).await;
    stream.write_all(b"5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n").await.expect("sent");
    assert_eq!(status(&mut stream).await, "HTTP/1.1 201");
    assert_eq!(house.app().count("SELECT sum(bytes)::bigint AS count FROM cadre.file").await, 12);

    let mut stream = begin(&house, &house.fay.token, chunked).await;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    // It never ends: the server has to answer before it does.
    for _ in 0..=25 * MEBIBYTE / 0x10000 {
        stream.write_all(chunk.as_bytes()).await.expect("sent");
    }
    assert_eq!(status(&mut stream).await, "HTTP/1.1 413");
    let mut stream = begin(&house, &house.fay.token, chunked).await;
    stream.write_all(b"0\r\n\r\n").await.expect("sent");
    assert_eq!(status(&mut stream).await, "HTTP/1.1 400");
    eventually("what was refused to be gone", async || house.stored(&house.alpha).len() == 1).await;
    assert_eq!(house.rows().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_cut_leaves_nothing() {
    let house = House::build().await;
    for abrupt in [false, true] {
        let length = format!("content-length: {}", 12 * MEBIBYTE);
        let mut stream = begin(&house, &house.fay.token, &length).await;
        stream.write_all(&vec![b'x'; 6 * MEBIBYTE]).await.expect("sent");
        eventually("the upload to begin", async || !house.stored(&house.alpha).is_empty()).await;
        if abrupt {
            // The connection is reset, not closed: the server does not even see an end.
            stream.set_zero_linger().expect("a setting");
        }
        drop(stream);
        eventually("it to be cleared away", async || house.stored(&house.alpha).is_empty()).await;
    }
    assert_eq!(house.rows().await, 0);
    // Neither is counted as under way any more: three at once are as many as one person may send.
    eventually("three uploads at once", async || {
        let replies = join_all((0..3).map(|_| house.upload(&house.fay, "x.pdf", PDF))).await;
        replies.iter().all(|reply| reply.status == 201)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_than_those_who_learn_or_grade_uploads() {
    let house = House::build().await;
    let app = house.app();
    let cohort = app.cohort(&house.alpha, "2026-11-23", &[]).await;
    app.enrol(&house.alpha, cohort, &["ana"]).await;
    app.run_jobs().await;
    let learner = app.join(&house.alpha, "ana").await;
    let manager = app.join(&house.alpha, "manager").await;
    let mentor = app.member(&house.alpha, "max", &[Role::Mentor]).await;
    for (person, role) in [
        (&learner, Role::Learner),
        (&house.fay, Role::Facilitator),
        (&mentor, Role::Mentor),
        (&manager, Role::Manager),
        (&house.alpha.admin, Role::Admin),
    ] {
        let may = RoleSet::from_iter([role]).grants(Permission::UploadFiles);
        let reply = house.upload(person, "x.pdf", PDF).await;
        if may {
            reply.created();
        } else {
            assert_eq!(reply.code(), refused(403, "FORBIDDEN"), "{role:?}");
        }
    }
    assert_eq!(house.rows().await, 3);
    for token in [None, Some("nonsense")] {
        let request = house.served.client.post(house.served.url("/uploads")).body(PDF);
        let request = token.iter().fold(request, |request, token| request.bearer_auth(token));
        assert_eq!(Reply::of(request).await.code(), refused(401, "UNAUTHENTICATED"));
    }
    // Refused before a single byte of the body has come.
    let mut stream = begin(&house, "nonsense", "content-length: 1000").await;
    assert_eq!(status(&mut stream).await, "HTTP/1.1 401");
    let mut stream = begin(&house, &house.alpha.admin.token, "content-length: 1000").await;
    assert_eq!(status(&mut stream).await, "HTTP/1.1 403");
    assert_eq!(house.rows().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_files_of_a_person_may_wait() {
    let house = House::build().await;
    let mut ids = Vec::new();
    for _ in 0..18 {
        ids.push(house.uploaded(&house.fay, "x.pdf").await);
    }
    let replies = join_all((0..10).map(|_| house.upload(&house.fay, "x.pdf", PDF))).await;
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        assert_eq!(reply.code(), refused(429, "RATE_LIMITED"));
    }
    while house.upload(&house.fay, "x.pdf", PDF).await.status == 201 {}
    assert_eq!((house.rows().await, house.stored(&house.alpha).len()), (20, 20));

    // Neither a colleague nor another organisation has to do with it.
    let colleague = house.app().member(&house.alpha, "cleo", &[Role::Facilitator]).await;
    house.uploaded(&colleague, "x.pdf").await;
    house.uploaded(&house.ben, "x.pdf").await;
    house.attach(&house.fay, &ids[..1]).await.expect("taken up");
    house.uploaded(&house.fay, "x.pdf").await;
    let reply = house.upload(&house.fay, "x.pdf", PDF).await;
    assert_eq!(reply.code(), refused(429, "RATE_LIMITED"));
}
