//! The mentors of an organisation, page by page, for those who coordinate.

use database::{Connection, DatabaseError, fixed_text};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, PageRequest};
use uuid::Uuid;

/// Which mentors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MentorFilter {
    /// Only those who take new pairs.
    pub only_open: bool,
    /// Only those who offer this competency, whoever stands for it.
    pub competency_code: Option<String>,
    /// Only those with a competency that nobody has confirmed.
    pub only_unconfirmed: bool,
}

/// One mentor in the list.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct MentorLine {
    /// Who.
    #[diesel(sql_type = SqlUuid)]
    pub member_id: MemberId,
    /// The name, by which the list is ordered.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whether the mentor takes new pairs.
    #[diesel(sql_type = Bool)]
    pub is_open: bool,
    /// Places in all.
    #[diesel(sql_type = SmallInt)]
    pub places: i16,
    /// Places that open pairs hold.
    #[diesel(sql_type = SmallInt)]
    pub held: i16,
    /// Those of them that both sides accepted.
    #[diesel(sql_type = SmallInt)]
    pub taken: i16,
}

/// One page of the mentors by name, and whether another follows. Who holds the role no more is left
/// out.
///
/// # Errors
/// When the statement fails.
pub async fn mentors_page(
    connection: &mut Connection,
    organization: OrganizationId,
    filter: &MentorFilter,
    page: &PageRequest,
) -> Result<(Vec<MentorLine>, bool), DatabaseError> {
    let (name, id) = page
        .after
        .as_ref()
        .map_or((String::new(), Uuid::nil()), |after| (after.key.clone(), after.id));
    let lines: Vec<MentorLine> = fixed_text(
        diesel::sql_query(
            "SELECT p.member_id, m.name, p.is_open, p.places, p.held_places AS held,
                p.taken_places AS taken
             FROM cadre.mentor_profile p
             JOIN cadre.member m ON m.organization_id = $1 AND m.id = p.member_id
             JOIN cadre.member_role r ON r.organization_id = $1 AND r.member_id = p.member_id
                AND r.role = 'mentor'
             WHERE p.organization_id = $1 AND m.left_at IS NULL
                AND (NOT $2 OR p.is_open)
                AND ($3 IS NULL OR EXISTS (SELECT FROM cadre.mentor_competency c
                    WHERE c.organization_id = $1 AND c.member_id = p.member_id
                        AND c.competency_code = $3))
                AND (NOT $4 OR EXISTS (SELECT FROM cadre.mentor_competency d
                    WHERE d.organization_id = $1 AND d.member_id = p.member_id
                        AND d.source = 'declared'))
                AND (m.name, m.id) > ($5, $6)
             ORDER BY m.name, m.id LIMIT $7",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<Bool, _>(filter.only_open)
        .bind::<Nullable<Text>, _>(filter.competency_code.as_deref())
        .bind::<Bool, _>(filter.only_unconfirmed)
        .bind::<Text, _>(name)
        .bind::<SqlUuid, _>(id)
        .bind::<BigInt, _>(page.first + 1),
    )
    .load(connection)
    .await?;
    Ok(page.cut(lines))
}
