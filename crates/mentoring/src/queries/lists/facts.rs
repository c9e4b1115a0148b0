//! What the lasting rules follow from, for some people.

use std::collections::HashMap;

use chrono::NaiveDate;
use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId};

use super::{history, line, panels};
use crate::model::lists::{LastingFacts, PersonInput};
use crate::model::profiles::profile::Person;
use crate::queries::profiles;

/// What is known of some people for the lasting rules; goals are left out. Seven statements.
///
/// # Errors
/// When a statement fails.
pub(super) async fn lasting_facts(
    connection: &mut Connection,
    organization: OrganizationId,
    people: &HashMap<MemberId, Person>,
    today: NaiveDate,
) -> Result<LastingFacts, DatabaseError> {
    let ids: Vec<MemberId> = people.keys().copied().collect();
    Ok(LastingFacts {
        people: people.values().map(person).collect(),
        names: people.values().map(|person| (person.member_id, person.name.clone())).collect(),
        links: history::links(connection, organization, &ids).await?,
        rules: profiles::rules(connection, organization).await?,
        chart: line::reporting_line(connection, organization).await?,
        today,
        deciders: panels::deciders(connection, organization, &ids).await?,
        blocks: history::blocks(connection, organization, &ids).await?,
    })
}

/// Somebody as far as they may enter a match; goals belong to the side that they are on.
pub(super) fn person(person: &Person) -> PersonInput {
    let spoken = person.languages.iter().filter(|language| language.is_enough());
    let mut languages: Vec<String> = spoken.map(|language| language.code.clone()).collect();
    languages.sort_unstable();
    languages.dedup();
    PersonInput {
        member_id: person.member_id,
        unit: person.unit.clone(),
        manager_id: person.manager_id,
        is_guest: person.is_guest,
        country: person.country.clone(),
        ladder: person.ladder_step.map(|step| step.rank()),
        time_zone: person.time_zone.name().to_owned(),
        week: person.week.as_ref().map(|week| week.hours().to_vec()),
        languages,
        style: person.style,
        goals: Vec::new(),
    }
}
