//! The learners of cohorts and what they have done.

use std::collections::HashMap;

use auth::Actor;
use chrono::{DateTime, Utc};
use database::schema::{enrolment, lesson_completion, member};
use database::{Connection, DatabaseError};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, PgExpressionMethods as _,
    QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, EnrolmentId, LessonId, OrganizationId};

use super::Rows;
use crate::model::{Enrolment, Learner};
use crate::policy::BoardView;

/// The learners of some cohorts by name, as far as `view` shows them to the asking person.
///
/// # Errors
/// When the statement fails.
pub async fn learners(
    mut connection: &Connection,
    actor: &Actor,
    cohorts: &[CohortId],
    view: BoardView,
) -> Rows<Learner> {
    let organization = actor.organization_id;
    let me = actor.member_id;
    let query = learner_query(organization).filter(enrolment::cohort_id.eq_any(cohorts));
    Ok(match view {
        BoardView::Counts => return Ok(Vec::new()),
        BoardView::All => query.load(&mut connection).await?,
        BoardView::OwnPeople => {
            query
                .filter(member::manager_id.is_not_distinct_from(Some(me)).or(member::id.eq(me)))
                .load(&mut connection)
                .await?
        }
        BoardView::Own => query.filter(member::id.eq(me)).load(&mut connection).await?,
    })
}

/// Every learner of some cohorts by name; for jobs.
///
/// # Errors
/// When the statement fails.
pub async fn all_learners(
    connection: &mut Connection,
    organization: OrganizationId,
    cohorts: &[CohortId],
) -> Rows<Learner> {
    Ok(learner_query(organization)
        .filter(enrolment::cohort_id.eq_any(cohorts))
        .load(connection)
        .await?)
}

#[diesel::dsl::auto_type]
fn learner_query(organization: OrganizationId) -> _ {
    let same_person = member::organization_id
        .eq(enrolment::organization_id)
        .and(member::id.eq(enrolment::member_id));
    enrolment::table
        .inner_join(member::table.on(same_person))
        .filter(enrolment::organization_id.eq(organization))
        .filter(member::organization_id.eq(organization))
        .order((member::name, enrolment::id))
        .select((
            enrolment::id,
            enrolment::cohort_id,
            enrolment::member_id,
            member::name,
            member::unit,
            member::manager_id,
            enrolment::enrolled_at,
        ))
}

/// The lessons that some learners have completed, with the moment.
///
/// # Errors
/// When the statement fails.
pub async fn completed_lessons(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolments: &[Enrolment],
) -> Result<HashMap<(EnrolmentId, LessonId), DateTime<Utc>>, DatabaseError> {
    let cohorts: Vec<CohortId> = enrolments.iter().map(|enrolment| enrolment.cohort_id).collect();
    let ids: Vec<EnrolmentId> = enrolments.iter().map(|enrolment| enrolment.id).collect();
    let rows: Vec<(EnrolmentId, LessonId, DateTime<Utc>)> = lesson_completion::table
        .filter(lesson_completion::organization_id.eq(organization))
        .filter(lesson_completion::cohort_id.eq_any(cohorts))
        .filter(lesson_completion::enrolment_id.eq_any(ids))
        .select((
            lesson_completion::enrolment_id,
            lesson_completion::lesson_id,
            lesson_completion::completed_at,
        ))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(enrolment, lesson, at)| ((enrolment, lesson), at)).collect())
}
