//! Notes: who reads and writes them.

use mentoring::model::life::State;
use serde_json::json;

use super::{NOTES, WRITE, notes, texts, write, written};
use crate::mentoring::town::Town;

const EDIT: &str = "mutation($input: EditNoteInput!) { editNote(input: $input) {
    note { text version editedAt } } }";
const DELETE: &str = "mutation($input: DeleteNoteInput!) { deleteNote(input: $input) { noteId } }";

#[tokio::test(flavor = "multi_thread")]
async fn each_side_reads_its_own_notes_and_what_is_shared() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    written(&town, "ana", pair, false, "Ana alone").await;
    written(&town, "mia", pair, false, "Mia alone").await;
    written(&town, "mia", pair, true, "For both").await;
    assert_eq!(texts(&town, "ana", pair).await, ["For both", "Ana alone"]);
    assert_eq!(texts(&town, "mia", pair).await, ["For both", "Mia alone"]);
    // Another learner, another mentor, and whoever is not of the organisation: no such pair.
    for other in ["bo", "max", "ana@beta", "mia@beta"] {
        assert_eq!(notes(&town, other, pair).await.codes(), ["NOT_FOUND"], "{other}");
        let answer = write(&town, other, pair, true, "x").await;
        assert_eq!(answer.codes(), ["NOT_FOUND"], "{other}");
    }
    for other in ["cora", "admin", "fatima"] {
        assert_eq!(notes(&town, other, pair).await.codes(), ["FORBIDDEN"], "{other}");
        let answer = write(&town, other, pair, true, "x").await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{other}");
    }
}

/// Roles open nothing: a coordinator who mentors somebody else sees none of this pair's notes.
#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_who_is_a_mentor_too_reads_no_notes_of_others() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    written(&town, "ana", pair, true, "For both").await;
    let (cora, organization) = (town.id("cora").await.uuid(), town.alpha.organization.id.uuid());
    town.app
        .execute(&format!(
            "INSERT INTO cadre.member_role (organization_id, member_id, role)
             VALUES ('{organization}', '{cora}', 'mentor'), ('{organization}', '{cora}', 'admin')"
        ))
        .await;
    assert_eq!(notes(&town, "cora", pair).await.codes(), ["NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_author_changes_and_deletes() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let note = written(&town, "mia", pair, true, "Before").await;
    let edit = |version: i32| json!({ "input": { "noteId": note, "expectedVersion": version, "text": "After" } });
    for other in ["ana", "bo", "mia@beta"] {
        assert_eq!(town.gql(other, EDIT, edit(1)).await.codes(), ["NOT_FOUND"], "{other}");
    }
    let edited = town.fine("mia", EDIT, edit(1)).await;
    assert_eq!(edited.text("/editNote/note/text"), "After");
    assert!(!edited.text("/editNote/note/editedAt").is_empty());
    assert_eq!(town.gql("mia", EDIT, edit(1)).await.codes(), ["CONFLICT"]);
    assert_eq!(texts(&town, "ana", pair).await, ["After"]);

    let delete = |version: i32| json!({ "input": { "noteId": note, "expectedVersion": version } });
    assert_eq!(town.gql("ana", DELETE, delete(2)).await.codes(), ["NOT_FOUND"]);
    assert_eq!(town.gql("mia", DELETE, delete(1)).await.codes(), ["CONFLICT"]);
    town.fine("mia", DELETE, delete(2)).await;
    assert_eq!(town.gql("mia", DELETE, delete(2)).await.codes(), ["NOT_FOUND"]);
    let left = "SELECT count(*) AS count FROM cadre.mentoring_note";
    assert_eq!(town.app.count(left).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_does_not_fit_is_refused_before_it_is_sealed() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    for text in ["x".repeat(1_000_000), "🌱".repeat(20_001), "  \n".to_owned(), "a\0b".to_owned()]
    {
        let answer = write(&town, "ana", pair, false, &text).await;
        assert_eq!(answer.codes(), ["INVALID_INPUT"]);
    }
    let stored = "SELECT (SELECT count(*) FROM cadre.mentoring_note)
        + (SELECT count(*) FROM cadre.note_key) AS count";
    assert_eq!(town.app.count(stored).await, 0);
    let longest = "🌱".repeat(20_000);
    written(&town, "ana", pair, false, &longest).await;
    assert_eq!(texts(&town, "ana", pair).await, [longest]);
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_begin_with_both_yeses_and_end_with_the_pair() {
    let town = Town::build().await;
    let proposed = town.pair("ana", "mia", State::MentorAccepted).await;
    assert_eq!(write(&town, "ana", proposed, false, "x").await.codes(), ["CONFLICT"]);
    let pair = town.pair("bo", "max", State::Accepted).await;
    let note = written(&town, "bo", pair, true, "Hello").await;
    town.app
        .execute(&format!(
            "UPDATE cadre.pair SET state = 'ended_early', ended_at = now() WHERE id = '{}';
             UPDATE cadre.mentor_profile SET held_places = 0, taken_places = 0
             WHERE member_id = '{}'",
            pair.uuid(),
            town.id("max").await.uuid()
        ))
        .await;
    assert_eq!(write(&town, "bo", pair, false, "x").await.codes(), ["CONFLICT"]);
    let edit = json!({ "input": { "noteId": note, "expectedVersion": 1, "text": "x" } });
    assert_eq!(town.gql("bo", EDIT, edit).await.codes(), ["CONFLICT"]);
    // What was written stays with its author, who may still take it back.
    assert_eq!(texts(&town, "bo", pair).await, ["Hello"]);
    let delete = json!({ "input": { "noteId": note, "expectedVersion": 1 } });
    town.fine("bo", DELETE, delete).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_writes_once_and_notes_are_paged() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    let input = |text: &str| {
        json!({ "input": { "pairId": pair.to_string(), "isShared": false, "text": text,
            "idempotencyKey": "k1" } })
    };
    let first = town.fine("ana", WRITE, input("One")).await.text("/writeNote/note/id");
    let again = town.fine("ana", WRITE, input("One")).await.text("/writeNote/note/id");
    assert_eq!(first, again);
    assert_eq!(town.gql("ana", WRITE, input("Two")).await.codes(), ["IDEMPOTENCY_MISMATCH"]);
    town.app.advance(chrono::Duration::milliseconds(1));
    for text in ["Two", "Three"] {
        written(&town, "ana", pair, false, text).await;
    }
    let paged = "query($pair: ID!, $after: String) {
        mentoringNotes(pairId: $pair, first: 2, after: $after) {
            edges { node { text } } pageInfo { hasNextPage endCursor } } }";
    let page = town.fine("ana", paged, json!({ "pair": pair.to_string() })).await;
    assert_eq!(page.text("/mentoringNotes/edges/0/node/text"), "Three");
    assert_eq!(page.data("/mentoringNotes/pageInfo/hasNextPage"), &json!(true));
    let after = page.text("/mentoringNotes/pageInfo/endCursor");
    let page = town.fine("ana", paged, json!({ "pair": pair.to_string(), "after": after })).await;
    assert_eq!(page.text("/mentoringNotes/edges/0/node/text"), "One");
    assert_eq!(page.data("/mentoringNotes/pageInfo/hasNextPage"), &json!(false));
    assert_eq!(town.gql("ana", NOTES, json!({ "pair": "pair_x" })).await.codes(), ["INVALID_ID"]);
}
