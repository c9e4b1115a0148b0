//! Reads of schema `identity`, on the system pool.

use chrono::{DateTime, Utc};
use database::schema::{account, invitation, membership, organization, session, sign_in_failure};
use database::{Connection, DatabaseError};
use diesel::dsl::{count_star, exists, min, select};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AccountId, MemberId, OrganizationId};

use super::One;
use crate::model::{Failures, Membership};
use crate::tokens::Statement;

/// The organisation of a slug, complete or not. System pool.
///
/// # Errors
/// When the statement fails.
pub async fn organization_by_slug(connection: &mut Connection, slug: &str) -> One<OrganizationId> {
    Ok(organization::table
        .filter(organization::slug.eq(slug))
        .select(organization::id)
        .first(connection)
        .await
        .optional()?)
}

/// Whether some account signs in as that person. System pool.
///
/// # Errors
/// When the statement fails.
pub async fn has_account(
    connection: &mut Connection,
    organization: OrganizationId,
    person: MemberId,
) -> Result<bool, DatabaseError> {
    let seat = membership::table
        .filter(membership::organization_id.eq(organization))
        .filter(membership::member_id.eq(person));
    Ok(select(exists(seat)).get_result(connection).await?)
}

/// The account of an e-mail address with its password hash.
pub(crate) async fn account(connection: &mut Connection, email: &str) -> One<(AccountId, String)> {
    Ok(account::table
        .filter(account::email.eq(email))
        .select((account::id, account::password_hash))
        .first(connection)
        .await
        .optional()?)
}

/// The e-mail address and password hash of an account.
pub(crate) async fn account_by_id(
    connection: &mut Connection,
    id: AccountId,
) -> One<(String, String)> {
    Ok(account::table
        .filter(account::id.eq(id))
        .select((account::email, account::password_hash))
        .first(connection)
        .await
        .optional()?)
}

/// Where an account is a member, by slug.
pub(crate) async fn memberships(
    connection: &mut Connection,
    account: AccountId,
) -> Result<Vec<Membership>, DatabaseError> {
    Ok(membership::table
        .inner_join(organization::table.on(organization::id.eq(membership::organization_id)))
        .filter(membership::account_id.eq(account))
        .order(organization::slug)
        .select((membership::organization_id, organization::slug, membership::member_id))
        .load(connection)
        .await?)
}

/// The member behind a session that is neither revoked nor over and whose membership stands.
pub(crate) async fn standing(
    connection: &mut Connection,
    said: Statement,
    now: DateTime<Utc>,
) -> One<MemberId> {
    Ok(session::table
        .inner_join(
            membership::table.on(membership::account_id
                .eq(session::account_id)
                .and(membership::organization_id.eq(session::organization_id))
                .and(membership::member_id.eq(session::member_id))),
        )
        .filter(session::id.eq(said.session_id))
        .filter(session::account_id.eq(said.account_id))
        .filter(session::organization_id.eq(said.organization_id))
        .filter(session::revoked_at.is_null())
        .filter(session::expires_at.gt(now))
        .select(session::member_id)
        .first(connection)
        .await
        .optional()?)
}

/// The e-mail address that an open invitation was sent to.
pub(crate) async fn invited_email(
    connection: &mut Connection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> One<String> {
    Ok(invitation::table
        .filter(invitation::token_hash.eq(token_hash))
        .filter(invitation::accepted_at.is_null())
        .filter(invitation::expires_at.gt(now))
        .select(invitation::email)
        .first(connection)
        .await
        .optional()?)
}

/// The failed attempts on some subjects after a moment.
pub(crate) async fn failures(
    connection: &mut Connection,
    subjects: &[Vec<u8>],
    after: DateTime<Utc>,
) -> Result<Vec<(Vec<u8>, Failures)>, DatabaseError> {
    let rows: Vec<(Vec<u8>, i64, Option<DateTime<Utc>>)> = sign_in_failure::table
        .filter(sign_in_failure::subject_hash.eq_any(subjects))
        .filter(sign_in_failure::failed_at.gt(after))
        .group_by(sign_in_failure::subject_hash)
        .select((sign_in_failure::subject_hash, count_star(), min(sign_in_failure::failed_at)))
        .load(connection)
        .await?;
    let failures = |count, oldest: Option<_>| Failures { count, oldest: oldest.unwrap_or(after) };
    Ok(rows
        .into_iter()
        .map(|(subject, count, oldest)| (subject, failures(count, oldest)))
        .collect())
}
