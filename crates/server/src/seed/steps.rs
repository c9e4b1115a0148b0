//! The steps that make the demonstration. A start may be killed between any two of them or within
//! one: each finds what is there already and adds what is missing.

use std::sync::Arc;

use assessments::actions::add_cohort_grader;
use auth::actions::{
    CreateOrganization, GrantAccount, InviteMember, create_organization, invite_member,
};
use auth::{Actor, AuthError};
use cohorts::actions::{
    CompleteLesson, CompleteModule, CreateCohort, EnrolLearners, complete_lesson, complete_module,
    create_cohort, enrol_learners, own_place,
};
use cohorts::model::{CohortDraft, Learner, ModuleStanding};
use curriculum::Plan;
use curriculum::actions::{AdoptProgram, adopt_program};
use kernel::{
    AccountId, CohortId, MemberId, OrganizationId, PageRequest, ProgramVersionId, Role, RoleSet,
    SessionId, Week, parse_time_zone,
};

use super::grading::Graded;
use super::{ADMIN, FACILITATOR, LEARNER, MANAGER, NAME, PASSWORD};
use crate::app::App;
use crate::error::StartError;

const SLUG: &str = "meridian";
const GRADER: &str = "grader@meridian.example";
const TIME_ZONE: &str = "Europe/Warsaw";
const PROGRAM: &str = "beyond-the-two-day-certificate";
const COHORT: &str = "Claims and policies, first cohort";
const HOPE: &str = "Customers with a water damage claim know the next step and its date on the day they \
                    report it; today two of three call us a second time to ask.";
const LEARNERS: &str = include_str!("learners.csv");
/// How many weeks the cohort has behind it.
const WEEKS_AGO: i64 = 4;

/// The demonstration organisation, as complete as it is.
pub struct Demo<'a> {
    app: &'a App,
    organization_id: OrganizationId,
    admin_id: MemberId,
}

