//! Reads. Those of `identity` run on the system pool, the others in a tenant transaction.

mod guests;
mod identity;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::schema::{audit_entry, member, member_role, organization, organization_profile};
use database::{Connection, DatabaseError, fixed_text};
use diesel::dsl::{exists, select, sql};
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, QueryableByName, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, PageRequest, Role, RoleSet, parse_time_zone};

use crate::invitations::{INVITATION_RESENT, MEMBER_INVITED};
use crate::model::{Member, OrderedInvitation, OrganizationProfile};

pub use guests::{guests_among, is_guest};
pub(crate) use identity::*;
pub use identity::{has_account, organization_by_slug};

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
    let members = query.load(connection).await?;
    Ok(page.cut(members))
}

/// The admins of the organisation.
///
/// # Errors
/// When the statement fails.
pub async fn admins(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<MemberId>, DatabaseError> {
    Ok(member_role::table
        .filter(member_role::organization_id.eq(organization))
        .filter(member_role::role.eq(Role::Admin.as_str()))
        .order(member_role::member_id)
        .select(member_role::member_id)
        .load(connection)
        .await?)
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

/// The person of an e-mail address.
///
/// # Errors
/// When the statement fails.
pub async fn member_by_email(
    connection: &mut Connection,
    organization: OrganizationId,
    email: &str,
) -> One<Member> {
    Ok(member::table
        .filter(member::organization_id.eq(organization))
        .filter(member::email.eq(email))
        .select(Member::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Whether anybody but this person is an admin; who leaves has no role any more.
pub(crate) async fn has_other_admin(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<bool, DatabaseError> {
    let others = member_role::table
        .filter(member_role::organization_id.eq(organization))
        .filter(member_role::role.eq(Role::Admin.as_str()))
        .filter(member_role::member_id.ne(member));
    Ok(select(exists(others)).get_result(connection).await?)
}

/// The admin of an e-mail address, and whether an invitation was accepted.
pub(crate) async fn admin_by_email(
    connection: &mut Connection,
    organization: OrganizationId,
    email: &str,
) -> One<(MemberId, bool)> {
    let same_person = member_role::organization_id
        .eq(member::organization_id)
        .and(member_role::member_id.eq(member::id));
    Ok(member::table
        .inner_join(member_role::table.on(same_person))
        .filter(member::organization_id.eq(organization))
        .filter(member_role::organization_id.eq(organization))
        .filter(member::email.eq(email))
        .filter(member_role::role.eq(Role::Admin.as_str()))
        .select((member::id, member::joined_at.is_not_null()))
        .first(connection)
        .await
        .optional()?)
}

/// The invitations of single people that were ordered after a moment, oldest first. They are counted
/// where they are recorded, so that what is counted and what was done cannot differ.
pub(crate) async fn ordered_invitations(
    connection: &mut Connection,
    organization: OrganizationId,
    after: DateTime<Utc>,
) -> Result<Vec<OrderedInvitation>, DatabaseError> {
    Ok(audit_entry::table
        .filter(audit_entry::organization_id.eq(organization))
        .filter(audit_entry::at.gt(after))
        .filter(audit_entry::action.eq_any([MEMBER_INVITED, INVITATION_RESENT]))
        .order((audit_entry::at, audit_entry::id))
        .select((audit_entry::subject, audit_entry::at))
        .load(connection)
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
