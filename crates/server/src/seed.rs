//! The demonstration organisations: a cohort in its fifth week, made through the same commands that
//! clients use, and the matching of mentors before a run.

mod grading;
mod harbour;
mod names;
mod steps;

use crate::app::App;
use crate::error::StartError;

pub use steps::Demo;

const NAME: &str = "Meridian Mutual (demonstration)";
/// What the start says: people of both organisations sign in alike.
const BOTH: &str = "Meridian Mutual and Harbour Group (demonstrations)";
/// The same everywhere, and so only for installations that serve this machine alone.
const PASSWORD: &str = "beyond-the-certificate";
const ADMIN: &str = "admin@meridian.example";
const FACILITATOR: &str = "facilitator@meridian.example";
const LEARNER: &str = "learner@meridian.example";
const MANAGER: &str = "manager@meridian.example";
const COORDINATOR: &str = "coordinator@harbour.example";
const MENTOR: &str = "mentor@harbour.example";
const MENTEE: &str = "learner@harbour.example";

/// How to sign in to the demonstration organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSignIns {
    /// Their names.
    pub organization: String,
    /// One person per role.
    pub people: Vec<DemoSignIn>,
}

/// One person of a demonstration organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSignIn {
    /// What the person is there: "admin".
    pub role: &'static str,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// Makes the demonstration organisations, or what an interrupted start left out of them, and says how
/// to sign in. `None` if somebody else's organisation has the place of the first.
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
    let (mut people, mut organization) = (people(), BOTH);
    if !harbour::demo(app).await? {
        people.retain(|person| ![COORDINATOR, MENTOR, MENTEE].contains(&person.email.as_str()));
        organization = NAME;
    }
    Ok(Some(DemoSignIns { organization: organization.to_owned(), people }))
}

/// Who signs in to the demonstration organisations, one person per role.
pub fn people() -> Vec<DemoSignIn> {
    let people = [
        ("admin", ADMIN),
        ("facilitator", FACILITATOR),
        ("learner", LEARNER),
        ("manager", MANAGER),
        ("coordinator", COORDINATOR),
        ("mentor", MENTOR),
        ("mentee", MENTEE),
    ];
    let person = |(role, email): (&'static str, &str)| DemoSignIn {
        role,
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
    };
    people.into_iter().map(person).collect()
}
