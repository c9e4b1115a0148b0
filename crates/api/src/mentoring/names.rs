//! What people are called, for every part of mentoring that names them.

use std::collections::HashMap;

use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId};

use crate::cohorts::types::Person;
use crate::ids::id;

/// Whom some rows speak of, as others see them: no address.
pub(super) struct Names(HashMap<MemberId, Person>);

impl Names {
    /// Those people, in one statement.
    pub(super) async fn load(
        connection: &mut Connection,
        organization: OrganizationId,
        mut ids: Vec<MemberId>,
    ) -> Result<Self, DatabaseError> {
        ids.sort_unstable();
        ids.dedup();
        let people = auth::queries::members_by_ids(connection, organization, &ids).await?;
        Ok(Self(people.into_iter().map(|member| (member.id, Person::from(member))).collect()))
    }

    /// One of them.
    pub(super) fn person(&self, member: MemberId) -> Option<Person> {
        self.0.get(&member).cloned()
    }

    /// One of them, or somebody without a name where there is nobody of that id.
    pub(super) fn known(&self, member: MemberId) -> Person {
        let nobody = || Person { id: id(member), name: String::new(), unit: None };
        self.person(member).unwrap_or_else(nobody)
    }

    /// What one of them is called.
    pub(super) fn name(&self, member: MemberId) -> Option<&str> {
        self.0.get(&member).map(|person| person.name.as_str())
    }
}
