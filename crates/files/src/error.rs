use std::error::Error;
use std::io;

use auth::Denied;
use database::DatabaseError;
use kernel::FileId;
use thiserror::Error;

use crate::model::{LARGEST, MOST_WAITING};

/// What can go wrong with files.
#[derive(Debug, Error)]
pub enum FileError {
    /// No role grants it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Not a single byte came.
    #[error("the file is empty; send its bytes as the body of the request")]
    Empty,
    /// More bytes than allowed.
    #[error("a file has at most 25 MiB ({} bytes)", LARGEST)]
    TooLarge,
    /// The bytes ended before the file did, or did not come in time.
    #[error("the upload broke off or took too long; send the file again")]
    BrokenOff,
    /// The person has as many files as allowed that no work has taken up.
    #[error(
        "{} of your files wait to be handed in; hand some in, or wait: each goes a day after its upload",
        MOST_WAITING
    )]
    TooManyWaiting,
    /// The person's files have as many bytes as allowed.
    #[error("your files take up 1 GiB together, which is the most; ask your facilitator")]
    TooManyBytes,
    /// The person, or all together, are uploading as many files as allowed at this moment.
    #[error("too many uploads at once; wait until one has ended and try again")]
    TooManyAtOnce,
    /// The link is not one of ours, out of date, or its file is gone.
    #[error("this link is not valid any more; ask for a new one")]
    BadLink,
    /// The store takes no more bytes.
    #[error("there is no room for files at the moment; try again later")]
    NoRoom,
    /// The store failed; the text is for the log.
    #[error("file store: {0}")]
    Store(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl FileError {
    /// What an error of the store means.
    pub(crate) fn store(error: &(dyn Error + 'static)) -> Self {
        if is_out_of_room(error) { Self::NoRoom } else { Self::Store(error.to_string()) }
    }
}

impl From<diesel::result::Error> for FileError {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseError::from(error).into()
    }
}

/// Whether a full disk or a quota is behind an error.
fn is_out_of_room(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(inner) = cause {
        let kind = inner.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// Why files could not be attached to work.
#[derive(Debug, Error)]
pub enum AttachError {
    /// These are not files that the person uploaded: unknown, removed, or somebody else's.
    #[error("not among your uploads: {}; upload the file again", listed(.0))]
    Unknown(Vec<FileId>),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for AttachError {
    fn from(error: diesel::result::Error) -> Self {
        DatabaseError::from(error).into()
    }
}

fn listed(ids: &[FileId]) -> String {
    ids.iter().map(FileId::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Error)]
    #[error("outer")]
    struct Outer(#[source] io::Error);

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let full = |kind: io::ErrorKind| FileError::store(&Outer(kind.into()));
        assert!(matches!(full(io::ErrorKind::StorageFull), FileError::NoRoom));
        assert!(matches!(full(io::ErrorKind::QuotaExceeded), FileError::NoRoom));
        assert!(matches!(full(io::ErrorKind::PermissionDenied), FileError::Store(_)));
    }
}
