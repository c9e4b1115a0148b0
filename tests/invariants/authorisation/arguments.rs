//! Arguments for every root field: such that somebody who may is served.

use kernel::{
    AbsenceId, AssignmentId, AttemptId, BreakGlassId, CohortId, CycleId, DecisionRequestId,
    EnrolmentId, EscalationId, FileId, GoalId, GradeId, ItemId, LessonId, MemberId,
    MentoringSessionId, ModuleId, NoteId, PairId, PanelId, PeerReviewId, ProgramId,
    ProgramVersionId, QuizId, RunId, SampleId, SubmissionId,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    mentoring_lists, mentoring_oversight, mentoring_pairs, mentoring_profiles, mentoring_runs,
    mentoring_sessions,
};
use crate::invariants::world::Side;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Program,
    ProgramVersion,
    Lesson,
    Module,
    Cohort,
    Enrolment,
    Member,
    /// Somebody who has not joined.
    Invited,
    /// Somebody who may be removed.
    Leaver,
    /// A run of which counts are told: any of the organisation.
    CountedCohort,
    Assignment,
    Submission,
    Grade,
    /// A grade that may be given back.
    SpareGrade,
    Sample,
    /// A file that the learner uploaded.
    File,
    Quiz,
    Item,
    Attempt,
    /// A sitting with a text that waits for a grader.
    WaitingAttempt,
    /// The item that the text answers.
    TextItem,
    /// A review that the learner owes.
    PeerReview,
    /// A review that passed to the facilitators.
    HandedOver,
    /// A matching cycle, open.
    Cycle,
    /// A cycle that may be closed.
    SpareCycle,
    /// A run of the matching.
    Run,
    /// A run of which nothing was published.
    DraftRun,
    /// The learner of the world's cycle.
    MatchedLearner,
    /// The mentor on that learner's short list.
    MatchedMentor,
    /// Who offers places.
    Mentor,
    /// To whom the learner reports.
    Manager,
    /// Somebody whose manager changes on 2027-02-01.
    Planned,
    Absence,
    Panel,
    /// A panel that may be closed.
    SparePanel,
    /// A pair that meets.
    Pair,
    ProposedPair,
    AcceptedPair,
    /// A pair that takes the turns of life.
    TurningPair,
    Goal,
    /// A session that was held.
    MentoringSession,
    PlannedSession,
    /// A session that may be cancelled.
    SpareSession,
    /// A note of the learner.
    Note,
    /// A note that may be deleted.
    SpareNote,
    /// What the coordinator may read, as a second person allowed it.
    BreakGlass,
    Escalation,
    DecisionRequest,
}

impl Kind {
    /// An id of that kind with these bits.
    pub fn written(self, id: Uuid) -> String {
        match self {
            Self::Program => ProgramId::from(id).to_string(),
            Self::ProgramVersion => ProgramVersionId::from(id).to_string(),
            Self::Lesson => LessonId::from(id).to_string(),
            Self::Module => ModuleId::from(id).to_string(),
            Self::Cohort | Self::CountedCohort => CohortId::from(id).to_string(),
            Self::Enrolment => EnrolmentId::from(id).to_string(),
            Self::Member | Self::Invited | Self::Leaver => MemberId::from(id).to_string(),
            Self::Assignment => AssignmentId::from(id).to_string(),
            Self::Submission => SubmissionId::from(id).to_string(),
            Self::Grade | Self::SpareGrade => GradeId::from(id).to_string(),
            Self::Sample => SampleId::from(id).to_string(),
            Self::File => FileId::from(id).to_string(),
            Self::PeerReview | Self::HandedOver => PeerReviewId::from(id).to_string(),
            Self::Quiz => QuizId::from(id).to_string(),
            Self::Item | Self::TextItem => ItemId::from(id).to_string(),
            Self::Attempt | Self::WaitingAttempt => AttemptId::from(id).to_string(),
            _ => self.written_of_mentoring(id),
        }
    }

