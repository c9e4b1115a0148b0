//! What learners and facilitators look at: quizzes with sittings, results by item, texts that wait.

use std::collections::{BTreeMap, HashMap, HashSet};

use auth::Actor;
use chrono::{DateTime, NaiveDate, Utc};
use cohorts::model::Cohort;
use curriculum::item::{Answer, ChoiceId, ItemKind, ItemScore, max_points, score};
use database::{Connection, DatabaseError};
use kernel::{AttemptId, CohortId, EnrolmentId, ItemId, OrganizationId, QuizId};

use super::quizzes::{self, attempts_in, attempts_of, quizzes_of};
use crate::actions::{Assessments, refuse_learners};
use crate::error::AssessmentError;
use crate::model::attempt::may_review;
use crate::model::quiz::{Attempt, Item, Key, Quiz};
use crate::model::window::{Form, Taken, feedback_open, matched};

/// The quizzes of one's own run with one's sittings.
#[derive(Debug)]
pub struct MyQuizzes {
    /// The Monday of week 0, in the cohort's zone.
    pub starts_on: NaiveDate,
    /// By code.
    pub quizzes: Vec<Quiz>,
    /// By quiz and number.
    pub attempts: Vec<Attempt>,
    /// Whether single items of the diagnostic's forms may be shown.
    pub feedback_open: bool,
}

/// The quizzes of one's own run; `None` for somebody else's place.
///
/// # Errors
/// When a statement fails.
pub async fn my_quizzes(
    connection: &mut Connection,
    actor: &Actor,
    enrolment: EnrolmentId,
    now: DateTime<Utc>,
) -> Result<Option<MyQuizzes>, DatabaseError> {
    let organization = actor.organization_id;
    let mine = cohorts::queries::enrolments_of(connection, organization, actor.member_id).await?;
    let Some(place) = mine.into_iter().find(|place| place.id == enrolment) else {
        return Ok(None);
    };
    let Some(cohort) = cohorts::queries::cohort(connection, organization, place.cohort_id).await?
    else {
        return Ok(None);
    };
    let quizzes = quizzes_of(connection, organization, cohort.program_version_id).await?;
    let ids: Vec<QuizId> = quizzes.iter().map(|quiz| quiz.id).collect();
    let attempts = attempts_of(connection, organization, enrolment, &ids).await?;
    let feedback_open = feedback(connection, organization, &cohort, &quizzes, now).await?;
    Ok(Some(MyQuizzes { starts_on: cohort.starts_on, quizzes, attempts, feedback_open }))
}

/// Whether items of forms may be shown in a cohort: nobody of it can sit the second form any more.
async fn feedback(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: &Cohort,
    quizzes: &[Quiz],
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let today = now.with_timezone(&cohort.zone()).date_naive();
    let state = Form::B.window(cohort.starts_on).state(today);
    let Some(second) = quizzes.iter().find(|quiz| quiz.form() == Some(Form::B)) else {
        return Ok(feedback_open(state, 0, 0));
    };
    let sittings = attempts_in(connection, organization, cohort.id, &[second.id]).await?;
    let counts = cohorts::queries::learner_counts(connection, organization, &[cohort.id]).await?;
    let learners = counts.get(&cohort.id).copied().unwrap_or(0);
    let running = sittings.iter().filter(|attempt| attempt.is_running()).count();
    let waiting = usize::try_from(learners).unwrap_or(usize::MAX).saturating_sub(sittings.len());
    Ok(feedback_open(state, running, waiting))
}

/// Whether keys and reasons of a sitting may be shown to its learner.
///
/// # Errors
/// When a statement fails.
pub async fn review_is_open(
    connection: &mut Connection,
    actor: &Actor,
    quiz: &Quiz,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    let organization = actor.organization_id;
    if quiz.form().is_some() {
        let Some(cohort) =
            cohorts::queries::cohort(connection, organization, attempt.cohort_id).await?
        else {
            return Ok(false);
        };
        let quizzes = quizzes_of(connection, organization, quiz.program_version_id).await?;
        let is_open = feedback(connection, organization, &cohort, &quizzes, now).await?;
        return Ok(is_open && !attempt.is_running());
    }
    // At every place of theirs: else the tries of one run would open the keys for another.
    let places = quizzes::own_places(connection, actor, quiz.program_version_id).await?;
    let attempts = quizzes::attempts_at(connection, organization, &places, quiz.id).await?;
    Ok(places.iter().all(|place| {
        let at = attempts.iter().filter(|attempt| attempt.enrolment_id == *place);
        may_review(&at.map(Attempt::past).collect::<Vec<_>>())
    }))
}

