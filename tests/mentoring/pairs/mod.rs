//! The life of pairs, through the API and by the jobs that look after them.

mod agreements;
mod answers;
mod endings;
mod journeys;
mod letters;
mod mails;
mod races;
mod table;
mod timers;
mod views;

use kernel::PairId;
use mentoring::jobs::pairs::MentoringTick;
use serde_json::{Value, json};
use testkit::Response;

use super::town::Town;

const PAIR: &str = "query($id: ID!) { mentoringPair(id: $id) {
    id side state isOver score dueAt endsOn sessionsHeld goalsReached impossibleBecause pauseReason
    viewerCan commonGround parts { part } answers { mine otherHasAnswered }
    declined { by reason } history { state on }
    agreement { version cadenceDays sessionMinutes outOfBounds shares endsOn signedByMe signedByOther
        goals { id goal competencyCode reachedAt } }
    closing { otherHasFiled thanksOfOther mine { goalsReached thanks wouldRenew } }
    learner { name } mentor { name } } }";
const DECLINE: &str = "mutation($input: DeclinePairInput!) {
    declinePair(input: $input) { pair { state } } }";
const WRITE: &str = "mutation($input: WriteAgreementInput!) {
    writeAgreement(input: $input) { pair { agreement { version signedByMe signedByOther } } } }";
const SIGN: &str = "mutation($input: SignAgreementInput!) {
    signAgreement(input: $input) { pair { state endsOn } } }";
const FILE: &str = "mutation($input: FileClosingFormInput!) {
    fileClosingForm(input: $input) { pair { state } } }";
const PAUSE: &str = "mutation($input: PausePairInput!) {
    pausePair(input: $input) { pair { state pauseReason } } }";

/// One of the commands that take a pair and nothing else.
async fn act(town: &Town, who: &str, command: &str, pair: PairId) -> Response {
    let document = format!(
        "mutation($input: MentoringPairInput!) {{ {command}(input: $input) {{ pair {{ state }} }} }}"
    );
    town.gql(who, &document, json!({ "input": { "pairId": pair } })).await
}

/// A pair as somebody sees it.
async fn seen(town: &Town, who: &str, pair: PairId) -> Value {
    let answer = town.fine(who, PAIR, json!({ "id": pair })).await;
    answer.data("/mentoringPair").clone()
}

/// An agreement that may be kept.
fn agreement(pair: PairId, expected_version: i32) -> Value {
    json!({
        "pairId": pair,
        "expectedVersion": expected_version,
        "goals": [{ "goal": "Outcomes with a baseline", "competencyCode": "C04" }],
        "cadenceDays": 14,
        "sessionMinutes": 45,
        "outOfBounds": "What I earn",
        "shares": ["PROGRESS"],
        "endsOn": "2027-02-26",
    })
}

async fn write(town: &Town, who: &str, input: Value) -> Response {
    town.gql(who, WRITE, json!({ "input": input })).await
}

async fn sign(town: &Town, who: &str, pair: PairId, version: i32) -> Response {
    let input = json!({ "pairId": pair, "expectedVersion": version });
    town.gql(who, SIGN, json!({ "input": input })).await
}

/// Runs the matching in alpha's open cycle and publishes all that it found; `more` goes into the input
/// of the run.
async fn published(town: &Town, more: Value) -> Response {
    let mut input = json!({ "cycleId": town.cycle().await, "objective": "FAIR" });
    for (key, value) in more.as_object().expect("fields") {
        input[key] = value.clone();
    }
    let start = "mutation($input: StartMatchingRunInput!) { startMatchingRun(input: $input) {
        run { id } } }";
    let started = town.fine("cora", start, json!({ "input": input })).await;
    town.app.run_jobs().await;
    let publish = "mutation($input: PublishDraftsInput!) { publishDrafts(input: $input) {
        published outcomes { learnerId outcome pairId } } }";
    let input = json!({ "runId": started.text("/startMatchingRun/run/id") });
    town.fine("cora", publish, json!({ "input": input })).await
}

/// Mia plans a session with ana, who says that it was held.
async fn meet(town: &Town, pair: PairId, starts_at: &str) {
    meet_as(town, ("mia", "ana"), pair, starts_at).await;
}

/// One side plans a session, and the other says that it was held.
async fn meet_as(town: &Town, (one, other): (&str, &str), pair: PairId, starts_at: &str) {
    let plan = "mutation($input: PlanSessionInput!) { planSession(input: $input) {
        session { id version } } }";
    let log = "mutation($input: LogSessionInput!) { logSession(input: $input) {
        session { state } } }";
    let input = json!({ "pairId": pair, "startsAt": starts_at, "minutes": 45 });
    let planned = town.fine(one, plan, json!({ "input": input })).await;
    let session = planned.data("/planSession/session");
    let input = json!({ "sessionId": session["id"], "expectedVersion": session["version"],
        "outcome": "HELD" });
    town.fine(other, log, json!({ "input": input })).await;
}

/// Lets happen what is due by the application's clock.
async fn tick(town: &Town) {
    town.app
        .app
        .services
        .database
        .system(async |connection| ::jobs::enqueue(connection, &[MentoringTick {}]).await)
        .await
        .expect("a tick is enqueued");
    town.app.run_jobs().await;
}

/// As [`tick`], at a moment.
async fn tick_at(town: &Town, at: &str) {
    town.app.set_clock(at);
    tick(town).await;
}

/// Makes days free for everybody in alpha.
async fn set_holidays(town: &Town, year: i32, days: &[&str]) {
    let days: Vec<Value> =
        days.iter().map(|day| json!({ "day": day, "name": "A day off" })).collect();
    let input = json!({ "input": { "year": year, "days": days } });
    let document = "mutation($input: SetHolidaysInput!) {
        setHolidays(input: $input) { rules { version } } }";
    town.fine("admin", document, input).await;
}

/// The admin removes somebody from the organisation.
async fn remove(town: &Town, who: &str) {
    let document = "mutation($input: RemoveMemberInput!) { removeMember(input: $input) {
        member { leftAt } } }";
    let member = town.id(who).await;
    town.fine("admin", document, json!({ "input": { "memberId": member } })).await;
}

/// What the first error says.
#[track_caller]
fn words(answer: &Response) -> &str {
    answer.body["errors"][0]["message"].as_str().expect("words")
}

/// A row of a table as it stands, as text.
async fn row(town: &Town, table: &str, pair: PairId) -> String {
    let sql = format!("SELECT p::text AS text FROM cadre.{table} p WHERE id = '{}'", pair.uuid());
    town.app.text(&sql).await.expect("a row")
}

/// Subjects of the mails to somebody whose subject holds some words.
async fn mails_to(town: &Town, who: &str, words: &str) -> Vec<String> {
    let address = town.email(who);
    town.app
        .mails()
        .await
        .into_iter()
        .filter(|mail| mail.to.address == address && mail.subject.contains(words))
        .map(|mail| mail.subject)
        .collect()
}

/// How many escalations of a kind stand open on a pair.
async fn open_escalations(town: &Town, pair: PairId, kind: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS count FROM cadre.escalation
         WHERE pair_id = '{}' AND kind = '{kind}' AND settled_at IS NULL",
        pair.uuid()
    );
    town.app.count(&sql).await
}
