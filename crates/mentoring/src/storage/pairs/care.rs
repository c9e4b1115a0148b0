//! Mails that are due, and what the coordinator is told of.

use chrono::{DateTime, NaiveDate, Utc};
use database::schema::{escalation, mentoring_mail};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{EscalationId, MemberId, OrganizationId, PairId, Sources};
use uuid::Uuid;

use crate::model::pairs::escalation::EscalationKind;
use crate::model::pairs::letters::MailKind;

/// A mail that becomes due. The same one for the same occasion goes once, however often it is asked
/// for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewMail {
    /// Who is written to.
    pub(crate) member_id: MemberId,
    /// The pair that it is about.
    pub(crate) pair_id: Option<PairId>,
    /// What it says.
    pub(crate) kind: MailKind,
    /// What sets it apart from others of its kind to the same person.
    pub(crate) occasion: String,
}

#[derive(QueryableByName)]
struct MailRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Puts mails on the list, set-wise, and returns those that were not on it.
pub(crate) async fn insert_mails(
    connection: &mut Connection,
    organization: OrganizationId,
    sources: &Sources,
    mails: &[NewMail],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, DatabaseError> {
    if mails.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = mails.iter().map(|_| sources.new_id()).collect();
    let occasions: Vec<&str> = mails.iter().map(|mail| mail.occasion.as_str()).collect();
    let rows: Vec<MailRow> = diesel::sql_query(
        "INSERT INTO cadre.mentoring_mail (organization_id, id, member_id, pair_id, kind, occasion,
             queued_at)
         SELECT $1, fresh.id, fresh.member, fresh.pair, fresh.kind, fresh.occasion, $2
         FROM unnest($3, $4, $5, $6, $7) AS fresh (id, member, pair, kind, occasion)
         ON CONFLICT (organization_id, member_id, kind, occasion) DO NOTHING
         RETURNING id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SqlUuid>, _>(mails.iter().map(|mail| mail.member_id).collect::<Vec<_>>())
    .bind::<Array<Nullable<SqlUuid>>, _>(mails.iter().map(|mail| mail.pair_id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(mails.iter().map(|mail| mail.kind.as_str()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(occasions)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Notes that a mail is out.
pub(crate) async fn set_sent(
    connection: &mut Connection,
    organization: OrganizationId,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use mentoring_mail as m;
    let row = m::table.filter(m::organization_id.eq(organization)).filter(m::id.eq(id));
    diesel::update(row).set(m::sent_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// Notes that a mail will not go out.
pub(crate) async fn drop_mail(
    connection: &mut Connection,
    organization: OrganizationId,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use mentoring_mail as m;
    let row = m::table.filter(m::organization_id.eq(organization)).filter(m::id.eq(id));
    diesel::update(row).set(m::dropped_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// A mail that waits, with the zone of its reader.
#[derive(QueryableByName)]
pub(crate) struct WaitingMail {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) id: Uuid,
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) time_zone: Option<String>,
}

/// The mails that wait since before a moment, oldest first, at most `most`. What waits for the end of
/// its reader's leave is left out, by the present day in the organisation's zone.
pub(crate) async fn waiting_mails(
    connection: &mut Connection,
    organization: OrganizationId,
    (before, today): (DateTime<Utc>, NaiveDate),
    most: i64,
) -> Result<Vec<WaitingMail>, DatabaseError> {
    let reaching = MailKind::ALL.into_iter().filter(|kind| kind.reaches_the_absent());
    let reaching: Vec<&str> = reaching.map(MailKind::as_str).collect();
    Ok(fixed_text(
        diesel::sql_query(
            "SELECT w.id, w.kind, m.time_zone
             FROM cadre.mentoring_mail w
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = w.member_id
             WHERE w.organization_id = $1 AND w.sent_at IS NULL AND w.dropped_at IS NULL
                AND w.queued_at <= $2
                AND (w.kind = ANY ($4) OR NOT EXISTS (SELECT FROM cadre.absence a
                    WHERE a.organization_id = $1 AND a.member_id = w.member_id
                        AND $5 BETWEEN a.starts_on AND a.ends_on))
             ORDER BY w.queued_at, w.id LIMIT $3",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(most)
        .bind::<Array<Text>, _>(reaching)
        .bind::<Date, _>(today),
    )
    .load(connection)
    .await?)
}

/// Whom and what an escalation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) kind: EscalationKind,
    pub(crate) pair_id: Option<PairId>,
    pub(crate) member_id: Option<MemberId>,
}

/// Tells the coordinator of something, unless it is on the list and not settled.
pub(crate) async fn insert_escalation(
    connection: &mut Connection,
    organization: OrganizationId,
    id: EscalationId,
    about: About,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::sql_query(
        "INSERT INTO cadre.escalation (organization_id, id, kind, pair_id, member_id, opened_at)
         SELECT $1, $2, $3, $4, $5, $6
         WHERE NOT EXISTS (
            SELECT FROM cadre.escalation e WHERE e.organization_id = $1 AND e.kind = $3
            AND e.settled_at IS NULL AND e.pair_id IS NOT DISTINCT FROM $4
            AND e.member_id IS NOT DISTINCT FROM $5)
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<SqlUuid, _>(id)
    .bind::<Text, _>(about.kind.as_str())
    .bind::<Nullable<SqlUuid>, _>(about.pair_id)
    .bind::<Nullable<SqlUuid>, _>(about.member_id)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Settles what stands open on a pair, of some kinds.
pub(crate) async fn settle_escalations(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    kinds: &[EscalationKind],
    (by, now): (Option<MemberId>, DateTime<Utc>),
) -> Result<(), DatabaseError> {
    if kinds.is_empty() {
        return Ok(());
    }
    use escalation as e;
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let open = e::table
        .filter(e::organization_id.eq(organization))
        .filter(e::pair_id.eq(pair))
        .filter(e::kind.eq_any(words))
        .filter(e::settled_at.is_null());
    diesel::update(open)
        .set((e::settled_at.eq(now), e::settled_by.eq(by)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Settles that learners are without a mentor who have a new proposal: what stands open on the pairs
/// that each of them had before in the same program.
pub(crate) async fn settle_without_mentor(
    connection: &mut Connection,
    organization: OrganizationId,
    proposals: &[PairId],
    (by, now): (MemberId, DateTime<Utc>),
) -> Result<(), DatabaseError> {
    let kinds: Vec<&str> =
        EscalationKind::WITHOUT_MENTOR.iter().map(|kind| kind.as_str()).collect();
    diesel::sql_query(
        "UPDATE cadre.escalation e SET settled_at = $2, settled_by = $3
         FROM cadre.pair earlier
         JOIN cadre.pair next ON next.organization_id = $1 AND next.id = ANY ($4)
            AND next.learner_id = earlier.learner_id AND next.program_id = earlier.program_id
         WHERE e.organization_id = $1 AND e.settled_at IS NULL AND e.kind = ANY ($5)
            AND earlier.organization_id = $1 AND earlier.id = e.pair_id
            AND earlier.ended_at IS NOT NULL",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Timestamptz, _>(now)
    .bind::<SqlUuid, _>(by)
    .bind::<Array<SqlUuid>, _>(proposals)
    .bind::<Array<Text>, _>(kinds)
    .execute(connection)
    .await?;
    Ok(())
}

/// Settles that nothing was heard of pairs of which something was heard since.
pub(crate) async fn settle_quiet(
    connection: &mut Connection,
    organization: OrganizationId,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    diesel::sql_query(
        "UPDATE cadre.escalation e SET settled_at = $2
         FROM cadre.pair p
         WHERE e.organization_id = $1 AND p.organization_id = $1 AND p.id = e.pair_id
            AND e.kind = $3 AND e.settled_at IS NULL AND p.quiet_since >= e.opened_at",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Timestamptz, _>(now)
    .bind::<Text, _>(EscalationKind::Quiet.as_str())
    .execute(connection)
    .await?;
    Ok(())
}
