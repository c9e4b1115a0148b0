use std::collections::BTreeMap;

use assessments::actions::{
    CorrectItemKey, GradeText, SaveAnswers, StartQuiz, SubmitQuiz, correct_item_key, grade_text,
    save_answers, start_quiz, submit_quiz,
};
use async_graphql::{Context, Object};
use curriculum::item::ChoiceId;

use super::types::{
    Attempt, AttemptSummary, CorrectItemKeyInput, CorrectItemKeyPayload, GradeTextInput,
    GradeTextPayload, ReasonInput, SaveAnswersInput, SaveAnswersPayload, StartQuizInput,
    StartQuizPayload, SubmitQuizInput, SubmitQuizPayload,
};
use super::{answers, load, query};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;

#[derive(Default)]
pub struct QuizMutation;

#[Object]
impl QuizMutation {
    /// Begins a sitting of a quiz in one's own run, or finds the one that runs: it goes on after a
    /// lost connection and on another device. CONFLICT, with the reason, when the module is locked,
    /// the last try is not yet 24 hours ago, no try is left, the quiz is passed or not written yet,
    /// or a form of the diagnostic is not open. For learners.
    async fn start_quiz(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which quiz, in which run.")] input: StartQuizInput,
    ) -> Result<Option<StartQuizPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = StartQuiz {
            enrolment_id: ids::parse(&input.enrolment_id)?,
            quiz_id: ids::parse(&input.quiz_id)?,
        };
        let actor = request.commander().await?;
        let started = start_quiz(&request.services.assessments(), actor, command).await?;
        let attempt = shown(request, &started.attempt).await?;
        Ok(Some(StartQuizPayload { attempt, resumed: started.resumed }))
    }

    /// Keeps answers of a sitting that runs, in any parts: send what changed. An item's later answer
    /// takes the place of its earlier one. CONFLICT once the sitting is over. For learners.
    async fn save_answers(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to keep, of which sitting.")] input: SaveAnswersInput,
    ) -> Result<Option<SaveAnswersPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = SaveAnswers {
            attempt_id: ids::parse(&input.attempt_id)?,
            answers: answers::read(input.answers)?,
        };
        let actor = request.commander().await?;
        let attempt = save_answers(&request.services.assessments(), actor, command).await?;
        Ok(Some(SaveAnswersPayload { attempt: shown(request, &attempt).await? }))
    }

    /// Hands in a sitting and scores it. A second time gives the same result. After the time limit and
    /// its minute of grace, by the server's clock, what was saved before counts. For learners.
    async fn submit_quiz(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which sitting, and last answers.")] input: SubmitQuizInput,
    ) -> Result<Option<SubmitQuizPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = SubmitQuiz {
            attempt_id: ids::parse(&input.attempt_id)?,
            answers: answers::read(input.answers)?,
        };
        let actor = request.commander().await?;
        let (quiz, attempt) = submit_quiz(&request.services.assessments(), actor, command).await?;
        Ok(Some(SubmitQuizPayload { attempt: load::summary(&quiz, &attempt) }))
    }

    /// Gives points for a text; given again, the later ones count. With its last text a sitting has
    /// its result. FORBIDDEN, with the reason, for one's own work. For facilitators of the cohort.
    async fn grade_text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which text, and its points.")] input: GradeTextInput,
    ) -> Result<Option<GradeTextPayload>, ApiError> {
        let request = RequestContext::of(context);
        let command = GradeText {
            attempt_id: ids::parse(&input.attempt_id)?,
            item_id: ids::parse(&input.item_id)?,
            points: input.points,
            comment: input.comment,
        };
        let actor = request.commander().await?;
        let attempt = grade_text(&request.services.assessments(), actor, command).await?;
        Ok(Some(GradeTextPayload { attempt: summary(request, &attempt).await? }))
    }

    /// Puts a right key in the place of a wrong one and has every ended sitting scored anew by a job;
    /// `dryRun` says before what would change. Who has completed a module keeps that. CONFLICT when
    /// somebody else corrected it in between. For facilitators who run the program and do not have the
    /// quiz before them as learners.
    async fn correct_item_key(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which item, and what is right.")] input: CorrectItemKeyInput,
    ) -> Result<Option<CorrectItemKeyPayload>, ApiError> {
        let request = RequestContext::of(context);
        let dry_run = input.dry_run;
        let command = CorrectItemKey {
            item_id: ids::parse(&input.item_id)?,
            key: answers::read_key(input.key)?,
            reasons: reasons(input.reasons)?,
            correction: input.correction,
            expected_version: input.expected_version,
            dry_run,
        };
        let actor = request.commander().await?;
        let done = correct_item_key(&request.services.assessments(), actor, command).await?;
        Ok(Some(CorrectItemKeyPayload {
            key_version: done.version,
            attempts: done.changes.attempts,
            changed: done.changes.changed,
            newly_passed: done.changes.newly_passed,
            no_longer_passed: done.changes.no_longer_passed,
            dry_run,
        }))
    }
}

fn reasons(given: Vec<ReasonInput>) -> Result<BTreeMap<ChoiceId, String>, ApiError> {
    let reason = |reason: ReasonInput| {
        let choice = answers::choice("input.reasons", &reason.choice_id)?;
        Ok((choice, reason.text))
    };
    let reasons: Result<_, kernel::Violation> = given.into_iter().map(reason).collect();
    reasons.map_err(|violation| ApiError::invalid(vec![violation]))
}

async fn shown(
    request: &RequestContext,
    attempt: &assessments::model::quiz::Attempt,
) -> Result<Attempt, ApiError> {
    let (quiz, items) = query::quiz_with_items(request, attempt.quiz_id).await?;
    Ok(load::attempt(&quiz, &items, attempt))
}

async fn summary(
    request: &RequestContext,
    attempt: &assessments::model::quiz::Attempt,
) -> Result<AttemptSummary, ApiError> {
    let (quiz, _) = query::quiz_with_items(request, attempt.quiz_id).await?;
    Ok(load::summary(&quiz, attempt))
}
