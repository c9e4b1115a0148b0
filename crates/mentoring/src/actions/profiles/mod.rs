//! People and rules: profiles of mentors and learners, guests, blocks, what is missing, and the
//! rules of the organisation.

mod ask_again;
mod close_panel;
mod confirm_competency;
mod link_persons;
mod save_learner;
mod save_mentor;
mod save_panel;
mod save_person;
mod set_block;
mod set_fairness;
mod set_holidays;
mod set_rules;
mod set_wall;
mod set_weights;

pub use ask_again::ask_for_pair_again;
pub use close_panel::close_review_panel;
pub use confirm_competency::{ConfirmCompetency, confirm_competency};
pub use link_persons::link_persons;
pub use save_learner::{FocusInput, SaveLearner, save_learner};
pub use save_mentor::{CompetencyInput, SaveMentor, save_mentor};
pub use save_panel::{SavePanel, save_review_panel};
pub use save_person::{HoursInput, LanguageInput, SavePerson, StyleInput, save_person};
pub use set_block::set_block;
pub use set_fairness::{Gender, set_fairness_answer};
pub use set_holidays::set_holidays;
pub use set_rules::{SetRules, set_rules};
pub use set_wall::{SetWall, set_wall};
pub use set_weights::set_weights;

use std::collections::HashSet;

use auth::{Actor, Denied};
use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId, Permission};

use crate::error::MentoringError;
use crate::jobs::lists::RecheckPairs;

/// Longest text about oneself.
const ABOUT: usize = 2_000;
/// Topics that one person may name.
const MOST_TOPICS: usize = 10;
/// Longest topic.
const TOPIC: usize = 100;

/// Demands one of two permissions.
fn require_either(actor: &Actor, one: Permission, other: Permission) -> Result<(), Denied> {
    if actor.may(one) { Ok(()) } else { actor.require(other) }
}

/// Has the open pairs looked at again, once this transaction stands.
async fn recheck(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<(), DatabaseError> {
    ::jobs::enqueue(connection, &[RecheckPairs { organization_id: organization }]).await
}

/// The codes of competencies that the organisation has.
async fn known_codes(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<HashSet<String>, DatabaseError> {
    let competencies = curriculum::queries::competencies(connection, organization).await?;
    Ok(competencies.into_iter().map(|one| one.code).collect())
}

/// Demands that people are members here; whoever is not is as if there was nobody.
async fn demand_members(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[MemberId],
) -> Result<(), MentoringError> {
    let found = auth::queries::members_by_ids(connection, organization, ids).await?;
    let wanted: HashSet<MemberId> = ids.iter().copied().collect();
    if found.len() == wanted.len() { Ok(()) } else { Err(MentoringError::NotFound("member")) }
}
