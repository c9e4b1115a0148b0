//! What a file is, and the limits.

use chrono::{DateTime, Duration, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{FileId, MemberId};

/// Most bytes of a file: 25 MiB. The table holds it too.
pub const LARGEST: u64 = 25 * 1024 * 1024;
/// Most files of one person that no work has taken up.
pub const MOST_WAITING: i64 = 20;
/// Most bytes of one person's files together: 1 GiB.
pub const MOST_BYTES: i64 = 1024 * 1024 * 1024;
/// How long a file waits to be taken up, and bytes for their row.
pub(crate) const KEPT: Duration = Duration::hours(24);

/// A file that somebody uploaded. Its bytes never change.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::file)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// Who uploaded it.
    pub owner_id: MemberId,
    /// Its name, 1 to 200 characters, fit to be a file's name on any system. It may say who the
    /// owner is.
    pub name: String,
    /// What it is, by its first bytes; `application/octet-stream` for whatever could be active.
    pub media_type: String,
    /// How many bytes it has, 1 to [`LARGEST`].
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub sha256: Vec<u8>,
    /// When its last byte had come.
    pub uploaded_at: DateTime<Utc>,
    /// When work took it up. `None`: it is removed a day after its upload.
    pub attached_at: Option<DateTime<Utc>>,
}

/// When an id was made. `None` for one that does not say so, which is none of ours.
pub(crate) fn made_at(id: FileId) -> Option<DateTime<Utc>> {
    let id = id.uuid();
    if id.get_version_num() != 7 {
        return None;
    }
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

#[cfg(test)]
mod tests {
    use kernel::Sources;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_id_tells_its_age() {
        let sources = Sources::system();
        let now = sources.now();
        let made = made_at(sources.new_id()).expect("one of ours");
        assert!((made - now).abs() < Duration::seconds(60), "{made} {now}");
        assert_eq!(made_at(Uuid::from_u128(7).into()), None);
    }
}
