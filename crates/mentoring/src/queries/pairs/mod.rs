//! The life of pairs: answers, agreements, breaks, ends, closing forms, timers, mails.

mod goals;
pub(crate) mod mail;
mod page;
pub mod publishing;
mod shown;
pub(crate) mod waits;

pub use goals::open_goals;
pub use page::{PairFilter, PairPage, Waiting, own_pairs, pairs_page};
pub use shown::{PairDetails, ShownAgreement, ShownAnswer, ShownForm, ShownGoal, details};

use chrono::{DateTime, Utc};
use database::schema::pair_timer;
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, OrganizationId, PairId};

use crate::model::life::Timer;

/// When a timer of a pair is due, UTC; `None` where it does not run.
///
/// # Errors
/// When the statement fails.
pub async fn due_at(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    timer: Timer,
) -> Result<Option<DateTime<Utc>>, DatabaseError> {
    Ok(pair_timer::table
        .filter(pair_timer::organization_id.eq(organization))
        .filter(pair_timer::pair_id.eq(pair))
        .filter(pair_timer::timer.eq(timer.as_str()))
        .select(pair_timer::due_at)
        .first(connection)
        .await
        .optional()?)
}

#[derive(QueryableByName)]
struct CodeRow {
    #[diesel(sql_type = Text)]
    code: String,
}

/// The codes of the competencies that a cohort's program version knows, in order.
///
/// # Errors
/// When the statement fails.
pub async fn competency_codes(
    connection: &mut Connection,
    organization: OrganizationId,
    cohort: CohortId,
) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<CodeRow> = fixed_text(
        diesel::sql_query(
            "SELECT c.code
             FROM cadre.cohort h
             JOIN cadre.program_version v ON v.organization_id = $1 AND v.id = h.program_version_id
             JOIN cadre.competency c ON c.organization_id = $1
                AND c.framework_version = v.framework_version
             WHERE h.organization_id = $1 AND h.id = $2
             ORDER BY c.code",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(cohort),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}
