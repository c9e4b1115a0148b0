//! What a version asks of learners beside its lessons.

use database::schema::rubric;
use database::{Connection, DatabaseError};
use diesel::ExpressionMethods as _;
use diesel_async::RunQueryDsl as _;
use kernel::RubricId;
use serde_json::json;

use super::Target;
use crate::library::LibraryProgram;

pub(super) async fn insert(
    connection: &mut Connection,
    target: &Target<'_>,
    source: &LibraryProgram,
) -> Result<(), DatabaseError> {
    let rows: Vec<_> = source
        .rubrics
        .iter()
        .map(|entry| {
            (
                rubric::organization_id.eq(target.organization),
                rubric::id.eq(target.sources.new_id::<RubricId>()),
                rubric::program_version_id.eq(target.version),
                rubric::code.eq(&entry.code),
                rubric::title.eq(&entry.title),
                rubric::criteria.eq(json!(entry.criteria)),
            )
        })
        .collect();
    diesel::insert_into(rubric::table).values(rows).execute(connection).await?;
    Ok(())
}
