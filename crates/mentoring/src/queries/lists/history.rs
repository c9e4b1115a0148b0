//! What was between people before: blocks, links, pairs, declines, absences.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use database::schema::{absence, mentoring_block, pair, person_link};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryableByName, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;
use kernel::{CycleId, MemberId, OrganizationId};

use crate::model::lists::{SPARED_FROM, is_away};
use crate::model::pair::Pair;
use crate::queries::calendar::work_calendar;

#[derive(QueryableByName)]
struct CoupleRow {
    #[diesel(sql_type = SqlUuid)]
    learner_id: MemberId,
    #[diesel(sql_type = SqlUuid)]
    mentor_id: MemberId,
}

#[derive(QueryableByName)]
struct MentorRow {
    #[diesel(sql_type = SqlUuid)]
    mentor_id: MemberId,
}

/// Who blocked whom, of some people.
pub(super) async fn blocks(
    connection: &mut Connection,
    organization: OrganizationId,
    people: &[MemberId],
) -> Result<Vec<(MemberId, MemberId)>, DatabaseError> {
    use mentoring_block as b;
    Ok(b::table
        .filter(b::organization_id.eq(organization))
        .filter(b::blocker_id.eq_any(people))
        .select((b::blocker_id, b::blocked_id))
        .load(connection)
        .await?)
}

/// Of which seats of some people somebody said whether they are one person's.
pub(super) async fn links(
    connection: &mut Connection,
    organization: OrganizationId,
    people: &[MemberId],
) -> Result<Vec<(MemberId, MemberId, bool)>, DatabaseError> {
    use person_link as l;
    Ok(l::table
        .filter(l::organization_id.eq(organization))
        .filter(l::member_id.eq_any(people))
        .select((l::member_id, l::other_id, l::is_same))
        .load(connection)
        .await?)
}

/// Learner and mentor of the pairs of some people that both had accepted and that are over, unless
/// both ask for another time.
pub(super) async fn past_pairs(
    connection: &mut Connection,
    organization: OrganizationId,
    people: &[MemberId],
) -> Result<HashSet<(MemberId, MemberId)>, DatabaseError> {
    let rows: Vec<CoupleRow> = fixed_text(
        diesel::sql_query(
            "SELECT DISTINCT p.learner_id, p.mentor_id FROM cadre.pair p
             WHERE p.organization_id = $1 AND p.ended_at IS NOT NULL AND p.accepted_at IS NOT NULL
                AND p.learner_id = ANY ($2) AND p.mentor_id = ANY ($2)
                AND NOT (
                    EXISTS (SELECT FROM cadre.pair_again a WHERE a.organization_id = $1
                        AND a.asker_id = p.learner_id AND a.other_id = p.mentor_id)
                    AND EXISTS (SELECT FROM cadre.pair_again a WHERE a.organization_id = $1
                        AND a.asker_id = p.mentor_id AND a.other_id = p.learner_id))",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Array<SqlUuid>, _>(people),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.learner_id, row.mentor_id)).collect())
}

/// Mentors who declined so many proposals of a cycle that they are spared for the rest of it.
pub(super) async fn spared(
    connection: &mut Connection,
    organization: OrganizationId,
    cycle: CycleId,
) -> Result<HashSet<MemberId>, DatabaseError> {
    let rows: Vec<MentorRow> = fixed_text(
        diesel::sql_query(
            "SELECT p.mentor_id FROM cadre.pair p
             JOIN cadre.pair_answer a ON a.organization_id = $1 AND a.pair_id = p.id
             WHERE p.organization_id = $1 AND p.cycle_id = $2 AND a.side = 'mentor'
                AND a.answer = 'declined'
             GROUP BY p.mentor_id HAVING count(*) >= $3",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(cycle)
        .bind::<BigInt, _>(SPARED_FROM),
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.mentor_id).collect())
}

/// Those of some people who are away for as long as a proposal of today is answered. Four statements.
pub(super) async fn away(
    connection: &mut Connection,
    organization: OrganizationId,
    people: &[MemberId],
    today: NaiveDate,
) -> Result<HashSet<MemberId>, DatabaseError> {
    let calendar = work_calendar(connection, organization).await?;
    use absence as a;
    let rows: Vec<(MemberId, NaiveDate, NaiveDate)> = a::table
        .filter(a::organization_id.eq(organization))
        .filter(a::member_id.eq_any(people))
        .filter(a::ends_on.ge(today))
        .select((a::member_id, a::starts_on, a::ends_on))
        .load(connection)
        .await?;
    let mut absences: HashMap<MemberId, Vec<(NaiveDate, NaiveDate)>> = HashMap::new();
    for (person, starts_on, ends_on) in rows {
        absences.entry(person).or_default().push((starts_on, ends_on));
    }
    let away = absences.into_iter().filter(|(_, absences)| is_away(absences, today, &calendar));
    Ok(away.map(|(person, _)| person).collect())
}

/// All pairs of the organisation that are not over, by id.
///
/// # Errors
/// When the statement fails.
pub async fn open_pairs(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<Vec<Pair>, DatabaseError> {
    Ok(pair::table
        .filter(pair::organization_id.eq(organization))
        .filter(pair::ended_at.is_null())
        .order(pair::id)
        .select(Pair::as_select())
        .load(connection)
        .await?)
}
