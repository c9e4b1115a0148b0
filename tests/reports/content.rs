//! What a report says, and that it is what the API says.

use kernel::Role;
use mail::Dkim;
use mail::mailbox::Received;
use serde_json::{Value, json};
use testkit::{Person, SmtpPeer, TestApp, TestAppOptions};

use super::support::{MONDAY, TUESDAY, app_and_peer, header, house, only_report, words};

const PROGRESS: &str = "progress { done required percent completedModules }";

async fn learning(app: &TestApp, person: &Person) -> Value {
    let query = format!(
        "{{ myLearning {{ enrolmentId asOf {PROGRESS}
             modules {{ id code title state done required lessons {{ id minutes required }} }} }} }}"
    );
    app.request(Some(&person.token), &query, json!({})).await.fine().data("/myLearning/0").clone()
}

async fn complete_lesson(app: &TestApp, person: &Person, enrolment: &Value, lesson: &Value) {
    let input = json!({ "enrolmentId": enrolment, "lessonId": lesson["id"] });
    let query = "mutation($input: CompleteLessonInput!) {
        completeLesson(input: $input) { alreadyCompleted } }";
    app.request(Some(&person.token), query, json!({ "input": input })).await.fine();
}

/// The figures of the one section of a digest: done, required, percent, modules completed.
#[track_caller]
fn stated(part: &str) -> [i64; 4] {
    let text = words(part);
    let (before, after) = text.split_once(" required items (").expect("a sentence on progress");
    let sentence: Vec<&str> = before.rsplitn(4, ' ').take(3).collect();
    let rest = after.split_once(" modules complete.").expect("the end of the sentence").0;
    let numbers = |text: &str| -> Vec<i64> {
        let pieces = text.split(|letter: char| !letter.is_ascii_digit());
        pieces.filter_map(|piece| piece.parse().ok()).collect()
    };
    let of_modules = numbers(rest);
    assert_eq!(of_modules[2], 16, "modules in all: {rest}");
    let done = numbers(sentence[2])[0];
    [done, numbers(sentence[0])[0], of_modules[0], of_modules[1]]
}

fn figures(progress: &Value) -> [i64; 4] {
    ["done", "required", "percent", "completedModules"]
        .map(|field| progress[field].as_i64().unwrap_or_else(|| panic!("{field}: {progress}")))
}

