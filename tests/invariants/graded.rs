//! Graded work for the world: what learners handed in, a grade that is being written, a sample that
//! somebody rated. Put into the tables as the commands leave it there.

use kernel::{
    AssignmentId, AttemptId, CohortId, FileId, GradeId, ItemId, PeerReviewId, PeerRoundId, QuizId,
    SampleId, SubmissionId,
};
use testkit::{Organization, Person, TestApp};
use uuid::Uuid;

/// Ids of graded work.
#[derive(Clone)]
pub struct Graded {
    pub assignment: AssignmentId,
    /// The learner's, waiting for two graders.
    pub submission: SubmissionId,
    /// The facilitator's grade of it, being written.
    pub grade: GradeId,
    /// The facilitator's grade of the other learner's work, to be given back.
    pub spare_grade: GradeId,
    pub sample: SampleId,
    /// A file that the learner uploaded.
    pub file: FileId,
    /// The quiz of the module that the learner has begun, and an item of it.
    pub quiz: QuizId,
    pub item: ItemId,
    /// The learner's sitting of it, running.
    pub attempt: AttemptId,
    /// A text of the other learner that waits for a grader: the sitting and the item.
    pub waiting: (AttemptId, ItemId),
    /// A review that the learner owes.
    pub review: PeerReviewId,
    /// A review that passed to the facilitators.
    pub handed_over: PeerReviewId,
    /// Work in the other run, which the first one's people have no part in.
    pub other_submission: SubmissionId,
}

async fn uuid(app: &TestApp, sql: &str) -> Uuid {
    app.text(sql).await.expect("a row").parse().expect("an id")
}

/// Work of `learner` and `second` in one run, and of `stranger` in the other.
pub async fn graded(
    app: &TestApp,
    organization: &Organization,
    (cohort, other_cohort): (CohortId, CohortId),
    (facilitator, mentor): (&Person, &Person),
) -> Graded {
    let id = organization.id.uuid();
    let assignment = uuid(
        app,
        &format!(
            "SELECT id::text AS text FROM cadre.assignment
             WHERE organization_id = '{id}' AND code = 'A01'"
        ),
    )
    .await;
    let sample = uuid(
        app,
        &format!(
            "SELECT id::text AS text FROM cadre.sample WHERE organization_id = '{id}'
             AND assignment_id = '{assignment}' ORDER BY code DESC LIMIT 1"
        ),
    )
    .await;
    let assignment_id = AssignmentId::from(assignment);
    let hand_in = async |run: CohortId, name: &str| {
        hand_in(app, organization, run, (name, assignment_id)).await
    };
    let submission = hand_in(cohort, "learner").await;
    let second = hand_in(cohort, "second").await;
    let file = begin(app, organization, submission).await;
    let other_submission = hand_in(other_cohort, "stranger").await;
    let grade = claim(app, organization, submission, facilitator).await;
    let spare_grade = claim(app, organization, second, facilitator).await;
    let (run, mentor) = (cohort.uuid(), mentor.member_id.uuid());
    app.execute(&format!(
        "INSERT INTO cadre.cohort_grader (organization_id, cohort_id, member_id)
         VALUES ('{id}', '{run}', '{mentor}');
         INSERT INTO cadre.calibration (organization_id, grader_id, sample_id, steps, rated_at)
         SELECT '{id}', '{mentor}', s.id, '[]', '2026-11-25T10:00:00Z' FROM cadre.sample s
         WHERE s.organization_id = '{id}' AND s.assignment_id = '{assignment}'
         ORDER BY s.code LIMIT 1"
    ))
    .await;
    let (quiz, item, attempt, waiting) = sittings(app, organization, submission, second).await;
    let (review, handed_over) = reviews(app, organization, submission, second).await;
    Graded {
        review,
        handed_over,
        quiz,
        item,
        attempt,
        waiting,
        assignment: assignment_id,
        submission,
        grade,
        spare_grade,
        sample: sample.into(),
        file,
        other_submission,
    }
}

