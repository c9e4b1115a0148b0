use chrono::Duration;
use kernel::FileId;

use super::{House, PDF, Reply, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_out_as_it_came_in() {
    let house = House::build().await;
    for person in [&house.fay, &house.ben] {
        let id = house.uploaded(person, "Plan żółty.pdf").await;
        let path = house.link(person, id);
        let got = house.get(&path).await;
        assert_eq!((got.status, got.body.as_slice()), (200, PDF));
        for (name, value) in [
            ("content-type", "application/pdf"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "private, no-store"),
            (
                "content-disposition",
                "attachment; filename=\"Plan ___ty.pdf\"; \
                 filename*=UTF-8''Plan%20%C5%BC%C3%B3%C5%82ty.pdf",
            ),
        ] {
            assert_eq!(got.header(name), value, "{name}");
        }
        let policy = got.header("content-security-policy");
        assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
        assert_eq!(got.header("content-length"), PDF.len().to_string());

        let head = Reply::of(house.served.client.head(house.served.url(&path))).await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        for name in
            ["content-type", "content-length", "content-disposition", "x-content-type-options"]
        {
            assert_eq!(head.header(name), got.header(name));
        }
        // The link is a bearer token: good more than once, for some minutes.
        assert_eq!(house.get(&path).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_runs_out_after_five_minutes() {
    let house = House::build().await;
    let id = house.uploaded(&house.fay, "x.pdf").await;
    let path = house.link(&house.fay, id);
    house.app().advance(Duration::seconds(299));
    assert_eq!(house.get(&path).await.status, 200);
    house.app().advance(Duration::seconds(1));
    let late = house.get(&path).await;
    assert_eq!(late.code(), refused(404, "NOT_FOUND"));
    assert_eq!(house.get(&house.link(&house.fay, id)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_links_and_links_to_nothing_answer_alike() {
    let house = House::build().await;
    let id = house.uploaded(&house.fay, "x.pdf").await;
    let good = house.link(&house.fay, id);
    let of_beta = house.uploaded(&house.ben, "secret.pdf").await;
    let nothing: FileId = house.app().app.services.sources.new_id();
    let (fay, ben) = (&house.fay, &house.ben);
    let token = good.strip_prefix("/files/").expect("a token").to_owned();
    let changed = |at: usize| {
        let mut letters = token.clone().into_bytes();
        letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
        format!("/files/{}", String::from_utf8(letters).expect("text"))
    };
    let mut wrong = vec![
        // A file of the other organisation, under one's own.
        house.link(fay, of_beta),
        house.link(ben, id),
        house.link(fay, nothing),
        "/files/x".to_owned(),
        format!("/files/{}", &token[..token.len() - 4]),
        format!("/files/{token}AAAA"),
        format!("/files/{}", "A".repeat(4_000)),
        format!("/files/{}", fay.token),
    ];
    wrong.extend((0..token.len() - 1).step_by(7).map(changed));
    for path in wrong.iter().filter(|path| **path != good) {
        let reply = house.get(path).await;
        assert_eq!(reply.code(), refused(404, "NOT_FOUND"), "{path}");
        let head = Reply::of(house.served.client.head(house.served.url(path))).await;
        assert_eq!(head.status, 404, "{path}");
    }
    assert_eq!(house.get(&good).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_masked_link_does_not_say_whose_file_it_is() {
    let house = House::build().await;
    let id = house.uploaded(&house.fay, "Fay's plan.pdf").await;
    let reader = house.ben.member_id;
    let link = files::masked_link(house.files(), house.alpha.id, id, reader, 2);
    let got = house.get(&house.path(&link)).await;
    assert_eq!((got.status, got.body.as_slice()), (200, PDF));
    let name = "attachment; filename=\"file-2.pdf\"; filename*=UTF-8''file-2.pdf";
    assert_eq!(got.header("content-disposition"), name);
    for (header, value) in &got.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        assert!(!value.to_lowercase().contains("fay"), "{header}: {value}");
    }
}
