//! The life of pairs: answers, agreements, breaks, ends, closing forms, timers, mails.

pub mod agreement;
pub mod change;
pub mod closing;
pub mod escalation;
pub mod letters;
pub mod quiet;
pub mod words;
