//! The pure foundation: typed ids, time and randomness as values that are handed in, roles and
//! permissions, cursors, the closed list of error codes. No async, no I/O.

mod calendar;
mod cursor;
mod email;
mod error;
mod ids;
mod roles;
mod sources;

pub use calendar::{Week, local_midnight, parse_time_zone};
pub use cursor::{Cursor, CursorError, DEFAULT_FIRST, PageRequest, PageRequestError};
pub use email::{Email, EmailError};
pub use error::{ErrorCode, Violation};
pub use ids::{
    AccountId, AssignmentId, AttemptId, AuditEntryId, CohortId, DeliveryId, EnrolmentId, FileId,
    GradeId, IdError, ItemId, LessonId, MemberId, ModuleId, OrganizationId, PeerReviewId,
    PeerRoundId, ProgramId, ProgramVersionId, QuizId, RubricId, SampleId, SessionId, SubmissionId,
    prefixes,
};
pub use roles::{Permission, Role, RoleSet};
pub use sources::{Clock, FixedClock, Randomness, Secret, SeededRandomness, Sources, SystemClock};
