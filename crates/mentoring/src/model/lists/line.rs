//! The reporting line on any day: who stands above whom, today and after the changes that are
//! planned.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kernel::MemberId;

/// A change of the reporting line that is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedChange {
    /// Who will report to somebody else.
    pub member_id: MemberId,
    /// From which day on, in the organisation's zone.
    pub effective_on: NaiveDate,
    /// To whom.
    pub manager_id: MemberId,
}

/// Days for which something holds; the last one is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Days {
    from: NaiveDate,
    until: NaiveDate,
}

impl Days {
    fn and(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), until: self.until.min(other.until) };
        (both.from < both.until).then_some(both)
    }
}

/// An organisation's reporting line.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    managers: HashMap<MemberId, MemberId>,
    /// Planned changes of a person by day.
    planned: HashMap<MemberId, Vec<(NaiveDate, MemberId)>>,
}

impl Chart {
    /// The line as it is, person and manager, and as it will be.
    pub fn new(
        managers: impl IntoIterator<Item = (MemberId, MemberId)>,
        changes: impl IntoIterator<Item = PlannedChange>,
    ) -> Self {
        let mut planned: HashMap<MemberId, Vec<(NaiveDate, MemberId)>> = HashMap::new();
        for change in changes {
            let of = planned.entry(change.member_id).or_default();
            of.push((change.effective_on, change.manager_id));
        }
        planned.values_mut().for_each(|changes| changes.sort_unstable());
        Self { managers: managers.into_iter().collect(), planned }
    }

    /// Everybody who stands above a person on some day from the first one on, with the day on which
    /// that begins. A line that runs in a circle ends where it began. Work grows with the length of
    /// the line and the number of changes in it.
    pub fn above(&self, person: MemberId, first_day: NaiveDate) -> HashMap<MemberId, NaiveDate> {
        let mut found: HashMap<MemberId, NaiveDate> = HashMap::new();
        let mut seen = HashSet::new();
        let mut open = vec![(person, Days { from: first_day, until: NaiveDate::MAX })];
        while let Some((below, days)) = open.pop() {
            for (manager, held) in self.managers_of(below, first_day) {
                let Some(both) = days.and(held) else { continue };
                if seen.insert((manager, both)) {
                    let begins = found.entry(manager).or_insert(both.from);
                    *begins = (*begins).min(both.from);
                    open.push((manager, both));
                }
            }
        }
        found.remove(&person);
        found
    }

    /// Whether somebody who reported to that manager from that day on would stand above themselves.
    pub fn closes_circle(&self, person: MemberId, manager: MemberId, day: NaiveDate) -> bool {
        person == manager || self.above(manager, day).contains_key(&person)
    }

    /// The managers of a person with their days. Whoever manages today does so today in any case,
    /// also where a change is due and was not carried out yet.
    fn managers_of(
        &self,
        person: MemberId,
        first_day: NaiveDate,
    ) -> impl Iterator<Item = (MemberId, Days)> {
        let planned = self.planned.get(&person).map_or(&[][..], Vec::as_slice);
        let tomorrow = first_day.succ_opt().unwrap_or(first_day);
        let until = planned.first().map_or(NaiveDate::MAX, |(day, _)| (*day).max(tomorrow));
        let today = self.managers.get(&person).copied();
        let today = today.map(|manager| (manager, Days { from: first_day, until }));
        let later = planned.iter().enumerate().map(move |(at, (from, manager))| {
            let until = planned.get(at + 1).map_or(NaiveDate::MAX, |(day, _)| *day);
            (*manager, Days { from: *from, until })
        });
        today.into_iter().chain(later)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn who(number: u128) -> MemberId {
        Uuid::from_u128(number).into()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn chart(managers: &[(u128, u128)], planned: &[(u128, &str, u128)]) -> Chart {
        let changes = planned.iter().map(|(member, on, manager)| PlannedChange {
            member_id: who(*member),
            effective_on: day(on),
            manager_id: who(*manager),
        });
        Chart::new(managers.iter().map(|(member, manager)| (who(*member), who(*manager))), changes)
    }

    #[test]
    fn the_managers_manager_stands_above() {
        let above = chart(&[(1, 2), (2, 3), (3, 4)], &[]).above(who(1), day("2026-11-25"));
        assert_eq!(above.len(), 3);
        assert_eq!(above[&who(4)], day("2026-11-25"));
        assert!(!above.contains_key(&who(1)));
    }

    #[test]
    fn a_circle_ends() {
        let above = chart(&[(1, 2), (2, 3), (3, 1)], &[]).above(who(1), day("2026-11-25"));
        let mut found: Vec<MemberId> = above.into_keys().collect();
        found.sort_unstable();
        assert_eq!(found, [who(2), who(3)]);
    }

    #[test]
    fn planned_changes_count_from_their_day() {
        let chart = chart(&[(1, 2), (5, 6)], &[(1, "2027-01-01", 5), (5, "2026-12-01", 7)]);
        let above = chart.above(who(1), day("2026-11-25"));
        assert_eq!(above[&who(2)], day("2026-11-25"));
        assert_eq!(above[&who(5)], day("2027-01-01"));
        assert_eq!(above[&who(7)], day("2027-01-01"));
        // 6 manages 5 only until the first of December, and 5 manages 1 only from January on.
        assert!(!above.contains_key(&who(6)));
    }

    #[test]
    fn a_change_that_is_due_counts_beside_what_is() {
        let above = chart(&[(1, 2)], &[(1, "2026-11-01", 3)]).above(who(1), day("2026-11-25"));
        assert!(above.contains_key(&who(2)) && above.contains_key(&who(3)));
    }

    #[test]
    fn circles_are_seen_before_they_close() {
        let chart = chart(&[(1, 2), (2, 3)], &[]);
        assert!(chart.closes_circle(who(3), who(1), day("2026-11-25")));
        assert!(chart.closes_circle(who(3), who(3), day("2026-11-25")));
        assert!(!chart.closes_circle(who(1), who(3), day("2026-11-25")));
    }

    #[test]
    fn ten_thousand_people_are_no_matter() {
        let managers: Vec<(u128, u128)> =
            (2..=10_000).map(|number| (number, number / 4 + 1)).collect();
        let chart = chart(&managers, &[]);
        let longest = (2..=10_000).map(|number| chart.above(who(number), day("2026-11-25")).len());
        assert!(longest.max().is_some_and(|longest| (6..=20).contains(&longest)));
    }
}
