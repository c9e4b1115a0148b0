//! What the log says, and what it never says.

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::json;
use testkit::{PASSWORD, TestApp};
use tracing::dispatcher::{self, Dispatch};
use tracing::subscriber::NoSubscriber;
use tracing_subscriber::EnvFilter;

/// All that our own crates have to say, and what libraries say in production.
const FILTER: &str = "info,api=trace,auth=trace,cohorts=trace,curriculum=trace,database=trace,\
                      files=trace,jobs=trace,kernel=trace,mail=trace,mentoring=trace,reports=trace,server=trace";

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs work on threads whose log goes into a text of its own.
pub(crate) fn logged<T>(work: impl Future<Output = T>) -> (T, String) {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(FILTER))
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // As long as there is but one, tracing asks whoever is subscribed on the thread that comes first
    // to a line, for all threads and for good.
    let _second = Dispatch::new(NoSubscriber::default());
    let dispatch = Dispatch::new(subscriber);
    let of_thread = dispatch.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .on_thread_start(move || std::mem::forget(dispatcher::set_default(&of_thread)))
        .build()
        .expect("a runtime");
    let result = dispatcher::with_default(&dispatch, || runtime.block_on(work));
    drop(runtime);
    let bytes = lines.0.lock().expect("nobody panicked").clone();
    (result, String::from_utf8(bytes).expect("text"))
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> testkit::Response {
    let query = "mutation SignIn($input: SignInInput!) { signIn(input: $input) {
        session { accessToken refreshToken } } }";
    app.request(None, query, json!({ "input": { "email": email, "password": password } })).await
}

/// Everything that a person does before the first lesson, and what goes wrong on the way; returns
/// the secrets that were in play.
async fn first_day(app: &TestApp) -> Vec<String> {
    let alpha = app.organization("alpha").await;
    app.organization("beta").await;
    let session = sign_in(app, "admin@alpha.example", PASSWORD).await.fine();
    let mut secrets = vec![PASSWORD.to_owned(), "hunter2hunter2".to_owned()];
    secrets.push(session.text("/signIn/session/accessToken"));
    let refresh = session.text("/signIn/session/refreshToken");
    sign_in(app, "admin@alpha.example", "hunter2hunter2").await;
    sign_in(app, "nobody@alpha.example", "hunter2hunter2").await;
    for _ in 0..2 {
        let query = "mutation($t: String!) { refreshSession(input: { refreshToken: $t }) {
            session { accessToken } } }";
        app.request(None, query, json!({ "t": refresh })).await;
    }
    secrets.push(refresh);
    let cohort = app.cohort(&alpha, "2026-11-23", &[]).await;
    app.enrol(&alpha, cohort, &["ana", "bo"]).await;
    app.run_jobs().await;
    let faulty =
        "name,email,manager_email,unit\nAna,ana@@alpha.example,boss@alpha.example,Claims\n";
    app.enrol_csv(&alpha, cohort, faulty, false).await.fine();
    app.enrol_csv(&alpha, cohort, "name,hunter2hunter2\n", false).await;
    for mail in app.mails().await {
        let (_, rest) = mail.text.split_once("invitation?token=").expect("a link");
        let token: String = rest.chars().take(43).collect();
        let query = "mutation($t: String!, $p: String!) {
            acceptInvitation(input: { token: $t, password: $p }) { session { accessToken } } }";
        app.request(None, query, json!({ "t": token, "p": "hunter2hunter2" })).await.fine();
        secrets.push(token);
    }
    app.run_jobs().await;
    secrets
}

#[test]
fn no_address_password_or_token_stands_in_the_log() {
    let (secrets, log) = logged(async {
        let app = TestApp::start().await;
        first_day(&app).await
    });
    assert!(secrets.len() >= 7, "{}", secrets.len());
    // It is the right log: each request is there, and what deserves attention.
    for line in ["answered", "operation=\"SignIn\"", "INVALID_CREDENTIALS", "used twice"] {
        assert!(log.contains(line), "{line} is missing in {log}");
    }
    assert!(!log.contains('@'), "{log}");
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} stands in {log}");
    }
}
