//! All that the reports of some cohorts are made of, read set-wise in one snapshot.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use auth::Member;
use chrono::{DateTime, Utc};
use cohorts::model::{Calendar, Cohort, Learner, ModuleProgress, Standing};
use curriculum::{Plan, Plans};
use database::{Connection, DatabaseError};
use kernel::{CohortId, MemberId, OrganizationId};

use crate::model::{LastDigest, ReportKind};
use crate::queries;

/// One learner's place in a cohort, with where they stand.
pub(crate) struct Place {
    pub(crate) learner: Learner,
    pub(crate) cohort: Arc<CohortFacts>,
    /// What the learner has begun.
    pub(crate) begun: Vec<ModuleProgress>,
    /// Where the learner stands at the moment of the facts.
    pub(crate) standing: Standing,
}

impl Place {
    pub(crate) fn new(
        learner: Learner,
        cohort: Arc<CohortFacts>,
        begun: Vec<ModuleProgress>,
        now: DateTime<Utc>,
    ) -> Self {
        let standing = Standing::with_calendar(&cohort.plan, &cohort.calendar, &begun, now);
        Self { learner, cohort, begun, standing }
    }

    /// Where the learner will stand at a later moment if nothing more is done until then.
    pub(crate) fn standing_at(&self, later: DateTime<Utc>) -> Standing {
        Standing::with_calendar(&self.cohort.plan, &self.cohort.calendar, &self.begun, later)
    }
}

/// A cohort with its plan and the dates of its weeks.
pub(crate) struct CohortFacts {
    pub(crate) cohort: Cohort,
    pub(crate) plan: Arc<Plan>,
    pub(crate) calendar: Calendar,
}

/// See the module's text.
pub(crate) struct Facts {
    pub(crate) organization_zone: String,
    pub(crate) as_of: DateTime<Utc>,
    pub(crate) places: Vec<Place>,
    pub(crate) people: HashMap<MemberId, Member>,
    pub(crate) stops: HashSet<(MemberId, ReportKind)>,
    /// What scheduled digests are compared with; empty where a report goes out whatever it says.
    pub(crate) last_digests: HashMap<MemberId, LastDigest>,
}

impl Facts {
    /// Reads them: eight statements, however many learners; plans that are not in memory add four.
    pub(crate) async fn load(
        connection: &mut Connection,
        organization: OrganizationId,
        plans: &Plans,
        cohorts: Vec<Cohort>,
        now: DateTime<Utc>,
    ) -> Result<Self, DatabaseError> {
        let profile = auth::queries::organization(connection, organization).await?;
        let ids: Vec<CohortId> = cohorts.iter().map(|cohort| cohort.id).collect();
        let mut learners = cohorts::queries::all_learners(connection, organization, &ids).await?;
        let mut begun =
            cohorts::queries::progress_of_cohorts(connection, organization, &ids).await?;
        let people = people(connection, organization, &learners).await?;
        learners.retain(|learner| people.contains_key(&learner.member_id));
        let stops = queries::stops(connection, organization).await?;
        let mut known: HashMap<CohortId, Arc<CohortFacts>> = HashMap::new();
        for cohort in cohorts {
            if let Some(plan) =
                plans.get(connection, organization, cohort.program_version_id).await?
            {
                let calendar = Calendar::of(&plan, &cohort);
                known.insert(cohort.id, Arc::new(CohortFacts { cohort, plan, calendar }));
            }
        }
        let places = learners
            .into_iter()
            .filter_map(|learner| {
                let cohort = Arc::clone(known.get(&learner.cohort_id)?);
                let rows = begun.remove(&learner.enrolment_id).unwrap_or_default();
                Some(Place::new(learner, cohort, rows, now))
            })
            .collect();
        let last_digests = HashMap::new();
        let organization_zone = profile.time_zone;
        Ok(Self { organization_zone, as_of: now, places, people, stops, last_digests })
    }
}

/// Learners and their managers, as far as mails may go to them: who is not among them is neither
/// written to nor written about.
async fn people(
    connection: &mut Connection,
    organization: OrganizationId,
    learners: &[Learner],
) -> Result<HashMap<MemberId, Member>, DatabaseError> {
    let ids: HashSet<MemberId> = learners
        .iter()
        .flat_map(|learner| [Some(learner.member_id), learner.manager_id])
        .flatten()
        .collect();
    let ids: Vec<MemberId> = ids.into_iter().collect();
    let members = auth::queries::members_by_ids(connection, organization, &ids).await?;
    let readers = members.into_iter().filter(Member::gets_mail);
    Ok(readers.map(|member| (member.id, member)).collect())
}
