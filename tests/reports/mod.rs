//! Reports from the schedule to the mail that a reader gets.

mod bounces;
mod content;
mod faults;
mod hostile;
mod killed;
mod ledger;
mod managers;
mod news;
mod preview;
mod quiet;
mod schedule;
mod send_now;
mod stuck;
mod support;
mod unsubscribe;
