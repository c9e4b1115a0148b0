//! Quizzes, their items and keys, and sittings.

use std::collections::HashMap;

use auth::Actor;
use cohorts::model::Enrolment;
use curriculum::item::{ItemKey, ItemKind};
use database::schema::{attempt, cohort, cohort_facilitator, enrolment, item, quiz, text_grade};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, Integer, Jsonb, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, QueryableByName, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{
    AttemptId, CohortId, EnrolmentId, ItemId, MemberId, OrganizationId, ProgramVersionId, QuizId,
};
use serde_json::Value;

use crate::model::quiz::{Attempt, Item, Key, Quiz};

type Rows<T> = Result<Vec<T>, DatabaseError>;
type One<T> = Result<Option<T>, DatabaseError>;

/// One quiz.
///
/// # Errors
/// When the statement fails.
pub async fn quiz(
    connection: &mut Connection,
    organization: OrganizationId,
    id: QuizId,
) -> One<Quiz> {
    Ok(quiz::table
        .filter(quiz::organization_id.eq(organization))
        .filter(quiz::id.eq(id))
        .select(Quiz::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The quizzes of a program version by code, forms of the diagnostic included.
///
/// # Errors
/// When the statement fails.
pub async fn quizzes_of(
    connection: &mut Connection,
    organization: OrganizationId,
    version: ProgramVersionId,
) -> Rows<Quiz> {
    Ok(quiz::table
        .filter(quiz::organization_id.eq(organization))
        .filter(quiz::program_version_id.eq(version))
        .order(quiz::code)
        .select(Quiz::as_select())
        .load(connection)
        .await?)
}

/// The quiz that an item belongs to.
///
/// # Errors
/// When the statement fails.
pub async fn quiz_of_item(
    connection: &mut Connection,
    organization: OrganizationId,
    id: ItemId,
) -> One<QuizId> {
    Ok(item::table
        .filter(item::organization_id.eq(organization))
        .filter(item::id.eq(id))
        .select(item::quiz_id)
        .first(connection)
        .await
        .optional()?)
}

/// The items of a quiz by position, without keys. [`crate::Items`] keeps them.
pub(crate) async fn items(
    connection: &mut Connection,
    organization: OrganizationId,
    quiz: QuizId,
) -> Rows<Item> {
    let rows: Vec<(ItemId, String, String, String, Value)> = item::table
        .filter(item::organization_id.eq(organization))
        .filter(item::quiz_id.eq(quiz))
        .order(item::position)
        .select((item::id, item::code, item::competency_code, item::kind, item::body))
        .load(connection)
        .await?;
    let read =
        |(id, code, competency_code, kind, body): (ItemId, String, String, String, Value)| {
            let kind = ItemKind::parse(&kind).ok_or_else(|| unreadable("kind", id))?;
            let body = serde_json::from_value(body).map_err(|_| unreadable("body", id))?;
            Ok(Item { id, code, competency_code, kind, body })
        };
    rows.into_iter().map(read).collect()
}

fn unreadable(part: &str, id: ItemId) -> DatabaseError {
    DatabaseError::Unavailable(format!("the {part} of {id} cannot be read"))
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = SqlUuid)]
    item_id: ItemId,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Jsonb)]
    key: Value,
    #[diesel(sql_type = Jsonb)]
    reasons: Value,
}

#[derive(QueryableByName)]
struct RightRow {
    #[diesel(sql_type = SqlUuid)]
    item_id: ItemId,
    #[diesel(sql_type = Jsonb)]
    key: Value,
}

