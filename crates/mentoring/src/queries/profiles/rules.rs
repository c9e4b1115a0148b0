//! The rules and weights that hold now.

use database::schema::{mentoring_rules, score_weights, unit_wall};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::OrganizationId;

use crate::model::profiles::rules::Rules;
use crate::model::weights::Weights;
use crate::model::working_days::WorkingWeekdays;

/// The rules of an organisation; those of the product until it sets its own. Two statements.
///
/// # Errors
/// When a statement fails.
pub async fn rules(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Rules, DatabaseError> {
    use mentoring_rules as r;
    let row: Option<(bool, bool, bool, i16, i32)> = r::table
        .filter(r::organization_id.eq(organization))
        .select((
            r::guests_excluded,
            r::other_unit_required,
            r::same_country_required,
            r::working_weekdays,
            r::version,
        ))
        .first(connection)
        .await
        .optional()?;
    let walls: Vec<(String, String)> = unit_wall::table
        .filter(unit_wall::organization_id.eq(organization))
        .order((unit_wall::unit, unit_wall::other_unit))
        .select((unit_wall::unit, unit_wall::other_unit))
        .load(connection)
        .await?;
    let Some((guests_excluded, other_unit_required, same_country_required, days, version)) = row
    else {
        return Ok(Rules { walls, ..Rules::default() });
    };
    Ok(Rules {
        guests_excluded,
        other_unit_required,
        same_country_required,
        working_weekdays: WorkingWeekdays::from_bits(days).unwrap_or(WorkingWeekdays::STANDARD),
        version,
        walls,
    })
}

/// The columns of the weights, in the order of [`Part::ALL`](crate::model::weights::Part::ALL).
pub(super) type Figures = (i16, i16, i16, i16, i16, i16, i16);

/// Stored weights; the standard ones where they make no whole.
pub(super) fn read_weights(of: Figures) -> Weights {
    let stored = [of.0, of.1, of.2, of.3, of.4, of.5, of.6];
    Weights::new(stored.map(|weight| u8::try_from(weight).unwrap_or(0)))
        .unwrap_or(Weights::STANDARD)
}

/// The weights that hold now, with their version: 0 and the product's until an organisation sets its
/// own.
///
/// # Errors
/// When the statement fails.
pub async fn weights(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<(i32, Weights), DatabaseError> {
    use score_weights as w;
    let row: Option<(i32, Figures)> = w::table
        .filter(w::organization_id.eq(organization))
        .order(w::version.desc())
        .select((
            w::version,
            (
                w::gap_cover,
                w::preference,
                w::style,
                w::goals,
                w::time_overlap,
                w::career,
                w::fresh_view,
            ),
        ))
        .first(connection)
        .await
        .optional()?;
    Ok(row.map_or((0, Weights::STANDARD), |(version, figures)| (version, read_weights(figures))))
}