    fn written_of_mentoring(self, id: Uuid) -> String {
        match self {
            Self::Cycle | Self::SpareCycle => CycleId::from(id).to_string(),
            Self::Run | Self::DraftRun => RunId::from(id).to_string(),
            Self::Absence => AbsenceId::from(id).to_string(),
            Self::Panel | Self::SparePanel => PanelId::from(id).to_string(),
            Self::Pair | Self::ProposedPair | Self::AcceptedPair | Self::TurningPair => {
                PairId::from(id).to_string()
            }
            Self::Goal => GoalId::from(id).to_string(),
            Self::MentoringSession | Self::PlannedSession | Self::SpareSession => {
                MentoringSessionId::from(id).to_string()
            }
            Self::Note | Self::SpareNote => NoteId::from(id).to_string(),
            Self::BreakGlass => BreakGlassId::from(id).to_string(),
            Self::Escalation => EscalationId::from(id).to_string(),
            Self::DecisionRequest => DecisionRequestId::from(id).to_string(),
            _ => MemberId::from(id).to_string(),
        }
    }
}

impl Side {
    /// An id of that kind that the people of this side have to do with.
    pub fn id(&self, kind: Kind) -> String {
        match kind {
            Kind::Program => self.things.program.clone(),
            Kind::ProgramVersion => self.things.version.clone(),
            Kind::Lesson => self.things.lesson.clone(),
            Kind::Module => self.things.module.clone(),
            Kind::Cohort | Kind::CountedCohort => self.cohort.to_string(),
            Kind::Enrolment => self.things.enrolment.clone(),
            Kind::Member => self.facilitator.member_id.to_string(),
            Kind::Invited => self.invited.to_string(),
            Kind::Leaver => self.leaver.to_string(),
            Kind::Assignment => self.graded.assignment.to_string(),
            Kind::Submission => self.graded.submission.to_string(),
            Kind::Grade => self.graded.grade.to_string(),
            Kind::SpareGrade => self.graded.spare_grade.to_string(),
            Kind::Sample => self.graded.sample.to_string(),
            Kind::File => self.graded.file.to_string(),
            Kind::PeerReview => self.graded.review.to_string(),
            Kind::HandedOver => self.graded.handed_over.to_string(),
            Kind::Quiz => self.graded.quiz.to_string(),
            Kind::Item => self.graded.item.to_string(),
            Kind::Attempt => self.graded.attempt.to_string(),
            Kind::WaitingAttempt => self.graded.waiting.0.to_string(),
            Kind::TextItem => self.graded.waiting.1.to_string(),
            _ => kind.written(self.of_mentoring(kind)),
        }
    }

    fn of_mentoring(&self, kind: Kind) -> Uuid {
        let of = &self.mentoring;
        match kind {
            Kind::Cycle => of.cycle,
            Kind::SpareCycle => of.spare_cycle,
            Kind::Run => of.run,
            Kind::DraftRun => of.draft_run,
            Kind::MatchedLearner => self.learner.member_id.uuid(),
            Kind::MatchedMentor | Kind::Mentor => self.mentor.member_id.uuid(),
            Kind::Manager => self.manager.member_id.uuid(),
            Kind::Planned => self.coordinator.member_id.uuid(),
            Kind::Panel | Kind::Absence => of.panels[0],
            Kind::SparePanel => of.panels[1],
            Kind::ProposedPair => of.proposed,
            Kind::AcceptedPair => of.accepted,
            Kind::TurningPair => of.turning,
            Kind::PlannedSession => of.planned[0],
            Kind::SpareSession => of.planned[1],
            Kind::Note => of.notes[0].uuid(),
            Kind::SpareNote => of.notes[1].uuid(),
            _ => of.pair,
        }
    }

