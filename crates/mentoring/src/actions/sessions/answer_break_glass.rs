use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{BreakGlassId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::actions::pairs::queue_mails;
use crate::error::MentoringError;
use crate::model::pair::Pair;
use crate::model::pairs::letters::MailKind;
use crate::model::sessions::break_glass::BreakGlass;
use crate::model::side::Side;
use crate::queries::pair::pairs_by_ids;
use crate::queries::profiles::holds_one_of;
use crate::queries::stands::stands;
use crate::storage::pairs::NewMail;
use crate::storage::sessions::break_glass as store;

/// Allows or refuses that somebody reads the notes of a pair.
#[derive(Debug, Clone, Copy)]
pub struct AnswerBreakGlass {
    /// The request.
    pub id: BreakGlassId,
    /// Whether it is allowed.
    pub allow: bool,
}

/// Answers, as the second person, a request to read the notes of a pair. Allowed, the notes can be
/// read for 24 hours, and both sides are written to at once. The same answer again changes nothing.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such request or one about a pair that one is one of, a request
/// of one's own or of somebody who counts as the same person, one of the pair reports to oneself, a
/// request that is over or was answered otherwise, the database.
pub async fn answer_break_glass(
    mentoring: &Mentoring,
    actor: &Actor,
    input: AnswerBreakGlass,
) -> Result<(), MentoringError> {
    actor.require(Permission::AnswerBreakGlass)?;
    let (organization, now) = (actor.organization_id, mentoring.sources.now());
    let AnswerBreakGlass { id, allow } = input;
    mentoring
        .database
        .write(organization, async |connection| {
            let missing = || MentoringError::NotFound("request");
            let request = store::lock(connection, organization, id).await?.ok_or_else(missing)?;
            demand_second(connection, actor, &request).await?;
            if !request.demand_answerable(actor.member_id, allow, now)? {
                return Ok(());
            }
            let answer = (actor.member_id, allow);
            store::answer(connection, organization, &request, answer, now).await?;
            if allow {
                let pairs = pairs_by_ids(connection, organization, &[request.pair_id]).await?;
                let mails: Vec<NewMail> =
                    pairs.iter().flat_map(|pair| notices(pair, &request)).collect();
                queue_mails(connection, mentoring, organization, &mails).await?;
            }
            let entry = AuditEntry {
                action: "break_glass_answered",
                subject: request.id.to_string(),
                details: json!({ "pair": request.pair_id, "allowed": allow }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(())
        })
        .await
}

/// Demands a second person, and one who has nothing to do with the pair. Two seats that are linked as
/// one person's, or have one name and nobody said that they differ, are no two people. Of a request about their own pair they
/// learn nothing.
async fn demand_second(
    connection: &mut Connection,
    actor: &Actor,
    request: &BreakGlass,
) -> Result<(), MentoringError> {
    let found = stands(connection, actor, &[request.pair_id]).await?;
    let stand = found.get(&request.pair_id).copied().unwrap_or_default();
    if stand.side.is_some() {
        return Err(MentoringError::NotFound("request"));
    }
    if stand.in_line {
        return Err(MentoringError::TooNear(
            "one of this pair reports to you; leave it to another admin",
        ));
    }
    let (organization, asker) = (actor.organization_id, request.requested_by);
    if holds_one_of(connection, organization, actor.member_id, &[asker]).await? {
        return Err(MentoringError::TooNear("you asked for it; a second person has to answer"));
    }
    Ok(())
}

/// The mails that tell both sides that their notes can be read.
fn notices(pair: &Pair, request: &BreakGlass) -> [NewMail; 2] {
    Side::ALL.map(|side| NewMail {
        member_id: pair.member(side),
        pair_id: Some(pair.id),
        kind: MailKind::NoteOpened,
        occasion: request.id.to_string(),
    })
}
