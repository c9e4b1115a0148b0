use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::message::tests::report;

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cadre-mail-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_mail_in_the_folder_reads_as_it_was_sent() {
    let folder = Folder::new("round-trip");
    let transport = Transport::mailbox(folder.0.join("made/when/needed"));
    let folder = folder.0.join("made/when/needed");
    assert!(mailbox::list(&folder, 10).await.unwrap().is_empty());
    let mut sent = report();
    sent.text = "Zdravím, 11 of 57".to_owned();
    transport.send(&sent).await.unwrap();

    let [mail] = mailbox::list(&folder, 10).await.unwrap().try_into().unwrap();
    assert_eq!((&mail.from, &mail.to), (&sent.from, &sent.to));
    assert_eq!((&mail.subject, &mail.message_id), (&sent.subject, &sent.message_id));
    assert_eq!((mail.text.trim(), mail.html.trim()), (sent.text.as_str(), sent.html.as_str()));
    assert_eq!(mail.date, Some(sent.date));
    let header = ("Auto-Submitted".to_owned(), "auto-generated".to_owned());
    assert!(mail.headers.contains(&header), "{:?}", mail.headers);
    let again = mailbox::read(&folder, &mail.id).await.unwrap().unwrap();
    assert_eq!(again.message_id, sent.message_id);
}

#[tokio::test]
async fn a_mail_sent_twice_is_there_twice_newest_first() {
    let folder = Folder::new("twice");
    let transport = Transport::mailbox(folder.0.clone());
    for subject in ["first", "second", "third"] {
        let message = Message { subject: subject.to_owned(), ..report() };
        transport.send(&message).await.unwrap();
    }
    let mails = mailbox::list(&folder.0, 2).await.unwrap();
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects, ["third", "second"], "newest first, up to the limit");
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(mailbox::list(&folder.0, 10).await.unwrap().len(), 3);
}

#[tokio::test]
async fn an_id_never_leads_out_of_the_folder() {
    let folder = Folder::new("outside");
    let inner = folder.0.join("inner");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(folder.0.join("secret.eml"), "Subject: secret\r\n\r\n").unwrap();
    std::fs::write(inner.join("other.eml"), "Subject: other\r\n\r\n").unwrap();
    let full = format!("{}/secret", folder.0.display());
    for id in ["../secret", "other", "", ".", "..%2fsecret", "1234567890123-../../../secret", &full]
    {
        assert!(mailbox::read(&inner, id).await.unwrap().is_none(), "{id}");
    }
    let unknown = "1234567890123-0123456789abcdef";
    assert!(mailbox::read(&inner, unknown).await.unwrap().is_none());
    assert!(mailbox::list(&inner, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_built_is_refused_for_good() {
    let mut message = report();
    message.to.address = "nobody".to_owned();
    let error = Transport::mailbox(PathBuf::from("/nowhere")).send(&message).await.unwrap_err();
    assert!(error.permanent && !error.reason.contains("nobody"));
}

fn transport_to(listener: &TcpListener) -> Transport {
    let address = listener.local_addr().unwrap();
    let mut config = SmtpConfig::from_url(&format!("smtp://{address}")).unwrap();
    config.timeout = Duration::from_millis(300);
    Transport::smtp(config).unwrap()
}

/// Speaks SMTP up to the end of the message, then hands the connection over for the verdict.
async fn converse(connection: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    loop {
        line.clear();
        if connection.read_line(&mut line).await.unwrap() == 0 || line == ".\r\n" {
            return;
        }
        let answer = match line.split([' ', ':', '\r']).next().unwrap() {
            "EHLO" | "MAIL" | "RCPT" | "NOOP" => "250 ok\r\n",
            "DATA" => "354 go on\r\n",
            _ => continue,
        };
        connection.write_all(answer.as_bytes()).await.unwrap();
    }
}

async fn greeted(listener: &TcpListener) -> BufReader<TcpStream> {
    let mut connection = BufReader::new(listener.accept().await.unwrap().0);
    connection.write_all(b"220 peer\r\n").await.unwrap();
    connection
}

#[tokio::test]
async fn the_verdict_of_the_server_decides() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let transport = transport_to(&listener);
    for (verdict, permanent) in [
        ("451 4.3.0 try <ada@bank.example> later\r\n", false),
        ("550 5.1.1 no such user\r\n", true),
        ("535 5.7.8 who are you\r\n", false),
        ("", false),
    ] {
        let message = report();
        let (sent, ()) = tokio::join!(transport.send(&message), async {
            let mut connection = greeted(&listener).await;
            converse(&mut connection).await;
            connection.write_all(verdict.as_bytes()).await.unwrap();
        });
        let error = sent.unwrap_err();
        assert_eq!(error.permanent, permanent, "{error}");
        assert!(error.reason.contains(verdict.get(..3).unwrap_or("incomplete")), "{error}");
        assert!(!error.reason.contains('@'), "{error}");
    }
}

#[tokio::test]
async fn a_connection_serves_the_next_mail_too() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let transport = transport_to(&listener);
    let peer = async {
        let mut connection = greeted(&listener).await;
        for _ in 0..2 {
            converse(&mut connection).await;
            connection.write_all(b"250 taken\r\n").await.unwrap();
        }
    };
    let message = report();
    let sends = async {
        transport.send(&message).await.unwrap();
        transport.clone().send(&message).await.unwrap();
    };
    tokio::join!(sends, peer);
}

/// The reply to a mail that timed out must not count for the next one.
#[tokio::test]
async fn a_late_reply_is_not_taken_for_the_next_mail() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let transport = transport_to(&listener);
    let message = report();

    let (sent, mut late) = tokio::join!(transport.send(&message), async {
        let mut connection = greeted(&listener).await;
        converse(&mut connection).await;
        connection
    });
    let error = sent.unwrap_err();
    assert!(!error.permanent && error.reason.contains("no answer"), "{error}");
    let _ = late.write_all(b"250 taken\r\n").await;

    let (sent, ()) = tokio::join!(transport.send(&message), async {
        let mut connection = greeted(&listener).await;
        converse(&mut connection).await;
        connection.write_all(b"550 no\r\n").await.unwrap();
    });
    assert!(sent.unwrap_err().permanent);
}

#[tokio::test]
async fn where_tls_is_required_nothing_is_sent_without_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("smtp://ada:hunter2@127.0.0.1:{port}?tls=required");
    let transport = Transport::smtp(SmtpConfig::from_url(&url).unwrap()).unwrap();
    let message = report();
    let (sent, heard) = tokio::join!(transport.send(&message), async {
        let mut connection = greeted(&listener).await;
        let mut heard = String::new();
        connection.read_line(&mut heard).await.unwrap();
        connection.write_all(b"250 no extensions\r\n").await.unwrap();
        connection.read_to_string(&mut heard).await.unwrap();
        heard
    });
    let error = sent.unwrap_err();
    assert!(!error.permanent && error.reason.contains("STARTTLS"), "{error}");
    assert!(heard.starts_with("EHLO") && !heard.contains("AUTH") && !heard.contains("MAIL"));
}
