//! What waits for graders.

use std::collections::HashMap;

use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{
    Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AssignmentId, CohortId, GradeId, MemberId, OrganizationId, SubmissionId};

use crate::model::grading::{Conflict, Relations, conflict_of};

/// A part of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueuePart {
    /// A place is free that the asking person may take.
    Free,
    /// The asking person has claimed it and not published yet.
    Mine,
    /// It takes a second or third grader, and that place is free.
    Second,
}

impl QueuePart {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Mine => "mine",
            Self::Second => "second",
        }
    }
}

/// Which of the queue is wanted; what is `None` does not narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueFilter {
    /// Of this cohort.
    pub cohort_id: Option<CohortId>,
    /// For this assignment.
    pub assignment_id: Option<AssignmentId>,
    /// Of this part.
    pub part: Option<QueuePart>,
}

/// A page of the queue: how many, 1 to 100, and after which place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePage {
    /// How many.
    pub first: i64,
    /// Moment and submission of the entry before.
    pub after: Option<(DateTime<Utc>, SubmissionId)>,
}

/// One version that waits for graders.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct QueuedWork {
    /// The submission.
    #[diesel(sql_type = SqlUuid)]
    pub submission_id: SubmissionId,
    /// Which version of it.
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    /// The cohort.
    #[diesel(sql_type = SqlUuid)]
    pub cohort_id: CohortId,
    /// The cohort's name.
    #[diesel(sql_type = Text)]
    pub cohort_name: String,
    /// The assignment.
    #[diesel(sql_type = SqlUuid)]
    pub assignment_id: AssignmentId,
    /// Its code.
    #[diesel(sql_type = Text)]
    pub assignment_code: String,
    /// Its title.
    #[diesel(sql_type = Text)]
    pub assignment_title: String,
    /// The learner.
    #[diesel(sql_type = SqlUuid)]
    pub author_id: MemberId,
    /// The learner's name.
    #[diesel(sql_type = Text)]
    pub author_name: String,
    /// The learner's unit.
    #[diesel(sql_type = Nullable<Text>)]
    pub author_unit: Option<String>,
    /// Since when it waits, UTC.
    #[diesel(sql_type = Timestamptz)]
    pub submitted_at: DateTime<Utc>,
    /// Whether it was late.
    #[diesel(sql_type = Bool)]
    pub is_late: bool,
    /// How many graders it takes.
    #[diesel(sql_type = SmallInt)]
    pub graders_needed: i16,
    /// How many have claimed it.
    #[diesel(sql_type = BigInt)]
    pub claimed: i64,
    /// The asking person's own grade.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub own_grade_id: Option<GradeId>,
    /// Whether the asking person runs the cohort.
    #[diesel(sql_type = Bool)]
    pub facilitates: bool,
    #[diesel(sql_type = Bool)]
    same_person: bool,
    #[diesel(sql_type = Bool)]
    author_manages: bool,
    #[diesel(sql_type = Bool)]
    manages_author: bool,
    #[diesel(sql_type = Bool)]
    mentors_author: bool,
}

impl QueuedWork {
    /// What keeps the asking person from grading it.
    pub fn conflict(&self) -> Option<Conflict> {
        conflict_of(Relations {
            same_person: self.same_person,
            author_manages_grader: self.author_manages,
            grader_manages_author: self.manages_author,
            grader_mentors_author: self.mentors_author,
            // There are no groups yet.
            same_group: false,
        })
    }
}

/// A page of what waits in the cohorts in which the asking person grades, oldest first, and whether
/// more follows. Call it for those who may grade.
///
/// # Errors
/// When the statement fails.
pub async fn queue_page(
    connection: &mut Connection,
    actor: &Actor,
    filter: &QueueFilter,
    page: &QueuePage,
) -> Result<(Vec<QueuedWork>, bool), DatabaseError> {
    let mut found: Vec<QueuedWork> = fixed_text(
        diesel::sql_query(QUEUE)
            .bind::<SqlUuid, _>(actor.organization_id)
            .bind::<SqlUuid, _>(actor.member_id)
            .bind::<Nullable<SqlUuid>, _>(filter.cohort_id)
            .bind::<Nullable<SqlUuid>, _>(filter.assignment_id)
            .bind::<Nullable<Text>, _>(filter.part.map(QueuePart::as_str))
            .bind::<Nullable<Timestamptz>, _>(page.after.map(|(at, _)| at))
            .bind::<Nullable<SqlUuid>, _>(page.after.map(|(_, id)| id))
            .bind::<BigInt, _>(page.first + 1),
    )
    .load(connection)
    .await?;
    let first = usize::try_from(page.first).unwrap_or(usize::MAX);
    let more = found.len() > first;
    found.truncate(first);
    Ok((found, more))
}

