//! Those that count failed attempts, on the system pool.

use chrono::{DateTime, Utc};
use database::Connection;
use database::schema::sign_in_failure;
use diesel::sql_types::{Array, Binary, Timestamptz, Uuid as SqlUuid};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _};
use diesel_async::RunQueryDsl as _;

use super::Done;
use crate::attempts::Attempt;

/// Counts an attempt on each of its subjects, and clears some of those that count no more.
pub(crate) async fn count_attempt(
    connection: &mut Connection,
    attempt: &Attempt,
    after: DateTime<Utc>,
) -> Done {
    diesel::sql_query(
        "WITH old AS (
             DELETE FROM identity.sign_in_failure WHERE ctid = ANY (ARRAY(
                 SELECT ctid FROM identity.sign_in_failure WHERE failed_at <= $4 LIMIT 1000 FOR UPDATE SKIP LOCKED)))
         INSERT INTO identity.sign_in_failure (subject_hash, failed_at, id)
         SELECT subject, $2, $3 FROM unnest($1) AS counted (subject)
         ON CONFLICT DO NOTHING",
    )
    .bind::<Array<Binary>, _>(attempt.subjects())
    .bind::<Timestamptz, _>(attempt.at)
    .bind::<SqlUuid, _>(attempt.id)
    .bind::<Timestamptz, _>(after)
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes an attempt from all its subjects.
pub(crate) async fn take_attempt_back(connection: &mut Connection, attempt: &Attempt) -> Done {
    diesel::delete(sign_in_failure::table)
        .filter(sign_in_failure::subject_hash.eq_any(attempt.subjects()))
        .filter(sign_in_failure::failed_at.eq(attempt.at))
        .filter(sign_in_failure::id.eq(attempt.id))
        .execute(connection)
        .await?;
    Ok(())
}

/// After the right password: clears the failures of the e-mail address from this network address. Of
/// the two by themselves this attempt only: one good account would hide the guessing at others from
/// the same place, and an owner who signs in the guessing at theirs from elsewhere.
pub(crate) async fn clear_failures(connection: &mut Connection, attempt: &Attempt) -> Done {
    let this = sign_in_failure::failed_at.eq(attempt.at).and(sign_in_failure::id.eq(attempt.id));
    diesel::delete(sign_in_failure::table)
        .filter(sign_in_failure::subject_hash.eq_any(attempt.subjects()))
        .filter(sign_in_failure::subject_hash.eq(&attempt.pair).or(this))
        .execute(connection)
        .await?;
    Ok(())
}
