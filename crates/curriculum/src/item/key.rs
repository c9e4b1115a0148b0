//! What is right, kept apart from what is shown.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{ChoiceId, Decimal, ItemBody, ItemKind, first_repeated};

/// Most choices of an item, and most left-hand sides.
pub const MOST_CHOICES: usize = 20;

/// Points that an item graded by people may be worth.
pub const GRADED_POINTS: std::ops::RangeInclusive<i16> = 1..=10;

/// What is right. Never part of anything that a learner's request loads before the review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ItemKey {
    /// Single and multiple choice: the options that hold, in any order.
    Choices {
        /// The options.
        right: Vec<ChoiceId>,
    },
    /// Numeric: right when at most `tolerance` away from `answer`.
    Number {
        /// The exact answer, in the unit of the item.
        answer: Decimal,
        /// 0 or more, in the unit of the item.
        tolerance: Decimal,
    },
    /// Ordering: every step, first to last.
    Order {
        /// The steps.
        right: Vec<ChoiceId>,
    },
    /// Matching: for each left-hand side its right-hand choice.
    Pairs {
        /// Left, right.
        right: Vec<(ChoiceId, ChoiceId)>,
    },
    /// Short text: people grade it.
    Graded {
        /// What a full answer is worth, 1 to 10.
        points: i16,
    },
}

impl ItemKey {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Choices { .. } => "choices",
            Self::Number { .. } => "number",
            Self::Order { .. } => "order",
            Self::Pairs { .. } => "pairs",
            Self::Graded { .. } => "graded",
        }
    }
}

/// Why an item cannot be used as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyProblem {
    /// The key is one for another kind of item.
    #[error("a key of {key} does not fit an item of kind {}", item.as_str())]
    WrongKind {
        /// The item's kind.
        item: ItemKind,
        /// What the key is for.
        key: &'static str,
    },
    /// The question is blank.
    #[error("the question is blank")]
    BlankStem,
    /// A choice has no text.
    #[error("choice `{0}` has no text")]
    BlankChoice(ChoiceId),
    /// Fewer than two or more than twenty choices, or choices where the kind has none.
    #[error("an item of kind {} cannot have {given} choices", item.as_str())]
    ChoiceCount {
        /// The item's kind.
        item: ItemKind,
        /// How many there are.
        given: usize,
    },
    /// Left-hand sides on an item that is not for matching, or fewer than two of them, or more of
    /// them than choices.
    #[error("an item of kind {} cannot have {given} left-hand sides", item.as_str())]
    LeftCount {
        /// The item's kind.
        item: ItemKind,
        /// How many there are.
        given: usize,
    },
    /// The body or the key names this choice twice.
    #[error("`{0}` stands twice")]
    Repeated(ChoiceId),
    /// The key names a choice or a left-hand side that the body lacks.
    #[error("the key names `{0}`, which the item does not have")]
    Unknown(ChoiceId),
    /// The key leaves out a step or a left-hand side.
    #[error("the key leaves out `{0}`")]
    Missing(ChoiceId),
    /// A single choice needs exactly one right option.
    #[error("a single choice has exactly one right option, not {0}")]
    NotOneRight(usize),
    /// Every option of a multiple choice is wrong.
    #[error("at least one option has to be right")]
    NoneRight,
    /// Every option of a multiple choice is right, so that ticking all earns all points.
    #[error("at least one option has to be wrong")]
    NoneWrong,
    /// Below 0.
    #[error("a tolerance is 0 or more, not {0}")]
    NegativeTolerance(Decimal),
    /// Not 1 to 10.
    #[error("a text is worth 1 to 10 points, not {0}")]
    PointsOutOfRange(i16),
}

/// The most that an item earns, in points: single choice and numeric 1, multiple choice one for
/// each right option, ordering one for each step, matching one for each pair, short text what its
/// key says. 0 when kind and key do not fit, which [`check_key`] keeps from being stored.
#[must_use]
pub fn max_points(kind: ItemKind, body: &ItemBody, key: &ItemKey) -> i16 {
    let count = match (kind, key) {
        (ItemKind::SingleChoice, ItemKey::Choices { .. })
        | (ItemKind::Numeric, ItemKey::Number { .. }) => 1,
        (ItemKind::MultipleChoice, ItemKey::Choices { right }) => {
            right.iter().filter(|id| body.knows(id)).count()
        }
        (ItemKind::Ordering, ItemKey::Order { right }) => right.len(),
        (ItemKind::Matching, ItemKey::Pairs { right }) => right.len(),
        (ItemKind::ShortText, ItemKey::Graded { points }) => return *points,
        _ => 0,
    };
    i16::try_from(count).unwrap_or(i16::MAX)
}

