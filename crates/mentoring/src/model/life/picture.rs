//! The table of steps as a picture, and the timers as a table.

use std::fmt::Write as _;

use super::{Delay, Fires, Party, STEPS, Since, State, Timer, TimerRule};

/// The steps as a state diagram in Mermaid's notation: one arrow for each step and each state that it
/// starts from, in the order of the table, with who may take it.
pub fn picture() -> String {
    let mut text = String::from("stateDiagram-v2\n    [*] --> draft\n");
    for step in STEPS {
        let by: Vec<&str> = step.by.iter().copied().map(Party::as_str).collect();
        let (event, to, by) = (step.event.as_str(), step.to.as_str(), by.join(", "));
        for from in step.from {
            let _ = writeln!(text, "    {} --> {to}: {event} ({by})", from.as_str());
        }
    }
    for state in State::ALL.into_iter().filter(|state| state.is_final()) {
        let _ = writeln!(text, "    {} --> [*]", state.as_str());
    }
    text
}

/// The timers as a table in Markdown: one line for each, with the states in which it runs, in the
/// order of a life.
pub fn timer_table() -> String {
    let mut rows: Vec<(Vec<&str>, TimerRule)> = Vec::new();
    for state in State::ALL {
        for rule in state.timers().iter().copied() {
            match rows.iter_mut().find(|(_, known)| *known == rule) {
                Some((states, _)) => states.push(state.as_str()),
                None => rows.push((vec![state.as_str()], rule)),
            }
        }
    }
    let mut text = String::from("| timer | in | due | what it does |\n|---|---|---|---|\n");
    for (states, rule) in rows {
        let (timer, states, due) = (rule.timer.as_str(), states.join(", "), due(rule));
        let _ = writeln!(text, "| {timer} | {states} | {due} | {} |", does(rule.timer));
    }
    text
}

fn due(rule: TimerRule) -> String {
    let since = match rule.since {
        Since::Proposed => "the proposal",
        Since::Entered => "it came to this state",
        Since::Quiet => "the last sign of life",
        Since::LastDay => "the last day",
    };
    match rule.delay {
        Delay::WorkingDays(days) => format!("{days} working days after {since}"),
        Delay::Days(0) => format!("after {since}"),
        Delay::Days(days) => format!("{days} days after {since}"),
    }
}

fn does(timer: Timer) -> String {
    match (timer.fires(), timer) {
        (Fires::Step(event), _) => format!("takes the step {}", event.as_str()),
        (Fires::Mail, Timer::AnswerReminder) => "writes to who has not answered".to_owned(),
        (Fires::Mail, _) => "writes to both".to_owned(),
        (Fires::Escalation, _) => "tells the coordinator".to_owned(),
    }
}
