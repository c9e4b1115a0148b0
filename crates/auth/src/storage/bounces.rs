//! Whether mails reach people.

use chrono::{DateTime, Utc};
use database::schema::report_bounce;
use database::{Connection, DatabaseError};
use diesel::sql_types::{Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

use super::Done;

#[derive(QueryableByName)]
struct RefusalsRow {
    #[diesel(sql_type = Integer)]
    refusals: i32,
}

/// Counts a refusal for good of the address that a person has now, and returns how many there were in
/// a row. Those of another address do not count.
pub(crate) async fn count_refusal(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    email: &str,
    now: DateTime<Utc>,
) -> Result<i32, DatabaseError> {
    let row: RefusalsRow = diesel::sql_query(
        "INSERT INTO cadre.report_bounce (organization_id, member_id, email, refusals, last_at)
         VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT (organization_id, member_id) DO UPDATE SET
             refusals = CASE WHEN report_bounce.email = excluded.email THEN report_bounce.refusals + 1 ELSE 1 END,
             email = excluded.email, last_at = excluded.last_at
         RETURNING refusals",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(member)
    .bind::<Text, _>(email)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .await?;
    Ok(row.refusals)
}

/// Forgets the refusals of a person whom a mail has reached.
pub(crate) async fn forget_refusals(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Done {
    diesel::delete(
        report_bounce::table
            .filter(report_bounce::organization_id.eq(organization))
            .filter(report_bounce::member_id.eq(member)),
    )
    .execute(connection)
    .await?;
    Ok(())
}
