//! What a learner may rank.

use std::collections::HashSet;

use kernel::{MemberId, Violation};

/// How many mentors a learner ranks at most.
pub const MOST_RANKS: usize = 5;

/// What is wrong with ranks, first to last, given the learner's short list.
pub fn check_ranks(ranks: &[MemberId], list: &[MemberId]) -> Vec<Violation> {
    if ranks.len() > MOST_RANKS {
        let words = "Rank five mentors at most.";
        return vec![Violation::new("input.mentorIds", "TOO_MANY", words)];
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (at, mentor) in ranks.iter().enumerate() {
        let path = format!("input.mentorIds.{at}");
        if !list.contains(mentor) {
            let words = "Rank mentors of your own short list; myShortList shows it.";
            found.push(Violation::new(path, "NOT_ON_LIST", words));
        } else if !seen.insert(mentor) {
            found.push(Violation::new(path, "REPEATED", "Rank each mentor once."));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn ranks_are_of_the_list_and_each_once() {
        let who = |number: u128| MemberId::from(Uuid::from_u128(number));
        let list: Vec<MemberId> = (1..=8).map(who).collect();
        let codes = |ranks: &[u128]| {
            let ranks: Vec<MemberId> = ranks.iter().copied().map(who).collect();
            let found = check_ranks(&ranks, &list).into_iter();
            found.map(|violation| (violation.path, violation.code)).collect::<Vec<_>>()
        };
        assert_eq!(codes(&[8, 1, 2, 3, 4]), []);
        assert_eq!(codes(&[]), []);
        assert_eq!(codes(&[1, 2, 3, 4, 5, 6]), [("input.mentorIds".to_owned(), "TOO_MANY")]);
        assert_eq!(
            codes(&[1, 9, 1]),
            [
                ("input.mentorIds.1".to_owned(), "NOT_ON_LIST"),
                ("input.mentorIds.2".to_owned(), "REPEATED")
            ]
        );
    }
}
