//! What went into a run, and what it proposes.

use database::schema::matching_run_input;
use database::{Connection, DatabaseError, fixed_text};
use diesel::ExpressionMethods as _;
use diesel::sql_types::{Array, Bool, Jsonb, Nullable, SmallInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{MemberId, OrganizationId, RunId};
use serde_json::Value;

use crate::model::lists::StoredInputs;
use crate::model::runs::{Draft, Found};

/// Keeps what went in.
pub(crate) async fn insert_input(
    connection: &mut Connection,
    organization: OrganizationId,
    run: RunId,
    inputs: &StoredInputs,
) -> Result<(), DatabaseError> {
    diesel::insert_into(matching_run_input::table)
        .values((
            matching_run_input::organization_id.eq(organization),
            matching_run_input::run_id.eq(run),
            matching_run_input::people.eq(&inputs.people),
            matching_run_input::scores.eq(&inputs.scores),
            matching_run_input::exclusions.eq(&inputs.exclusions),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps what a run proposes.
pub(crate) async fn insert_drafts(
    connection: &mut Connection,
    organization: OrganizationId,
    run: RunId,
    drafts: &[Draft],
) -> Result<(), DatabaseError> {
    let mut rows = Columns::default();
    for draft in drafts {
        rows.add(draft);
    }
    fixed_text(
        diesel::sql_query(
            "INSERT INTO cadre.match_draft
                (organization_id, run_id, learner_id, mentor_id, score, parts, why, is_pinned)
             SELECT $1, $2, fresh.learner_id, fresh.mentor_id, fresh.score, fresh.parts, fresh.why,
                fresh.is_pinned
             FROM unnest($3, $4, $5, $6, $7, $8)
                AS fresh (learner_id, mentor_id, score, parts, why, is_pinned)
             ON CONFLICT (organization_id, run_id, learner_id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(organization)
        .bind::<SqlUuid, _>(run)
        .bind::<Array<SqlUuid>, _>(rows.learners)
        .bind::<Array<Nullable<SqlUuid>>, _>(rows.mentors)
        .bind::<Array<Nullable<SmallInt>>, _>(rows.scores)
        .bind::<Array<Nullable<Jsonb>>, _>(rows.parts)
        .bind::<Array<Nullable<Jsonb>>, _>(rows.whys)
        .bind::<Array<Bool>, _>(rows.pinned),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Drafts as columns.
#[derive(Default)]
struct Columns {
    learners: Vec<MemberId>,
    mentors: Vec<Option<MemberId>>,
    scores: Vec<Option<i16>>,
    parts: Vec<Option<Value>>,
    whys: Vec<Option<Value>>,
    pinned: Vec<bool>,
}

impl Columns {
    fn add(&mut self, draft: &Draft) {
        self.learners.push(draft.learner_id);
        match &draft.found {
            Found::Mentor { mentor_id, score, parts, is_pinned } => {
                self.mentors.push(Some(*mentor_id));
                self.scores.push(Some(i16::from(*score)));
                self.parts.push(Some(parts.to_value()));
                self.whys.push(None);
                self.pinned.push(*is_pinned);
            }
            Found::Nobody(absent) => {
                self.mentors.push(None);
                self.scores.push(None);
                self.parts.push(None);
                self.whys.push(Some(absent.to_value()));
                self.pinned.push(false);
            }
        }
    }
}
