//! Those of sessions and their tokens, on the system pool.

use chrono::{DateTime, Utc};
use database::schema::{invitation, membership, refresh_token, session};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Binary, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{AccountId, MemberId, OrganizationId, SessionId};

use super::Done;
use crate::sessions::Seat;

/// A session whose refresh token was just used.
#[derive(QueryableByName)]
pub(crate) struct Rotated {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) session_id: SessionId,
    #[diesel(sql_type = SqlUuid)]
    pub(crate) account_id: AccountId,
    #[diesel(sql_type = SqlUuid)]
    pub(crate) organization_id: OrganizationId,
    #[diesel(sql_type = SqlUuid)]
    pub(crate) member_id: MemberId,
    #[diesel(sql_type = Timestamptz)]
    pub(crate) expires_at: DateTime<Utc>,
}

/// Opens a session.
pub(crate) async fn insert_session(
    connection: &mut Connection,
    id: SessionId,
    seat: Seat,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Done {
    diesel::insert_into(session::table)
        .values((
            session::id.eq(id),
            session::account_id.eq(seat.account_id),
            session::organization_id.eq(seat.organization_id),
            session::member_id.eq(seat.member_id),
            session::created_at.eq(now),
            session::expires_at.eq(expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes the account's sessions that ended before a moment, with their tokens.
pub(crate) async fn forget_sessions(
    connection: &mut Connection,
    account: AccountId,
    before: DateTime<Utc>,
) -> Done {
    let ended = session::table
        .filter(session::account_id.eq(account))
        .filter(session::expires_at.lt(before))
        .select(session::id);
    diesel::delete(refresh_token::table.filter(refresh_token::session_id.eq_any(ended)))
        .execute(connection)
        .await?;
    diesel::delete(session::table)
        .filter(session::account_id.eq(account))
        .filter(session::expires_at.lt(before))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a session of an account.
pub(crate) async fn revoke_session(
    connection: &mut Connection,
    id: SessionId,
    account: AccountId,
    now: DateTime<Utc>,
) -> Done {
    diesel::update(session::table)
        .filter(session::id.eq(id))
        .filter(session::account_id.eq(account))
        .filter(session::revoked_at.is_null())
        .set(session::revoked_at.eq(Some(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends all sessions of an account, in every organisation, but for one if it is to stay.
pub(crate) async fn revoke_sessions(
    connection: &mut Connection,
    account: AccountId,
    but_for: Option<SessionId>,
    now: DateTime<Utc>,
) -> Done {
    diesel::sql_query(
        "UPDATE identity.session SET revoked_at = $3
         WHERE account_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $2",
    )
    .bind::<SqlUuid, _>(account)
    .bind::<Nullable<SqlUuid>, _>(but_for)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores the hash of a refresh token.
pub(crate) async fn insert_refresh_token(
    connection: &mut Connection,
    token_hash: &[u8],
    session: SessionId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Done {
    diesel::insert_into(refresh_token::table)
        .values((
            refresh_token::token_hash.eq(token_hash),
            refresh_token::session_id.eq(session),
            refresh_token::created_at.eq(now),
            refresh_token::expires_at.eq(expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Uses a refresh token up, if it is unused and its session and membership stand.
pub(crate) async fn use_refresh_token(
    connection: &mut Connection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Rotated>, DatabaseError> {
    Ok(diesel::sql_query(
        "UPDATE identity.refresh_token AS token SET used_at = $2
         FROM identity.session JOIN identity.membership USING (account_id, organization_id, member_id)
         WHERE token.token_hash = $1 AND token.used_at IS NULL AND token.expires_at > $2
           AND session.id = token.session_id AND session.revoked_at IS NULL AND session.expires_at > $2
         RETURNING token.session_id, account_id, organization_id, member_id, session.expires_at",
    )
    .bind::<Binary, _>(token_hash)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .await
    .optional()?)
}

/// Ends the session of a token that was used before. Whether there was one to end.
pub(crate) async fn revoke_reused(
    connection: &mut Connection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let revoked = diesel::sql_query(
        "UPDATE identity.session SET revoked_at = $2 FROM identity.refresh_token AS token
         WHERE token.token_hash = $1 AND token.used_at IS NOT NULL
           AND session.id = token.session_id AND session.revoked_at IS NULL",
    )
    .bind::<Binary, _>(token_hash)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(revoked > 0)
}

/// Takes a person's seat in an organisation, with its sessions and open invitations. Sessions go for
/// good, since their key leads to the seat.
pub(crate) async fn take_seat_away(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    left_at: DateTime<Utc>,
) -> Done {
    diesel::update(invitation::table)
        .filter(invitation::organization_id.eq(organization))
        .filter(invitation::member_id.eq(member))
        .filter(invitation::accepted_at.is_null())
        .filter(invitation::created_at.le(left_at))
        .filter(invitation::expires_at.gt(left_at))
        .set(invitation::expires_at.eq(left_at))
        .execute(connection)
        .await?;
    // Held, so that no session is opened on it between the statements below.
    let seat: Option<AccountId> = membership::table
        .filter(membership::organization_id.eq(organization))
        .filter(membership::member_id.eq(member))
        .select(membership::account_id)
        .for_update()
        .first(connection)
        .await
        .optional()?;
    let Some(account) = seat else { return Ok(()) };
    let its_sessions = session::table
        .filter(session::account_id.eq(account))
        .filter(session::organization_id.eq(organization))
        .select(session::id);
    diesel::delete(refresh_token::table.filter(refresh_token::session_id.eq_any(its_sessions)))
        .execute(connection)
        .await?;
    diesel::delete(session::table)
        .filter(session::account_id.eq(account))
        .filter(session::organization_id.eq(organization))
        .execute(connection)
        .await?;
    diesel::delete(membership::table)
        .filter(membership::account_id.eq(account))
        .filter(membership::organization_id.eq(organization))
        .execute(connection)
        .await?;
    Ok(())
}
