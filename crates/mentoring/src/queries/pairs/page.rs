//! Lists of pairs.

use auth::Actor;
use database::schema::pair;
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, CycleId, OrganizationId, PageRequest, PairId};

use crate::model::life::State;
use crate::model::pair::Pair;
use crate::queries::pair::pairs_by_ids;
use crate::queries::pairs::waits::waits_on;

/// Most pairs of one person that are listed.
const MOST_OWN: i64 = 100;

/// The pairs that the asking person is or was one of: what is open first, then the latest. At most
/// 100.
///
/// # Errors
/// When the statement fails.
pub async fn own_pairs(
    connection: &mut Connection,
    actor: &Actor,
    ended: Option<bool>,
) -> Result<Vec<Pair>, DatabaseError> {
    let me = actor.member_id;
    let mut query = pair::table
        .filter(pair::organization_id.eq(actor.organization_id))
        .filter(pair::learner_id.eq(me).or(pair::mentor_id.eq(me)))
        .order((pair::ended_at.is_not_null(), pair::proposed_at.desc(), pair::id))
        .limit(MOST_OWN)
        .select(Pair::as_select())
        .into_boxed();
    query = match ended {
        Some(true) => query.filter(pair::ended_at.is_not_null()),
        Some(false) => query.filter(pair::ended_at.is_null()),
        None => query,
    };
    Ok(query.load(connection).await?)
}

/// For whom an open pair waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// The learner has to answer, to sign or to file the closing form.
    Learner,
    /// The mentor has to.
    Mentor,
    /// The coordinator has to talk with both.
    Coordinator,
}

impl Waiting {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Mentor => "mentor",
            Self::Coordinator => "coordinator",
        }
    }
}

/// Which pairs are wanted; what is left out is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairFilter {
    /// Those of a matching cycle.
    pub cycle_id: Option<CycleId>,
    /// Those of learners of a run of a program.
    pub cohort_id: Option<CohortId>,
    /// Those in one of these states.
    pub states: Option<Vec<State>>,
    /// Those that wait for somebody.
    pub waiting_for: Option<Waiting>,
}

/// A page of pairs, each with the name that it is sorted by, and whether more follow.
pub type PairPage = (Vec<(Pair, String)>, bool);

#[derive(QueryableByName)]
struct PageRow {
    #[diesel(sql_type = SqlUuid)]
    id: PairId,
    #[diesel(sql_type = Text)]
    name: String,
}

/// A page of the pairs of an organisation by the learner's name. Two statements.
///
/// # Errors
/// When a statement fails.
pub async fn pairs_page(
    connection: &mut Connection,
    organization: OrganizationId,
    filter: &PairFilter,
    page: &PageRequest,
) -> Result<PairPage, DatabaseError> {
    let states = filter.states.as_ref();
    let states: Option<Vec<&str>> =
        states.map(|states| states.iter().map(|state| state.as_str()).collect());
    let after = page.after.as_ref();
    let rows: Vec<PageRow> = fixed_text(
        diesel::sql_query(PAGE)
            .bind::<SqlUuid, _>(organization)
            .bind::<Nullable<SqlUuid>, _>(filter.cycle_id)
            .bind::<Nullable<SqlUuid>, _>(filter.cohort_id)
            .bind::<Nullable<Array<Text>>, _>(states)
            .bind::<Nullable<Text>, _>(filter.waiting_for.map(Waiting::as_str))
            .bind::<Nullable<Text>, _>(after.map(|after| after.key.as_str()))
            .bind::<Nullable<SqlUuid>, _>(after.map(|after| after.id))
            .bind::<BigInt, _>(page.first + 1),
    )
    .load(connection)
    .await?;
    let (rows, more) = page.cut(rows);
    let ids: Vec<PairId> = rows.iter().map(|row| row.id).collect();
    let mut pairs = pairs_by_ids(connection, organization, &ids).await?;
    pairs.sort_by_key(|pair| pair.id);
    let listed = rows.into_iter().filter_map(|row| {
        let at = pairs.binary_search_by_key(&row.id, |pair| pair.id).ok()?;
        Some((pairs.get(at)?.clone(), row.name))
    });
    Ok((listed.collect(), more))
}

const PAGE: &str = concat!(
    "
    SELECT p.id, m.name
    FROM cadre.pair p
    JOIN cadre.member m ON m.organization_id = $1 AND m.id = p.learner_id
    WHERE p.organization_id = $1
        AND ($2::uuid IS NULL OR p.cycle_id = $2)
        AND ($3::uuid IS NULL OR p.cohort_id = $3)
        AND ($4::text[] IS NULL OR p.state = ANY ($4))
        AND ($5::text IS NULL OR (p.ended_at IS NULL AND CASE
            WHEN $5 = 'coordinator' THEN p.state = 'rematch_requested'
            WHEN $5 = 'learner' THEN ",
    waits_on!(learner),
    "
            ELSE ",
    waits_on!(mentor),
    " END))
        AND ($6::text IS NULL OR (m.name, p.id) > ($6, $7))
    ORDER BY m.name, p.id LIMIT $8"
);
