//! Files that people upload: received as a stream, kept in an object store, served as downloads to
//! those who may read them.
//!
//! Owns the tenant table `file`, and in the object store everything below the id of an organisation.
//!
//! **No row without bytes.** The bytes are safe in the store before the row is written, so that
//! nobody can attach, link or read a file that is not wholly there. The other way round cannot be
//! kept: a crash in between leaves bytes without a row. [`jobs::RemoveOrphanFiles`] removes those
//! after a day, together with files that no work took up, and the unfinished parts that a killed
//! process left in a folder. (In S3, unfinished multipart uploads need a lifecycle rule of the
//! bucket, since no program can find them by their key.) Ids carry the moment at which they were
//! made, which tells the age of bytes without a row.
//!
//! **Nothing active.** What a file is, its first bytes say; what a client declares does not count.
//! Markup, scripts, programs and everything unknown are kept as `application/octet-stream`.
//!
//! **Who may read** a file is decided by the area whose work it belongs to, before it asks for a
//! [`link`]. The link is a bearer token for five minutes.

mod actions;
mod error;
mod gate;
pub mod jobs;
mod links;
mod model;
mod name;
pub mod queries;
mod service;
mod sniff;
mod storage;
mod store;

pub use actions::{
    ByteStream, Download, attach, find, link, masked_link, neutral_name, open, receive, release,
};
pub use error::{AttachError, FileError};
pub use model::{File, LARGEST, MOST_WAITING};
pub use service::Files;
pub use store::{FileStore, Place, StoreError};
