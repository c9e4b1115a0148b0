//! Requests to read notes in an emergency.

use auth::Actor;
use database::schema::break_glass;
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{BreakGlassId, MemberId, PageRequest, Permission};

use crate::model::sessions::break_glass::BreakGlass;

/// One request; who may know of it is for the caller to decide.
///
/// # Errors
/// When the statement fails.
pub async fn request(
    connection: &mut Connection,
    actor: &Actor,
    id: BreakGlassId,
) -> Result<Option<BreakGlass>, DatabaseError> {
    Ok(break_glass::table
        .filter(break_glass::organization_id.eq(actor.organization_id))
        .filter(break_glass::id.eq(id))
        .select(BreakGlass::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// A request with the names that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The request.
    pub request: BreakGlass,
    /// Who asks.
    pub requester: String,
    /// Who answered.
    pub answerer: Option<String>,
    /// The learner of the pair.
    pub learner: (MemberId, String),
    /// The mentor of the pair.
    pub mentor: (MemberId, String),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(embed)]
    request: BreakGlass,
    #[diesel(sql_type = Text)]
    requester: String,
    #[diesel(sql_type = Nullable<Text>)]
    answerer: Option<String>,
    #[diesel(sql_type = SqlUuid)]
    learner_id: MemberId,
    #[diesel(sql_type = Text)]
    learner: String,
    #[diesel(sql_type = SqlUuid)]
    mentor_id: MemberId,
    #[diesel(sql_type = Text)]
    mentor: String,
}

/// Which requests are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// A page of all that the person may see, newest first.
    Page(&'a PageRequest),
    /// A single one.
    One(BreakGlassId),
}

/// Requests that the asking person may see: their own, and, for those who may answer, all but those
/// about pairs that they are one of. With whether others follow.
///
/// # Errors
/// When the statement fails.
pub async fn requests(
    connection: &mut Connection,
    actor: &Actor,
    wanted: Wanted<'_>,
) -> Result<(Vec<Listed>, bool), DatabaseError> {
    let single = PageRequest { first: 1, after: None };
    let (page, id) = match wanted {
        Wanted::Page(page) => (page, None),
        Wanted::One(id) => (&single, Some(id)),
    };
    let rows: Vec<Row> = fixed_text(
        diesel::sql_query(
            "SELECT b.id, b.pair_id, b.requested_by, b.reason, b.requested_at, b.state, b.answered_by,
                b.answered_at, b.expires_at, b.first_read_at, asked.name AS requester,
                answered.name AS answerer, l.id AS learner_id, l.name AS learner, m.id AS mentor_id,
                m.name AS mentor
             FROM cadre.break_glass b
             JOIN cadre.pair p ON p.organization_id = $1 AND p.id = b.pair_id
             JOIN cadre.member l ON l.organization_id = $1 AND l.id = p.learner_id
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = p.mentor_id
             JOIN cadre.member asked ON asked.organization_id = $1 AND asked.id = b.requested_by
             LEFT JOIN cadre.member answered
                ON answered.organization_id = $1 AND answered.id = b.answered_by
             WHERE b.organization_id = $1
                AND (b.requested_by = $2 OR ($3 AND p.learner_id <> $2 AND p.mentor_id <> $2))
                AND ($4::uuid IS NULL OR b.id < $4) AND ($5::uuid IS NULL OR b.id = $5)
             ORDER BY b.id DESC LIMIT $6",
        )
        .bind::<SqlUuid, _>(actor.organization_id)
        .bind::<SqlUuid, _>(actor.member_id)
        .bind::<Bool, _>(actor.may(Permission::AnswerBreakGlass))
        .bind::<Nullable<SqlUuid>, _>(page.after.as_ref().map(|cursor| cursor.id))
        .bind::<Nullable<SqlUuid>, _>(id)
        .bind::<BigInt, _>(page.first + 1),
    )
    .load(connection)
    .await?;
    let (rows, more) = page.cut(rows);
    let listed = |row: Row| Listed {
        request: row.request,
        requester: row.requester,
        answerer: row.answerer,
        learner: (row.learner_id, row.learner),
        mentor: (row.mentor_id, row.mentor),
    };
    Ok((rows.into_iter().map(listed).collect(), more))
}
