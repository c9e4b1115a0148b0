//! What the coordinator has to look at. Who is one of a pair reads nothing of it here, and of a pair
//! in their own reporting line nobody reads what it said of its health, nor how often one of their own
//! people declined.

use auth::Actor;
use chrono::{DateTime, Utc};
use database::{Connection, DatabaseError, fixed_text, schema};
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{Queryable, QueryableByName, Selectable};
use diesel_async::RunQueryDsl as _;
use kernel::{EscalationId, MemberId, PageRequest, PairId};

use crate::model::pairs::escalation::EscalationKind;

/// Something that the coordinator has to look at, or has looked at.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = schema::escalation)]
pub struct Escalation {
    /// Its id.
    #[diesel(sql_type = SqlUuid)]
    pub id: EscalationId,
    /// See [`Escalation::kind`].
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// The pair that it is about, if it is about one.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub pair_id: Option<PairId>,
    /// The person that it is about, if it is about one.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub member_id: Option<MemberId>,
    /// When it came up, UTC.
    #[diesel(sql_type = Timestamptz)]
    pub opened_at: DateTime<Utc>,
    /// When it was settled, UTC.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub settled_at: Option<DateTime<Utc>>,
    /// Who settled it, or took the step that did; nobody where it went away by itself.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub settled_by: Option<MemberId>,
}

impl Escalation {
    /// What it is; `None` for a word that no version of this program wrote.
    pub fn kind(&self) -> Option<EscalationKind> {
        EscalationKind::parse(&self.kind)
    }

    /// Whether it says what a side answered to a check of health.
    pub fn tells_answers(&self) -> bool {
        matches!(self.kind(), Some(EscalationKind::LowHealth | EscalationKind::WantsTalk))
    }
}

/// Which of them are wanted, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Those that are open, the oldest first.
    Open,
    /// All, the newest first.
    All,
}

/// A page of them, and whether more follow. Call it for coordinators.
///
/// # Errors
/// When the statement fails.
pub async fn escalations_page(
    connection: &mut Connection,
    actor: &Actor,
    wanted: Wanted,
    page: &PageRequest,
) -> Result<(Vec<Escalation>, bool), DatabaseError> {
    let found: Vec<Escalation> = fixed_text(
        diesel::sql_query(PAGE)
            .bind::<SqlUuid, _>(actor.organization_id)
            .bind::<SqlUuid, _>(actor.member_id)
            .bind::<Bool, _>(wanted == Wanted::Open)
            .bind::<Nullable<SqlUuid>, _>(page.after.as_ref().map(|after| after.id))
            .bind::<BigInt, _>(page.first + 1),
    )
    .load(connection)
    .await?;
    Ok(page.cut(found))
}

/// Ids are UUIDv7: their order is that of the moments.
const PAGE: &str = "
    WITH RECURSIVE below (id) AS (
        SELECT $2::uuid
        UNION
        SELECT led.id FROM below b CROSS JOIN LATERAL (
            SELECT m.id FROM cadre.member m WHERE m.organization_id = $1 AND m.manager_id = b.id
            UNION ALL
            SELECT n.member_id FROM cadre.planned_manager n
            WHERE n.organization_id = $1 AND n.manager_id = b.id) AS led
    )
    SELECT e.id, e.kind, e.pair_id, e.member_id, e.opened_at, e.settled_at, e.settled_by
    FROM cadre.escalation e
    LEFT JOIN cadre.pair p ON p.organization_id = $1 AND p.id = e.pair_id
    WHERE e.organization_id = $1
        AND (NOT $3 OR e.settled_at IS NULL)
        AND ($4::uuid IS NULL OR CASE WHEN $3 THEN e.id > $4 ELSE e.id < $4 END)
        AND e.member_id IS DISTINCT FROM $2
        AND (p.id IS NULL OR $2 NOT IN (p.learner_id, p.mentor_id))
        AND (p.id IS NULL OR e.kind NOT IN ('low_health', 'wants_talk') OR NOT EXISTS (
            SELECT FROM below b WHERE b.id IN (p.learner_id, p.mentor_id)))
        AND (e.kind <> 'asked_too_often'
            OR NOT EXISTS (SELECT FROM below b WHERE b.id = e.member_id))
    ORDER BY CASE WHEN $3 THEN e.id END, CASE WHEN NOT $3 THEN e.id END DESC
    LIMIT $5";
