//! Who reports to whom.

use database::schema::member;
use database::{Connection, DatabaseError};
use diesel::{
    ExpressionMethods as _, NullableExpressionMethods as _, OptionalExtension as _,
    PgExpressionMethods as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

/// What became of a change of the reporting line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// The person reports to the manager from now on.
    Set,
    /// The person did so before; nothing changed.
    Already,
    /// The person reports to somebody else than was expected; nothing changed.
    Stale,
    /// There is no such person.
    NoSuchMember,
}

/// The whole reporting line: each person with a manager, and the manager.
///
/// # Errors
/// When the statement fails.
pub async fn chart(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<(MemberId, MemberId)>, DatabaseError> {
    Ok(member::table
        .filter(member::organization_id.eq(organization))
        .filter(member::manager_id.is_not_null())
        .select((member::id, member::manager_id.assume_not_null()))
        .load(connection)
        .await?)
}

/// As [`chart`], for those who change it: the next change waits until the transaction ends, so that
/// two cannot close a circle together.
///
/// # Errors
/// When a statement fails.
pub async fn lock_chart(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<(MemberId, MemberId)>, DatabaseError> {
    crate::storage::lock_people(connection, organization).await?;
    chart(connection, organization).await
}

/// Says whom a person reports to, where they report to whom the caller expects. That nobody comes to
/// stand above themselves is for the caller to see to, under [`lock_chart`].
///
/// # Errors
/// When a statement fails.
pub async fn set_manager(
    connection: &mut Connection,
    organization: OrganizationId,
    person: MemberId,
    manager: MemberId,
    expected: Option<MemberId>,
) -> Result<Reported, DatabaseError> {
    let theirs = member::table
        .filter(member::organization_id.eq(organization))
        .filter(member::id.eq(person));
    let now: Option<Option<MemberId>> =
        theirs.select(member::manager_id).for_no_key_update().first(connection).await.optional()?;
    match now {
        None => Ok(Reported::NoSuchMember),
        Some(now) if now == Some(manager) => Ok(Reported::Already),
        Some(now) if now != expected => Ok(Reported::Stale),
        Some(_) => {
            let unchanged = theirs.filter(member::manager_id.is_not_distinct_from(expected));
            diesel::update(unchanged)
                .set((
                    member::manager_id.eq(Some(manager)),
                    member::version.eq(member::version + 1),
                ))
                .execute(connection)
                .await?;
            Ok(Reported::Set)
        }
    }
}
