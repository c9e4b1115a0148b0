use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{PairId, Permission};
use serde_json::json;

use super::notices::queue_mails;
use super::seat::{Seat, own_seat};
use super::step::words_of;
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::State;
use crate::model::pair::Pair;
use crate::model::pairs::agreement::{AgreementInput, check};
use crate::model::pairs::letters::MailKind;
use crate::queries::calendar::today;
use crate::queries::pairs::competency_codes;
use crate::storage::pairs::{NewMail, SignedBy, lock_agreement, save_agreement, save_goals};

/// Writes what a pair agrees on.
#[derive(Debug, Clone)]
pub struct WriteAgreement {
    /// A pair that both have accepted.
    pub pair_id: PairId,
    /// The version of the agreement that the client saw; 0 where there was none.
    pub expected_version: i32,
    /// The whole text.
    pub agreement: AgreementInput,
}

/// Writes the agreement of a pair, in the place of the one before. Both sign it anew.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair, inputs that are not acceptable, a pair that is past
/// its agreement or not there yet, [`MentoringError::Stale`] when the other changed it since that
/// version, the database.
pub async fn write_agreement(
    mentoring: &Mentoring,
    actor: &Actor,
    input: WriteAgreement,
) -> Result<Pair, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    mentoring
        .database
        .write(actor.organization_id, async |connection| {
            write(connection, mentoring, actor, input).await
        })
        .await
}

async fn write(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    input: WriteAgreement,
) -> Result<Pair, MentoringError> {
    let (organization, sources) = (actor.organization_id, &mentoring.sources);
    let now = sources.now();
    let Seat { pair, side } = own_seat(connection, actor, input.pair_id).await?;
    demand_accepted(&pair)?;
    let before = lock_agreement(connection, organization, pair.id).await?;
    if before.map_or(0, |before| before.version) != input.expected_version {
        return Err(MentoringError::Stale);
    }
    let today = today(connection, organization, now).await?;
    let codes = competency_codes(connection, organization, pair.cohort_id).await?;
    let agreement = check(input.agreement, today, &codes).map_err(MentoringError::Invalid)?;
    let version = input.expected_version + 1;
    save_agreement(connection, organization, pair.id, &agreement, (version, now)).await?;
    save_goals(connection, organization, pair.id, &agreement, sources).await?;
    let entry = AuditEntry {
        action: "agreement_written",
        subject: pair.id.to_string(),
        details: json!({ "version": version, "goals": agreement.goals.len() }),
    };
    audit::record(connection, sources, actor, entry).await?;
    let other = side.other();
    if before.is_some_and(|before: SignedBy| before.has_signed(other)) {
        let mail = NewMail {
            member_id: pair.member(other),
            pair_id: Some(pair.id),
            kind: MailKind::AgreementChanged,
            occasion: format!("{}:{version}", pair.id),
        };
        queue_mails(connection, mentoring, organization, &[mail]).await?;
    }
    Ok(pair)
}

/// Refuses a pair that is not between its acceptance and its agreement.
pub(super) fn demand_accepted(pair: &Pair) -> Result<(), MentoringError> {
    match pair.state() {
        Some(State::Accepted) => Ok(()),
        Some(State::AgreementSigned | State::Active | State::Paused) => {
            let words = "both have signed the agreement, and it stands; what you want otherwise you \
                         can agree on in a shared note";
            Err(MentoringError::Refused(words.to_owned()))
        }
        Some(state) => {
            let words =
                format!("an agreement is for pairs that both have accepted: {}", words_of(state));
            Err(MentoringError::Refused(words))
        }
        None => Err(MentoringError::NotFound("pair")),
    }
}
