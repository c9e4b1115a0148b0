//! Reads. Those of tenant tables run in a tenant transaction, those of `identity` on the system
//! pool.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::schema::{
    account, invitation, member, membership, organization, organization_profile, session,
    sign_in_failure,
};
use database::{Connection, DatabaseError, fixed_text};
use diesel::dsl::{count_star, exists, min, select, sql};
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, QueryableByName, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AccountId, MemberId, OrganizationId, PageRequest, Role, RoleSet, parse_time_zone};

use crate::model::{Failures, Member, Membership, OrganizationProfile};
use crate::tokens::Statement;

type One<T> = Result<Option<T>, DatabaseError>;

#[derive(QueryableByName)]
struct RoleRow {
    #[diesel(sql_type = Text)]
    role: String,
}

/// What a member is here, now: roles that were given, and those that follow from facts.
///
/// # Errors
/// When the statement fails.
pub async fn roles(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<RoleSet, DatabaseError> {
    let rows: Vec<RoleRow> = fixed_text(
        diesel::sql_query(
            "SELECT role FROM cadre.member_role WHERE organization_id = $1 AND member_id = $2
             UNION ALL SELECT 'learner' WHERE EXISTS (
                 SELECT FROM cadre.enrolment WHERE organization_id = $1 AND member_id = $2)
             UNION ALL SELECT 'manager' WHERE EXISTS (
                 SELECT FROM cadre.member WHERE organization_id = $1 AND manager_id = $2)",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(member),
    )
    .load(connection)
    .await?;
    Ok(rows.iter().filter_map(|row| Role::parse(&row.role)).collect())
}

/// One person of the organisation.
///
/// # Errors
/// When the statement fails.
pub async fn member(
    connection: &mut Connection,
    organization: OrganizationId,
    id: MemberId,
) -> One<Member> {
    Ok(members_by_ids(connection, organization, &[id]).await?.pop())
}

/// Some people of the organisation, in no order; ids that are not there are left out.
///
/// # Errors
/// When the statement fails.
pub async fn members_by_ids(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[MemberId],
) -> Result<Vec<Member>, DatabaseError> {
    Ok(member::table
        .filter(member::organization_id.eq(organization))
        .filter(member::id.eq_any(ids))
        .select(Member::as_select())
        .load(connection)
        .await?)
}

/// One page of the people by name, and whether another follows.
///
/// # Errors
/// When the statement fails.
pub async fn members_page(
    connection: &mut Connection,
    organization: OrganizationId,
    page: &PageRequest,
) -> Result<(Vec<Member>, bool), DatabaseError> {
    let mut query = member::table
        .filter(member::organization_id.eq(organization))
        .order((member::name, member::id))
        .limit(page.first + 1)
        .select(Member::as_select())
        .into_boxed();
    if let Some(after) = &page.after {
        // A comparison of rows, which the index on (organization_id, name, id) answers as a range.
        let comparison = sql::<Bool>("(cadre.member.name, cadre.member.id) > (")
            .bind::<Text, _>(&after.key)
            .sql(", ")
            .bind::<SqlUuid, _>(after.id)
            .sql(")");
        query = query.filter(comparison);
    }
    let mut members = query.load(connection).await?;
    let wanted = usize::try_from(page.first).unwrap_or(0);
    let has_next = members.len() > wanted;
    members.truncate(wanted);
    Ok((members, has_next))
}

/// What the organisation says of itself.
///
/// # Errors
/// When the statement fails, or the organisation is not completely made.
pub async fn organization(
    connection: &mut Connection,
    id: OrganizationId,
) -> Result<OrganizationProfile, DatabaseError> {
    Ok(organization_profile::table
        .filter(organization_profile::organization_id.eq(id))
        .select(OrganizationProfile::as_select())
        .first(connection)
        .await?)
}

/// The time zones that people of the organisation live by, its own among them.
///
/// # Errors
/// When a statement fails.
pub async fn time_zones(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<Tz>, DatabaseError> {
    let mut names: Vec<Option<String>> = member::table
        .filter(member::organization_id.eq(organization))
        .select(member::time_zone)
        .distinct()
        .load(connection)
        .await?;
    names.push(Some(self::organization(connection, organization).await?.time_zone));
    Ok(names.iter().flatten().filter_map(|name| parse_time_zone(name)).collect())
}

/// The person of an e-mail address, and whether an invitation was accepted.
pub(crate) async fn member_by_email(
    connection: &mut Connection,
    organization: OrganizationId,
    email: &str,
) -> Result<(MemberId, bool), DatabaseError> {
    Ok(member::table
        .filter(member::organization_id.eq(organization))
        .filter(member::email.eq(email))
        .select((member::id, member::joined_at.is_not_null()))
        .first(connection)
        .await?)
}

/// Whether both halves of an organisation are there.
pub(crate) async fn has_profile(
    connection: &mut Connection,
    id: OrganizationId,
) -> Result<bool, DatabaseError> {
    let profile = organization_profile::table.filter(organization_profile::organization_id.eq(id));
    Ok(select(exists(profile)).get_result(connection).await?)
}

/// The organisation of a slug, complete or not. System pool.
pub(crate) async fn organization_by_slug(
    connection: &mut Connection,
    slug: &str,
) -> One<OrganizationId> {
    Ok(organization::table
        .filter(organization::slug.eq(slug))
        .select(organization::id)
        .first(connection)
        .await
        .optional()?)
}

/// The account of an e-mail address with its password hash. System pool.
pub(crate) async fn account(connection: &mut Connection, email: &str) -> One<(AccountId, String)> {
    Ok(account::table
        .filter(account::email.eq(email))
        .select((account::id, account::password_hash))
        .first(connection)
        .await
        .optional()?)
}

/// Where an account is a member, by slug. System pool.
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
/// System pool.
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

/// The e-mail address that an open invitation was sent to. System pool.
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

/// The failed attempts on some subjects after a moment. System pool.
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

/// Every organisation of the installation; for schedules. System pool.
///
/// # Errors
/// When the statement fails.
pub async fn all_organizations(
    connection: &mut Connection,
) -> Result<Vec<OrganizationId>, DatabaseError> {
    Ok(organization::table
        .order(organization::id)
        .select(organization::id)
        .load(connection)
        .await?)
}
