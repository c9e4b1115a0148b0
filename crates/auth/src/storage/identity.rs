//! Those of schema `identity`, which run on the system pool.

use chrono::{DateTime, Utc};
use database::schema::{account, invitation, membership, organization, refresh_token, session};
use database::{Connection, DatabaseError};
use diesel::dsl::{exists, select};
use diesel::sql_types::{Binary, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{AccountId, MemberId, OrganizationId, SessionId};

use super::Done;
use crate::sessions::Seat;

/// What an accepted invitation leads to.
#[derive(QueryableByName)]
pub(crate) struct Accepted {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) organization_id: OrganizationId,
    #[diesel(sql_type = SqlUuid)]
    pub(crate) member_id: MemberId,
    #[diesel(sql_type = Binary)]
    token_hash: Vec<u8>,
}

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

/// An invitation to be stored.
pub(crate) struct NewInvitation<'a> {
    pub(crate) token_hash: &'a [u8],
    pub(crate) organization_id: OrganizationId,
    pub(crate) member_id: MemberId,
    pub(crate) email: &'a str,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Reserves a slug. The organisation may be there already; then nothing changes.
pub(crate) async fn insert_organization(
    connection: &mut Connection,
    id: OrganizationId,
    slug: &str,
    now: DateTime<Utc>,
) -> Done {
    diesel::insert_into(organization::table)
        .values((
            organization::id.eq(id),
            organization::slug.eq(slug),
            organization::created_at.eq(now),
        ))
        .on_conflict(organization::slug)
        .do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Stores the hash of an invitation's token.
pub(crate) async fn insert_invitation(
    connection: &mut Connection,
    new: &NewInvitation<'_>,
    now: DateTime<Utc>,
) -> Done {
    diesel::insert_into(invitation::table)
        .values((
            invitation::token_hash.eq(new.token_hash),
            invitation::organization_id.eq(new.organization_id),
            invitation::member_id.eq(new.member_id),
            invitation::email.eq(new.email),
            invitation::created_at.eq(now),
            invitation::expires_at.eq(new.expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Uses an open invitation up, and with it all that are open for the same member: one statement,
/// so that of two who accept at once one finds nothing open.
pub(crate) async fn accept_invitations(
    connection: &mut Connection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Accepted>, DatabaseError> {
    let accepted: Vec<Accepted> = diesel::sql_query(
        "UPDATE identity.invitation SET accepted_at = $2
         WHERE accepted_at IS NULL AND (organization_id, member_id) = (
             SELECT organization_id, member_id FROM identity.invitation
             WHERE token_hash = $1 AND accepted_at IS NULL AND expires_at > $2)
         RETURNING organization_id, member_id, token_hash",
    )
    .bind::<Binary, _>(token_hash)
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    Ok(accepted.into_iter().find(|one| one.token_hash == token_hash))
}

/// `None` if the e-mail address has an account; it is left as it is.
pub(crate) async fn insert_account(
    connection: &mut Connection,
    id: AccountId,
    email: &str,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<AccountId>, DatabaseError> {
    Ok(diesel::insert_into(account::table)
        .values((
            account::id.eq(id),
            account::email.eq(email),
            account::password_hash.eq(password_hash),
            account::created_at.eq(now),
        ))
        .on_conflict(account::email)
        .do_nothing()
        .returning(account::id)
        .get_result(connection)
        .await
        .optional()?)
}

/// Replaces a hash by one of the same password.
pub(crate) async fn replace_hash(
    connection: &mut Connection,
    account: AccountId,
    old: &str,
    new: &str,
) -> Done {
    diesel::update(account::table)
        .filter(account::id.eq(account))
        .filter(account::password_hash.eq(old))
        .set(account::password_hash.eq(new))
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether the account now has this seat; `false` if one of the two is taken otherwise.
pub(crate) async fn take_seat(
    connection: &mut Connection,
    seat: Seat,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    diesel::insert_into(membership::table)
        .values((
            membership::account_id.eq(seat.account_id),
            membership::organization_id.eq(seat.organization_id),
            membership::member_id.eq(seat.member_id),
            membership::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    let taken = membership::table
        .filter(membership::account_id.eq(seat.account_id))
        .filter(membership::organization_id.eq(seat.organization_id))
        .filter(membership::member_id.eq(seat.member_id));
    Ok(select(exists(taken)).get_result(connection).await?)
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
