use thiserror::Error;

/// Why the database could not do what was asked. Its texts are for the log, never for clients.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// No connection could be had in time.
    #[error("no database connection: {0}")]
    Unavailable(String),
    /// A statement failed.
    #[error("statement failed: {0}")]
    Statement(#[from] diesel::result::Error),
    /// A migration failed.
    #[error("migration failed: {0}")]
    Migration(String),
    /// An address cannot be read.
    #[error("database address: {0}")]
    Address(String),
}
