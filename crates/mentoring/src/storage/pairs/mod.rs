//! The life of pairs: answers, agreements, breaks, ends, closing forms, timers, mails.

mod agreements;
mod answers;
mod care;
mod rows;
mod timers;

pub(crate) use agreements::{
    SignedBy, goal_ids, lock_agreement, save_agreement, save_goals, set_reached, set_signed,
};
pub(crate) use answers::{
    answer_of, declines_of_mentor, forbid_pair, insert_answer, insert_form, sides_with_form,
};
pub(crate) use care::{
    About, NewMail, WaitingMail, drop_mail, insert_escalation, insert_mails, set_sent,
    settle_escalations, settle_quiet, settle_without_mentor, waiting_mails,
};
pub(crate) use rows::{
    NewPair, StepRow, insert_events, insert_pairs, lock_free_pairs, lock_pair, pairs_with_leavers,
    save_pair, set_quiet_since,
};
pub(crate) use timers::{
    DueTimer, TimerRow, delete_timer, drop_timers, due_timers, insert_timers, lock_due_pairs,
};
