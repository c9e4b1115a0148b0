//! The demonstration organisation: a cohort in its fifth week, made through the same commands that
//! clients use.

use std::sync::Arc;

use auth::Actor;
use auth::actions::{CreateOrganization, GrantAccount, InviteMember};
use cohorts::actions::{
    Cohorts, CompleteLesson, CompleteModule, CreateCohort, EnrolLearners, complete_lesson,
    complete_module, create_cohort, enrol_learners,
};
use cohorts::model::{CohortDraft, Learner};
use curriculum::Plan;
use curriculum::actions::{AdoptProgram, adopt_program};
use kernel::{
    AccountId, CohortId, MemberId, OrganizationId, Role, RoleSet, SessionId, Week, parse_time_zone,
};

use crate::app::App;
use crate::error::StartError;

const SLUG: &str = "meridian";
const NAME: &str = "Meridian Mutual (demonstration)";
const TIME_ZONE: &str = "Europe/Warsaw";
const PROGRAM: &str = "beyond-the-two-day-certificate";
const LEARNERS: &str = include_str!("seed/learners.csv");
/// The same everywhere, and so only for installations that serve this machine alone.
const PASSWORD: &str = "beyond-the-certificate";
/// How many weeks the cohort has behind it.
const WEEKS_AGO: i64 = 4;

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

const PEOPLE: [(&str, &str); 4] = [
    ("admin", "admin@meridian.example"),
    ("facilitator", "facilitator@meridian.example"),
    ("learner", "learner@meridian.example"),
    ("manager", "manager@meridian.example"),
];

/// Makes the demonstration organisation unless it is there, and says how to sign in to it.
///
/// # Errors
/// When the database fails.
pub async fn demo(app: &App) -> Result<Option<DemoSignIns>, StartError> {
    let services = &app.services;
    let input = CreateOrganization {
        slug: SLUG.to_owned(),
        name: NAME.to_owned(),
        time_zone: TIME_ZONE.to_owned(),
        admin_email: PEOPLE[0].1.to_owned(),
        admin_name: "Adam Wrona".to_owned(),
    };
    let made = auth::actions::create_organization(
        &services.database,
        &services.sources,
        &app.links,
        input,
    )
    .await;
    match made {
        Ok(made) => fill(app, made.organization_id, made.admin_id).await?,
        Err(auth::AuthError::SlugTaken) => {}
        Err(error) => return Err(error.into()),
    }
    let people = PEOPLE
        .into_iter()
        .map(|(role, email)| DemoSignIn {
            role,
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
        })
        .collect();
    Ok(Some(DemoSignIns { organization: NAME.to_owned(), people }))
}

async fn fill(
    app: &App,
    organization: OrganizationId,
    admin_id: MemberId,
) -> Result<(), StartError> {
    let services = &app.services;
    let admin = actor(app, organization, admin_id, Role::Admin);
    grant(app, organization, admin_id, PEOPLE[0].1).await?;
    let facilitator = InviteMember {
        email: PEOPLE[1].1.to_owned(),
        name: "Fatima Rahal".to_owned(),
        roles: vec![Role::Facilitator],
        idempotency_key: None,
    };
    let facilitator =
        auth::actions::invite_member(&services.database, &services.sources, &admin, facilitator)
            .await?;
    grant(app, organization, facilitator, PEOPLE[1].1).await?;
    let adopt = AdoptProgram { slug: PROGRAM.to_owned(), idempotency_key: None };
    let program = adopt_program(&services.database, &services.sources, &admin, adopt)
        .await
        .map_err(failed)?;
    let commands = services.cohorts();
    let zone = parse_time_zone(TIME_ZONE).unwrap_or_default();
    let starts_on =
        Week::at(services.sources.now(), zone).monday() - chrono::Duration::weeks(WEEKS_AGO);
    let draft = CohortDraft {
        program_version_id: program.version_id,
        name: "Claims and policies, first cohort".to_owned(),
        hope:
            "Customers with a water damage claim know the next step and its date on the day they \
               report it; today two of three call us a second time to ask."
                .to_owned(),
        starts_on,
        time_zone: TIME_ZONE.to_owned(),
        capacity: 28,
        facilitators: vec![facilitator],
    };
    let cohort_id = create_cohort(&commands, &admin, CreateCohort { draft, idempotency_key: None })
        .await
        .map_err(failed)?;
    let enrol = EnrolLearners { cohort_id, csv: LEARNERS.to_owned(), dry_run: false };
    enrol_learners(&commands, &admin, enrol).await.map_err(failed)?;
    learn(app, &commands, organization, cohort_id).await
}

