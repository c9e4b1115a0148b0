use cohorts::model::{Pace, Standing};
use kernel::{CohortId, EnrolmentId};
use serde::{Deserialize, Serialize};

use super::compose::count;
use crate::facts::Place;

/// The figures that a mail states for one learner in one cohort, those and no others. They are stored
/// with the delivery, and equal those of the API at the same moment, because both come from
/// [`Standing`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CohortFigures {
    /// The cohort.
    pub cohort_id: CohortId,
    /// The learner's enrolment.
    pub enrolment_id: EnrolmentId,
    /// What a digest states.
    #[serde(flatten)]
    pub progress: Option<StatedProgress>,
    /// What a manager note states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<Pace>,
}

/// How far a learner has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedProgress {
    /// Required items done.
    pub done: i32,
    /// Required items.
    pub required: i32,
    /// Whole percent, rounded down.
    pub percent: i32,
    /// Modules completed.
    pub completed_modules: i32,
}

impl StatedProgress {
    pub(crate) fn of(standing: &Standing) -> Self {
        Self {
            done: standing.progress.done,
            required: standing.progress.required,
            percent: standing.progress.percent(),
            completed_modules: count(standing.completed_modules()),
        }
    }
}

impl CohortFigures {
    /// What a digest states of a place.
    pub(super) fn with_progress(place: &Place) -> Self {
        Self { progress: Some(StatedProgress::of(&place.standing)), ..Self::of(place) }
    }

    /// What a manager note states of a place.
    pub(super) fn with_pace(place: &Place) -> Self {
        Self { pace: Some(place.standing.pace), ..Self::of(place) }
    }

    fn of(place: &Place) -> Self {
        Self {
            cohort_id: place.learner.cohort_id,
            enrolment_id: place.learner.enrolment_id,
            progress: None,
            pace: None,
        }
    }

    /// Those that are stored with a delivery; `None` when they cannot be read.
    pub(crate) fn of_json(stored: &serde_json::Value) -> Option<Vec<Self>> {
        Vec::deserialize(stored).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;
    use uuid::Uuid;

    const PROGRESS: StatedProgress =
        StatedProgress { done: 11, required: 57, percent: 19, completed_modules: 3 };

    fn figures(progress: Option<StatedProgress>, pace: Option<Pace>) -> CohortFigures {
        CohortFigures {
            cohort_id: Uuid::from_u128(1).into(),
            enrolment_id: Uuid::from_u128(2).into(),
            progress,
            pace,
        }
    }

    #[rstest]
    #[case(Some(PROGRESS), None)]
    #[case(None, Some(Pace::OnPace))]
    #[case(None, Some(Pace::Behind(3)))]
    fn what_is_stored_is_what_is_read(
        #[case] progress: Option<StatedProgress>,
        #[case] pace: Option<Pace>,
    ) {
        let stated = figures(progress, pace);
        let stored = json!([stated]);
        assert_eq!(CohortFigures::of_json(&stored), Some(vec![stated]));
        assert_eq!(stored[0].get("done").is_some(), progress.is_some());
        assert_eq!(stored[0].get("pace").is_some(), pace.is_some());
    }

    #[test]
    fn figures_of_before_can_still_be_read() {
        let one = figures(Some(PROGRESS), None);
        let stored = json!([{
            "cohortId": one.cohort_id, "enrolmentId": one.enrolment_id,
            "done": 11, "required": 57, "percent": 19, "completedModules": 3
        }]);
        assert_eq!(CohortFigures::of_json(&stored), Some(vec![one]));
        assert_eq!(CohortFigures::of_json(&json!({ "not": "a list" })), None);
    }
}
