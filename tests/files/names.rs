//! What a file is and what it is called, whatever its client says.

use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use super::{House, PDF, Reply, refused};

const SCRIPT: &str = "<script>alert(document.domain)</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_type_that_lies_is_not_believed() {
    let house = House::build().await;
    let page = format!("<!doctype html><title>x</title>{SCRIPT}");
    let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{SCRIPT}</svg>");
    let png: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    for (name, declared, body, kept) in [
        ("photo.png", "image/png", page.as_bytes(), "application/octet-stream"),
        ("page.html", "text/html", page.as_bytes(), "application/octet-stream"),
        ("drawing.svg", "image/svg+xml", drawing.as_bytes(), "application/octet-stream"),
        (
            "feed.xml",
            "application/xml",
            b"<?xml version=\"1.0\"?><a/>".as_slice(),
            "application/octet-stream",
        ),
        ("code.js", "text/javascript", b"alert(1)".as_slice(), "application/octet-stream"),
        ("tool.pdf", "application/pdf", b"MZ\x90\0\x03".as_slice(), "application/octet-stream"),
        ("page.html", "text/html", png, "image/png"),
        ("x", "text/html", PDF, "application/pdf"),
        ("figures.csv", "text/html", b"a,b\n1,2\n".as_slice(), "text/csv; charset=utf-8"),
        ("notes.md", "text/html", b"# Notes\n".as_slice(), "text/markdown; charset=utf-8"),
    ] {
        let request = house.served.client.post(house.served.url("/uploads"));
        let request = request.bearer_auth(&house.fay.token).header(CONTENT_TYPE, declared);
        let request = request.header("x-file-name", name).body(body.to_vec());
        let reply = Reply::of(request).await;
        assert_eq!(reply.json()["mediaType"], kept, "{name}: {declared}");
        let got = house.get(&house.link(&house.fay, reply.created())).await;
        assert_eq!((got.status, got.header("content-type")), (200, kept));
        assert_eq!(got.body, body);
        assert!(got.header("content-disposition").starts_with("attachment; "));
        assert_eq!(got.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_lose_what_harms_and_keep_what_people_wrote() {
    let house = House::build().await;
    for (name, kept) in [
        ("../../x", "x"),
        ("..\\..\\windows\\x.pdf", "x.pdf"),
        ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
        ("a\r\nset-cookie: b.pdf", "aset-cookie_ b.pdf"),
        ("a\u{0}.pdf", "a.pdf"),
        ("CON.pdf", "file.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("Zażółć gęślą 計画 👍.pdf", "Zażółć gęślą 計画 👍.pdf"),
    ] {
        let reply = house.upload(&house.fay, name, PDF).await;
        assert_eq!(reply.json()["name"], json!(kept), "{name:?}");
        house.attach(&house.fay, &[reply.created()]).await.expect("taken up");
    }
    let long = house.upload(&house.fay, &format!("{}.pdf", "ż".repeat(500)), PDF).await;
    let long = long.json()["name"].as_str().expect("a name").to_owned();
    assert_eq!((long.chars().count(), long.ends_with("ż.pdf")), (200, true));
    let endless = house.upload(&house.fay, &"x".repeat(1_001), PDF).await;
    assert_eq!(endless.code(), refused(400, "INVALID_INPUT"));
    let request = house.served.client.post(house.served.url("/uploads?name=za%C5%BC.pdf"));
    let reply = Reply::of(request.bearer_auth(&house.fay.token).body(PDF)).await;
    assert_eq!(reply.json()["name"], "zaż.pdf");
}
