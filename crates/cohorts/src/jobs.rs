//! The jobs of this area: payload and run side by side.

use auth::InvitationMailer;
use database::Database;
use jobs::{Attempt, Job, JobError};
use kernel::{CohortId, MemberId, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::queries;

/// Invites a learner who has not signed in yet, once per cohort.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct InviteToCohort {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The cohort.
    pub cohort_id: CohortId,
    /// The learner.
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
    const NAME: &'static str = "cohorts.invite_to_cohort";
    type Services = InviteServices;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.cohort_id, self.member_id))
    }

    async fn run(self, services: InviteServices, _attempt: Attempt) -> Result<(), JobError> {
        let organization = self.organization_id;
        let cohort = services
            .database
            .read(organization, async |connection| {
                queries::cohort(connection, organization, self.cohort_id).await
            })
            .await?;
        let Some(cohort) = cohort else { return Ok(()) };
        let line = format!(
            "You have a place in the cohort “{}”, which starts on {}.",
            cohort.name,
            cohort.starts_on.format("%A, %-d %B %Y")
        );
        let key = cohort.id.uuid().to_string();
        services
            .mailer
            .send(organization, self.member_id, line, &key)
            .await
            .map_err(|error| JobError::new(error.to_string()))
    }
}
