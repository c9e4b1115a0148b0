use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::sessions::calendar::calendar;
use crate::model::sessions::feed::FeedToken;
use crate::queries::sessions::feed as reads;

/// The calendar behind a secret address (RFC 5545), whoever asks; `None` where there is none: a text
/// that is no address, another secret, an address that was dropped, somebody who left.
///
/// # Errors
/// When the database fails.
pub async fn read_calendar(
    mentoring: &Mentoring,
    token: &str,
) -> Result<Option<String>, MentoringError> {
    let Some(token) = FeedToken::read(token) else { return Ok(None) };
    let now = mentoring.sources.now();
    mentoring
        .database
        .read(token.organization, async |connection| {
            let stored = reads::stored_hash(connection, &token).await?;
            if !stored.is_some_and(|stored| token.is_of(&stored)) {
                return Ok(None);
            }
            let entries = reads::entries(connection, &token, now).await?;
            Ok(Some(calendar(&entries)))
        })
        .await
}
