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
    AbsenceId, AccountId, AssignmentId, AttemptId, AuditEntryId, BreakGlassId, CohortId, CycleId,
    DecisionRequestId, DeliveryId, EnrolmentId, EscalationId, FileId, GoalId, GradeId, IdError,
    ItemId, LessonId, MemberId, MentoringSessionId, ModuleId, NoteId, OrganizationId, PairId,
    PanelId, PeerReviewId, PeerRoundId, ProgramId, ProgramVersionId, QuizId, RubricId, RunId,
    SampleId, SessionId, SubmissionId, prefixes,
};
pub use roles::{Permission, Role, RoleSet};
pub use sources::{Clock, FixedClock, Randomness, Secret, SeededRandomness, Sources, SystemClock};
