use std::pin::{Pin, pin};

use auth::Actor;
use bytes::Bytes;
use futures::stream::{Stream, StreamExt as _};
use kernel::{FileId, Permission};
use object_store::WriteMultipart;
use sha2::{Digest as _, Sha256};

use crate::error::FileError;
use crate::model::{File, LARGEST, MOST_BYTES, MOST_WAITING};
use crate::service::Files;
use crate::sniff::{self, sniff};
use crate::{name, queries, storage};

/// How many parts of 5 MiB may wait for the store while the next one is filled, and one less.
const PARTS: usize = 2;

/// Takes a file in: keeps its bytes as they come, then adds its row. `name` is what the client calls
/// it. What is refused or breaks off leaves nothing behind.
///
/// # Errors
/// [`FileError::Denied`]; [`FileError::TooManyWaiting`] and [`FileError::TooManyAtOnce`], before the
/// first byte is read where it is known by then; [`FileError::Empty`], [`FileError::TooLarge`];
/// [`FileError::BrokenOff`] when the stream ends with an error; [`FileError::NoRoom`],
/// [`FileError::Store`], [`FileError::Database`].
pub async fn receive<S, E>(
    files: &Files,
    actor: &Actor,
    name: &str,
    body: S,
) -> Result<File, FileError>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    actor.require(Permission::UploadFiles)?;
    let _pass = files.gate.enter(actor.member_id).ok_or(FileError::TooManyAtOnce)?;
    refuse_hoards(files, actor).await?;
    let id = files.sources.new_id();
    let taken = keep(files, actor, id, body).await?;
    let is_whole = taken.bytes == taken.start.len() as u64;
    let kind = sniff(&taken.start, is_whole, name);
    let file = File {
        id,
        owner_id: actor.member_id,
        name: name::clean(name, kind),
        media_type: kind.media_type().to_owned(),
        bytes: i64::try_from(taken.bytes).map_err(|_| FileError::TooLarge)?,
        sha256: taken.hash.finalize().to_vec(),
        uploaded_at: files.sources.now(),
        attached_at: None,
    };
    add(files, actor, &file).await?;
    Ok(file)
}

/// Spares a person the upload of what would be refused at its end.
async fn refuse_hoards(files: &Files, actor: &Actor) -> Result<(), FileError> {
    let organization = actor.organization_id;
    let waiting = files
        .database
        .read(organization, async |connection| {
            queries::waiting(connection, organization, actor.member_id).await
        })
        .await?;
    if waiting < MOST_WAITING { Ok(()) } else { Err(FileError::TooManyWaiting) }
}

/// Adds the row of a file whose bytes are safe.
async fn add(files: &Files, actor: &Actor, file: &File) -> Result<(), FileError> {
    let organization = actor.organization_id;
    let added = files
        .database
        .write(organization, async |connection| {
            storage::lock_owner(connection, organization, actor.member_id).await?;
            let waiting = queries::waiting(connection, organization, actor.member_id).await?;
            if waiting >= MOST_WAITING {
                return Err(FileError::TooManyWaiting);
            }
            let kept = queries::kept_bytes(connection, organization, actor.member_id).await?;
            if kept.saturating_add(file.bytes) > MOST_BYTES {
                return Err(FileError::TooManyBytes);
            }
            Ok(storage::insert(connection, organization, file).await?)
        })
        .await;
    // Only where it is certain that there is no row: after a failure of the database it may have
    // been committed all the same, and a row without bytes must not be.
    if matches!(added, Err(FileError::TooManyWaiting | FileError::TooManyBytes)) {
        files.store.remove(organization, &[file.id]).await?;
    }
    added
}

/// What is known of a file once its bytes went by.
#[derive(Default)]
struct Taken {
    bytes: u64,
    hash: Sha256,
    /// The first bytes, as many as are looked at.
    start: Vec<u8>,
}

impl Taken {
    fn take(&mut self, chunk: &[u8]) -> Result<(), FileError> {
        self.bytes += chunk.len() as u64;
        if self.bytes > LARGEST {
            return Err(FileError::TooLarge);
        }
        self.hash.update(chunk);
        let room = sniff::START.saturating_sub(self.start.len());
        self.start.extend(chunk.iter().take(room));
        Ok(())
    }
}

/// Writes the bytes to the store; whatever goes wrong, nothing stays.
async fn keep<S, E>(files: &Files, actor: &Actor, id: FileId, body: S) -> Result<Taken, FileError>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    let mut body = pin!(body);
    let first = next(body.as_mut()).await?.ok_or(FileError::Empty)?;
    let upload = files.store.begin(actor.organization_id, id).await?;
    let mut writer = WriteMultipart::new(upload);
    match write(&mut writer, first, body).await {
        Ok(taken) => {
            writer.finish().await.map_err(|error| FileError::store(&error))?;
            Ok(taken)
        }
        Err(error) => {
            if let Err(reason) = writer.abort().await {
                tracing::warn!(%reason, file = %id, "an upload that broke off was not cleared away");
            }
            Err(error)
        }
    }
}

async fn write<S, E>(
    writer: &mut WriteMultipart,
    first: Bytes,
    mut body: Pin<&mut S>,
) -> Result<Taken, FileError>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    let mut taken = Taken::default();
    let mut chunk = first;
    loop {
        taken.take(&chunk)?;
        writer.wait_for_capacity(PARTS).await.map_err(|error| FileError::store(&error))?;
        writer.put(chunk);
        match next(body.as_mut()).await? {
            Some(more) => chunk = more,
            None => return Ok(taken),
        }
    }
}

/// The next bytes; never none at all.
async fn next<S, E>(mut body: Pin<&mut S>) -> Result<Option<Bytes>, FileError>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    loop {
        match body.next().await {
            Some(Ok(chunk)) if chunk.is_empty() => {}
            Some(Ok(chunk)) => return Ok(Some(chunk)),
            Some(Err(_)) => return Err(FileError::BrokenOff),
            None => return Ok(None),
        }
    }
}
