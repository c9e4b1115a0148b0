//! Views of coordinators in a fixed number of statements.

use std::collections::HashMap;

use auth::Actor;
use database::{Connection, DatabaseError};
use kernel::{MemberId, PageRequest, PairId, parse_time_zone};
use mentoring::model::pair::Pair;
use mentoring::queries::oversight::coordinator_week;
use mentoring::queries::oversight::decisions::{self, DecisionRequest};
use mentoring::queries::oversight::escalations::{self, Escalation, Wanted};
use mentoring::queries::oversight::mentor_week::{self, Whose};
use mentoring::queries::pair::pairs_by_ids;
use uuid::Uuid;

use super::super::names::Names;
use super::types::{MentoringDecisionRequest, MentoringEscalation};
use super::weeks::{AskedMentor, CoordinatorWeek, MentorDue, PlacesByCompetency, WaitingPair};
use crate::context::RequestContext;

/// An entry with its place in the list.
type Listed<T> = (T, String, Uuid);

type Pairs = HashMap<PairId, Pair>;

/// Entries of each list of a week.
const MOST: PageRequest = PageRequest { first: 99, after: None };

async fn pairs(
    connection: &mut Connection,
    actor: &Actor,
    ids: &[PairId],
) -> Result<Pairs, DatabaseError> {
    let found = pairs_by_ids(connection, actor.organization_id, ids).await?;
    Ok(found.into_iter().map(|pair| (pair.id, pair)).collect())
}

fn sides(pairs: &Pairs) -> impl Iterator<Item = MemberId> {
    pairs.values().flat_map(|pair| [pair.learner_id, pair.mentor_id])
}

/// Escalations with the people that they speak of: two statements for any number.
pub(super) async fn named_escalations(
    connection: &mut Connection,
    actor: &Actor,
    rows: &[Escalation],
) -> Result<Vec<Listed<MentoringEscalation>>, DatabaseError> {
    let ids: Vec<PairId> = rows.iter().filter_map(|row| row.pair_id).collect();
    let pairs = pairs(connection, actor, &ids).await?;
    let others = rows.iter().flat_map(|row| [row.member_id, row.settled_by]).flatten();
    let people: Vec<MemberId> = sides(&pairs).chain(others).collect();
    let names = Names::load(connection, actor.organization_id, people).await?;
    let entry = |row: &Escalation| {
        let pair = row.pair_id.and_then(|pair| pairs.get(&pair));
        let entry = MentoringEscalation::new(row, pair, &names)?;
        Some((entry, String::new(), row.id.uuid()))
    };
    Ok(rows.iter().filter_map(entry).collect())
}

/// Requests with the people that they speak of: two statements for any number.
pub(super) async fn named_requests(
    connection: &mut Connection,
    actor: &Actor,
    rows: Vec<DecisionRequest>,
) -> Result<Vec<Listed<MentoringDecisionRequest>>, DatabaseError> {
    let ids: Vec<PairId> = rows.iter().map(|row| row.pair_id).collect();
    let pairs = pairs(connection, actor, &ids).await?;
    let others = rows.iter().filter_map(|row| row.answered_by);
    let people: Vec<MemberId> = sides(&pairs).chain(others).collect();
    let names = Names::load(connection, actor.organization_id, people).await?;
    let entry = |row: DecisionRequest| {
        let at = row.id.uuid();
        let pair = pairs.get(&row.pair_id);
        (MentoringDecisionRequest::new(row, pair, &names), String::new(), at)
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// What a mentor has to do within seven days.
pub(super) async fn mentor_week(
    request: &RequestContext,
    actor: &Actor,
    connection: &mut Connection,
) -> Result<Vec<MentorDue>, DatabaseError> {
    let organization = actor.organization_id;
    let mentors = [actor.member_id];
    let whose = Whose { mentors: Some(&mentors), cohort: None };
    let items = mentor_week::due(connection, organization, whose, request.now).await?;
    let me = auth::queries::member(connection, organization, actor.member_id).await?;
    let profile = auth::queries::organization(connection, organization).await?;
    let zone = me.and_then(|me| me.time_zone).unwrap_or(profile.time_zone);
    let zone = parse_time_zone(&zone).unwrap_or_default();
    Ok(items.into_iter().map(|item| MentorDue::new(item, zone)).collect())
}

/// What a coordinator looks at: ten statements, however many pairs there are.
pub(super) async fn coordinator_week(
    connection: &mut Connection,
    actor: &Actor,
) -> Result<CoordinatorWeek, DatabaseError> {
    let organization = actor.organization_id;
    let (open, _) = escalations::escalations_page(connection, actor, Wanted::Open, &MOST).await?;
    let (requests, _) =
        decisions::decision_requests_page(connection, actor, decisions::Asked::Unanswered, &MOST)
            .await?;
    let waiting = coordinator_week::waiting(connection, actor).await?;
    let asked = coordinator_week::asked(connection, actor).await?;
    let places = coordinator_week::free_places(connection, organization).await?;
    let waiting_for = waiting.iter().flat_map(|row| [row.learner_id, row.mentor_id]);
    let people = waiting_for.chain(asked.iter().map(|row| row.mentor_id)).collect();
    let names = Names::load(connection, organization, people).await?;
    let open = named_escalations(connection, actor, &open).await?;
    let requests = named_requests(connection, actor, requests).await?;
    Ok(CoordinatorWeek {
        escalations: open.into_iter().map(|(entry, ..)| entry).collect(),
        decision_requests: requests.into_iter().map(|(entry, ..)| entry).collect(),
        waiting: waiting.iter().map(|row| WaitingPair::new(row, &names)).collect(),
        asked: asked.iter().map(|row| AskedMentor::new(row, &names)).collect(),
        places_by_competency: places.into_iter().map(PlacesByCompetency::from).collect(),
    })
}
