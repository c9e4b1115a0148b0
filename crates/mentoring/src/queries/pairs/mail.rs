//! What mails on mentoring are made of.

use chrono::{DateTime, NaiveDate, Utc};
use database::schema::holiday;
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};
use uuid::Uuid;

use crate::model::pairs::letters::NUDGES;

/// A mail that waits.
#[derive(Clone, QueryableByName)]
pub(crate) struct DueMail {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) member_id: MemberId,
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Timestamptz)]
    pub(crate) queued_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    #[diesel(sql_type = Text)]
    pub(crate) email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) time_zone: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(crate) has_left: bool,
    /// Whether the reader is on leave.
    #[diesel(sql_type = Bool)]
    pub(crate) is_away: bool,
    /// Whether the reader wants no nudges.
    #[diesel(sql_type = Bool)]
    pub(crate) stopped_nudges: bool,
    /// The pair's state; none for a mail that is about no pair.
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) state: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(crate) is_open: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) broken_rule: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(crate) to_learner: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) other: Option<String>,
    /// When the pair goes on by itself, if nobody does anything.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(crate) until: Option<DateTime<Utc>>,
}

/// A mail, unless it is out or was dropped, on a day in the organisation's zone.
pub(crate) async fn due_mail(
    connection: &mut Connection,
    organization: OrganizationId,
    id: Uuid,
    today: NaiveDate,
) -> Result<Option<DueMail>, DatabaseError> {
    Ok(fixed_text(
        diesel::sql_query(
            "SELECT w.member_id, w.kind, w.queued_at, me.name, me.email, me.time_zone,
                me.left_at IS NOT NULL AS has_left,
                EXISTS (SELECT FROM cadre.absence a WHERE a.organization_id = $1
                    AND a.member_id = w.member_id AND $4 BETWEEN a.starts_on AND a.ends_on)
                    AS is_away,
                EXISTS (SELECT FROM cadre.report_stop s WHERE s.organization_id = $1
                    AND s.member_id = w.member_id AND s.kind = $3) AS stopped_nudges, p.state,
                p.id IS NOT NULL AND p.ended_at IS NULL AS is_open, p.broken_rule,
                coalesce(p.learner_id = w.member_id, false) AS to_learner, they.name AS other,
                (SELECT min(t.due_at) FROM cadre.pair_timer t
                 WHERE t.organization_id = $1 AND t.pair_id = p.id
                    AND t.timer IN ('answer_end', 'quiet_end', 'closing_end')) AS until
             FROM cadre.mentoring_mail w
             JOIN cadre.member me ON me.organization_id = $1 AND me.id = w.member_id
             LEFT JOIN cadre.pair p ON p.organization_id = $1 AND p.id = w.pair_id
             LEFT JOIN cadre.member they ON they.organization_id = $1 AND they.id =
                CASE w.member_id WHEN p.learner_id THEN p.mentor_id ELSE p.learner_id END
             WHERE w.organization_id = $1 AND w.id = $2
                AND w.sent_at IS NULL AND w.dropped_at IS NULL",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(NUDGES)
        .bind::<Date, _>(today),
    )
    .get_result(connection)
    .await
    .optional()?)
}

/// Which of some days are holidays of the organisation.
pub(crate) async fn holidays_among(
    connection: &mut Connection,
    organization: OrganizationId,
    days: &[NaiveDate],
) -> Result<Vec<NaiveDate>, DatabaseError> {
    Ok(holiday::table
        .filter(holiday::organization_id.eq(organization))
        .filter(holiday::day.eq_any(days))
        .select(holiday::day)
        .load(connection)
        .await?)
}
