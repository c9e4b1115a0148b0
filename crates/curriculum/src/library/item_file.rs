//! The shape of the files with questions and sample pieces.

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::file::{Minutes, Number, Text};
use super::item::ItemPart;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuizFile {
    pub module: Text,
    pub items: Spanned<Vec<ItemEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiagnosticFile {
    pub form: Spanned<Form>,
    pub minutes: Minutes,
    pub items: Spanned<Vec<ItemEntry>>,
}

#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    A,
    B,
    C,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemEntry {
    pub code: Text,
    pub competency: Text,
    pub kind: Spanned<Kind>,
    pub stem: Text,
    pub part: Option<ItemPart>,
    #[serde(default)]
    pub anchor: bool,
    pub options: Option<Spanned<Vec<OptionEntry>>>,
    pub steps: Option<Spanned<Vec<StepEntry>>>,
    pub pairs: Option<Spanned<Vec<PairEntry>>>,
    pub answer: Option<Text>,
    pub tolerance: Option<Text>,
    pub unit: Option<Text>,
    pub points: Option<Number>,
    pub guidance: Option<Text>,
    pub reason: Option<Text>,
}

#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    SingleChoice,
    MultipleChoice,
    Numeric,
    Ordering,
    Matching,
    ShortText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionEntry {
    pub text: Text,
    #[serde(default)]
    pub right: bool,
    pub reason: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepEntry {
    pub text: Text,
    pub reason: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PairEntry {
    pub left: Text,
    pub right: Text,
    pub reason: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SamplesFile {
    pub assignment: Text,
    pub samples: Vec<SampleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleEntry {
    pub code: Text,
    pub title: Text,
    pub setting: Text,
    pub work: Text,
    pub key: Spanned<Vec<SampleStepEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleStepEntry {
    pub criterion: Text,
    pub step: Number,
    pub why: Text,
}
