//! Mails on mentoring, one to one reader.

use std::sync::Arc;

use auth::{Links, OrganizationProfile, Sender, bounces};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use database::{Database, DatabaseError};
use jobs::{Attempt, Job, JobError};
use kernel::{MemberId, OrganizationId, Sources, parse_time_zone};
use mail::views::MentoringLetterView;
use mail::{Category, ListUnsubscribe, Message, Party, TemplateName, Templates, Transport};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::exclusion::Rule;
use crate::model::life::State;
use crate::model::pairs::letters::{MailKind, NUDGES};
use crate::model::pairs::quiet::is_quiet;
use crate::model::pairs::words::LetterFacts;
use crate::queries::pairs::mail::{DueMail, due_mail, holidays_among};
use crate::storage::pairs::{drop_mail, set_sent};

/// What mails on mentoring need.
#[derive(Debug, Clone)]
pub struct MentoringMailer {
    /// The two pools.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// The way out.
    pub transport: Transport,
    /// The words.
    pub templates: Arc<Templates>,
    /// Who writes.
    pub sender: Sender,
    /// Where the learning pages are, without a slash at the end.
    pub app_url: String,
    /// Makes the links that stop nudges.
    pub links: Links,
    /// Where a request to stop by mail goes.
    pub unsubscribe_address: String,
}

/// Sends one mail. Within the quiet hours of the reader's zone, on a holiday and while the reader is on
/// leave it does nothing, but for what cannot wait; [`TendPairs`](super::TendPairs) sets it going
/// again. A mail to somebody who has left or whom no mail reaches, a nudge that its reader stopped, and
/// what asks for something that cannot be done any more are dropped.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendMentoringMail {
    /// The organisation.
    pub organization_id: OrganizationId,
    /// The mail.
    pub mail_id: Uuid,
}

impl Job for SendMentoringMail {
    const NAME: &'static str = "send_mentoring_mail";
    // Nine waits of e^1 to e^9 seconds: tried for about three and a half hours.
    const MAX_ATTEMPTS: i16 = 10;
    type Services = MentoringMailer;

    fn key(&self) -> Option<String> {
        Some(self.mail_id.to_string())
    }

    async fn run(self, mailer: MentoringMailer, _: Attempt) -> Result<(), JobError> {
        let Self { organization_id: organization, mail_id: id } = self;
        let now = mailer.sources.now();
        let found = mailer
            .database
            .read(organization, async |connection| {
                let profile = auth::queries::organization(connection, organization).await?;
                let today = now.with_timezone(&zone(None, &profile)).date_naive();
                let Some(due) = due_mail(connection, organization, id, today).await? else {
                    return Ok(None);
                };
                let day = now.with_timezone(&zone_of(&due, &profile)).date_naive();
                let is_free = !holidays_among(connection, organization, &[day]).await?.is_empty();
                let refused =
                    bounces::refused_since(connection, organization, due.member_id, &due.email);
                let is_dead = refused.await?.is_some();
                Ok::<_, DatabaseError>(Some((profile, due, is_free, is_dead)))
            })
            .await?;
        let Some((profile, due, is_free, is_dead)) = found else { return Ok(()) };
        let Some(kind) = worth_sending(&due).filter(|_| !is_dead) else {
            mailer
                .database
                .write(organization, async |connection| {
                    drop_mail(connection, organization, id, now).await
                })
                .await?;
            return Ok(());
        };
        let is_awake = !is_free && !is_quiet(now, zone_of(&due, &profile));
        let is_here = !due.is_away || kind.reaches_the_absent();
        if !is_here || !(is_awake || kind.is_urgent()) {
            return Ok(());
        }
        let reader = due.member_id;
        let message = self.message(&mailer, &profile, due, kind)?;
        self.deliver(&mailer, reader, &message, now).await
    }
}

