use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mail::Rendered;

use super::*;
use crate::sample;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn digest(now: &str, zone: &str, place: &Place) -> Rendered {
    let zone: Tz = zone.parse().expect("a zone");
    let reader = Reader {
        member_id: place.learner.member_id,
        name: &place.learner.name,
        zone,
        as_of: at(now),
        app_url: "https://cadre.example",
        stop_url: "https://cadre.example/unsubscribe/1",
    };
    let templates = Templates::new().expect("templates");
    let composed = learner_digest(&templates, &reader, &[place]).expect("a digest");
    composed.expect("something to do").texts.expect("texts")
}

/// In the London run that begins on 23 November 2026, somebody who has done all of its first week.
fn ana(now: &str) -> Place {
    let run = sample::run("2026-11-23".parse().expect("a Monday"), "Europe/London");
    sample::learner(&run, 1, "Ana", &[3], at(now))
}

#[test]
fn a_reader_whose_monday_comes_first_reads_of_the_new_week() {
    // Monday 07:30 in Auckland is Sunday evening in London, where the second week has not begun.
    let now = "2026-11-29T18:30:00Z";
    let mail = digest(now, "Pacific/Auckland", &ana(now));
    assert_eq!(mail.subject, "This week: S01 What they need, about 45 min");
    for part in [&mail.text, &mail.html] {
        assert!(part.contains("Sample cohort: week 2 of 4"), "{part}");
        assert!(part.contains("opens Monday, 30 November 2026, 13:00 (NZDT)"), "{part}");
        assert!(part.contains("S02 A first attempt is locked"), "{part}");
        assert!(part.contains("3 of 12 required items"), "{part}");
    }
}

#[test]
fn others_read_of_the_week_that_the_cohort_is_in() {
    let sunday = "2026-11-29T18:30:00Z";
    let mail = digest(sunday, "Europe/London", &ana(sunday));
    assert_eq!(mail.subject, "Your progress: 3 of 12 required items");
    assert!(mail.text.contains("week 1 of 4") && !mail.text.contains("opens"), "{}", mail.text);
    for (monday, zone) in [
        ("2026-11-30T07:30:00Z", "Europe/London"),
        ("2026-11-30T15:30:00Z", "America/Los_Angeles"),
        // Still Sunday there, and the cohort is in its second week already.
        ("2026-11-30T07:30:00Z", "America/Los_Angeles"),
    ] {
        let mail = digest(monday, zone, &ana(monday));
        assert_eq!(mail.subject, "This week: S01 What they need, about 45 min", "{zone}");
        assert!(mail.text.contains("week 2 of 4") && !mail.text.contains("opens"), "{}", mail.text);
    }
}
