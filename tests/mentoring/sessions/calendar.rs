//! The calendar feed, read over HTTP by a program that is not ours.

use std::net::TcpListener;
use std::process::Command;

use actix_web::dev::ServerHandle;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mentoring::model::life::State;
use serde_json::{Value, json};

use super::{CANCEL, planned};
use crate::mentoring::town::Town;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/peers/read_calendar.py");
const MAKE: &str = "mutation { makeCalendarFeed { url } }";
const DROP: &str = "mutation { dropCalendarFeed { wasThere } }";
const MOVE: &str = "mutation($input: MoveSessionInput!) { moveSession(input: $input) {
    session { version } } }";

/// The town's application, answering on a port.
struct Served {
    address: String,
    client: reqwest::Client,
    handle: ServerHandle,
}

impl Served {
    fn start(town: &Town) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let server = server::http::serve(&town.app.app, listener).expect("a server");
        let handle = server.handle();
        tokio::spawn(server);
        Self { address, client: reqwest::Client::new(), handle }
    }

    /// Status, type and text of what stands behind an address as the API gave it.
    async fn get(&self, url: &str) -> (u16, String, String) {
        let path = url.strip_prefix("http://cadre.test").expect("an address of ours");
        let request = self.client.get(format!("http://{}{path}", self.address));
        let answer = request.send().await.expect("an answer");
        let kind = answer.headers().get("content-type").map(|value| value.to_str().expect("text"));
        let kind = kind.unwrap_or_default().to_owned();
        (answer.status().as_u16(), kind, answer.text().await.expect("text"))
    }

    async fn status(&self, url: &str) -> u16 {
        self.get(url).await.0
    }

    /// The events of a feed, as the other program reads them.
    async fn events(&self, town: &Town, url: &str) -> Vec<Value> {
        let (status, kind, text) = self.get(url).await;
        assert_eq!((status, kind.as_str()), (200, "text/calendar; charset=utf-8"));
        let file = town.app.folder().join("feed.ics");
        std::fs::create_dir_all(town.app.folder()).expect("a folder");
        std::fs::write(&file, text).expect("a file");
        let python = std::env::var_os("CADRE_TEST_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command.arg(SCRIPT).arg(file).arg("Europe/Warsaw");
        let reading = tokio::task::spawn_blocking(move || command.output());
        let read = reading.await.expect("a thread").expect("python starts");
        assert!(
            read.status.success(),
            "no Python with icalendar (run ./dev test, which installs it), or it takes no such \
             calendar: {}",
            String::from_utf8_lossy(&read.stderr)
        );
        serde_json::from_slice(&read.stdout).expect("a list")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // The command is sent at once; nobody waits for its end.
        drop(self.handle.stop(false));
    }
}

async fn feed(town: &Town, who: &str) -> String {
    town.fine(who, MAKE, json!({})).await.text("/makeCalendarFeed/url")
}

