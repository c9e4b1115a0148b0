//! Runs of the matching as files: what went in and what came out, by a link that is good for some
//! minutes. Written while it is sent, so that a large run never stands in memory as text.

use std::io::{self, Write};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use auth::audit::{self, AuditEntry};
use database::DatabaseError;
use futures::stream;
use kernel::{ErrorCode, Permission};
use mentoring::MentoringError;
use mentoring::model::runs::{
    ExportClaim, ExportPart, WholeRun, instance, read_export_token, result,
};
use mentoring::queries::runs::{aside, run, run_inputs};
use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::client;
use super::refusal::Refusal;
use crate::app::App;

/// Pieces that may wait to be sent.
const WAITING: usize = 4;
/// How long a piece waits for a client that reads nothing, until the file breaks off.
const PATIENCE: Duration = Duration::from_secs(30);

/// `GET /exports/{token}`.
pub(super) async fn send(
    app: web::Data<App>,
    request: HttpRequest,
    token: web::Path<String>,
) -> HttpResponse {
    let request_id = client::request_id(&request, &app.services.sources);
    match open(&app, &token).await {
        Ok((claim, whole)) => reply(claim, whole, &request_id),
        Err(refusal) => refusal.answer(&request_id),
    }
}

/// What a link leads to. Whoever it was made for must still be a coordinator, and stands in the audit
/// log with the file.
async fn open(app: &App, token: &str) -> Result<(ExportClaim, WholeRun), Refusal> {
    let now = app.services.sources.now();
    let lost = || {
        let words = "there is no such file, or its link is over; ask for a new one";
        Refusal::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, words)
    };
    let claim = read_export_token(&app.links, token, now).ok_or_else(lost)?;
    let database = &app.services.database;
    let stored: Result<_, DatabaseError> = database
        .read(claim.organization, async |connection| {
            let roles = auth::queries::roles(connection, claim.organization, claim.reader).await?;
            if !roles.grants(Permission::CoordinateMentoring) {
                return Ok(None);
            }
            let Some(found) = run(connection, claim.organization, claim.run).await? else {
                return Ok(None);
            };
            run_inputs(connection, claim.organization, &found).await
        })
        .await;
    let stored = stored?.ok_or_else(lost)?;
    let opened = aside(move || WholeRun::open(stored)).await;
    let whole = opened.map_err(|error: MentoringError| Refusal::internal(&error))?;
    let recorded: Result<_, DatabaseError> = database
        .write(claim.organization, async |connection| {
            let (sources, reader) = (&app.services.sources, Some(claim.reader));
            audit::record_as(connection, sources, claim.organization, reader, exported(claim)).await
        })
        .await;
    recorded?;
    tracing::info!(run = %claim.run, reader = %claim.reader, "a matching run is exported");
    Ok((claim, whole))
}

fn exported(claim: ExportClaim) -> AuditEntry {
    let part = match claim.part {
        ExportPart::Instance => "instance",
        ExportPart::Result => "result",
    };
    AuditEntry {
        action: "matching_run_exported",
        subject: claim.run.to_string(),
        details: json!({ "part": part }),
    }
}

fn reply(claim: ExportClaim, whole: WholeRun, request_id: &str) -> HttpResponse {
    let (pieces, waiting) = mpsc::channel(WAITING);
    let number = whole.run.number;
    let name = match claim.part {
        ExportPart::Instance => format!("run-{number}-instance.json"),
        ExportPart::Result => format!("run-{number}-result.json"),
    };
    tokio::task::spawn_blocking(move || {
        let target = Pieces { to: pieces, patience: PATIENCE, runtime: Handle::current() };
        let written = match claim.part {
            ExportPart::Instance => instance(&whole).write(target),
            ExportPart::Result => result(&whole).write(target),
        };
        // Nobody reads any more: a client that hung up or fell asleep.
        if let Err(error) = written {
            tracing::debug!(%error, "an export broke off");
        }
    });
    let body = stream::unfold(waiting, |mut waiting| async move {
        let piece: Bytes = waiting.recv().await?;
        Some((Ok::<_, io::Error>(piece), waiting))
    });
    HttpResponse::Ok()
        .insert_header((client::REQUEST_ID, request_id))
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .streaming(Box::pin(body))
}

/// Hands on what is written, and waits while too much is unsent; for a thread that may wait.
struct Pieces {
    to: mpsc::Sender<Bytes>,
    patience: Duration,
    runtime: Handle,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        let sent =
            self.runtime.block_on(async { timeout(self.patience, self.to.send(piece)).await });
        match sent {
            Ok(Ok(())) => Ok(bytes.len()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn write_two(patience: Duration, to: mpsc::Sender<Bytes>) -> io::Result<usize> {
        let mut pieces = Pieces { to, patience, runtime: Handle::current() };
        let writing = tokio::task::spawn_blocking(move || {
            pieces.write_all(b"one")?;
            pieces.write(b"two")
        });
        writing.await.expect("a thread")
    }

    #[tokio::test]
    async fn a_client_that_reads_gets_all() {
        let (to, mut waiting) = mpsc::channel(1);
        let read = async {
            let mut all = Vec::new();
            while let Some(piece) = waiting.recv().await {
                all.push(piece);
            }
            all
        };
        let (written, all) = tokio::join!(write_two(PATIENCE, to), read);
        assert_eq!(written.expect("it is sent"), 3);
        assert_eq!(all, ["one", "two"]);
    }

    #[tokio::test]
    async fn a_client_that_reads_nothing_holds_no_thread() {
        let (to, waiting) = mpsc::channel(1);
        let written = write_two(Duration::from_millis(1), to).await;
        assert_eq!(written.expect_err("nobody reads").kind(), io::ErrorKind::TimedOut);
        drop(waiting);
    }

    #[tokio::test]
    async fn a_client_that_hung_up_ends_it() {
        let (to, waiting) = mpsc::channel(1);
        drop(waiting);
        let written = write_two(PATIENCE, to).await;
        assert_eq!(written.expect_err("nobody is there").kind(), io::ErrorKind::BrokenPipe);
    }
}
