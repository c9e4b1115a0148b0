//! How a side closes a pair.

use kernel::{GoalId, Violation};

use crate::model::texts::text_violation;

/// Longest words of thanks, in characters.
const THANKS_CHARS: usize = 2_000;
/// An agreement has no more goals.
const MOST_GOALS: usize = 3;

/// A closing form as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingInput {
    /// The goals that were reached.
    pub reached: Vec<GoalId>,
    /// What the other side reads; may be empty.
    pub thanks: String,
    /// Whether one would go on with the same person.
    pub would_renew: bool,
}

/// What is wrong with a closing form by itself.
pub fn violations(input: &ClosingInput) -> Vec<Violation> {
    let mut found = Vec::new();
    // The length first: each is compared with all before it.
    let repeats =
        || input.reached.iter().enumerate().any(|(at, goal)| input.reached[..at].contains(goal));
    if input.reached.len() > MOST_GOALS || repeats() {
        let message = "Name each goal that was reached once; there are at most three.";
        found.push(Violation::new("input.reachedGoalIds", "REPEATED", message));
    }
    found.extend(text_violation("input.thanks", &input.thanks, THANKS_CHARS));
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn form(goals: &[u128], thanks: &str) -> Vec<String> {
        let reached = goals.iter().map(|goal| GoalId::from(Uuid::from_u128(*goal))).collect();
        let input = ClosingInput { reached, thanks: thanks.to_owned(), would_renew: true };
        violations(&input).into_iter().map(|violation| violation.path).collect()
    }

    #[test]
    fn goals_stand_once_and_thanks_have_a_length() {
        assert!(form(&[1, 2, 3], "Thank you.\nIt helped.").is_empty());
        assert!(form(&[], "").is_empty());
        assert_eq!(form(&[1, 1], ""), ["input.reachedGoalIds"]);
        assert_eq!(form(&[1, 2, 3, 4], ""), ["input.reachedGoalIds"]);
        assert_eq!(form(&[], &"x".repeat(2_001)), ["input.thanks"]);
        assert_eq!(form(&[], "\u{0}"), ["input.thanks"]);
    }
}
