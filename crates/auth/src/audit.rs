//! The audit log: who did what, when. Append-only; the role of requests may not change an entry.

use chrono::{DateTime, Utc};
use database::schema::audit_entry;
use database::{Connection, DatabaseError};
use diesel::ExpressionMethods as _;
use diesel_async::RunQueryDsl as _;
use kernel::{AuditEntryId, MemberId, OrganizationId, Sources};
use serde_json::Value;

use crate::actor::Actor;

/// Entries of one INSERT; a statement takes 65,535 values.
const CHUNK: usize = 5_000;

/// What is recorded. Details hold ids and figures, never texts about people.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// The command, in snake case: `cohort_created`.
    pub action: &'static str,
    /// The id of what it was done to.
    pub subject: String,
    /// Figures that explain it.
    pub details: Value,
}

/// Appends an entry inside the transaction that did the thing. Returns when it happened.
///
/// # Errors
/// When the statement fails.
pub async fn record(
    connection: &mut Connection,
    sources: &Sources,
    actor: &Actor,
    entry: AuditEntry,
) -> Result<DateTime<Utc>, DatabaseError> {
    record_as(connection, sources, actor.organization_id, Some(actor.member_id), entry).await
}

/// Appends an entry where nobody is signed in: a job that acts for a member, or the command line.
/// Returns when it happened.
///
/// # Errors
/// When the statement fails.
pub async fn record_as(
    connection: &mut Connection,
    sources: &Sources,
    organization: OrganizationId,
    actor: Option<MemberId>,
    entry: AuditEntry,
) -> Result<DateTime<Utc>, DatabaseError> {
    let now = sources.now();
    diesel::insert_into(audit_entry::table)
        .values((
            audit_entry::organization_id.eq(organization),
            audit_entry::id.eq(sources.new_id::<AuditEntryId>()),
            audit_entry::at.eq(now),
            audit_entry::actor_id.eq(actor),
            audit_entry::action.eq(entry.action),
            audit_entry::subject.eq(entry.subject),
            audit_entry::details.eq(entry.details),
        ))
        .execute(connection)
        .await?;
    Ok(now)
}

/// Appends many entries of one command, set-wise.
///
/// # Errors
/// When a statement fails.
pub async fn record_all(
    connection: &mut Connection,
    sources: &Sources,
    actor: &Actor,
    entries: Vec<AuditEntry>,
) -> Result<(), DatabaseError> {
    let now = sources.now();
    let mut entries = entries.into_iter().peekable();
    while entries.peek().is_some() {
        let rows: Vec<_> = entries
            .by_ref()
            .take(CHUNK)
            .map(|entry| {
                (
                    audit_entry::organization_id.eq(actor.organization_id),
                    audit_entry::id.eq(sources.new_id::<AuditEntryId>()),
                    audit_entry::at.eq(now),
                    audit_entry::actor_id.eq(Some(actor.member_id)),
                    audit_entry::action.eq(entry.action),
                    audit_entry::subject.eq(entry.subject),
                    audit_entry::details.eq(entry.details),
                )
            })
            .collect();
        diesel::insert_into(audit_entry::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(connection)
            .await?;
    }
    Ok(())
}