const QUEUE: &str = "
    SELECT v.submission_id, v.number, v.cohort_id, c.name AS cohort_name,
        a.id AS assignment_id, a.code AS assignment_code, a.title AS assignment_title,
        author.id AS author_id, author.name AS author_name, author.unit AS author_unit,
        v.submitted_at, v.is_late, v.graders_needed, held.claimed, mine.id AS own_grade_id,
        f.member_id IS NOT NULL AS facilitates, author.id = me.id AS same_person,
        coalesce(me.manager_id = author.id, false) AS author_manages,
        coalesce(author.manager_id = me.id, false) AS manages_author,
        mentoring.is_pair AS mentors_author
    FROM cadre.submission_version v
    JOIN cadre.submission s ON s.organization_id = $1 AND s.id = v.submission_id
    JOIN cadre.cohort c ON c.organization_id = $1 AND c.id = v.cohort_id
    JOIN cadre.assignment a ON a.organization_id = $1 AND a.id = s.assignment_id
    JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = s.cohort_id
        AND e.id = s.enrolment_id
    JOIN cadre.member author ON author.organization_id = $1 AND author.id = e.member_id
    JOIN cadre.member me ON me.organization_id = $1 AND me.id = $2
    LEFT JOIN cadre.cohort_facilitator f ON f.organization_id = $1 AND f.cohort_id = v.cohort_id
        AND f.member_id = $2
    LEFT JOIN cadre.cohort_grader n ON n.organization_id = $1 AND n.cohort_id = v.cohort_id
        AND n.member_id = $2
    LEFT JOIN cadre.grade mine ON mine.organization_id = $1 AND mine.submission_id = v.submission_id
        AND mine.version_number = v.number AND mine.grader_id = $2
    CROSS JOIN LATERAL (SELECT count(*) AS claimed FROM cadre.grade t WHERE t.organization_id = $1
        AND t.submission_id = v.submission_id AND t.version_number = v.number) AS held
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM cadre.pair p WHERE p.organization_id = $1
        AND p.learner_id = author.id AND p.mentor_id = me.id AND p.accepted_at IS NOT NULL
        AND p.ended_at IS NULL) AS is_pair) AS mentoring
    WHERE v.organization_id = $1 AND v.state = 'waiting'
        AND (f.member_id IS NOT NULL OR n.member_id IS NOT NULL)
        AND ($3::uuid IS NULL OR v.cohort_id = $3)
        AND ($4::uuid IS NULL OR s.assignment_id = $4)
        AND ($5::text IS NULL
            OR ($5 = 'mine' AND mine.state = 'claimed')
            OR ($5 IN ('free', 'second') AND mine.id IS NULL AND held.claimed < v.graders_needed
                AND ($5 = 'free' OR held.claimed >= 1)
                AND author.id <> me.id AND me.manager_id IS DISTINCT FROM author.id
                AND author.manager_id IS DISTINCT FROM me.id AND NOT mentoring.is_pair))
        AND ($6::timestamptz IS NULL OR (v.submitted_at, v.submission_id) > ($6, $7))
    ORDER BY v.submitted_at, v.submission_id LIMIT $8";

#[derive(QueryableByName)]
struct WaitsFor {
    #[diesel(sql_type = SqlUuid)]
    submission_id: SubmissionId,
    #[diesel(sql_type = SmallInt)]
    version_number: i16,
    #[diesel(sql_type = SqlUuid)]
    member_id: MemberId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
}

/// Somebody for whom work waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub member_id: MemberId,
    /// The person's name.
    pub name: String,
    /// The person's unit.
    pub unit: Option<String>,
}

/// Who has claimed some submissions and not published, by submission and version.
///
/// # Errors
/// When the statement fails.
pub async fn holders(
    connection: &mut Connection,
    organization: OrganizationId,
    submissions: &[SubmissionId],
) -> Result<HashMap<(SubmissionId, i16), Vec<Holder>>, DatabaseError> {
    let rows: Vec<WaitsFor> = fixed_text(
        diesel::sql_query(
            "SELECT g.submission_id, g.version_number, m.id AS member_id, m.name, m.unit
             FROM cadre.grade g
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = g.grader_id
             WHERE g.organization_id = $1 AND g.submission_id = ANY($2) AND g.state = 'claimed'
             ORDER BY g.position",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(submissions),
    )
    .load(connection)
    .await?;
    let mut holders: HashMap<(SubmissionId, i16), Vec<Holder>> = HashMap::new();
    for row in rows {
        let holder = Holder { member_id: row.member_id, name: row.name, unit: row.unit };
        holders.entry((row.submission_id, row.version_number)).or_default().push(holder);
    }
    Ok(holders)
}