    /// An id of that kind in the same organisation that is nobody's business but the admin's and
    /// its owner's; `None` where the whole organisation may know all.
    pub fn hidden_id(&self, kind: Kind) -> Option<String> {
        match kind {
            Kind::Cohort => Some(self.other_cohort.to_string()),
            Kind::Enrolment => Some(self.things.other_enrolment.clone()),
            Kind::Submission => Some(self.graded.other_submission.to_string()),
            _ => None,
        }
    }
}

/// Each argument that takes an id, and what it names. A new one needs a line.
const IDS: &[(&str, &str, Kind)] = &[
    ("program", "id", Kind::Program),
    ("lesson", "id", Kind::Lesson),
    ("cohort", "id", Kind::Cohort),
    ("reportDeliveries", "cohortId", Kind::Cohort),
    ("createCohort", "input.programVersionId", Kind::ProgramVersion),
    ("createCohort", "input.facilitatorIds.0", Kind::Member),
    ("enrolLearners", "input.cohortId", Kind::Cohort),
    ("sendReportNow", "input.cohortId", Kind::Cohort),
    ("resendInvitation", "input.memberId", Kind::Invited),
    ("removeMember", "input.memberId", Kind::Leaver),
    ("completeLesson", "input.enrolmentId", Kind::Enrolment),
    ("completeLesson", "input.lessonId", Kind::Lesson),
    ("completeModule", "input.enrolmentId", Kind::Enrolment),
    ("completeModule", "input.moduleId", Kind::Module),
    ("assignment", "id", Kind::Assignment),
    ("mySubmission", "enrolmentId", Kind::Enrolment),
    ("mySubmission", "assignmentId", Kind::Assignment),
    ("saveDraft", "input.enrolmentId", Kind::Enrolment),
    ("saveDraft", "input.assignmentId", Kind::Assignment),
    ("saveDraft", "input.fileIds.0", Kind::File),
    ("submitWork", "input.enrolmentId", Kind::Enrolment),
    ("submitWork", "input.assignmentId", Kind::Assignment),
    ("withdrawWork", "input.enrolmentId", Kind::Enrolment),
    ("withdrawWork", "input.assignmentId", Kind::Assignment),
    ("gradingQueue", "filter.cohortId", Kind::Cohort),
    ("gradingQueue", "filter.assignmentId", Kind::Assignment),
    ("workToGrade", "submissionId", Kind::Submission),
    ("gradebook", "cohortId", Kind::Cohort),
    ("gradebookCsv", "cohortId", Kind::Cohort),
    ("passStates", "cohortId", Kind::Cohort),
    ("cohortCounts", "cohortId", Kind::CountedCohort),
    ("cohortGraders", "cohortId", Kind::Cohort),
    ("samples", "assignmentId", Kind::Assignment),
    ("claimWork", "input.submissionId", Kind::Submission),
    ("releaseWork", "input.gradeId", Kind::SpareGrade),
    ("saveGrade", "input.gradeId", Kind::Grade),
    ("publishGrade", "input.gradeId", Kind::Grade),
    ("addCohortGrader", "input.cohortId", Kind::Cohort),
    ("addCohortGrader", "input.memberId", Kind::Member),
    ("removeCohortGrader", "input.cohortId", Kind::Cohort),
    ("removeCohortGrader", "input.memberId", Kind::Member),
    ("rateSample", "input.sampleId", Kind::Sample),
    ("peerReview", "id", Kind::PeerReview),
    ("peerAdvice", "enrolmentId", Kind::Enrolment),
    ("peerAdvice", "assignmentId", Kind::Assignment),
    ("peerRound", "cohortId", Kind::Cohort),
    ("peerRound", "assignmentId", Kind::Assignment),
    ("peerDuties", "cohortId", Kind::Cohort),
    ("peerDuties", "assignmentId", Kind::Assignment),
    ("allotPeerReviews", "input.cohortId", Kind::Cohort),
    ("allotPeerReviews", "input.assignmentId", Kind::Assignment),
    ("savePeerReview", "input.reviewId", Kind::PeerReview),
    ("finishPeerReview", "input.reviewId", Kind::PeerReview),
    ("takeOverPeerReview", "input.reviewId", Kind::HandedOver),
    ("myQuizzes", "enrolmentId", Kind::Enrolment),
    ("attempt", "id", Kind::Attempt),
    ("quizReview", "attemptId", Kind::Attempt),
    ("quizItem", "id", Kind::Item),
    ("itemResults", "cohortId", Kind::Cohort),
    ("itemResults", "quizId", Kind::Quiz),
    ("diagnosticCounts", "cohortId", Kind::Cohort),
    ("textsToGrade", "cohortId", Kind::Cohort),
    ("startQuiz", "input.enrolmentId", Kind::Enrolment),
    ("startQuiz", "input.quizId", Kind::Quiz),
    ("saveAnswers", "input.attemptId", Kind::Attempt),
    ("saveAnswers", "input.answers.0.itemId", Kind::Item),
    ("submitQuiz", "input.attemptId", Kind::Attempt),
    ("submitQuiz", "input.answers.0.itemId", Kind::Item),
    ("gradeText", "input.attemptId", Kind::WaitingAttempt),
    ("gradeText", "input.itemId", Kind::TextItem),
    ("correctItemKey", "input.itemId", Kind::Item),
];

