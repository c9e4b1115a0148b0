use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::Permission;
use serde_json::json;

use super::require_either;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::storage::profiles as store;

/// What somebody tells for the fairness report only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// A woman.
    Woman,
    /// A man.
    Man,
    /// Another gender.
    Another,
}

impl Gender {
    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Woman => "woman",
            Self::Man => "man",
            Self::Another => "another",
        }
    }
}

/// Keeps an answer for the fairness report, by consent, or forgets it. Nothing but that report reads
/// it, and the audit log does not say what the answer was. Sent again, it changes nothing.
///
/// # Errors
/// [`MentoringError`]: neither learner nor mentor, the database.
pub async fn set_fairness_answer(
    mentoring: &Mentoring,
    actor: &Actor,
    gender: Option<Gender>,
) -> Result<(), MentoringError> {
    require_either(actor, Permission::SeekMentor, Permission::OfferMentoring)?;
    let (organization, member) = (actor.organization_id, actor.member_id);
    mentoring
        .database
        .write(organization, async |connection| {
            match gender {
                Some(gender) => {
                    let now = mentoring.sources.now();
                    store::save_fairness(connection, organization, member, gender.as_str(), now)
                        .await?;
                }
                None => store::drop_fairness(connection, organization, member).await?,
            }
            let entry = AuditEntry {
                action: "fairness_answer_set",
                subject: member.to_string(),
                details: json!({ "answered": gender.is_some() }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}
