//! Sample pieces and how a grader rated them.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::schema::{self, calibration, sample};
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, Queryable, Selectable, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{AssignmentId, OrganizationId, SampleId};
use serde::Deserialize;
use serde_json::Value;

use crate::model::rubric::Step;
use crate::model::sheet::GivenStep;

type Rows<T> = Result<Vec<T>, DatabaseError>;

/// A sample piece without its key, which whoever has not rated it must not see.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::sample)]
pub struct Sample {
    /// Its id.
    pub id: SampleId,
    /// The assignment that it answers.
    pub assignment_id: AssignmentId,
    /// Its code: `A01-S1`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Where it comes from: `bank`, `insurer` or `pharma`.
    pub setting: String,
    /// The work, Markdown.
    pub work: String,
}

/// What the key says of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KeyStep {
    /// The criterion's key.
    pub criterion: String,
    /// The step that it deserves.
    pub step: Step,
    /// Why.
    pub why: String,
}

/// A sample that one has rated: one's own steps and the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// The sample.
    pub sample_id: SampleId,
    /// One's own steps.
    pub steps: Vec<GivenStep>,
    /// The key.
    pub key: Vec<KeyStep>,
    /// When one rated it, UTC.
    pub rated_at: DateTime<Utc>,
}

impl Rated {
    /// Own step and key, for each criterion that both name.
    pub fn pairs(&self) -> Vec<(Step, Step)> {
        let key_of = |given: &GivenStep| {
            let key = self.key.iter().find(|key| key.criterion == given.criterion)?;
            Some((given.step, key.step))
        };
        self.steps.iter().filter_map(key_of).collect()
    }
}

/// The samples of an assignment by code.
///
/// # Errors
/// When the statement fails.
pub async fn samples(
    connection: &mut Connection,
    organization: OrganizationId,
    assignment: AssignmentId,
) -> Rows<Sample> {
    Ok(sample::table
        .filter(sample::organization_id.eq(organization))
        .filter(sample::assignment_id.eq(assignment))
        .order(sample::code)
        .select(Sample::as_select())
        .load(connection)
        .await?)
}

/// One sample.
///
/// # Errors
/// When the statement fails.
pub async fn sample(
    connection: &mut Connection,
    organization: OrganizationId,
    id: SampleId,
) -> Result<Option<Sample>, DatabaseError> {
    Ok(sample::table
        .filter(sample::organization_id.eq(organization))
        .filter(sample::id.eq(id))
        .select(Sample::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// All that the asking person has rated, in the order of rating.
///
/// # Errors
/// When the statement fails.
pub async fn rated(connection: &mut Connection, actor: &Actor) -> Rows<Rated> {
    let same = sample::organization_id
        .eq(calibration::organization_id)
        .and(sample::id.eq(calibration::sample_id));
    let rows: Vec<(SampleId, Value, Value, DateTime<Utc>)> = calibration::table
        .inner_join(sample::table.on(same))
        .filter(calibration::organization_id.eq(actor.organization_id))
        .filter(sample::organization_id.eq(actor.organization_id))
        .filter(calibration::grader_id.eq(actor.member_id))
        .order((calibration::rated_at, calibration::sample_id))
        .select((calibration::sample_id, calibration::steps, sample::key, calibration::rated_at))
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(sample_id, steps, key, rated_at)| Rated {
            sample_id,
            steps: crate::model::sheet::stored(steps),
            key: serde_json::from_value(key).unwrap_or_default(),
            rated_at,
        })
        .collect())
}
