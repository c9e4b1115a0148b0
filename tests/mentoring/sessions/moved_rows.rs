//! Rows that somebody with the database in hand copies, moves or changes: none of them opens.

use kernel::PairId;
use mentoring::model::life::State;
use uuid::Uuid;

use super::{bare, notes, texts, written};
use crate::mentoring::town::Town;

/// Changes a note by SQL, shows that a reader gets nothing of it, and puts it back.
async fn shut(town: &Town, note: &str, change: &str, (reader, pair): (&str, PairId)) {
    let row = format!(
        "SELECT to_jsonb(n)::text AS text FROM cadre.mentoring_note n WHERE n.id = '{note}'"
    );
    let row = town.app.text(&row).await.expect("a note");
    let update = format!("UPDATE cadre.mentoring_note SET {change} WHERE id = '{note}'");
    town.app.execute(&update).await;
    let answer = notes(town, reader, pair).await;
    assert_eq!(answer.codes(), ["INTERNAL"], "{change}");
    assert!(!answer.body.to_string().contains("Mia alone"), "{change}");
    let columns = "pair_id, author_id, is_shared, key_id, nonce, ciphertext";
    town.app
        .execute(&format!(
            "UPDATE cadre.mentoring_note n SET ({columns}) = (SELECT {columns}
                FROM jsonb_populate_record(NULL::cadre.mentoring_note, '{row}'::jsonb))
             WHERE n.id = '{note}'"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_was_moved_or_made_visible_does_not_open() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let other = town.pair("bo", "mia", State::Active).await;
    let note = bare(&written(&town, "mia", pair, false, "Mia alone").await);
    let second = bare(&written(&town, "mia", pair, false, "Another one").await);
    let (ana, other_id) = (town.id("ana").await.uuid(), other.uuid());
    for (change, reader) in [
        (format!("pair_id = '{other_id}'"), ("mia", other)),
        ("is_shared = true".to_owned(), ("ana", pair)),
        (format!("author_id = '{ana}'"), ("ana", pair)),
        (
            format!(
                "(nonce, ciphertext) = (SELECT nonce, ciphertext FROM cadre.mentoring_note
                 WHERE id = '{second}')"
            ),
            ("mia", pair),
        ),
        (
            "ciphertext = set_byte(ciphertext, 0, get_byte(ciphertext, 0) # 1)".to_owned(),
            ("mia", pair),
        ),
        ("nonce = substr(nonce, 2)".to_owned(), ("mia", pair)),
    ] {
        shut(&town, &note, &change, reader).await;
    }
    assert_eq!(texts(&town, "mia", pair).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_was_copied_into_another_organisation_does_not_open() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let foreign = town.pair("ana@beta", "mia@beta", State::Active).await;
    let note = bare(&written(&town, "mia", pair, true, "Mia alone").await);
    let beta = town.beta.organization.id.uuid();
    let (pair_id, mia) = (foreign.uuid(), town.id("mia@beta").await.uuid());
    // With the key that it was sealed with, as it is wrapped in the first organisation.
    town.app
        .execute(&format!(
            "INSERT INTO cadre.note_key (organization_id, id, version, master_key, nonce, wrapped, made_at)
             SELECT '{beta}', id, version, master_key, nonce, wrapped, made_at FROM cadre.note_key;
             INSERT INTO cadre.mentoring_note (organization_id, id, pair_id, author_id, is_shared, key_id,
                nonce, ciphertext, written_at, version)
             SELECT '{beta}', id, '{pair_id}', '{mia}', is_shared, key_id, nonce, ciphertext, written_at,
                version
             FROM cadre.mentoring_note WHERE id = '{note}'"
        ))
        .await;
    for reader in ["ana@beta", "mia@beta"] {
        let answer = notes(&town, reader, foreign).await;
        assert_eq!(answer.codes(), ["INTERNAL"], "{reader}");
        assert!(!answer.body.to_string().contains("Mia alone"), "{reader}");
    }
    assert_eq!(texts(&town, "ana", pair).await, ["Mia alone"]);
}

/// A key that is given another id, or another organisation's note, opens nothing either.
#[tokio::test(flavor = "multi_thread")]
async fn keys_are_bound_to_their_rows_too() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    written(&town, "mia", pair, true, "Mia alone").await;
    let (other, organization): (Uuid, Uuid) =
        (town.app.app.services.sources.new_id(), town.alpha.organization.id.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.note_key (organization_id, id, version, master_key, nonce, wrapped, made_at)
             SELECT '{organization}', '{other}', 2, master_key, nonce, wrapped, made_at
             FROM cadre.note_key;
             UPDATE cadre.mentoring_note SET key_id = '{other}'"
        ))
        .await;
    assert_eq!(notes(&town, "mia", pair).await.codes(), ["INTERNAL"]);
}
