use auth::Actor;
use database::Connection;
use kernel::{PairId, Permission};

use super::seat::{Seat, doing, own_seat};
use super::step::{take_step, words_of};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::life::{Event, State};
use crate::model::pair::Pair;
use crate::model::pairs::change::Change;
use crate::model::pairs::closing::{ClosingInput, violations};
use crate::storage::pairs::{goal_ids, insert_form, set_reached, sides_with_form};
use crate::storage::profiles::insert_pair_again;

/// Files one's closing form. With the second one the pair is closed.
#[derive(Debug, Clone)]
pub struct FileClosingForm {
    /// A pair that closes, or that a rule stands against.
    pub pair_id: PairId,
    /// What it says.
    pub form: ClosingInput,
}

/// Files one's closing form, once. What either side calls reached is reached; who would go on asks for
/// another match with the same person by that.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such pair or goal, inputs that are not acceptable, a form that
/// was filed before, a pair that does not close, the database.
pub async fn file_closing_form(
    mentoring: &Mentoring,
    actor: &Actor,
    input: FileClosingForm,
) -> Result<Pair, MentoringError> {
    actor.require(Permission::MeetInPair)?;
    let found = violations(&input.form);
    if !found.is_empty() {
        return Err(MentoringError::Invalid(found));
    }
    mentoring
        .database
        .write(actor.organization_id, async |connection| {
            file(connection, mentoring, actor, &input).await
        })
        .await
}

async fn file(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    input: &FileClosingForm,
) -> Result<Pair, MentoringError> {
    let organization = actor.organization_id;
    let now = mentoring.sources.now();
    let Seat { pair, side } = own_seat(connection, actor, input.pair_id).await?;
    let goals = goal_ids(connection, organization, pair.id).await?;
    if input.form.reached.iter().any(|goal| !goals.contains(goal)) {
        return Err(MentoringError::NotFound("goal"));
    }
    let closes = matches!(pair.state(), Some(State::Closing | State::Impossible)) && pair.is_open();
    let filed = sides_with_form(connection, organization, pair.id).await?;
    if filed.contains(&side) {
        let words = "you have filed your closing form; it stands";
        return Err(MentoringError::Refused(words.to_owned()));
    }
    if !closes {
        let state = pair.state().filter(|_| pair.is_open()).map_or("it is over", words_of);
        let words = format!("closing forms are for pairs that close: {state}");
        return Err(MentoringError::Refused(words));
    }
    insert_form(connection, organization, (pair.id, side), &input.form, now).await?;
    set_reached(connection, organization, pair.id, &input.form.reached, now).await?;
    if input.form.would_renew {
        let sides = (actor.member_id, pair.member(side.other()));
        insert_pair_again(connection, organization, sides, now).await?;
    }
    let event = if filed.contains(&side.other()) { Event::FileLast } else { Event::FileFirst };
    let doing = doing(actor, event, side);
    take_step(connection, mentoring, organization, &pair, doing, Change::NONE).await
}