fn of<'a>(events: &'a [Value], session: &str) -> &'a Value {
    let uid = format!("{session}@cadre");
    events.iter().find(|event| event["uid"] == uid.as_str()).expect("an event of that session")
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_right_over_both_changes_of_clocks() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let served = Served::start(&town);
    for (now, changes) in [
        // To summer time on 28 March 2027, and back on 31 October.
        ("2026-12-01T10:00:00Z", ["2027-03-27T17:00:00Z", "2027-03-28T16:00:00Z"]),
        ("2027-10-20T10:00:00Z", ["2027-10-30T16:00:00Z", "2027-10-31T17:00:00Z"]),
    ] {
        town.app.set_clock(now);
        let mut sessions = Vec::new();
        for starts_at in changes {
            sessions.push((planned(&town, "mia", pair, starts_at).await, starts_at));
        }
        let url = feed(&town, "ana").await;
        let events = served.events(&town, &url).await;
        for (session, starts_at) in &sessions {
            let event = of(&events, session);
            let local = event["local"].as_str().expect("a time");
            assert!(local.ends_with("18:00"), "{event}");
            assert_eq!(event["start"], starts_at.replace('Z', "+00:00").as_str());
            assert_eq!(event["end"], starts_at.replace(":00:00Z", ":45:00+00:00").as_str());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_keep_the_uid_and_raise_the_sequence() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let (served, url) = (Served::start(&town), feed(&town, "mia").await);
    let moved = planned(&town, "mia", pair, "2026-11-26T10:00:00Z").await;
    let cancelled = planned(&town, "ana", pair, "2026-11-27T10:00:00Z").await;
    let kept = planned(&town, "ana", pair, "2026-11-30T10:00:00Z").await;
    let events = served.events(&town, &url).await;
    for session in [&moved, &cancelled, &kept] {
        let event = of(&events, session);
        assert_eq!((&event["sequence"], &event["status"]), (&json!(0), &json!("CONFIRMED")));
        assert_eq!(event["summary"], "Mentoring: ana");
    }
    let to = json!({ "input": { "sessionId": moved, "expectedVersion": 1,
        "startsAt": "2026-11-26T12:00:00Z", "minutes": 30 } });
    town.fine("ana", MOVE, to).await;
    let cancel = json!({ "input": { "sessionId": cancelled, "expectedVersion": 1 } });
    town.fine("mia", CANCEL, cancel).await;
    let events = served.events(&town, &url).await;
    let (moved, cancelled) = (of(&events, &moved), of(&events, &cancelled));
    assert_eq!((&moved["sequence"], &moved["status"]), (&json!(1), &json!("CONFIRMED")));
    assert_eq!(moved["end"], "2026-11-26T12:30:00+00:00");
    assert_eq!((&cancelled["sequence"], &cancelled["status"]), (&json!(1), &json!("CANCELLED")));

    // The end of the pair calls off what is still to come.
    town.app
        .execute(&format!(
            "UPDATE cadre.pair SET state = 'ended_early', ended_at = '2026-11-28T10:00:00Z'
             WHERE id = '{}'; UPDATE cadre.mentor_profile SET held_places = 0, taken_places = 0",
            pair.uuid()
        ))
        .await;
    let events = served.events(&town, &url).await;
    let kept = of(&events, &kept);
    assert_eq!((&kept["sequence"], &kept["status"]), (&json!(1), &json!("CANCELLED")));
    assert_eq!(kept["stamp"], "2026-11-28T10:00:00+00:00");
    assert_eq!(
        of(&events, moved["uid"].as_str().expect("a uid").trim_end_matches("@cadre")),
        moved
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_secret_and_ends() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    planned(&town, "ana", pair, "2026-11-26T10:00:00Z").await;
    let served = Served::start(&town);
    let (first, other) = (feed(&town, "ana").await, feed(&town, "bo").await);
    assert!(served.events(&town, &other).await.is_empty());
    assert_eq!(served.events(&town, &first).await.len(), 2);
    let stored = "SELECT count(*) AS count FROM cadre.calendar_feed
        WHERE octet_length(secret_hash) = 32";
    assert_eq!(town.app.count(stored).await, 2);

    let again = feed(&town, "ana").await;
    assert_eq!((served.status(&first).await, served.status(&again).await), (404, 200));
    let (before, token) = again.rsplit_once('/').expect("a token");
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64");
    let with = |changed: &[u8]| format!("{before}/{}", URL_SAFE_NO_PAD.encode(changed));
    for index in [0, 20, 40, 63] {
        let mut changed = bytes.clone();
        changed[index] ^= 1;
        assert_eq!(served.status(&with(&changed)).await, 404, "byte {index}");
    }
    let mut foreign = bytes.clone();
    foreign[..16].copy_from_slice(town.beta.organization.id.uuid().as_bytes());
    assert_eq!(served.status(&with(&foreign)).await, 404);
    for wrong in ["", "abc", &"A".repeat(86), &"A".repeat(9_000)] {
        assert_eq!(served.status(&format!("{before}/{wrong}")).await, 404);
    }

    let dropped = town.fine("ana", DROP, json!({})).await;
    assert_eq!(dropped.data("/dropCalendarFeed/wasThere"), &json!(true));
    assert_eq!(served.status(&again).await, 404);
    let dropped = town.fine("ana", DROP, json!({})).await;
    assert_eq!(dropped.data("/dropCalendarFeed/wasThere"), &json!(false));
    for outsider in ["cora", "admin", "fatima"] {
        assert_eq!(town.gql(outsider, MAKE, json!({})).await.codes(), ["FORBIDDEN"], "{outsider}");
    }
    let bo = town.id("bo").await.uuid();
    town.app.execute(&format!("UPDATE cadre.member SET left_at = now() WHERE id = '{bo}'")).await;
    assert_eq!(served.status(&other).await, 404);
    // Back again, the person makes a new one.
    town.app
        .execute(&format!(
            "UPDATE cadre.member SET left_at = NULL, joined_at = '2026-11-25T11:00:00Z'
             WHERE id = '{bo}'"
        ))
        .await;
    assert_eq!(served.status(&other).await, 404);
    town.app.set_clock("2026-11-25T11:00:00Z");
    assert_eq!(served.status(&feed(&town, "bo").await).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_says_no_more_than_who_and_when() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    planned(&town, "ana", pair, "2026-11-26T10:00:00Z").await;
    super::written(&town, "ana", pair, true, "Marmalade").await;
    let served = Served::start(&town);
    let (_, _, text) = served.get(&feed(&town, "mia").await).await;
    for secret in ["Marmalade", "Outcomes with a baseline", "alpha.example", "pair_"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
