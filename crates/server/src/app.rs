//! Puts the application together, once for production and tests.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use api::{Api, Services};
use assessments::Items;
use assessments::jobs::{
    CloseAttempts, GradeMailer, GradePublished, GradingTick, HandOverPeerReviews, PeerReviewTick,
    QuizCorrected, RescoreQuiz, TendGrading,
};
use auth::bounces::{BounceMailer, TellAdmin};
use auth::{
    Auth, AuthConfig, AuthServices, InvitationMailer, Links, MemberJoined, MemberLeft,
    PasswordHashing, SendInvitation, Sender, SigningKeys,
};
use cohorts::jobs::{InviteServices, InviteToCohort};
use curriculum::Plans;
use database::Database;
use files::jobs::{OrphanTick, RemoveOrphanFiles};
use files::{FileStore, Files};
use jobs::WorkerBuilder;
use kernel::Sources;
use mail::{Templates, Transport};
use mentoring::jobs::lists::RecheckPairs;
use mentoring::jobs::pairs::{MentoringMailer, MentoringTick, SendMentoringMail, TendPairs};
use mentoring::jobs::runs::RunMatching;
use mentoring::jobs::sessions::ResealNotes;
use mentoring::model::sessions::seal::Keyring;
use reports::Reports;
use reports::jobs::{PlanReports, ReportTick, SendReport};

use crate::error::StartError;
use crate::unsubscribe::UnsubscribeHandler;

/// What the application is made of. A test hands in other time, randomness and ways out.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The two pools.
    pub database: Database,
    /// Time and randomness.
    pub sources: Sources,
    /// The keys that sign access tokens.
    pub keys: SigningKeys,
    /// Makes and reads links; knows the public address.
    pub links: Links,
    /// The master keys of notes.
    pub note_keys: Keyring,
    /// The limits of password hashing.
    pub hashing: PasswordHashing,
    /// Where uploaded files are.
    pub store: FileStore,
    /// The way out for mails.
    pub transport: Transport,
    /// Who mails come from.
    pub sender: Sender,
    /// The mailbox that takes requests to stop mails.
    pub unsubscribe_address: String,
    /// What differs from one kind of installation to another.
    pub surroundings: Surroundings,
}

/// What differs from one kind of installation to another.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Whether this is development: GraphiQL and mailbox pages are there.
    pub embedded: bool,
    /// The folder that the mailbox pages show.
    pub mailbox: Option<PathBuf>,
    /// Whether the last entry of X-Forwarded-For is the client.
    pub trust_proxy: bool,
    /// Where the learning pages are, if not under the public address; mails link to them.
    pub app_url: Option<String>,
}

/// The application: what answers requests and what runs jobs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Answers GraphQL requests.
    pub api: Api,
    /// What requests need.
    pub services: Services,
    /// What follows the links in mails.
    pub unsubscribe: UnsubscribeHandler,
    /// Makes and reads links.
    pub links: Links,
    /// What differs from one kind of installation to another.
    pub surroundings: Surroundings,
    mailer: InvitationMailer,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("surroundings", &self.surroundings).finish_non_exhaustive()
    }
}

