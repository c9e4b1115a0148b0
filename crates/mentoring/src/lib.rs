//! Mentoring: who offers and who looks for it, who is matched with whom, and how a pair lives from
//! the proposal to the close.
//!
//! Owns the tenant tables
//! - of people: `mentoring_person`, `mentor_profile`, `mentor_competency`, `learner_profile`,
//!   `learner_focus`, `mentoring_block`, `pair_again`, `person_link`, `fairness_answer`;
//! - of rules: `mentoring_rules`, `score_weights`, `unit_wall`, `review_panel`,
//!   `review_panel_decider`, `review_panel_subject`, `holiday`, `absence`, `planned_manager`;
//! - of matching: `matching_cycle`, `matching_cycle_cohort`, `short_list`, `mentor_rank`,
//!   `pair_ruling`, `matching_run`, `matching_run_input`, `match_draft`;
//! - of pairs: `pair`, `pair_answer`, `pair_event`, `pair_timer`, `mentoring_agreement`,
//!   `mentoring_goal`, `closing_form`, `mentoring_session`;
//! - of care: `note_key`, `mentoring_note`, `break_glass`, `health_check`, `escalation`,
//!   `decision_request`, `mentoring_mail`, `calendar_feed`.
//!
//! Held here:
//! - What may happen to a pair is one table, [`model::life::STEPS`]. Nothing else changes a state.
//! - A learner has one open pair in a program (a unique index); a mentor's accepted pairs never
//!   exceed the places (a counter with a check, changed under the lock of the mentor's profile).
//! - Who may not be matched follows from facts: nobody types an exclusion in.
//! - Nothing protected enters a score.
//! - Notes are sealed with a key of their organisation and bound to their row.

pub mod actions;
mod error;
pub mod jobs;
pub mod model;
pub mod policy;
pub mod queries;
mod storage;

pub use error::MentoringError;
