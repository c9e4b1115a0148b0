//! From a question of the library to what is stored: a body, a key and the reasons, apart.

use std::collections::BTreeMap;

use kernel::Sources;
use serde::{Deserialize, Serialize};

use super::{Choice, ChoiceId, ItemBody, ItemKey, ItemKind};
use crate::library::{ItemOption, ItemPair, ItemStep, LibraryItem, Question};

/// Why choices are right or wrong, and what graders and learners read besides. Tells the key as
/// much as the key itself: it stands and travels with it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reasons {
    /// By choice; for matching, by left-hand side.
    #[serde(default)]
    pub choices: BTreeMap<ChoiceId, String>,
    /// How one gets to a number, or a model answer.
    #[serde(default)]
    pub whole: Option<String>,
    /// What earns the points of a short text; for graders.
    #[serde(default)]
    pub guidance: Option<String>,
}

/// An item as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredItem {
    /// How it is answered.
    pub kind: ItemKind,
    /// What learners may see.
    pub body: ItemBody,
    /// What is right.
    pub key: ItemKey,
    /// Why.
    pub reasons: Reasons,
}

impl StoredItem {
    /// Gives choices random ids and puts them in the order of these, so that neither ids nor order
    /// tell how the question was written.
    pub fn of(item: &LibraryItem, sources: &Sources) -> Self {
        let mut maker = Maker { sources, reasons: Reasons::default() };
        let (mut choices, mut lefts, mut unit) = (Vec::new(), Vec::new(), None);
        let (kind, key) = match &item.question {
            Question::Single(options) => {
                (ItemKind::SingleChoice, maker.options(options, &mut choices))
            }
            Question::Multiple(options) => {
                (ItemKind::MultipleChoice, maker.options(options, &mut choices))
            }
            Question::Ordering(steps) => (ItemKind::Ordering, maker.steps(steps, &mut choices)),
            Question::Matching(pairs) => {
                (ItemKind::Matching, maker.pairs(pairs, &mut lefts, &mut choices))
            }
            Question::Numeric { answer, tolerance, unit: counted, reason } => {
                maker.reasons.whole = Some(reason.clone());
                unit.clone_from(counted);
                // Both are decimal numbers: the library refuses others.
                let number = |text: &str| text.parse().unwrap_or_default();
                let key = ItemKey::Number { answer: number(answer), tolerance: number(tolerance) };
                (ItemKind::Numeric, key)
            }
            Question::ShortText { points, guidance, reason } => {
                maker.reasons.whole = Some(reason.clone());
                maker.reasons.guidance = Some(guidance.clone());
                (ItemKind::ShortText, ItemKey::Graded { points: *points })
            }
        };
        choices.sort_by(|one: &Choice, other| one.id.cmp(&other.id));
        lefts.sort_by(|one: &Choice, other| one.id.cmp(&other.id));
        let body = ItemBody { stem: item.stem.clone(), choices, lefts, unit };
        Self { kind, body, key, reasons: maker.reasons }
    }
}

struct Maker<'a> {
    sources: &'a Sources,
    reasons: Reasons,
}

impl Maker<'_> {
    fn choice(&mut self, text: &str, reason: Option<&str>, choices: &mut Vec<Choice>) -> ChoiceId {
        let id = ChoiceId::random(self.sources);
        if let Some(reason) = reason {
            self.reasons.choices.insert(id.clone(), reason.to_owned());
        }
        choices.push(Choice { id: id.clone(), text: text.to_owned() });
        id
    }

    fn options(&mut self, options: &[ItemOption], choices: &mut Vec<Choice>) -> ItemKey {
        let mut right = Vec::new();
        for option in options {
            let id = self.choice(&option.text, Some(&option.reason), choices);
            if option.right {
                right.push(id);
            }
        }
        ItemKey::Choices { right }
    }

    fn steps(&mut self, steps: &[ItemStep], choices: &mut Vec<Choice>) -> ItemKey {
        let mut id = |step: &ItemStep| self.choice(&step.text, Some(&step.reason), choices);
        ItemKey::Order { right: steps.iter().map(&mut id).collect() }
    }

    fn pairs(
        &mut self,
        pairs: &[ItemPair],
        lefts: &mut Vec<Choice>,
        choices: &mut Vec<Choice>,
    ) -> ItemKey {
        let mut ids = |pair: &ItemPair| {
            let left = self.choice(&pair.left, Some(&pair.reason), lefts);
            (left, self.choice(&pair.right, None, choices))
        };
        ItemKey::Pairs { right: pairs.iter().map(&mut ids).collect() }
    }
}