/// What is right at present, of some items: for scoring. Reasons, which are long, stay where they
/// are.
///
/// # Errors
/// When the statement fails or a key cannot be read.
pub(crate) async fn right(
    connection: &mut Connection,
    organization: OrganizationId,
    items: &[Item],
) -> Result<HashMap<ItemId, ItemKey>, DatabaseError> {
    let items: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let query = diesel::sql_query(
        "SELECT DISTINCT ON (item_id) item_id, key FROM cadre.item_key
         WHERE organization_id = $1 AND item_id = ANY($2) ORDER BY item_id, version DESC",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(items);
    let rows: Vec<RightRow> = fixed_text(query).load(connection).await?;
    let read = |row: RightRow| {
        let key = serde_json::from_value(row.key).map_err(|_| unreadable("key", row.item_id))?;
        Ok((row.item_id, key))
    };
    rows.into_iter().map(read).collect()
}

/// The present keys of some items with their reasons, for reviews that are open and for people who
/// may correct keys.
///
/// # Errors
/// When the statement fails or a key cannot be read.
pub async fn keys(
    connection: &mut Connection,
    organization: OrganizationId,
    items: &[ItemId],
) -> Result<HashMap<ItemId, Key>, DatabaseError> {
    let query = diesel::sql_query(
        "SELECT DISTINCT ON (item_id) item_id, version, key, reasons FROM cadre.item_key
         WHERE organization_id = $1 AND item_id = ANY($2) ORDER BY item_id, version DESC",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(items);
    let rows: Vec<KeyRow> = fixed_text(query).load(connection).await?;
    let read = |row: KeyRow| {
        let item_id = row.item_id;
        let key = serde_json::from_value(row.key).map_err(|_| unreadable("key", item_id))?;
        let reasons =
            serde_json::from_value(row.reasons).map_err(|_| unreadable("reasons", item_id))?;
        Ok((item_id, Key { item_id, version: row.version, key, reasons }))
    };
    rows.into_iter().map(read).collect()
}

/// One's own attempt with its quiz; somebody else's is as if it did not exist.
///
/// # Errors
/// When the statement fails.
pub async fn own_attempt(
    connection: &mut Connection,
    organization: OrganizationId,
    me: MemberId,
    id: AttemptId,
) -> One<(Attempt, Quiz)> {
    let same = enrolment::organization_id
        .eq(attempt::organization_id)
        .and(enrolment::cohort_id.eq(attempt::cohort_id))
        .and(enrolment::id.eq(attempt::enrolment_id));
    let its = quiz::organization_id.eq(attempt::organization_id).and(quiz::id.eq(attempt::quiz_id));
    Ok(attempt::table
        .inner_join(enrolment::table.on(same))
        .inner_join(quiz::table.on(its))
        .filter(attempt::organization_id.eq(organization))
        .filter(enrolment::organization_id.eq(organization))
        .filter(quiz::organization_id.eq(organization))
        .filter(attempt::id.eq(id))
        .filter(enrolment::member_id.eq(me))
        .select((Attempt::as_select(), Quiz::as_select()))
        .first(connection)
        .await
        .optional()?)
}

/// The place at which an attempt was made.
pub(crate) async fn place(
    connection: &mut Connection,
    organization: OrganizationId,
    attempt: &Attempt,
) -> One<Enrolment> {
    Ok(enrolment::table
        .filter(enrolment::organization_id.eq(organization))
        .filter(enrolment::cohort_id.eq(attempt.cohort_id))
        .filter(enrolment::id.eq(attempt.enrolment_id))
        .select(Enrolment::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The attempts of one place at some quizzes by number; all quizzes when none are named.
///
/// # Errors
/// When the statement fails.
pub async fn attempts_of(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolment: EnrolmentId,
    quizzes: &[QuizId],
) -> Rows<Attempt> {
    Ok(attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::enrolment_id.eq(enrolment))
        .filter(attempt::quiz_id.eq_any(quizzes))
        .order((attempt::quiz_id, attempt::number))
        .select(Attempt::as_select())
        .load(connection)
        .await?)
}

/// The attempts of some places at one quiz.
///
/// # Errors
/// When the statement fails.
pub async fn attempts_at(
    connection: &mut Connection,
    organization: OrganizationId,
    places: &[EnrolmentId],
    quiz: QuizId,
) -> Rows<Attempt> {
    Ok(attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::enrolment_id.eq_any(places))
        .filter(attempt::quiz_id.eq(quiz))
        .order((attempt::enrolment_id, attempt::number))
        .select(Attempt::as_select())
        .load(connection)
        .await?)
}

/// The cohorts that the asking person runs and that are pinned to a program version.
///
/// # Errors
/// When the statement fails.
pub async fn run_cohorts(
    connection: &mut Connection,
    actor: &Actor,
    version: ProgramVersionId,
) -> Rows<CohortId> {
    let organization = actor.organization_id;
    let same = cohort::organization_id
        .eq(cohort_facilitator::organization_id)
        .and(cohort::id.eq(cohort_facilitator::cohort_id));
    let runs = cohort_facilitator::table
        .inner_join(cohort::table.on(same))
        .filter(cohort_facilitator::organization_id.eq(organization))
        .filter(cohort::organization_id.eq(organization))
        .filter(cohort_facilitator::member_id.eq(actor.member_id))
        .filter(cohort::program_version_id.eq(version));
    Ok(runs.select(cohort::id).load(connection).await?)
}

/// The asking person's own places in cohorts that are pinned to a program version.
///
/// # Errors
/// When the statement fails.
pub async fn own_places(
    connection: &mut Connection,
    actor: &Actor,
    version: ProgramVersionId,
) -> Rows<EnrolmentId> {
    let organization = actor.organization_id;
    let same = cohort::organization_id
        .eq(enrolment::organization_id)
        .and(cohort::id.eq(enrolment::cohort_id));
    Ok(enrolment::table
        .inner_join(cohort::table.on(same))
        .filter(enrolment::organization_id.eq(organization))
        .filter(cohort::organization_id.eq(organization))
        .filter(enrolment::member_id.eq(actor.member_id))
        .filter(cohort::program_version_id.eq(version))
        .select(enrolment::id)
        .load(connection)
        .await?)
}

/// Every attempt at a quiz in one cohort, by place and number.
///
/// # Errors
/// When the statement fails.
pub async fn attempts_in(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
    quizzes: &[QuizId],
) -> Rows<Attempt> {
    Ok(attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::cohort_id.eq(cohort))
        .filter(attempt::quiz_id.eq_any(quizzes))
        .order((attempt::enrolment_id, attempt::quiz_id, attempt::number))
        .select(Attempt::as_select())
        .load(connection)
        .await?)
}

/// Which ended attempts at a quiz are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ended<'a> {
    pub(crate) quiz: QuizId,
    /// In these cohorts; in all when `None`.
    pub(crate) cohorts: Option<&'a [CohortId]>,
    /// After this place.
    pub(crate) after: Option<EnrolmentId>,
    /// At most so many, which is more than a place has tries.
    pub(crate) most: i64,
}

/// The next ended attempts by place and number, those of whole places.
pub(crate) async fn ended_attempts(
    connection: &mut Connection,
    organization: OrganizationId,
    wanted: Ended<'_>,
) -> Rows<Attempt> {
    let after = wanted.after.unwrap_or_else(|| uuid::Uuid::nil().into());
    let mut query = attempt::table
        .filter(attempt::organization_id.eq(organization))
        .filter(attempt::quiz_id.eq(wanted.quiz))
        .filter(attempt::ended_at.is_not_null())
        .filter(attempt::enrolment_id.gt(after))
        .order((attempt::enrolment_id, attempt::number))
        .limit(wanted.most)
        .select(Attempt::as_select())
        .into_boxed();
    if let Some(cohorts) = wanted.cohorts {
        query = query.filter(attempt::cohort_id.eq_any(cohorts));
    }
    let mut attempts: Vec<Attempt> = query.load(connection).await?;
    let is_cut = i64::try_from(attempts.len()).is_ok_and(|count| count == wanted.most);
    let place = |attempt: Option<&Attempt>| attempt.map(|attempt| attempt.enrolment_id);
    let ends = attempts.as_slice();
    let (first, last) = (place(ends.first()), place(ends.last()));
    if is_cut && first != last {
        attempts.retain(|attempt| Some(attempt.enrolment_id) != last);
    }
    Ok(attempts)
}

/// The points that people gave for texts, by attempt and item.
///
/// # Errors
/// When the statement fails.
pub async fn text_grades(
    connection: &mut Connection,
    organization: OrganizationId,
    attempts: &[AttemptId],
) -> Result<HashMap<AttemptId, HashMap<ItemId, i16>>, DatabaseError> {
    let rows: Vec<(AttemptId, ItemId, i16)> = text_grade::table
        .filter(text_grade::organization_id.eq(organization))
        .filter(text_grade::attempt_id.eq_any(attempts))
        .select((text_grade::attempt_id, text_grade::item_id, text_grade::points))
        .load(connection)
        .await?;
    let mut grades: HashMap<AttemptId, HashMap<ItemId, i16>> = HashMap::new();
    for (attempt, item, points) in rows {
        grades.entry(attempt).or_default().insert(item, points);
    }
    Ok(grades)
}
