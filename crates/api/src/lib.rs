//! The GraphQL graph: one folder per area, translation only. Business rules live in the areas.
//!
//! Owns: the limits before execution ([`limits`]), who is asking and from which moment is read
//! ([`context`]), what clients learn of a failure ([`error`]), and the way of a request through all
//! of them ([`pipeline`]).

mod cohorts;
pub mod context;
mod curriculum;
pub mod error;
mod grading;
mod identity;
mod ids;
mod json;
mod learning;
pub mod limits;
mod mentoring;
mod numbers;
mod paging;
mod peer_review;
pub mod pipeline;
mod quizzes;
mod reports;
pub mod schema;
mod work;

pub use context::{RequestContext, Services};
pub use error::ApiError;
pub use pipeline::{Answer, Api, RequestInfo};
pub use schema::{Schema, sdl};
