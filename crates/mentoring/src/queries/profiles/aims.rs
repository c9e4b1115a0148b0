//! What learners look for.

use std::collections::HashMap;

use database::schema::{cohort, enrolment, learner_focus, learner_profile, program_version};
use database::{Connection, DatabaseError};
use diesel::dsl::{exists, select};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, ProgramId};
use serde_json::Value;

use super::list;
use crate::model::profiles::profile::{Focus, LearnerAim};
use crate::model::profiles::{Fact, GoalTag};

/// What some learners look for in a program; who told nothing is left out. Two statements.
///
/// # Errors
/// When a statement fails.
pub async fn learner_aims(
    connection: &mut Connection,
    organization: OrganizationId,
    program: ProgramId,
    ids: &[MemberId],
) -> Result<HashMap<MemberId, LearnerAim>, DatabaseError> {
    use learner_profile as p;
    let rows: Vec<(MemberId, Value, Value)> = p::table
        .filter(p::organization_id.eq(organization))
        .filter(p::program_id.eq(program))
        .filter(p::member_id.eq_any(ids))
        .select((p::member_id, p::goals, p::wishes))
        .load(connection)
        .await?;
    let mut aims: HashMap<MemberId, LearnerAim> = rows
        .into_iter()
        .map(|(member_id, goals, wishes)| {
            let goals = list(goals, GoalTag::parse);
            let wishes = list(wishes, Fact::parse);
            (member_id, LearnerAim { member_id, focus: Vec::new(), goals, wishes })
        })
        .collect();
    for (member, code, importance, level) in focus(connection, organization, program, ids).await? {
        if let Some(aim) = aims.get_mut(&member) {
            let figure = |value: i16| u8::try_from(value).unwrap_or(0);
            aim.focus.push(Focus { code, importance: figure(importance), level: figure(level) });
        }
    }
    Ok(aims)
}

/// The competencies that some learners want to grow in, each in the learner's order.
async fn focus(
    connection: &mut Connection,
    organization: OrganizationId,
    program: ProgramId,
    ids: &[MemberId],
) -> Result<Vec<(MemberId, String, i16, i16)>, DatabaseError> {
    use learner_focus as f;
    Ok(f::table
        .filter(f::organization_id.eq(organization))
        .filter(f::program_id.eq(program))
        .filter(f::member_id.eq_any(ids))
        .order((f::member_id, f::position))
        .select((f::member_id, f::competency_code, f::importance, f::level))
        .load(connection)
        .await?)
}

/// Whether somebody learns in a cohort of a program.
///
/// # Errors
/// When the statement fails.
pub async fn learns_in(
    connection: &mut Connection,
    organization: OrganizationId,
    program: ProgramId,
    member: MemberId,
) -> Result<bool, DatabaseError> {
    use {cohort as c, enrolment as e, program_version as v};
    let of_cohort = c::organization_id.eq(e::organization_id).and(c::id.eq(e::cohort_id));
    let of_version = v::organization_id.eq(c::organization_id).and(v::id.eq(c::program_version_id));
    let places = e::table
        .inner_join(c::table.on(of_cohort))
        .inner_join(v::table.on(of_version))
        .filter(e::organization_id.eq(organization))
        .filter(c::organization_id.eq(organization))
        .filter(v::organization_id.eq(organization))
        .filter(e::member_id.eq(member))
        .filter(v::program_id.eq(program));
    Ok(select(exists(places)).get_result(connection).await?)
}
