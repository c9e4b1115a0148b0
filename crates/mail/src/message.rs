//! One mail to one reader, and its form on the wire.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use serde::Serialize;

use crate::MailError;

#[cfg(test)]
pub(crate) mod tests;

// Header sizes are bounded for the reader's sake, and because the DKIM signer of lettre walks the
// signed headers by recursion, one frame per character.
const NAME_CHARS: usize = 80;
const SUBJECT_CHARS: usize = 150;
const ADDRESS_BYTES: usize = 254;
const MESSAGE_ID_BYTES: usize = 200;
const URL_BYTES: usize = 500;

/// The last second of the year 9999: later dates have no form in a mail header.
const LAST_SECOND: i64 = 253_402_300_799;

/// One mail to one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The same for every attempt to send this mail; without angle brackets.
    pub message_id: String,
    /// Who writes.
    pub from: Party,
    /// Who reads.
    pub to: Party,
    /// One line.
    pub subject: String,
    /// The complete mail as plain text.
    pub text: String,
    /// The same mail as HTML.
    pub html: String,
    /// How to stop mails of this kind; reports and nudges must have it.
    pub list_unsubscribe: Option<ListUnsubscribe>,
    /// Whether the reader may stop mails of this kind.
    pub category: Category,
    /// When the mail was composed.
    pub date: DateTime<Utc>,
}

/// Somebody who writes or reads: a name and an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// The name to show; may be empty.
    pub name: String,
    /// The bare e-mail address.
    pub address: String,
}

/// Where a mail program unsubscribes its reader with one click (RFC 8058).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListUnsubscribe {
    /// Takes a POST without login. Plain `http://` is accepted for development only.
    pub https_url: String,
    /// A complete `mailto:` address.
    pub mailto: String,
}

/// What kind of mail it is, which decides whether its reader may stop it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Invitations and security: cannot be stopped, contains no report.
    Service,
    /// A report; can be stopped.
    Report,
    /// A reminder; can be stopped.
    Nudge,
}

/// Gives a mail its form on the wire: text and HTML as alternatives, under the fixed Message-ID.
///
/// Names and subjects are reduced to one printable line of bounded length, because they come from
/// people; everything else that cannot stand in a header is an error.
pub fn build(message: &Message) -> Result<lettre::Message, MailError> {
    let mut builder = lettre::Message::builder()
        .message_id(Some(message_id(&message.message_id)?))
        .date(header_date(message.date))
        .from(mailbox(&message.from, "sender's")?)
        .to(mailbox(&message.to, "recipient's")?)
        .subject(clean_line(&message.subject, SUBJECT_CHARS))
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()));
    match &message.list_unsubscribe {
        Some(list) => {
            builder =
                builder.raw_header(header("List-Unsubscribe", unsubscribe(list)?)).raw_header(
                    header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
                );
        }
        None if message.category == Category::Service => {}
        None => return Err(MailError::CannotBeStopped),
    }
    let body = MultiPart::alternative_plain_html(message.text.clone(), message.html.clone());
    Ok(builder.multipart(body)?)
}

/// One printable line: no line break or control character, which would break the header (lettre
/// panics on them), and no mark that turns the direction of text, which lets a name lie.
pub(crate) fn clean_line(text: &str, limit: usize) -> String {
    let printable: String = text
        .chars()
        .filter(|c| !is_direction_mark(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words: Vec<&str> = printable.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(limit).collect();
    line.trim_end().to_owned()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn mailbox(party: &Party, whose: &'static str) -> Result<Mailbox, MailError> {
    let address = party.address.trim();
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !is_direction_mark(c);
    if address.len() > ADDRESS_BYTES || !address.chars().all(plain) {
        return Err(MailError::Address(whose));
    }
    let address: Address = address.parse().map_err(|_| MailError::Address(whose))?;
    let name = clean_line(&party.name, NAME_CHARS);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
}

fn message_id(id: &str) -> Result<String, MailError> {
    let (left, right) = id.split_once('@').ok_or(MailError::MessageId)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let valid = |part: &str| !part.is_empty() && part.chars().all(allowed);
    if id.len() > MESSAGE_ID_BYTES || !valid(left) || !valid(right) {
        return Err(MailError::MessageId);
    }
    Ok(format!("<{id}>"))
}

fn unsubscribe(list: &ListUnsubscribe) -> Result<String, MailError> {
    let plain = |url: &str| {
        url.len() <= URL_BYTES && url.chars().all(|c| c.is_ascii_graphic() && !"<>,".contains(c))
    };
    let web = &list.https_url;
    if !(web.starts_with("https://") || web.starts_with("http://")) || !plain(web) {
        return Err(MailError::Unsubscribe("https"));
    }
    if !list.mailto.starts_with("mailto:") || !plain(&list.mailto) {
        return Err(MailError::Unsubscribe("mailto"));
    }
    Ok(format!("<{web}>, <{}>", list.mailto))
}

/// lettre panics on dates before 1970 and after 9999.
fn header_date(date: DateTime<Utc>) -> SystemTime {
    let seconds = date.timestamp().clamp(0, LAST_SECOND).unsigned_abs();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}
