//! Many notes, and many who write at once.

use futures::future::join_all;
use kernel::{NoteId, PairId};
use mentoring::actions::sessions::{reseal_notes, rotate_note_keys};
use mentoring::model::life::State;
use mentoring::model::sessions::binding::Binding;
use mentoring::model::sessions::seal::{DataKey, Nonce, Sealed};
use serde_json::{Value, json};

use super::rotation::{keys, opened};
use super::{NOTES, plan, planned, texts, write, written};
use crate::mentoring::town::Town;

const MINE: &str = "{ myMentoringSessions(from: \"2026-11-01T00:00:00Z\",
    until: \"2027-03-01T00:00:00Z\") { id goal moduleTitle } }";
/// Notes that are sealed anew in one transaction.
const CHUNK: usize = 500;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts private notes of Ana into the tables, as the command stores them, under a first key that is
/// made here. Writing each through the API would take long.
async fn store_notes(town: &Town, pair: PairId, count: usize) -> Vec<String> {
    let sources = &town.app.app.services.sources;
    let (organization, author) = (town.alpha.organization.id, town.id("ana").await);
    let key = DataKey::new(sources.new_id(), &sources.new_secret());
    let ring = town.app.app.services.mentoring().note_keys;
    let wrapped = ring.wrap(organization, &key, Nonce::draw(sources)).expect("it wraps");
    let (org, pair_id, author_id) = (organization.uuid(), pair.uuid(), author.uuid());
    let mut sql = format!(
        "INSERT INTO cadre.note_key (organization_id, id, version, master_key, nonce, wrapped, made_at)
         VALUES ('{org}', '{}', 1, '{}', '\\x{}', '\\x{}', '2026-11-25T10:00:00Z');",
        key.id(),
        wrapped.master,
        hex(&wrapped.sealed.nonce),
        hex(&wrapped.sealed.ciphertext)
    );
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    for number in 0..count {
        let note: NoteId = sources.new_id();
        let binding = Binding { organization, pair, note, author, is_shared: false };
        let text = format!("Note {number:04}");
        let Sealed { nonce, ciphertext } =
            key.seal(&binding, Nonce::draw(sources), &text).expect("it seals");
        rows.push(format!(
            "('{org}', '{}', '{pair_id}', '{author_id}', false, '{}', '\\x{}', '\\x{}',
                '2026-11-25T10:00:00Z', 1)",
            note.uuid(),
            key.id(),
            hex(&nonce),
            hex(&ciphertext)
        ));
        all.push(text);
    }
    sql.push_str(
        "INSERT INTO cadre.mentoring_note (organization_id, id, pair_id, author_id, is_shared, key_id,
            nonce, ciphertext, written_at, version) VALUES ",
    );
    sql.push_str(&rows.join(", "));
    town.app.execute(&sql).await;
    all
}

/// Notes by the version of the key that they are sealed with.
async fn sealed_with(town: &Town, version: i32) -> i64 {
    let sql = format!(
        "SELECT count(*) AS count FROM cadre.mentoring_note n
         JOIN cadre.note_key k ON k.organization_id = n.organization_id AND k.id = n.key_id
         WHERE k.version = {version}"
    );
    town.app.count(&sql).await
}

/// All texts of a pair, in the order of the texts.
async fn sorted(town: &Town, pair: PairId) -> Vec<String> {
    let mentoring = town.app.app.services.mentoring();
    let mut found = opened(&mentoring, town, pair).await.expect("all open");
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_between_two_chunks_is_followed_by_one_that_goes_on() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let all = store_notes(&town, pair, CHUNK + 30).await;
    let mentoring = town.app.app.services.mentoring();
    let organization = town.alpha.organization.id;
    rotate_note_keys(&mentoring, organization).await.expect("it runs").expect("there is a key");
    assert!(reseal_notes(&mentoring, organization, None).await.expect("it runs").is_some());
    // Here it was killed.
    assert_eq!((sealed_with(&town, 1).await, sealed_with(&town, 2).await), (30, 500));
    assert_eq!((keys(&town).await, sorted(&town, pair).await == all), (2, true));
    written(&town, "mia", pair, true, "Note 9999").await;
    town.app.run_jobs().await;
    assert_eq!((keys(&town).await, sealed_with(&town, 2).await), (1, 531));
    let mut with_the_last = all;
    with_the_last.push("Note 9999".to_owned());
    assert_eq!(sorted(&town, pair).await, with_the_last);
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_that_are_written_during_rotations_are_kept() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    written(&town, "ana", pair, true, "Note 00").await;
    town.person("mia").await;
    let mentoring = town.app.app.services.mentoring();
    let organization = town.alpha.organization.id;
    let writes = (1..=24_usize).map(|number| {
        let (town, who) = (&town, ["ana", "mia"][number % 2]);
        async move {
            write(town, who, pair, true, &format!("Note {number:02}")).await.fine();
        }
    });
    let rotations = async {
        for _ in 0..4 {
            rotate_note_keys(&mentoring, organization).await.expect("it runs");
            let mut after = None;
            loop {
                after = reseal_notes(&mentoring, organization, after).await.expect("it runs");
                if after.is_none() {
                    break;
                }
            }
        }
    };
    tokio::join!(join_all(writes), rotations);
    town.app.run_jobs().await;
    assert_eq!((keys(&town).await, sealed_with(&town, 5).await), (1, 25));
    let expected: Vec<String> = (0..=24).map(|number| format!("Note {number:02}")).collect();
    assert_eq!(sorted(&town, pair).await, expected);
}

