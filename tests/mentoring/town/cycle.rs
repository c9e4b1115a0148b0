//! The cycle that pairs of the town come from.

use kernel::CycleId;
use testkit::TestApp;
use uuid::Uuid;

use super::Quarter;

/// The last day of its pairs.
pub(super) const ENDS_ON: &str = "2027-03-31";

/// The open cycle of a cohort.
pub(super) async fn cycle(app: &TestApp, home: &Quarter) -> CycleId {
    let id = home.organization.id.uuid();
    let open = format!(
        "SELECT id::text AS text FROM cadre.matching_cycle
         WHERE organization_id = '{id}' AND state = 'open' ORDER BY opened_at, id LIMIT 1"
    );
    if let Some(there) = app.text(&open).await {
        return CycleId::from(there.parse::<Uuid>().expect("an id"));
    }
    let cycle: Uuid = app.app.services.sources.new_id();
    let (program, cohort) = (home.program.uuid(), home.cohort.uuid());
    let now = app.now().to_rfc3339();
    app.execute(&format!(
        "INSERT INTO cadre.matching_cycle (organization_id, id, program_id, name, state, ranks_until,
            pairs_end_on, opened_by, opened_at, version)
         SELECT '{id}', '{cycle}', '{program}', 'Winter', 'open', '2026-12-04T22:59:59Z', '{ENDS_ON}',
            m.id, '{now}', 1
         FROM cadre.member m WHERE m.organization_id = '{id}' AND m.name = 'cora';
         INSERT INTO cadre.matching_cycle_cohort (organization_id, cycle_id, cohort_id)
         VALUES ('{id}', '{cycle}', '{cohort}')"
    ))
    .await;
    cycle.into()
}
