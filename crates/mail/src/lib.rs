//! What Cadre says by e-mail, and how it leaves the house.
//!
//! Owns: the shape of a mail ([`Message`], [`build`]), the words and layouts of every mail
//! ([`Templates`], [`views`]), and the two ways out ([`Transport`]): SMTP with DKIM, or a folder
//! of files that development and tests read back ([`mailbox`]).
//!
//! Owns no table: who gets what and the proof that it went out belong to the caller, who stores
//! what a mail will say, sends it outside any transaction, and then settles.
//!
//! Held here:
//! - No input makes [`build`] panic, and none smuggles a header in.
//! - A report or nudge cannot be built without a way to stop it.
//! - Every mail has a complete text part, and fetches nothing from afar when it is opened.
//! - `Ok` from [`Transport::send`] means that the server accepted *this* message. An error may
//!   still mean that it arrived: delivery is at least once, under one fixed Message-ID.

mod config;
mod dkim;
mod error;
pub mod mailbox;
mod message;
mod smtp;
mod templates;
mod transport;
pub mod views;

pub use config::{SmtpConfig, TlsMode};
pub use dkim::Dkim;
pub use error::{ConfigError, MailError, SendError};
pub use message::{Category, ListUnsubscribe, Message, Party, build};
pub use templates::{Rendered, TemplateName, Templates};
pub use transport::Transport;
