//! How much free working time two people share in a week, across zones and changes of the clock.
//!
//! Hours are kept in local time, so a change of the clock moves them against those of another zone.
//! They are laid on real weeks in UTC; the shared time of two people is the least of any week of
//! their time. Weeks in which both zones stand alike are alike, so few have to be tried.

use std::collections::HashMap;

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;
use kernel::{Week, parse_time_zone};

use super::people::PersonInput;
use crate::model::profiles::Hours;

/// Minutes of a week.
const WEEK_MINUTES: i64 = 7 * 24 * 60;

/// Weeks that are looked at: more than two years.
const MOST_WEEKS: usize = 110;

/// Free minutes of a week from Monday 00:00 UTC on: half-open spans in order, none touching another.
type Laid = Vec<(u16, u16)>;

/// How a zone stands to UTC at the beginning and at the end of a week, in seconds.
type Stand = (i32, i32);

/// A kind of week for two zones: the kind for each, and the first such Monday.
type Kind = (usize, usize, NaiveDate);

/// The free hours of some people, ready to be compared.
#[derive(Debug)]
pub struct Overlaps {
    /// By pattern: its zone, and the hours by the kinds of week of that zone.
    patterns: Vec<(usize, Vec<Laid>)>,
    /// By zone, then by zone.
    kinds: Vec<Vec<Vec<Kind>>>,
    /// By person, in the order in which they were given; `None` where no week is known.
    of: Vec<Option<usize>>,
}

impl Overlaps {
    /// Lays the hours of some people on the weeks from a day to a last day.
    pub fn new<'p>(
        people: impl IntoIterator<Item = &'p PersonInput>,
        first_day: NaiveDate,
        last_day: NaiveDate,
    ) -> Self {
        let mondays = mondays(first_day, last_day);
        let (mut zones, mut patterns) = (Zones::default(), Vec::new());
        let mut known: HashMap<(usize, &[Hours]), usize> = HashMap::new();
        let mut pattern = |person: &'p PersonInput| {
            let week = person.week.as_deref()?;
            let zone = zones.position(&person.time_zone, &mondays)?;
            Some(*known.entry((zone, week)).or_insert_with(|| {
                let kind = |monday: &NaiveDate| lay(week, zones.all[zone].zone, *monday);
                patterns.push((zone, zones.all[zone].firsts.iter().map(kind).collect()));
                patterns.len() - 1
            }))
        };
        let of = people.into_iter().map(&mut pattern).collect();
        let kinds =
            |one: &Zone| zones.all.iter().map(|other| kinds(one, other, &mondays)).collect();
        Self { kinds: zones.all.iter().map(kinds).collect(), patterns, of }
    }

    /// The pattern of a person by their place; people of one pattern share the same with everybody.
    pub fn pattern(&self, person: usize) -> Option<usize> {
        self.of.get(person).copied().flatten()
    }

    /// The minutes that two patterns share in each week up to a last day.
    pub fn minutes(&self, own: usize, theirs: usize, last_day: NaiveDate) -> u16 {
        let ((zone, laid), (other_zone, other)) = (&self.patterns[own], &self.patterns[theirs]);
        let kinds = self.kinds[*zone][*other_zone].iter().enumerate();
        // The first kind is this week's, which counts in any case.
        let of_their_time = kinds.filter(|(at, (.., monday))| *at == 0 || *monday <= last_day);
        let shared = of_their_time.map(|(_, (a, b, _))| shared(&laid[*a], &other[*b]));
        shared.min().unwrap_or(0)
    }

    /// The minutes that two people share, by their places; 0 where one told no week.
    pub fn between(&self, one: usize, other: usize, last_day: NaiveDate) -> u16 {
        match (self.pattern(one), self.pattern(other)) {
            (Some(own), Some(theirs)) => self.minutes(own, theirs, last_day),
            _ => 0,
        }
    }
}

/// A zone, and the kinds of week that it has.
#[derive(Debug)]
struct Zone {
    zone: Tz,
    /// The kind of each week, in the order of the weeks.
    of_week: Vec<usize>,
    /// The first Monday of each kind.
    firsts: Vec<NaiveDate>,
}

