//! New keys for notes: what was written stays readable, the old keys go.

use std::process::Command;

use kernel::{PageRequest, PairId};
use mentoring::MentoringError;
use mentoring::actions::Mentoring;
use mentoring::actions::sessions::{
    Rotated, WriteNote, reseal_notes, rotate_despite_lost_keys, rotate_note_keys, write_note,
};
use mentoring::model::life::State;
use mentoring::model::sessions::seal::Keyring;
use mentoring::queries::sessions::notes::{notes_page, open};

use super::{notes, texts, write, written};
use crate::mentoring::town::Town;

/// The master key of the application in tests.
const MASTER: (&str, [u8; 32]) = ("m1", [9; 32]);

fn ring(keys: &[(&str, [u8; 32])]) -> Keyring {
    let keys = keys.iter().map(|(id, key)| ((*id).to_owned(), *key));
    Keyring::new(keys).expect("there are keys")
}

/// How many keys there are.
pub(super) async fn keys(town: &Town) -> i64 {
    town.app.count("SELECT count(*) AS count FROM cadre.note_key").await
}

/// The texts of all notes of a pair, newest first, as other master keys open them.
pub(super) async fn opened(
    mentoring: &Mentoring,
    town: &Town,
    pair: PairId,
) -> Result<Vec<String>, MentoringError> {
    let organization = town.alpha.organization.id;
    let page = PageRequest { first: 1_000, after: None };
    mentoring
        .database
        .read(organization, async |connection| {
            let (sealed, _) = notes_page(connection, organization, pair, None, &page).await?;
            let opened = open(connection, &mentoring.note_keys, organization, sealed).await?;
            Ok(opened.iter().map(|note| note.reveal().to_owned()).collect())
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn old_notes_open_with_the_new_key_and_the_old_one_goes() {
    let town = Town::build().await;
    let mentoring = town.app.app.services.mentoring();
    let organization = town.alpha.organization.id;
    let nothing = rotate_note_keys(&mentoring, organization).await.expect("it runs");
    assert_eq!(nothing, None);

    let pair = town.pair("ana", "mia", State::Active).await;
    written(&town, "ana", pair, true, "First").await;
    let rotated = rotate_note_keys(&mentoring, organization).await.expect("it runs");
    assert_eq!(rotated, Some(Rotated { version: 2, older: 1, lost: 0 }));
    // Before a worker comes to it: both keys are needed, and both are there.
    written(&town, "mia", pair, true, "Second").await;
    assert_eq!(texts(&town, "ana", pair).await, ["Second", "First"]);
    rotate_note_keys(&mentoring, organization).await.expect("it runs");
    assert_eq!((keys(&town).await, texts(&town, "ana", pair).await.len()), (3, 2));

    let edited = "SELECT count(*) AS count FROM cadre.mentoring_note
        WHERE version <> 1 OR edited_at IS NOT NULL";
    // A worker that is killed behind its first chunk: the notes are sealed anew, the keys are there.
    assert!(reseal_notes(&mentoring, organization, None).await.expect("it runs").is_some());
    assert_eq!((keys(&town).await, texts(&town, "mia", pair).await.len()), (3, 2));
    town.app.run_jobs().await;
    assert_eq!(keys(&town).await, 1);
    assert_eq!(texts(&town, "mia", pair).await, ["Second", "First"]);
    assert_eq!(town.app.count(edited).await, 0);
    let audit =
        "SELECT count(*) AS count FROM cadre.audit_entry WHERE action = 'note_keys_rotated'";
    assert_eq!(town.app.count(audit).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_rotation_only_the_newest_master_key_is_needed() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    written(&town, "ana", pair, true, "First").await;
    let with = |keys: &[(&str, [u8; 32])]| {
        let mut mentoring = town.app.app.services.mentoring();
        mentoring.note_keys = ring(keys);
        mentoring
    };
    let (both, newer) = (with(&[MASTER, ("m2", [3; 32])]), with(&[("m2", [3; 32])]));
    assert_eq!(opened(&both, &town, pair).await.expect("it opens"), ["First"]);
    let early = opened(&newer, &town, pair).await;
    assert!(matches!(early, Err(MentoringError::Sealed)));
    rotate_note_keys(&both, town.alpha.organization.id).await.expect("it runs");
    // Also the data key of before is wrapped anew, so that the old file may go at once.
    assert_eq!(opened(&newer, &town, pair).await.expect("it opens"), ["First"]);
    assert_eq!(notes(&town, "ana", pair).await.codes(), ["INTERNAL"]);
    let mut after = None;
    loop {
        after = reseal_notes(&newer, town.alpha.organization.id, after).await.expect("it runs");
        if after.is_none() {
            break;
        }
    }
    assert_eq!(keys(&town).await, 1);
    assert_eq!(opened(&newer, &town, pair).await.expect("it opens"), ["First"]);
    // The workers of this test know the old master key only.
    town.app.execute("DELETE FROM jobs._private_jobs").await;
}

/// Who loses a master key loses the notes under it, and goes on with new ones; found again, it opens
/// them.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_loss_new_notes_can_be_written() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    // The application's own key is what is left after another one was lost.
    let mut before = town.app.app.services.mentoring();
    before.note_keys = ring(&[("m0", [5; 32])]);
    let organization = town.alpha.organization.id;
    let author = town.app.actor(&town.person("ana").await, kernel::Role::Learner);
    let note = WriteNote {
        pair_id: pair,
        session_id: None,
        is_shared: true,
        text: "Old".into(),
        idempotency_key: None,
    };
    write_note(&before, &author, note).await.expect("it is written");
    town.app.advance(chrono::Duration::milliseconds(1));
    assert_eq!(notes(&town, "ana", pair).await.codes(), ["INTERNAL"]);
    assert_eq!(write(&town, "mia", pair, true, "New").await.codes(), ["INTERNAL"]);

    let mentoring = town.app.app.services.mentoring();
    let careful = rotate_note_keys(&mentoring, organization).await;
    assert!(matches!(careful, Err(MentoringError::Sealed)), "{careful:?}");
    assert_eq!(keys(&town).await, 1);
    let rotated = rotate_despite_lost_keys(&mentoring, organization).await.expect("it runs");
    assert_eq!(rotated, Some(Rotated { version: 2, older: 1, lost: 1 }));
    written(&town, "mia", pair, true, "New").await;
    town.app.run_jobs().await;
    assert_eq!(keys(&town).await, 2);
    let found = Mentoring { note_keys: ring(&[MASTER, ("m0", [5; 32])]), ..mentoring };
    assert_eq!(opened(&found, &town, pair).await.expect("both open"), ["New", "Old"]);
}

/// A note that does not open keeps its key and stands in nobody's way.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_note_does_not_stop_a_rotation() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    written(&town, "ana", pair, false, "Broken").await;
    town.app.execute("UPDATE cadre.mentoring_note SET is_shared = true").await;
    written(&town, "mia", pair, false, "Whole").await;
    let mentoring = town.app.app.services.mentoring();
    rotate_note_keys(&mentoring, town.alpha.organization.id).await.expect("it runs");
    town.app.run_jobs().await;
    assert_eq!(keys(&town).await, 2);
    let newest = "SELECT count(*) AS count FROM cadre.mentoring_note n
        JOIN cadre.note_key k ON k.id = n.key_id AND k.version = 2";
    assert_eq!(town.app.count(newest).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_rotate_by_the_command_line() {
    let town = Town::build().await;
    let pair = town.pair("ana", "mia", State::Active).await;
    written(&town, "ana", pair, true, "First").await;
    let folder = town.app.folder().join("note-keys");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("m1.key"), MASTER.1).expect("a key");
    let addresses = town.app.database.addresses.clone();
    let run = |arguments: &'static [&'static str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cadre"));
        command
            .args(["notes", "rotate-keys"])
            .args(arguments)
            .env_clear()
            .env("CADRE_APP_DATABASE_URL", &addresses.app)
            .env("CADRE_SYSTEM_DATABASE_URL", &addresses.system)
            .env("CADRE_NOTE_KEYS", &folder);
        async move {
            let done = tokio::task::spawn_blocking(move || command.output());
            done.await.expect("a thread").expect("the program runs")
        }
    };
    let unknown = run(&["--slug", "gamma"]).await;
    assert!(!unknown.status.success());
    // Without the master key that wraps the organisation's key.
    std::fs::rename(folder.join("m1.key"), folder.join("m0.key")).expect("it can be renamed");
    let lacking = run(&["--slug", "alpha"]).await;
    let why = String::from_utf8_lossy(&lacking.stderr).into_owned();
    assert!(!lacking.status.success() && why.contains("CADRE_NOTE_KEYS"), "{why}");
    assert_eq!(keys(&town).await, 1);
    std::fs::rename(folder.join("m0.key"), folder.join("m1.key")).expect("it can be renamed");
    let done = run(&[]).await;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{done:?}");
    assert!(said.contains("key 2 seals") && said.contains("no notes, no key"), "{said}");
    let done = run(&["--slug", "alpha"]).await;
    assert!(String::from_utf8_lossy(&done.stdout).contains("key 3 seals"), "{done:?}");
    town.app.run_jobs().await;
    assert_eq!((keys(&town).await, texts(&town, "mia", pair).await.len()), (1, 1));
}