/// Whether body and key together make an item that can be answered and scored.
///
/// # Errors
/// The first problem found.
pub fn check_key(kind: ItemKind, body: &ItemBody, key: &ItemKey) -> Result<(), KeyProblem> {
    check_body(kind, body)?;
    match (kind, key) {
        (ItemKind::SingleChoice | ItemKind::MultipleChoice, ItemKey::Choices { right }) => {
            check_right_options(kind, body, right)
        }
        (ItemKind::Numeric, ItemKey::Number { tolerance, .. }) if tolerance.is_negative() => {
            Err(KeyProblem::NegativeTolerance(*tolerance))
        }
        (ItemKind::Numeric, ItemKey::Number { .. }) => Ok(()),
        (ItemKind::Ordering, ItemKey::Order { right }) => {
            check_known(right.iter(), |id| body.knows(id))?;
            check_complete(&body.choices, |id| right.contains(id))
        }
        (ItemKind::Matching, ItemKey::Pairs { right }) => {
            check_known(right.iter().map(|(left, _)| left), |id| body.knows_left(id))?;
            check_known(right.iter().map(|(_, choice)| choice), |id| body.knows(id))?;
            check_complete(&body.lefts, |id| right.iter().any(|(left, _)| left == id))
        }
        (ItemKind::ShortText, ItemKey::Graded { points }) if GRADED_POINTS.contains(points) => {
            Ok(())
        }
        (ItemKind::ShortText, ItemKey::Graded { points }) => {
            Err(KeyProblem::PointsOutOfRange(*points))
        }
        _ => Err(KeyProblem::WrongKind { item: kind, key: key.kind() }),
    }
}

fn check_body(kind: ItemKind, body: &ItemBody) -> Result<(), KeyProblem> {
    let is_blank = |text: &str| text.trim().is_empty();
    if is_blank(&body.stem) {
        return Err(KeyProblem::BlankStem);
    }
    let choices = if kind.has_choices() { 2..=MOST_CHOICES } else { 0..=0 };
    if !choices.contains(&body.choices.len()) {
        return Err(KeyProblem::ChoiceCount { item: kind, given: body.choices.len() });
    }
    // More choices than left-hand sides are fine: then the last pair does not follow by itself.
    let lefts = if kind == ItemKind::Matching { 2..=body.choices.len() } else { 0..=0 };
    if !lefts.contains(&body.lefts.len()) {
        return Err(KeyProblem::LeftCount { item: kind, given: body.lefts.len() });
    }
    // Left and right share one space of ids, so that a pair cannot be read the wrong way round.
    let all = || body.choices.iter().chain(&body.lefts);
    if let Some(id) = first_repeated(all().map(|choice| &choice.id)) {
        return Err(KeyProblem::Repeated(id.clone()));
    }
    match all().find(|choice| is_blank(&choice.text)) {
        Some(choice) => Err(KeyProblem::BlankChoice(choice.id.clone())),
        None => Ok(()),
    }
}

fn check_right_options(
    kind: ItemKind,
    body: &ItemBody,
    right: &[ChoiceId],
) -> Result<(), KeyProblem> {
    check_known(right.iter(), |id| body.knows(id))?;
    match (kind, right.len()) {
        (ItemKind::SingleChoice, 1) => Ok(()),
        (ItemKind::SingleChoice, count) => Err(KeyProblem::NotOneRight(count)),
        (_, 0) => Err(KeyProblem::NoneRight),
        (_, count) if count == body.choices.len() => Err(KeyProblem::NoneWrong),
        _ => Ok(()),
    }
}

fn check_known<'a>(
    ids: impl Iterator<Item = &'a ChoiceId> + Clone,
    knows: impl Fn(&ChoiceId) -> bool,
) -> Result<(), KeyProblem> {
    if let Some(id) = ids.clone().find(|id| !knows(id)) {
        return Err(KeyProblem::Unknown(id.clone()));
    }
    first_repeated(ids).map_or(Ok(()), |id| Err(KeyProblem::Repeated(id.clone())))
}

fn check_complete(
    all: &[super::Choice],
    covers: impl Fn(&ChoiceId) -> bool,
) -> Result<(), KeyProblem> {
    match all.iter().find(|choice| !covers(&choice.id)) {
        Some(choice) => Err(KeyProblem::Missing(choice.id.clone())),
        None => Ok(()),
    }
}
