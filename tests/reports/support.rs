//! What the tests of reports share.

use kernel::CohortId;
use mail::mailbox::Received;
use serde_json::{Value, json};
use testkit::{Organization, Person, Response, SmtpPeer, TestApp, TestAppOptions};

/// Monday 07:30 in Warsaw, five days after the test application starts.
pub const MONDAY: &str = "2026-11-30T06:30:00Z";
/// The Monday after it.
pub const NEXT_MONDAY: &str = "2026-12-07T06:30:00Z";
/// The Tuesday after [`MONDAY`], 07:30 in Warsaw; managers are written to in this week.
pub const TUESDAY: &str = "2026-12-01T06:30:00Z";

/// The application with its mails going through a real SMTP server.
pub async fn app_and_peer() -> (TestApp, SmtpPeer) {
    let peer = SmtpPeer::start().await;
    let options = TestAppOptions { transport: Some(peer.transport()), model: None };
    (TestApp::start_with(options).await, peer)
}

/// An organisation with a cohort that began two days ago, and its learners; invitations are out.
pub async fn house(app: &TestApp, slug: &str, learners: &[&str]) -> (Organization, CohortId) {
    let organization = app.organization(slug).await;
    let cohort = app.cohort(&organization, "2026-11-23", &[]).await;
    app.enrol(&organization, cohort, learners).await;
    app.run_jobs().await;
    (organization, cohort)
}

/// The organisation with its admin signed in again: tokens are short-lived, and the clock moved.
pub async fn today(app: &TestApp, organization: &Organization) -> Organization {
    let slug = &organization.slug;
    let admin = app.sign_in(slug, &format!("admin@{slug}.example")).await;
    Organization { admin, ..organization.clone() }
}

/// A header as it stands in a mail.
pub fn header<'a>(mail: &'a Received, name: &str) -> Option<&'a str> {
    let mut headers = mail.headers.iter();
    headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Mails that can be stopped: reports. Invitations cannot.
pub fn reports(mails: Vec<Received>) -> Vec<Received> {
    mails.into_iter().filter(|mail| header(mail, "List-Unsubscribe").is_some()).collect()
}

/// The readers of the reports among some mails, sorted.
pub fn readers(mails: Vec<Received>) -> Vec<String> {
    let mut readers: Vec<String> = reports(mails).into_iter().map(|mail| mail.to.address).collect();
    readers.sort_unstable();
    readers
}

/// The one report that somebody got.
#[track_caller]
pub fn only_report(mails: Vec<Received>, address: &str) -> Received {
    let mut mails = reports(mails);
    mails.retain(|mail| mail.to.address == address);
    assert_eq!(mails.len(), 1, "reports to {address}");
    mails.remove(0)
}

/// Text with all runs of white space as one blank.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sends a report outside its schedule.
pub async fn send_now(
    app: &TestApp,
    person: &Person,
    cohort: CohortId,
    kind: &str,
    dry_run: bool,
) -> Response {
    let input = json!({ "cohortId": cohort.to_string(), "kind": kind, "dryRun": dry_run });
    app.request(
        Some(&person.token),
        "mutation($input: SendReportNowInput!) { sendReportNow(input: $input) {
             queued requeued stopped alreadySent dryRun } }",
        json!({ "input": input }),
    )
    .await
}

/// `queued`, `stopped` and `alreadySent` of an answer of [`send_now`].
#[track_caller]
pub fn counts(answer: &Response) -> [i64; 3] {
    ["queued", "stopped", "alreadySent"]
        .map(|field| answer.data(&format!("/sendReportNow/{field}")).as_i64().expect("a number"))
}

/// A page of the ledger of a cohort.
pub async fn ledger_page(
    app: &TestApp,
    person: &Person,
    cohort: CohortId,
    more: Value,
) -> Response {
    let mut variables = json!({ "cohort": cohort.to_string() });
    variables.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
    app.request(
        Some(&person.token),
        "query($cohort: ID!, $filter: ReportDeliveryFilter, $first: Int, $after: String) {
             reportDeliveries(cohortId: $cohort, filter: $filter, first: $first, after: $after) {
                 edges { node { id readerName kind period asOf messageId state attempts lastError
                     queuedAt sentAt } }
                 pageInfo { hasNextPage endCursor } } }",
        variables,
    )
    .await
}

/// The entries of an answer of [`ledger_page`].
#[track_caller]
pub fn entries(answer: &Response) -> Vec<Value> {
    let edges = answer.data("/reportDeliveries/edges").as_array().expect("edges");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

/// All entries of a cohort's ledger that speak to one reader, newest first.
pub async fn ledger_of(
    app: &TestApp,
    organization: &Organization,
    cohort: CohortId,
    reader: &str,
) -> Vec<Value> {
    let admin = today(app, organization).await.admin;
    let answer = ledger_page(app, &admin, cohort, json!({ "first": 100 })).await;
    let mut entries = entries(&answer.fine());
    entries.retain(|entry| entry["readerName"] == reader);
    entries
}

/// Stops a kind of report for oneself, or lets it come again.
pub async fn set_stopped(app: &TestApp, person: &Person, kind: &str, stopped: bool) -> Response {
    app.request(
        Some(&person.token),
        "mutation($input: SetReportStoppedInput!) {
             setReportStopped(input: $input) { stoppedReports } }",
        json!({ "input": { "kind": kind, "stopped": stopped } }),
    )
    .await
    .fine()
}
