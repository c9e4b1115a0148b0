//! Questions and sample pieces as plain data. Keys are checked here, where the place is known.

use serde_saphyr::Spanned;

use super::codes::Codes;
use super::convert_program::each;
use super::error::{LibraryError, Problem};
use super::file::{RubricEntry, Text};
use super::item::{
    ItemOption, ItemPair, ItemStep, LibraryDiagnostic, LibraryItem, LibrarySample, Question,
    SampleStep,
};
use super::item_file::{
    DiagnosticFile, ItemEntry, Kind, OptionEntry, PairEntry, SampleEntry, SampleStepEntry,
    StepEntry,
};
use super::load::Source;
use super::read::Reader;
use crate::item::Decimal;
use crate::model::LESSON_MINUTES;

/// Fewest options, steps or pairs with which a question is one.
const FEWEST: usize = 2;
/// Most of them that somebody can keep in view.
const MOST: usize = 8;

pub(super) fn items(
    reader: Reader<'_>,
    entries: &Spanned<Vec<ItemEntry>>,
) -> Result<Vec<LibraryItem>, LibraryError> {
    reader.filled("the list of items", entries)?;
    Codes::of("item", reader, entries.value.iter().map(|entry| &entry.code))?;
    each(reader, &entries.value, item)
}

pub(super) fn diagnostic(
    source: &Source<'_, DiagnosticFile>,
) -> Result<LibraryDiagnostic, LibraryError> {
    let (reader, file) = (source.reader, &source.content);
    Ok(LibraryDiagnostic {
        form: format!("{:?}", file.form.value),
        minutes: reader.minutes("the length", &file.minutes, LESSON_MINUTES)?,
        items: items(reader, &file.items)?,
    })
}

fn item(reader: Reader<'_>, entry: &ItemEntry) -> Result<LibraryItem, LibraryError> {
    Ok(LibraryItem {
        code: reader.text("the code", &entry.code)?,
        competency: reader.text("the competency", &entry.competency)?,
        stem: reader.text("the stem", &entry.stem)?,
        part: entry.part,
        anchor: entry.anchor,
        question: question(reader, entry)?,
    })
}

fn question(reader: Reader<'_>, entry: &ItemEntry) -> Result<Question, LibraryError> {
    let text = |what: &'static str, text: &Option<Text>| {
        reader.text(what, needed(reader, entry, what, text.as_ref())?)
    };
    Ok(match entry.kind.value {
        Kind::SingleChoice => Question::Single(options(reader, entry)?),
        Kind::MultipleChoice => Question::Multiple(options(reader, entry)?),
        Kind::Numeric => Question::Numeric {
            answer: number(reader, needed(reader, entry, "`answer`", entry.answer.as_ref())?)?,
            tolerance: number(
                reader,
                needed(reader, entry, "`tolerance`", entry.tolerance.as_ref())?,
            )?,
            unit: reader.optional("the unit", entry.unit.as_ref())?,
            reason: text("`reason`", &entry.reason)?,
        },
        Kind::Ordering => {
            let entries = needed(reader, entry, "`steps`", entry.steps.as_ref())?;
            let steps = each(reader, list(reader, "the steps", entries)?, step)?;
            distinct(reader, entries.value.iter().map(|step| &step.text))?;
            Question::Ordering(steps)
        }
        Kind::Matching => {
            let entries = needed(reader, entry, "`pairs`", entry.pairs.as_ref())?;
            let pairs = each(reader, list(reader, "the pairs", entries)?, pair)?;
            distinct(reader, entries.value.iter().map(|pair| &pair.left))?;
            distinct(reader, entries.value.iter().map(|pair| &pair.right))?;
            Question::Matching(pairs)
        }
        Kind::ShortText => Question::ShortText {
            points: reader.number(
                "the points",
                needed(reader, entry, "`points`", entry.points.as_ref())?,
                1..=10,
            )?,
            guidance: text("`guidance`", &entry.guidance)?,
            reason: text("`reason`", &entry.reason)?,
        },
    })
}

