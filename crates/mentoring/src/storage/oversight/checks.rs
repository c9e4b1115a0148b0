//! Checks of health.

use chrono::{DateTime, Utc};
use database::schema::health_check;
use database::{Connection, DatabaseError};
use diesel::sql_types::{Array, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{OrganizationId, PairId};

use crate::actions::Mentoring;
use crate::actions::pairs::queue_mails;
use crate::model::oversight::health::{Answers, Check, Occasion};
use crate::model::pair::Pair;
use crate::model::pairs::letters::MailKind;
use crate::model::side::Side;
use crate::storage::pairs::NewMail;

#[derive(QueryableByName)]
struct Asked {
    #[diesel(sql_type = SqlUuid)]
    pair_id: PairId,
    #[diesel(sql_type = Text)]
    side: String,
}

/// Asks both sides of a pair how they are, and mails them; once an occasion, however often it is
/// called.
pub(crate) async fn ask_health(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    pair: &Pair,
    occasion: Occasion,
) -> Result<(), DatabaseError> {
    ask_health_of(connection, mentoring, organization, std::slice::from_ref(pair), occasion).await
}

/// Asks both sides of some pairs, set-wise; as [`ask_health`].
pub(crate) async fn ask_health_of(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    pairs: &[Pair],
    occasion: Occasion,
) -> Result<(), DatabaseError> {
    if pairs.is_empty() {
        return Ok(());
    }
    let ids: Vec<PairId> = pairs.iter().map(|pair| pair.id).collect();
    let sides = Side::ALL.map(Side::as_str);
    let asked: Vec<Asked> = diesel::sql_query(
        "INSERT INTO cadre.health_check (organization_id, pair_id, occasion, side, asked_at)
         SELECT $1, fresh.pair, $3, sides.side, $5
         FROM unnest($2) AS fresh (pair) CROSS JOIN unnest($4) AS sides (side)
         ON CONFLICT (organization_id, pair_id, occasion, side) DO NOTHING
         RETURNING pair_id, side",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Text, _>(occasion.as_str())
    .bind::<Array<Text>, _>(sides.to_vec())
    .bind::<Timestamptz, _>(mentoring.sources.now())
    .load(connection)
    .await?;
    let mail = |asked: Asked| {
        let pair = pairs.iter().find(|pair| pair.id == asked.pair_id)?;
        Some(NewMail {
            member_id: pair.member(Side::parse(&asked.side)?),
            pair_id: Some(pair.id),
            kind: MailKind::HealthAsked,
            occasion: format!("{}.{}", pair.id, occasion.as_str()),
        })
    };
    let mails: Vec<NewMail> = asked.into_iter().filter_map(mail).collect();
    queue_mails(connection, mentoring, organization, &mails).await
}

/// A side's check, held until the transaction ends; `None` where it was not asked.
pub(crate) async fn lock_check(
    connection: &mut Connection,
    organization: OrganizationId,
    pair: PairId,
    occasion: Occasion,
    side: Side,
) -> Result<Option<Check>, DatabaseError> {
    Ok(health_check::table
        .filter(health_check::organization_id.eq(organization))
        .filter(health_check::pair_id.eq(pair))
        .filter(health_check::occasion.eq(occasion.as_str()))
        .filter(health_check::side.eq(side.as_str()))
        .select(Check::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?)
}

/// Fills a side's check; the caller holds it, and nobody has answered it.
pub(crate) async fn fill_check(
    connection: &mut Connection,
    organization: OrganizationId,
    check: &Check,
    answers: &Answers,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let row = health_check::table
        .filter(health_check::organization_id.eq(organization))
        .filter(health_check::pair_id.eq(check.pair_id))
        .filter(health_check::occasion.eq(&check.occasion))
        .filter(health_check::side.eq(&check.side));
    diesel::update(row)
        .set((
            health_check::answered_at.eq(now),
            health_check::meets.eq(answers.meets),
            health_check::safe.eq(answers.safe),
            health_check::matters.eq(answers.matters),
            health_check::useful.eq(answers.useful),
            health_check::go_on.eq(answers.go_on),
            health_check::wants_talk.eq(answers.wants_talk),
            health_check::is_low.eq(answers.is_low()),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
