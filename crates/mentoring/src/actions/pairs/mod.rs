//! The life of pairs: answers, agreements, breaks, ends, closing forms, timers, mails.

mod accept;
mod decline;
mod file_form;
mod fire_timers;
mod notices;
mod propose;
mod seat;
mod sign;
mod standing;
mod step;
mod turns;
mod write_agreement;

pub use accept::accept_pair;
pub use decline::{DeclinePair, decline_pair};
pub use file_form::{FileClosingForm, file_closing_form};
pub(crate) use fire_timers::{fire_timers, part_from_leavers, settle_heard_of};
pub(crate) use notices::{escalate, queue_mails};
pub use propose::Published;
pub(crate) use propose::{Proposal, propose};
pub use sign::{SignAgreement, sign_agreement};
pub(crate) use step::{Doing, sign_of_life, take_step};
pub use turns::{
    ask_for_rematch, end_pair, finish_pair, keep_pair, pause_pair, release_for_rematch, resume_pair,
};
pub use write_agreement::{WriteAgreement, write_agreement};
