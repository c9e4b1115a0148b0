//! Sessions as a calendar (RFC 5545): one event each, in UTC, so that they are right over every change
//! of clocks. A cancelled one stays, with a higher SEQUENCE, so that programs take it out.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};

use super::session::{Session, SessionState};

/// Most bytes of a line, without its end.
const LINE: usize = 75;

/// A session for the calendar of one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// The session.
    pub session: Session,
    /// The name of the other one.
    pub with: String,
    /// When the pair was over, UTC.
    pub pair_ended_at: Option<DateTime<Utc>>,
}

/// The calendar of a person. It says with whom and when, and nothing of goals or notes: others look
/// into people's calendars.
pub fn calendar(entries: &[CalendarEntry]) -> String {
    let mut text = String::new();
    for begin in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cadre//Mentoring sessions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Mentoring",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ] {
        line(&mut text, begin);
    }
    for entry in entries {
        event(&mut text, entry);
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn event(text: &mut String, entry: &CalendarEntry) {
    let session = &entry.session;
    let is_cancelled = session.state(entry.pair_ended_at) == SessionState::Cancelled;
    // Called off by the end of the pair: a change that no command counted.
    let by_the_end = is_cancelled && session.state != SessionState::Cancelled.as_str();
    let changed = if by_the_end { entry.pair_ended_at } else { None };
    let changed = stamp(changed.unwrap_or(session.changed_at));
    let sequence = session.feed_sequence.saturating_add(i32::from(by_the_end));
    let ends_at = session.starts_at + Duration::minutes(i64::from(session.minutes));
    let status = if is_cancelled { "CANCELLED" } else { "CONFIRMED" };
    line(text, "BEGIN:VEVENT");
    line(text, &format!("UID:{}@cadre", session.id));
    line(text, &format!("DTSTAMP:{changed}"));
    line(text, &format!("LAST-MODIFIED:{changed}"));
    line(text, &format!("SEQUENCE:{sequence}"));
    line(text, &format!("DTSTART:{}", stamp(session.starts_at)));
    line(text, &format!("DTEND:{}", stamp(ends_at)));
    line(text, &format!("SUMMARY:Mentoring: {}", escape(&entry.with)));
    line(text, &format!("STATUS:{status}"));
    line(text, "END:VEVENT");
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text value; other control characters than the line break have no place in one.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                let _ = write!(escaped, "\\{letter}");
            }
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Adds a line, folded so that none is longer than 75 bytes and no character is cut.
fn line(text: &mut String, content: &str) {
    let mut used = 0;
    for letter in content.chars() {
        if used + letter.len_utf8() > LINE {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(letter);
        used += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn entry(state: &str, with: &str) -> CalendarEntry {
        let id = Uuid::from_u128(1);
        let session = Session {
            id: id.into(),
            pair_id: id.into(),
            state: state.to_owned(),
            starts_at: at("2026-10-25T00:30:00Z"),
            minutes: 90,
            goal_id: None,
            module_id: None,
            submission_id: None,
            missed_by: None,
            planned_by: id.into(),
            logged_at: None,
            changed_at: at("2026-10-01T08:00:00Z"),
            feed_sequence: 2,
            version: 3,
        };
        CalendarEntry { session, with: with.to_owned(), pair_ended_at: None }
    }

    #[test]
    fn an_event_says_when_and_with_whom() {
        let text = calendar(&[entry("planned", "Mia; of Ops, \\ Ltd.\nX\r\u{7}")]);
        for wanted in [
            "UID:mentoringsession_00000000000000000000000001@cadre\r\n",
            "DTSTAMP:20261001T080000Z\r\n",
            "SEQUENCE:2\r\n",
            "DTSTART:20261025T003000Z\r\n",
            // Over the hour that the clocks in Europe show twice.
            "DTEND:20261025T020000Z\r\n",
            "SUMMARY:Mentoring: Mia\\; of Ops\\, \\\\ Ltd.\\nX\r\n",
            "STATUS:CONFIRMED\r\n",
        ] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn what_is_called_off_stays_with_a_higher_sequence() {
        let cancelled = calendar(&[entry("cancelled", "Mia")]);
        assert!(cancelled.contains("STATUS:CANCELLED") && cancelled.contains("SEQUENCE:2\r\n"));
        let ended = Some(at("2026-10-20T12:00:00Z"));
        let by_the_end = CalendarEntry { pair_ended_at: ended, ..entry("planned", "Mia") };
        let text = calendar(&[by_the_end]);
        for wanted in ["STATUS:CANCELLED", "SEQUENCE:3\r\n", "LAST-MODIFIED:20261020T120000Z"] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
        let held = CalendarEntry { pair_ended_at: ended, ..entry("held", "Mia") };
        assert!(calendar(&[held]).contains("STATUS:CONFIRMED"));
    }

    #[test]
    fn lines_are_folded_between_characters() {
        let name = "Żółć 🌱".repeat(40);
        let text = calendar(&[entry("planned", &name)]);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
        assert!(text.replace("\r\n ", "").contains(&name));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    }
}
