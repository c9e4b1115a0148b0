use chrono::{DateTime, Utc};
use curriculum::item::{ItemKey, Reasons};
use database::schema::{attempt, item_key, text_grade};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AttemptId, ItemId, MemberId, OrganizationId, QuizId};
use serde_json::{Value, json};

use crate::model::attempt::GRACE;
use crate::model::quiz::{Attempt, Scored};
use crate::model::rescoring::Rescored;

/// Begins a sitting; `false` if one of that number was begun at the same time.
pub(crate) async fn insert_attempt(
    connection: &mut Connection,
    organization: OrganizationId,
    new: &Attempt,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(attempt::table)
        .values((
            attempt::organization_id.eq(organization),
            attempt::id.eq(new.id),
            attempt::cohort_id.eq(new.cohort_id),
            attempt::enrolment_id.eq(new.enrolment_id),
            attempt::quiz_id.eq(new.quiz_id),
            attempt::number.eq(new.number),
            attempt::seed.eq(new.seed),
            attempt::state.eq(&new.state),
            attempt::started_at.eq(new.started_at),
            attempt::closes_at.eq(new.closes_at),
            attempt::is_late.eq(new.is_late),
            attempt::answers.eq(&new.answers),
            attempt::version.eq(new.version),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Adds answers to those that are saved; an item's later answer takes the place of its earlier one.
/// `None` when the attempt takes no answers any more.
pub(crate) async fn merge_answers(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AttemptId,
    answers: &Value,
    now: DateTime<Utc>,
) -> Result<Option<Attempt>, DatabaseError> {
    use diesel::PgJsonbExpressionMethods as _;
    let running = attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::id.eq(id))
        .filter(attempt::state.eq("running"))
        .filter(attempt::closes_at.ge(now - GRACE));
    Ok(diesel::update(running)
        .set((
            attempt::answers.eq(attempt::answers.concat(answers)),
            attempt::version.eq(attempt::version + 1),
        ))
        .returning(Attempt::as_returning())
        .get_result(connection)
        .await
        .optional()?)
}

/// Takes an attempt until the transaction ends.
pub(crate) async fn lock_attempt(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AttemptId,
) -> Result<Option<Attempt>, DatabaseError> {
    Ok(attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::id.eq(id))
        .select(Attempt::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Takes attempts until the transaction ends, by place and number.
pub(crate) async fn lock_attempts(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[AttemptId],
) -> Result<Vec<Attempt>, DatabaseError> {
    Ok(attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::id.eq_any(ids))
        .order((attempt::enrolment_id, attempt::number))
        .select(Attempt::as_select())
        .for_no_key_update()
        .load(connection)
        .await?)
}

/// Waits for those who are ending an attempt at a quiz at this moment. They may have read a key that
/// was corrected since; whoever ends one later reads the new key.
pub(crate) async fn wait_for_endings(
    connection: &mut Connection,
    organization: OrganizationId,
    quiz: QuizId,
) -> Result<(), DatabaseError> {
    let _held: Vec<AttemptId> = attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::quiz_id.eq(quiz))
        .filter(attempt::state.eq("running"))
        .order(attempt::id)
        .select(attempt::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    Ok(())
}

/// Ends an attempt with its result.
pub(crate) async fn end_attempt(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AttemptId,
    scored: &Scored,
    is_late: bool,
    now: DateTime<Utc>,
) -> Result<Attempt, DatabaseError> {
    let row =
        attempt::table.filter(attempt::organization_id.eq(organization)).filter(attempt::id.eq(id));
    let is_final = scored.waiting.is_empty();
    let points = |points: i32| is_final.then(|| i16::try_from(points).unwrap_or(i16::MAX));
    Ok(diesel::update(row)
        .set((
            attempt::state.eq(if is_final { "scored" } else { "awaits_grader" }),
            attempt::ended_at.eq(now),
            attempt::is_late.eq(is_late),
            attempt::points.eq(points(scored.tally.points)),
            attempt::max_points.eq(points(scored.tally.max_points)),
            attempt::version.eq(attempt::version + 1),
        ))
        .returning(Attempt::as_returning())
        .get_result(connection)
        .await?)
}

#[derive(QueryableByName)]
struct Expired {
    #[diesel(sql_type = SqlUuid)]
    id: AttemptId,
}

/// Attempts that nobody handed in and whose time is over, oldest first; each is left to whoever has
/// taken it at this moment.
pub(crate) async fn take_expired(
    connection: &mut Connection,
    organization: OrganizationId,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<AttemptId>, DatabaseError> {
    let rows: Vec<Expired> = diesel::sql_query(
        "SELECT id FROM cadre.attempt
         WHERE organization_id = $1 AND state = 'running' AND closes_at < $2
         ORDER BY closes_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<diesel::sql_types::Timestamptz, _>(now - GRACE)
    .bind::<diesel::sql_types::BigInt, _>(most)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Writes results anew, set-wise.
pub(crate) async fn rescore(
    connection: &mut Connection,
    organization: OrganizationId,
    results: &[Rescored],
) -> Result<(), DatabaseError> {
    let ids: Vec<AttemptId> = results.iter().map(|result| result.id).collect();
    let state = |result: &Rescored| if result.tally.is_some() { "scored" } else { "awaits_grader" };
    let states: Vec<&str> = results.iter().map(state).collect();
    let small = |number: i32| i16::try_from(number).unwrap_or(i16::MAX);
    let points: Vec<Option<i16>> =
        results.iter().map(|result| result.tally.map(|tally| small(tally.points))).collect();
    let most: Vec<Option<i16>> =
        results.iter().map(|result| result.tally.map(|tally| small(tally.max_points))).collect();
    diesel::sql_query(
        "UPDATE cadre.attempt a
         SET state = fresh.state, points = fresh.points, max_points = fresh.most, version = a.version + 1
         FROM unnest($2, $3, $4, $5) AS fresh (id, state, points, most)
         WHERE a.organization_id = $1 AND a.id = fresh.id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Text>, _>(states)
    .bind::<Array<Nullable<SmallInt>>, _>(points)
    .bind::<Array<Nullable<SmallInt>>, _>(most)
    .execute(connection)
    .await?;
    Ok(())
}

/// A corrected key.
pub(crate) struct NewKey<'a> {
    pub(crate) item: ItemId,
    pub(crate) version: i32,
    pub(crate) key: &'a ItemKey,
    pub(crate) reasons: &'a Reasons,
    pub(crate) corrected_by: MemberId,
    pub(crate) correction: &'a str,
}

/// Adds a version of a key; `false` if somebody else added it first.
pub(crate) async fn insert_key(
    connection: &mut Connection,
    organization: OrganizationId,
    new: &NewKey<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(item_key::table)
        .values((
            item_key::organization_id.eq(organization),
            item_key::item_id.eq(new.item),
            item_key::version.eq(new.version),
            item_key::key.eq(json!(new.key)),
            item_key::reasons.eq(json!(new.reasons)),
            item_key::corrected_by.eq(new.corrected_by),
            item_key::correction.eq(new.correction),
            item_key::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Notes the points that somebody gives for a text; given again, the later ones count.
pub(crate) async fn upsert_text_grade(
    connection: &mut Connection,
    organization: OrganizationId,
    attempt_id: AttemptId,
    item_id: ItemId,
    (grader, points, comment): (MemberId, i16, &str),
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::insert_into(text_grade::table)
        .values((
            text_grade::organization_id.eq(organization),
            text_grade::attempt_id.eq(attempt_id),
            text_grade::item_id.eq(item_id),
            text_grade::grader_id.eq(grader),
            text_grade::points.eq(points),
            text_grade::comment.eq(comment),
            text_grade::graded_at.eq(now),
        ))
        .on_conflict((text_grade::organization_id, text_grade::attempt_id, text_grade::item_id))
        .do_update()
        .set((
            text_grade::grader_id.eq(grader),
            text_grade::points.eq(points),
            text_grade::comment.eq(comment),
            text_grade::graded_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
