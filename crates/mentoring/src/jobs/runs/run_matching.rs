//! A run of the matching in the background.

use jobs::{Attempt, Job, JobError};
use kernel::{OrganizationId, RunId};
use serde::{Deserialize, Serialize};

use crate::actions::Mentoring;
use crate::actions::runs::{give_up, run_matching};

const GIVEN_UP: &str = "it was tried several times in vain; start another run, and tell the \
                        operators if that fails too";

/// Makes a run of the matching. Run again it finds the run over, or begins it anew; the result is the
/// same.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RunMatching {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The run.
    pub run_id: RunId,
}

impl Job for RunMatching {
    const NAME: &'static str = "run_matching";
    // Seven waits of e^1 to e^7 seconds: tried for about half an hour.
    const MAX_ATTEMPTS: i16 = 8;
    type Services = Mentoring;

    fn key(&self) -> Option<String> {
        Some(self.run_id.to_string())
    }

    async fn run(self, mentoring: Mentoring, attempt: Attempt) -> Result<(), JobError> {
        let done = run_matching(&mentoring, self.organization_id, self.run_id).await;
        if done.is_err() && attempt.is_last {
            give_up(&mentoring, self.organization_id, self.run_id, GIVEN_UP).await?;
        }
        Ok(done?)
    }
}
