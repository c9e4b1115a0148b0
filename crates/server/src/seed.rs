//! The demonstration organisation: a cohort in its fifth week, made through the same commands that
//! clients use.

mod grading;
mod steps;

use crate::app::App;
use crate::error::StartError;

pub use steps::Demo;

const NAME: &str = "Meridian Mutual (demonstration)";
/// The same everywhere, and so only for installations that serve this machine alone.
const PASSWORD: &str = "beyond-the-certificate";
const ADMIN: &str = "admin@meridian.example";
const FACILITATOR: &str = "facilitator@meridian.example";
const LEARNER: &str = "learner@meridian.example";
const MANAGER: &str = "manager@meridian.example";

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
    /// Their password.
    pub password: String,
}

/// Makes the demonstration organisation, or what an interrupted start left out of it, and says how to
/// sign in to it. `None` if somebody else's organisation has its place.
///
/// # Errors
/// When the database fails.
pub async fn demo(app: &App) -> Result<Option<DemoSignIns>, StartError> {
    let Some(demo) = Demo::open(app).await? else { return Ok(None) };
    if !demo.is_complete().await? {
        let facilitator = demo.facilitator().await?;
        let cohort = demo.cohort(facilitator).await?;
        demo.enrol(cohort).await?;
        demo.learn(cohort, facilitator).await?;
        demo.accounts().await?;
    }
    Ok(Some(DemoSignIns { organization: NAME.to_owned(), people: people() }))
}

/// Who signs in to the demonstration organisation, one person per role.
pub fn people() -> Vec<DemoSignIn> {
    let people = [
        ("admin", ADMIN),
        ("facilitator", FACILITATOR),
        ("learner", LEARNER),
        ("manager", MANAGER),
    ];
    let person = |(role, email): (&'static str, &str)| DemoSignIn {
        role,
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
    };
    people.into_iter().map(person).collect()
}