/// Two pairs, so that no lock of theirs keeps the writers apart.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_two_notes_at_once_share_one_key() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let other = town.pair("bo", "max", State::Active).await;
    for who in ["ana", "mia", "bo", "max"] {
        town.person(who).await;
    }
    tokio::join!(
        written(&town, "ana", pair, true, "One"),
        written(&town, "max", other, true, "Two"),
        written(&town, "mia", pair, false, "Three"),
        written(&town, "bo", other, false, "Four"),
    );
    assert_eq!(keys(&town).await, 1);
    assert_eq!(texts(&town, "mia", pair).await.len(), 2);
    assert_eq!(texts(&town, "max", other).await, ["Two"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_side_writes_a_thousand_notes_and_no_more() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    store_notes(&town, pair, 999).await;
    let last = written(&town, "ana", pair, false, "The last one").await;
    assert_eq!(write(&town, "ana", pair, false, "One more").await.codes(), ["CONFLICT"]);
    written(&town, "mia", pair, false, "The other side has room").await;
    let delete = "mutation($input: DeleteNoteInput!) {
        deleteNote(input: $input) { noteId } }";
    town.fine("ana", delete, json!({ "input": { "noteId": last, "expectedVersion": 1 } })).await;
    written(&town, "ana", pair, false, "One more").await;
}

/// One pair must not fill the calendars and weeks in which the others stand.
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_has_room_for_its_sessions_and_no_more() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let other = town.pair("bo", "mia", State::Active).await;
    planned(&town, "bo", other, "2026-11-30T09:00:00Z").await;
    let there = format!(
        "SELECT count(*) AS count FROM cadre.mentoring_session WHERE pair_id = '{}'",
        pair.uuid()
    );
    let more = 150 - town.app.count(&there).await;
    town.app
        .execute(&format!(
            "INSERT INTO cadre.mentoring_session (organization_id, id, pair_id, state, starts_at,
                minutes, planned_by, changed_at, feed_sequence, version)
             SELECT '{}', gen_random_uuid(), '{}', CASE WHEN n = 1 THEN 'cancelled' ELSE 'planned' END,
                timestamptz '2026-12-01T10:00:00Z' + make_interval(mins => n), 5, '{}',
                timestamptz '2026-11-25T10:00:00Z', 0, 1
             FROM generate_series(1, {more}) AS n",
            town.alpha.organization.id.uuid(),
            pair.uuid(),
            town.id("ana").await.uuid()
        ))
        .await;
    for who in ["ana", "mia"] {
        let refused = plan(&town, who, pair, "2026-12-05T10:00:00Z").await;
        assert_eq!(refused.codes(), ["CONFLICT"], "{who}");
    }
    planned(&town, "bo", other, "2026-12-07T09:00:00Z").await;
    let week = "{ mentorWeek { pairId } }";
    let week = town.fine("mia", week, json!({})).await;
    let due = week.data("/mentorWeek").as_array().expect("a list");
    assert_eq!(due.len(), 99);
    assert_eq!(due[0]["pairId"], other.to_string(), "the nearest stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_take_the_same_statements_however_long_they_are() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let few = town.pair("bo", "max", State::Active).await;
    store_notes(&town, pair, 60).await;
    written(&town, "bo", few, false, "One").await;
    for day in 1..=20 {
        planned(&town, "mia", pair, &format!("2026-12-{day:02}T10:00:00Z")).await;
    }
    let count = async |who: &str, document: &str, variables: Value| {
        town.fine(who, document, variables.clone()).await;
        let before = town.app.app.services.database.statements().sent();
        let answer = town.fine(who, document, variables).await;
        (town.app.app.services.database.statements().sent() - before, answer)
    };
    let of = |pair: PairId| json!({ "pair": pair.to_string() });
    let (many, answer) = count("ana", NOTES, of(pair)).await;
    assert_eq!(answer.data("/mentoringNotes/edges").as_array().expect("a list").len(), 60);
    assert_eq!(count("bo", NOTES, of(few)).await.0, many);
    let (many, answer) = count("ana", MINE, json!({})).await;
    assert_eq!(answer.data("/myMentoringSessions").as_array().expect("a list").len(), 21);
    assert_eq!(count("bo", MINE, json!({})).await.0, many);
}
