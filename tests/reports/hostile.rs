//! Names as attackers write them, on the whole way from the CSV file to the parsed mail. A file with
//! marks that turn text is refused; they come in as somebody's own name might.

use mail::mailbox::Received;
use serde_json::json;
use testkit::TestApp;

use super::support::{MONDAY, TUESDAY, app_and_peer, header, only_report};

/// Local part of the address, the name, the name as a To header shows it.
const PEOPLE: [(&str, &str, &str); 7] = [
    ("script", "<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("attribute", "\" onmouseover=\"alert(1)", "\" onmouseover=\"alert(1)"),
    ("image", "<img src=https://evil.example/x.png>", "<img src=https://evil.example/x.png>"),
    ("template", "{{ 7 * 7 }} {% raw %} ${7*7}", "{{ 7 * 7 }} {% raw %} ${7*7}"),
    ("turned", "Eve \u{202e}gpj.exe\u{202c}", "Eve gpj.exe"),
    ("hebrew", "שרה כהן", "שרה כהן"),
    ("emoji", "李雷 👋🏽 Żółć", "李雷 👋🏽 Żółć"),
];

const TURNING: [char; 2] = ['\u{202e}', '\u{202c}'];

fn csv() -> String {
    let row = |(local, name, _): &(&str, &str, &str)| {
        let quoted = name.replace(TURNING, "").replace('"', "\"\"");
        format!("\"{quoted}\",{local}@alpha.example,boss@alpha.example,Claims\r\n")
    };
    format!("name,email,manager_email,unit\r\n{}", PEOPLE.iter().map(row).collect::<String>())
}

fn escaped(name: &str) -> String {
    let mut html = String::new();
    for letter in name.chars() {
        match letter {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '/' => html.push_str("&#x2f;"),
            other => html.push(other),
        }
    }
    html
}

/// Nothing in the mail acts, and nothing is fetched when it is opened.
#[track_caller]
fn is_inert(mail: &Received) {
    let html = mail.html.to_lowercase();
    for bad in ["<script", "<img", " src=", "onmouseover=\"", "url(", "@import", "<link", "<svg"] {
        // What people wrote stands there escaped, so a tag or an open quote cannot be theirs.
        let plain = html.replace("&lt;img src=", "");
        assert!(!plain.contains(bad), "{bad} in {}", mail.html);
    }
    for name in ["Bcc", "Cc", "X-Evil"] {
        assert_eq!(header(mail, name), None);
    }
}

/// Gives somebody a name that no file may have.
async fn rename(app: &TestApp, local: &str, name: &str) {
    app.execute(&format!(
        "UPDATE cadre.member SET name = '{name}' WHERE email = '{local}@alpha.example'"
    ))
    .await;
}

async fn hostile_house(app: &TestApp) {
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    let answer = app.enrol_csv(&alpha, cohort, &csv(), false).await.fine();
    assert_eq!(answer.data("/enrolLearners/invited"), &json!(PEOPLE.len()), "{:#}", answer.body);
    for (local, name, _) in PEOPLE.iter().filter(|(_, name, _)| name.contains(TURNING)) {
        rename(app, local, name).await;
    }
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_reach_their_readers_as_text() {
    let (app, peer) = app_and_peer().await;
    hostile_house(&app).await;
    app.tick_reports_at(MONDAY).await;
    app.tick_reports_at(TUESDAY).await;
    for (local, name, shown) in PEOPLE {
        let mail = only_report(peer.received(), &format!("{local}@alpha.example"));
        assert_eq!(mail.to.name, shown);
        assert!(mail.text.contains(&format!("Hello {name},")), "{}", mail.text);
        assert!(mail.html.contains(&escaped(name)), "{name} in {}", mail.html);
        is_inert(&mail);
    }
    let note = only_report(peer.received(), "boss@alpha.example");
    is_inert(&note);
    for (_, name, _) in PEOPLE {
        assert!(note.text.contains(&format!("- {name} (Cohort of")), "{}", note.text);
        assert!(note.html.contains(&escaped(name)), "{name} in {}", note.html);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_break_in_a_name_never_comes_in() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    let names =
        ["Eve\r\nBcc: all@evil.example", "Eve\nX-Evil: 1", "Eve\rX-Evil: 1", "Eve\u{0}\u{7f}"];
    let rows = names.iter().enumerate().map(|(number, name)| {
        format!("\"{name}\",eve{number}@alpha.example,boss@alpha.example,Claims\r\n")
    });
    let csv = format!(
        "name,email,manager_email,unit\r\n{}Ana,ana@alpha.example,boss@alpha.example,Claims\r\n",
        rows.collect::<String>()
    );
    let answer = app.enrol_csv(&alpha, cohort, &csv, false).await.fine();
    for index in 0..names.len() {
        let outcome = answer.data(&format!("/enrolLearners/outcomes/{index}"));
        assert_eq!(outcome["outcome"], "INVALID", "{outcome}");
        assert_eq!(outcome["reasons"][0]["code"], "NOT_TEXT", "{outcome}");
    }
    app.run_jobs().await;
    app.tick_reports_at(MONDAY).await;
    let mails = peer.received();
    assert_eq!(only_report(mails.clone(), "ana@alpha.example").to.name, "Ana");
    for mail in mails {
        is_inert(&mail);
        assert!(!mail.text.contains("Eve"), "{}", mail.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_made_of_a_hostile_name_is_one_printable_line() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    let name = "\u{202e}<b>evE</b>\u{202c} Mallory";
    let file = |name: &str| {
        format!(
            "name,email,manager_email,unit\n{name},eve@alpha.example,boss@alpha.example,Claims\n"
        )
    };
    let refused = app.enrol_csv(&alpha, cohort, &file(name), false).await.fine();
    let reasons = refused.data("/enrolLearners/outcomes/0/reasons");
    assert_eq!(reasons[0]["code"], "DIRECTION_MARK", "{reasons}");
    app.enrol_csv(&alpha, cohort, &file("Mallory"), false).await.fine();
    rename(&app, "eve", name).await;
    app.run_jobs().await;
    app.tick_reports_at(TUESDAY).await;
    let note = only_report(peer.received(), "boss@alpha.example");
    assert_eq!(note.subject, "<b>evE</b>: one question to ask this fortnight");
}
