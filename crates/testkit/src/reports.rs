//! Reports, set going as the worker's schedule does.

use reports::jobs::ReportTick;

use crate::app::TestApp;

impl TestApp {
    /// Enqueues what the schedule of a running worker enqueues every few minutes.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn queue_report_tick(&self) {
        self.app
            .services
            .database
            .system(async |connection| jobs::enqueue(connection, &[ReportTick {}]).await)
            .await
            .expect("a tick is enqueued");
    }

    /// Plans what is due by the application's clock and sends it.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn tick_reports(&self) {
        self.queue_report_tick().await;
        self.run_jobs().await;
    }

    /// Plans and sends what is due at a moment, RFC 3339.
    ///
    /// # Panics
    /// When the text is no moment or the database cannot be reached.
    pub async fn tick_reports_at(&self, at: &str) {
        self.set_clock(at);
        self.tick_reports().await;
    }
}
