//! What an answer earns: one rule per kind, in whole points.

use super::{Answer, ChoiceId, ItemBody, ItemKey, ItemKind};

/// What an answer earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemScore {
    /// Points, 0 to [`max_points`](super::max_points).
    Points(i16),
    /// A text that people have not graded yet.
    AwaitsGrader,
}

/// What an answer earns.
///
/// - Single choice: 1 for the right option alone.
/// - Multiple choice: right picks minus wrong picks, never under 0. Ticking everything earns no
///   more than ticking with care.
/// - Numeric: 1 within the tolerance.
/// - Ordering: 1 for each step at its own place.
/// - Matching: 1 for each right pair.
/// - Short text: unknown until people grade it; nothing written earns 0 without a grader.
///
/// No answer, "I do not know" and an answer for another kind of item earn 0. Stored answers are
/// scored again after a correction: a pick that the item no longer knows counts as a wrong pick,
/// and the same pick twice counts once.
#[must_use]
pub fn score(kind: ItemKind, body: &ItemBody, key: &ItemKey, answer: Option<&Answer>) -> ItemScore {
    let points = match (kind, key, answer) {
        (ItemKind::SingleChoice, ItemKey::Choices { right }, Some(Answer::Choices { chosen })) => {
            usize::from(matches!(&chosen[..], [only] if is_right(body, right, only)))
        }
        (
            ItemKind::MultipleChoice,
            ItemKey::Choices { right },
            Some(Answer::Choices { chosen }),
        ) => right_minus_wrong(body, right, chosen),
        (
            ItemKind::Numeric,
            ItemKey::Number { answer, tolerance },
            Some(Answer::Number { value }),
        ) => usize::from(value.within(*answer, *tolerance)),
        (ItemKind::Ordering, ItemKey::Order { right }, Some(Answer::Order { steps })) => {
            right.iter().zip(steps).filter(|(right, step)| right == step).count()
        }
        (ItemKind::Matching, ItemKey::Pairs { right }, Some(Answer::Pairs { pairs })) => {
            right.iter().filter(|pair| pairs.contains(pair)).count()
        }
        (ItemKind::ShortText, ItemKey::Graded { .. }, Some(Answer::Text { text }))
            if !text.trim().is_empty() =>
        {
            return ItemScore::AwaitsGrader;
        }
        _ => 0,
    };
    ItemScore::Points(i16::try_from(points).unwrap_or(i16::MAX))
}

fn is_right(body: &ItemBody, right: &[ChoiceId], pick: &ChoiceId) -> bool {
    right.contains(pick) && body.knows(pick)
}

fn right_minus_wrong(body: &ItemBody, right: &[ChoiceId], chosen: &[ChoiceId]) -> usize {
    let mut picks: Vec<&ChoiceId> = chosen.iter().collect();
    picks.sort_unstable();
    picks.dedup();
    let good = picks.iter().filter(|pick| is_right(body, right, pick)).count();
    good.saturating_sub(picks.len() - good)
}
