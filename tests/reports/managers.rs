//! The fortnightly note to managers, and the wall between organisations.

use kernel::CohortId;
use serde_json::json;
use testkit::{Organization, Person, TestApp};

use super::support::{
    MONDAY, NEXT_MONDAY, TUESDAY, app_and_peer, house, ledger_of, only_report, readers, reports,
};

async fn enrol(app: &TestApp, organization: &Organization, cohort: CohortId, rows: &str) {
    let csv = format!("name,email,manager_email,unit\n{rows}");
    let answer = app.enrol_csv(organization, cohort, &csv, false).await.fine();
    assert_eq!(answer.data("/enrolLearners/invalid"), &json!(0), "{:#}", answer.body);
    app.run_jobs().await;
}

/// Another organisation, in which people of the same addresses learn under a manager of their own.
async fn neighbour(app: &TestApp, monday: &str, names: &[&str]) {
    let beta = app.organization("beta").await;
    let cohort = app.cohort(&beta, monday, &[]).await;
    let row = |name: &&str| format!("{name} Betason,{name}@alpha.example,zoe@beta.example,Sales\n");
    enrol(app, &beta, cohort, &names.iter().map(row).collect::<String>()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_get_a_note_every_second_tuesday_about_their_own_people() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    neighbour(&app, "2026-11-23", &["ana", "bo", "cy"]).await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    let rows = "Ana Kowalska,ana@alpha.example,mia@alpha.example,Claims\n\
                Bo Nowak,bo@alpha.example,mia@alpha.example,Claims\n\
                Cy Lis,cy@alpha.example,noa@alpha.example,Claims\n";
    enrol(&app, &alpha, cohort, rows).await;
    let to_managers = async || {
        let mut readers = readers(app.mails().await);
        readers.retain(|reader| reader.starts_with("mia") || reader.starts_with("noa"));
        readers
    };
    app.tick_reports_at("2026-12-01T06:29:59Z").await;
    assert_eq!(to_managers().await, [""; 0], "a second too early");
    app.set_clock(TUESDAY);
    app.queue_report_tick().await;
    app.queue_report_tick().await;
    tokio::join!(app.run_jobs(), app.run_jobs());
    app.tick_reports().await;
    let both = ["mia@alpha.example", "noa@alpha.example"];
    assert_eq!(to_managers().await, both);

    let mia = only_report(app.mails().await, both[0]);
    assert_eq!(mia.subject, "Ana and 1 other: one question to ask this fortnight");
    let noa = only_report(app.mails().await, both[1]);
    assert_eq!(noa.subject, "Cy: one question to ask this fortnight");
    for part in [&mia.text, &mia.html, &noa.text, &noa.html] {
        assert!(!part.contains("Betason"), "{part}");
    }
    for part in [&mia.text, &mia.html] {
        let named = ["Ana Kowalska", "Bo Nowak", "Cy Lis"].map(|name| part.contains(name));
        assert_eq!(named, [true, true, false], "{part}");
    }
    for part in [&noa.text, &noa.html] {
        let named = ["Ana Kowalska", "Bo Nowak", "Cy Lis"].map(|name| part.contains(name));
        assert_eq!(named, [false, false, true], "{part}");
    }

    app.tick_reports_at("2026-12-08T06:30:00Z").await;
    assert_eq!(to_managers().await, both, "not in the week between");
    app.tick_reports_at("2026-12-15T06:30:00Z").await;
    assert_eq!(to_managers().await.len(), 4, "a fortnight later");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_more_than_ten_learners_those_who_are_behind_have_a_line() {
    let app = TestApp::start().await;
    let names: Vec<String> = (0..13).map(|number| format!("learner{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    neighbour(&app, "2026-11-23", &names).await;
    let (alpha, _) = house(&app, "alpha", &names).await;
    complete_modules(&app, &app.join(&alpha, names[0]).await, 1).await;
    app.tick_reports_at(TUESDAY).await;
    let note = only_report(app.mails().await, "manager@alpha.example");
    assert_eq!(note.subject, "learner01 and 12 others: one question to ask this fortnight");
    for part in [&note.text, &note.html] {
        let named: Vec<&str> = names.iter().copied().filter(|name| part.contains(name)).collect();
        assert_eq!(named, names[1..], "{part}");
        assert!(part.contains("1 more stands on your page."), "{part}");
    }
    assert_eq!(note.text.matches("State: ").count(), 12);
    let figures = format!(
        "SELECT jsonb_array_length(figures)::bigint AS count FROM cadre.report_delivery
         WHERE kind = 'manager_note' AND organization_id = '{}'",
        alpha.id.uuid()
    );
    assert_eq!(app.count(&figures).await, 12, "those of the lines");
    assert!(!note.text.contains("Betason"), "{}", note.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_waits_is_cancelled_when_the_reporting_line_changes() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    let rows = "Ana Kowalska,ana@alpha.example,mia@alpha.example,Claims\n\
                Bo Nowak,bo@alpha.example,mia@alpha.example,Claims\n\
                Cy Lis,cy@alpha.example,noa@alpha.example,Claims\n\
                Di Maj,di@alpha.example,oda@alpha.example,Claims\n";
    enrol(&app, &alpha, cohort, rows).await;
    peer.plan(&json!([{ "to": "mia@", "action": "451", "times": 1 },
                      { "to": "noa@", "action": "451", "times": 1 },
                      { "to": "oda@", "action": "451", "times": 1 }]));
    app.tick_reports_at(TUESDAY).await;
    assert_eq!(app.waiting_jobs().await, 3);
    // Ana changes to another manager, and Cy leaves the cohort.
    app.execute(
        "UPDATE cadre.member SET manager_id = (SELECT id FROM cadre.member WHERE email = 'oda@alpha.example')
         WHERE email = 'ana@alpha.example';
         DELETE FROM cadre.enrolment WHERE member_id =
             (SELECT id FROM cadre.member WHERE email = 'cy@alpha.example')",
    )
    .await;
    app.hurry_jobs().await;
    app.run_jobs().await;
    let mut notes = readers(peer.received());
    notes.retain(|reader| ["mia", "noa", "oda"].iter().any(|name| reader.starts_with(name)));
    assert_eq!(notes, ["oda@alpha.example"], "what still holds goes out");
    for manager in ["mia@alpha.example", "noa@alpha.example"] {
        let name = app
            .text(&format!("SELECT name AS text FROM cadre.member WHERE email = '{manager}'"))
            .await
            .expect("a manager");
        let entry = ledger_of(&app, &alpha, cohort, &name).await.remove(0);
        assert_eq!((&entry["state"], &entry["sentAt"]), (&json!("FAILED"), &json!(null)));
        let reason = entry["lastError"].as_str().expect("a reason");
        assert!(reason.starts_with("cancelled: somebody it speaks of"), "{reason}");
    }
    assert_eq!(app.waiting_jobs().await, 0, "no other try follows");
}

/// Completes so many modules of somebody's run, in the order of the plan.
async fn complete_modules(app: &TestApp, person: &Person, count: usize) {
    let learning = "{ myLearning { enrolmentId modules { id lessons { id } } } }";
    let mine = app.request(Some(&person.token), learning, json!({})).await.fine();
    let enrolment = mine.text("/myLearning/0/enrolmentId");
    for module in mine.data("/myLearning/0/modules").as_array().expect("modules").iter().take(count)
    {
        for lesson in module["lessons"].as_array().expect("lessons") {
            let input = json!({ "enrolmentId": enrolment, "lessonId": lesson["id"] });
            let query = "mutation($input: CompleteLessonInput!) {
                completeLesson(input: $input) { alreadyCompleted } }";
            app.request(Some(&person.token), query, json!({ "input": input })).await.fine();
        }
        app.pass_graded_parts().await;
        let input = json!({ "enrolmentId": enrolment, "moduleId": module["id"] });
        let query = "mutation($input: CompleteModuleInput!) {
            completeModule(input: $input) { learning { pace } } }";
        app.request(Some(&person.token), query, json!({ "input": input })).await.fine();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_completed_the_program_gets_no_digest_and_stands_in_no_note() {
    let app = TestApp::start().await;
    let alpha = app.organization("alpha").await;
    // There they have yet to begin, so whoever is taken for them would have a mail to get.
    neighbour(&app, "2027-01-04", &["ana", "bo", "cy"]).await;
    let cohort = app.cohort(&alpha, "2026-08-10", &[]).await;
    let rows = "Ana Kowalska,ana@alpha.example,mia@alpha.example,Claims\n\
                Bo Nowak,bo@alpha.example,mia@alpha.example,Claims\n\
                Cy Lis,cy@alpha.example,noa@alpha.example,Claims\n";
    enrol(&app, &alpha, cohort, rows).await;
    for name in ["ana", "cy"] {
        complete_modules(&app, &app.join(&alpha, name).await, 16).await;
    }
    app.tick_reports_at(MONDAY).await;
    assert_eq!(readers(app.mails().await), ["bo@alpha.example"]);
    app.tick_reports_at(TUESDAY).await;
    assert_eq!(
        readers(app.mails().await),
        ["bo@alpha.example", "mia@alpha.example"],
        "nothing to say to noa"
    );
    let note = only_report(app.mails().await, "mia@alpha.example");
    assert_eq!(note.subject, "Bo: one question to ask this fortnight");
    assert!(note.text.contains("Bo Nowak") && !note.text.contains("Ana"), "{}", note.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_organisations_never_meet_in_a_mail() {
    let (app, peer) = app_and_peer().await;
    let alpha = app.organization("alpha").await;
    let beta = app.organization("beta").await;
    let in_alpha = app.cohort(&alpha, "2026-11-23", &[]).await;
    let in_beta = app.cohort(&beta, "2026-11-16", &[]).await;
    // One person learns in both, and one manages in both.
    let shared = "pat@shared.example,boss@shared.example,Claims\n";
    let ana = "Ana Alphason,ana@shared.example,boss@shared.example,Claims\n";
    let bea = "Bea Betason,bea@shared.example,boss@shared.example,Claims\n";
    enrol(&app, &alpha, in_alpha, &format!("Pat Alphason,{shared}{ana}")).await;
    enrol(&app, &beta, in_beta, &format!("Pat Betason,{shared}{bea}")).await;
    app.tick_reports_at(MONDAY).await;
    app.tick_reports_at(TUESDAY).await;
    app.tick_reports_at(NEXT_MONDAY).await;

    let mails = reports(peer.received());
    let to = |address: &str| mails.iter().filter(|mail| mail.to.address == address).count();
    let found = ["ana", "bea", "pat", "boss"].map(|name| to(&format!("{name}@shared.example")));
    assert_eq!(found, [2, 2, 4, 2]);
    for mail in &mails {
        let whole = format!("{} {} {} {}", mail.to.name, mail.subject, mail.text, mail.html);
        let has = |own: &str, cohort: &str| whole.contains(own) || whole.contains(cohort);
        let of_alpha = has("Alphason", "Cohort of 2026-11-23");
        let of_beta = has("Betason", "Cohort of 2026-11-16");
        assert!(of_alpha != of_beta, "two organisations in one mail: {whole}");
    }
    let mut ids: Vec<&str> = mails.iter().map(|mail| mail.message_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), mails.len(), "two organisations share a Message-ID");
}
