//! Arguments for every root field: such that somebody who may is served.

use kernel::{CohortId, EnrolmentId, LessonId, MemberId, ModuleId, ProgramId, ProgramVersionId};
use serde_json::{Value, json};
use uuid::Uuid;

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
}

impl Kind {
    /// An id of that kind with these bits.
    pub fn written(self, id: Uuid) -> String {
        match self {
            Self::Program => ProgramId::from(id).to_string(),
            Self::ProgramVersion => ProgramVersionId::from(id).to_string(),
            Self::Lesson => LessonId::from(id).to_string(),
            Self::Module => ModuleId::from(id).to_string(),
            Self::Cohort => CohortId::from(id).to_string(),
            Self::Enrolment => EnrolmentId::from(id).to_string(),
            Self::Member | Self::Invited | Self::Leaver => MemberId::from(id).to_string(),
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
            Kind::Cohort => self.cohort.to_string(),
            Kind::Enrolment => self.things.enrolment.clone(),
            Kind::Member => self.facilitator.member_id.to_string(),
            Kind::Invited => self.invited.to_string(),
            Kind::Leaver => self.leaver.to_string(),
        }
    }

    /// An id of that kind in the same organisation that is nobody's business but the admin's and
    /// its owner's; `None` where the whole organisation may know all.
    pub fn hidden_id(&self, kind: Kind) -> Option<String> {
        match kind {
            Kind::Cohort => Some(self.other_cohort.to_string()),
            Kind::Enrolment => Some(self.things.other_enrolment.clone()),
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
];

/// What the id at a path below a root field names.
pub fn kind_of(field: &str, path: &str) -> Option<Kind> {
    let found = IDS.iter().find(|(of, at, _)| (*of, *at) == (field, path));
    found.map(|(_, _, kind)| *kind)
}

/// How many arguments take an id.
pub const fn known_ids() -> usize {
    IDS.len()
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
