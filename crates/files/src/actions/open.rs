use std::io;

use bytes::Bytes;
use futures::TryStreamExt as _;
use futures::stream::{BoxStream, StreamExt as _};
use kernel::{FileId, MemberId, OrganizationId};

use crate::error::FileError;
use crate::links::{self, Claim};
use crate::model::File;
use crate::queries;
use crate::service::Files;

/// The bytes of a file, in order.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

/// A file as its reader gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The name to save it under; its own, or one that says nothing of its owner.
    pub name: String,
    /// The file.
    pub file: File,
}

/// The address from which `reader` downloads a file within five minutes. Whoever asks for it has
/// made sure that the reader may; whoever has the address may as well.
pub fn link(files: &Files, organization: OrganizationId, file: FileId, reader: MemberId) -> String {
    address(files, Claim { organization, file, reader, number: 0 })
}

/// As [`link`], for a reader who must not learn whose work it is: the file goes out as
/// `file-<number>` with its ending. What stands inside the file is not changed.
pub fn masked_link(
    files: &Files,
    organization: OrganizationId,
    file: FileId,
    reader: MemberId,
    number: u8,
) -> String {
    address(files, Claim { organization, file, reader, number: number.max(1) })
}

fn address(files: &Files, claim: Claim) -> String {
    let token = links::token(&files.links, claim, files.sources.now());
    format!("{}/files/{token}", files.links.public_url.trim_end_matches('/'))
}

/// What the token of a link leads to.
///
/// # Errors
/// [`FileError::BadLink`] when it is none of ours, out of date, or its file is gone;
/// [`FileError::Database`].
pub async fn find(files: &Files, token: &str) -> Result<Download, FileError> {
    let (download, _) = found(files, token).await?;
    Ok(download)
}

/// What the token of a link leads to, with its bytes.
///
/// # Errors
/// Those of [`find`], and [`FileError::Store`].
pub async fn open(files: &Files, token: &str) -> Result<(Download, ByteStream), FileError> {
    let (download, claim) = found(files, token).await?;
    let stored = files.store.get(claim.organization, claim.file).await?;
    tracing::info!(file = %claim.file, reader = %claim.reader, "a file is read");
    Ok((download, stored.into_stream().map_err(io::Error::other).boxed()))
}

async fn found(files: &Files, token: &str) -> Result<(Download, Claim), FileError> {
    let claim = links::read(&files.links, token, files.sources.now()).ok_or(FileError::BadLink)?;
    let file = files
        .database
        .read(claim.organization, async |connection| {
            queries::files_by_ids(connection, claim.organization, &[claim.file]).await
        })
        .await?
        .pop()
        .ok_or(FileError::BadLink)?;
    Ok((Download { name: shown(&file, claim.number), file }, claim))
}

fn shown(file: &File, number: u8) -> String {
    if number == 0 { file.name.clone() } else { neutral_name(number.into(), &file.media_type) }
}

/// The name under which a reviewer gets a file: its number within the work, from 1, and an ending
/// that follows from what it was found to be. Nothing of the author's name for it is left.
pub fn neutral_name(number: usize, media_type: &str) -> String {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let ending = match kind {
        "application/pdf" => ".pdf",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => ".docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => ".xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => ".pptx",
        "application/vnd.oasis.opendocument.text" => ".odt",
        "application/vnd.oasis.opendocument.spreadsheet" => ".ods",
        "application/vnd.oasis.opendocument.presentation" => ".odp",
        "text/plain" => ".txt",
        "text/csv" => ".csv",
        "text/markdown" => ".md",
        _ => "",
    };
    format!("file-{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_file_is_named_for_its_number_and_kind() {
        for (media_type, name) in [
            ("application/pdf", "file-2.pdf"),
            ("text/plain; charset=utf-8", "file-2.txt"),
            ("application/octet-stream", "file-2"),
            ("Ana Kowalska/x", "file-2"),
        ] {
            assert_eq!(neutral_name(2, media_type), name);
        }
    }
}
