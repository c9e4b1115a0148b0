//! Sessions and notes: meetings of pairs, sealed notes, reading them in an emergency, the calendar
//! feed.

mod answer_break_glass;
mod calendar_feed;
mod cancel_session;
mod delete_note;
mod edit_note;
mod log_session;
mod move_session;
mod own_pair;
mod plan_session;
mod read_calendar;
mod read_emergency_notes;
mod request_break_glass;
mod rotate_note_keys;
mod sealing;
mod write_note;

pub use answer_break_glass::{AnswerBreakGlass, answer_break_glass};
pub use calendar_feed::{drop_calendar_feed, make_calendar_feed};
pub use cancel_session::{CancelSession, cancel_session};
pub use delete_note::{DeleteNote, delete_note};
pub use edit_note::{EditNote, edit_note};
pub use log_session::{LogSession, log_session};
pub use move_session::{MoveSession, move_session};
pub use plan_session::{PlanSession, plan_session};
pub use read_calendar::read_calendar;
pub use read_emergency_notes::{EmergencyNotes, read_emergency_notes};
pub use request_break_glass::{RequestBreakGlass, request_break_glass};
pub use rotate_note_keys::{Rotated, reseal_notes, rotate_despite_lost_keys, rotate_note_keys};
pub use write_note::{WriteNote, write_note};