/// Puts the application together. Connects to nothing yet.
///
/// # Errors
/// When a part does not fit: a secret that is too short, a mail layout that is broken.
pub fn build(parts: Parts) -> Result<App, StartError> {
    let Parts {
        database,
        sources,
        keys,
        links,
        note_keys,
        hashing,
        store,
        transport,
        sender,
        unsubscribe_address,
        surroundings,
    } = parts;
    let templates = Arc::new(Templates::new()?);
    let public_url = links.public_url.trim_end_matches('/').to_owned();
    let auth = Auth::new(AuthConfig {
        database: database.clone(),
        sources: sources.clone(),
        keys,
        issuer: public_url.clone(),
        links: links.clone(),
        hashing,
    })?;
    let plans = Plans::default();
    let reports = Reports {
        database: database.clone(),
        sources: sources.clone(),
        plans: plans.clone(),
        templates: Arc::clone(&templates),
        transport: transport.clone(),
        sender: sender.clone(),
        unsubscribe_address,
        links: links.clone(),
        app_url: surroundings.app_url.clone().unwrap_or_else(|| public_url.clone()),
    };
    let mailer = InvitationMailer {
        database: database.clone(),
        sources: sources.clone(),
        transport,
        templates,
        sender,
        links: links.clone(),
    };
    let unsubscribe = crate::unsubscribe::handler(&reports);
    let files = Files::new(database.clone(), sources.clone(), store, links.clone());
    let items = Items::default();
    let services =
        Services { database, sources, auth, plans, items, reports, files, note_keys, public_url };
    let api = Api::new(api::schema::build(), services.clone());
    Ok(App { api, services, unsubscribe, links, surroundings, mailer })
}

impl App {
    /// A worker, on the address of role `cadre_system`, that knows every job and schedule.
    pub fn worker(&self, system_url: &str, concurrency: usize) -> WorkerBuilder {
        let auth = AuthServices {
            database: self.services.database.clone(),
            sources: self.services.sources.clone(),
        };
        let invite =
            InviteServices { database: auth.database.clone(), mailer: self.mailer.clone() };
        let (reports, files) = (&self.services.reports, &self.services.files);
        let assessments = self.services.assessments();
        let grades = GradeMailer {
            database: auth.database.clone(),
            sources: auth.sources.clone(),
            transport: reports.transport.clone(),
            templates: Arc::clone(&reports.templates),
            sender: reports.sender.clone(),
            app_url: reports.app_url.clone(),
        };
        let mentoring = self.services.mentoring();
        let letters = MentoringMailer {
            database: auth.database.clone(),
            sources: auth.sources.clone(),
            transport: reports.transport.clone(),
            templates: Arc::clone(&reports.templates),
            sender: reports.sender.clone(),
            app_url: reports.app_url.clone(),
            links: self.links.clone(),
            unsubscribe_address: reports.unsubscribe_address.clone(),
        };
        let bounces = BounceMailer {
            database: auth.database.clone(),
            transport: reports.transport.clone(),
            templates: Arc::clone(&reports.templates),
            sender: reports.sender.clone(),
            app_url: reports.app_url.clone(),
        };
        WorkerBuilder::new(system_url, concurrency)
            .register::<SendInvitation>(&self.mailer)
            .register::<MemberJoined>(&auth)
            .register::<MemberLeft>(&auth)
            .register::<InviteToCohort>(&invite)
            .register::<RescoreQuiz>(&assessments)
            .register::<CloseAttempts>(&assessments)
            .every_minutes::<CloseAttempts>(5)
            .register::<ReportTick>(reports)
            .register::<PlanReports>(reports)
            .register::<SendReport>(reports)
            .register::<TellAdmin>(&bounces)
            .register::<OrphanTick>(files)
            .register::<RemoveOrphanFiles>(files)
            .register::<GradingTick>(&grades)
            .register::<TendGrading>(&grades)
            .register::<GradePublished>(&grades)
            .register::<QuizCorrected>(&grades)
            .register::<PeerReviewTick>(&assessments)
            .register::<HandOverPeerReviews>(&assessments)
            .register::<MentoringTick>(&mentoring)
            .register::<TendPairs>(&mentoring)
            .register::<RecheckPairs>(&mentoring)
            .register::<RunMatching>(&mentoring)
            .register::<ResealNotes>(&mentoring)
            .register::<SendMentoringMail>(&letters)
            // Offsets of time zones are whole quarter hours, so 07:30 falls on one everywhere.
            .every_minutes::<ReportTick>(15)
            .every_minutes::<GradingTick>(15)
            .every_minutes::<MentoringTick>(15)
            .hourly::<OrphanTick>(37)
            .hourly::<PeerReviewTick>(7)
    }
}
