//! Relay connections over keyset cursors.

use async_graphql::{OutputType, SimpleObject};
use kernel::{Cursor, PageRequest, Violation};
use uuid::Uuid;

use crate::cohorts::types::Cohort;
use crate::error::ApiError;
use crate::grading::types::QueuedWork;
use crate::identity::types::Member;
use crate::mentoring::lists::types::{Absence, MatchingCycle, PairRuling, PlannedManager};
use crate::mentoring::oversight::types::{
    MatchedState, MentoringDecisionRequest, MentoringEscalation,
};
use crate::mentoring::pairs::types::MentoringPair;
use crate::mentoring::profiles::types::MentorProfile;
use crate::mentoring::runs::{ChangedLearner, MatchDraft, MatchingRun};
use crate::mentoring::sessions::types::{BreakGlassRequest, MentoringNote};
use crate::peer_review::types::PeerDuty;
use crate::reports::types::ReportDelivery;

/// Where a page stands in its list.
#[derive(SimpleObject, Debug, Clone)]
pub struct PageInfo {
    /// Whether more entries follow.
    has_next_page: bool,
    /// The last entry's place; give it as `after` to read on.
    end_cursor: Option<String>,
}

/// An entry of a list with its place.
#[derive(SimpleObject)]
#[graphql(
    concrete(name = "CohortEdge", params(Cohort)),
    concrete(name = "MemberEdge", params(Member)),
    concrete(name = "QueuedWorkEdge", params(QueuedWork)),
    concrete(name = "PeerDutyEdge", params(PeerDuty)),
    concrete(name = "ReportDeliveryEdge", params(ReportDelivery)),
    concrete(name = "ChangedLearnerEdge", params(ChangedLearner)),
    concrete(name = "MatchDraftEdge", params(MatchDraft)),
    concrete(name = "MatchingRunEdge", params(MatchingRun)),
    concrete(name = "BreakGlassRequestEdge", params(BreakGlassRequest)),
    concrete(name = "MentoringNoteEdge", params(MentoringNote)),
    concrete(name = "AbsenceEdge", params(Absence)),
    concrete(name = "MatchedStateEdge", params(MatchedState)),
    concrete(name = "MatchingCycleEdge", params(MatchingCycle)),
    concrete(name = "MentorProfileEdge", params(MentorProfile)),
    concrete(name = "MentoringDecisionRequestEdge", params(MentoringDecisionRequest)),
    concrete(name = "MentoringEscalationEdge", params(MentoringEscalation)),
    concrete(name = "MentoringPairEdge", params(MentoringPair)),
    concrete(name = "PairRulingEdge", params(PairRuling)),
    concrete(name = "PlannedManagerEdge", params(PlannedManager))
)]
pub struct Edge<T: OutputType> {
    /// The entry.
    node: T,
    /// Its place in the list. Opaque; valid for this list only.
    cursor: String,
}

/// A page of a list. Entries that are added or removed while you page are neither skipped nor
/// repeated, because places are values and not numbers.
#[derive(SimpleObject)]
#[graphql(
    concrete(name = "CohortConnection", params(Cohort)),
    concrete(name = "MemberConnection", params(Member)),
    concrete(name = "QueuedWorkConnection", params(QueuedWork)),
    concrete(name = "PeerDutyConnection", params(PeerDuty)),
    concrete(name = "ReportDeliveryConnection", params(ReportDelivery)),
    concrete(name = "ChangedLearnerConnection", params(ChangedLearner)),
    concrete(name = "MatchDraftConnection", params(MatchDraft)),
    concrete(name = "MatchingRunConnection", params(MatchingRun)),
    concrete(name = "BreakGlassRequestConnection", params(BreakGlassRequest)),
    concrete(name = "MentoringNoteConnection", params(MentoringNote)),
    concrete(name = "AbsenceConnection", params(Absence)),
    concrete(name = "MatchedStateConnection", params(MatchedState)),
    concrete(name = "MatchingCycleConnection", params(MatchingCycle)),
    concrete(name = "MentorProfileConnection", params(MentorProfile)),
    concrete(name = "MentoringDecisionRequestConnection", params(MentoringDecisionRequest)),
    concrete(name = "MentoringEscalationConnection", params(MentoringEscalation)),
    concrete(name = "MentoringPairConnection", params(MentoringPair)),
    concrete(name = "PairRulingConnection", params(PairRuling)),
    concrete(name = "PlannedManagerConnection", params(PlannedManager))
)]
pub struct Connection<T: OutputType>
where
    Edge<T>: OutputType,
{
    /// The entries with their places.
    edges: Vec<Edge<T>>,
    /// Whether and where the list goes on.
    page_info: PageInfo,
}

impl<T: OutputType> Connection<T>
where
    Edge<T>: OutputType,
{
    /// A page of the list of that name, from its entries, each with its sort key and id.
    pub(crate) fn new(list: &str, entries: Vec<(T, String, Uuid)>, has_next_page: bool) -> Self {
        let edges: Vec<Edge<T>> = entries
            .into_iter()
            .map(|(node, key, id)| Edge { node, cursor: Cursor { key, id }.encode(list) })
            .collect();
        let end_cursor = edges.last().map(|edge| edge.cursor.clone());
        Self { edges, page_info: PageInfo { has_next_page, end_cursor } }
    }
}

/// Reads the arguments of a connection field; `list` is its name, as [`Connection::new`] gets it.
pub(crate) fn request(
    list: &str,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<PageRequest, ApiError> {
    PageRequest::new(list, first, after).map_err(|error| {
        let (path, code) = match error {
            kernel::PageRequestError::First => ("first", "OUT_OF_RANGE"),
            kernel::PageRequestError::After(_) => ("after", "BAD_CURSOR"),
        };
        ApiError::invalid(vec![Violation::new(path, code, error.to_string())])
    })
}
