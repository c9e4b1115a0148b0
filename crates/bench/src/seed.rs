//! Fifty organisations, each with twenty cohorts of thirty learners on a program of sixteen modules.

use auth::Identity;
use curriculum::actions::{AdoptProgram, adopt_program};
use kernel::{AttemptId, CohortId, OrganizationId, Role, RoleSet};
use uuid::Uuid;

use crate::installation::Installation;
use crate::{Fallible, passwords};

/// How many organisations.
pub const ORGANIZATIONS: u32 = 50;
/// Cohorts in each of them.
pub const COHORTS: u32 = 20;
/// Learners in each of those.
pub const LEARNERS: u32 = 30;
/// Modules of the program.
pub const MODULES: usize = 16;

const PROGRAM: &str = "beyond-the-two-day-certificate";

/// The id of a kind and a number, as `bench.id` in `seed.sql` makes them.
pub fn id<T: From<Uuid>>(kind: u128, number: u32) -> T {
    let id = 0x0190_0000_0000_7000_8000_0000_0000_0000 | kind << 64 | u128::from(number);
    T::from(Uuid::from_u128(id))
}

/// The id of an organisation.
pub fn organization(number: u32) -> OrganizationId {
    id(1, number)
}

/// The id of a cohort; numbers go over all organisations.
pub fn cohort(number: u32) -> CohortId {
    id(6, number)
}

/// The id of an attempt that a bench has put there.
pub fn attempt(number: u32) -> AttemptId {
    id(10, number)
}

/// A learner; numbers go over all organisations. Only some have an account.
pub fn learner(number: u32) -> String {
    format!("learner{number}@bench.example")
}

/// Who runs all cohorts of an organisation.
pub fn facilitator(organization: u32) -> String {
    format!("facilitator@bench-{organization}.example")
}

/// The admin of an organisation.
pub fn admin(organization: u32) -> String {
    format!("admin@bench-{organization}.example")
}

/// Fills a migrated database.
pub async fn fill(installation: &Installation) -> Fallible<()> {
    installation.execute(&filled_in(include_str!("seed.sql"))?).await?;
    let app = installation.app()?;
    let identity = Identity {
        organization_id: organization(0),
        member_id: id(5, 0),
        account_id: id(2, 1),
        session_id: id(3, 0),
    };
    let actor = identity.with_roles(RoleSet::from_iter([Role::Admin]));
    let input = AdoptProgram { slug: PROGRAM.to_owned(), idempotency_key: None };
    adopt_program(&app.services.database, &app.services.sources, &actor, input).await?;
    installation.execute(&filled_in(include_str!("seed_cohorts.sql"))?).await?;
    installation.execute(&filled_in(include_str!("seed_graded.sql"))?).await?;
    installation.execute("VACUUM ANALYZE").await
}

/// Puts numbers and texts in the places of `:words`.
pub fn filled_in(sql: &str) -> Fallible<String> {
    Ok(sql
        .replace(":organizations", &ORGANIZATIONS.to_string())
        .replace(":cohorts", &COHORTS.to_string())
        .replace(":learners", &LEARNERS.to_string())
        .replace(":hash", &passwords::hash()?))
}