/// What an item of its kind must have.
fn needed<'a, T>(
    reader: Reader<'_>,
    entry: &ItemEntry,
    what: &'static str,
    part: Option<&'a T>,
) -> Result<&'a T, LibraryError> {
    part.ok_or_else(|| reader.error(&entry.kind, Problem::MissingPart { what }))
}

fn list<'a, T>(
    reader: Reader<'_>,
    what: &'static str,
    entries: &'a Spanned<Vec<T>>,
) -> Result<&'a [T], LibraryError> {
    let count = entries.value.len();
    if (FEWEST..=MOST).contains(&count) {
        return Ok(&entries.value);
    }
    let problem = Problem::OutOfRange {
        what,
        value: i64::try_from(count).unwrap_or(i64::MAX),
        lowest: 2,
        highest: 8,
    };
    Err(reader.error(entries, problem))
}

/// Refuses two options that read the same: nobody could tell which is meant.
fn distinct<'a>(
    reader: Reader<'_>,
    texts: impl Iterator<Item = &'a Text>,
) -> Result<(), LibraryError> {
    Codes::of("option", reader, texts).map(|_| ())
}

fn options(reader: Reader<'_>, entry: &ItemEntry) -> Result<Vec<ItemOption>, LibraryError> {
    let entries = needed(reader, entry, "`options`", entry.options.as_ref())?;
    let options = each(reader, list(reader, "the options", entries)?, option)?;
    distinct(reader, entries.value.iter().map(|option| &option.text))?;
    let right = options.iter().filter(|option| option.right).count();
    let fits = match entry.kind.value {
        Kind::SingleChoice => right == 1,
        _ => (1..options.len()).contains(&right),
    };
    if fits { Ok(options) } else { Err(reader.error(entries, Problem::RightOptions { right })) }
}

fn option(reader: Reader<'_>, entry: &OptionEntry) -> Result<ItemOption, LibraryError> {
    Ok(ItemOption {
        text: reader.text("an option", &entry.text)?,
        right: entry.right,
        reason: reader.text("a reason", &entry.reason)?,
    })
}

fn step(reader: Reader<'_>, entry: &StepEntry) -> Result<ItemStep, LibraryError> {
    Ok(ItemStep {
        text: reader.text("a step", &entry.text)?,
        reason: reader.text("a reason", &entry.reason)?,
    })
}

fn pair(reader: Reader<'_>, entry: &PairEntry) -> Result<ItemPair, LibraryError> {
    Ok(ItemPair {
        left: reader.text("the left side", &entry.left)?,
        right: reader.text("the right side", &entry.right)?,
        reason: reader.text("a reason", &entry.reason)?,
    })
}

fn number(reader: Reader<'_>, text: &Text) -> Result<String, LibraryError> {
    let value = reader.text("the number", text)?;
    if value.parse::<Decimal>().is_err() {
        return Err(reader.error(text, Problem::NotANumber { text: value }));
    }
    Ok(value)
}

/// One sample piece; its key names every criterion of the rubric in the rubric's order.
pub(super) fn sample(
    reader: Reader<'_>,
    assignment: &str,
    rubric: &RubricEntry,
    entry: &SampleEntry,
) -> Result<LibrarySample, LibraryError> {
    let named = entry.key.value.iter().map(|step| step.criterion.value.as_str());
    if !named.eq(rubric.criteria.iter().map(|criterion| criterion.key.value.as_str())) {
        let problem = Problem::SampleKey { rubric: rubric.code.value.clone() };
        return Err(reader.error(&entry.key, problem));
    }
    Ok(LibrarySample {
        code: reader.text("the code", &entry.code)?,
        assignment: assignment.to_owned(),
        title: reader.text("the title", &entry.title)?,
        setting: reader.text("the setting", &entry.setting)?,
        work: reader.text("the work", &entry.work)?,
        key: each(reader, &entry.key.value, sample_step)?,
    })
}

fn sample_step(reader: Reader<'_>, entry: &SampleStepEntry) -> Result<SampleStep, LibraryError> {
    Ok(SampleStep {
        criterion: reader.text("the criterion", &entry.criterion)?,
        step: reader.number("the step", &entry.step, 1..=4)?,
        why: reader.text("the reason", &entry.why)?,
    })
}
