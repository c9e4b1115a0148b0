//! The demonstration organisation.

use crate::app::App;
use crate::error::StartError;

/// How to sign in to the demonstration organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSignIns {
    /// The organisation's name.
    pub organization: String,
    /// One person per role.
    pub people: Vec<DemoSignIn>,
}

/// One person of the demonstration organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSignIn {
    /// What the person is there: "admin".
    pub role: &'static str,
    /// Their address.
    pub email: String,
    /// Their password; nothing else in the world has it.
    pub password: String,
}

/// Makes the demonstration organisation unless it is there, and says how to sign in to it. `None`
/// where there is none.
///
/// # Errors
/// When the database fails.
#[expect(clippy::unused_async, reason = "the areas that it fills will need it")]
pub async fn demo(_app: &App) -> Result<Option<DemoSignIns>, StartError> {
    Ok(None)
}
