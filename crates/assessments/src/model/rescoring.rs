//! What a corrected key changes.

use std::collections::HashMap;

use curriculum::item::ItemKey;
use kernel::{AttemptId, EnrolmentId, ItemId};

use super::attempt::Tally;
use super::quiz::{Attempt, Item, result};

/// What a correction changes, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Ended attempts at the quiz.
    pub attempts: i32,
    /// Those whose points change.
    pub changed: i32,
    /// Those that pass now and did not before.
    pub newly_passed: i32,
    /// Those that would not pass any more. Their learners keep what they have completed.
    pub no_longer_passed: i32,
}

/// An attempt whose points change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rescored {
    /// The attempt.
    pub id: AttemptId,
    /// The learner's place.
    pub enrolment_id: EnrolmentId,
    /// The points now; none while a text waits for a grader.
    pub tally: Option<Tally>,
    /// Whether it passes now and did not before.
    pub newly_passed: bool,
}

/// Scores ended attempts anew from their stored answers. Returns those whose points change.
pub fn rescored(
    items: &[Item],
    keys: &HashMap<ItemId, ItemKey>,
    attempts: &[Attempt],
    grades: &HashMap<AttemptId, HashMap<ItemId, i16>>,
    changes: &mut Changes,
) -> Vec<Rescored> {
    let none = HashMap::new();
    let anew = |attempt: &Attempt| {
        let given = grades.get(&attempt.id).unwrap_or(&none);
        let scored = result(items, keys, &attempt.answers(), given);
        let tally = scored.waiting.is_empty().then_some(scored.tally);
        let passes = |tally: Option<Tally>| tally.is_some_and(Tally::passes);
        let (before, now) = (passes(attempt.tally()), passes(tally));
        changes.attempts += 1;
        changes.newly_passed += i32::from(now && !before);
        changes.no_longer_passed += i32::from(before && !now);
        (tally != attempt.tally()).then(|| {
            changes.changed += 1;
            let (id, enrolment_id) = (attempt.id, attempt.enrolment_id);
            Rescored { id, enrolment_id, tally, newly_passed: now && !before }
        })
    };
    attempts.iter().filter_map(anew).collect()
}
