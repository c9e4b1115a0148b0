//! Quizzes and sittings as rows and as decisions: what is shown, what answers are worth.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use curriculum::item::{
    Answer, AnswerProblem, ItemBody, ItemKey, ItemKind, ItemScore, Reasons, check_answer,
    max_points, score,
};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{
    AttemptId, CohortId, EnrolmentId, ItemId, ModuleId, ProgramVersionId, QuizId, Violation,
};
use serde::Deserialize as _;
use serde_json::Value;

use super::attempt::{GRACE, PastAttempt, Tally};
use super::window::Form;

/// How long an attempt without a time limit stays open before a job closes it.
pub const ABANDONED_AFTER: Duration = Duration::days(7);

/// A module's quiz, or one form of the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::quiz)]
pub struct Quiz {
    /// Its id.
    pub id: QuizId,
    /// The program version that it belongs to.
    pub program_version_id: ProgramVersionId,
    /// The module; none for a form of the diagnostic.
    pub module_id: Option<ModuleId>,
    /// Its code: `M01-Q`, `FORM-A`.
    pub code: String,
    /// `module`, `form_a`, `form_b` or `form_c`.
    pub kind: String,
    /// How many items it has or will have.
    pub item_count: i16,
    /// Whether the items are written; one that is not cannot be begun.
    pub is_written: bool,
    /// Time limit in minutes.
    pub minutes: Option<i32>,
}

impl Quiz {
    /// Which form of the diagnostic it is, if it is one.
    pub fn form(&self) -> Option<Form> {
        match self.kind.as_str() {
            "form_a" => Some(Form::A),
            "form_b" => Some(Form::B),
            "form_c" => Some(Form::Delayed),
            _ => None,
        }
    }

    /// Its time limit.
    pub fn limit(&self) -> Option<Duration> {
        self.minutes.map(|minutes| Duration::minutes(i64::from(minutes)))
    }

    /// When an attempt that begins at `now` is closed if nobody hands it in, before the time of
    /// grace.
    pub fn closes_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.limit().unwrap_or(ABANDONED_AFTER)
    }

    /// Whether "I do not know" is offered: in diagnostics only.
    pub fn offers_dont_know(&self) -> bool {
        self.form().is_some()
    }
}

/// One question without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Its code: `M01-Q1`.
    pub code: String,
    /// The competency that it asks about: `C04`.
    pub competency_code: String,
    /// How it is answered.
    pub kind: ItemKind,
    /// What learners see.
    pub body: ItemBody,
}

/// The present key of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The item.
    pub item_id: ItemId,
    /// 1 for the first.
    pub version: i32,
    /// What is right.
    pub key: ItemKey,
    /// Why.
    pub reasons: Reasons,
}

/// One sitting.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::attempt)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// The run.
    pub cohort_id: CohortId,
    /// The learner's place.
    pub enrolment_id: EnrolmentId,
    /// The quiz.
    pub quiz_id: QuizId,
    /// Counts from 1.
    pub number: i16,
    /// Decides over the order of items and choices.
    pub seed: i64,
    /// `running`, `awaits_grader` or `scored`.
    pub state: String,
    /// When it began, UTC.
    pub started_at: DateTime<Utc>,
    /// When it closes by itself, UTC, before the time of grace.
    pub closes_at: DateTime<Utc>,
    /// When it was handed in or closed, UTC.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether that was after the end of the module's week.
    pub is_late: bool,
    /// Answers by item, a JSON object.
    pub answers: Value,
    /// Points, once scored.
    pub points: Option<i16>,
    /// Most points, once scored.
    pub max_points: Option<i16>,
    /// Counts changes.
    pub version: i32,
}

impl Attempt {
    /// The seed as it is used.
    pub fn seed(&self) -> u64 {
        self.seed.cast_unsigned()
    }

