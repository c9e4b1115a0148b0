//! Where the bytes are: a folder, or a bucket of an S3-compatible store. A key is
//! `<organization>/<file id>`.

use std::fmt::Display;
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use kernel::{FileId, OrganizationId};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    ClientConfigKey, GetOptions, GetResult, MultipartUpload, ObjectStore, PutMultipartOptions,
};
use thiserror::Error;

use crate::error::FileError;
use crate::model::made_at;

/// How long one request to S3 may take. A download is one request, and takes as long as its reader.
const S3_TIMEOUT: &str = "600s";

/// Why files cannot be kept where the settings say. Names no secret.
#[derive(Debug, Error)]
#[error("files: {0}")]
pub struct StoreError(String);

impl StoreError {
    fn new(reason: impl Display) -> Self {
        Self(reason.to_string())
    }
}

/// Where files are kept, as the settings say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a folder, which is made when it is not there.
    Folder(PathBuf),
    /// In a bucket. How to reach it stands in the usual `AWS_*` variables.
    S3 {
        /// The bucket.
        bucket: String,
        /// What keys begin with; may be empty.
        prefix: String,
    },
}

impl Place {
    /// Reads a path, or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// What such a text looks like; without the text.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "it is the path of a folder, or s3://bucket/prefix";
        let Some(rest) = text.strip_prefix("s3://") else {
            let is_path = !text.is_empty() && !text.contains("://");
            return if is_path { Ok(Self::Folder(PathBuf::from(text))) } else { Err(FORM) };
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let plain = |text: &str, more: &str| {
            text.chars().all(|letter| letter.is_ascii_alphanumeric() || more.contains(letter))
        };
        let prefix = prefix.trim_matches('/');
        let fits = (3..=63).contains(&bucket.len())
            && plain(bucket, "-.")
            && plain(prefix, "-._/")
            && !prefix.split('/').any(|part| part == "." || part == "..");
        if !fits {
            return Err(FORM);
        }
        Ok(Self::S3 { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }

    /// Opens the store. A bucket is not asked yet whether it is there.
    ///
    /// # Errors
    /// When the folder cannot be made or the `AWS_*` variables do not fit together.
    pub fn open(&self) -> Result<FileStore, StoreError> {
        match self {
            Self::Folder(folder) => {
                // Nobody else on the machine reads what people hand in.
                DirBuilder::new()
                    .recursive(true)
                    .mode(0o700)
                    .create(folder)
                    .map_err(|error| StoreError(format!("{}: {error}", folder.display())))?;
                let objects = LocalFileSystem::new_with_prefix(folder).map_err(StoreError::new)?;
                // The row that says they are there is written next.
                let objects = objects.with_fsync(true);
                Ok(FileStore { objects: Arc::new(objects), folder: Some(folder.clone()) })
            }
            Self::S3 { bucket, prefix } => {
                let timeout = AmazonS3ConfigKey::Client(ClientConfigKey::Timeout);
                let objects = AmazonS3Builder::from_env()
                    .with_bucket_name(bucket)
                    .with_config(timeout, S3_TIMEOUT)
                    .build()
                    .map_err(StoreError::new)?;
                let objects = PrefixStore::new(objects, prefix.as_str());
                Ok(FileStore { objects: Arc::new(objects), folder: None })
            }
        }
    }
}

/// The bytes of all files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    /// Where unfinished uploads are found, which the store itself does not list.
    folder: Option<PathBuf>,
}

fn key(organization: OrganizationId, id: FileId) -> Path {
    Path::from(format!("{organization}/{id}"))
}

impl FileStore {
    /// Begins to write a file. It is there once the upload is completed, and not before.
    pub(crate) async fn begin(
        &self,
        organization: OrganizationId,
        id: FileId,
    ) -> Result<Box<dyn MultipartUpload>, FileError> {
        self.objects
            .put_multipart_opts(&key(organization, id), PutMultipartOptions::default())
            .await
            .map_err(|error| FileError::store(&error))
    }

    /// The bytes of a file.
    pub(crate) async fn get(
        &self,
        organization: OrganizationId,
        id: FileId,
    ) -> Result<GetResult, FileError> {
        self.objects
            .get_opts(&key(organization, id), GetOptions::default())
            .await
            .map_err(|error| FileError::store(&error))
    }

    /// Removes files; those that are gone already are left at that.
    pub(crate) async fn remove(
        &self,
        organization: OrganizationId,
        ids: &[FileId],
    ) -> Result<(), FileError> {
        let keys: Vec<Result<Path, object_store::Error>> =
            ids.iter().map(|id| Ok(key(organization, *id))).collect();
        let mut removed = self.objects.delete_stream(stream::iter(keys).boxed());
        let mut failed = None;
        while let Some(result) = removed.next().await {
            match result {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => failed = Some(FileError::store(&error)),
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Every file of an organisation that the store holds, whether or not there is a row of it.
    /// What is not named by an id is none of ours and is left out.
    pub(crate) fn list(
        &self,
        organization: OrganizationId,
    ) -> BoxStream<'static, Result<FileId, FileError>> {
        self.objects
            .list(Some(&Path::from(organization.to_string())))
            .map_err(|error| FileError::store(&error))
            .try_filter_map(|found| {
                let id = found.location.filename().and_then(|name| name.parse::<FileId>().ok());
                future::ready(Ok(id))
            })
            .boxed()
    }

    /// Removes what killed processes left of uploads that began before a moment. In a folder, an
    /// upload is written beside its place as `<file id>#<number>`.
    pub(crate) async fn remove_unfinished(
        &self,
        organization: OrganizationId,
        before: DateTime<Utc>,
    ) -> Result<(), FileError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let failed = |error: std::io::Error| FileError::store(&error);
        let mut entries = match tokio::fs::read_dir(folder.join(organization.to_string())).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(failed)?,
        };
        while let Some(entry) = entries.next_entry().await.map_err(failed)? {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.split_once('#')?.0.parse::<FileId>().ok());
            if id.and_then(made_at).is_some_and(|made| made < before) {
                match tokio::fs::remove_file(entry.path()).await {
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_folders_and_buckets() {
        let bucket = |bucket: &str, prefix: &str| {
            Ok(Place::S3 { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
        };
        assert_eq!(Place::parse("s3://cadre-files"), bucket("cadre-files", ""));
        assert_eq!(Place::parse("s3://cadre-files/a/b/"), bucket("cadre-files", "a/b"));
        assert_eq!(Place::parse("/var/lib/x"), Ok(Place::Folder(PathBuf::from("/var/lib/x"))));
        for wrong in [
            "",
            "s3://",
            "s3://ab",
            "s3:///prefix",
            "s3://user:password@bucket",
            "s3://bucket/../x",
            "s3://bucket/x?region=y",
            "https://bucket.example",
            "file:///var/lib/x",
        ] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }
}
