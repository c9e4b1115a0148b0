//! Commands that a client may send again without doing them twice. The key is claimed first in the
//! business transaction, so that it stands exactly if the command's effects do.

use chrono::{DateTime, Duration, Utc};
use database::schema::idempotency_key::{self, dsl};
use database::{Connection, DatabaseError};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::actor::Actor;

/// How long a key is remembered.
const REMEMBERED: Duration = Duration::hours(24);
/// Longest key.
const MAX_KEY_LENGTH: usize = 200;

/// A command with the key that its client gave it, if any.
#[derive(Debug, Clone)]
pub struct Command {
    name: &'static str,
    key: Option<String>,
    request_hash: Vec<u8>,
}

/// Why a key is refused.
#[derive(Debug, Error)]
pub enum IdempotencyError {
    /// The key was used for the same command with other input.
    #[error("this idempotency key was used with other input; take a new key for a new request")]
    Mismatch,
    /// The key is empty, too long or no plain text.
    #[error(
        "an idempotency key has 1 to {MAX_KEY_LENGTH} bytes of text without control characters"
    )]
    Malformed,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl Command {
    /// Describes a command by its name, key and input.
    ///
    /// # Errors
    /// When the key is empty or too long.
    pub fn new(
        name: &'static str,
        key: Option<String>,
        input: &impl Serialize,
    ) -> Result<Self, IdempotencyError> {
        if key.as_ref().is_some_and(|key| {
            key.is_empty() || key.len() > MAX_KEY_LENGTH || key.chars().any(char::is_control)
        }) {
            return Err(IdempotencyError::Malformed);
        }
        let request_hash = Sha256::digest(serde_json::json!(input).to_string()).to_vec();
        Ok(Self { name, key, request_hash })
    }

    /// Claims the key. `Some` is the answer of the earlier run: return it and do nothing.
    ///
    /// # Errors
    /// [`IdempotencyError::Mismatch`] when the key stands for other input.
    pub async fn claim<T: DeserializeOwned>(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Option<T>, IdempotencyError> {
        let Some(key) = &self.key else {
            return Ok(None);
        };
        let organization = actor.organization_id.uuid();
        let member = actor.member_id.uuid();
        diesel::delete(
            dsl::idempotency_key
                .filter(dsl::organization_id.eq(organization))
                .filter(dsl::created_at.lt(now - REMEMBERED)),
        )
        .execute(connection)
        .await
        .map_err(DatabaseError::from)?;
        let claimed = diesel::insert_into(dsl::idempotency_key)
            .values((
                dsl::organization_id.eq(organization),
                dsl::actor_id.eq(member),
                dsl::command.eq(self.name),
                dsl::key.eq(key),
                dsl::request_hash.eq(&self.request_hash),
                dsl::created_at.eq(now),
            ))
            .on_conflict_do_nothing()
            .execute(connection)
            .await
            .map_err(DatabaseError::from)?;
        if claimed == 1 {
            return Ok(None);
        }
        let earlier: Option<(Vec<u8>, Option<Value>)> = dsl::idempotency_key
            .find((organization, member, self.name, key))
            .select((idempotency_key::request_hash, idempotency_key::answer))
            .first(connection)
            .await
            .optional()
            .map_err(DatabaseError::from)?;
        match earlier {
            Some((hash, Some(answer))) if hash == self.request_hash => {
                serde_json::from_value(answer).map(Some).map_err(|_| IdempotencyError::Mismatch)
            }
            _ => Err(IdempotencyError::Mismatch),
        }
    }

    /// Stores the answer for a later run with the same key.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn settle(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        answer: &impl Serialize,
    ) -> Result<(), DatabaseError> {
        let Some(key) = &self.key else { return Ok(()) };
        diesel::update(dsl::idempotency_key.find((
            actor.organization_id.uuid(),
            actor.member_id.uuid(),
            self.name,
            key,
        )))
        .set(dsl::answer.eq(serde_json::json!(answer)))
        .execute(connection)
        .await?;
        Ok(())
    }
}