impl SendMentoringMail {
    /// Sends it and notes what became of it.
    async fn deliver(
        self,
        mailer: &MentoringMailer,
        reader: MemberId,
        message: &Message,
        now: DateTime<Utc>,
    ) -> Result<(), JobError> {
        let Self { organization_id: organization, mail_id: id } = self;
        // Sent before it is noted: a crash in between sends it twice under one Message-ID, the other
        // order would lose it.
        let result = mailer.transport.send(message).await;
        if let Err(error) = &result {
            if !error.permanent {
                return Err(JobError::new(error.reason.clone()));
            }
            tracing::warn!(mail = %id, reason = %error.reason, "a mail cannot be delivered");
        }
        let reached = (reader, message.to.address.as_str());
        mailer
            .database
            .write(organization, async |connection| {
                bounces::note(connection, organization, reached, &result, now).await?;
                match &result {
                    Ok(()) => set_sent(connection, organization, id, now).await,
                    Err(_) => drop_mail(connection, organization, id, now).await,
                }
            })
            .await?;
        Ok(())
    }
}

/// The zone that somebody lives by: their own, or the organisation's.
pub(super) fn zone(own: Option<&str>, profile: &OrganizationProfile) -> Tz {
    let own = own.and_then(parse_time_zone);
    own.or_else(|| parse_time_zone(&profile.time_zone)).unwrap_or(Tz::UTC)
}

fn zone_of(due: &DueMail, profile: &OrganizationProfile) -> Tz {
    zone(due.time_zone.as_deref(), profile)
}

/// What a mail says, if its reader is here, wants it and can still do something about it.
fn worth_sending(due: &DueMail) -> Option<MailKind> {
    let state = due.state.as_deref().and_then(State::parse);
    MailKind::parse(&due.kind)
        .filter(|_| !due.has_left)
        .filter(|kind| !(kind.can_be_stopped() && due.stopped_nudges))
        .filter(|kind| state.is_none_or(|state| kind.still_matters(state, due.is_open)))
}

/// The last day before a moment, as people read it. Days end in the organisation's zone.
fn last_day(until: DateTime<Utc>, profile: &OrganizationProfile) -> String {
    let last = (until - Duration::seconds(1)).with_timezone(&zone(None, profile));
    last.format("%A, %-d %B").to_string()
}

impl SendMentoringMail {
    fn message(
        self,
        mailer: &MentoringMailer,
        profile: &OrganizationProfile,
        due: DueMail,
        kind: MailKind,
    ) -> Result<Message, JobError> {
        let facts = LetterFacts {
            other: due.other.unwrap_or_else(|| profile.name.clone()),
            to_learner: due.to_learner,
            until: due.until.map(|until| last_day(until, profile)),
            rule: due.broken_rule.as_deref().and_then(Rule::parse),
        };
        let letter = facts.letter(kind);
        let stop_url = kind.can_be_stopped().then(|| self.stop_url(mailer, due.member_id));
        let view = MentoringLetterView {
            organization: profile.name.clone(),
            recipient_name: due.name.clone(),
            subject_words: letter.subject,
            paragraphs: letter.paragraphs,
            action_words: letter.action.to_owned(),
            page_url: format!("{}/mentoring", mailer.app_url),
            unsubscribe_url: stop_url.clone(),
        };
        let rendered = mailer
            .templates
            .render(TemplateName::MentoringLetter, &view)
            .map_err(|error| JobError::new(error.to_string()))?;
        let id = self.mail_id.simple();
        Ok(Message {
            message_id: format!("{}.{id}@{}", Self::NAME, mailer.sender.domain),
            from: mailer.sender.from.clone(),
            to: Party { name: due.name, address: due.email },
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            category: if stop_url.is_some() { Category::Nudge } else { Category::Service },
            list_unsubscribe: stop_url.map(|https_url| ListUnsubscribe {
                https_url,
                mailto: format!("mailto:{}?subject=stop", mailer.unsubscribe_address),
            }),
            date: due.queued_at,
        })
    }

    fn stop_url(self, mailer: &MentoringMailer, reader: MemberId) -> String {
        let token = mailer.links.unsubscribe_token(self.organization_id, reader, NUDGES);
        format!("{}/unsubscribe/{token}", mailer.links.public_url.trim_end_matches('/'))
    }
}
