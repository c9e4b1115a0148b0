//! A text that is written into notes stands nowhere else: in no table, no log line, no answer to those
//! who may not read it, no calendar.

use mentoring::model::life::State;
use serde_json::json;

use super::{notes, plan, texts, write, written};
use crate::http::log::logged;
use crate::mentoring::town::Town;

const MARKER: &str = "Marmalade-4711";
const TABLES: &str = "SELECT string_agg(format('%I.%I', table_schema, table_name), ' ') AS text
    FROM information_schema.tables
    WHERE table_schema IN ('cadre', 'identity', 'jobs') AND table_type = 'BASE TABLE'";

/// Rows of any table in which the marker stands, as text or as bytes.
async fn rows_with_the_marker(town: &Town) -> Vec<String> {
    let tables = town.app.text(TABLES).await.expect("tables");
    let mut found = Vec::new();
    let mut looked_at = 0;
    for table in tables.split(' ') {
        let count = format!(
            "SELECT count(*) AS count FROM {table} t
             WHERE t::text LIKE '%{MARKER}%'
                OR t::text LIKE '%' || encode(convert_to('{MARKER}', 'UTF8'), 'hex') || '%'"
        );
        looked_at += 1;
        if town.app.count(&count).await > 0 {
            found.push(table.to_owned());
        }
    }
    assert!(looked_at > 80, "{looked_at}");
    found
}

/// Writes, changes, reads and breaks notes that hold the marker; what everybody else was answered.
async fn life_of_a_note(town: &Town) -> Vec<String> {
    let pair = town.pair("ana", "mia", State::Active).await;
    let private = format!("Private {MARKER}");
    let note = written(town, "mia", pair, false, &private).await;
    let key = json!({ "pairId": pair.to_string(), "isShared": true, "idempotencyKey": "k1",
        "text": format!("Shared {MARKER}") });
    town.fine("mia", super::WRITE, json!({ "input": key })).await;
    let edit = "mutation($input: EditNoteInput!) { editNote(input: $input) { note { id } } }";
    let input = json!({ "noteId": note, "expectedVersion": 1, "text": format!("Again {MARKER}") });
    town.fine("mia", edit, json!({ "input": input })).await;
    assert_eq!(texts(town, "mia", pair).await.len(), 2);
    assert_eq!(texts(town, "ana", pair).await, [format!("Shared {MARKER}")]);
    let long = format!("{MARKER} {}", "x".repeat(20_001));
    let mut answers = vec![write(town, "mia", pair, false, &long).await.body.to_string()];
    plan(town, "mia", pair, "2026-11-26T10:00:00Z").await.fine();

    town.app.execute("UPDATE cadre.mentoring_note SET is_shared = NOT is_shared").await;
    for who in ["ana", "mia", "bo", "max", "cora", "admin", "fatima", "boss", "ana@beta"] {
        answers.push(notes(town, who, pair).await.body.to_string());
    }
    town.app.execute("UPDATE cadre.mentoring_note SET is_shared = NOT is_shared").await;
    let requests = "{ breakGlassRequests { edges { node { id reason } } } }";
    let audit = "SELECT coalesce(string_agg(a::text, ' '), '') AS text FROM cadre.audit_entry a";
    answers.push(town.fine("admin", requests, json!({})).await.body.to_string());
    answers.push(town.app.text(audit).await.expect("an audit log"));
    let mentoring = town.app.app.services.mentoring();
    let organization = town.alpha.organization.id;
    mentoring::actions::sessions::rotate_note_keys(&mentoring, organization)
        .await
        .expect("it runs");
    town.app.run_jobs().await;
    answers
}

#[test]
fn the_text_of_a_note_stands_nowhere() {
    let ((answers, found), log) = logged(async {
        let town = Town::build().await;
        let answers = life_of_a_note(&town).await;
        let found = rows_with_the_marker(&town).await;
        (answers, found)
    });
    assert!(found.is_empty(), "{found:?}");
    for answer in answers {
        assert!(!answer.contains(MARKER), "{answer}");
    }
    // It is the right log: what did not open is named there, by its id.
    assert!(log.contains("a note does not open"), "{log}");
    assert!(log.contains("note_"), "{log}");
    assert!(!log.contains(MARKER), "{log}");
}
