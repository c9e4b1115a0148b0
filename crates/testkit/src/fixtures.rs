//! Organisations, people and cohorts, made through the same commands that clients use.

use auth::actions::{CreateOrganization, GrantAccount, InviteMember};
use auth::{Actor, Identity};
use kernel::{CohortId, MemberId, OrganizationId, ProgramVersionId, Role, RoleSet};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::graphql::Response;

/// The password of every person in tests.
pub const PASSWORD: &str = "correct horse battery staple";
/// The slug of the built-in program.
pub const PROGRAM: &str = "beyond-the-two-day-certificate";

/// A person who has signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The organisation they are in.
    pub organization_id: OrganizationId,
    /// The person.
    pub member_id: MemberId,
    /// A valid access token.
    pub token: String,
}

/// An organisation with its first admin.
#[derive(Debug, Clone)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its slug.
    pub slug: String,
    /// Its first admin.
    pub admin: Person,
}

impl TestApp {
    /// Makes an organisation in Europe/Warsaw; `admin@{slug}.example` signs in to it.
    ///
    /// # Panics
    /// When a command fails.
    pub async fn organization(&self, slug: &str) -> Organization {
        let services = &self.app.services;
        let email = format!("admin@{slug}.example");
        let made = auth::actions::create_organization(
            &services.database,
            &services.sources,
            &self.app.links,
            CreateOrganization {
                slug: slug.to_owned(),
                name: format!("Organisation {slug}"),
                time_zone: "Europe/Warsaw".to_owned(),
                admin_email: email.clone(),
                admin_name: format!("Admin of {slug}"),
            },
        )
        .await
        .expect("an organisation");
        let admin = self.grant(made.organization_id, made.admin_id, slug, &email).await;
        Organization { id: made.organization_id, slug: slug.to_owned(), admin }
    }

    /// Invites `{name}@{slug}.example` with roles and signs them in.
    ///
    /// # Panics
    /// When a command fails.
    pub async fn member(&self, organization: &Organization, name: &str, roles: &[Role]) -> Person {
        let services = &self.app.services;
        let email = format!("{name}@{}.example", organization.slug);
        let admin = self.actor(&organization.admin, Role::Admin);
        let input = InviteMember {
            email: email.clone(),
            name: name.to_owned(),
            roles: roles.to_vec(),
            idempotency_key: None,
        };
        let id = auth::actions::invite_member(&services.database, &services.sources, &admin, input)
            .await
            .expect("a member");
        self.grant(organization.id, id, &organization.slug, &email).await
    }

    /// Signs in somebody whom a CSV file made a member, by the part of the address before the `@`.
    ///
    /// # Panics
    /// When there is no such member.
    pub async fn join(&self, organization: &Organization, name: &str) -> Person {
        let email = format!("{name}@{}.example", organization.slug);
        let id = self
            .text(&format!(
                "SELECT id::text AS text FROM cadre.member
                 WHERE organization_id = '{}' AND email = '{email}'",
                organization.id.uuid()
            ))
            .await
            .expect("a member");
        let id: uuid::Uuid = id.parse().expect("an id");
        self.grant(organization.id, MemberId::from(id), &organization.slug, &email).await
    }

    async fn grant(
        &self,
        organization_id: OrganizationId,
        member_id: MemberId,
        slug: &str,
        email: &str,
    ) -> Person {
        let grant = GrantAccount {
            organization_id,
            member_id,
            email: email.to_owned(),
            password: PASSWORD.to_owned().into(),
        };
        self.app.services.auth.grant_account(grant).await.expect("an account");
        self.run_jobs().await;
        self.sign_in(slug, email).await
    }

    /// Signs in through the API.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn sign_in(&self, slug: &str, email: &str) -> Person {
        let answer = self
            .request(
                None,
                "mutation($input: SignInInput!) { signIn(input: $input) {
                     session { accessToken memberId organizationId } } }",
                json!({ "input": { "email": email, "password": PASSWORD, "organization": slug } }),
            )
            .await
            .fine();
        Person {
            organization_id: answer.text("/signIn/session/organizationId").parse().expect("an id"),
            member_id: answer.text("/signIn/session/memberId").parse().expect("an id"),
            token: answer.text("/signIn/session/accessToken"),
        }
    }

    /// The actor behind a person, with one role, for calling commands directly.
    pub fn actor(&self, person: &Person, role: Role) -> Actor {
        let sources = &self.app.services.sources;
        let identity = Identity {
            organization_id: person.organization_id,
            member_id: person.member_id,
            account_id: sources.new_id(),
            session_id: sources.new_id(),
        };
        identity.with_roles(RoleSet::from_iter([role]))
    }

    /// Copies the built-in program into an organisation.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn adopt_program(&self, organization: &Organization) -> ProgramVersionId {
        self.request(
            Some(&organization.admin.token),
            "mutation($input: AdoptProgramInput!) {
                 adoptProgram(input: $input) { program { versions { id } } } }",
            json!({ "input": { "slug": PROGRAM } }),
        )
        .await
        .fine()
        .text("/adoptProgram/program/versions/0/id")
        .parse()
        .expect("an id")
    }

    /// Opens a cohort that starts on a Monday.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn cohort(
        &self,
        organization: &Organization,
        starts_on: &str,
        facilitators: &[&Person],
    ) -> CohortId {
        let version = self.adopt_program(organization).await;
        let facilitator_ids: Vec<String> =
            facilitators.iter().map(|person| person.member_id.to_string()).collect();
        self.request(
            Some(&organization.admin.token),
            "mutation($input: CreateCohortInput!) { createCohort(input: $input) { cohort { id } } }",
            json!({ "input": {
                "programVersionId": version.to_string(),
                "name": format!("Cohort of {starts_on}"),
                "hope": "Customers know the next step on the first day.",
                "startsOn": starts_on,
                "timeZone": "Europe/Warsaw",
                "capacity": 100_000,
                "facilitatorIds": facilitator_ids,
            } }),
        )
        .await
        .fine()
        .text("/createCohort/cohort/id")
        .parse()
        .expect("an id")
    }

    /// Enrols people by name, all under `manager@{slug}.example`, through the CSV command.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn enrol(
        &self,
        organization: &Organization,
        cohort: CohortId,
        names: &[&str],
    ) -> Response {
        let slug = &organization.slug;
        let rows = names
            .iter()
            .map(|name| format!("{name},{name}@{slug}.example,manager@{slug}.example,Claims\n"));
        let csv = format!("name,email,manager_email,unit\n{}", rows.collect::<String>());
        self.enrol_csv(organization, cohort, &csv, false).await.fine()
    }

    /// Sends a CSV file.
    ///
    /// # Panics
    /// When the answer is no JSON.
    pub async fn enrol_csv(
        &self,
        organization: &Organization,
        cohort: CohortId,
        csv: &str,
        dry_run: bool,
    ) -> Response {
        let input: Value = json!({ "cohortId": cohort.to_string(), "csv": csv, "dryRun": dry_run });
        self.request(
            Some(&organization.admin.token),
            "mutation($input: EnrolLearnersInput!) { enrolLearners(input: $input) {
                 enrolled invited alreadyEnrolled invalid dryRun
                 outcomes { row email outcome reasons { code message } } } }",
            json!({ "input": input }),
        )
        .await
    }
}
