use diesel::result::{DatabaseErrorKind, Error as DieselError};
use thiserror::Error;

/// What PostgreSQL says when a statement waited too long for a lock (55P03) and when it was chosen as
/// the victim of a deadlock (40P01).
const LOST_A_LOCK: [&str; 2] = ["canceling statement due to lock timeout", "deadlock detected"];

/// Why the database could not do what was asked. Its texts are for the log, never for clients.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// No connection could be had in time.
    #[error("no database connection: {0}")]
    Unavailable(String),
    /// An earlier read of the same snapshot failed; another one would show another moment.
    #[error("an earlier read of this snapshot failed")]
    SnapshotFailed,
    /// A statement failed.
    #[error("statement failed: {0}")]
    Statement(#[from] DieselError),
    /// A migration failed.
    #[error("migration failed: {0}")]
    Migration(String),
    /// What is to be set up is there already and belongs to somebody else.
    #[error(
        "{names}: there already, and not made by this program. Setting the server up would give new \
         passwords to roles that others sign in with. For a server that is set up, give \
         CADRE_APP_DATABASE_URL and the other addresses instead; for what is this installation's own, \
         run COMMENT ON ROLE (or DATABASE) … IS '{mark}' and try again"
    )]
    NotOurs {
        /// The roles and databases in question.
        names: String,
        /// The comment by which we know our own.
        mark: &'static str,
    },
    /// An address cannot be read.
    #[error("database address: {0}")]
    Address(String),
}

impl DatabaseError {
    /// Whether others were at work on the same rows: the statement waited too long for a lock, was
    /// the victim of a deadlock, or could not be put in order with theirs (40001). Nothing was
    /// written, and a second try is likely to work.
    pub fn is_contention(&self) -> bool {
        let Self::Statement(DieselError::DatabaseError(kind, information)) = self else {
            return false;
        };
        // diesel has a kind for the last one only and hands no SQLSTATE on. The texts are those of
        // every server: `deploy/roles.sql` holds the language of messages.
        matches!(kind, DatabaseErrorKind::SerializationFailure)
            || LOST_A_LOCK.contains(&information.message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: DatabaseErrorKind, message: &str) -> DatabaseError {
        DieselError::DatabaseError(kind, Box::new(message.to_owned())).into()
    }

    #[test]
    fn contention_is_told_from_other_failures() {
        let unordered = "could not serialize access due to concurrent update";
        assert!(failed(DatabaseErrorKind::SerializationFailure, unordered).is_contention());
        for message in LOST_A_LOCK {
            assert!(failed(DatabaseErrorKind::Unknown, message).is_contention(), "{message}");
        }
        let timeout = "canceling statement due to statement timeout";
        assert!(!failed(DatabaseErrorKind::Unknown, timeout).is_contention());
        assert!(!failed(DatabaseErrorKind::UniqueViolation, "duplicate key").is_contention());
        assert!(!DatabaseError::Statement(DieselError::NotFound).is_contention());
        assert!(!DatabaseError::Unavailable("deadlock detected".to_owned()).is_contention());
    }
}
