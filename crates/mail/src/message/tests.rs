use chrono::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::Dkim;

/// A throwaway key: the test vector of RFC 8463.
const ED25519_KEY: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

pub(crate) fn report() -> Message {
    Message {
        message_id: "digest.42.2026-w30@cadre.example".to_owned(),
        from: Party { name: "Cadre".to_owned(), address: "cadre@bank.example".to_owned() },
        to: Party { name: "Ada Lovelace".to_owned(), address: "ada@bank.example".to_owned() },
        subject: "This week: interview a customer, about 25 min".to_owned(),
        text: "Hello Ada".to_owned(),
        html: "<p>Hello Ada</p>".to_owned(),
        list_unsubscribe: Some(ListUnsubscribe {
            https_url: "https://cadre.example/unsubscribe/abc".to_owned(),
            mailto: "mailto:unsubscribe@cadre.example?subject=abc".to_owned(),
        }),
        category: Category::Report,
        date: Utc.with_ymd_and_hms(2026, 7, 20, 7, 30, 0).unwrap(),
    }
}

fn wire(message: &Message) -> String {
    String::from_utf8(build(message).unwrap().formatted()).unwrap()
}

#[test]
fn the_headers_are_complete() {
    let wire = wire(&report());
    for line in [
        "Message-ID: <digest.42.2026-w30@cadre.example>",
        "Date: Mon, 20 Jul 2026 07:30:00 +0000",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "MIME-Version: 1.0",
    ] {
        assert!(wire.contains(&format!("{line}\r\n")), "{line} in {wire}");
    }
    let unfolded = wire.replace("\r\n ", " ");
    assert!(unfolded.contains(
        "List-Unsubscribe: <https://cadre.example/unsubscribe/abc>, \
         <mailto:unsubscribe@cadre.example?subject=abc>\r\n"
    ));
    assert!(wire.contains("multipart/alternative"));
    assert!(wire.contains("text/plain") && wire.contains("text/html"));
}

#[test]
fn hostile_names_stay_in_their_header() {
    for (name, shown) in [
        ("Eve\r\nBcc: all@bank.example", "Eve Bcc: all@bank.example"),
        ("Eve\u{0}\u{7}\u{85}\u{2028}Adams", "Eve Adams"),
        ("\u{202e}evE", "evE"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\"Eve\" \\ <eve@bank.example>,", "\"Eve\" \\ <eve@bank.example>,"),
        ("👩\u{200d}💻 Žofie", "👩\u{200d}💻 Žofie"),
        ("שלום עולם", "שלום עולם"),
    ] {
        let mut message = report();
        message.to.name = name.to_owned();
        message.subject = name.to_owned();
        let wire = wire(&message);
        let mail = mail_parser::MessageParser::default().parse(&wire).unwrap();
        let to = mail.to().unwrap();
        assert_eq!(to.iter().count(), 1);
        assert_eq!(to.first().unwrap().address(), Some("ada@bank.example"));
        assert_eq!(to.first().unwrap().name(), Some(shown));
        assert_eq!(mail.subject(), Some(shown));
        assert!(mail.bcc().is_none());
    }
}

#[test]
fn long_names_and_subjects_are_cut() {
    assert_eq!(clean_line("ab cd", 3), "ab");
    let mut message = report();
    message.subject = "ž".repeat(5_000);
    message.to.name = "\t \r\n".to_owned();
    let built = build(&message).unwrap();
    let subject = built.headers().get::<lettre::message::header::Subject>().unwrap();
    assert_eq!(subject.as_ref().chars().count(), SUBJECT_CHARS);
    assert_eq!(built.headers().get_raw("To"), Some("ada@bank.example"));
}

#[test]
fn only_service_mail_goes_without_a_way_to_stop_it() {
    for (category, allowed) in
        [(Category::Service, true), (Category::Report, false), (Category::Nudge, false)]
    {
        let message = Message { category, list_unsubscribe: None, ..report() };
        let built = build(&message);
        assert_eq!(built.is_ok(), allowed, "{category:?}");
        if let Ok(built) = built {
            assert!(built.headers().get_raw("List-Unsubscribe").is_none());
            assert!(built.headers().get_raw("List-Unsubscribe-Post").is_none());
        }
    }
}

