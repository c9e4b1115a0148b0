//! Cycles, short lists and what belongs to them, in a fixed number of statements.

use std::collections::HashMap;

use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError};
use kernel::{CohortId, CycleId, MemberId, OrganizationId, PageRequest, ProgramId};
use mentoring::model::lists::{self as model, Cycle, RulingMade};
use mentoring::queries::lists as queries;
use mentoring::queries::profiles::mentor_cards;

use super::super::names::Names;
use super::types::{
    Absence, MatchingCohort, MatchingCycle, MatchingCycleState, MyShortList, PairRuling,
    PairRulingKind, PlannedManager, ScorePart, ShortListCard,
};
use crate::ids::id;
use crate::numbers::count;

/// Cycles with their cohorts and figures, in the order of the rows. Four statements.
pub(super) async fn cycles(
    connection: &mut Connection,
    organization: OrganizationId,
    rows: Vec<Cycle>,
) -> Result<Vec<MatchingCycle>, DatabaseError> {
    let ids: Vec<CycleId> = rows.iter().map(|row| row.id).collect();
    let of_cycle = queries::cohorts_of_cycles(connection, organization, &ids).await?;
    let figures = queries::cycle_figures(connection, organization, &ids).await?;
    let wanted: Vec<CohortId> = of_cycle.values().flatten().copied().collect();
    let cohorts = cohorts::queries::cohorts_by_ids(connection, organization, &wanted).await?;
    let names: HashMap<CohortId, String> =
        cohorts.into_iter().map(|cohort| (cohort.id, cohort.name)).collect();
    let programs = curriculum::queries::programs(connection, organization).await?;
    let titles: HashMap<ProgramId, String> =
        programs.into_iter().map(|program| (program.id, program.title)).collect();
    let cohort = |one: &CohortId| MatchingCohort {
        id: id(*one),
        name: names.get(one).cloned().unwrap_or_default(),
    };
    let whole = |row: Cycle| {
        let figures = figures.get(&row.id).copied().unwrap_or_default();
        let cohorts = of_cycle.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        MatchingCycle {
            id: id(row.id),
            program_id: id(row.program_id),
            program_title: titles.get(&row.program_id).cloned().unwrap_or_default(),
            cohorts: cohorts.iter().map(cohort).collect(),
            state: if row.is_open() {
                MatchingCycleState::Open
            } else {
                MatchingCycleState::Closed
            },
            name: row.name,
            ranks_until: row.ranks_until,
            pairs_end_on: row.pairs_end_on,
            learners: count(figures.learners),
            listed: count(figures.listed),
            ranked: count(figures.ranked),
            lists_offered_at: row.lists_offered_at,
            opened_at: row.opened_at,
            version: row.version,
        }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// One cycle.
pub(super) async fn cycle(
    connection: &mut Connection,
    organization: OrganizationId,
    wanted: CycleId,
) -> Result<Option<MatchingCycle>, DatabaseError> {
    let row = queries::cycle(connection, organization, wanted).await?;
    Ok(cycles(connection, organization, row.into_iter().collect()).await?.pop())
}

/// The short list of the person who asks; `None` before there is one for them.
pub(super) async fn my_short_list(
    connection: &mut Connection,
    actor: &Actor,
    wanted: Option<CycleId>,
    now: DateTime<Utc>,
) -> Result<Option<MyShortList>, DatabaseError> {
    let (organization, learner) = (actor.organization_id, actor.member_id);
    let found = match wanted {
        Some(wanted) => queries::cycle(connection, organization, wanted).await?,
        None => queries::latest_cycle_of(connection, organization, learner).await?,
    };
    let Some(cycle) = found else { return Ok(None) };
    let listed = queries::short_list_of(connection, organization, cycle.id, learner).await?;
    if listed.is_empty() {
        return Ok(None);
    }
    let ranks = queries::ranks_of(connection, organization, cycle.id, learner).await?;
    let ids: Vec<MemberId> = listed.iter().map(|card| card.mentor_id).collect();
    let mut cards = mentor_cards(connection, organization, &ids).await?;
    let card = |card: queries::ListedMentor| {
        let parts = card.reasons.as_ref().and_then(model::Reasons::parts);
        let (reasons, common_ground) =
            card.reasons.map(|told| (told.reasons, told.common_ground)).unwrap_or_default();
        ShortListCard {
            position: i32::from(card.position),
            mentor: cards.remove(&card.mentor_id).map(Into::into),
            score: i32::from(card.score),
            parts: parts.map(|parts| ScorePart::list(&parts)).unwrap_or_default(),
            reasons,
            common_ground,
        }
    };
    let cards = listed.into_iter().map(card).collect();
    Ok(Some(MyShortList {
        cycle_id: id(cycle.id),
        takes_ranks: cycle.takes_ranks(now),
        ranks_until: cycle.ranks_until,
        cycle_name: cycle.name,
        cards,
        ranks: ranks.into_iter().map(id).collect(),
    }))
}

/// A page of what was ruled in a cycle, by the ids of learner and mentor, and whether more follow.
pub(super) async fn rulings(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    page: &PageRequest,
) -> Result<Option<(Vec<(RulingMade, PairRuling)>, bool)>, DatabaseError> {
    if queries::cycle(connection, organization, cycle).await?.is_none() {
        return Ok(None);
    }
    let (made, more) = queries::rulings_page(connection, organization, cycle, page).await?;
    let ids: Vec<MemberId> = made.iter().flat_map(|one| [one.learner_id, one.mentor_id]).collect();
    let names = Names::load(connection, organization, ids).await?;
    let ruling = |one: RulingMade| {
        let ruled = PairRuling {
            learner: names.known(one.learner_id),
            mentor: names.known(one.mentor_id),
            ruling: match one.ruling {
                model::Ruling::Pin => PairRulingKind::Pin,
                model::Ruling::Forbid => PairRulingKind::Forbid,
            },
            follows_from_decline: one.declined,
            made_at: one.made_at,
        };
        (one, ruled)
    };
    Ok(Some((made.into_iter().map(ruling).collect(), more)))
}

/// Absences with the people.
pub(super) async fn absences(
    connection: &mut Connection,
    organization: OrganizationId,
    rows: Vec<model::Absence>,
) -> Result<Vec<Absence>, DatabaseError> {
    let ids: Vec<MemberId> = rows.iter().map(|row| row.member_id).collect();
    let names = Names::load(connection, organization, ids).await?;
    let absence = |row: model::Absence| Absence {
        id: id(row.id),
        member: names.known(row.member_id),
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        version: row.version,
    };
    Ok(rows.into_iter().map(absence).collect())
}

/// Planned changes with the people.
pub(super) async fn planned(
    connection: &mut Connection,
    organization: OrganizationId,
    rows: &[model::PlannedChange],
) -> Result<Vec<PlannedManager>, DatabaseError> {
    let ids: Vec<MemberId> = rows.iter().flat_map(|row| [row.member_id, row.manager_id]).collect();
    let names = Names::load(connection, organization, ids).await?;
    let change = |row: &model::PlannedChange| PlannedManager {
        member: names.known(row.member_id),
        manager: names.known(row.manager_id),
        effective_on: row.effective_on,
    };
    Ok(rows.iter().map(change).collect())
}