/// All of them, part by part.
const PARTS: [&[(&str, &str, Kind)]; 7] = [
    IDS,
    mentoring_profiles::IDS,
    mentoring_lists::IDS,
    mentoring_runs::IDS,
    mentoring_pairs::IDS,
    mentoring_sessions::IDS,
    mentoring_oversight::IDS,
];

/// What the id at a path below a root field names.
pub fn kind_of(field: &str, path: &str) -> Option<Kind> {
    let found = PARTS.iter().copied().flatten().find(|(of, at, _)| (*of, *at) == (field, path));
    found.map(|(_, _, kind)| *kind)
}

/// How many arguments take an id.
pub fn known_ids() -> usize {
    PARTS.iter().map(|part| part.len()).sum()
}

/// Arguments that name things of one side.
///
/// # Panics
/// For a field that is not known here: give it arguments when you add it to the schema.
pub fn arguments(field: &str, side: &Side) -> Value {
    let slug = &side.organization.slug;
    let input = |input: Value| json!({ "input": input });
    let enrolment = side.id(Kind::Enrolment);
    match field {
        "viewer" | "members" | "libraryPrograms" | "competencies" | "programs" | "cohorts"
        | "myLearning" | "myReports" | "signOut" | "signOutEverywhere" => json!({}),
        "program" => json!({ "id": side.id(Kind::Program) }),
        "lesson" => json!({ "id": side.id(Kind::Lesson) }),
        "cohort" => json!({ "id": side.id(Kind::Cohort) }),
        "reportDeliveries" => json!({ "cohortId": side.id(Kind::Cohort) }),
        "reportPreview" => json!({ "kind": "LEARNER_DIGEST" }),
        "signIn" => input(json!({
            "email": format!("admin@{slug}.example"), "password": testkit::PASSWORD })),
        "refreshSession" => input(json!({ "refreshToken": "nobody's" })),
        "acceptInvitation" => input(json!({ "token": "nobody's", "password": testkit::PASSWORD })),
        "inviteMember" => input(json!({
            "email": format!("new@{slug}.example"), "name": "New", "roles": ["MENTOR"] })),
        "changePassword" => input(json!({
            "currentPassword": testkit::PASSWORD, "newPassword": testkit::PASSWORD })),
        "resendInvitation" => input(json!({ "memberId": side.id(Kind::Invited) })),
        "removeMember" => input(json!({ "memberId": side.id(Kind::Leaver) })),
        "adoptProgram" => input(json!({ "slug": testkit::PROGRAM, "idempotencyKey": "again" })),
        "createCohort" => input(json!({
            "programVersionId": side.id(Kind::ProgramVersion), "name": "New", "hope": "It works.",
            "startsOn": "2026-12-07", "timeZone": "Europe/Warsaw", "capacity": 10,
            "facilitatorIds": [side.id(Kind::Member)] })),
        "enrolLearners" => input(json!({
            "cohortId": side.id(Kind::Cohort),
            "csv": format!("name,email,manager_email,unit\nN,n@{slug}.example,boss@{slug}.example,IT\n") })),
        "sendReportNow" => {
            input(json!({ "cohortId": side.id(Kind::Cohort), "kind": "MANAGER_NOTE" }))
        }
        "setReportStopped" => input(json!({ "kind": "LEARNER_DIGEST", "stopped": true })),
        "completeLesson" => {
            input(json!({ "enrolmentId": enrolment, "lessonId": side.id(Kind::Lesson) }))
        }
        "completeModule" => {
            input(json!({ "enrolmentId": enrolment, "moduleId": side.id(Kind::Module) }))
        }
        "assignment" | "mySubmission" | "myTasks" | "saveDraft" | "submitWork" | "withdrawWork" => {
            work(field, side)
        }
        "myQuizzes" | "attempt" | "quizReview" | "quizItem" | "itemResults"
        | "diagnosticCounts" | "textsToGrade" | "startQuiz" | "saveAnswers" | "submitQuiz"
        | "gradeText" | "correctItemKey" => quiz(field, side),
        "myPeerReviews" | "peerReview" | "peerAdvice" | "peerRound" | "peerDuties"
        | "allotPeerReviews" | "savePeerReview" | "finishPeerReview" | "takeOverPeerReview" => {
            peers(field, side)
        }
        _ => mentoring(field, side).unwrap_or_else(|| grading(field, side)),
    }
}

