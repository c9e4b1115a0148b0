//! Graded work, set going as the worker's schedules do.

use assessments::jobs::CloseAttempts;

use crate::app::TestApp;

impl TestApp {
    /// Closes sittings whose time is over by the application's clock.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn close_attempts(&self) {
        self.app
            .services
            .database
            .system(async |connection| jobs::enqueue(connection, &[CloseAttempts {}]).await)
            .await
            .expect("a job is enqueued");
        self.run_jobs().await;
    }

    /// Passes quiz and assignment of every module that somebody has begun, for tests that are about
    /// what comes after.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn pass_graded_parts(&self) {
        self.execute(
            "UPDATE cadre.module_progress SET quiz_passed_at = coalesce(quiz_passed_at, started_at),
                 assignment_passed_at = coalesce(assignment_passed_at, started_at)",
        )
        .await;
    }
}