impl Zone {
    fn new(zone: Tz, mondays: &[NaiveDate]) -> Self {
        let mut stands: Vec<Stand> = Vec::new();
        let (mut of_week, mut firsts) = (Vec::with_capacity(mondays.len()), Vec::new());
        for monday in mondays {
            let next = monday.checked_add_days(Days::new(7)).unwrap_or(*monday);
            let stand = (stand(zone, *monday), stand(zone, next));
            let kind = stands.iter().position(|known| *known == stand).unwrap_or_else(|| {
                stands.push(stand);
                firsts.push(*monday);
                stands.len() - 1
            });
            of_week.push(kind);
        }
        Self { zone, of_week, firsts }
    }
}

#[derive(Debug, Default)]
struct Zones {
    all: Vec<Zone>,
    by_name: HashMap<String, Option<usize>>,
}

impl Zones {
    fn position(&mut self, name: &str, mondays: &[NaiveDate]) -> Option<usize> {
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let position = parse_time_zone(name).map(|zone| {
            self.all.push(Zone::new(zone, mondays));
            self.all.len() - 1
        });
        self.by_name.insert(name.to_owned(), position);
        position
    }
}

fn mondays(first_day: NaiveDate, last_day: NaiveDate) -> Vec<NaiveDate> {
    let first = Week::containing(first_day).monday();
    let weeks = std::iter::successors(Some(first), |monday| {
        monday.checked_add_days(Days::new(7)).filter(|next| *next <= last_day)
    });
    weeks.take(MOST_WEEKS).collect()
}

fn stand(zone: Tz, monday: NaiveDate) -> i32 {
    let midnight = monday.and_time(NaiveTime::MIN);
    zone.offset_from_utc_datetime(&midnight).fix().local_minus_utc()
}

/// The kinds of week that two zones have together, the present one first.
fn kinds(one: &Zone, other: &Zone, mondays: &[NaiveDate]) -> Vec<Kind> {
    let mut found: Vec<Kind> = Vec::new();
    for ((a, b), monday) in one.of_week.iter().zip(&other.of_week).zip(mondays) {
        if !found.iter().any(|(known_a, known_b, _)| (known_a, known_b) == (a, b)) {
            found.push((*a, *b, *monday));
        }
    }
    found
}

/// The hours of a zone in the week that begins on a Monday at 00:00 UTC.
fn lay(week: &[Hours], zone: Tz, monday: NaiveDate) -> Laid {
    let start = monday.and_time(NaiveTime::MIN).and_utc();
    let mut spans: Vec<(i64, i64)> = Vec::new();
    // The local week begins up to 14 hours before that of UTC and ends up to 12 hours after it.
    for offset in -1_i64..=7 {
        let date = monday + Duration::days(offset);
        let day = u8::try_from(offset.rem_euclid(7) + 1).unwrap_or(0);
        for hours in week.iter().filter(|hours| hours.day == day) {
            let from = instant(date, hours.from, zone, false).signed_duration_since(start);
            let to = instant(date, hours.to, zone, true).signed_duration_since(start);
            let (from, to) = (from.num_minutes().max(0), to.num_minutes().min(WEEK_MINUTES));
            if from < to {
                spans.push((from, to));
            }
        }
    }
    spans.sort_unstable();
    let mut laid = Laid::new();
    for (from, to) in spans {
        let minute = |at: i64| u16::try_from(at).unwrap_or(0);
        match laid.last_mut() {
            Some(last) if minute(from) <= last.1 => last.1 = last.1.max(minute(to)),
            _ => laid.push((minute(from), minute(to))),
        }
    }
    laid
}

/// The moment of a local minute. Where the clock skips it, the next one that there is; where the clock
/// shows it twice, the first one, or the second one as the end of a span.
fn instant(date: NaiveDate, minute: u16, zone: Tz, is_end: bool) -> DateTime<Utc> {
    let mut local = date.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(minute));
    for _ in 0..96 {
        let found = zone.from_local_datetime(&local);
        if let Some(at) = if is_end { found.latest() } else { found.earliest() } {
            return at.with_timezone(&Utc);
        }
        local += Duration::minutes(15);
    }
    local.and_utc()
}