/// Arguments of the fields of mentoring, part by part.
fn mentoring(field: &str, side: &Side) -> Option<Value> {
    mentoring_profiles::arguments(field, side)
        .or_else(|| mentoring_lists::arguments(field, side))
        .or_else(|| mentoring_runs::arguments(field, side))
        .or_else(|| mentoring_pairs::arguments(field, side))
        .or_else(|| mentoring_sessions::arguments(field, side))
        .or_else(|| mentoring_oversight::arguments(field, side))
}

/// Arguments of the fields about reviews by peers.
fn peers(field: &str, side: &Side) -> Value {
    let input = |input: Value| json!({ "input": input });
    let (cohort, assignment) = (side.id(Kind::Cohort), side.id(Kind::Assignment));
    let review = |kind| json!({ "reviewId": side.id(kind), "expectedVersion": 1 });
    match field {
        "myPeerReviews" => json!({}),
        "peerReview" => json!({ "id": side.id(Kind::PeerReview) }),
        "peerAdvice" => {
            json!({ "enrolmentId": side.id(Kind::Enrolment), "assignmentId": assignment })
        }
        "peerRound" | "peerDuties" => json!({ "cohortId": cohort, "assignmentId": assignment }),
        "allotPeerReviews" => input(json!({ "cohortId": cohort, "assignmentId": assignment })),
        "savePeerReview" => {
            let mut given = review(Kind::PeerReview);
            given["comments"] = json!([]);
            input(given)
        }
        "finishPeerReview" => input(review(Kind::PeerReview)),
        _ => {
            let mut given = review(Kind::HandedOver);
            given["comments"] = json!([]);
            given["score"] = json!(3);
            input(given)
        }
    }
}

