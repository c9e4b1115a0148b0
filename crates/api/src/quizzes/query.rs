use std::sync::Arc;

use assessments::AssessmentError;
use assessments::actions::known_item;
use assessments::model::quiz::{self, Item, Quiz};
use assessments::queries::{quizzes, views};
use async_graphql::{Context, ID, Object};
use database::DatabaseError;
use kernel::{AttemptId, CohortId, EnrolmentId, ItemId, Permission, QuizId};

use super::load;
use super::types::{
    Attempt, ChoicePicks, DiagnosticCounts, ItemResult, MyQuiz, QuizItem, ReviewItem, TextToGrade,
};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids::{self, id};

#[derive(Default)]
pub struct QuizQuery;

#[Object]
impl QuizQuery {
    /// The quizzes of one's own run, by code, forms of the diagnostic included. For learners.
    async fn my_quizzes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "One's own enrolment; `myLearning` lists them.")] enrolment_id: ID,
    ) -> Result<Option<Vec<MyQuiz>>, ApiError> {
        let request = RequestContext::of(context);
        let enrolment: EnrolmentId = ids::parse(&enrolment_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::Learn)?;
        let mine = request
            .snapshot()?
            .read(async |connection| {
                views::my_quizzes(connection, actor, enrolment, request.now).await
            })
            .await?
            .ok_or_else(ApiError::not_found)?;
        let quizzes = mine.quizzes.iter().map(|quiz| {
            let attempts: Vec<&quiz::Attempt> =
                mine.attempts.iter().filter(|attempt| attempt.quiz_id == quiz.id).collect();
            load::my_quiz(quiz, &attempts, mine.starts_on, mine.feedback_open)
        });
        Ok(Some(quizzes.collect()))
    }

    /// One's own sitting with its items. For learners.
    async fn attempt(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The sitting's id.")] id: ID,
    ) -> Result<Option<Attempt>, ApiError> {
        let request = RequestContext::of(context);
        let (quiz, attempt) = own(request, &id).await?;
        let (_, items) = quiz_with_items(request, quiz.id).await?;
        let actor = request.actor().await?;
        let is_shown = quiz.form().is_none()
            || attempt.is_running()
            || request
                .snapshot()?
                .read(async |connection| {
                    views::review_is_open(connection, actor, &quiz, &attempt, request.now).await
                })
                .await?;
        let items = if is_shown { &items[..] } else { &[] };
        Ok(Some(load::attempt(&quiz, items, &attempt)))
    }

    /// The items of one's own sitting with keys and reasons, once the review is open; CONFLICT before.
    /// For learners.
    async fn quiz_review(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The sitting's id.")] attempt_id: ID,
    ) -> Result<Option<Vec<ReviewItem>>, ApiError> {
        let request = RequestContext::of(context);
        let (quiz, attempt) = own(request, &attempt_id).await?;
        let (_, items) = quiz_with_items(request, quiz.id).await?;
        let actor = request.actor().await?;
        let organization = actor.organization_id;
        let (keys, grades) = request
            .snapshot()?
            .read(async |connection| {
                if !views::review_is_open(connection, actor, &quiz, &attempt, request.now).await? {
                    return Ok(None);
                }
                let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
                let keys = quizzes::keys(connection, organization, &ids).await?;
                let grades = quizzes::text_grades(connection, organization, &[attempt.id]).await?;
                Ok::<_, DatabaseError>(Some((keys, grades)))
            })
            .await?
            .ok_or_else(|| AssessmentError::Refused(CLOSED.to_owned()))?;
        let given = grades.get(&attempt.id).cloned().unwrap_or_default();
        Ok(Some(load::review(&quiz, &items, keys, &attempt, &given)))
    }

    /// An item with its key. FORBIDDEN, with the reason, for somebody who has its quiz before them as a
    /// learner. For facilitators who run its program.
    async fn quiz_item(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The item's id.")] id: ID,
    ) -> Result<Option<QuizItem>, ApiError> {
        let request = RequestContext::of(context);
        let item: ItemId = ids::parse(&id)?;
        let actor = request.actor().await?;
        let assessments = request.services.assessments();
        let known = request
            .snapshot()?
            .read(async |connection| {
                Ok::<_, DatabaseError>(known_item(connection, &assessments, actor, item).await)
            })
            .await??;
        Ok(Some(load::quiz_item(known)))
    }

    /// How a cohort did with each item of a quiz, by first sittings. For facilitators of the cohort.
    async fn item_results(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
        #[graphql(desc = "A quiz of its program version.")] quiz_id: ID,
    ) -> Result<Option<Vec<ItemResult>>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&cohort_id)?;
        let quiz: QuizId = ids::parse(&quiz_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::CorrectItems)?;
        let assessments = request.services.assessments();
        let results = request
            .snapshot()?
            .read(async |connection| {
                let results =
                    views::item_results(connection, &assessments, actor, cohort, quiz).await;
                Ok::<_, DatabaseError>(results)
            })
            .await??;
        let result = |result: views::ItemResult| ItemResult {
            item_id: id(result.item.id),
            code: result.item.code,
            stem: result.item.body.stem,
            answered: result.answered,
            full_points: result.full_points,
            left_open: result.left_open,
            dont_know: result.dont_know,
            picks: result
                .picks
                .into_iter()
                .map(|(choice, times)| ChoicePicks { choice_id: choice.into(), times })
                .collect(),
        };
        Ok(Some(results.into_iter().map(result).collect()))
    }

    /// Who of a cohort has sat the forms of the diagnostic that are compared. For facilitators of the
    /// cohort.
    async fn diagnostic_counts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
    ) -> Result<Option<DiagnosticCounts>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&cohort_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::CorrectItems)?;
        let counts = request
            .snapshot()?
            .read(async |connection| {
                Ok::<_, DatabaseError>(views::diagnostic_counts(connection, actor, cohort).await)
            })
            .await??;
        Ok(Some(DiagnosticCounts {
            matched: counts.matched,
            only_first: counts.only_first,
            only_second: counts.only_second,
            neither: counts.neither,
        }))
    }

    /// Texts of a cohort that wait for a grader, longest first. For facilitators of the cohort.
    async fn texts_to_grade(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
    ) -> Result<Option<Vec<TextToGrade>>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&cohort_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::CorrectItems)?;
        let assessments = request.services.assessments();
        let texts = request
            .snapshot()?
            .read(async |connection| {
                let texts = views::texts_to_grade(connection, &assessments, actor, cohort).await;
                Ok::<_, DatabaseError>(texts)
            })
            .await??;
        let text = |text: views::WaitingText| TextToGrade {
            attempt_id: id(text.attempt_id),
            item_id: id(text.item_id),
            stem: text.stem,
            text: text.text,
            guidance: text.guidance,
            waits_since: text.waits_since,
        };
        Ok(Some(texts.into_iter().map(text).collect()))
    }
}

