//! Every statement that writes.

mod bounces;
mod failures;
mod identity;
mod sessions;

use chrono::{DateTime, Utc};
use database::schema::{member, member_role, organization_profile};
use database::{Connection, DatabaseError};
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, Role};

pub(crate) use bounces::*;
pub(crate) use failures::*;
pub(crate) use identity::*;
pub(crate) use sessions::*;

type Done = Result<(), DatabaseError>;

/// A person to be added to an organisation.
#[derive(Clone, Copy)]
pub(crate) struct NewMember<'a> {
    pub(crate) id: MemberId,
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    pub(crate) time_zone: Option<&'a str>,
    pub(crate) invited_at: Option<DateTime<Utc>>,
}

/// Whether the profile was added; `false` if the organisation has one.
pub(crate) async fn insert_profile(
    connection: &mut Connection,
    organization: OrganizationId,
    name: &str,
    time_zone: &str,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(organization_profile::table)
        .values((
            organization_profile::organization_id.eq(organization),
            organization_profile::name.eq(name),
            organization_profile::time_zone.eq(time_zone),
            organization_profile::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Lets the commands that count or weigh an organisation's people against each other take turns.
pub(crate) async fn lock_people(connection: &mut Connection, organization: OrganizationId) -> Done {
    organization_profile::table
        .filter(organization_profile::organization_id.eq(organization))
        .select(organization_profile::organization_id)
        .for_update()
        .first::<OrganizationId>(connection)
        .await?;
    Ok(())
}

/// Whether the person was added; `false` if the organisation has somebody of that e-mail address.
pub(crate) async fn insert_member(
    connection: &mut Connection,
    organization: OrganizationId,
    new: NewMember<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let inserted = diesel::insert_into(member::table)
        .values((
            member::organization_id.eq(organization),
            member::id.eq(new.id),
            member::email.eq(new.email),
            member::name.eq(new.name),
            member::time_zone.eq(new.time_zone),
            member::invited_at.eq(new.invited_at),
            member::created_at.eq(now),
            member::version.eq(1),
        ))
        .on_conflict((member::organization_id, member::email))
        .do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Adds roles to those that the person has.
pub(crate) async fn give_roles(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    roles: &[Role],
) -> Done {
    let rows: Vec<_> = roles
        .iter()
        .map(|role| {
            (
                member_role::organization_id.eq(organization),
                member_role::member_id.eq(member),
                member_role::role.eq(role.as_str()),
            )
        })
        .collect();
    diesel::insert_into(member_role::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that a person is here as a guest from now on.
pub(crate) async fn set_guest(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Done {
    diesel::update(member::table)
        .filter(member::organization_id.eq(organization))
        .filter(member::id.eq(member))
        .set(member::guest_since.eq(Some(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether the person joined by this; `false` if they had before, or are not there.
pub(crate) async fn set_joined(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    name: Option<&str>,
    time_zone: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let changed = diesel::sql_query(
        "UPDATE cadre.member
         SET joined_at = $3, name = coalesce($4, name), time_zone = coalesce($5, time_zone), version = version + 1
         WHERE organization_id = $1 AND id = $2 AND joined_at IS NULL",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(member)
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<Text>, _>(name)
    .bind::<Nullable<Text>, _>(time_zone)
    .execute(connection)
    .await?;
    Ok(changed == 1)
}

/// Notes when an invitation went out.
pub(crate) async fn set_invited(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Done {
    diesel::update(member::table)
        .filter(member::organization_id.eq(organization))
        .filter(member::id.eq(member))
        .set(member::invited_at.eq(Some(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that a person left, and takes the roles that were given to them.
pub(crate) async fn set_left(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Done {
    diesel::delete(member_role::table)
        .filter(member_role::organization_id.eq(organization))
        .filter(member_role::member_id.eq(member))
        .execute(connection)
        .await?;
    diesel::update(member::table)
        .filter(member::organization_id.eq(organization))
        .filter(member::id.eq(member))
        .set((member::left_at.eq(Some(now)), member::version.eq(member::version + 1)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Lets somebody who left begin anew, as a person who has not joined and is no guest.
pub(crate) async fn bring_back(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Done {
    let never: Option<DateTime<Utc>> = None;
    diesel::update(member::table)
        .filter(member::organization_id.eq(organization))
        .filter(member::id.eq(member))
        .set((
            member::left_at.eq(never),
            member::joined_at.eq(never),
            member::guest_since.eq(never),
            member::version.eq(member::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
