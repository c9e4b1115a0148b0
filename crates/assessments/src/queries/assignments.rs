//! What is to be handed in, and what it is graded by.

use std::collections::HashMap;

use curriculum::Rubric;
use database::schema::{assignment, rubric};
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AssignmentId, OrganizationId, ProgramVersionId};

use crate::model::assignment::Assignment;

/// One assignment with its rubric.
///
/// # Errors
/// When the statement fails.
pub async fn assignment(
    connection: &mut Connection,
    organization: OrganizationId,
    id: AssignmentId,
) -> Result<Option<(Assignment, Rubric)>, DatabaseError> {
    let its = rubric::organization_id
        .eq(assignment::organization_id)
        .and(rubric::id.eq(assignment::rubric_id));
    Ok(assignment::table
        .inner_join(rubric::table.on(its))
        .filter(assignment::organization_id.eq(organization))
        .filter(rubric::organization_id.eq(organization))
        .filter(assignment::id.eq(id))
        .select((Assignment::as_select(), Rubric::as_select()))
        .first(connection)
        .await
        .optional()?)
}

/// The assignments of some program versions by code, with their rubrics.
///
/// # Errors
/// When the statement fails.
pub async fn assignments_of(
    connection: &mut Connection,
    organization: OrganizationId,
    versions: &[ProgramVersionId],
) -> Result<Vec<(Assignment, Rubric)>, DatabaseError> {
    let its = rubric::organization_id
        .eq(assignment::organization_id)
        .and(rubric::id.eq(assignment::rubric_id));
    Ok(assignment::table
        .inner_join(rubric::table.on(its))
        .filter(assignment::organization_id.eq(organization))
        .filter(rubric::organization_id.eq(organization))
        .filter(assignment::program_version_id.eq_any(versions))
        .order((assignment::program_version_id, assignment::code))
        .select((Assignment::as_select(), Rubric::as_select()))
        .load(connection)
        .await?)
}

/// The titles of all assignments of some program versions.
///
/// # Errors
/// When the statement fails.
pub async fn titles_of(
    connection: &mut Connection,
    organization: OrganizationId,
    versions: &[ProgramVersionId],
) -> Result<HashMap<AssignmentId, String>, DatabaseError> {
    let rows: Vec<(AssignmentId, String)> = assignment::table
        .filter(assignment::organization_id.eq(organization))
        .filter(assignment::program_version_id.eq_any(versions))
        .select((assignment::id, assignment::title))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
