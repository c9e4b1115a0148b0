use std::collections::HashMap;

use async_graphql::{Context, Object};
use chrono::{Datelike as _, NaiveDate};
use database::DatabaseError;
use kernel::{MemberId, Permission};
use mentoring::queries::profiles as queries;

use super::rules::{MentoringRules, Parts, ScoreWeightsVersion};
use super::types::as_seen;
use crate::context::RequestContext;
use crate::error::ApiError;

#[derive(Default)]
pub struct MentoringRulesQuery;

#[Object]
impl MentoringRulesQuery {
    /// The organisation's rules of mentoring: who may be matched, what scores weigh, walls, panels,
    /// the calendar. For admins and coordinators.
    async fn mentoring_rules(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<MentoringRules>, ApiError> {
        load_rules(RequestContext::of(context)).await.map(Some)
    }

    /// The versions of what scores weigh, newest first; at most 100. Empty while the product's own
    /// hold. For admins and coordinators.
    async fn score_weights_history(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<Vec<ScoreWeightsVersion>>, ApiError> {
        let request = RequestContext::of(context);
        let actor = request.actor().await?;
        actor.require(Permission::SetMentoringRules)?;
        let organization = actor.organization_id;
        let (versions, people) = request
            .snapshot()?
            .read(async |connection| {
                let versions = queries::weights_history(connection, organization).await?;
                let ids: Vec<MemberId> = versions.iter().map(|one| one.set_by).collect();
                let people = queries::persons(connection, organization, &ids).await?;
                Ok::<_, DatabaseError>((versions, people))
            })
            .await?;
        Ok(Some(versions.into_iter().map(|one| version(one, &people)).collect()))
    }
}

fn version(
    one: queries::SetWeights,
    people: &HashMap<MemberId, mentoring::model::profiles::profile::Person>,
) -> ScoreWeightsVersion {
    ScoreWeightsVersion {
        version: one.version,
        weights: one.weights.into(),
        set_by: people.get(&one.set_by).map(as_seen),
        set_at: Some(one.set_at),
    }
}

/// The rules, also as a command left them.
pub(super) async fn load_rules(request: &RequestContext) -> Result<MentoringRules, ApiError> {
    let actor = request.actor().await?;
    actor.require(Permission::SetMentoringRules)?;
    let organization = actor.organization_id;
    let year = request.now.year();
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let shown = (day(year, 1, 1), day(year + 1, 12, 31));
    let parts = request
        .snapshot()?
        .read(async |connection| {
            Ok::<_, DatabaseError>(Parts {
                rules: queries::rules(connection, organization).await?,
                weights: queries::weights(connection, organization).await?,
                walls: queries::walls(connection, organization).await?,
                panels: queries::panels(connection, organization).await?,
                holidays: queries::holidays(connection, organization, shown).await?,
            })
        })
        .await?;
    Ok(parts.into())
}