/// How a cohort did with one item, by first sittings that are over.
#[derive(Debug)]
pub struct ItemResult {
    /// The item.
    pub item: Item,
    /// First sittings.
    pub answered: i32,
    /// With all points of it.
    pub full_points: i32,
    /// Without an answer.
    pub left_open: i32,
    /// With "I do not know".
    pub dont_know: i32,
    /// How often each choice was picked.
    pub picks: BTreeMap<ChoiceId, i32>,
}

/// Results by item of a quiz in a cohort that the asking person runs.
///
/// # Errors
/// [`AssessmentError::NotFound`], or the database.
pub async fn item_results(
    connection: &mut Connection,
    assessments: &Assessments,
    actor: &Actor,
    cohort: CohortId,
    quiz: QuizId,
) -> Result<Vec<ItemResult>, AssessmentError> {
    let organization = actor.organization_id;
    let run = run_cohort(connection, actor, cohort).await?;
    let asked = quizzes::quiz(connection, organization, quiz)
        .await?
        .filter(|quiz| quiz.program_version_id == run.program_version_id)
        .ok_or(AssessmentError::NotFound("quiz"))?;
    // Counts by option beside the count of full points tell the key.
    refuse_learners(connection, actor, &asked).await?;
    let items = assessments.items.get(connection, organization, quiz).await?;
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let keys = quizzes::keys(connection, organization, &ids).await?;
    let sittings = attempts_in(connection, organization, cohort, &[quiz]).await?;
    let first: Vec<_> = sittings
        .iter()
        .filter(|attempt| attempt.number == 1 && !attempt.is_running())
        .map(Attempt::answers)
        .collect();
    let result = |item: &Item| {
        let mut result = ItemResult {
            item: item.clone(),
            answered: i32::try_from(first.len()).unwrap_or(i32::MAX),
            full_points: 0,
            left_open: 0,
            dont_know: 0,
            picks: item.body.choices.iter().map(|choice| (choice.id.clone(), 0)).collect(),
        };
        for answers in &first {
            count(&mut result, keys.get(&item.id), answers.get(&item.id));
        }
        result
    };
    Ok(items.iter().map(result).collect())
}

fn count(result: &mut ItemResult, key: Option<&Key>, answer: Option<&Answer>) {
    match answer {
        None => result.left_open += 1,
        Some(Answer::DontKnow) => result.dont_know += 1,
        Some(Answer::Choices { chosen }) => {
            for choice in chosen {
                if let Some(times) = result.picks.get_mut(choice) {
                    *times += 1;
                }
            }
        }
        Some(_) => {}
    }
    if let Some(key) = key {
        let item = &result.item;
        let most = max_points(item.kind, &item.body, &key.key);
        let earned = score(item.kind, &item.body, &key.key, answer);
        result.full_points += i32::from(earned == ItemScore::Points(most));
    }
}

/// Who has sat which of the two forms that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DiagnosticCounts {
    /// Both.
    pub matched: i32,
    /// The first only.
    pub only_first: i32,
    /// The second only.
    pub only_second: i32,
    /// None.
    pub neither: i32,
}

/// Counts of a cohort that the asking person runs.
///
/// # Errors
/// [`AssessmentError::NotFound`], or the database.
pub async fn diagnostic_counts(
    connection: &mut Connection,
    actor: &Actor,
    cohort: CohortId,
) -> Result<DiagnosticCounts, AssessmentError> {
    let organization = actor.organization_id;
    let run = run_cohort(connection, actor, cohort).await?;
    let quizzes = quizzes_of(connection, organization, run.program_version_id).await?;
    let form = |form| quizzes.iter().find(|quiz| quiz.form() == Some(form)).map(|quiz| quiz.id);
    let (first, second) = (form(Form::A), form(Form::B));
    let forms: Vec<QuizId> = [first, second].into_iter().flatten().collect();
    let sittings = attempts_in(connection, organization, cohort, &forms).await?;
    let who = |quiz: Option<QuizId>| -> HashSet<EnrolmentId> {
        let ended = sittings.iter().filter(|one| Some(one.quiz_id) == quiz && !one.is_running());
        ended.map(|one| one.enrolment_id).collect()
    };
    let (first, second) = (who(first), who(second));
    let learners = cohorts::queries::all_learners(connection, organization, &[cohort]).await?;
    let mut counts = DiagnosticCounts::default();
    for learner in learners {
        let id = learner.enrolment_id;
        match matched(first.contains(&id), second.contains(&id)) {
            Taken::Matched => counts.matched += 1,
            Taken::OnlyFirst => counts.only_first += 1,
            Taken::OnlySecond => counts.only_second += 1,
            Taken::Neither => counts.neither += 1,
        }
    }
    Ok(counts)
}

