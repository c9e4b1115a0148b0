//! The life of pairs: answers, agreements, breaks, ends, closing forms, timers, mails.

mod mail;
mod tick;

pub use mail::{MentoringMailer, SendMentoringMail};
pub use tick::{MentoringTick, TendPairs};
