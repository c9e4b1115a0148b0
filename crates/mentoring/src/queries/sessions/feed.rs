//! The calendar of a person's sessions.

use chrono::{DateTime, Duration, Utc};
use database::schema::{calendar_feed, member};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
};
use diesel_async::RunQueryDsl as _;

use crate::model::sessions::calendar::CalendarEntry;
use crate::model::sessions::feed::FeedToken;
use crate::model::sessions::session::Session;

/// How far back a calendar goes.
const PAST: Duration = Duration::days(183);
/// Most sessions of a calendar; the latest ones.
const MOST: i64 = 1_000;

#[derive(QueryableByName)]
struct Row {
    #[diesel(embed)]
    session: Session,
    #[diesel(sql_type = Text)]
    other_name: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pair_ended_at: Option<DateTime<Utc>>,
}

/// The stored hash of the secret of a person who is still here, and was when it was made: who left and
/// came back has no address from before.
///
/// # Errors
/// When the statement fails.
pub async fn stored_hash(
    connection: &mut Connection,
    token: &FeedToken,
) -> Result<Option<Vec<u8>>, DatabaseError> {
    let same = member::organization_id
        .eq(calendar_feed::organization_id)
        .and(member::id.eq(calendar_feed::member_id));
    Ok(calendar_feed::table
        .inner_join(member::table.on(same))
        .filter(calendar_feed::organization_id.eq(token.organization))
        .filter(member::organization_id.eq(token.organization))
        .filter(calendar_feed::member_id.eq(token.member))
        .filter(member::left_at.is_null())
        .filter(calendar_feed::made_at.nullable().ge(member::joined_at))
        .select(calendar_feed::secret_hash)
        .first(connection)
        .await
        .optional()?)
}

/// The sessions of all pairs that a person is or was one of, since half a year, by their beginning.
///
/// # Errors
/// When the statement fails.
pub async fn entries(
    connection: &mut Connection,
    token: &FeedToken,
    now: DateTime<Utc>,
) -> Result<Vec<CalendarEntry>, DatabaseError> {
    let mut rows: Vec<Row> = fixed_text(
        diesel::sql_query(
            "SELECT s.id, s.pair_id, s.state, s.starts_at, s.minutes, s.goal_id, s.module_id,
                s.submission_id, s.missed_by, s.planned_by, s.logged_at, s.changed_at, s.feed_sequence,
                s.version, other.name AS other_name, p.ended_at AS pair_ended_at
             FROM cadre.pair p
             JOIN cadre.mentoring_session s ON s.organization_id = $1 AND s.pair_id = p.id
             JOIN cadre.member other ON other.organization_id = $1 AND other.id
                = CASE WHEN p.learner_id = $2 THEN p.mentor_id ELSE p.learner_id END
             WHERE p.organization_id = $1 AND (p.learner_id = $2 OR p.mentor_id = $2)
                AND s.starts_at >= $3
             ORDER BY s.starts_at DESC, s.id LIMIT $4",
        )
        .bind::<SqlUuid, _>(token.organization)
        .bind::<SqlUuid, _>(token.member)
        .bind::<Timestamptz, _>(now - PAST)
        .bind::<BigInt, _>(MOST),
    )
    .load(connection)
    .await?;
    rows.reverse();
    let entry = |row: Row| CalendarEntry {
        session: row.session,
        with: row.other_name,
        pair_ended_at: row.pair_ended_at,
    };
    Ok(rows.into_iter().map(entry).collect())
}
