//! One file per command, as in every area; and the way out of a file.

mod attach;
mod open;
mod receive;

pub use attach::{attach, release};
pub use open::{ByteStream, Download, find, link, masked_link, neutral_name, open};
pub use receive::receive;
