//! What runs until somebody stops it: first no new requests, then the jobs come to an end.

use actix_web::dev::{Server, ServerHandle};
use jobs::{WorkerBuilder, WorkerError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::error::StartError;

type Http = (ServerHandle, JoinHandle<std::io::Result<()>>);
type Jobs = (oneshot::Sender<()>, JoinHandle<Result<(), WorkerError>>);

/// The running parts of a process.
#[derive(Default)]
pub struct Running {
    http: Option<Http>,
    worker: Option<Jobs>,
}

impl Running {
    /// Runs jobs beside everything else.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn worker(&mut self, builder: WorkerBuilder) -> Result<(), StartError> {
        let (stop, stopped) = oneshot::channel();
        let worker = builder
            .start(async {
                let _ = stopped.await;
            })
            .await?;
        self.worker = Some((stop, tokio::spawn(async move { worker.run().await })));
        Ok(())
    }

    /// Answers requests beside everything else.
    pub fn http(&mut self, server: Server) {
        self.http = Some((server.handle(), tokio::spawn(server)));
    }

    /// Waits for the signal, or until a part ends by itself, which is an error; then stops the rest.
    ///
    /// # Errors
    /// Why a part ended by itself.
    pub async fn until(mut self, signal: impl Future<Output = ()>) -> Result<(), StartError> {
        let ended = tokio::select! {
            () = signal => None,
            how = ended(self.http.as_mut().map(|(_, task)| task)) => Some(format!("HTTP ended by itself: {how}")),
            how = ended(self.worker.as_mut().map(|(_, task)| task)) => Some(format!("jobs ended by themselves: {how}")),
        };
        tracing::info!("stopping");
        let by_itself = ended.is_some();
        if let Some((handle, task)) = self.http {
            handle.stop(true).await;
            if !task.is_finished() {
                let _ = task.await;
            }
        }
        if let Some((stop, task)) = self.worker {
            let _ = stop.send(());
            if !task.is_finished() {
                let _ = task.await;
            }
        }
        tracing::info!(by_itself, "stopped");
        ended.map_or(Ok(()), |reason| Err(StartError::Other(reason)))
    }
}

/// How a part ended; of one that does not run, never.
async fn ended<E: std::fmt::Display>(task: Option<&mut JoinHandle<Result<(), E>>>) -> String {
    match task {
        None => std::future::pending().await,
        Some(task) => match task.await {
            Ok(Ok(())) => "without a reason".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        },
    }
}
