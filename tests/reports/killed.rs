//! A worker that is killed in the middle of a report run.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use testkit::{SmtpPeer, TestApp, eventually};

use super::support::{counts, reports, send_now};

const READERS: usize = 300;
/// Mails that a worker sends at once.
const AT_ONCE: usize = 8;
/// Mails that have arrived when the worker is killed: not the first, and far from the last.
const BEFORE: usize = 60;

/// `cadre worker` as a process of its own, killed when dropped.
struct WorkerProcess(Child);

impl WorkerProcess {
    fn start(app: &TestApp, peer: &SmtpPeer, number: u8) -> Self {
        let folder = app.folder();
        let secret = folder.join("link-secret");
        std::fs::write(&secret, "a secret of more than thirty-two bytes").expect("a secret");
        let keys = folder.join("note-keys");
        std::fs::create_dir_all(&keys).expect("a folder");
        std::fs::write(keys.join("m1.key"), [9; 32]).expect("a key");
        let log = File::create(log_of(folder, number)).expect("a log");
        let addresses = &app.database.addresses;
        let process = Command::new(env!("CARGO_BIN_EXE_cadre"))
            .arg("worker")
            .env_clear()
            .env("CADRE_APP_DATABASE_URL", &addresses.app)
            .env("CADRE_SYSTEM_DATABASE_URL", &addresses.system)
            .env("CADRE_POOL_SIZE", "8")
            .env("CADRE_SIGNING_KEYS", folder.join("keys"))
            .env("CADRE_LINK_SECRET_FILE", secret)
            .env("CADRE_NOTE_KEYS", keys)
            .env("CADRE_FILES", folder.join("files"))
            .env("CADRE_SMTP_URL", peer.url())
            .env("CADRE_MAIL_FROM", "Cadre <cadre@cadre.test>")
            .env("CADRE_PUBLIC_URL", "https://cadre.test")
            .env("CADRE_APP_URL", "https://learning.cadre.test")
            .env("CADRE_WORKER_CONCURRENCY", AT_ONCE.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        Self(process.expect("the worker starts"))
    }

    /// SIGKILL: no signal handler runs, no connection is closed in good order.
    fn kill(&mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it ends");
    }

    /// SIGTERM: it lets jobs that run come to an end.
    fn stop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        assert!(asked.expect("kill runs").success());
        assert!(self.0.wait().expect("it ends").success(), "it stops in good order");
    }

    #[track_caller]
    fn assert_alive(&mut self, folder: &Path, number: u8) {
        let ended = self.0.try_wait().expect("its state");
        let log = || std::fs::read_to_string(log_of(folder, number)).unwrap_or_default();
        assert!(ended.is_none(), "the worker ended by itself: {}", log());
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn log_of(folder: &Path, number: u8) -> std::path::PathBuf {
    folder.join(format!("worker-{number}.log"))
}

/// A run that lies in the far future for the worker's real clock, so that its schedule adds nothing
/// to what is queued here.
async fn queue_run(app: &TestApp) {
    app.set_clock("2060-01-07T10:00:00Z");
    let alpha = app.organization("alpha").await;
    let cohort = app.cohort(&alpha, "2060-01-05", &[]).await;
    let names: Vec<String> = (0..READERS).map(|number| format!("learner{number:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    app.enrol(&alpha, cohort, &names).await;
    app.run_jobs().await;
    let answer = send_now(app, &alpha.admin, cohort, "LEARNER_DIGEST", false).await.fine();
    assert_eq!(counts(&answer), [300, 0, 0]);
}

/// Makes the dead worker look as it does 45 seconds after its end, and what is recovered due at once.
async fn let_time_pass(app: &TestApp) {
    let sql = "UPDATE jobs._private_workers SET last_heartbeat_at = now() - interval '46 seconds';
               UPDATE jobs._private_jobs SET locked_at = locked_at - interval '46 seconds'
               WHERE locked_at IS NOT NULL";
    app.execute(sql).await;
}

async fn in_state(app: &TestApp, state: &str) -> i64 {
    let sql =
        format!("SELECT count(*) AS count FROM cadre.report_delivery WHERE state = '{state}'");
    app.count(&sql).await
}

async fn locked_jobs(app: &TestApp) -> i64 {
    app.count("SELECT count(*) AS count FROM jobs._private_jobs WHERE locked_by IS NOT NULL").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_report_run_loses_no_mail_and_repeats_at_most_those_in_flight() {
    let app = TestApp::start().await;
    let peer = SmtpPeer::start_slow(Duration::from_millis(20)).await;
    queue_run(&app).await;
    let mut first = WorkerProcess::start(&app, &peer, 1);
    eventually("some mails to arrive", async || {
        first.assert_alive(app.folder(), 1);
        peer.stored() >= BEFORE
    })
    .await;
    first.kill();
    let sent = in_state(&app, "sent").await;
    assert!(sent > 0 && in_state(&app, "queued").await > 100, "{sent} sent: not in the middle");
    assert!(locked_jobs(&app).await > 0, "the dead worker holds jobs");

    let_time_pass(&app).await;
    let mut second = WorkerProcess::start(&app, &peer, 2);
    eventually("all mails to be noted as sent", async || {
        second.assert_alive(app.folder(), 2);
        app.hurry_jobs().await;
        in_state(&app, "sent").await == 300
    })
    .await;
    eventually("all jobs to be done", async || app.waiting_jobs().await == 0).await;
    second.stop();

    let mut copies: HashMap<(String, String), usize> = HashMap::new();
    for mail in reports(peer.received()) {
        *copies.entry((mail.to.address, mail.message_id)).or_default() += 1;
    }
    assert_eq!(copies.len(), READERS, "one Message-ID per reader, and nobody is left out");
    assert!(copies.values().all(|copies| *copies <= 2), "{copies:?}");
    let repeated = copies.values().filter(|copies| **copies == 2).count();
    assert!(repeated <= AT_ONCE, "{repeated} repeated: more than were in flight");
    let attempts =
        app.count("SELECT max(attempts)::bigint AS count FROM cadre.report_delivery").await;
    assert!((1..=2).contains(&attempts), "{attempts} tries");
}