/// A text that waits for a grader.
#[derive(Debug)]
pub struct WaitingText {
    /// The sitting.
    pub attempt_id: AttemptId,
    /// The item.
    pub item_id: ItemId,
    /// The question.
    pub stem: String,
    /// What the learner wrote.
    pub text: String,
    /// What earns the points.
    pub guidance: Option<String>,
    /// Since when it waits, UTC.
    pub waits_since: DateTime<Utc>,
}

/// Texts of a cohort that the asking person runs, but for the own ones, longest waiting first.
///
/// # Errors
/// [`AssessmentError::NotFound`], or the database.
pub async fn texts_to_grade(
    connection: &mut Connection,
    assessments: &Assessments,
    actor: &Actor,
    cohort: CohortId,
) -> Result<Vec<WaitingText>, AssessmentError> {
    let organization = actor.organization_id;
    let run = run_cohort(connection, actor, cohort).await?;
    let own = quizzes::own_places(connection, actor, run.program_version_id).await?;
    let all = quizzes_of(connection, organization, run.program_version_id).await?;
    let mut ids: Vec<QuizId> = Vec::new();
    for quiz in &all {
        // Questions and others' answers are not for somebody who has the quiz before them.
        if own.is_empty() || refuse_learners(connection, actor, quiz).await.is_ok() {
            ids.push(quiz.id);
        }
    }
    let mut sittings = attempts_in(connection, organization, cohort, &ids).await?;
    sittings.retain(|one| one.state == "awaits_grader" && !own.contains(&one.enrolment_id));
    sittings.sort_by_key(|one| (one.ended_at, one.id));
    let waiting: Vec<AttemptId> = sittings.iter().map(|one| one.id).collect();
    let given = quizzes::text_grades(connection, organization, &waiting).await?;
    let mut texts = Vec::new();
    let mut known: HashMap<QuizId, Vec<(Item, Option<String>)>> = HashMap::new();
    let with_texts: HashSet<QuizId> = sittings.iter().map(|sitting| sitting.quiz_id).collect();
    for quiz in with_texts {
        known.insert(quiz, asked(connection, assessments, organization, quiz).await?);
    }
    for sitting in &sittings {
        let answers = sitting.answers();
        let graded = given.get(&sitting.id);
        for (item, guidance) in known.get(&sitting.quiz_id).into_iter().flatten() {
            let is_graded = graded.is_some_and(|graded| graded.contains_key(&item.id));
            if let Some(Answer::Text { text }) = answers.get(&item.id)
                && !is_graded
                && !text.trim().is_empty()
            {
                texts.push(WaitingText {
                    attempt_id: sitting.id,
                    item_id: item.id,
                    stem: item.body.stem.clone(),
                    text: text.clone(),
                    guidance: guidance.clone(),
                    waits_since: sitting.ended_at.unwrap_or(sitting.started_at),
                });
            }
        }
    }
    Ok(texts)
}

/// The text items of a quiz with what earns their points.
async fn asked(
    connection: &mut Connection,
    assessments: &Assessments,
    organization: OrganizationId,
    quiz: QuizId,
) -> Result<Vec<(Item, Option<String>)>, AssessmentError> {
    let items = assessments.items.get(connection, organization, quiz).await?;
    let texts: Vec<&Item> = items.iter().filter(|item| item.kind == ItemKind::ShortText).collect();
    let ids: Vec<ItemId> = texts.iter().map(|item| item.id).collect();
    let mut keys = quizzes::keys(connection, organization, &ids).await?;
    let guidance = |item: &Item| keys.remove(&item.id).and_then(|key| key.reasons.guidance);
    let mut guidance = guidance;
    Ok(texts.into_iter().map(|item| (item.clone(), guidance(item))).collect())
}

/// A cohort that the asking person runs; any other is as if it did not exist.
async fn run_cohort(
    connection: &mut Connection,
    actor: &Actor,
    id: CohortId,
) -> Result<Cohort, AssessmentError> {
    cohorts::queries::visible_cohort(connection, actor, id)
        .await?
        .filter(|(_, relation)| relation.facilitates)
        .map(|(cohort, _)| cohort)
        .ok_or(AssessmentError::NotFound("cohort"))
}
