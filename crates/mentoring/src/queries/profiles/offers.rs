//! What mentors offer.

use database::schema::mentor_competency;
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, Bool, Jsonb, Nullable, SmallInt, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryableByName};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId};
use serde_json::Value;

use super::list;
use crate::model::profiles::profile::MentorOffer;
use crate::model::profiles::{Fact, GoalTag, Source};

#[derive(QueryableByName)]
struct OfferRow {
    #[diesel(sql_type = SqlUuid)]
    member_id: MemberId,
    #[diesel(sql_type = Bool)]
    is_open: bool,
    #[diesel(sql_type = SmallInt)]
    places: i16,
    #[diesel(sql_type = SmallInt)]
    held_places: i16,
    #[diesel(sql_type = SmallInt)]
    taken_places: i16,
    #[diesel(sql_type = Jsonb)]
    goals: Value,
    #[diesel(sql_type = Jsonb)]
    offers: Value,
}

/// What mentors offer, by member id: those who have a profile, or some of them. Who holds the role no
/// more, or has left, is not open. Of competencies only what somebody else stands for. Two statements.
///
/// # Errors
/// When a statement fails.
pub async fn mentor_offers(
    connection: &mut Connection,
    organization: OrganizationId,
    only: Option<&[MemberId]>,
) -> Result<Vec<MentorOffer>, DatabaseError> {
    let rows: Vec<OfferRow> = fixed_text(
        diesel::sql_query(
            "SELECT p.member_id, p.places, p.held_places, p.taken_places, p.goals, p.offers,
                (p.is_open AND m.left_at IS NULL AND r.role IS NOT NULL) AS is_open
             FROM cadre.mentor_profile p
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = p.member_id
             LEFT JOIN cadre.member_role r ON r.organization_id = $1 AND r.member_id = p.member_id
                AND r.role = 'mentor'
             WHERE p.organization_id = $1 AND ($2 IS NULL OR p.member_id = ANY ($2))
             ORDER BY p.member_id",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Nullable<Array<SqlUuid>>, _>(only),
    )
    .load(connection)
    .await?;
    let mut offers: Vec<MentorOffer> = rows.into_iter().map(read).collect();
    for (member, code, level) in counted(connection, organization, only).await? {
        let at = offers.binary_search_by_key(&member, |offer| offer.member_id);
        let level = u8::try_from(level).unwrap_or(0);
        if let Some(offer) = at.ok().and_then(|at| offers.get_mut(at)) {
            offer.competencies.push((code, level));
        }
    }
    Ok(offers)
}

fn read(row: OfferRow) -> MentorOffer {
    MentorOffer {
        member_id: row.member_id,
        is_open: row.is_open,
        places: row.places,
        held: row.held_places,
        taken: row.taken_places,
        competencies: Vec::new(),
        goals: list(row.goals, GoalTag::parse),
        offers: list(row.offers, Fact::parse),
    }
}

/// The competencies that count for a match, by member and code.
async fn counted(
    connection: &mut Connection,
    organization: OrganizationId,
    only: Option<&[MemberId]>,
) -> Result<Vec<(MemberId, String, i16)>, DatabaseError> {
    use mentor_competency as c;
    let mut query = c::table
        .filter(c::organization_id.eq(organization))
        .filter(c::source.ne(Source::Declared.as_str()))
        .order((c::member_id, c::competency_code))
        .select((c::member_id, c::competency_code, c::level))
        .into_boxed();
    if let Some(ids) = only {
        query = query.filter(c::member_id.eq_any(ids));
    }
    Ok(query.load(connection).await?)
}
