//! Whether a pair may still be what it is: asked again wherever the two bind themselves, since the
//! facts may have changed without anybody being told.

use chrono::NaiveDate;
use database::Connection;
use kernel::OrganizationId;

use super::step::{Doing, take_step};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::Event;
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::queries::calendar::today;
use crate::queries::lists::exclusions_of_pairs;

/// What a command comes to that writes even where it fails: the outer error takes all back, the inner
/// one is the answer to what was written.
pub(super) type Settled = Result<Result<Pair, MentoringError>, MentoringError>;

/// Whether one of the two has left, or a rule stands against a pair that the caller holds, on any day
/// until `last_day`. Then the pair takes that step, and the error is the answer.
///
/// # Errors
/// When a statement fails.
pub(super) async fn parted(
    connection: &mut Connection,
    mentoring: &Mentoring,
    organization: OrganizationId,
    pair: &Pair,
    last_day: NaiveDate,
) -> Result<Option<MentoringError>, MentoringError> {
    let both = [pair.learner_id, pair.mentor_id];
    let members = auth::queries::members_by_ids(connection, organization, &both).await?;
    if members.iter().filter(|member| member.gets_mail()).count() < both.len() {
        let doing = Doing::by_itself(Event::Leave);
        take_step(connection, mentoring, organization, pair, doing, Change::NONE).await?;
        return Ok(Some(left()));
    }
    let today = today(connection, organization, mentoring.sources.now()).await?;
    let lasting = Pair { ends_on: last_day, ..pair.clone() };
    let pairs = std::slice::from_ref(&lasting);
    let found = exclusions_of_pairs(connection, organization, pairs, today).await?;
    let Some(rule) = found.get(&pair.id).and_then(|found| found.breaking()) else {
        return Ok(None);
    };
    let doing = Doing::by_itself(Event::BreakRule);
    take_step(connection, mentoring, organization, pair, doing, Change::broken(rule)).await?;
    Ok(Some(impossible(rule.words_for_the_pair())))
}

/// The other one is no longer there.
pub(super) fn left() -> MentoringError {
    MentoringError::Refused(
        "the other one has left the organisation; the pair is over, and the coordinator was told"
            .to_owned(),
    )
}

/// The two may not be a pair.
pub(super) fn impossible(why: &str) -> MentoringError {
    MentoringError::Impossible(format!(
        "this pair is not possible: {why}; the coordinator was told"
    ))
}