/// Each of two learners reads the other's work: the learner still owes a review, the other's passed
/// to the facilitators.
async fn reviews(
    app: &TestApp,
    organization: &Organization,
    submission: SubmissionId,
    second: SubmissionId,
) -> (PeerReviewId, PeerReviewId) {
    let sources = &app.app.services.sources;
    let (round, owed, passed): (PeerRoundId, PeerReviewId, PeerReviewId) =
        (sources.new_id(), sources.new_id(), sources.new_id());
    let (id, round) = (organization.id.uuid(), round.uuid());
    let (mine, theirs) = (submission.uuid(), second.uuid());
    app.execute(&format!(
        "INSERT INTO cadre.peer_round (organization_id, id, cohort_id, assignment_id, k, seed,
            allotted_at)
         SELECT organization_id, '{round}', cohort_id, assignment_id, 1, 7, draft_saved_at
         FROM cadre.submission WHERE organization_id = '{id}' AND id = '{mine}'"
    ))
    .await;
    for (review, work, by, state) in
        [(owed, theirs, mine, "assigned"), (passed, mine, theirs, "handed_over")]
    {
        let new = review.uuid();
        app.execute(&format!(
            "INSERT INTO cadre.peer_review (organization_id, id, round_id, submission_id,
                version_number, reviewer_id, state, comments, assigned_at, version)
             SELECT '{id}', '{new}', '{round}', '{work}', 1, e.member_id, '{state}', '{{}}',
                s.draft_saved_at, 1
             FROM cadre.submission s JOIN cadre.enrolment e ON e.organization_id = s.organization_id
                AND e.cohort_id = s.cohort_id AND e.id = s.enrolment_id
             WHERE s.organization_id = '{id}' AND s.id = '{by}'"
        ))
        .await;
    }
    (owed, passed)
}

/// A running sitting of the learner, and one of the other with a text that waits.
async fn sittings(
    app: &TestApp,
    organization: &Organization,
    submission: SubmissionId,
    second: SubmissionId,
) -> (QuizId, ItemId, AttemptId, (AttemptId, ItemId)) {
    let id = organization.id.uuid();
    let item = async |quiz: &str, kind: &str| {
        let row = format!(
            "FROM cadre.item i JOIN cadre.quiz q ON q.organization_id = i.organization_id
                AND q.id = i.quiz_id
             WHERE i.organization_id = '{id}' AND q.code = '{quiz}' AND i.kind = '{kind}'
             ORDER BY i.position LIMIT 1"
        );
        let quiz = uuid(app, &format!("SELECT q.id::text AS text {row}")).await;
        (quiz, uuid(app, &format!("SELECT i.id::text AS text {row}")).await)
    };
    let (quiz, single) = item("M01-Q", "single_choice").await;
    let (other_quiz, text) = item("M04-Q", "short_text").await;
    let sit = async |quiz: Uuid, place: SubmissionId, rest: String| {
        let attempt: AttemptId = app.app.services.sources.new_id();
        let (new, place) = (attempt.uuid(), place.uuid());
        app.execute(&format!(
            "INSERT INTO cadre.attempt (organization_id, id, cohort_id, enrolment_id, quiz_id,
                number, seed, state, started_at, closes_at, ended_at, is_late, answers, version)
             SELECT organization_id, '{new}', cohort_id, enrolment_id, '{quiz}', 1, 7, {rest}
             FROM cadre.submission WHERE organization_id = '{id}' AND id = '{place}'"
        ))
        .await;
        attempt
    };
    let times = "'2026-11-25T09:00:00Z', '2026-12-02T09:00:00Z'";
    let running = format!("'running', {times}, NULL, false, '{{}}', 1");
    let attempt = sit(quiz, submission, running).await;
    let text_id = ItemId::from(text);
    let answers = format!("{{\"{text_id}\": {{\"kind\": \"text\", \"text\": \"Because.\"}}}}");
    let ended = format!(
        "'awaits_grader', {times}, '2026-11-25T09:30:00Z'::timestamptz, false, '{answers}'::jsonb, 1"
    );
    let waits = sit(other_quiz, second, ended).await;
    let attempt_uuid = waits.uuid();
    app.execute(&format!(
        "INSERT INTO cadre.text_grade (organization_id, attempt_id, item_id, grader_id, points,
            comment, graded_at)
         SELECT '{id}', '{attempt_uuid}', '{single}', g.grader_id, 1, '', '2026-11-25T10:00:00Z'
         FROM cadre.grade g WHERE g.organization_id = '{id}' LIMIT 1"
    ))
    .await;
    (quiz.into(), single.into(), attempt, (waits, text_id))
}

