//! What stands around pairs, for those who look at them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use database::schema::{
    closing_form, mentoring_agreement, mentoring_goal, pair, pair_answer, pair_event, pair_timer,
};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, Jsonb, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, QueryDsl as _, Queryable, QueryableByName, Selectable,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{GoalId, OrganizationId, PairId};
use serde_json::Value;

use crate::model::life::{State, Timer};
use crate::model::lists::Reasons;
use crate::model::side::Side;

/// What a side said to the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = pair_answer)]
pub struct ShownAnswer {
    /// The pair.
    pub pair_id: PairId,
    /// `learner` or `mentor`.
    pub side: String,
    /// `accepted` or `declined`.
    pub answer: String,
    /// Why; for coordinators alone.
    pub reason: Option<String>,
}

/// What a pair agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mentoring_agreement)]
pub struct ShownAgreement {
    /// The pair.
    pub pair_id: PairId,
    /// Days from one session to the next.
    pub cadence_days: i16,
    /// How long a session takes, in minutes.
    pub session_minutes: i16,
    /// What the two do not talk about.
    pub out_of_bounds: String,
    /// A list of what the learner lets the mentor see.
    pub shares: Value,
    /// The last day, in the organisation's zone.
    pub ends_on: NaiveDate,
    /// When the learner signed this text, UTC.
    pub learner_signed_at: Option<DateTime<Utc>>,
    /// When the mentor did, UTC.
    pub mentor_signed_at: Option<DateTime<Utc>>,
    /// Counts its texts.
    pub version: i32,
}

impl ShownAgreement {
    /// Whether a side has signed this text.
    pub const fn is_signed_by(&self, side: Side) -> bool {
        match side {
            Side::Learner => self.learner_signed_at.is_some(),
            Side::Mentor => self.mentor_signed_at.is_some(),
        }
    }
}

/// A goal of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mentoring_goal)]
pub struct ShownGoal {
    /// Its id.
    pub id: GoalId,
    /// The pair.
    pub pair_id: PairId,
    /// What the learner wants to reach.
    pub goal: String,
    /// The competency that it serves.
    pub competency_code: Option<String>,
    /// When one side first called it reached, UTC.
    pub reached_at: Option<DateTime<Utc>>,
}

/// A side's closing form.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = closing_form)]
pub struct ShownForm {
    /// The pair.
    pub pair_id: PairId,
    /// `learner` or `mentor`.
    pub side: String,
    /// How many goals the side calls reached.
    pub goals_reached: i16,
    /// What the other side reads.
    pub thanks: String,
    /// Whether the side would go on with the same person.
    pub would_renew: bool,
    /// When it was filed, UTC.
    pub filed_at: DateTime<Utc>,
}

/// What stands around some pairs, by pair.
#[derive(Debug, Default)]
pub struct PairDetails {
    /// The parts of their scores.
    pub parts: HashMap<PairId, Value>,
    /// What the two have in common, as the learner's short list had it; nothing for a mentor who was
    /// not on it.
    pub common_ground: HashMap<PairId, Vec<String>>,
    /// What the sides answered.
    pub answers: HashMap<PairId, Vec<ShownAnswer>>,
    /// What they agreed on.
    pub agreements: HashMap<PairId, ShownAgreement>,
    /// Their goals, in order.
    pub goals: HashMap<PairId, Vec<ShownGoal>>,
    /// Their closing forms.
    pub forms: HashMap<PairId, Vec<ShownForm>>,
    /// To which states they came, and when, oldest first.
    pub history: HashMap<PairId, Vec<(State, DateTime<Utc>)>>,
    /// When they go on by themselves, if nobody does what is asked, UTC.
    pub due: HashMap<PairId, DateTime<Utc>>,
}

