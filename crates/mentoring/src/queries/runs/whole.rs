//! A finished run with all that went in and came out.

use std::collections::BTreeMap;

use database::schema::{match_draft, matching_run, matching_run_input};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};
use serde_json::Value;

use crate::model::lists::StoredInputs;
use crate::model::runs::{Given, Levels, Outcome, Run, RunState, StoredPair, StoredRun};

/// All that went into a run and came out; `None` for one that is not done. Three statements.
///
/// # Errors
/// When a statement fails.
pub async fn run_inputs(
    connection: &mut Connection,
    organization: OrganizationId,
    run: &Run,
) -> Result<Option<StoredRun>, DatabaseError> {
    if run.state() != RunState::Done {
        return Ok(None);
    }
    let proof: Option<Value> = matching_run::table
        .filter(matching_run::organization_id.eq(organization))
        .filter(matching_run::id.eq(run.id))
        .select(matching_run::certificate)
        .first(connection)
        .await?;
    let inputs: Option<(Value, Vec<u8>, Vec<u8>)> = matching_run_input::table
        .filter(matching_run_input::organization_id.eq(organization))
        .filter(matching_run_input::run_id.eq(run.id))
        .select((
            matching_run_input::people,
            matching_run_input::scores,
            matching_run_input::exclusions,
        ))
        .first(connection)
        .await
        .optional()?;
    let (Some(proof), Some((people, scores, exclusions))) = (proof, inputs) else {
        return Ok(None);
    };
    let rows: Vec<(MemberId, Option<MemberId>)> = match_draft::table
        .filter(match_draft::organization_id.eq(organization))
        .filter(match_draft::run_id.eq(run.id))
        .select((match_draft::learner_id, match_draft::mentor_id))
        .load(connection)
        .await?;
    let pair = |(learner_id, mentor_id)| StoredPair { learner_id, mentor_id };
    Ok(Some(StoredRun {
        run: run.clone(),
        inputs: StoredInputs { people, scores, exclusions },
        proof,
        pairs: rows.into_iter().map(pair).collect(),
    }))
}

/// The result of a finished run, by learner. One statement.
///
/// # Errors
/// When the statement fails.
pub async fn outcome(
    connection: &mut Connection,
    organization: OrganizationId,
    run: &Run,
) -> Result<Outcome, DatabaseError> {
    let rows: Vec<(MemberId, Option<MemberId>, Option<i16>)> = match_draft::table
        .filter(match_draft::organization_id.eq(organization))
        .filter(match_draft::run_id.eq(run.id))
        .select((match_draft::learner_id, match_draft::mentor_id, match_draft::score))
        .load(connection)
        .await?;
    let given: BTreeMap<MemberId, Option<Given>> = rows
        .into_iter()
        .map(|(learner, mentor, score)| {
            let score = score.and_then(|score| u8::try_from(score).ok());
            let given = mentor.zip(score).map(|(mentor_id, score)| Given { mentor_id, score });
            (learner, given)
        })
        .collect();
    let levels = Levels {
        learners: given.len(),
        matched: given.values().flatten().count(),
        floor: given.values().flatten().map(|given| given.score).min(),
        sum: given.values().flatten().map(|given| u64::from(given.score)).sum(),
    };
    Ok(Outcome { levels, given })
}
