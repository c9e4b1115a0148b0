use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use mentoring::model::oversight::week::{DueItem, Duty};
use mentoring::queries::oversight::coordinator_week::{self, Asked, FreePlaces};

use super::super::names::Names;
use super::health::HealthCheckOccasion;
use super::types::{MentoringDecisionRequest, MentoringEscalation};
use crate::cohorts::types::Person;
use crate::ids::id;
use crate::numbers::count;

/// Something that a mentor has to do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Duty")]
pub enum MentorDuty {
    /// A proposal to answer.
    Answer,
    /// An agreement to write, or to sign.
    Agreement,
    /// A session that is planned.
    Session,
    /// A session whose time is over and that nobody entered.
    LogSession,
    /// No session is planned, and the cadence of the agreement runs out.
    PlanSession,
    /// A check of health to answer.
    HealthCheck,
    /// A closing form to fill in.
    ClosingForm,
}

/// Something that is due for a mentor within seven days.
#[derive(SimpleObject)]
pub struct MentorDue {
    /// The pair.
    pub pair_id: ID,
    /// The learner.
    pub learner: Person,
    /// What it is.
    pub kind: MentorDuty,
    /// What to do, in words.
    pub words: String,
    /// On which day, or until the end of which, in the reader's time zone; null where nothing happens
    /// by itself.
    pub due_on: Option<NaiveDate>,
    /// At which moment, UTC.
    pub due_at: Option<DateTime<Utc>>,
    /// Of a check of health, which one.
    pub occasion: Option<HealthCheckOccasion>,
}

impl MentorDue {
    pub(super) fn new(item: DueItem, zone: Tz) -> Self {
        Self {
            pair_id: id(item.pair_id),
            due_on: item.due_on(zone),
            learner: Person {
                id: id(item.learner_id),
                name: item.learner_name,
                unit: item.learner_unit,
            },
            kind: item.duty.into(),
            words: item.duty.words().to_owned(),
            due_at: item.due_at,
            occasion: item.occasion.map(HealthCheckOccasion::from),
        }
    }
}

/// What a pair waits for.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairWait {
    /// An answer to the proposal.
    Answer,
    /// A signature below the agreement, or the agreement itself.
    Signature,
    /// A closing form.
    ClosingForm,
}

/// A pair that cannot go on before somebody does something.
#[derive(SimpleObject)]
pub struct WaitingPair {
    /// The pair.
    pub pair_id: ID,
    /// Who is mentored.
    pub learner: Option<Person>,
    /// Who mentors.
    pub mentor: Option<Person>,
    /// What it waits for.
    pub waits_for: PairWait,
    /// Whether it waits for the learner.
    pub on_learner: bool,
    /// Whether it waits for the mentor.
    pub on_mentor: bool,
    /// Since when, UTC.
    pub since: DateTime<Utc>,
    /// Until when there is time, UTC; null where nothing happens by itself.
    pub due_at: Option<DateTime<Utc>>,
}

impl WaitingPair {
    pub(super) fn new(row: &coordinator_week::WaitingPair, names: &Names) -> Self {
        Self {
            pair_id: id(row.pair_id),
            learner: names.person(row.learner_id),
            mentor: names.person(row.mentor_id),
            waits_for: match row.state.as_str() {
                "accepted" => PairWait::Signature,
                "closing" | "impossible" => PairWait::ClosingForm,
                _ => PairWait::Answer,
            },
            on_learner: row.on_learner,
            on_mentor: row.on_mentor,
            since: row.since,
            due_at: row.due_at,
        }
    }
}

/// A mentor who declined in a cycle that is open, or let two proposals or more expire.
#[derive(SimpleObject)]
pub struct AskedMentor {
    /// The mentor.
    pub mentor: Option<Person>,
    /// How often they were asked in open cycles.
    pub times: i32,
    /// How often they declined.
    pub declined: i32,
    /// How often a proposal expired without their answer.
    pub expired: i32,
}

impl AskedMentor {
    pub(super) fn new(row: &Asked, names: &Names) -> Self {
        Self {
            mentor: names.person(row.mentor_id),
            times: count(row.times),
            declined: count(row.declined),
            expired: count(row.expired),
        }
    }
}

/// Free places of mentors who are at level 3 or more in a competency.
#[derive(SimpleObject)]
pub struct PlacesByCompetency {
    /// The competency's code, for example `C04`.
    pub code: String,
    /// How many places are free. One place counts in each competency of its mentor.
    pub free: i32,
    /// How many mentors offer them.
    pub mentors: i32,
    /// How many learners without a mentor want to grow in it.
    pub wanted: i32,
}

impl From<FreePlaces> for PlacesByCompetency {
    fn from(row: FreePlaces) -> Self {
        Self {
            code: row.code,
            free: count(row.free),
            mentors: count(row.mentors),
            wanted: count(row.wanted),
        }
    }
}

/// What a coordinator looks at in a week. How pairs are stands among the escalations, each low one by
/// itself, and pair by pair in `pairHealth`. Each list has at most 99 entries, the most pressing first.
#[derive(SimpleObject)]
pub struct CoordinatorWeek {
    /// What has to be looked at, the oldest first. `mentoringEscalations` has all.
    pub escalations: Vec<MentoringEscalation>,
    /// Learners who want a person to decide and have no answer yet, the newest first.
    pub decision_requests: Vec<MentoringDecisionRequest>,
    /// Who waits for whom, longest first.
    pub waiting: Vec<WaitingPair>,
    /// Mentors who declined in open cycles or left two proposals unanswered, those who declined most
    /// often first.
    pub asked: Vec<AskedMentor>,
    /// Where places are free, and where they are wanted, by competency.
    pub places_by_competency: Vec<PlacesByCompetency>,
}
