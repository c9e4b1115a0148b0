//! Mentoring, one folder for each part of it.

pub(crate) mod lists;
mod names;
pub(crate) mod oversight;
pub(crate) mod pairs;
pub(crate) mod profiles;
pub(crate) mod runs;
pub(crate) mod sessions;

use async_graphql::MergedObject;

/// What can be read of mentoring.
#[derive(MergedObject, Default)]
pub struct MentoringQuery(
    profiles::ProfilesQuery,
    profiles::MentoringRulesQuery,
    lists::ListsQuery,
    runs::MatchingRunQuery,
    runs::MatchingAnswersQuery,
    pairs::PairQuery,
    sessions::MentoringSessionQuery,
    oversight::OversightQuery,
    oversight::MentoringCountsQuery,
);

/// What can be done in mentoring.
#[derive(MergedObject, Default)]
pub struct MentoringMutation(
    profiles::ProfilesMutation,
    profiles::MentoringRulesMutation,
    lists::ListsMutation,
    runs::MatchingRunMutation,
    pairs::PairMutation,
    sessions::MentoringSessionMutation,
    oversight::OversightMutation,
);
