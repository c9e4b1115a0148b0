//! What a learner answers, and whether it may be kept.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{ChoiceId, Decimal, ItemBody, ItemKind, first_repeated};

/// Most characters of a text answer.
pub const TEXT_MOST: usize = 4_000;

/// What a learner answered. Kept as it was given, so that a corrected key can be applied to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// Picked options; none when the picks were taken back.
    Choices {
        /// The picks, in any order.
        chosen: Vec<ChoiceId>,
    },
    /// "I do not know": no points, and reported apart from wrong answers (domain guide 3.5).
    DontKnow,
    /// A number.
    Number {
        /// In the unit of the item.
        value: Decimal,
    },
    /// All steps, first to last.
    Order {
        /// The steps.
        steps: Vec<ChoiceId>,
    },
    /// Pairs so far; a left-hand side may still be open.
    Pairs {
        /// Left, right.
        pairs: Vec<(ChoiceId, ChoiceId)>,
    },
    /// A text, at most 4,000 characters.
    Text {
        /// The text.
        text: String,
    },
}

impl Answer {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Choices { .. } => "choices",
            Self::DontKnow => "dont_know",
            Self::Number { .. } => "number",
            Self::Order { .. } => "order",
            Self::Pairs { .. } => "pairs",
            Self::Text { .. } => "text",
        }
    }
}

/// Why an answer is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnswerProblem {
    /// An answer for another kind of item.
    #[error("an item of kind {} does not take an answer of {answer}", item.as_str())]
    WrongKind {
        /// The item's kind.
        item: ItemKind,
        /// What the answer is for.
        answer: &'static str,
    },
    /// "I do not know" where it is not offered.
    #[error("this item does not offer \"I do not know\"; leave it open instead")]
    DontKnowNotOffered,
    /// The item has no such choice or left-hand side, or has it no longer.
    #[error("the item has no `{0}`; it may have been corrected, so read it again")]
    Unknown(ChoiceId),
    /// A choice stands twice.
    #[error("`{0}` is chosen twice")]
    Repeated(ChoiceId),
    /// A left-hand side stands twice.
    #[error("`{0}` is matched twice")]
    LeftTwice(ChoiceId),
    /// More than one option of a single choice.
    #[error("choose one option, not {0}")]
    MoreThanOne(usize),
    /// A step is left out of the order.
    #[error("`{0}` is missing from the order; send all steps")]
    MissingStep(ChoiceId),
    /// More than 4,000 characters.
    #[error("a text has at most 4,000 characters, not {0}")]
    TextTooLong(usize),
    /// The character U+0000, which the database cannot keep.
    #[error("the text contains the character U+0000")]
    TextHasNul,
}

impl AnswerProblem {
    /// What is wrong, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongKind { .. } => "WRONG_KIND",
            Self::DontKnowNotOffered => "DONT_KNOW_NOT_OFFERED",
            Self::Unknown(_) => "UNKNOWN_CHOICE",
            Self::Repeated(_) => "CHOSEN_TWICE",
            Self::LeftTwice(_) => "MATCHED_TWICE",
            Self::MoreThanOne(_) => "MORE_THAN_ONE",
            Self::MissingStep(_) => "MISSING_STEP",
            Self::TextTooLong(_) => "LENGTH",
            Self::TextHasNul => "CONTROL_CHARACTER",
        }
    }
}

/// Whether an answer may be kept for an item. Says nothing of the key and does not look at it.
///
/// Open answers pass, because attempts are saved in parts: no option picked, pairs missing, an
/// empty text. An order is the exception: it is saved whole, since a step has a place only among
/// all the others.
///
/// # Errors
/// The first problem found.
pub fn check_answer(
    kind: ItemKind,
    body: &ItemBody,
    answer: &Answer,
    dont_know_offered: bool,
) -> Result<(), AnswerProblem> {
    match (kind, answer) {
        (_, Answer::DontKnow) if dont_know_offered => Ok(()),
        (_, Answer::DontKnow) => Err(AnswerProblem::DontKnowNotOffered),
        (ItemKind::SingleChoice | ItemKind::MultipleChoice, Answer::Choices { chosen }) => {
            check_choices(body, chosen.iter())?;
            if kind == ItemKind::SingleChoice && chosen.len() > 1 {
                return Err(AnswerProblem::MoreThanOne(chosen.len()));
            }
            Ok(())
        }
        (ItemKind::Numeric, Answer::Number { .. }) => Ok(()),
        (ItemKind::Ordering, Answer::Order { steps }) => {
            check_choices(body, steps.iter())?;
            match body.choices.iter().find(|choice| !steps.contains(&choice.id)) {
                Some(choice) => Err(AnswerProblem::MissingStep(choice.id.clone())),
                None => Ok(()),
            }
        }
        (ItemKind::Matching, Answer::Pairs { pairs }) => check_pairs(body, pairs),
        (ItemKind::ShortText, Answer::Text { text }) => check_text(text),
        _ => Err(AnswerProblem::WrongKind { item: kind, answer: answer.kind() }),
    }
}

/// Known and none twice; so a list can never be longer than the item's.
fn check_choices<'a>(
    body: &ItemBody,
    ids: impl Iterator<Item = &'a ChoiceId> + Clone,
) -> Result<(), AnswerProblem> {
    if let Some(id) = ids.clone().find(|id| !body.knows(id)) {
        return Err(AnswerProblem::Unknown(id.clone()));
    }
    // One more than there are choices holds a repeated one, and the rest need not be looked at.
    let enough = ids.take(body.choices.len() + 1);
    first_repeated(enough).map_or(Ok(()), |id| Err(AnswerProblem::Repeated(id.clone())))
}

fn check_pairs(body: &ItemBody, pairs: &[(ChoiceId, ChoiceId)]) -> Result<(), AnswerProblem> {
    let lefts = pairs.iter().map(|(left, _)| left);
    if let Some(left) = lefts.clone().find(|left| !body.knows_left(left)) {
        return Err(AnswerProblem::Unknown(left.clone()));
    }
    if let Some(left) = first_repeated(lefts.take(body.lefts.len() + 1)) {
        return Err(AnswerProblem::LeftTwice(left.clone()));
    }
    // One choice for all left-hand sides would be sure of a point.
    check_choices(body, pairs.iter().map(|(_, choice)| choice))
}

fn check_text(text: &str) -> Result<(), AnswerProblem> {
    let characters = text.chars().count();
    if characters > TEXT_MOST {
        return Err(AnswerProblem::TextTooLong(characters));
    }
    if text.contains('\0') { Err(AnswerProblem::TextHasNul) } else { Ok(()) }
}
