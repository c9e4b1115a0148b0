use async_graphql::{Context, ID, Object};
use database::DatabaseError;
use kernel::{PairId, Permission};
use mentoring::model::pair::Pair;
use mentoring::model::side::Side;
use mentoring::policy;
use mentoring::queries::oversight::checks::checks_of;
use mentoring::queries::oversight::competencies::open_competencies;
use mentoring::queries::oversight::decisions::{Asked, decision_requests_page};
use mentoring::queries::oversight::escalations::{Wanted, escalations_page};
use mentoring::queries::pair::pairs_by_ids;
use mentoring::queries::stands::stands;

use super::figures::OpenCompetency;
use super::health::{HealthCheck, PairHealth};
use super::load;
use super::types::{MentoringDecisionRequest, MentoringEscalation};
use super::weeks::{CoordinatorWeek, MentorDue};
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::ids;
use crate::paging::{self, Connection};

/// The names that bind cursors to lists. What is open is another list, in another order.
const ESCALATIONS: &str = "mentoringEscalations";
const OPEN_ESCALATIONS: &str = "mentoringEscalations.open";
const REQUESTS: &str = "decisionRequests";

#[derive(Default)]
pub struct OversightQuery;

#[Object]
impl OversightQuery {
    /// The checks of health that the person who asks got in a pair, by the moment of asking; what the
    /// other side answers is not among them. For the two of the pair.
    async fn my_health_checks(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A pair that one is a side of.")] pair_id: ID,
    ) -> Result<Option<Vec<HealthCheck>>, ApiError> {
        let request = RequestContext::of(context);
        let id: PairId = ids::parse(&pair_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::MeetInPair)?;
        let found = request
            .snapshot()?
            .read(async |connection| {
                let stand = stands(connection, actor, &[id]).await?.remove(&id);
                let side = stand.and_then(|stand| policy::demand_side(actor.roles, stand).ok());
                let Some(side) = side else { return Ok(None) };
                let checks = checks_of(connection, actor.organization_id, id).await?;
                Ok::<_, DatabaseError>(Some(HealthCheck::of_side(&checks, side)))
            })
            .await?;
        found.ok_or_else(ApiError::not_found).map(Some)
    }

    /// What both sides of a pair answered to checks of health, and whether its health is low. For
    /// coordinators who are neither of the two nor somebody to whom one of them reports.
    async fn pair_health(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The pair.")] pair_id: ID,
    ) -> Result<Option<PairHealth>, ApiError> {
        let request = RequestContext::of(context);
        let id: PairId = ids::parse(&pair_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::CoordinateMentoring)?;
        let found = request
            .snapshot()?
            .read(async |connection| {
                let stand = stands(connection, actor, &[id]).await?.remove(&id);
                if !stand.is_some_and(|stand| policy::reads_answers(actor.roles, stand)) {
                    return Ok(None);
                }
                let organization = actor.organization_id;
                let pair = pairs_by_ids(connection, organization, &[id]).await?.pop();
                let checks = checks_of(connection, organization, id).await?;
                let health = |pair: Pair| PairHealth::new(&pair, &checks, request.now);
                Ok::<_, DatabaseError>(pair.map(health))
            })
            .await?;
        found.ok_or_else(ApiError::not_found).map(Some)
    }

    /// What is due for the person who asks, as a mentor, within seven days: what has a date first,
    /// by it; at most 99. For mentors.
    async fn mentor_week(&self, context: &Context<'_>) -> Result<Option<Vec<MentorDue>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::OfferMentoring)?;
        let week = request
            .snapshot()?
            .read(async |connection| load::mentor_week(request, actor, connection).await)
            .await?;
        Ok(Some(week))
    }

    /// What a coordinator looks at: what came up, who waits for whom, who is asked too often, where
    /// places are free. For coordinators; nothing of it is about a pair of their own, and who waits or
    /// was asked too often about nobody in their reporting line.
    async fn coordinator_week(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<CoordinatorWeek>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::CoordinateMentoring)?;
        let week = request
            .snapshot()?
            .read(async |connection| load::coordinator_week(connection, actor).await)
            .await?;
        Ok(Some(week))
    }

    /// What came up in pairs and has to be looked at, or was. Those that are open come the oldest
    /// first, all of them the newest first. For coordinators; nothing of it is about a pair of their
    /// own, and what is about health or declining not about people in their reporting line.
    async fn mentoring_escalations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that nobody has settled; false when left out.")]
        open_only: Option<bool>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MentoringEscalation>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::CoordinateMentoring)?;
        let (wanted, list) = match open_only {
            Some(true) => (Wanted::Open, OPEN_ESCALATIONS),
            _ => (Wanted::All, ESCALATIONS),
        };
        let page = paging::request(list, first, after.as_deref())?;
        let (entries, more) = request
            .snapshot()?
            .read(async |connection| {
                let (rows, more) = escalations_page(connection, actor, wanted, &page).await?;
                let entries = load::named_escalations(connection, actor, &rows).await?;
                Ok::<_, DatabaseError>((entries, more))
            })
            .await?;
        Ok(Some(Connection::new(list, entries, more)))
    }

    /// Learners who want a person to decide on a proposal, the newest first. Learners find their own,
    /// with the answer. Coordinators find all with which they have nothing to do: neither as one of
    /// the two nor as somebody to whom one of them reports.
    async fn decision_requests(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<MentoringDecisionRequest>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        let asked = if actor.may(Permission::CoordinateMentoring) {
            Asked::ByAll
        } else {
            actor.require(Permission::SeekMentor)?;
            Asked::ByOneself
        };
        let page = paging::request(REQUESTS, first, after.as_deref())?;
        let (entries, more) = request
            .snapshot()?
            .read(async |connection| {
                let (rows, more) = decision_requests_page(connection, actor, asked, &page).await?;
                let entries = load::named_requests(connection, actor, rows).await?;
                Ok::<_, DatabaseError>((entries, more))
            })
            .await?;
        Ok(Some(Connection::new(REQUESTS, entries, more)))
    }

    /// What goals of a pair can be drawn from: competencies that the modules of the learner's run aim
    /// at, those that the learner named first. What the learner has completed is left out; for the
    /// mentor only once the learner signed an agreement that shares the progress. To the mentor of a pair
    /// that is over, NOT_FOUND. For the two of the pair.
    async fn open_competencies(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A pair that one is a side of.")] pair_id: ID,
    ) -> Result<Option<Vec<OpenCompetency>>, ApiError> {
        let request = RequestContext::of(context);
        let id: PairId = ids::parse(&pair_id)?;
        let actor = request.actor().await?;
        actor.require(Permission::MeetInPair)?;
        let organization = actor.organization_id;
        let found = request
            .snapshot()?
            .read(async |connection| {
                let stand = stands(connection, actor, &[id]).await?.remove(&id);
                let side = stand.and_then(|stand| policy::demand_side(actor.roles, stand).ok());
                let Some(side) = side else { return Ok(None) };
                let Some(pair): Option<Pair> =
                    pairs_by_ids(connection, organization, &[id]).await?.pop()
                else {
                    return Ok(None);
                };
                // What the learner learns afterwards is no mentor's business.
                if side == Side::Mentor && !pair.is_open() {
                    return Ok(None);
                }
                let open = open_competencies(connection, organization, &pair, side).await?;
                Ok::<_, DatabaseError>(Some(open))
            })
            .await?;
        let open = found.ok_or_else(ApiError::not_found)?;
        Ok(Some(open.into_iter().map(OpenCompetency::from).collect()))
    }
}
