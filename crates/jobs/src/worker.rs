//! The process side: which jobs are known, how many run at once, how work of a dead worker resumes.

use std::collections::HashSet;
use std::time::Duration;

use graphile_worker::{
    IntoTaskHandlerResult, LocalQueueConfig, RefetchDelayConfig, TaskHandler, WorkerContext,
    WorkerOptions, WorkerRecoveryConfig,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::SCHEMA;
use crate::job::{Attempt, Job, JobError};

/// How often a worker looks for jobs that nobody told it of: those whose time has come.
const POLL: Duration = Duration::from_secs(2);

/// Why a worker cannot start or stopped.
#[derive(Debug, Error)]
#[error("job worker: {0}")]
pub struct WorkerError(String);

impl WorkerError {
    pub(crate) fn new(error: &dyn std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            cause = inner.source();
        }
        Self(text)
    }
}

/// A job as `graphile_worker` sees it.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "")]
struct Task<J: Job>(J);

impl<J: Job> TaskHandler for Task<J> {
    const IDENTIFIER: &'static str = J::NAME;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let job = context.job();
        let attempt =
            Attempt { number: *job.attempts(), is_last: job.attempts() >= job.max_attempts() };
        let Some(services) = context.get_ext::<J::Services>().cloned() else {
            return Err(JobError::new("this worker was started without the services of the job"));
        };
        let result = self.0.run(services, attempt).await;
        if let Err(error) = &result {
            tracing::warn!(job = J::NAME, attempt = attempt.number, last = attempt.is_last, %error, "job failed");
        }
        result
    }
}

/// Collects what a worker knows before it starts.
pub struct WorkerBuilder {
    options: WorkerOptions,
    crontab: String,
    services: HashSet<std::any::TypeId>,
}

impl WorkerBuilder {
    /// A worker on the address of role `cadre_system` that runs up to `concurrency` jobs at once.
    pub fn new(system_url: &str, concurrency: usize) -> Self {
        let options = WorkerOptions::default()
            .database_url(system_url)
            .max_pg_conn(4)
            .schema(SCHEMA)
            .concurrency(concurrency)
            .poll_interval(POLL)
            .listen_os_shutdown_signals(false)
            .worker_recovery(
                WorkerRecoveryConfig::default()
                    .enabled(true)
                    .heartbeat_interval(Duration::from_secs(10))
                    .sweep_interval(Duration::from_secs(15))
                    .sweep_threshold(Duration::from_secs(45))
                    // On top of threshold and sweep; the library's 30 s would make it 90 in all.
                    .recovery_delay(Duration::from_secs(10)),
            );
        Self { options, crontab: String::new(), services: HashSet::new() }
    }

    /// Makes a kind of job known, with what it needs.
    #[must_use]
    pub fn register<J: Job>(mut self, services: &J::Services) -> Self {
        self.options = self.options.define_job::<Task<J>>();
        if self.services.insert(std::any::TypeId::of::<J::Services>()) {
            self.options = self.options.add_extension(services.clone());
        }
        self
    }

    /// Starts a job of kind `J` every `minutes` minutes, once over all workers.
    #[must_use]
    pub fn every_minutes<J: Job>(mut self, minutes: u8) -> Self {
        self.crontab.push_str(&format!("*/{minutes} * * * * {}\n", J::NAME));
        self
    }

    /// Starts a job of kind `J` at a minute of every hour, once over all workers.
    #[must_use]
    pub fn hourly<J: Job>(mut self, minute: u8) -> Self {
        self.crontab.push_str(&format!("{minute} * * * * {}\n", J::NAME));
        self
    }

    /// A worker that runs until told to stop; fetches jobs in batches, without which a backlog
    /// drains at one job per poll and slot.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn start(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<Worker, WorkerError> {
        let options = self
            .options
            .local_queue(
                LocalQueueConfig::default().with_size(100).with_refetch_delay(
                    // Without a delay the library's queue wakes itself after every fetch and asks the
                    // database thousands of times a second for nothing. One notification ends it early.
                    RefetchDelayConfig::default()
                        .with_duration(POLL)
                        .with_threshold(0)
                        .with_max_abort_threshold(1),
                ),
            )
            .shutdown_signal(shutdown)
            .with_cron(self.crontab.as_str())
            .map_err(|error| WorkerError(error.to_string()))?;
        Ok(Worker(options.init().await.map_err(|error| WorkerError::new(&error))?))
    }

    /// A worker without schedule and batches, for [`Worker::drain`].
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn for_draining(self) -> Result<Worker, WorkerError> {
        Ok(Worker(self.options.init().await.map_err(|error| WorkerError::new(&error))?))
    }
}

/// Runs jobs.
pub struct Worker(graphile_worker::Worker);

impl Worker {
    /// Runs jobs until the shutdown signal, then lets those that run come to an end.
    ///
    /// # Errors
    /// When the database is lost for good.
    pub async fn run(&self) -> Result<(), WorkerError> {
        self.0.run().await.map_err(|error| WorkerError::new(&error))
    }

    /// Runs what is due now, then returns. What that enqueues last may be left for another call.
    ///
    /// # Errors
    /// When the database is lost.
    pub async fn drain(&self) -> Result<(), WorkerError> {
        self.0.run_once().await.map_err(|error| WorkerError::new(&error))
    }
}
