//! Everything that a match is made from, in a fixed number of statements.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, MemberId, OrganizationId};

use super::facts::{lasting_facts, person};
use super::{cycles, history, short_list};
use crate::error::MentoringError;
use crate::model::exclusion::Exclusions;
use crate::model::lists::{
    Cycle, CycleFacts, FocusInput, Lasting, LearnerInput, MatchHead, MatchInputs, MentorInput,
    Parts,
};
use crate::model::profiles::profile::{LearnerAim, MentorOffer, Person};
use crate::queries::profiles;

/// For whom a match is made.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The cycle.
    pub cycle: &'a Cycle,
    /// The one learner that is looked at; everybody of the cycle when `None`.
    pub only_learner: Option<MemberId>,
    /// The present day, in the organisation's zone.
    pub today: NaiveDate,
}

/// What stands between two people of a cycle, and how well they fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPair {
    /// The rules against them.
    pub exclusions: Exclusions,
    /// The parts of their score, whatever stands against them.
    pub parts: Parts,
    /// The places that the mentor has free.
    pub free: u32,
}

/// Whom the inputs hold.
struct Whom {
    learners: BTreeMap<MemberId, CohortId>,
    offers: Vec<MentorOffer>,
}

/// The inputs of a match: learners of the cycle's cohorts who have no open pair in the program, and
/// mentors who are open for new pairs. Twenty-two statements, however many people there are.
///
/// # Errors
/// When a statement fails.
pub async fn load_inputs(
    connection: &mut Connection,
    organization: OrganizationId,
    scope: Scope<'_>,
) -> Result<MatchInputs, MentoringError> {
    let whom = whom(connection, organization, scope, Absent::Count).await?;
    Ok(load(connection, organization, scope, whom).await?)
}

/// As [`load_inputs`], for proposals that are to be answered soon: learners who are away for as long as
/// an answer takes are left out, but for one who is asked for alone.
///
/// # Errors
/// When a statement fails.
pub async fn load_run_inputs(
    connection: &mut Connection,
    organization: OrganizationId,
    scope: Scope<'_>,
) -> Result<MatchInputs, MentoringError> {
    let absent = if scope.only_learner.is_some() { Absent::Count } else { Absent::LeftOut };
    let whom = whom(connection, organization, scope, absent).await?;
    Ok(load(connection, organization, scope, whom).await?)
}

/// What becomes of learners who are away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    Count,
    LeftOut,
}

async fn whom(
    connection: &mut Connection,
    organization: OrganizationId,
    scope: Scope<'_>,
    absent: Absent,
) -> Result<Whom, DatabaseError> {
    let mut learners = learners(connection, organization, scope, false).await?;
    let mut offers = profiles::mentor_offers(connection, organization, None).await?;
    offers.retain(|offer| offer.is_open);
    if absent == Absent::LeftOut {
        let ids: Vec<MemberId> = learners.keys().copied().collect();
        let away = history::away(connection, organization, &ids, scope.today).await?;
        learners.retain(|learner, _| !away.contains(learner));
    }
    Ok(Whom { learners, offers })
}

/// What stands between a learner of the cycle and a mentor, now; also where the learner has an open
/// pair, or the mentor is not open. `None` if the learner is not of the cycle, or the mentor offers
/// nothing here.
///
/// # Errors
/// When a statement fails.
pub async fn check_pair(
    connection: &mut Connection,
    organization: OrganizationId,
    (cycle, today): (&Cycle, NaiveDate),
    learner: MemberId,
    mentor: MemberId,
) -> Result<Option<CheckedPair>, DatabaseError> {
    let scope = Scope { cycle, only_learner: Some(learner), today };
    let learners = learners(connection, organization, scope, true).await?;
    let offers = profiles::mentor_offers(connection, organization, Some(&[mentor])).await?;
    let inputs = load(connection, organization, scope, Whom { learners, offers }).await?;
    let (Some(row), Some(column)) = (inputs.learner(learner), inputs.mentor(mentor)) else {
        return Ok(None);
    };
    Ok(Some(CheckedPair {
        exclusions: inputs.exclusions(row, column),
        parts: inputs.parts(row, column),
        free: inputs.mentors[column].free(),
    }))
}

