use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::Permission;
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::checks::Checks;
use crate::model::weights::Weights;
use crate::queries;
use crate::storage::profiles as store;

/// Adds a version of what each part of a score weighs, in percent and in the order of
/// [`Part::ALL`](crate::model::weights::Part::ALL). Runs name the version that they used; those that
/// were made stay as they are.
///
/// # Errors
/// [`MentoringError`]: not allowed, weights that do not add up to 100, [`MentoringError::Stale`], the
/// database.
pub async fn set_weights(
    mentoring: &Mentoring,
    actor: &Actor,
    weights: [i32; 7],
    expected_version: i32,
) -> Result<i32, MentoringError> {
    actor.require(Permission::SetMentoringRules)?;
    let weights = check(weights)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| {
            let (before, _) = queries::profiles::weights(connection, organization).await?;
            let by = (actor.member_id, mentoring.sources.now());
            let next = (before + 1, weights);
            let is_current = before == expected_version
                && store::insert_weights(connection, organization, next, by).await?;
            if !is_current {
                return Err(MentoringError::Stale);
            }
            let entry = AuditEntry {
                action: "score_weights_set",
                subject: organization.to_string(),
                details: json!({ "version": before + 1, "weights": weights }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(before + 1)
        })
        .await
}

fn check(weights: [i32; 7]) -> Result<Weights, MentoringError> {
    let sum = weights.iter().fold(0_i64, |sum, weight| sum + i64::from(*weight));
    let whole = weights.map(|weight| u8::try_from(weight).ok());
    let parts: Option<Vec<u8>> = whole.into_iter().collect();
    let weights = parts.and_then(|parts| parts.try_into().ok()).and_then(Weights::new);
    let mut checks = Checks::default();
    if weights.is_none() {
        let message =
            format!("Give seven weights of 0 to 100 that add up to 100; these make {sum}.");
        checks.add("weights", "NOT_A_HUNDRED", message);
    }
    checks.finish(weights.unwrap_or(Weights::STANDARD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_miss_a_hundred_are_refused() {
        for wrong in [
            [35, 20, 15, 10, 8, 7, 4],
            [35, 20, 15, 10, 8, 7, 6],
            [110, -10, 0, 0, 0, 0, 0],
            [i32::MAX, 1, 0, 0, 0, 0, 0],
        ] {
            assert!(matches!(check(wrong), Err(MentoringError::Invalid(_))), "{wrong:?}");
        }
        assert!(check([0, 0, 0, 0, 0, 0, 100]).is_ok());
    }
}