    /// Whether it still takes answers by itself; the time of grace is another matter.
    pub fn is_running(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Whether answers that come at `now` are taken: while it runs, up to a minute after its end.
    pub fn accepts(&self, now: DateTime<Utc>) -> bool {
        self.is_running() && now <= self.closes_at + GRACE
    }

    /// Its points, once scored.
    pub fn tally(&self) -> Option<Tally> {
        let (points, max_points) = (self.points?, self.max_points?);
        Some(Tally { points: points.into(), max_points: max_points.into() })
    }

    /// As the rules of tries see it.
    pub fn past(&self) -> PastAttempt {
        PastAttempt {
            number: self.number,
            started_at: self.started_at,
            ended_at: self.ended_at,
            tally: self.tally(),
        }
    }

    /// The answers that were saved. What cannot be read counts as not answered.
    pub fn answers(&self) -> Answers {
        let Value::Object(fields) = &self.answers else { return Answers::new() };
        let read = |(id, answer): (&String, &Value)| {
            Some((id.parse().ok()?, Answer::deserialize(answer).ok()?))
        };
        fields.iter().filter_map(read).collect()
    }
}

/// Answers by item.
pub type Answers = BTreeMap<ItemId, Answer>;

/// Answers as they are stored.
pub fn stored(answers: &Answers) -> Value {
    let entry = |(id, answer): (&ItemId, &Answer)| (id.to_string(), serde_json::json!(answer));
    Value::Object(answers.iter().map(entry).collect())
}

/// Refuses answers that do not fit: of another quiz's item, two for one item, or not as its kind
/// demands.
///
/// # Errors
/// One violation for each answer that does not fit; nothing may be stored then.
pub fn check(
    quiz: &Quiz,
    items: &[Item],
    given: Vec<(ItemId, Answer)>,
) -> Result<Answers, Vec<Violation>> {
    let mut answers = Answers::new();
    let mut violations = Vec::new();
    for (index, (id, answer)) in given.into_iter().enumerate() {
        let path = format!("input.answers.{index}");
        let Some(item) = items.iter().find(|item| item.id == id) else {
            let words = "this item is not one of this attempt; read the attempt again";
            violations.push(Violation::new(format!("{path}.itemId"), "UNKNOWN_ITEM", words));
            continue;
        };
        if let Err(problem) = check_answer(item.kind, &item.body, &answer, quiz.offers_dont_know())
        {
            violations.push(violation(path, &problem));
        } else if answers.insert(id, answer).is_some() {
            let words = "this item is answered twice in one request; send one answer for each";
            violations.push(Violation::new(format!("{path}.itemId"), "ANSWERED_TWICE", words));
        }
    }
    if violations.is_empty() { Ok(answers) } else { Err(violations) }
}

fn violation(path: String, problem: &AnswerProblem) -> Violation {
    Violation::new(path, problem.code(), problem.to_string())
}

/// What an attempt is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// The points of all items that need no grader, and those that people gave.
    pub tally: Tally,
    /// Texts that still wait for a grader.
    pub waiting: Vec<ItemId>,
}

/// Scores the answers of one attempt. `given` are the points that people gave for texts.
pub fn result(
    items: &[Item],
    keys: &HashMap<ItemId, ItemKey>,
    answers: &Answers,
    given: &HashMap<ItemId, i16>,
) -> Scored {
    let mut tally = Tally { points: 0, max_points: 0 };
    let mut waiting = Vec::new();
    for item in items {
        let Some(key) = keys.get(&item.id) else { continue };
        let most = i32::from(max_points(item.kind, &item.body, key));
        tally.max_points += most;
        match score(item.kind, &item.body, key, answers.get(&item.id)) {
            ItemScore::Points(points) => tally.points += i32::from(points),
            ItemScore::AwaitsGrader => match given.get(&item.id) {
                Some(points) => tally.points += i32::from(*points).min(most),
                None => waiting.push(item.id),
            },
        }
    }
    Scored { tally, waiting }
}

#[cfg(test)]
mod tests;
