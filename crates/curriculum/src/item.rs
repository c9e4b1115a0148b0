//! Items of quizzes and diagnostics: what a learner sees, what is right, what an answer earns.
//!
//! The three stay apart. [`ItemBody`] is all that a learner may see and holds no key; [`ItemKey`]
//! is a value of its own, so that a path that shows items cannot show keys by mistake. Scores are
//! whole points, one rule per kind (see [`score`]).

mod answer;
mod decimal;
mod key;
mod scoring;
mod stored;

use std::fmt;

use kernel::Sources;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use answer::{Answer, AnswerProblem, TEXT_MOST, check_answer};
pub use decimal::{Decimal, DecimalError};
pub use key::{GRADED_POINTS, ItemKey, KeyProblem, MOST_CHOICES, check_key, max_points};
pub use scoring::{ItemScore, score};
pub use stored::{Reasons, StoredItem};

/// How an item is answered and scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// One option of several.
    SingleChoice,
    /// All options that hold.
    MultipleChoice,
    /// A number, right within a tolerance.
    Numeric,
    /// Steps brought into their order.
    Ordering,
    /// A right-hand choice for each left-hand one.
    Matching,
    /// A few sentences, graded by people.
    ShortText,
}

impl ItemKind {
    /// All kinds, in the order of definition.
    pub const ALL: [Self; 6] = [
        Self::SingleChoice,
        Self::MultipleChoice,
        Self::Numeric,
        Self::Ordering,
        Self::Matching,
        Self::ShortText,
    ];

    /// The word that stands in tables and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::Numeric => "numeric",
            Self::Ordering => "ordering",
            Self::Matching => "matching",
            Self::ShortText => "short_text",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether its items have choices to pick, order or match.
    #[must_use]
    pub const fn has_choices(self) -> bool {
        !matches!(self, Self::Numeric | Self::ShortText)
    }
}

/// Why a text is not the id of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the id of a choice has 1 to 40 letters, digits, `-` or `_`")]
pub struct ChoiceIdError;

/// Names a choice within its item: 1 to 40 ASCII letters, digits, `-` or `_`.
///
/// Opaque: whoever makes ids may not derive them from the place of a choice in its source or from
/// its being right, because learners see them. The bound keeps what a client sends from growing
/// into stored answers and messages.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ChoiceId(String);

impl ChoiceId {
    /// Most characters of an id.
    pub const MOST: usize = 40;

    /// Reads an id.
    ///
    /// # Errors
    /// When the text is empty, too long or has other characters.
    pub fn parse(text: &str) -> Result<Self, ChoiceIdError> {
        let fits = (1..=Self::MOST).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if fits { Ok(Self(text.to_owned())) } else { Err(ChoiceIdError) }
    }

    /// A fresh one.
    pub fn random(sources: &Sources) -> Self {
        let mut text = sources.new_secret().reveal();
        text.truncate(12);
        Self(text)
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ChoiceId {
    type Error = ChoiceIdError;

    fn try_from(text: String) -> Result<Self, ChoiceIdError> {
        Self::parse(&text)
    }
}

impl From<ChoiceId> for String {
    fn from(id: ChoiceId) -> Self {
        id.0
    }
}

impl fmt::Display for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something to pick, order or match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Names it within the item.
    pub id: ChoiceId,
    /// What the learner reads.
    pub text: String,
}

/// What a learner may see of an item. Stored whole as JSON; fields that it does not know are
/// dropped on reading, so that nothing but these four can get out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemBody {
    /// The question.
    pub stem: String,
    /// Options, steps or right-hand sides, in stored order; shown shuffled (`shuffle`).
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Left-hand sides; matching only.
    #[serde(default)]
    pub lefts: Vec<Choice>,
    /// What a number counts, shown beside the field; numeric only.
    #[serde(default)]
    pub unit: Option<String>,
}

impl ItemBody {
    pub(super) fn knows(&self, id: &ChoiceId) -> bool {
        self.choices.iter().any(|choice| choice.id == *id)
    }

    pub(super) fn knows_left(&self, id: &ChoiceId) -> bool {
        self.lefts.iter().any(|left| left.id == *id)
    }
}

/// The first id that stands in a list for the second time.
pub(super) fn first_repeated<'a>(
    ids: impl IntoIterator<Item = &'a ChoiceId>,
) -> Option<&'a ChoiceId> {
    let mut seen = Vec::new();
    ids.into_iter().find(|id| {
        let repeated = seen.contains(id);
        seen.push(*id);
        repeated
    })
}

#[cfg(test)]
mod tests;
