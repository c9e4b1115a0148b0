//! Blocks, wishes for the same pair again, who is one person, and the answer for the fairness report.

use chrono::{DateTime, Utc};
use database::schema::{fairness_answer, mentoring_block, pair_again, person_link};
use database::{Connection, DatabaseError};
use diesel::ExpressionMethods as _;
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};

type Changed = Result<bool, DatabaseError>;

/// Whether the block is new.
pub(crate) async fn insert_block(
    connection: &mut Connection,
    organization: OrganizationId,
    (blocker, blocked): (MemberId, MemberId),
    now: DateTime<Utc>,
) -> Changed {
    use mentoring_block as b;
    let inserted = diesel::insert_into(b::table)
        .values((
            b::organization_id.eq(organization),
            b::blocker_id.eq(blocker),
            b::blocked_id.eq(blocked),
            b::blocked_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Whether there was a block.
pub(crate) async fn drop_block(
    connection: &mut Connection,
    organization: OrganizationId,
    (blocker, blocked): (MemberId, MemberId),
) -> Changed {
    use mentoring_block as b;
    let dropped = diesel::delete(b::table)
        .filter(b::organization_id.eq(organization))
        .filter(b::blocker_id.eq(blocker))
        .filter(b::blocked_id.eq(blocked))
        .execute(connection)
        .await?;
    Ok(dropped == 1)
}

/// Whether the wish is new.
pub(crate) async fn insert_pair_again(
    connection: &mut Connection,
    organization: OrganizationId,
    (asker, other): (MemberId, MemberId),
    now: DateTime<Utc>,
) -> Changed {
    use pair_again as a;
    let inserted = diesel::insert_into(a::table)
        .values((
            a::organization_id.eq(organization),
            a::asker_id.eq(asker),
            a::other_id.eq(other),
            a::asked_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}

/// Whether there was a wish.
pub(crate) async fn drop_pair_again(
    connection: &mut Connection,
    organization: OrganizationId,
    (asker, other): (MemberId, MemberId),
) -> Changed {
    use pair_again as a;
    let dropped = diesel::delete(a::table)
        .filter(a::organization_id.eq(organization))
        .filter(a::asker_id.eq(asker))
        .filter(a::other_id.eq(other))
        .execute(connection)
        .await?;
    Ok(dropped == 1)
}

/// Says of two seats whether they are one person. It is written once for both ways: the smaller id
/// first.
pub(crate) async fn save_person_link(
    connection: &mut Connection,
    organization: OrganizationId,
    (one, other): (MemberId, MemberId),
    is_same: bool,
    (by, now): (MemberId, DateTime<Utc>),
) -> Result<(), DatabaseError> {
    use person_link as l;
    let decided = (l::is_same.eq(is_same), l::decided_by.eq(by), l::decided_at.eq(now));
    diesel::insert_into(l::table)
        .values((
            l::organization_id.eq(organization),
            l::member_id.eq(one.min(other)),
            l::other_id.eq(one.max(other)),
            decided,
        ))
        .on_conflict((l::organization_id, l::member_id, l::other_id))
        .do_update()
        .set(decided)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps an answer for the fairness report.
pub(crate) async fn save_fairness(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
    gender: &str,
    now: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    use diesel::query_dsl::methods::FilterDsl as _;
    use fairness_answer as f;
    let answer = (f::gender.eq(gender), f::consented_at.eq(now));
    diesel::insert_into(f::table)
        .values((f::organization_id.eq(organization), f::member_id.eq(member), answer))
        .on_conflict((f::organization_id, f::member_id))
        .do_update()
        .set(answer)
        // The same answer once more keeps the moment at which it was given.
        .filter(f::gender.ne(gender))
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets an answer.
pub(crate) async fn drop_fairness(
    connection: &mut Connection,
    organization: OrganizationId,
    member: MemberId,
) -> Result<(), DatabaseError> {
    use fairness_answer as f;
    diesel::delete(f::table)
        .filter(f::organization_id.eq(organization))
        .filter(f::member_id.eq(member))
        .execute(connection)
        .await?;
    Ok(())
}