async fn load(
    connection: &mut Connection,
    organization: OrganizationId,
    Scope { cycle, today, .. }: Scope<'_>,
    whom: Whom,
) -> Result<MatchInputs, DatabaseError> {
    let learner_ids: Vec<MemberId> = whom.learners.keys().copied().collect();
    let mentor_ids: Vec<MemberId> = whom.offers.iter().map(|offer| offer.member_id).collect();
    let mut ids = [learner_ids.as_slice(), mentor_ids.as_slice()].concat();
    ids.sort_unstable();
    ids.dedup();
    let people = profiles::persons(connection, organization, &ids).await?;
    let aims =
        profiles::learner_aims(connection, organization, cycle.program_id, &learner_ids).await?;
    let ranks = short_list::ranks_of_cycle(connection, organization, cycle.id).await?;
    let (weights_version, weights) = profiles::weights(connection, organization).await?;
    let lasting = lasting_facts(connection, organization, &people, today).await?;
    let facts = CycleFacts {
        lasting: Lasting::new(&lasting),
        past: history::past_pairs(connection, organization, &ids).await?,
        rulings: cycles::rulings(connection, organization, cycle.id).await?,
        spared: history::spared(connection, organization, cycle.id).await?,
        away: history::away(connection, organization, &mentor_ids, today).await?,
    };
    let head = MatchHead {
        cycle_id: cycle.id,
        weights,
        weights_version,
        first_day: today,
        last_day: cycle.pairs_end_on,
    };
    let learners = whom.learners.into_iter().filter_map(|(id, cohort_id)| {
        let seat = people.get(&id)?;
        Some(learner(seat, cohort_id, aims.get(&id), ranks.get(&id)))
    });
    let learners = learners.collect();
    let mentors = whom.offers.iter();
    let mentors = mentors.filter_map(|offer| Some(mentor(people.get(&offer.member_id)?, offer)));
    Ok(MatchInputs::derive(head, learners, mentors.collect(), &facts))
}

fn learner(
    seat: &Person,
    cohort_id: CohortId,
    aim: Option<&LearnerAim>,
    ranks: Option<&Vec<MemberId>>,
) -> LearnerInput {
    let goals = aim.map_or(&[][..], |aim| aim.goals.as_slice());
    let wishes = aim.map_or(&[][..], |aim| aim.wishes.as_slice());
    let focus = aim.map_or(&[][..], |aim| aim.focus.as_slice());
    let mut known = person(seat);
    known.goals = goals.iter().map(|goal| goal.as_str().to_owned()).collect();
    LearnerInput {
        person: known,
        cohort_id,
        focus: focus
            .iter()
            .map(|focus| FocusInput {
                code: focus.code.clone(),
                importance: focus.importance,
                level: focus.level,
            })
            .collect(),
        wishes: wishes.iter().map(|wish| wish.as_str().to_owned()).collect(),
        ranks: ranks.cloned().unwrap_or_default(),
    }
}

fn mentor(seat: &Person, offer: &MentorOffer) -> MentorInput {
    let mut known = person(seat);
    known.goals = offer.goals.iter().map(|goal| goal.as_str().to_owned()).collect();
    MentorInput {
        person: known,
        is_open: offer.is_open && !seat.has_left,
        places: offer.places,
        held: offer.held,
        competencies: offer.competencies.clone(),
        offers: offer.offers.iter().map(|fact| fact.as_str().to_owned()).collect(),
    }
}

#[derive(QueryableByName)]
struct LearnerRow {
    #[diesel(sql_type = SqlUuid)]
    member_id: MemberId,
    #[diesel(sql_type = SqlUuid)]
    cohort_id: CohortId,
}

/// The learners of a cycle who have not left, each with one cohort: the one that they joined last.
/// `paired` takes those in who have an open pair in the program.
async fn learners(
    connection: &mut Connection,
    organization: OrganizationId,
    scope: Scope<'_>,
    paired: bool,
) -> Result<BTreeMap<MemberId, CohortId>, DatabaseError> {
    let rows: Vec<LearnerRow> = fixed_text(
        diesel::sql_query(
            "SELECT e.member_id, e.cohort_id FROM cadre.matching_cycle_cohort c
             JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = c.cohort_id
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = e.member_id
             WHERE c.organization_id = $1 AND c.cycle_id = $2 AND m.left_at IS NULL
                AND ($3::uuid IS NULL OR e.member_id = $3)
                AND ($4 OR NOT EXISTS (SELECT FROM cadre.pair p WHERE p.organization_id = $1
                    AND p.program_id = $5 AND p.learner_id = e.member_id AND p.ended_at IS NULL))
             ORDER BY e.enrolled_at, e.id",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(scope.cycle.id)
        .bind::<Nullable<SqlUuid>, _>(scope.only_learner)
        .bind::<Bool, _>(paired)
        .bind::<SqlUuid, _>(scope.cycle.program_id),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.member_id, row.cohort_id)).collect())
}

/// Ranks by learner, first to last.
pub(super) type Ranks = HashMap<MemberId, Vec<MemberId>>;
