//! What stands against the publishing of drafts.

use std::collections::HashMap;

use database::schema::{pair, pair_ruling};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, MemberId, OrganizationId, PairId, ProgramId, RunId};

use crate::model::exclusion::Rule;

/// Which pairs came of some learners' drafts of a run, by learner.
///
/// # Errors
/// When the statement fails.
pub async fn published(
    connection: &mut Connection,
    organization: OrganizationId,
    run: RunId,
    learners: &[MemberId],
) -> Result<HashMap<MemberId, PairId>, DatabaseError> {
    let rows: Vec<(MemberId, PairId)> = pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::run_id.eq(run))
        .filter(pair::learner_id.eq_any(learners))
        .select((pair::learner_id, pair::id))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Which of some learners have an open pair in a program.
///
/// # Errors
/// When the statement fails.
pub async fn with_open_pair(
    connection: &mut Connection,
    organization: OrganizationId,
    program: ProgramId,
    learners: &[MemberId],
) -> Result<Vec<MemberId>, DatabaseError> {
    Ok(pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::program_id.eq(program))
        .filter(pair::learner_id.eq_any(learners))
        .filter(pair::ended_at.is_null())
        .select(pair::learner_id)
        .load(connection)
        .await?)
}

/// Who may not be proposed to whom within a cycle, by learner and mentor: because one of the two
/// declined, or because the coordinator ruled it out.
///
/// # Errors
/// When the statement fails.
pub async fn forbidden(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
    learners: &[MemberId],
) -> Result<HashMap<(MemberId, MemberId), Rule>, DatabaseError> {
    let rows: Vec<(MemberId, MemberId, String)> = pair_ruling::table
        .filter(pair_ruling::organization_id.eq(organization))
        .filter(pair_ruling::cycle_id.eq(cycle))
        .filter(pair_ruling::learner_id.eq_any(learners))
        .filter(pair_ruling::ruling.eq("forbid"))
        .select((pair_ruling::learner_id, pair_ruling::mentor_id, pair_ruling::origin))
        .load(connection)
        .await?;
    let rule = |origin: &str| if origin == "declined" { Rule::Declined } else { Rule::Forbidden };
    Ok(rows
        .into_iter()
        .map(|(learner, mentor, origin)| ((learner, mentor), rule(&origin)))
        .collect())
}
