//! Answers and keys between the graph and the domain.

use std::str::FromStr as _;

use curriculum::item::{self, Answer, ChoiceId, Decimal};
use kernel::{ItemId, Violation};

use super::types::{AnswerInput, ItemAnswer, ItemKey, ItemKeyInput, ItemPair, PairInput};
use crate::error::ApiError;
use crate::ids;

/// Answers as the domain reads them.
///
/// # Errors
/// INVALID_ID for an id of another kind, INVALID_INPUT for answers that are none or several in one.
pub(super) fn read(given: Vec<AnswerInput>) -> Result<Vec<(ItemId, Answer)>, ApiError> {
    let mut answers = Vec::with_capacity(given.len());
    let mut violations = Vec::new();
    for (index, input) in given.into_iter().enumerate() {
        let item = ids::parse(&input.item_id)?;
        match answer(&format!("input.answers.{index}"), input) {
            Ok(answer) => answers.push((item, answer)),
            Err(violation) => violations.push(violation),
        }
    }
    if violations.is_empty() { Ok(answers) } else { Err(ApiError::invalid(violations)) }
}

fn answer(path: &str, input: AnswerInput) -> Result<Answer, Violation> {
    let AnswerInput { chosen, dont_know, number, order, pairs, text, .. } = input;
    let given = [
        chosen.map(|ids| Ok(Answer::Choices { chosen: choices(path, &ids)? })),
        dont_know.filter(|yes| *yes).map(|_| Ok(Answer::DontKnow)),
        number.map(|text| Ok(Answer::Number { value: decimal(&format!("{path}.number"), &text)? })),
        order.map(|ids| Ok(Answer::Order { steps: choices(path, &ids)? })),
        pairs.map(|list| Ok(Answer::Pairs { pairs: pair_ids(path, &list)? })),
        text.map(|text| Ok(Answer::Text { text })),
    ];
    let mut given = given.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(answer), None) => answer,
        _ => Err(Violation::new(
            path,
            "ONE_ANSWER",
            "Give exactly one of chosen, dontKnow, number, order, pairs and text.",
        )),
    }
}

/// A key as the domain reads it.
///
/// # Errors
/// INVALID_INPUT for a key that is none or several in one.
pub(super) fn read_key(input: ItemKeyInput) -> Result<item::ItemKey, ApiError> {
    let ItemKeyInput { chosen, number, tolerance, order, pairs, points } = input;
    let path = "input.key";
    let tolerance = match tolerance {
        Some(text) => decimal("input.key.tolerance", &text),
        None => Ok(Decimal::ZERO),
    };
    let given = [
        chosen.map(|ids| Ok(item::ItemKey::Choices { right: choices(path, &ids)? })),
        number.map(|text| {
            let answer = decimal("input.key.number", &text)?;
            Ok(item::ItemKey::Number { answer, tolerance: tolerance? })
        }),
        order.map(|ids| Ok(item::ItemKey::Order { right: choices(path, &ids)? })),
        pairs.map(|list| Ok(item::ItemKey::Pairs { right: pair_ids(path, &list)? })),
        points.map(|points| {
            Ok(item::ItemKey::Graded { points: i16::try_from(points).unwrap_or(i16::MAX) })
        }),
    ];
    let mut given = given.into_iter().flatten();
    let key = match (given.next(), given.next()) {
        (Some(key), None) => key,
        _ => Err(Violation::new(
            path,
            "ONE_KEY",
            "Give exactly one of chosen, number, order, pairs and points.",
        )),
    };
    key.map_err(|violation| ApiError::invalid(vec![violation]))
}

/// The id of a choice.
///
/// # Errors
/// A violation at `path`.
pub(super) fn choice(path: &str, id: &str) -> Result<ChoiceId, Violation> {
    ChoiceId::parse(id).map_err(|error| Violation::new(path, "UNKNOWN_CHOICE", error.to_string()))
}

fn choices(path: &str, ids: &[String]) -> Result<Vec<ChoiceId>, Violation> {
    ids.iter().map(|id| choice(path, id)).collect()
}

fn pair_ids(path: &str, pairs: &[PairInput]) -> Result<Vec<(ChoiceId, ChoiceId)>, Violation> {
    let both = |pair: &PairInput| Ok((choice(path, &pair.left)?, choice(path, &pair.right)?));
    pairs.iter().map(both).collect()
}

fn decimal(path: &str, text: &str) -> Result<Decimal, Violation> {
    Decimal::from_str(text).map_err(|error| Violation::new(path, error.code(), error.to_string()))
}

fn list(ids: Vec<ChoiceId>) -> Option<Vec<String>> {
    Some(ids.into_iter().map(String::from).collect())
}

fn pairs_of(pairs: Vec<(ChoiceId, ChoiceId)>) -> Option<Vec<ItemPair>> {
    let pair =
        |(left, right): (ChoiceId, ChoiceId)| ItemPair { left: left.into(), right: right.into() };
    Some(pairs.into_iter().map(pair).collect())
}

impl From<Answer> for ItemAnswer {
    fn from(answer: Answer) -> Self {
        let none = Self::default();
        match answer {
            Answer::Choices { chosen } => Self { chosen: list(chosen), ..none },
            Answer::DontKnow => Self { dont_know: Some(true), ..none },
            Answer::Number { value } => Self { number: Some(value.to_string()), ..none },
            Answer::Order { steps } => Self { order: list(steps), ..none },
            Answer::Pairs { pairs } => Self { pairs: pairs_of(pairs), ..none },
            Answer::Text { text } => Self { text: Some(text), ..none },
        }
    }
}

impl From<item::ItemKey> for ItemKey {
    fn from(key: item::ItemKey) -> Self {
        let none = Self::default();
        match key {
            item::ItemKey::Choices { right } => Self { chosen: list(right), ..none },
            item::ItemKey::Number { answer, tolerance } => Self {
                number: Some(answer.to_string()),
                tolerance: Some(tolerance.to_string()),
                ..none
            },
            item::ItemKey::Order { right } => Self { order: list(right), ..none },
            item::ItemKey::Pairs { right } => Self { pairs: pairs_of(right), ..none },
            item::ItemKey::Graded { points } => Self { points: Some(points.into()), ..none },
        }
    }
}
