//! When people are away.

use chrono::NaiveDate;
use database::schema::absence;
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, PageRequest};

use crate::model::lists::Absence;

/// A page of the absences that are not over on a day, by their last day, and whether more follow; of
/// one person, or of all. The key of a place is the last day.
///
/// # Errors
/// When the statement fails.
pub async fn absences_page(
    connection: &mut Connection,
    organization: OrganizationId,
    (person, today): (Option<MemberId>, NaiveDate),
    page: &PageRequest,
) -> Result<(Vec<Absence>, bool), DatabaseError> {
    use absence as a;
    let mut query = a::table
        .filter(a::organization_id.eq(organization))
        .filter(a::ends_on.ge(today))
        .order((a::ends_on, a::id))
        .limit(page.first + 1)
        .select(Absence::as_select())
        .into_boxed();
    if let Some(person) = person {
        query = query.filter(a::member_id.eq(person));
    }
    // A key that is no day of this list is no place of it, and the list begins anew.
    if let Some(after) = &page.after
        && let Some(day) = after.day()
    {
        let later = a::ends_on.gt(day);
        query = query.filter(later.or(a::ends_on.eq(day).and(a::id.gt(after.id))));
    }
    let absences = query.load(connection).await?;
    Ok(page.cut(absences))
}
