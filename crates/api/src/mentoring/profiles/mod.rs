//! People and rules: profiles, guests, blocks, and what the organisation sets.

mod inputs;
mod load;
mod mutation;
mod own;
mod people_inputs;
mod query;
mod rules;
mod rules_inputs;
mod rules_mutation;
mod rules_query;
pub(crate) mod types;

pub(crate) use mutation::ProfilesMutation;
pub(crate) use query::ProfilesQuery;
pub(crate) use rules_mutation::MentoringRulesMutation;
pub(crate) use rules_query::MentoringRulesQuery;
