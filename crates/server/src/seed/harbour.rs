//! The demonstration of mentoring: an organisation of its own in the weeks before a run, with 150
//! mentors, 400 learners and one finished run of the matching. People and profiles are put there
//! set-wise; the cycle, the short lists and the run come from the commands that clients use. Each step
//! finds what is there already.

use auth::Actor;
use auth::AuthError;
use auth::actions::{CreateOrganization, InviteMember, create_organization, invite_member};
use chrono::{DateTime, Days, Duration, Utc};
use cohorts::actions::{CreateCohort, create_cohort};
use cohorts::model::CohortDraft;
use curriculum::actions::{AdoptProgram, adopt_program};
use database::DatabaseError;
use diesel::sql_types::{Array, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use kernel::{
    CohortId, CycleId, EnrolmentId, MemberId, OrganizationId, PageRequest, ProgramId, Role, Week,
    parse_time_zone,
};
use mentoring::actions::lists::{OpenCycle, offer_short_lists, open_matching_cycle};
use mentoring::actions::runs::{StartRun, run_matching, start_run};
use mentoring::model::lists::CycleDraft;
use mentoring::model::runs::{Objective, RunState};
use mentoring::queries::lists::{cycle, cycles_page};
use mentoring::queries::runs::runs_page;

use super::names::{FAMILY_NAMES, FIRST_NAMES, UNITS};
use super::steps::{actor, earlier, failed, grant, has_account, member};
use super::{COORDINATOR, MENTEE, MENTOR};
use crate::app::App;
use crate::error::StartError;

const SLUG: &str = "harbour";
const NAME: &str = "Harbour Group (demonstration of mentoring)";
const ADMIN: &str = "admin@harbour.example";
const TIME_ZONE: &str = "Europe/Warsaw";
const PROGRAM: &str = "beyond-the-two-day-certificate";
const COHORT: &str = "Product people of all units";
const HOPE: &str =
    "Whoever opens an account with us knows on the same day what comes next, and when.";
const CYCLE: &str = "Mentors for the next run";
/// The run of the matching is made before learning begins, so nobody gets reports yet.
const WEEKS_AHEAD: i64 = 3;
/// For the whole run and the weeks around it.
const PAIRS_LAST: Days = Days::new(140);
const SEED: i64 = 2_026;

/// 20 managers, 150 mentors, 400 learners, in this order.
const PEOPLE: usize = 570;
const LEARNERS: usize = 400;

const PEOPLE_SQL: &str = include_str!("harbour.sql");
const RANKS_SQL: &str = include_str!("harbour_ranks.sql");

/// Makes it, or what an interrupted start left out; `false` where somebody else's organisation has its
/// place.
///
/// # Errors
/// When the database fails.
pub(super) async fn demo(app: &App) -> Result<bool, StartError> {
    let Some(harbour) = Harbour::open(app).await? else { return Ok(false) };
    if harbour.is_complete().await? {
        return Ok(true);
    }
    let coordinator = harbour.coordinator().await?;
    let (program, cohort) = harbour.cohort().await?;
    harbour.people(program, cohort, coordinator.member_id).await?;
    let cycle = harbour.cycle(program, cohort, &coordinator).await?;
    harbour.lists(cycle, &coordinator).await?;
    harbour.run(cycle, &coordinator).await?;
    harbour.accounts().await?;
    Ok(true)
}

struct Harbour<'a> {
    app: &'a App,
    organization_id: OrganizationId,
    admin: Actor,
}

