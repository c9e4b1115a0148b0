//! Reports from the schedule to the mail that a reader gets.

mod content;
mod faults;
mod hostile;
mod killed;
mod ledger;
mod managers;
mod schedule;
mod send_now;
mod support;
mod unsubscribe;
