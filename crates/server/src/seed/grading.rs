//! Graded parts of modules in the demonstration, through the same commands that people use. Each step
//! looks first at where the learner stands, so that a second start goes on where the first was cut.

use assessments::AssessmentError;
use assessments::actions::{
    Assessments, ClaimWork, PublishGrade, SaveDraft, SaveGrade, StartQuiz, SubmitQuiz, SubmitWork,
    claim_work, publish_grade, save_draft, save_grade, start_quiz, submit_quiz, submit_work,
};
use assessments::model::draft::Draft;
use assessments::model::quiz::Item;
use assessments::model::sheet::StepInput;
use assessments::queries::{quizzes, submissions};
use auth::Actor;
use cohorts::model::Missing;
use curriculum::PlannedModule;
use curriculum::item::{Answer, ItemKey};
use kernel::{AssignmentId, EnrolmentId, ItemId};

use crate::app::App;
use crate::error::StartError;

/// What the learners of the demonstration hand in.
const WORK: &str = "## What the list says\n\nOf twenty items, thirteen came from two directors, four from \
                    incidents and three from customers. For six nobody could name a change that a \
                    customer would notice.\n\n## One change\n\nItems without an expected change go back \
                    to whoever asked for them, from the next planning on.";

/// A learner of the demonstration and those who grade their work.
pub(super) struct Graded<'a> {
    pub(super) app: &'a App,
    pub(super) learner: Actor,
    pub(super) graders: [Actor; 2],
    pub(super) enrolment_id: EnrolmentId,
}

impl Graded<'_> {
    /// Passes what is missing of a module's graded parts.
    pub(super) async fn pass(
        &self,
        module: &PlannedModule,
        missing: Missing,
        work_waits: bool,
    ) -> Result<(), StartError> {
        if let Some(quiz) = module.quiz.filter(|_| missing.quiz) {
            let input = StartQuiz { enrolment_id: self.enrolment_id, quiz_id: quiz.id };
            let started =
                start_quiz(&self.commands(), &self.learner, input).await.map_err(failed)?;
            let answers = self.right_answers(quiz.id).await?;
            let input = SubmitQuiz { attempt_id: started.attempt.id, answers };
            submit_quiz(&self.commands(), &self.learner, input).await.map_err(failed)?;
        }
        let Some(work) = module.assignment.filter(|_| missing.assignment) else { return Ok(()) };
        if !work_waits {
            self.hand_in(work.id).await?;
        }
        for grader in &self.graders {
            self.grade(work.id, grader).await?;
        }
        Ok(())
    }

    fn commands(&self) -> Assessments {
        self.app.services.assessments()
    }

    /// The demonstration's learners know everything; it has nobody to ask but the keys.
    async fn right_answers(
        &self,
        quiz: kernel::QuizId,
    ) -> Result<Vec<(ItemId, Answer)>, StartError> {
        let (services, organization) = (&self.app.services, self.learner.organization_id);
        let (items, mut keys) = services
            .database
            .read(organization, async |connection| {
                let items = services.items.get(connection, organization, quiz).await?;
                let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
                let keys = quizzes::keys(connection, organization, &ids).await?;
                Ok::<_, database::DatabaseError>((items, keys))
            })
            .await?;
        let answer = |item: &Item| Some((item.id, right(keys.remove(&item.id)?.key)));
        Ok(items.iter().filter_map(answer).collect())
    }

    async fn hand_in(&self, assignment_id: AssignmentId) -> Result<(), StartError> {
        let enrolment_id = self.enrolment_id;
        let earlier = self.work(assignment_id).await?;
        let draft = match earlier {
            Some(work) => work.draft_version,
            None => {
                let draft = Draft { text: WORK.to_owned(), links: Vec::new(), files: Vec::new() };
                let input = SaveDraft { enrolment_id, assignment_id, draft, expected_version: 0 };
                let saved = save_draft(&self.commands(), &self.learner, input).await;
                saved.map_err(failed)?.draft_version
            }
        };
        let input = SubmitWork { enrolment_id, assignment_id, expected_version: draft };
        submit_work(&self.commands(), &self.learner, input).await.map_err(failed)?;
        Ok(())
    }

    async fn grade(&self, assignment_id: AssignmentId, grader: &Actor) -> Result<(), StartError> {
        let Some(work) = self.work(assignment_id).await? else { return Ok(()) };
        let input = ClaimWork { submission_id: work.id, version_number: work.latest_version };
        let claimed = match claim_work(&self.commands(), grader, input).await {
            Ok(claimed) => claimed,
            // It has all the graders that it needs.
            Err(AssessmentError::Refused(_)) => return Ok(()),
            Err(error) => return Err(failed(error)),
        };
        let steps = self.steps(assignment_id).await?;
        let input = SaveGrade {
            grade_id: claimed.grade_id,
            expected_version: 1,
            steps,
            comment: "A sober list, and a change that somebody can check.".to_owned(),
        };
        let saved = save_grade(&self.commands(), grader, input).await;
        if matches!(saved, Err(AssessmentError::Stale | AssessmentError::Refused(_))) {
            return Ok(());
        }
        saved.map_err(failed)?;
        let input = PublishGrade { grade_id: claimed.grade_id, expected_version: 2 };
        publish_grade(&self.commands(), grader, input).await.map_err(failed)?;
        Ok(())
    }

    async fn work(
        &self,
        assignment: AssignmentId,
    ) -> Result<Option<assessments::model::submission::Submission>, StartError> {
        let (organization, place) = (self.learner.organization_id, self.enrolment_id);
        let works = self
            .app
            .services
            .database
            .read(organization, async |connection| {
                submissions::submissions_of(connection, organization, &[place]).await
            })
            .await?;
        Ok(works.into_iter().find(|work| work.assignment_id == assignment))
    }

    /// Solid on every criterion.
    async fn steps(&self, assignment: AssignmentId) -> Result<Vec<StepInput>, StartError> {
        let organization = self.learner.organization_id;
        let found = self
            .app
            .services
            .database
            .read(organization, async |connection| {
                assessments::queries::assignments::assignment(connection, organization, assignment)
                    .await
            })
            .await?;
        let rules = found.map(|(_, rubric)| assessments::model::sheet::rules_of(&rubric));
        let step = |rule: assessments::model::rubric::CriterionRule| StepInput {
            criterion: rule.key,
            step: 3,
            comment: "Does what the description of this step says.".to_owned(),
        };
        Ok(rules.unwrap_or_default().into_iter().map(step).collect())
    }
}

fn right(key: ItemKey) -> Answer {
    match key {
        ItemKey::Choices { right } => Answer::Choices { chosen: right },
        ItemKey::Number { answer, .. } => Answer::Number { value: answer },
        ItemKey::Order { right } => Answer::Order { steps: right },
        ItemKey::Pairs { right } => Answer::Pairs { pairs: right },
        ItemKey::Graded { .. } => Answer::Text { text: WORK.to_owned() },
    }
}

fn failed(error: AssessmentError) -> StartError {
    StartError::Other(format!("the demonstration organisation: {error}"))
}
