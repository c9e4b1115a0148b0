//! A folder of mails, for development and tests: what was sent, as a reader would get it.
//!
//! Every send is a file of its own, also under a Message-ID that is already there: seeing that a
//! mail went out twice is the point of looking.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use mail_parser::{Address, MessageParser};
use serde::Serialize;
use tokio::fs;

use crate::Party;

/// One mail in the folder.
#[derive(Debug, Clone, Serialize)]
pub struct Received {
    /// Its file name without `.eml`; [`read`] takes it.
    pub id: String,
    /// Who wrote.
    pub from: Party,
    /// Who was written to.
    pub to: Party,
    /// The subject, decoded.
    pub subject: String,
    /// The date that the mail carries.
    pub date: Option<DateTime<Utc>>,
    /// Without angle brackets.
    pub message_id: String,
    /// The text part, decoded.
    pub text: String,
    /// The HTML part, decoded.
    pub html: String,
    /// All headers as they stand in the file, in their order.
    pub headers: Vec<(String, String)>,
}

/// The newest mails of a folder, newest first. A folder that does not exist yet is empty.
pub async fn list(folder: &Path, limit: usize) -> io::Result<Vec<Received>> {
    let mut ids = ids(folder).await?;
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let mut mails = Vec::new();
    for id in ids.into_iter().take(limit) {
        mails.extend(read(folder, &id).await?);
    }
    Ok(mails)
}

/// One mail of a folder; `None` if there is none of that id, or it cannot be an id at all.
pub async fn read(folder: &Path, id: &str) -> io::Result<Option<Received>> {
    if !is_id(id) {
        return Ok(None);
    }
    match fs::read(folder.join(format!("{id}.eml"))).await {
        Ok(bytes) => Ok(parse(id, &bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Puts a mail into the folder. A reader sees the whole file or none.
pub(crate) async fn store(folder: &Path, mail: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder).await?;
    let id = new_id(mail);
    let unfinished = folder.join(format!("{id}.tmp"));
    fs::write(&unfinished, mail).await?;
    fs::rename(&unfinished, folder.join(format!("{id}.eml"))).await
}

async fn ids(folder: &Path) -> io::Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut entries = match fs::read_dir(folder).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(ids),
        Err(error) => return Err(error),
    };
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name();
        let id = name.to_str().and_then(|name| name.strip_suffix(".eml"));
        ids.extend(id.filter(|id| is_id(id)).map(str::to_owned));
    }
    Ok(ids)
}

/// `<milliseconds>-<hash>`, both of fixed width so that names sort by age. Within a process no two
/// mails have the same millisecond, so that the same mail sent twice makes two files, in order.
fn new_id(mail: &[u8]) -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = wall_clock_millis();
    let later = |last: u64| now.max(last + 1);
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(later(last)));
    let mut hasher = DefaultHasher::new();
    (mail, std::process::id()).hash(&mut hasher);
    format!("{:013}-{:016x}", last.map_or(now, later), hasher.finish())
}

/// Also where the domain's clock stands still: a folder shows the order of arrival.
#[allow(clippy::disallowed_methods)]
fn wall_clock_millis() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Ids come from a URL: nothing but digits, one dash and a hash reaches the file system.
fn is_id(id: &str) -> bool {
    id.split_once('-').is_some_and(|(millis, hash)| {
        millis.len() == 13
            && millis.bytes().all(|byte| byte.is_ascii_digit())
            && hash.len() == 16
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// One mail from its bytes, for whoever keeps mails in another place; `None` if they are no mail.
pub fn parse(id: &str, bytes: &[u8]) -> Option<Received> {
    let mail = MessageParser::default().parse(bytes)?;
    let date = mail.date().map(mail_parser::DateTime::to_timestamp);
    let headers = mail.headers_raw();
    Some(Received {
        id: id.to_owned(),
        from: party(mail.from()),
        to: party(mail.to()),
        subject: mail.subject().unwrap_or_default().to_owned(),
        date: date.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
        message_id: mail.message_id().unwrap_or_default().to_owned(),
        text: mail.body_text(0).unwrap_or_default().into_owned(),
        html: mail.body_html(0).unwrap_or_default().into_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect(),
    })
}

fn party(address: Option<&Address<'_>>) -> Party {
    let first = address.and_then(Address::first);
    Party {
        name: first.and_then(|one| one.name()).unwrap_or_default().to_owned(),
        address: first.and_then(|one| one.address()).unwrap_or_default().to_owned(),
    }
}