/// Minutes that are in both.
fn shared(own: &[(u16, u16)], theirs: &[(u16, u16)]) -> u16 {
    let (mut a, mut b, mut sum) = (0, 0, 0_u16);
    while let (Some(one), Some(other)) = (own.get(a), theirs.get(b)) {
        sum += one.1.min(other.1).saturating_sub(one.0.max(other.0));
        if one.1 <= other.1 { a += 1 } else { b += 1 }
    }
    sum
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn person(zone: &str, hours: &[(u8, u16, u16)]) -> PersonInput {
        let hours = hours.iter().map(|(day, from, to)| Hours { day: *day, from: *from, to: *to });
        PersonInput {
            member_id: Uuid::from_u128(1).into(),
            unit: None,
            manager_id: None,
            is_guest: false,
            country: None,
            ladder: None,
            time_zone: zone.to_owned(),
            week: Some(hours.collect()),
            languages: Vec::new(),
            style: None,
            goals: Vec::new(),
        }
    }

    fn shared_minutes(one: &PersonInput, other: &PersonInput, days: (&str, &str)) -> u16 {
        let day = |text: &str| text.parse().expect("a day");
        let overlaps = Overlaps::new([one, other], day(days.0), day(days.1));
        overlaps.between(0, 1, day(days.1))
    }

    const WINTER: (&str, &str) = ("2026-11-25", "2027-03-01");
    const WITH_SPRING: (&str, &str) = ("2026-11-25", "2027-04-30");

    #[rstest]
    #[case("Europe/Warsaw", (540, 720), "Europe/Warsaw", (660, 800), WITH_SPRING, 60)]
    // Warsaw is an hour ahead of London all year round; both change in the same night.
    #[case("Europe/Warsaw", (540, 720), "Europe/London", (540, 720), WITH_SPRING, 120)]
    // New York changes two weeks before Warsaw does: 15:00 there is then 14:00.
    #[case("Europe/Warsaw", (900, 960), "America/New_York", (540, 600), WINTER, 60)]
    #[case("Europe/Warsaw", (900, 960), "America/New_York", (540, 600), WITH_SPRING, 0)]
    // Nepal is 5:45 ahead of UTC and never changes.
    #[case("Asia/Kathmandu", (825, 885), "Europe/Warsaw", (540, 600), WINTER, 60)]
    #[case("Asia/Kathmandu", (825, 885), "Europe/Warsaw", (540, 600), WITH_SPRING, 0)]
    fn zones_and_clocks(
        #[case] zone: &str,
        #[case] hours: (u16, u16),
        #[case] other_zone: &str,
        #[case] other_hours: (u16, u16),
        #[case] days: (&str, &str),
        #[case] expected: u16,
    ) {
        let one = person(zone, &[(1, hours.0, hours.1)]);
        let other = person(other_zone, &[(1, other_hours.0, other_hours.1)]);
        assert_eq!(shared_minutes(&one, &other, days), expected);
        assert_eq!(shared_minutes(&other, &one, days), expected);
    }

    #[test]
    fn the_end_of_the_week_meets_its_beginning() {
        // Monday 08:00 in Auckland is Sunday evening in London.
        let auckland = person("Pacific/Auckland", &[(1, 480, 600)]);
        let london = person("Europe/London", &[(7, 1_140, 1_260)]);
        assert_eq!(shared_minutes(&auckland, &london, ("2026-11-25", "2027-02-28")), 120);
    }

    #[test]
    fn a_skipped_hour_is_nobodys() {
        // On 28 March 2027 Warsaw has no time from 02:00 to 03:00.
        let night = person("Europe/Warsaw", &[(7, 90, 210)]);
        assert_eq!(shared_minutes(&night, &night, WINTER), 120);
        assert_eq!(shared_minutes(&night, &night, WITH_SPRING), 60);
    }

    #[test]
    fn spans_that_touch_are_one_and_no_hours_are_none() {
        let split = person("UTC", &[(1, 540, 600), (1, 600, 660), (1, 570, 630)]);
        assert_eq!(shared_minutes(&split, &split, WINTER), 120);
        let none = person("UTC", &[]);
        assert_eq!(shared_minutes(&split, &none, WINTER), 0);
        let untold = PersonInput { week: None, ..none };
        assert_eq!(shared_minutes(&split, &untold, WINTER), 0);
    }
}
