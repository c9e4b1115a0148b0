//! The jobs of this area: payload and run side by side.

use auth::{InvitationMail, InvitationMailer};
use database::{Database, DatabaseError};
use jobs::{Attempt, Job, JobError};
use kernel::{CohortId, MemberId, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::queries;

/// Invites a person who has not signed in yet to a cohort: a learner to their place in it, a manager
/// because their people have places in it. Once per person and cohort.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct InviteToCohort {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The cohort.
    pub cohort_id: CohortId,
    /// The person.
    pub member_id: MemberId,
}

/// What [`InviteToCohort`] needs.
#[derive(Debug, Clone)]
pub struct InviteServices {
    /// The database.
    pub database: Database,
    /// Makes and sends invitations.
    pub mailer: InvitationMailer,
}

impl Job for InviteToCohort {
    const NAME: &'static str = "invite_to_cohort";
    type Services = InviteServices;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.cohort_id, self.member_id))
    }

    async fn run(self, services: InviteServices, _attempt: Attempt) -> Result<(), JobError> {
        let organization = self.organization_id;
        let found = services
            .database
            .read(organization, async |connection| {
                let cohort = queries::cohort(connection, organization, self.cohort_id).await?;
                let places =
                    queries::enrolments_of(connection, organization, self.member_id).await?;
                Ok::<_, DatabaseError>(cohort.map(|cohort| (cohort, places)))
            })
            .await?;
        let Some((cohort, places)) = found else { return Ok(()) };
        let day = cohort.starts_on.format("%A, %-d %B %Y");
        let role_line = if places.iter().any(|place| place.cohort_id == cohort.id) {
            format!("You have a place in the cohort “{}”, which starts on {day}.", cohort.name)
        } else {
            format!(
                "People who report to you have places in the cohort “{}”, which starts on {day}.",
                cohort.name
            )
        };
        let mail = InvitationMail {
            organization_id: organization,
            member_id: self.member_id,
            role_line,
            message_key: cohort.id.uuid().to_string(),
            voids_before: None,
        };
        services.mailer.deliver(mail).await
    }
}
