//! Ids at the edge: an id of another kind is refused before any SQL runs.

use std::str::FromStr;

use async_graphql::ID;
use kernel::IdError;

use crate::error::ApiError;

/// Reads the id of an argument.
pub(crate) fn parse<T: FromStr<Err = IdError>>(id: &ID) -> Result<T, ApiError> {
    Ok(id.parse::<T>()?)
}

/// Writes an id for clients.
pub(crate) fn id(id: impl ToString) -> ID {
    ID(id.to_string())
}
