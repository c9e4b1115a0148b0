use jobs::{Attempt, Job, JobError};
use kernel::OrganizationId;
use serde::{Deserialize, Serialize};

use crate::actions::Mentoring;
use crate::actions::sessions::reseal_notes;

/// Seals the notes of an organisation anew with its newest key, chunk by chunk, and then removes the
/// keys that no note needs any more. A run that was broken off is gone on with by the next.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ResealNotes {
    /// The organisation.
    pub organization_id: OrganizationId,
}

impl Job for ResealNotes {
    const NAME: &'static str = "reseal_notes";
    const MAX_ATTEMPTS: i16 = 10;
    type Services = Mentoring;

    fn key(&self) -> Option<String> {
        Some(self.organization_id.to_string())
    }

    async fn run(self, mentoring: Mentoring, _: Attempt) -> Result<(), JobError> {
        let mut after = None;
        loop {
            after = reseal_notes(&mentoring, self.organization_id, after).await?;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}
