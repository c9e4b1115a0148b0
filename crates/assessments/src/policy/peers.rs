//! Who may see and write a review by a peer. Its author sees what is finished of it, without a name
//! and not under its id; see [`crate::queries::peers::advice`].

use kernel::{Permission, RoleSet};

use crate::error::AssessmentError;
use crate::model::peer_review::PeerReview;

/// What a person is to one review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReviewStand {
    /// Is the peer whom it was given to.
    pub is_reviewer: bool,
    /// Is the author of the work.
    pub is_author: bool,
    /// Runs the cohort.
    pub facilitates: bool,
    /// Reports to the author.
    pub author_manages: bool,
    /// Is whom the author reports to.
    pub manages_author: bool,
}

/// As what a person reads a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The peer who gives it, or gave it.
    Reviewer,
    /// A facilitator who writes it in the peer's place, or one of whom somebody did.
    Facilitator,
}

/// As what the person reads the review, with the work behind it; `None` where it is as if there was
/// none: to its author, to strangers, and to everybody once it is dropped.
pub fn part(roles: RoleSet, stand: ReviewStand, review: &PeerReview) -> Option<Part> {
    if review.is_dropped() {
        return None;
    }
    let taken_over = review.handed_to.is_some();
    if stand.is_reviewer {
        return (!stand.is_author && !taken_over).then_some(Part::Reviewer);
    }
    let passed_on = review.is_handed_over() || taken_over;
    (passed_on && demand_successor(roles, stand).is_ok()).then_some(Part::Facilitator)
}

/// Demands that the person may write a review in the peer's place.
///
/// # Errors
/// [`AssessmentError::NotFound`] for somebody who does not run the cohort,
/// [`AssessmentError::TooNear`] for somebody who has to do with the work or its author.
pub fn demand_successor(roles: RoleSet, stand: ReviewStand) -> Result<(), AssessmentError> {
    if !roles.grants(Permission::RunPeerReview) || !stand.facilitates {
        return Err(AssessmentError::NotFound("review"));
    }
    let words = if stand.is_author {
        "this is a review of your own work; leave it to another facilitator"
    } else if stand.is_reviewer {
        "this review was yours to give as a peer; leave it to another facilitator"
    } else if stand.author_manages {
        "this is the work of your own manager; leave it to another facilitator"
    } else if stand.manages_author {
        "this is the work of one of your direct reports; leave it to another facilitator"
    } else {
        return Ok(());
    };
    Err(AssessmentError::TooNear(words))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use kernel::Role;
    use rstest::rstest;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::model::peer_review::{ASSIGNED, DROPPED, FINISHED, HANDED_OVER};

    const STRANGER: ReviewStand = ReviewStand {
        is_reviewer: false,
        is_author: false,
        facilitates: false,
        author_manages: false,
        manages_author: false,
    };
    const REVIEWER: ReviewStand = ReviewStand { is_reviewer: true, ..STRANGER };
    const AUTHOR: ReviewStand = ReviewStand { is_author: true, ..STRANGER };
    const FACILITATOR: ReviewStand = ReviewStand { facilitates: true, ..STRANGER };

    fn review(state: &str, taken_over: bool) -> PeerReview {
        let id = Uuid::from_u128(1);
        PeerReview {
            id: id.into(),
            round_id: id.into(),
            submission_id: id.into(),
            version_number: 1,
            reviewer_id: id.into(),
            handed_to: taken_over.then(|| id.into()),
            state: state.to_owned(),
            comments: json!({}),
            score: None,
            assigned_at: DateTime::<Utc>::UNIX_EPOCH,
            finished_at: None,
            version: 1,
        }
    }

    #[rstest]
    #[case(REVIEWER, ASSIGNED, false, Some(Part::Reviewer))]
    #[case(REVIEWER, FINISHED, false, Some(Part::Reviewer))]
    #[case(REVIEWER, HANDED_OVER, false, Some(Part::Reviewer))]
    #[case(REVIEWER, FINISHED, true, None)]
    #[case(REVIEWER, DROPPED, false, None)]
    #[case(AUTHOR, FINISHED, false, None)]
    #[case(STRANGER, ASSIGNED, false, None)]
    #[case(STRANGER, HANDED_OVER, false, None)]
    #[case(FACILITATOR, ASSIGNED, false, None)]
    #[case(FACILITATOR, FINISHED, false, None)]
    #[case(FACILITATOR, HANDED_OVER, false, Some(Part::Facilitator))]
    #[case(FACILITATOR, FINISHED, true, Some(Part::Facilitator))]
    #[case(FACILITATOR, DROPPED, false, None)]
    #[case(ReviewStand { is_author: true, ..FACILITATOR }, HANDED_OVER, false, None)]
    #[case(ReviewStand { manages_author: true, ..FACILITATOR }, HANDED_OVER, false, None)]
    fn who_reads_a_review(
        #[case] stand: ReviewStand,
        #[case] state: &str,
        #[case] taken_over: bool,
        #[case] expected: Option<Part>,
    ) {
        let roles = RoleSet::from_iter([Role::Facilitator, Role::Learner]);
        assert_eq!(part(roles, stand, &review(state, taken_over)), expected);
    }

    #[test]
    fn facilitators_take_over_where_they_have_no_part_themselves() {
        let roles = RoleSet::from_iter([Role::Facilitator]);
        assert!(demand_successor(roles, FACILITATOR).is_ok());
        for near in [
            ReviewStand { is_author: true, ..FACILITATOR },
            ReviewStand { is_reviewer: true, ..FACILITATOR },
            ReviewStand { author_manages: true, ..FACILITATOR },
            ReviewStand { manages_author: true, ..FACILITATOR },
        ] {
            let refused = demand_successor(roles, near);
            assert!(matches!(refused, Err(AssessmentError::TooNear(_))), "{refused:?}");
            // Who does not run the cohort learns nothing, not even how near they are.
            let stand = ReviewStand { facilitates: false, ..near };
            let refused = demand_successor(roles, stand);
            assert!(matches!(refused, Err(AssessmentError::NotFound(_))), "{refused:?}");
        }
        for role in [Role::Admin, Role::Learner, Role::Manager, Role::Mentor, Role::Sponsor] {
            let refused = demand_successor(RoleSet::from_iter([role]), FACILITATOR);
            assert!(matches!(refused, Err(AssessmentError::NotFound(_))), "{role:?}");
        }
    }
}
