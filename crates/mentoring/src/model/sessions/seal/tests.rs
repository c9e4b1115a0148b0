use super::*;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn binding() -> Binding {
    Binding {
        organization: id(1).into(),
        pair: id(2).into(),
        note: id(3).into(),
        author: id(4).into(),
        is_shared: false,
    }
}

fn ring(keys: &[(&str, u8)]) -> Keyring {
    let keys = keys.iter().map(|(id, byte)| ((*id).to_owned(), [*byte; KEY_BYTES]));
    Keyring::new(keys).expect("there are keys")
}

fn key() -> DataKey {
    DataKey::new(id(5), &Sources::system().new_secret())
}

fn drawn() -> Nonce {
    Nonce::draw(&Sources::system())
}

fn is_sealed<T: fmt::Debug>(result: Result<T, MentoringError>) -> bool {
    matches!(result, Err(MentoringError::Sealed))
}

#[test]
fn a_text_opens_where_it_was_sealed_and_nowhere_else() {
    let key = key();
    let text = "zażółć 🌱\n";
    let sealed = key.seal(&binding(), drawn(), text).expect("it seals");
    assert_eq!(sealed.ciphertext.len(), text.len() + 16);
    assert_eq!(key.open(&binding(), &sealed).expect("it opens").expose_secret(), text);
    let others = [
        Binding { organization: id(9).into(), ..binding() },
        Binding { pair: id(9).into(), ..binding() },
        Binding { note: id(9).into(), ..binding() },
        Binding { author: id(9).into(), ..binding() },
        Binding { is_shared: true, ..binding() },
    ];
    for other in others {
        assert!(is_sealed(key.open(&other, &sealed)), "{other:?}");
    }
    // Another key, and the same one under another id.
    assert!(is_sealed(self::key().open(&binding(), &sealed)));
    let renamed = DataKey { id: id(6), key: key.key };
    assert!(is_sealed(renamed.open(&binding(), &sealed)));
}

#[test]
fn any_changed_byte_keeps_it_shut() {
    let key = key();
    let sealed = key.seal(&binding(), drawn(), "text").expect("it seals");
    for index in 0..sealed.ciphertext.len() {
        let mut changed = sealed.clone();
        changed.ciphertext[index] ^= 1;
        assert!(is_sealed(key.open(&binding(), &changed)), "byte {index}");
    }
    for length in [0, 1, 23, 25] {
        let mut changed = sealed.clone();
        changed.nonce.resize(length, 0);
        assert!(is_sealed(key.open(&binding(), &changed)), "a nonce of {length}");
    }
    let nothing = Sealed { nonce: vec![0; NONCE_BYTES], ciphertext: Vec::new() };
    assert!(is_sealed(key.open(&binding(), &nothing)));
}

#[test]
fn an_empty_text_and_two_of_the_same_differ() {
    let key = key();
    let first = key.seal(&binding(), drawn(), "").expect("it seals");
    let second = key.seal(&binding(), drawn(), "").expect("it seals");
    assert_ne!(first, second);
    assert_eq!(key.open(&binding(), &first).expect("it opens").expose_secret(), "");
}

#[test]
fn a_data_key_is_wrapped_for_one_organisation_by_the_newest_master_key() {
    let key = key();
    let organization = id(1).into();
    let old = ring(&[("2026-01", 1)]);
    let wrapped = old.wrap(organization, &key, drawn()).expect("it wraps");
    assert_eq!(wrapped.master, "2026-01");
    assert!(!wrapped.sealed.ciphertext.windows(32).any(|part| part == key.key.expose_secret()));
    let both = ring(&[("2026-07", 2), ("2026-01", 1)]);
    assert_eq!(both.newest(), "2026-07");
    let again = both.data_key(organization, &wrapped).expect("the old one still opens");
    assert_eq!(again.key.expose_secret(), key.key.expose_secret());
    let anew = both.wrap(organization, &again, drawn()).expect("it wraps");
    assert_eq!(anew.master, "2026-07");

    assert!(is_sealed(both.data_key(id(2).into(), &wrapped)), "another organisation");
    assert!(is_sealed(ring(&[("2026-07", 2)]).data_key(organization, &wrapped)), "no such master");
    assert!(is_sealed(ring(&[("2026-01", 2)]).data_key(organization, &wrapped)), "another master");
    let renamed = WrappedKey { id: id(6), ..wrapped.clone() };
    assert!(is_sealed(both.data_key(organization, &renamed)), "another id");
    let claimed = WrappedKey { master: "2026-07".to_owned(), ..wrapped };
    assert!(is_sealed(both.data_key(organization, &claimed)), "another master's name");
}

#[test]
fn keys_do_not_show() {
    let key = DataKey { id: id(5), key: SecretBox::new(Box::new([77; KEY_BYTES])) };
    let shown = format!("{key:?} {:?}", ring(&[("m1", 77)]));
    assert!(shown.contains("m1") && !shown.contains("77"), "{shown}");
    assert!(Keyring::new([]).is_none());
}

#[test]
fn a_fingerprint_tells_texts_apart_and_needs_the_key() {
    let ring = ring(&[("m1", 1)]);
    assert_eq!(ring.fingerprint("a"), ring.fingerprint("a"));
    assert_ne!(ring.fingerprint("a"), ring.fingerprint("b"));
    assert_ne!(ring.fingerprint("a"), self::ring(&[("m1", 2)]).fingerprint("a"));
    // The key that wraps hashes no text: another one, made from it, does.
    let hex = |bytes: [u8; KEY_BYTES]| -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let derived = mac(&[1; KEY_BYTES], b"cadre/note-text-key/1");
    assert_eq!(ring.fingerprint("a"), hex(mac(&derived, b"a")));
    assert_ne!(ring.fingerprint("a"), hex(mac(&[1; KEY_BYTES], b"a")));
}
