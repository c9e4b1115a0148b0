//! Reviews by peers that pass on. A tick finds organisations, a job looks after one.

use jobs::{Attempt, Job, JobError};
use kernel::OrganizationId;
use serde::{Deserialize, Serialize};

use crate::actions::{Assessments, hand_over_peer_reviews, release_leavers};

/// Looks for organisations in which reviews may have to pass on.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct PeerReviewTick {}

impl Job for PeerReviewTick {
    const NAME: &'static str = "tick_peer_reviews";
    const MAX_ATTEMPTS: i16 = 3;
    type Services = Assessments;

    async fn run(self, assessments: Assessments, _: Attempt) -> Result<(), JobError> {
        assessments
            .database
            .system(async |connection| {
                let organizations = auth::queries::all_organizations(connection).await?;
                let jobs: Vec<HandOverPeerReviews> = organizations
                    .into_iter()
                    .map(|organization_id| HandOverPeerReviews { organization_id })
                    .collect();
                ::jobs::enqueue(connection, &jobs).await
            })
            .await?;
        Ok(())
    }
}

/// Takes those out of their rounds who have left, and passes reviews on to facilitators that were not
/// finished within five days. Done twice, it changes nothing the second time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct HandOverPeerReviews {
    /// The organisation.
    pub organization_id: OrganizationId,
}

impl Job for HandOverPeerReviews {
    const NAME: &'static str = "hand_over_peer_reviews";
    const MAX_ATTEMPTS: i16 = 5;
    type Services = Assessments;

    fn key(&self) -> Option<String> {
        Some(self.organization_id.to_string())
    }

    async fn run(self, assessments: Assessments, _: Attempt) -> Result<(), JobError> {
        release_leavers(&assessments, self.organization_id).await?;
        while hand_over_peer_reviews(&assessments, self.organization_id).await? > 0 {}
        Ok(())
    }
}
