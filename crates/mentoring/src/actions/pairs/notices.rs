//! Who is told: mails to the two of a pair, and what the coordinator has to look at.

use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId, PairId};

use crate::actions::Mentoring;
use crate::jobs::pairs::SendMentoringMail;
use crate::model::pairs::escalation::EscalationKind;
use crate::storage::pairs::{self as store, About, NewMail};

/// Has mails sent, each once for its occasion, however often that is asked for.
///
/// # Errors
/// When a statement fails.
pub(crate) async fn queue_mails(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    mails: &[NewMail],
) -> Result<(), DatabaseError> {
    let sources = &mentoring.sources;
    let queued =
        store::insert_mails(connection, organization, sources, mails, sources.now()).await?;
    let jobs: Vec<SendMentoringMail> = queued
        .into_iter()
        .map(|mail_id| SendMentoringMail { organization_id: organization, mail_id })
        .collect();
    ::jobs::enqueue(connection, &jobs).await
}

/// Tells the coordinator of something, once for as long as it is not settled.
///
/// # Errors
/// When a statement fails.
pub(crate) async fn escalate(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    kind: EscalationKind,
    pair_id: Option<PairId>,
    member_id: Option<MemberId>,
) -> Result<(), DatabaseError> {
    let (id, now) = (mentoring.sources.new_id(), mentoring.sources.now());
    let about = About { kind, pair_id, member_id };
    store::insert_escalation(connection, organization, id, about, now).await
}