/// Arguments of the fields about quizzes.
fn quiz(field: &str, side: &Side) -> Value {
    let input = |input: Value| json!({ "input": input });
    let answers = || json!([{ "itemId": side.id(Kind::Item), "chosen": [] }]);
    match field {
        "myQuizzes" => json!({ "enrolmentId": side.id(Kind::Enrolment) }),
        "attempt" => json!({ "id": side.id(Kind::Attempt) }),
        "quizReview" => json!({ "attemptId": side.id(Kind::Attempt) }),
        "quizItem" => json!({ "id": side.id(Kind::Item) }),
        "itemResults" => {
            json!({ "cohortId": side.id(Kind::Cohort), "quizId": side.id(Kind::Quiz) })
        }
        "diagnosticCounts" | "textsToGrade" => json!({ "cohortId": side.id(Kind::Cohort) }),
        "startQuiz" => input(json!({
            "enrolmentId": side.id(Kind::Enrolment), "quizId": side.id(Kind::Quiz) })),
        "saveAnswers" | "submitQuiz" => {
            input(json!({ "attemptId": side.id(Kind::Attempt), "answers": answers() }))
        }
        "gradeText" => input(json!({
            "attemptId": side.id(Kind::WaitingAttempt), "itemId": side.id(Kind::TextItem),
            "points": 1 })),
        _ => input(json!({
            "itemId": side.id(Kind::Item), "key": { "chosen": [] }, "correction": "It was wrong.",
            "expectedVersion": 1, "dryRun": true })),
    }
}

/// Arguments of the fields for learners with work in hand.
fn work(field: &str, side: &Side) -> Value {
    let (enrolment, assignment) = (side.id(Kind::Enrolment), side.id(Kind::Assignment));
    let mut input = json!({ "enrolmentId": enrolment, "assignmentId": assignment });
    match field {
        "myTasks" => return json!({}),
        "assignment" => return json!({ "id": assignment }),
        "mySubmission" => return input,
        "saveDraft" => {
            input["text"] = json!("Work");
            input["fileIds"] = json!([side.id(Kind::File)]);
            input["expectedVersion"] = json!(1);
        }
        "submitWork" => input["expectedVersion"] = json!(1),
        _ => input["number"] = json!(1),
    }
    json!({ "input": input })
}

/// Arguments of the fields for graders.
fn grading(field: &str, side: &Side) -> Value {
    let input = |input: Value| json!({ "input": input });
    let cohort = || side.id(Kind::Cohort);
    match field {
        "calibration" => json!({}),
        "gradingQueue" => json!({
            "filter": { "cohortId": cohort(), "assignmentId": side.id(Kind::Assignment) } }),
        "workToGrade" => json!({ "submissionId": side.id(Kind::Submission), "versionNumber": 1 }),
        "gradebook" | "gradebookCsv" | "passStates" | "cohortCounts" | "cohortGraders" => {
            json!({ "cohortId": cohort() })
        }
        "samples" => json!({ "assignmentId": side.id(Kind::Assignment) }),
        "claimWork" => {
            input(json!({ "submissionId": side.id(Kind::Submission), "versionNumber": 1 }))
        }
        "releaseWork" => input(json!({ "gradeId": side.id(Kind::SpareGrade) })),
        "saveGrade" => input(json!({
            "gradeId": side.id(Kind::Grade), "expectedVersion": 1, "steps": [] })),
        "publishGrade" => input(json!({ "gradeId": side.id(Kind::Grade), "expectedVersion": 1 })),
        "addCohortGrader" | "removeCohortGrader" => {
            input(json!({ "cohortId": cohort(), "memberId": side.id(Kind::Member) }))
        }
        "rateSample" => {
            let keys = ["origin-traced", "evidence-judged", "expected-change", "conclusion-drawn"];
            let steps = keys.map(|key| json!({ "criterion": key, "step": 3 }));
            input(json!({ "sampleId": side.id(Kind::Sample), "steps": steps }))
        }
        _ => panic!("{field} is new: give it arguments here"),
    }
}

/// The word for what came of a request: the code of its error, or OK.
pub fn outcome(body: &Value) -> String {
    let Some(errors) = body.get("errors").and_then(Value::as_array) else {
        return "OK".to_owned();
    };
    assert_eq!(errors.len(), 1, "{body:#}");
    errors[0]["extensions"]["code"].as_str().expect("a code").to_owned()
}
