//! Pairs of a cycle: proposed all at once, read page by page, parted by a change of manager.

use std::time::Instant;

use api::RequestInfo;
use auth::actions::SignIn;
use chrono::Days;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use jobs::{Attempt, Job as _};
use kernel::MemberId;
use mentoring::actions::lists::{ChangeManager, Changed, change_manager};
use mentoring::actions::runs::{PublishDrafts, Published, publish_drafts};
use mentoring::jobs::lists::RecheckPairs;
use mentoring::model::runs::Run;
use serde_json::{Value, json};

use super::{ORGANIZATION, Place, ROUNDS, larger, middle, organization};
use crate::installation::Installation;
use crate::passwords::PASSWORD;
use crate::{Fallible, seed};

const PAGE: u32 = 100;

const QUERY: &str = "query Pairs($cycle: ID!, $first: Int!, $after: String) {
    mentoringPairs(filter: { cycleId: $cycle }, first: $first, after: $after) {
        edges { node { id state since learner { id name unit } mentor { id name unit } score dueAt
            sessionsHeld lastHeldAt nextPlannedAt goalsReached viewerCan } }
        pageInfo { hasNextPage endCursor } } }";

/// A pair, and to whom its learner reports.
#[derive(QueryableByName)]
struct Couple {
    #[diesel(sql_type = SqlUuid)]
    learner_id: MemberId,
    #[diesel(sql_type = SqlUuid)]
    mentor_id: MemberId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    manager_id: Option<MemberId>,
}

#[derive(QueryableByName)]
struct Parted {
    #[diesel(sql_type = BigInt)]
    parted: i64,
}

impl Place {
    /// Seconds until everybody who has a draft has a proposal.
    pub(super) async fn publish(&self, of: &Run) -> Fallible<f64> {
        let input = PublishDrafts { run_id: of.id, learner_ids: None, dry_run: false };
        let begun = Instant::now();
        let outcomes = publish_drafts(&self.mentoring, &self.coordinator, input).await?;
        let seconds = begun.elapsed().as_secs_f64();
        let made = outcomes.iter().filter(|(_, one)| matches!(one, Published::Made(_))).count();
        if i32::try_from(made).ok() != of.matched {
            return Err(format!("{made} of {:?} drafts were published", of.matched).into());
        }
        Ok(seconds)
    }

    /// Seconds for two pages, and the statements of one.
    pub(super) async fn pages(&self) -> Fallible<(f64, u64)> {
        let tokens = self.app.services.auth.sign_in(SignIn {
            email: seed::facilitator(ORGANIZATION),
            password: PASSWORD.to_owned().into(),
            organization: None,
            address: None,
        });
        let token = tokens.await?.access_token;
        // Prepares the statements.
        self.page(&token, PAGE, &Value::Null).await?;
        let counter = self.app.services.database.statements();
        let mut sent = Vec::new();
        for first in [PAGE / 10, PAGE] {
            let before = counter.sent();
            self.page(&token, first, &Value::Null).await?;
            sent.push(counter.sent() - before);
        }
        if sent[0] != sent[1] {
            return Err(format!("a page of 10 or 100 takes {sent:?} statements").into());
        }
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let first = self.page(&token, PAGE, &Value::Null).await?;
            self.page(&token, PAGE, &first["pageInfo"]["endCursor"]).await?;
            times.push(begun.elapsed().as_secs_f64());
        }
        Ok((middle(times), sent[1]))
    }

    async fn page(&self, token: &str, first: u32, after: &Value) -> Fallible<Value> {
        let variables = json!({ "cycle": larger().to_string(), "first": first, "after": after });
        let body = json!({ "query": QUERY, "variables": variables }).to_string();
        let info = RequestInfo {
            request_id: "bench".to_owned(),
            bearer: Some(token.to_owned()),
            address: None,
            content_type: Some("application/json".to_owned()),
            accept: None,
        };
        let answer = self.app.api.answer(info, body.as_bytes()).await;
        let mut answer: Value = serde_json::from_slice(&answer.body)?;
        let edges = answer["data"]["mentoringPairs"]["edges"].as_array().map(Vec::len);
        if edges != usize::try_from(first).ok() {
            return Err(format!("the page is not the one that is meant: {answer}").into());
        }
        Ok(answer["data"]["mentoringPairs"].take())
    }

    /// Seconds of the command by which a mentor becomes the manager of the learner, and seconds until
    /// the rules of all open pairs are derived again: after it, and once more, when there is nothing to
    /// part.
    pub(super) async fn recheck(&self, installation: &Installation) -> Fallible<(f64, f64, f64)> {
        let mut superuser = installation.superuser().await?;
        let couple: Couple = diesel::sql_query(
            "SELECT p.learner_id, p.mentor_id, m.manager_id FROM cadre.pair p
             JOIN cadre.member m ON m.organization_id = p.organization_id AND m.id = p.learner_id
             WHERE p.organization_id = $1 ORDER BY p.id LIMIT 1",
        )
        .bind::<SqlUuid, _>(organization())
        .get_result(&mut superuser)
        .await?;
        let change = ChangeManager {
            member_id: couple.learner_id,
            manager_id: couple.mentor_id,
            expected_manager_id: couple.manager_id,
            // A day that has begun in every zone.
            effective_on: self.mentoring.sources.now().date_naive() - Days::new(1),
        };
        let begun = Instant::now();
        let became = change_manager(&self.mentoring, &self.coordinator, change).await?;
        let changing = begun.elapsed().as_secs_f64();
        if became != Changed::AtOnce {
            return Err(format!("the manager is not changed: {became:?}").into());
        }
        let changed = self.recheck_once().await?;
        let again = self.recheck_once().await?;
        let found: Parted = diesel::sql_query(
            "SELECT count(*) AS parted FROM cadre.pair
             WHERE organization_id = $1 AND broken_rule = 'reporting_line'",
        )
        .bind::<SqlUuid, _>(organization())
        .get_result(&mut superuser)
        .await?;
        if found.parted != 1 {
            return Err(format!("{} pairs were parted, and not one", found.parted).into());
        }
        Ok((changing, changed, again))
    }

    async fn recheck_once(&self) -> Fallible<f64> {
        let job = RecheckPairs { organization_id: organization() };
        let begun = Instant::now();
        job.run(self.mentoring.clone(), Attempt { number: 1, is_last: false }).await?;
        Ok(begun.elapsed().as_secs_f64())
    }
}
