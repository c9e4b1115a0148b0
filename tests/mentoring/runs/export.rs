//! A run as files that the program checks without the database.

use std::net::TcpListener;
use std::process::Command;

use chrono::Duration;
use serde_json::{Value, json};

use super::super::town::Town;
use super::{couples, done, drafts};

/// What a link leads to: status, content type, text.
async fn get(address: &str, url: &str) -> (u16, String, String) {
    let path = url.strip_prefix("http://cadre.test").expect("our address");
    let answer = reqwest::get(format!("http://{address}{path}")).await.expect("an answer");
    let kind = answer.headers().get("content-type").map(|kind| kind.to_str().expect("text"));
    let (status, kind) = (answer.status().as_u16(), kind.unwrap_or_default().to_owned());
    (status, kind, answer.text().await.expect("a text"))
}

async fn links(town: &Town, run: &str) -> [String; 2] {
    let document = "query($run: ID!) { matchingRunExport(runId: $run) {
        instanceUrl resultUrl expiresAt } }";
    let answer = town.fine("cora", document, json!({ "run": run })).await;
    let part = |name: &str| answer.text(&format!("/matchingRunExport/{name}"));
    [part("instanceUrl"), part("resultUrl")]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_run_is_certified_by_the_program() {
    let town = Town::build().await;
    let run = done(&town).await;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let server = server::http::serve(&town.app.app, listener).expect("a server");
    let handle = server.handle();
    tokio::spawn(server);

    let [instance_url, result_url] = links(&town, &run).await;
    let (status, kind, instance) = get(&address, &instance_url).await;
    assert_eq!((status, kind.as_str()), (200, "application/json"));
    let (status, _, result) = get(&address, &result_url).await;
    assert_eq!(status, 200);
    for name in ["ana", "mia", "@alpha.example"] {
        assert!(!instance.contains(&format!("\"{name}")), "people stand there by their ids");
    }
    let read: Value = serde_json::from_str(&result).expect("JSON");
    let expected = couples(&drafts(&town, &run).await).len();
    assert_eq!(read["pairs"].as_array().map(Vec::len), Some(expected));

    let folder = town.app.folder();
    let (one, other) = (folder.join("instance.json"), folder.join("result.json"));
    std::fs::write(&one, &instance).expect("a file");
    std::fs::write(&other, &result).expect("a file");
    let check = |result: &std::path::Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cadre"));
        command
            .args(["match", "check"])
            .arg(&one)
            .arg(result)
            .env_clear()
            .output()
            .expect("it runs")
    };
    let checked = check(&other);
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert!(said.starts_with("certified: objective fair, 3 of 4 matched"), "{said}");

    let mut forged = read.clone();
    forged["sum"] = json!(read["sum"].as_u64().expect("a sum") + 1);
    std::fs::write(&other, forged.to_string()).expect("a file");
    assert!(!check(&other).status.success());

    let taken = "SELECT count(*) AS count FROM cadre.audit_entry
        WHERE action = 'matching_run_exported'";
    assert_eq!(town.app.count(taken).await, 2, "who took which file stands in the log");
    let cora = town.id("cora").await.uuid();
    let give = |role: &str| {
        format!(
            "UPDATE cadre.member_role SET role = '{role}'
             WHERE member_id = '{cora}' AND role IN ('coordinator', 'sponsor')"
        )
    };
    town.app.execute(&give("sponsor")).await;
    assert_eq!(get(&address, &instance_url).await.0, 404, "the link is for a coordinator");
    town.app.execute(&give("coordinator")).await;
    assert_eq!(get(&address, &instance_url).await.0, 200);

    town.app.advance(Duration::minutes(5));
    for url in [&instance_url, &result_url] {
        assert_eq!(get(&address, url).await.0, 404, "the link is over");
    }
    let [fresh, _] = links(&town, &run).await;
    let last = fresh.chars().last().expect("a token");
    let other = if last == 'A' { 'Q' } else { 'A' };
    let broken = format!("{}{other}", &fresh[..fresh.len() - 1]);
    assert_eq!(get(&address, &broken).await.0, 404);
    assert_eq!(get(&address, "http://cadre.test/exports/nothing").await.0, 404);
    handle.stop(true).await;
}