#[test]
fn what_cannot_stand_in_a_header_is_refused() {
    let refused = |change: fn(&mut Message)| {
        let mut message = report();
        change(&mut message);
        build(&message).unwrap_err().to_string()
    };
    assert!(refused(|m| m.to.address = "ada".to_owned()).contains("recipient's"));
    assert!(
        refused(|m| m.to.address = "a@b.example\r\nBcc: c@d.example".to_owned())
            .contains("recipient's")
    );
    assert!(refused(|m| m.from.address = String::new()).contains("sender's"));
    for id in ["", "id", "@cadre.example", "a@b@c", "a b@c", "<a@b>", "a@b\r\nX: y"] {
        let message = Message { message_id: id.to_owned(), ..report() };
        assert!(matches!(build(&message), Err(MailError::MessageId)), "{id}");
    }
    for url in ["", "ftp://cadre.example", "https://a b", "https://a>,<http://b", "https://ä"] {
        let mut message = report();
        message.list_unsubscribe.as_mut().unwrap().https_url = url.to_owned();
        assert!(matches!(build(&message), Err(MailError::Unsubscribe("https"))), "{url}");
    }
    let mut message = report();
    message.list_unsubscribe.as_mut().unwrap().mailto = "a@b.example".to_owned();
    assert!(matches!(build(&message), Err(MailError::Unsubscribe("mailto"))));
}

#[test]
fn the_signature_covers_the_way_to_stop_and_not_the_content_type() {
    let dkim = Dkim::ed25519("bank.example", "cadre", ED25519_KEY).unwrap();
    let mut built = build(&report()).unwrap();
    dkim.sign(&mut built);
    let signature = built.headers().get_raw("DKIM-Signature").unwrap().to_lowercase();
    assert!(signature.contains("a=ed25519-sha256; d=bank.example; s=cadre; c=relaxed/relaxed;"));
    assert!(signature.contains(
        "h=from:to:subject:date:message-id:mime-version:list-unsubscribe:list-unsubscribe-post;"
    ));
}

/// The signer walks the headers by recursion; tests run on as small a stack as workers do.
#[test]
fn the_longest_headers_can_be_signed() {
    let dkim = Dkim::ed25519("bank.example", "cadre", ED25519_KEY).unwrap();
    let mut message = report();
    message.subject = "😀 ".repeat(SUBJECT_CHARS);
    message.from.name = "😀 ".repeat(NAME_CHARS);
    message.to.name = "😀 ".repeat(NAME_CHARS);
    message.message_id = format!("{}@c", "a".repeat(MESSAGE_ID_BYTES - 2));
    let list = message.list_unsubscribe.as_mut().unwrap();
    list.https_url = format!("https://{}", "a".repeat(URL_BYTES - 8));
    list.mailto = format!("mailto:{}", "a".repeat(URL_BYTES - 7));
    let mut built = build(&message).unwrap();
    dkim.sign(&mut built);
    assert!(built.headers().get_raw("DKIM-Signature").is_some());
}

#[test]
fn a_bad_signing_key_is_named() {
    for (domain, key) in [("bank.example", "AAAA"), ("bank.example", "?"), ("b ank;", ED25519_KEY)]
    {
        assert!(Dkim::ed25519(domain, "cadre", key).is_err());
    }
    assert!(Dkim::rsa("bank.example", "cadre", ED25519_KEY).is_err());
}

proptest! {
    #[test]
    fn no_input_makes_it_panic(
        words in proptest::collection::vec(any::<String>(), 6),
        address in ".{0,20}@.{0,20}",
        plain_address in "[a-z\"( )]{1,8}@[a-zß.]{1,10}",
        seconds in any::<i64>(),
    ) {
        let mut message = report();
        message.from.name = words[0].clone();
        message.to.name = words[1].clone();
        message.subject = words[2].clone();
        message.text = words[3].clone();
        message.html = words[4].clone();
        message.date = DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let wire = build(&message).unwrap().formatted();
        let mail = mail_parser::MessageParser::default().parse(&wire).unwrap();
        prop_assert_eq!(mail.to().unwrap().iter().count(), 1);
        prop_assert_eq!(mail.message_id(), Some(message.message_id.as_str()));

        message.to.address = plain_address;
        let _ = build(&message).map(|built| built.formatted());
        message.to.address = address;
        message.message_id = words[5].clone();
        let _ = build(&message).map(|built| built.formatted());
        message.list_unsubscribe.as_mut().unwrap().https_url = words[5].clone();
        let _ = build(&message);
    }
}