impl<'a> Demo<'a> {
    /// The first step: the organisation and its admin. `None` if somebody else's organisation has
    /// the slug.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(app: &'a App) -> Result<Option<Self>, StartError> {
        let services = &app.services;
        let input = CreateOrganization {
            slug: SLUG.to_owned(),
            name: NAME.to_owned(),
            time_zone: TIME_ZONE.to_owned(),
            admin_email: ADMIN.to_owned(),
            admin_name: "Adam Wrona".to_owned(),
        };
        let made =
            create_organization(&services.database, &services.sources, &app.links, input).await;
        let (organization_id, admin_id) = match made {
            Ok(made) => (made.organization_id, made.admin_id),
            Err(AuthError::SlugTaken) => match earlier(app, SLUG, ADMIN).await? {
                Some(ids) => ids,
                None => return Ok(None),
            },
            Err(error) => return Err(error.into()),
        };
        let demo = Self { app, organization_id, admin_id };
        demo.grant(admin_id, ADMIN).await?;
        Ok(Some(demo))
    }

    /// Whether every step was taken to its end: the manager's account is the last thing made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_complete(&self) -> Result<bool, StartError> {
        match member(self.app, self.organization_id, MANAGER).await? {
            Some(manager) => has_account(self.app, self.organization_id, manager).await,
            None => Ok(false),
        }
    }

    /// The facilitator.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facilitator(&self) -> Result<MemberId, StartError> {
        let services = &self.app.services;
        let member_id = match member(self.app, self.organization_id, FACILITATOR).await? {
            // The role came with the person, in one transaction.
            Some(id) => id,
            None => {
                let input = InviteMember {
                    email: FACILITATOR.to_owned(),
                    name: "Fatima Rahal".to_owned(),
                    roles: vec![Role::Facilitator],
                    idempotency_key: None,
                };
                invite_member(&services.database, &services.sources, &self.admin(), input).await?
            }
        };
        self.grant(member_id, FACILITATOR).await?;
        Ok(member_id)
    }

    /// The program and the cohort.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cohort(&self, facilitator: MemberId) -> Result<CohortId, StartError> {
        let services = &self.app.services;
        let admin = self.admin();
        let adopt = AdoptProgram { slug: PROGRAM.to_owned(), idempotency_key: None };
        let program = adopt_program(&services.database, &services.sources, &admin, adopt)
            .await
            .map_err(failed)?;
        let page = PageRequest { first: 100, after: None };
        let (earlier, _) = services
            .database
            .read(self.organization_id, async |connection| {
                cohorts::queries::cohorts_page(connection, &admin, &page).await
            })
            .await?;
        if let Some(cohort) = earlier.into_iter().find(|cohort| cohort.name == COHORT) {
            return Ok(cohort.id);
        }
        let draft = self.draft(program.version_id, facilitator);
        // Two first starts at once make one cohort.
        let idempotency_key = Some("demonstration".to_owned());
        create_cohort(&services.cohorts(), &admin, CreateCohort { draft, idempotency_key })
            .await
            .map_err(failed)
    }

    fn draft(&self, program_version_id: ProgramVersionId, facilitator: MemberId) -> CohortDraft {
        let zone = parse_time_zone(TIME_ZONE).unwrap_or_default();
        let this_monday = Week::at(self.app.services.sources.now(), zone).monday();
        CohortDraft {
            program_version_id,
            name: COHORT.to_owned(),
            hope: HOPE.to_owned(),
            starts_on: this_monday - chrono::Duration::weeks(WEEKS_AGO),
            time_zone: TIME_ZONE.to_owned(),
            capacity: 28,
            facilitators: vec![facilitator],
        }
    }

    /// The learners and their managers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enrol(&self, cohort_id: CohortId) -> Result<(), StartError> {
        let commands = self.app.services.cohorts();
        let input = EnrolLearners { cohort_id, csv: LEARNERS.to_owned(), dry_run: false };
        enrol_learners(&commands, &self.admin(), input).await.map_err(failed)?;
        Ok(())
    }

    /// Learners who came to different places: from nothing begun to all of what is open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn learn(
        &self,
        cohort_id: CohortId,
        facilitator: MemberId,
    ) -> Result<(), StartError> {
        let second = self.grader(cohort_id).await?;
        let (learners, plan) = self.learners_and_plan(cohort_id).await?;
        for (index, learner) in learners.iter().enumerate() {
            let graded = Graded {
                app: self.app,
                learner: self.actor(learner.member_id, Role::Learner),
                graders: [
                    self.actor(facilitator, Role::Facilitator),
                    self.actor(second, Role::Mentor),
                ],
                enrolment_id: learner.enrolment_id,
            };
            let modules = if learner.manager_id.is_some() { index % 3 } else { 0 };
            for index in 0..=modules {
                if !self.learn_module(&graded, &plan, index, index == modules).await? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Somebody who grades beside the facilitator.
    async fn grader(&self, cohort_id: CohortId) -> Result<MemberId, StartError> {
        let services = &self.app.services;
        let member_id = match member(self.app, self.organization_id, GRADER).await? {
            Some(id) => id,
            None => {
                let input = InviteMember {
                    email: GRADER.to_owned(),
                    name: "Gabriel Maj".to_owned(),
                    roles: vec![Role::Mentor],
                    idempotency_key: None,
                };
                invite_member(&services.database, &services.sources, &self.admin(), input).await?
            }
        };
        add_cohort_grader(&services.assessments(), &self.admin(), cohort_id, member_id)
            .await
            .map_err(failed)?;
        Ok(member_id)
    }

    /// Half of a learner's last module, all of the others; whether it is completed.
    async fn learn_module(
        &self,
        graded: &Graded<'_>,
        plan: &Plan,
        index: usize,
        is_last: bool,
    ) -> Result<bool, StartError> {
        let commands = self.app.services.cohorts();
        let (module, enrolment_id) = (&plan.modules[index], graded.enrolment_id);
        let lessons = if is_last { module.lessons.len() / 2 } else { module.lessons.len() };
        for lesson in module.lessons.iter().take(lessons) {
            let input = CompleteLesson { enrolment_id, lesson_id: lesson.id };
            complete_lesson(&commands, &graded.learner, input).await.map_err(failed)?;
        }
        if is_last {
            return Ok(false);
        }
        let before = self.standing(graded, index).await?;
        graded.pass(module, before.missing, before.work_waits).await?;
        if !self.standing(graded, index).await?.missing.is_nothing() {
            return Ok(false);
        }
        let input = CompleteModule { enrolment_id, module_id: module.id };
        complete_module(&commands, &graded.learner, input).await.map_err(failed)?;
        Ok(true)
    }

    async fn standing(
        &self,
        graded: &Graded<'_>,
        index: usize,
    ) -> Result<ModuleStanding, StartError> {
        let (services, organization) = (&self.app.services, self.organization_id);
        let commands = services.cohorts();
        let now = services.sources.now();
        let place = services
            .database
            .read(organization, async |connection| {
                own_place(connection, &commands, &graded.learner, graded.enrolment_id, now).await
            })
            .await
            .map_err(failed)?;
        Ok(place.standing.modules[index].clone())
    }

    async fn learners_and_plan(
        &self,
        cohort_id: CohortId,
    ) -> Result<(Vec<Learner>, Arc<Plan>), StartError> {
        let (services, organization) = (&self.app.services, self.organization_id);
        let (learners, plan) = services
            .database
            .read(organization, async |connection| {
                let cohorts =
                    cohorts::queries::cohorts_by_ids(connection, organization, &[cohort_id])
                        .await?;
                let learners =
                    cohorts::queries::all_learners(connection, organization, &[cohort_id]).await?;
                let version = cohorts.first().map(|cohort| cohort.program_version_id);
                let plan = match version {
                    Some(version) => services.plans.get(connection, organization, version).await?,
                    None => None,
                };
                Ok::<_, database::DatabaseError>((learners, plan))
            })
            .await?;
        let plan = plan.ok_or_else(|| StartError::Other("the cohort has no plan".to_owned()))?;
        Ok((learners, plan))
    }

    /// The last step: a learner and a manager who can sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self) -> Result<(), StartError> {
        for email in [LEARNER, MANAGER] {
            if let Some(member_id) = member(self.app, self.organization_id, email).await? {
                self.grant(member_id, email).await?;
            }
        }
        Ok(())
    }

    async fn grant(&self, member_id: MemberId, email: &str) -> Result<(), StartError> {
        grant(self.app, self.organization_id, member_id, email).await
    }

    fn admin(&self) -> Actor {
        self.actor(self.admin_id, Role::Admin)
    }

    fn actor(&self, member_id: MemberId, role: Role) -> Actor {
        actor(self.app, self.organization_id, member_id, role)
    }
}

/// Somebody who acts without having signed in.
pub(super) fn actor(
    app: &App,
    organization_id: OrganizationId,
    member_id: MemberId,
    role: Role,
) -> Actor {
    let sources = &app.services.sources;
    Actor {
        organization_id,
        member_id,
        account_id: sources.new_id::<AccountId>(),
        session_id: sources.new_id::<SessionId>(),
        roles: RoleSet::from_iter([role]),
    }
}

/// Gives somebody an account with the password that everybody knows, unless they have one.
pub(super) async fn grant(
    app: &App,
    organization_id: OrganizationId,
    member_id: MemberId,
    email: &str,
) -> Result<(), StartError> {
    if has_account(app, organization_id, member_id).await? {
        return Ok(());
    }
    let password = PASSWORD.to_owned().into();
    let grant = GrantAccount { organization_id, member_id, email: email.to_owned(), password };
    Ok(app.services.auth.grant_account(grant).await?)
}

pub(super) async fn has_account(
    app: &App,
    organization: OrganizationId,
    member_id: MemberId,
) -> Result<bool, StartError> {
    Ok(app
        .services
        .database
        .system_statement(async |connection| {
            auth::queries::has_account(connection, organization, member_id).await
        })
        .await?)
}

/// The organisation of an earlier start and its admin; `None` if it is somebody else's.
pub(super) async fn earlier(
    app: &App,
    slug: &str,
    admin: &str,
) -> Result<Option<(OrganizationId, MemberId)>, StartError> {
    let organization = app
        .services
        .database
        .system_statement(async |connection| {
            auth::queries::organization_by_slug(connection, slug).await
        })
        .await?;
    let Some(organization) = organization else { return Ok(None) };
    let admin = member(app, organization, admin).await?;
    Ok(admin.map(|admin| (organization, admin)))
}

pub(super) async fn member(
    app: &App,
    organization: OrganizationId,
    email: &str,
) -> Result<Option<MemberId>, StartError> {
    let found = app
        .services
        .database
        .read(organization, async |connection| {
            auth::queries::member_by_email(connection, organization, email).await
        })
        .await?;
    Ok(found.map(|member| member.id))
}

pub(super) fn failed(error: impl std::fmt::Display) -> StartError {
    StartError::Other(format!("the demonstration organisation: {error}"))
}
