//! All that the reports of some cohorts are made of, read set-wise in one snapshot.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use auth::Member;
use chrono::{DateTime, Utc};
use cohorts::model::{Cohort, Learner, ModuleProgress, Standing, WeekStarts};
use curriculum::{Plan, Plans};
use database::{Connection, DatabaseError};
use kernel::{CohortId, EnrolmentId, MemberId, OrganizationId};

use crate::model::ReportKind;
use crate::queries;

/// One learner's place in a cohort, with where they stand.
pub(crate) struct Place {
    pub(crate) learner: Learner,
    pub(crate) cohort: Arc<CohortFacts>,
    pub(crate) standing: Standing,
}

/// A cohort with its plan.
pub(crate) struct CohortFacts {
    pub(crate) cohort: Cohort,
    pub(crate) plan: Arc<Plan>,
}

/// See the module's text.
pub(crate) struct Facts {
    pub(crate) organization_zone: String,
    pub(crate) as_of: DateTime<Utc>,
    pub(crate) places: Vec<Place>,
    pub(crate) people: HashMap<MemberId, Member>,
    pub(crate) stops: HashSet<(MemberId, ReportKind)>,
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
        let learners = cohorts::queries::all_learners(connection, organization, &ids).await?;
        let progress =
            cohorts::queries::progress_of_cohorts(connection, organization, &ids).await?;
        let people = people(connection, organization, &learners).await?;
        let stops = queries::stops(connection, organization).await?;
        let mut known: HashMap<CohortId, (Arc<CohortFacts>, WeekStarts)> = HashMap::new();
        for cohort in cohorts {
            if let Some(plan) =
                plans.get(connection, organization, cohort.program_version_id).await?
            {
                let calendar = WeekStarts::of(&plan, &cohort);
                known.insert(cohort.id, (Arc::new(CohortFacts { cohort, plan }), calendar));
            }
        }
        let mut begun: HashMap<EnrolmentId, Vec<ModuleProgress>> = HashMap::new();
        for row in progress {
            begun.entry(row.enrolment_id).or_default().push(row);
        }
        let places = learners
            .into_iter()
            .filter_map(|learner| {
                let (cohort, calendar) = known.get(&learner.cohort_id)?;
                let rows = begun.get(&learner.enrolment_id).map_or(&[][..], Vec::as_slice);
                let standing = Standing::with_calendar(&cohort.plan, calendar, rows, now);
                Some(Place { learner, cohort: Arc::clone(cohort), standing })
            })
            .collect();
        Ok(Self { organization_zone: profile.time_zone, as_of: now, places, people, stops })
    }
}

/// Learners and their managers.
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
    Ok(members.into_iter().map(|member| (member.id, member)).collect())
}