fn subject_of(learning: &Value) -> String {
    let modules = learning["modules"].as_array().expect("modules");
    let module = modules
        .iter()
        .find(|module| module["state"] == "OPEN" || module["state"] == "IN_PROGRESS")
        .expect("an open module");
    let lessons = module["lessons"].as_array().expect("lessons");
    let required = lessons.iter().filter(|lesson| lesson["required"] == true);
    let minutes: i64 = required.filter_map(|lesson| lesson["minutes"].as_i64()).sum();
    let number = |field: &str| module[field].as_i64().expect("a number");
    let left = minutes * (number("required") - number("done")) / number("required");
    let text = |field: &str| module[field].as_str().expect("a text").to_owned();
    format!("This week: {} {}, about {left} min", text("code"), text("title"))
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_a_digest_are_those_of_the_api_at_its_moment() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let fatima = app.member(&alpha, "fatima", &[Role::Facilitator]).await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[&fatima]).await;
    app.enrol(&alpha, cohort, &["ana", "bo"]).await;
    app.run_jobs().await;
    let ana = app.join(&alpha, "ana").await;
    let start = learning(&app, &ana).await;
    let lessons = start["modules"][0]["lessons"].as_array().expect("lessons").clone();
    assert!(lessons.len() >= 3, "the first module has lessons to spare");
    complete_lesson(&app, &ana, &start["enrolmentId"], &lessons[0]).await;

    app.set_clock(MONDAY);
    // The server is busy, so that the mail leaves only after the next lesson is done.
    peer.plan(&json!([{ "to": "ana@", "action": "451", "times": 1 }]));
    let ana = app.sign_in("alpha", "ana@alpha.example").await;
    let fatima = app.sign_in("alpha", "fatima@alpha.example").await;
    let mine = learning(&app, &ana).await;
    let board_query = format!(
        "query($id: ID!) {{ cohort(id: $id) {{ board {{ asOf rows {{ enrolmentId {PROGRESS} }} }} }} }}"
    );
    let board = app
        .request(Some(&fatima.token), &board_query, json!({ "id": cohort.to_string() }))
        .await
        .fine();
    app.tick_reports().await;
    app.advance(chrono::Duration::minutes(5));
    complete_lesson(&app, &ana, &start["enrolmentId"], &lessons[1]).await;
    app.hurry_jobs().await;
    app.run_jobs().await;

    let mail = only_report(peer.received(), "ana@alpha.example");
    let at_its_moment = figures(&mine["progress"]);
    assert_eq!(at_its_moment[0], 1);
    assert_eq!(stated(&mail.text), at_its_moment, "{}", mail.text);
    assert_eq!(stated(&mail.html), at_its_moment, "{}", mail.html);
    let rows = board.data("/cohort/board/rows").as_array().expect("rows");
    let row = rows.iter().find(|row| row["enrolmentId"] == start["enrolmentId"]).expect("a row");
    assert_eq!(figures(&row["progress"]), at_its_moment);
    let query = format!(
        "{{ myReports {{ kind period subject asOf figures {{ cohortId enrolmentId {PROGRESS} }} }} }}"
    );
    let mut reports = app.request(Some(&ana.token), &query, json!({})).await.fine();
    let report = reports.body["data"]["myReports"][0].take();
    assert_eq!(figures(&report["figures"][0]["progress"]), at_its_moment);
    assert_eq!(report["figures"][0]["enrolmentId"], start["enrolmentId"]);
    assert_eq!(report["figures"][0]["cohortId"], cohort.to_string());
    assert_eq!(report["asOf"], mine["asOf"]);
    assert_eq!(report["asOf"], *board.data("/cohort/board/asOf"));
    assert_eq!(
        (&report["kind"], &report["period"]),
        (&json!("LEARNER_DIGEST"), &json!("2026-W49"))
    );
    assert!(mail.text.contains("Figures as of Monday, 30 November 2026, 07:30 (CET)."));
    assert_eq!(mail.subject, subject_of(&mine));
    assert_eq!(report["subject"], mail.subject);
    // The page has moved on since, so the comparison above could have failed.
    assert_eq!(figures(&learning(&app, &ana).await["progress"])[0], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_stores_the_figures_of_each_learner_it_speaks_of() {
    let (app, peer) = app_and_peer().await;
    house(&app, "beta", &["zed"]).await;
    let (alpha, _) = house(&app, "alpha", &["ana", "bo"]).await;
    let ana = app.join(&alpha, "ana").await;
    let start = learning(&app, &ana).await;
    complete_lesson(&app, &ana, &start["enrolmentId"], &start["modules"][0]["lessons"][0]).await;
    app.tick_reports_at(TUESDAY).await;
    let manager = app.join(&alpha, "manager").await;
    let query =
        format!("{{ myReports {{ kind figures {{ enrolmentId pace behindBy {PROGRESS} }} }} }}");
    let answer = app.request(Some(&manager.token), &query, json!({})).await.fine();
    assert_eq!(answer.data("/myReports").as_array().map(Vec::len), Some(1));
    let noted = answer.data("/myReports/0/figures").as_array().expect("figures");
    assert_eq!(noted.len(), 2);
    let of_ana = noted.iter().find(|one| one["enrolmentId"] == start["enrolmentId"]);
    let of_ana = of_ana.expect("ana's figures");
    assert_eq!(of_ana["progress"], Value::Null, "the note does not state it");
    // What is stored is what her page says, and what the note says.
    let ana = app.sign_in("alpha", "ana@alpha.example").await;
    let page = app.request(Some(&ana.token), "{ myLearning { pace behindBy } }", json!({})).await;
    let page = page.fine().data("/myLearning/0").clone();
    assert_eq!((&of_ana["pace"], &of_ana["behindBy"]), (&page["pace"], &page["behindBy"]));
    let note = only_report(peer.received(), "manager@alpha.example");
    for one in noted {
        assert_eq!(one["pace"], "BEHIND");
        let words = format!("behind by {} items", one["behindBy"]);
        assert!(note.text.contains(&words) && note.html.contains(&words), "{}", note.text);
    }
}

/// Everything that a mail program needs to know about a report.
#[track_caller]
fn check_headers(mail: &Received, message_id: &str) {
    assert_eq!(mail.message_id, message_id);
    let list = header(mail, "List-Unsubscribe").expect("a way to stop it");
    let (web, mailto) = list.split_once(',').expect("two ways");
    assert!(web.starts_with("<http://cadre.test/unsubscribe/") && web.ends_with('>'), "{list}");
    assert_eq!(mailto.trim(), "<mailto:stop@cadre.test?subject=stop>");
    assert_eq!(header(mail, "List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    assert_eq!(header(mail, "Auto-Submitted"), Some("auto-generated"));
    assert!(header(mail, "Content-Type").is_some_and(|is| is.starts_with("multipart/alternative")));
    assert_eq!(
        (mail.from.name.as_str(), mail.from.address.as_str()),
        ("Cadre", "cadre@cadre.test")
    );
    let link = web.trim_matches(['<', '>']);
    // A slash is escaped in HTML, which is the same address to a browser.
    for part in [mail.text.clone(), mail.html.replace("&#x2f;", "/")] {
        assert!(part.contains(link), "the footer stops the same: {part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_carries_the_headers_that_mail_programs_ask_for() {
    let (app, peer) = app_and_peer().await;
    let (alpha, _) = house(&app, "alpha", &["ana"]).await;
    app.tick_reports_at(MONDAY).await;
    app.tick_reports_at(TUESDAY).await;
    let ana = app.join(&alpha, "ana").await.member_id.uuid().simple().to_string();
    let manager = app.join(&alpha, "manager").await.member_id.uuid().simple().to_string();
    let digest = only_report(peer.received(), "ana@alpha.example");
    check_headers(&digest, &format!("learner_digest.2026-W49.{ana}@cadre.test"));
    assert_eq!(digest.date, MONDAY.parse().ok());
    let note = only_report(peer.received(), "manager@alpha.example");
    check_headers(&note, &format!("manager_note.2026-W49.{manager}@cadre.test"));
    let links = [&digest, &note].map(|mail| header(mail, "List-Unsubscribe"));
    assert_ne!(links[0], links[1]);
    let invitation =
        peer.received().into_iter().find(|mail| mail.to.address == "ana@alpha.example");
    let invitation = invitation.expect("an invitation");
    assert_eq!(header(&invitation, "List-Unsubscribe"), None, "service mail cannot be stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_covers_what_receivers_act_on() {
    let peer = SmtpPeer::start().await;
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let dkim = Dkim::ed25519("cadre.test", "spring", key).expect("a key");
    let options = TestAppOptions { transport: Some(peer.signing_transport(dkim)), model: None };
    let app = TestApp::start_with(options).await;
    house(&app, "alpha", &["ana"]).await;
    app.tick_reports_at(MONDAY).await;
    let mail = only_report(peer.received(), "ana@alpha.example");
    let signature = words(header(&mail, "DKIM-Signature").expect("a signature"));
    let tag = |name: &str| {
        let mut tags = signature.split(';').filter_map(|tag| tag.trim().split_once('='));
        tags.find(|(found, _)| *found == name).map(|(_, value)| value.to_ascii_lowercase())
    };
    assert_eq!(tag("a").as_deref(), Some("ed25519-sha256"));
    assert_eq!(tag("c").as_deref(), Some("relaxed/relaxed"));
    assert_eq!((tag("d").as_deref(), tag("s").as_deref()), (Some("cadre.test"), Some("spring")));
    let signed = tag("h").expect("signed headers");
    for name in ["from", "to", "subject", "message-id", "list-unsubscribe", "list-unsubscribe-post"]
    {
        assert!(signed.split(':').any(|header| header.trim() == name), "{name} in {signed}");
    }
}
