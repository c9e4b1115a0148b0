//! The rules as those who set them read them.

use chrono::{DateTime, NaiveDate, Utc};
use database::schema::{
    holiday, member, review_panel, review_panel_decider, review_panel_subject, score_weights,
    unit_wall,
};
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _, Queryable,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, PanelId};

use super::rules::{Figures, read_weights};
use crate::model::weights::Weights;

/// Versions of the weights that are shown.
const MOST_VERSIONS: i64 = 100;

/// One version of the weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetWeights {
    /// Its number.
    pub version: i32,
    /// The weights.
    pub weights: Weights,
    /// Who set them.
    pub set_by: MemberId,
    /// When, UTC.
    pub set_at: DateTime<Utc>,
}

/// A wall between two units.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Wall {
    /// The one unit.
    pub unit: String,
    /// The other.
    pub other_unit: String,
    /// Why it stands.
    pub reason: String,
    /// When it was made, UTC.
    pub made_at: DateTime<Utc>,
}

/// Somebody on a panel, or on whom it decides.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct PanelPerson {
    /// The panel.
    pub panel_id: PanelId,
    /// The person.
    pub member_id: MemberId,
    /// Their name.
    pub name: String,
}

/// People who decide on pay, promotion or the capstone of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Its id.
    pub id: PanelId,
    /// The word of what it decides on.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The unit that it decides on, if it is a whole one.
    pub unit: Option<String>,
    /// Counts its changes.
    pub version: i32,
    /// Who decides, by name.
    pub deciders: Vec<PanelPerson>,
    /// On whom, by name.
    pub subjects: Vec<PanelPerson>,
}

/// A day on which nobody works.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Holiday {
    /// The day, in the organisation's zone.
    pub day: NaiveDate,
    /// What it is called.
    pub name: String,
}

/// The versions of the weights, newest first.
///
/// # Errors
/// When the statement fails.
pub async fn weights_history(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<SetWeights>, DatabaseError> {
    use score_weights as w;
    let rows: Vec<(i32, Figures, MemberId, DateTime<Utc>)> = w::table
        .filter(w::organization_id.eq(organization))
        .order(w::version.desc())
        .limit(MOST_VERSIONS)
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
            w::set_by,
            w::set_at,
        ))
        .load(connection)
        .await?;
    let read = |(version, figures, set_by, set_at)| SetWeights {
        version,
        weights: read_weights(figures),
        set_by,
        set_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The walls that stand, by the names of the units.
///
/// # Errors
/// When the statement fails.
pub async fn walls(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<Wall>, DatabaseError> {
    use unit_wall as w;
    Ok(w::table
        .filter(w::organization_id.eq(organization))
        .order((w::unit, w::other_unit))
        .select((w::unit, w::other_unit, w::reason, w::made_at))
        .load(connection)
        .await?)
}

/// The holidays from a day on, in order.
///
/// # Errors
/// When the statement fails.
pub async fn holidays(
    connection: &mut Connection,
    organization: OrganizationId,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Holiday>, DatabaseError> {
    Ok(holiday::table
        .filter(holiday::organization_id.eq(organization))
        .filter(holiday::day.between(from, until))
        .order(holiday::day)
        .select((holiday::day, holiday::name))
        .load(connection)
        .await?)
}

/// The panels that are not closed, by name. Three statements.
///
/// # Errors
/// When a statement fails.
pub async fn panels(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<Panel>, DatabaseError> {
    use review_panel as p;
    let rows: Vec<(PanelId, String, String, Option<String>, i32)> = p::table
        .filter(p::organization_id.eq(organization))
        .filter(p::closed_at.is_null())
        .order((p::name, p::id))
        .select((p::id, p::kind, p::name, p::unit, p::version))
        .load(connection)
        .await?;
    let ids: Vec<PanelId> = rows.iter().map(|row| row.0).collect();
    let deciders = deciders(connection, organization, &ids).await?;
    let subjects = subjects(connection, organization, &ids).await?;
    let of = |people: &[PanelPerson], id: PanelId| {
        people.iter().filter(|one| one.panel_id == id).cloned().collect()
    };
    Ok(rows
        .into_iter()
        .map(|(id, kind, name, unit, version)| Panel {
            id,
            kind,
            name,
            unit,
            version,
            deciders: of(&deciders, id),
            subjects: of(&subjects, id),
        })
        .collect())
}

async fn deciders(
    connection: &mut Connection,
    organization: OrganizationId,
    panels: &[PanelId],
) -> Result<Vec<PanelPerson>, DatabaseError> {
    use review_panel_decider as d;
    let same = member::organization_id.eq(d::organization_id).and(member::id.eq(d::member_id));
    Ok(d::table
        .inner_join(member::table.on(same))
        .filter(d::organization_id.eq(organization))
        .filter(member::organization_id.eq(organization))
        .filter(d::panel_id.eq_any(panels))
        .order((member::name, member::id))
        .select((d::panel_id, d::member_id, member::name))
        .load(connection)
        .await?)
}

async fn subjects(
    connection: &mut Connection,
    organization: OrganizationId,
    panels: &[PanelId],
) -> Result<Vec<PanelPerson>, DatabaseError> {
    use review_panel_subject as s;
    let same = member::organization_id.eq(s::organization_id).and(member::id.eq(s::member_id));
    Ok(s::table
        .inner_join(member::table.on(same))
        .filter(s::organization_id.eq(organization))
        .filter(member::organization_id.eq(organization))
        .filter(s::panel_id.eq_any(panels))
        .order((member::name, member::id))
        .select((s::panel_id, s::member_id, member::name))
        .load(connection)
        .await?)
}
