//! Those of organisations, invitations, accounts and seats, on the system pool.

use chrono::{DateTime, Utc};
use database::schema::{account, invitation, membership, organization};
use database::{Connection, DatabaseError};
use diesel::dsl::{exists, select};
use diesel::sql_types::{Binary, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{AccountId, MemberId, OrganizationId};

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

/// Ends the open invitations of a member that were made before a moment.
pub(crate) async fn void_invitations(
    connection: &mut Connection,
    (organization, member): (OrganizationId, MemberId),
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Done {
    diesel::update(invitation::table)
        .filter(invitation::organization_id.eq(organization))
        .filter(invitation::member_id.eq(member))
        .filter(invitation::accepted_at.is_null())
        .filter(invitation::created_at.lt(before))
        .filter(invitation::expires_at.gt(now))
        .set(invitation::expires_at.eq(now))
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

/// The account's password hash, which nobody else replaces until the transaction ends. What opens a
/// session asks for it: a password that was right a moment ago may have been changed since, and the
/// change ends only the sessions that it sees.
pub(crate) async fn hold_hash(
    connection: &mut Connection,
    account: AccountId,
) -> Result<Option<String>, DatabaseError> {
    Ok(account::table
        .filter(account::id.eq(account))
        .select(account::password_hash)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Replaces a hash; `false` if the account has another one by now.
pub(crate) async fn replace_hash(
    connection: &mut Connection,
    account: AccountId,
    old: &str,
    new: &str,
) -> Result<bool, DatabaseError> {
    let replaced = diesel::update(account::table)
        .filter(account::id.eq(account))
        .filter(account::password_hash.eq(old))
        .set(account::password_hash.eq(new))
        .execute(connection)
        .await?;
    Ok(replaced == 1)
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