async fn hand_in(
    app: &TestApp,
    organization: &Organization,
    cohort: CohortId,
    (name, assignment): (&str, AssignmentId),
) -> SubmissionId {
    let submission: SubmissionId = app.app.services.sources.new_id();
    let (id, run, new) = (organization.id.uuid(), cohort.uuid(), submission.uuid());
    let (assignment, slug) = (assignment.uuid(), &organization.slug);
    app.execute(&format!(
        "INSERT INTO cadre.submission (organization_id, id, cohort_id, enrolment_id, assignment_id,
            draft_text, draft_links, draft_saved_at, draft_version, latest_version, is_passed)
         SELECT '{id}', '{new}', '{run}', e.id, '{assignment}', 'Work', '[]',
            '2026-11-25T10:00:00Z', 1, 1, false
         FROM cadre.enrolment e JOIN cadre.member m
            ON m.organization_id = e.organization_id AND m.id = e.member_id
         WHERE e.organization_id = '{id}' AND e.cohort_id = '{run}'
            AND m.email = '{name}@{slug}.example';
         INSERT INTO cadre.submission_version (organization_id, submission_id, number, cohort_id,
            text, links, submitted_at, is_late, state, graders_needed)
         VALUES ('{id}', '{new}', 1, '{run}', 'Work', '[]', '2026-11-25T10:00:00Z', false,
            'waiting', 2)"
    ))
    .await;
    submission
}

/// Begins the module that the work is for, so that its learner may go on with it, and uploads a
/// file.
async fn begin(app: &TestApp, organization: &Organization, submission: SubmissionId) -> FileId {
    let file: FileId = app.app.services.sources.new_id();
    let (id, new, submission) = (organization.id.uuid(), file.uuid(), submission.uuid());
    app.execute(&format!(
        "INSERT INTO cadre.module_progress (organization_id, cohort_id, enrolment_id, module_id,
            required_done, started_at, work_waits_since)
         SELECT s.organization_id, s.cohort_id, s.enrolment_id, a.module_id, 0, s.draft_saved_at,
            s.draft_saved_at
         FROM cadre.submission s JOIN cadre.assignment a
            ON a.organization_id = s.organization_id AND a.id = s.assignment_id
         WHERE s.organization_id = '{id}' AND s.id = '{submission}';
         INSERT INTO cadre.file (organization_id, id, owner_id, name, media_type, bytes, sha256,
            uploaded_at)
         SELECT s.organization_id, '{new}', e.member_id, 'a.pdf', 'application/pdf', 7, '\\x00',
            s.draft_saved_at
         FROM cadre.submission s JOIN cadre.enrolment e ON e.organization_id = s.organization_id
            AND e.cohort_id = s.cohort_id AND e.id = s.enrolment_id
         WHERE s.organization_id = '{id}' AND s.id = '{submission}';
         INSERT INTO cadre.submission_file (organization_id, submission_id, version_number, file_id)
         VALUES ('{id}', '{submission}', 1, '{new}')"
    ))
    .await;
    file
}

async fn claim(
    app: &TestApp,
    organization: &Organization,
    submission: SubmissionId,
    grader: &Person,
) -> GradeId {
    let grade: GradeId = app.app.services.sources.new_id();
    let (id, new) = (organization.id.uuid(), grade.uuid());
    let (submission, grader) = (submission.uuid(), grader.member_id.uuid());
    app.execute(&format!(
        "INSERT INTO cadre.grade (organization_id, id, submission_id, version_number, grader_id,
            position, state, steps, comment, claimed_at, version)
         VALUES ('{id}', '{new}', '{submission}', 1, '{grader}', 1, 'claimed', '[]', '',
            '2026-11-25T10:00:00Z', 1)"
    ))
    .await;
    grade
}
