//! What learners have begun of their modules.

use std::collections::HashMap;

use auth::Actor;
use chrono::{DateTime, Utc};
use database::schema::{enrolment, member, module_progress};
use database::{Connection, DatabaseError, fixed_text};
use diesel::sql_types::{Array, Nullable, SmallInt, Timestamptz, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, PgExpressionMethods as _,
    QueryDsl as _, QueryableByName, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use kernel::{CohortId, EnrolmentId, ModuleId, OrganizationId};

use crate::model::{Enrolment, ModuleProgress};
use crate::policy::BoardView;

/// What learners have begun, by enrolment.
pub type Begun = HashMap<EnrolmentId, Vec<ModuleProgress>>;

/// One row per learner and not per module: half a thousand rows cost the board more than all else.
#[derive(QueryableByName)]
struct BegunRow {
    #[diesel(sql_type = SqlUuid)]
    enrolment_id: EnrolmentId,
    #[diesel(sql_type = Array<SqlUuid>)]
    modules: Vec<ModuleId>,
    #[diesel(sql_type = Array<SmallInt>)]
    done: Vec<i16>,
    #[diesel(sql_type = Array<Nullable<Timestamptz>>)]
    completed: Vec<Option<DateTime<Utc>>>,
    #[diesel(sql_type = Array<SmallInt>)]
    marks: Vec<i16>,
}

impl BegunRow {
    fn modules(self) -> (EnrolmentId, Vec<ModuleProgress>) {
        let parts = self.modules.into_iter().zip(self.done).zip(self.completed).zip(self.marks);
        let module = |(((module_id, lessons_done), completed_at), marks)| ModuleProgress {
            module_id,
            lessons_done,
            completed_at,
            quiz_passed: marks & 1 != 0,
            work_waits: marks & 2 != 0,
            assignment_passed: marks & 4 != 0,
        };
        (self.enrolment_id, parts.map(module).collect())
    }
}

/// What the learners of some cohorts have begun; one range per cohort.
///
/// # Errors
/// When the statement fails.
pub async fn progress_of_cohorts(
    mut connection: &Connection,
    organization: OrganizationId,
    cohorts: &[CohortId],
) -> Result<Begun, DatabaseError> {
    let query = diesel::sql_query(
        "SELECT enrolment_id, array_agg(module_id) AS modules, array_agg(required_done) AS done,
                array_agg(completed_at) AS completed,
                array_agg(((quiz_passed_at IS NOT NULL)::int + 2 * (work_waits_since IS NOT NULL)::int
                    + 4 * (assignment_passed_at IS NOT NULL)::int)::int2) AS marks
         FROM cadre.module_progress WHERE organization_id = $1 AND cohort_id = ANY($2)
         GROUP BY cohort_id, enrolment_id",
    )
    .bind::<SqlUuid, _>(organization)
    .bind::<Array<SqlUuid>, _>(cohorts);
    let rows: Vec<BegunRow> = fixed_text(query).load(&mut connection).await?;
    Ok(rows.into_iter().map(BegunRow::modules).collect())
}

/// What some learners have begun.
///
/// # Errors
/// When the statement fails.
pub async fn progress_of(
    connection: &mut Connection,
    organization: OrganizationId,
    enrolments: &[Enrolment],
) -> Result<Begun, DatabaseError> {
    let cohorts: Vec<CohortId> = enrolments.iter().map(|enrolment| enrolment.cohort_id).collect();
    let ids: Vec<EnrolmentId> = enrolments.iter().map(|enrolment| enrolment.id).collect();
    let rows: Vec<(EnrolmentId, ModuleProgress)> = module_progress::table
        .filter(module_progress::organization_id.eq(organization))
        .filter(module_progress::cohort_id.eq_any(cohorts))
        .filter(module_progress::enrolment_id.eq_any(ids))
        .select((module_progress::enrolment_id, ModuleProgress::as_select()))
        .load(connection)
        .await?;
    Ok(grouped(rows))
}

fn grouped(rows: Vec<(EnrolmentId, ModuleProgress)>) -> Begun {
    let mut begun = Begun::new();
    for (enrolment, module) in rows {
        begun.entry(enrolment).or_default().push(module);
    }
    begun
}

/// What the learners of some cohorts have begun, as far as `view` shows them to the asking person.
///
/// # Errors
/// When the statement fails.
pub async fn seen_progress(
    mut connection: &Connection,
    actor: &Actor,
    cohorts: &[CohortId],
    view: BoardView,
) -> Result<Begun, DatabaseError> {
    let organization = actor.organization_id;
    match view {
        BoardView::Counts => return Ok(Begun::new()),
        BoardView::All => return progress_of_cohorts(connection, organization, cohorts).await,
        BoardView::OwnPeople | BoardView::Own => {}
    }
    let me = actor.member_id;
    let place = enrolment::organization_id
        .eq(module_progress::organization_id)
        .and(enrolment::cohort_id.eq(module_progress::cohort_id))
        .and(enrolment::id.eq(module_progress::enrolment_id));
    let person = member::organization_id
        .eq(enrolment::organization_id)
        .and(member::id.eq(enrolment::member_id));
    let query = module_progress::table
        .inner_join(enrolment::table.on(place))
        .inner_join(member::table.on(person))
        .filter(module_progress::organization_id.eq(organization))
        .filter(enrolment::organization_id.eq(organization))
        .filter(member::organization_id.eq(organization))
        .filter(module_progress::cohort_id.eq_any(cohorts))
        .select((module_progress::enrolment_id, ModuleProgress::as_select()));
    let rows = if view == BoardView::Own {
        query.filter(member::id.eq(me)).load(&mut connection).await?
    } else {
        query
            .filter(member::manager_id.is_not_distinct_from(Some(me)).or(member::id.eq(me)))
            .load(&mut connection)
            .await?
    };
    Ok(grouped(rows))
}
