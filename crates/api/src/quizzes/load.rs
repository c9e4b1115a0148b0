//! Sittings and items as the graph shows them.

use std::collections::HashMap;

use assessments::model::attempt::{best, may_review};
use assessments::model::quiz::{self, Answers, Item, Key, Quiz};
use assessments::model::shuffle::{arrange, choice_order, item_order};
use chrono::NaiveDate;
use curriculum::item::{Choice, ItemScore, Reasons, max_points, score};
use kernel::ItemId;

use super::types::{
    Attempt, AttemptItem, AttemptState, AttemptSummary, ChoiceReason, ItemChoice, MyQuiz, QuizItem,
    QuizKind, ReviewItem,
};
use crate::ids::id;

pub(super) fn summary(quiz: &Quiz, attempt: &quiz::Attempt) -> AttemptSummary {
    let tally = attempt.tally();
    AttemptSummary {
        id: id(attempt.id),
        number: attempt.number.into(),
        state: match attempt.state.as_str() {
            "running" => AttemptState::Running,
            "awaits_grader" => AttemptState::AwaitsGrader,
            _ => AttemptState::Scored,
        },
        started_at: attempt.started_at,
        closes_at: attempt.closes_at,
        ended_at: attempt.ended_at,
        is_late: attempt.is_late,
        points: tally.map(|tally| tally.points),
        max_points: tally.map(|tally| tally.max_points),
        percent_basis_points: tally.and_then(|tally| tally.percent_basis_points()),
        passed: tally.filter(|_| quiz.form().is_none()).map(|tally| tally.passes()),
    }
}

pub(super) fn attempt(quiz: &Quiz, items: &[Item], attempt: &quiz::Attempt) -> Attempt {
    let answers = attempt.answers();
    Attempt {
        summary: summary(quiz, attempt),
        quiz_id: id(quiz.id),
        items: shown(items, attempt)
            .zip(1..)
            .map(|(item, number)| shown_item(quiz, item, number, attempt.seed(), &answers))
            .collect(),
    }
}

/// The items in the order of a sitting.
fn shown<'a>(items: &'a [Item], attempt: &quiz::Attempt) -> impl Iterator<Item = &'a Item> {
    arrange(items, &item_order(attempt.seed(), items.len())).into_iter()
}

fn shown_item(quiz: &Quiz, item: &Item, number: i32, seed: u64, answers: &Answers) -> AttemptItem {
    let about = item.id.uuid().as_u128();
    let shuffled = |things: &[Choice], about| -> Vec<ItemChoice> {
        let order = choice_order(seed, about, things.len());
        arrange(things, &order).into_iter().map(choice).collect()
    };
    AttemptItem {
        id: id(item.id),
        number,
        kind: item.kind.into(),
        stem: item.body.stem.clone(),
        choices: shuffled(&item.body.choices, about),
        lefts: shuffled(&item.body.lefts, !about),
        unit: item.body.unit.clone(),
        offers_dont_know: quiz.offers_dont_know(),
        answer: answers.get(&item.id).cloned().map(Into::into),
    }
}

fn choice(choice: &Choice) -> ItemChoice {
    ItemChoice { id: choice.id.to_string(), text: choice.text.clone() }
}

/// The review of a sitting. Call it only where the review is open.
pub(super) fn review(
    quiz: &Quiz,
    items: &[Item],
    keys: HashMap<ItemId, Key>,
    attempt: &quiz::Attempt,
    given: &HashMap<ItemId, i16>,
) -> Vec<ReviewItem> {
    let answers = attempt.answers();
    let mut keys = keys;
    shown(items, attempt)
        .zip(1..)
        .filter_map(|(item, number)| {
            let key = keys.remove(&item.id)?;
            let points = match score(item.kind, &item.body, &key.key, answers.get(&item.id)) {
                ItemScore::Points(points) => Some(points),
                ItemScore::AwaitsGrader => given.get(&item.id).copied(),
            };
            Some(ReviewItem {
                item: shown_item(quiz, item, number, attempt.seed(), &answers),
                competency_code: item.competency_code.clone(),
                max_points: max_points(item.kind, &item.body, &key.key).into(),
                points: points.map(i32::from),
                reason: key.reasons.whole.clone(),
                reasons: reasons(key.reasons),
                key: key.key.into(),
            })
        })
        .collect()
}

fn reasons(reasons: Reasons) -> Vec<ChoiceReason> {
    let reason =
        |(choice, text): (_, String)| ChoiceReason { choice_id: String::from(choice), text };
    reasons.choices.into_iter().map(reason).collect()
}

pub(super) fn my_quiz(
    quiz: &Quiz,
    attempts: &[&quiz::Attempt],
    starts_on: NaiveDate,
    feedback_open: bool,
) -> MyQuiz {
    let past: Vec<_> = attempts.iter().map(|attempt| attempt.past()).collect();
    let form = quiz.form();
    let window = form.map(|form| form.window(starts_on));
    let counting =
        best(&past).and_then(|best| attempts.iter().find(|attempt| attempt.number == best.number));
    MyQuiz {
        id: id(quiz.id),
        code: quiz.code.clone(),
        kind: match quiz.kind.as_str() {
            "form_a" => QuizKind::FormA,
            "form_b" => QuizKind::FormB,
            "form_c" => QuizKind::FormC,
            _ => QuizKind::Module,
        },
        item_count: quiz.item_count.into(),
        is_written: quiz.is_written,
        time_limit_minutes: quiz.minutes,
        opens_on: window.map(|window| window.opens),
        closes_on: window.map(|window| window.closes),
        attempts: attempts.iter().map(|attempt| summary(quiz, attempt)).collect(),
        best: counting.map(|attempt| summary(quiz, attempt)),
        passed: form.is_none()
            && past.iter().filter_map(|one| one.tally).any(|tally| tally.passes()),
        review_is_open: if form.is_some() {
            feedback_open && past.iter().any(|one| one.ended_at.is_some())
        } else {
            may_review(&past)
        },
    }
}

pub(super) fn quiz_item(known: assessments::actions::KnownItem) -> QuizItem {
    let assessments::actions::KnownItem { item, key, .. } = known;
    QuizItem {
        id: id(item.id),
        code: item.code,
        competency_code: item.competency_code,
        kind: item.kind.into(),
        stem: item.body.stem,
        choices: item.body.choices.iter().map(choice).collect(),
        lefts: item.body.lefts.iter().map(choice).collect(),
        unit: item.body.unit,
        key_version: key.version,
        reason: key.reasons.whole.clone(),
        guidance: key.reasons.guidance.clone(),
        reasons: reasons(key.reasons),
        key: key.key.into(),
    }
}