impl<'a> Harbour<'a> {
    async fn open(app: &'a App) -> Result<Option<Self>, StartError> {
        let services = &app.services;
        let input = CreateOrganization {
            slug: SLUG.to_owned(),
            name: NAME.to_owned(),
            time_zone: TIME_ZONE.to_owned(),
            admin_email: ADMIN.to_owned(),
            admin_name: "Agata Molo".to_owned(),
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
        let admin = actor(app, organization_id, admin_id, Role::Admin);
        Ok(Some(Self { app, organization_id, admin }))
    }

    /// Whether every step was taken to its end: the learner's account is the last thing made.
    async fn is_complete(&self) -> Result<bool, StartError> {
        match member(self.app, self.organization_id, MENTEE).await? {
            Some(learner) => has_account(self.app, self.organization_id, learner).await,
            None => Ok(false),
        }
    }

    async fn coordinator(&self) -> Result<Actor, StartError> {
        let services = &self.app.services;
        let member_id = match member(self.app, self.organization_id, COORDINATOR).await? {
            Some(id) => id,
            None => {
                let input = InviteMember {
                    email: COORDINATOR.to_owned(),
                    name: "Cora Brandt".to_owned(),
                    roles: vec![Role::Coordinator],
                    idempotency_key: None,
                };
                invite_member(&services.database, &services.sources, &self.admin, input).await?
            }
        };
        grant(self.app, self.organization_id, member_id, COORDINATOR).await?;
        Ok(actor(self.app, self.organization_id, member_id, Role::Coordinator))
    }

    async fn cohort(&self) -> Result<(ProgramId, CohortId), StartError> {
        let services = &self.app.services;
        let adopt = AdoptProgram { slug: PROGRAM.to_owned(), idempotency_key: None };
        let program = adopt_program(&services.database, &services.sources, &self.admin, adopt)
            .await
            .map_err(failed)?;
        let page = PageRequest { first: 1, after: None };
        let (known, _) = services
            .database
            .read(self.organization_id, async |connection| {
                cohorts::queries::cohorts_page(connection, &self.admin, &page).await
            })
            .await?;
        if let Some(cohort) = known.into_iter().next() {
            return Ok((program.program_id, cohort.id));
        }
        let zone = parse_time_zone(TIME_ZONE).unwrap_or_default();
        let this_monday = Week::at(services.sources.now(), zone).monday();
        let draft = CohortDraft {
            program_version_id: program.version_id,
            name: COHORT.to_owned(),
            hope: HOPE.to_owned(),
            starts_on: this_monday + Duration::weeks(WEEKS_AHEAD),
            time_zone: TIME_ZONE.to_owned(),
            capacity: 400,
            facilitators: Vec::new(),
        };
        // Two first starts at once make one cohort.
        let idempotency_key = Some("demonstration".to_owned());
        let create = CreateCohort { draft, idempotency_key };
        let cohort = create_cohort(&services.cohorts(), &self.admin, create).await;
        Ok((program.program_id, cohort.map_err(failed)?))
    }

    /// Everybody with their profiles, in one transaction.
    async fn people(
        &self,
        program: ProgramId,
        cohort: CohortId,
        coordinator: MemberId,
    ) -> Result<(), StartError> {
        let (organization, sources) = (self.organization_id, &self.app.services.sources);
        if member(self.app, organization, MENTEE).await?.is_some() {
            return Ok(());
        }
        // In the order of their numbers: ids break ties, and so every installation shows the same.
        let mut people: Vec<MemberId> = (0..PEOPLE).map(|_| sources.new_id()).collect();
        people.sort_unstable();
        let places: Vec<EnrolmentId> = (0..LEARNERS).map(|_| sources.new_id()).collect();
        let now: DateTime<Utc> = sources.now();
        self.app
            .services
            .database
            .write(organization, async |connection| {
                for statement in PEOPLE_SQL.split_terminator(";\n") {
                    diesel::sql_query(statement)
                        .bind::<SqlUuid, _>(organization)
                        .bind::<Array<SqlUuid>, _>(&people)
                        .bind::<Array<SqlUuid>, _>(&places)
                        .bind::<Timestamptz, _>(now)
                        .bind::<SqlUuid, _>(cohort)
                        .bind::<SqlUuid, _>(program)
                        .bind::<SqlUuid, _>(coordinator)
                        .bind::<Array<Text>, _>(&FIRST_NAMES[..])
                        .bind::<Array<Text>, _>(&FAMILY_NAMES[..])
                        .bind::<Array<Text>, _>(&UNITS[..])
                        .execute(connection)
                        .await?;
                }
                Ok::<_, DatabaseError>(())
            })
            .await?;
        Ok(())
    }

    async fn cycle(
        &self,
        program_id: ProgramId,
        cohort: CohortId,
        coordinator: &Actor,
    ) -> Result<CycleId, StartError> {
        let (services, organization) = (&self.app.services, self.organization_id);
        let page = PageRequest { first: 1, after: None };
        let (known, _) = services
            .database
            .read(organization, async |connection| {
                cycles_page(connection, organization, Some(program_id), &page).await
            })
            .await?;
        if let Some(cycle) = known.into_iter().next() {
            return Ok(cycle.id);
        }
        let now = services.sources.now();
        let first_day = now.date_naive() + Duration::weeks(WEEKS_AHEAD);
        let draft = CycleDraft {
            program_id,
            name: CYCLE.to_owned(),
            cohorts: vec![cohort],
            ranks_until: now + Duration::days(10),
            pairs_end_on: first_day.checked_add_days(PAIRS_LAST).unwrap_or(first_day),
        };
        let idempotency_key = Some("demonstration".to_owned());
        let open = OpenCycle { draft, idempotency_key };
        open_matching_cycle(&services.mentoring(), coordinator, open).await.map_err(failed)
    }

    /// Short lists, and what most learners ranked of them.
    async fn lists(&self, id: CycleId, coordinator: &Actor) -> Result<(), StartError> {
        let (services, organization) = (&self.app.services, self.organization_id);
        let found = services
            .database
            .read(organization, async |connection| cycle(connection, organization, id).await)
            .await?;
        if found.is_none_or(|cycle| cycle.lists_offered_at.is_none()) {
            offer_short_lists(&services.mentoring(), coordinator, id, false)
                .await
                .map_err(failed)?;
        }
        let now: DateTime<Utc> = services.sources.now();
        services
            .database
            .write(organization, async |connection| {
                diesel::sql_query(RANKS_SQL)
                    .bind::<SqlUuid, _>(organization)
                    .bind::<SqlUuid, _>(id)
                    .bind::<Timestamptz, _>(now)
                    .execute(connection)
                    .await?;
                Ok::<_, DatabaseError>(())
            })
            .await?;
        Ok(())
    }

    /// One run, finished here: a newcomer can ask at once why somebody got nobody.
    async fn run(&self, cycle_id: CycleId, coordinator: &Actor) -> Result<(), StartError> {
        let (services, organization) = (&self.app.services, self.organization_id);
        let page = PageRequest { first: 1, after: None };
        let (known, _) = services
            .database
            .read(organization, async |connection| {
                runs_page(connection, organization, cycle_id, &page).await
            })
            .await?;
        if known.iter().any(|run| run.state() == RunState::Done) {
            return Ok(());
        }
        let start = StartRun {
            cycle_id,
            objective: Objective::Fair,
            only_learner_id: None,
            seed: Some(SEED),
            idempotency_key: None,
        };
        let mentoring = services.mentoring();
        let started = start_run(&mentoring, coordinator, start).await.map_err(failed)?;
        // Its job will find the run over.
        run_matching(&mentoring, organization, started.run_id).await.map_err(failed)
    }

    async fn accounts(&self) -> Result<(), StartError> {
        for email in [MENTOR, MENTEE] {
            if let Some(member_id) = member(self.app, self.organization_id, email).await? {
                grant(self.app, self.organization_id, member_id, email).await?;
            }
        }
        Ok(())
    }
}