/// All that stands around some pairs. Eight statements, however many they are.
///
/// # Errors
/// When a statement fails.
pub async fn details(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[PairId],
) -> Result<PairDetails, DatabaseError> {
    let parts: Vec<(PairId, Value)> = pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::id.eq_any(ids))
        .select((pair::id, pair::parts))
        .load(connection)
        .await?;
    let answers: Vec<ShownAnswer> = pair_answer::table
        .filter(pair_answer::organization_id.eq(organization))
        .filter(pair_answer::pair_id.eq_any(ids))
        .select(ShownAnswer::as_select())
        .load(connection)
        .await?;
    let agreements: Vec<ShownAgreement> = mentoring_agreement::table
        .filter(mentoring_agreement::organization_id.eq(organization))
        .filter(mentoring_agreement::pair_id.eq_any(ids))
        .select(ShownAgreement::as_select())
        .load(connection)
        .await?;
    let goals: Vec<ShownGoal> = mentoring_goal::table
        .filter(mentoring_goal::organization_id.eq(organization))
        .filter(mentoring_goal::pair_id.eq_any(ids))
        .order(mentoring_goal::position)
        .select(ShownGoal::as_select())
        .load(connection)
        .await?;
    let forms: Vec<ShownForm> = closing_form::table
        .filter(closing_form::organization_id.eq(organization))
        .filter(closing_form::pair_id.eq_any(ids))
        .select(ShownForm::as_select())
        .load(connection)
        .await?;
    Ok(PairDetails {
        parts: parts.into_iter().collect(),
        common_ground: common_ground(connection, organization, ids).await?,
        answers: by_pair(answers, |answer| answer.pair_id),
        agreements: agreements.into_iter().map(|one| (one.pair_id, one)).collect(),
        goals: by_pair(goals, |goal| goal.pair_id),
        forms: by_pair(forms, |form| form.pair_id),
        history: history(connection, organization, ids).await?,
        due: due(connection, organization, ids).await?,
    })
}

fn by_pair<T>(rows: Vec<T>, of: impl Fn(&T) -> PairId) -> HashMap<PairId, Vec<T>> {
    let mut found: HashMap<PairId, Vec<T>> = HashMap::new();
    for row in rows {
        found.entry(of(&row)).or_default().push(row);
    }
    found
}

#[derive(QueryableByName)]
struct ReasonsRow {
    #[diesel(sql_type = SqlUuid)]
    pair_id: PairId,
    #[diesel(sql_type = Jsonb)]
    reasons: Value,
}

async fn common_ground(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[PairId],
) -> Result<HashMap<PairId, Vec<String>>, DatabaseError> {
    let rows: Vec<ReasonsRow> = fixed_text(
        diesel::sql_query(
            "SELECT p.id AS pair_id, s.reasons
             FROM cadre.pair p
             JOIN cadre.short_list s ON s.organization_id = $1 AND s.cycle_id = p.cycle_id
                AND s.learner_id = p.learner_id AND s.mentor_id = p.mentor_id
             WHERE p.organization_id = $1 AND p.id = ANY ($2)",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(ids),
    )
    .load(connection)
    .await?;
    let shared =
        |row: ReasonsRow| Some((row.pair_id, Reasons::from_value(row.reasons)?.common_ground));
    Ok(rows.into_iter().filter_map(shared).collect())
}

async fn history(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[PairId],
) -> Result<HashMap<PairId, Vec<(State, DateTime<Utc>)>>, DatabaseError> {
    use pair_event as e;
    let rows: Vec<(PairId, String, DateTime<Utc>)> = e::table
        .filter(e::organization_id.eq(organization))
        .filter(e::pair_id.eq_any(ids))
        .filter(e::from_state.ne(e::to_state))
        .order((e::at, e::id))
        .select((e::pair_id, e::to_state, e::at))
        .load(connection)
        .await?;
    let mut found: HashMap<PairId, Vec<(State, DateTime<Utc>)>> = HashMap::new();
    for (pair, state, at) in rows {
        if let Some(state) = State::parse(&state) {
            found.entry(pair).or_default().push((state, at));
        }
    }
    Ok(found)
}

async fn due(
    connection: &mut Connection,
    organization: OrganizationId,
    ids: &[PairId],
) -> Result<HashMap<PairId, DateTime<Utc>>, DatabaseError> {
    use pair_timer as t;
    let asked = [Timer::AnswerEnd, Timer::QuietEnd, Timer::ClosingEnd].map(Timer::as_str);
    let rows: Vec<(PairId, DateTime<Utc>)> = t::table
        .filter(t::organization_id.eq(organization))
        .filter(t::pair_id.eq_any(ids))
        .filter(t::timer.eq_any(asked))
        .select((t::pair_id, t::due_at))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
