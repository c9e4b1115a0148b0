//! The worker as it runs in production, between jobs.

use testkit::{TestApp, eventually};

const LOOKS: i64 = 80;

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_worker_leaves_the_database_alone() {
    let app = TestApp::start().await;
    let builder = app.app.worker(&app.database.addresses.system, 2);
    let worker = builder.start(std::future::pending()).await.expect("a worker");
    let running = tokio::spawn(async move { worker.run().await });
    app.queue_report_tick().await;
    eventually("the tick to be run", async || app.waiting_jobs().await == 0).await;
    let before = transactions(&app).await;
    let mut looks = 0;
    eventually("some time to pass", async || {
        looks += 1;
        app.waiting_jobs().await == 0 && looks >= LOOKS
    })
    .await;
    // Our own looks make a few transactions each; a worker that never rests makes thousands.
    let made = transactions(&app).await - before;
    assert!(made < LOOKS * 8, "{made} transactions in {LOOKS} looks");
    running.abort();
}

async fn transactions(app: &TestApp) -> i64 {
    app.count(
        "SELECT (xact_commit + xact_rollback) AS count FROM pg_stat_database
         WHERE datname = current_database()",
    )
    .await
}
