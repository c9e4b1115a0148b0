use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{MemberId, Permission};
use serde_json::json;

use super::known_codes;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::Source;
use crate::model::profiles::checks::Checks;
use crate::queries::profiles::holds_one_of;
use crate::storage::profiles as store;

/// A level that a coordinator stands for.
#[derive(Debug, Clone)]
pub struct ConfirmCompetency {
    /// The mentor.
    pub member_id: MemberId,
    /// The competency's code.
    pub code: String,
    /// The level, 1 to 5.
    pub level: i32,
    /// Whether it is attested, or confirmed by the coordinator.
    pub is_attested: bool,
}

/// Stands for a mentor's level in a competency, so that it counts for matches. A competency that the
/// mentor did not name is added. Sent again, it changes nothing.
///
/// # Errors
/// [`MentoringError`]: no coordinator, one's own competency, no such mentor, an input that is not
/// acceptable, the database.
pub async fn confirm_competency(
    mentoring: &Mentoring,
    actor: &Actor,
    input: ConfirmCompetency,
) -> Result<(), MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let (organization, member) = (actor.organization_id, input.member_id);
    let source = if input.is_attested { Source::Attested } else { Source::Confirmed };
    mentoring
        .database
        .write(organization, async |connection| {
            if holds_one_of(connection, organization, actor.member_id, &[member]).await? {
                return Err(MentoringError::TooNear(
                    "nobody stands for their own competency, under any account; ask another \
                     coordinator",
                ));
            }
            if store::lock_offer(connection, organization, member).await?.is_none() {
                return Err(MentoringError::NotFound("mentor"));
            }
            let codes = known_codes(connection, organization).await?;
            let mut checks = Checks::default();
            checks.demand(
                codes.contains(&input.code),
                "code",
                "UNKNOWN_COMPETENCY",
                "Choose a code of your organisation's programs.",
            );
            let level: i16 = checks.number("level", input.level, 1..=5);
            checks.finish(())?;
            let by = (actor.member_id, mentoring.sources.now());
            let stands = (input.code.as_str(), level, source);
            store::confirm_competency(connection, (organization, member), stands, by).await?;
            let entry = AuditEntry {
                action: "mentor_competency_confirmed",
                subject: member.to_string(),
                details: json!({ "code": input.code, "level": level, "source": source.as_str() }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}
