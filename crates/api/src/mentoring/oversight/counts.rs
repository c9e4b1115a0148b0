use async_graphql::{Context, ID, Object};
use auth::Denied;
use database::DatabaseError;
use kernel::{CohortId, CycleId, Permission, ProgramId};
use mentoring::MentoringError;
use mentoring::model::oversight::fairness::rows;
use mentoring::policy::reads_matched;
use mentoring::queries::lists::cycle;
use mentoring::queries::oversight::competencies::mentored_competencies;
use mentoring::queries::oversight::counts::cohort_counts;
use mentoring::queries::oversight::fairness::{fared, load};
use mentoring::queries::oversight::matched::{Matched, Seen, matched_page};

use super::figures::{CohortMentoring, FairnessReport, MentoredCompetency};
use super::types::MatchedState;
use crate::cohorts::types::Person;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids::{self, id};
use crate::paging::{self, Connection};

/// The name that binds cursors to the list.
const MATCHED: &str = "matchedStates";

#[derive(Default)]
pub struct MentoringCountsQuery;

#[Object]
impl MentoringCountsQuery {
    /// How the learners of a cycle fared, by unit, country, work pattern and, by consent, gender: who
    /// has a mentor, how well the two fit, who got a mentor that they ranked, how long it took to the
    /// first session. Nothing of fewer than five people: what learners told of themselves counts in
    /// the first cycle that they are in alone, and gender once that cycle's ranks are due. For
    /// coordinators and admins.
    async fn fairness_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cycle.")] cycle_id: ID,
    ) -> Result<Option<FairnessReport>, ApiError> {
        let request = RequestContext::of(context);
        let wanted: CycleId = ids::parse(&cycle_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::SetMentoringRules)?;
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| {
                if cycle(connection, organization, wanted).await?.is_none() {
                    return Ok(None);
                }
                let learners = fared(connection, organization, wanted, request.now).await?;
                let load = load(connection, organization).await?;
                Ok::<_, DatabaseError>(Some(FairnessReport::new(wanted, rows(&learners), load)))
            })
            .await?;
        found.ok_or_else(ApiError::not_found).map(Some)
    }

    /// Whether learners of a cohort have a mentor, yes or no, by name. Facilitators of the cohort see
    /// all, managers their direct reports.
    async fn matched_states(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MatchedState>>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&cohort_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::ReadMatched)?;
        let page = paging::request(MATCHED, first, after.as_deref())?;
        let found = request
            .snapshot()?
            .read(async |connection| {
                let seen = cohorts::queries::visible_cohort(connection, actor, cohort).await?;
                let Some((_, relation)) = seen else {
                    return Ok(Err(MentoringError::NotFound("cohort")));
                };
                if !reads_matched(actor.roles, relation) {
                    return Ok(Err(Denied(Permission::ReadMatched).into()));
                }
                let seen = if relation.facilitates { Seen::All } else { Seen::OwnPeople };
                let rows = matched_page(connection, actor, cohort, seen, &page).await?;
                Ok::<_, DatabaseError>(Ok(rows))
            })
            .await?;
        let (rows, more) = found?;
        let entry = |row: Matched| {
            let place = (row.name.clone(), row.member_id.uuid());
            let learner = Person { id: id(row.member_id), name: row.name, unit: row.unit };
            (MatchedState { learner, has_mentor: row.has_mentor }, place.0, place.1)
        };
        Ok(Some(Connection::new(MATCHED, rows.into_iter().map(entry).collect(), more)))
    }

    /// How mentoring goes in a cohort, in counts from five people up. For sponsors, admins and
    /// coordinators.
    async fn cohort_mentoring(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cohort.")] cohort_id: ID,
    ) -> Result<Option<CohortMentoring>, ApiError> {
        let request = RequestContext::of(context);
        let cohort: CohortId = ids::parse(&cohort_id)?;
        let actor = request.actor().await?;
        if !actor.may(Permission::CoordinateMentoring) {
            actor.require(Permission::ReadCounts)?;
        }
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| {
                if cohorts::queries::cohort(connection, organization, cohort).await?.is_none() {
                    return Ok(None);
                }
                let counts = cohort_counts(connection, organization, cohort, request.now).await?;
                Ok::<_, DatabaseError>(Some(CohortMentoring::new(cohort, counts)))
            })
            .await?;
        found.ok_or_else(ApiError::not_found).map(Some)
    }

    /// Competencies in which five or more learners of a program set goals with their mentors, and how
    /// many of these goals were reached, in pairs that are over or closing; by code. It says what
    /// happened, not why. For coordinators, sponsors and admins.
    async fn mentored_competencies(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The program.")] program_id: ID,
    ) -> Result<Option<Vec<MentoredCompetency>>, ApiError> {
        let request = RequestContext::of(context);
        let program: ProgramId = ids::parse(&program_id)?;
        let actor = request.actor().await?;
        if !actor.may(Permission::CoordinateMentoring) {
            actor.require(Permission::ReadCounts)?;
        }
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| {
                let known = curriculum::queries::program(connection, organization, program).await?;
                if known.is_none() {
                    return Ok(None);
                }
                let rows = mentored_competencies(connection, organization, program).await?;
                Ok::<_, DatabaseError>(Some(rows))
            })
            .await?;
        let rows = found.ok_or_else(ApiError::not_found)?;
        Ok(Some(rows.into_iter().map(MentoredCompetency::from).collect()))
    }
}
