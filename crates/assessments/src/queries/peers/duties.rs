//! Who owes which review, for facilitators.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, PageRequest, PeerReviewId, PeerRoundId};

/// A person of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyPerson {
    /// The member.
    pub id: MemberId,
    /// The name.
    pub name: String,
    /// The unit.
    pub unit: Option<String>,
}

/// A review and who has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The review.
    pub id: PeerReviewId,
    /// Its state, as the table has it.
    pub state: String,
    /// When it was handed out, UTC.
    pub assigned_at: DateTime<Utc>,
    /// When it was finished, UTC.
    pub finished_at: Option<DateTime<Utc>>,
    /// Who is to read; `None` where the asking person takes part themselves.
    pub reviewer: Option<DutyPerson>,
    /// Whose work it is.
    pub author: DutyPerson,
    /// Where it stands in the list, before its id.
    pub sort_key: String,
}

#[derive(QueryableByName)]
struct DutyRow {
    #[diesel(sql_type = SqlUuid)]
    id: PeerReviewId,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Timestamptz)]
    assigned_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = SqlUuid)]
    reviewer_id: MemberId,
    #[diesel(sql_type = Text)]
    reviewer_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    reviewer_unit: Option<String>,
    #[diesel(sql_type = SqlUuid)]
    author_id: MemberId,
    #[diesel(sql_type = Text)]
    author_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    author_unit: Option<String>,
    #[diesel(sql_type = Text)]
    sort_key: String,
}

/// A page of the reviews of a round by the name of the reviewer, and whether others follow. Who
/// takes part themselves (`masked`) gets only what was handed over, is none of theirs and not of
/// their work, and no reviewers: otherwise they would learn who reads their work.
///
/// # Errors
/// When the statement fails.
pub async fn duties_page(
    connection: &mut Connection,
    actor: &Actor,
    round: PeerRoundId,
    masked: bool,
    page: &PageRequest,
) -> Result<(Vec<Duty>, bool), DatabaseError> {
    let rows: Vec<DutyRow> = diesel::sql_query(
        "SELECT q.* FROM (
            SELECT r.id, r.state, r.assigned_at, r.finished_at,
                reviewer.id AS reviewer_id, reviewer.name AS reviewer_name, reviewer.unit AS reviewer_unit,
                author.id AS author_id, author.name AS author_name, author.unit AS author_unit,
                CASE WHEN $4 THEN '' ELSE reviewer.name END AS sort_key
            FROM cadre.peer_review r
            JOIN cadre.submission s ON s.organization_id = $1 AND s.id = r.submission_id
            JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = s.cohort_id
                AND e.id = s.enrolment_id
            JOIN cadre.member author ON author.organization_id = $1 AND author.id = e.member_id
            JOIN cadre.member reviewer ON reviewer.organization_id = $1 AND reviewer.id = r.reviewer_id
            WHERE r.organization_id = $1 AND r.round_id = $2 AND r.state <> 'dropped'
                AND (NOT $4 OR (r.state = 'handed_over' AND e.member_id <> $3 AND r.reviewer_id <> $3))
         ) AS q
         WHERE $5::text IS NULL OR (q.sort_key, q.id) > ($5, $6)
         ORDER BY q.sort_key, q.id LIMIT $7",
    )
    .bind::<SqlUuid, _>(actor.organization_id)
    .bind::<SqlUuid, _>(round)
    .bind::<SqlUuid, _>(actor.member_id)
    .bind::<Bool, _>(masked)
    .bind::<Nullable<Text>, _>(page.after.as_ref().map(|cursor| cursor.key.as_str()))
    .bind::<Nullable<SqlUuid>, _>(page.after.as_ref().map(|cursor| cursor.id))
    .bind::<BigInt, _>(page.first + 1)
    .load(connection)
    .await?;
    let (rows, more) = page.cut(rows);
    let duty = |row: DutyRow| {
        let reviewer =
            DutyPerson { id: row.reviewer_id, name: row.reviewer_name, unit: row.reviewer_unit };
        Duty {
            id: row.id,
            state: row.state,
            assigned_at: row.assigned_at,
            finished_at: row.finished_at,
            reviewer: (!masked).then_some(reviewer),
            author: DutyPerson { id: row.author_id, name: row.author_name, unit: row.author_unit },
            sort_key: row.sort_key,
        }
    };
    Ok((rows.into_iter().map(duty).collect(), more))
}