/// Learners who came to different places: from nothing begun to all of what is open.
async fn learn(
    app: &App,
    commands: &Cohorts,
    organization: OrganizationId,
    cohort_id: CohortId,
) -> Result<(), StartError> {
    let (learners, plan) = people_and_plan(app, organization, cohort_id).await?;
    for (index, learner) in learners.iter().enumerate() {
        let learning = actor(app, organization, learner.member_id, Role::Learner);
        let modules = if learner.manager_id.is_some() { index % 5 } else { 0 };
        for module in plan.modules.iter().take(modules + 1) {
            let is_last = module.code == plan.modules[modules].code;
            let lessons = if is_last { module.lessons.len() / 2 } else { module.lessons.len() };
            for lesson in module.lessons.iter().take(lessons) {
                let input =
                    CompleteLesson { enrolment_id: learner.enrolment_id, lesson_id: lesson.id };
                complete_lesson(commands, &learning, input).await.map_err(failed)?;
            }
            if !is_last {
                let input =
                    CompleteModule { enrolment_id: learner.enrolment_id, module_id: module.id };
                complete_module(commands, &learning, input).await.map_err(failed)?;
            }
        }
    }
    Ok(())
}

/// The cohort's learners and plan; two of the people get an account.
async fn people_and_plan(
    app: &App,
    organization: OrganizationId,
    cohort_id: CohortId,
) -> Result<(Vec<Learner>, Arc<Plan>), StartError> {
    let services = &app.services;
    let (learners, members, plan) = services
        .database
        .read(organization, async |connection| {
            let cohorts =
                cohorts::queries::cohorts_by_ids(connection, organization, &[cohort_id]).await?;
            let learners =
                cohorts::queries::all_learners(connection, organization, &[cohort_id]).await?;
            let ids: Vec<MemberId> = learners
                .iter()
                .flat_map(|learner| [Some(learner.member_id), learner.manager_id])
                .flatten()
                .collect();
            let members = auth::queries::members_by_ids(connection, organization, &ids).await?;
            let version = cohorts.first().map(|cohort| cohort.program_version_id);
            let plan = match version {
                Some(version) => services.plans.get(connection, organization, version).await?,
                None => None,
            };
            Ok::<_, database::DatabaseError>((learners, members, plan))
        })
        .await?;
    for (_, email) in &PEOPLE[2..] {
        if let Some(member) = members.iter().find(|member| member.email == *email) {
            grant(app, organization, member.id, email).await?;
        }
    }
    let plan = plan.ok_or_else(|| StartError::Other("the cohort has no plan".to_owned()))?;
    Ok((learners, plan))
}

async fn grant(
    app: &App,
    organization_id: OrganizationId,
    member_id: MemberId,
    email: &str,
) -> Result<(), StartError> {
    let password = PASSWORD.to_owned().into();
    let grant = GrantAccount { organization_id, member_id, email: email.to_owned(), password };
    Ok(app.services.auth.grant_account(grant).await?)
}

/// Somebody who acts without having signed in.
fn actor(app: &App, organization_id: OrganizationId, member_id: MemberId, role: Role) -> Actor {
    let sources = &app.services.sources;
    Actor {
        organization_id,
        member_id,
        account_id: sources.new_id::<AccountId>(),
        session_id: sources.new_id::<SessionId>(),
        roles: RoleSet::from_iter([role]),
    }
}

fn failed(error: impl std::fmt::Display) -> StartError {
    StartError::Other(format!("the demonstration organisation: {error}"))
}
