//! Rules that come to stand against pairs.

use jobs::{Attempt, Job, JobError};
use kernel::OrganizationId;
use serde::{Deserialize, Serialize};

use crate::actions::Mentoring;
use crate::actions::lists::{carry_out_changes, recheck_pairs};

/// Carries out changes of the reporting line that are due, derives the rules of all open pairs again,
/// and parts those that one stands against. Commands that change what a rule follows from ask for it
/// at once; the tick of mentoring asks for it too, since other areas change managers without telling.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RecheckPairs {
    /// The organisation.
    pub organization_id: OrganizationId,
}

impl Job for RecheckPairs {
    const NAME: &'static str = "recheck_pairs";
    const MAX_ATTEMPTS: i16 = 10;
    type Services = Mentoring;

    fn key(&self) -> Option<String> {
        Some(self.organization_id.to_string())
    }

    async fn run(self, mentoring: Mentoring, _: Attempt) -> Result<(), JobError> {
        carry_out_changes(&mentoring, self.organization_id).await?;
        recheck_pairs(&mentoring, self.organization_id).await?;
        Ok(())
    }
}
