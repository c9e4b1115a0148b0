//! Panels that decide on others.

use chrono::{DateTime, Utc};
use database::schema::{review_panel, review_panel_decider, review_panel_subject};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, PanelId};

/// What a panel is, without its people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewPanel<'a> {
    pub(crate) kind: &'static str,
    pub(crate) name: &'a str,
    pub(crate) unit: Option<&'a str>,
}

/// The open panels with their versions, held until the transaction ends.
pub(crate) async fn lock_panels(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<(PanelId, i32)>, DatabaseError> {
    Ok(review_panel::table
        .filter(review_panel::organization_id.eq(organization))
        .filter(review_panel::closed_at.is_null())
        .order(review_panel::id)
        .select((review_panel::id, review_panel::version))
        .for_no_key_update()
        .load(connection)
        .await?)
}

/// Adds a panel.
pub(crate) async fn insert_panel(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PanelId,
    panel: NewPanel<'_>,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use review_panel as p;
    diesel::insert_into(p::table)
        .values((
            p::organization_id.eq(organization),
            p::id.eq(id),
            p::kind.eq(panel.kind),
            p::name.eq(panel.name),
            p::unit.eq(panel.unit),
            p::made_at.eq(now),
            p::version.eq(1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Changes a panel that the caller holds.
pub(crate) async fn update_panel(
    connection: &mut Connection,
    organization: OrganizationId,
    id: PanelId,
    panel: NewPanel<'_>,
) -> Result<(), DatabaseError> {
    use review_panel as p;
    diesel::update(p::table)
        .filter(p::organization_id.eq(organization))
        .filter(p::id.eq(id))
        .set((
            p::kind.eq(panel.kind),
            p::name.eq(panel.name),
            p::unit.eq(panel.unit),
            p::version.eq(p::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Closes a panel of that version. Whether it was still open and that one.
pub(crate) async fn close_panel(
    connection: &mut Connection,
    organization: OrganizationId,
    (id, version): (PanelId, i32),
    now: DateTime<Utc>,
) -> Result<bool, DatabaseError> {
    use review_panel as p;
    let closed = diesel::update(p::table)
        .filter(p::organization_id.eq(organization))
        .filter(p::id.eq(id))
        .filter(p::version.eq(version))
        .filter(p::closed_at.is_null())
        .set((p::closed_at.eq(Some(now)), p::version.eq(p::version + 1)))
        .execute(connection)
        .await?;
    Ok(closed == 1)
}

/// Leaves a panel with exactly these deciders.
pub(crate) async fn replace_deciders(
    connection: &mut Connection,
    organization: OrganizationId,
    panel: PanelId,
    people: &[MemberId],
) -> Result<(), DatabaseError> {
    use review_panel_decider as d;
    diesel::delete(d::table)
        .filter(d::organization_id.eq(organization))
        .filter(d::panel_id.eq(panel))
        .filter(d::member_id.ne_all(people))
        .execute(connection)
        .await?;
    if people.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = people
        .iter()
        .map(|member| {
            (d::organization_id.eq(organization), d::panel_id.eq(panel), d::member_id.eq(*member))
        })
        .collect();
    diesel::insert_into(d::table).values(rows).on_conflict_do_nothing().execute(connection).await?;
    Ok(())
}

/// Leaves a panel with exactly these subjects.
pub(crate) async fn replace_subjects(
    connection: &mut Connection,
    organization: OrganizationId,
    panel: PanelId,
    people: &[MemberId],
) -> Result<(), DatabaseError> {
    use review_panel_subject as s;
    diesel::delete(s::table)
        .filter(s::organization_id.eq(organization))
        .filter(s::panel_id.eq(panel))
        .filter(s::member_id.ne_all(people))
        .execute(connection)
        .await?;
    if people.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = people
        .iter()
        .map(|member| {
            (s::organization_id.eq(organization), s::panel_id.eq(panel), s::member_id.eq(*member))
        })
        .collect();
    diesel::insert_into(s::table).values(rows).on_conflict_do_nothing().execute(connection).await?;
    Ok(())
}