const CLOSED: &str = "keys and reasons are shown after a pass or after the last try; for the forms of \
                      the diagnostic once the second form is closed for everybody";

/// One's own sitting with its quiz.
async fn own(request: &RequestContext, id: &ID) -> Result<(Quiz, quiz::Attempt), ApiError> {
    let id: AttemptId = ids::parse(id)?;
    let actor = request.actor().await?;
    actor.require(Permission::Learn)?;
    let (organization, me) = (actor.organization_id, actor.member_id);
    let found = request
        .snapshot()?
        .read(async |connection| quizzes::own_attempt(connection, organization, me, id).await)
        .await?;
    let (attempt, quiz) = found.ok_or_else(ApiError::not_found)?;
    Ok((quiz, attempt))
}

/// A quiz that a command has found before, with its items.
pub(super) async fn quiz_with_items(
    request: &RequestContext,
    id: QuizId,
) -> Result<(Quiz, Arc<[Item]>), ApiError> {
    let organization = request.actor().await?.organization_id;
    let kept = request.services.items.clone();
    let (quiz, items) = request
        .snapshot()?
        .read(async |connection| {
            let quiz = quizzes::quiz(connection, organization, id).await?;
            let items = kept.get(connection, organization, id).await?;
            Ok::<_, DatabaseError>((quiz, items))
        })
        .await?;
    Ok((quiz.ok_or_else(ApiError::not_found)?, items))
}
