//! One function per command.

use std::net::TcpListener;

use auth::actions::{CreateOrganization, InviteAdmin, create_organization, invite_admin};
use auth::{Links, PasswordHashing, SecretBytes, Sender, SigningKeys};
use curriculum::Plans;
use database::{Database, DatabaseError};
use files::Place;
use kernel::{OrganizationId, Sources};
use mail::Transport;
use mentoring::MentoringError;
use mentoring::actions::{Mentoring, sessions};
use mentoring::model::sessions::seal::Keyring;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::{App, Parts, Surroundings, build};
use crate::banner::banner;
use crate::cli::{Cli, Command, NotesCommand, OrganizationCommand};
use crate::config::{Config, Need, Server};
use crate::environment::{Environment, migrate};
use crate::error::StartError;
use crate::home::{Home, note_keys_of};
use crate::running::Running;
use crate::{http, log, match_files, seed};

/// Does what the command line says.
///
/// # Errors
/// What stood in the way.
pub async fn run(cli: Cli) -> Result<(), StartError> {
    if matches!(cli.command, Command::Schema) {
        print!("{}", api::sdl());
        return Ok(());
    }
    if let Command::Match(command) = &cli.command {
        return match_files::run(command);
    }
    let need = match cli.command {
        Command::Migrate => Need::Owner,
        Command::Organization(_) => Need::Data,
        Command::Notes(_) => Need::Notes,
        _ => Need::All,
    };
    let config = Config::check(&cli.settings, need).map_err(StartError::Config)?;
    log::start(&config.log);
    let sources = Sources::system();
    let environment = Environment::open(&config, &sources).await?;
    let result = match cli.command {
        Command::Serve { without_worker } => {
            serve(&config, &environment, &sources, !without_worker).await
        }
        Command::Worker => work(&config, &environment, &sources).await,
        Command::Migrate => bring_up_to_date(&config, &environment).await,
        Command::SeedDemo => seed_demo(&config, &environment, &sources).await,
        Command::Organization(command) => {
            organization(&config, &environment, &sources, command).await
        }
        Command::Notes(NotesCommand::RotateKeys { slug, despite_lost_keys }) => {
            let which = (slug, despite_lost_keys);
            rotate_note_keys(&config, &environment, &sources, which).await
        }
        Command::Schema | Command::Match(_) => Ok(()),
    };
    environment.close().await;
    result
}

async fn serve(
    config: &Config,
    environment: &Environment,
    sources: &Sources,
    with_worker: bool,
) -> Result<(), StartError> {
    let stop = stop_signal();
    let app = assemble(config, environment, sources)?;
    let address = config.http.listen;
    let listener = TcpListener::bind(address)
        .map_err(|source| StartError::Listen { address: address.to_string(), source })?;
    let mut running = Running::default();
    if with_worker {
        running
            .worker(app.worker(&environment.addresses.system, config.worker.concurrency))
            .await?;
    }
    running.http(
        http::serve(&app, listener)
            .map_err(|source| StartError::Listen { address: address.to_string(), source })?,
    );
    let public_url = &config.http.public_url;
    tracing::info!(%address, public_url, worker = with_worker, "serving");
    if app.surroundings.embedded {
        let demo = seed::demo(&app).await?;
        println!("{}", banner(public_url, app.surroundings.mailbox.is_some(), demo.as_ref()));
    } else if !public_url.starts_with("https://") {
        tracing::warn!(
            public_url,
            "links in mails lead to an address without TLS; set CADRE_PUBLIC_URL"
        );
    }
    running.until(stop).await
}

async fn work(
    config: &Config,
    environment: &Environment,
    sources: &Sources,
) -> Result<(), StartError> {
    let stop = stop_signal();
    let app = assemble(config, environment, sources)?;
    let mut running = Running::default();
    running.worker(app.worker(&environment.addresses.system, config.worker.concurrency)).await?;
    tracing::info!(concurrency = config.worker.concurrency, "running jobs");
    running.until(stop).await
}

async fn bring_up_to_date(config: &Config, environment: &Environment) -> Result<(), StartError> {
    // Where we set the database up ourselves, that has happened by now.
    if let Server::Ready { .. } = config.database.server {
        let count = migrate(&environment.addresses.owner).await?;
        tracing::info!(count, "migrations ran");
    }
    Ok(())
}

async fn seed_demo(
    config: &Config,
    environment: &Environment,
    sources: &Sources,
) -> Result<(), StartError> {
    if !config.database.server.is_embedded() {
        return Err(StartError::Other(
            "the demonstration organisation has people whose password is known to everybody: \
             it is made with --embedded only"
                .to_owned(),
        ));
    }
    let app = assemble(config, environment, sources)?;
    let demo = seed::demo(&app).await?;
    println!(
        "{}",
        banner(&config.http.public_url, app.surroundings.mailbox.is_some(), demo.as_ref())
    );
    Ok(())
}

async fn organization(
    config: &Config,
    environment: &Environment,
    sources: &Sources,
    command: OrganizationCommand,
) -> Result<(), StartError> {
    let database = environment.database(config.database.pool_size)?;
    let links = links(config, sources)?;
    let url = match command {
        OrganizationCommand::Create { slug, name, time_zone, admin_email, admin_name } => {
            let input = CreateOrganization { slug, name, time_zone, admin_email, admin_name };
            create_organization(&database, sources, &links, input).await?.invitation_url
        }
        OrganizationCommand::InviteAdmin { slug, email } => {
            invite_admin(&database, sources, &links, InviteAdmin { slug, email }).await?
        }
    };
    println!("{url}");
    Ok(())
}

/// Rotates the keys of notes, one organisation after another. Run again, it rotates again; what a
/// worker has still to seal anew, it then seals with the newer key.
async fn rotate_note_keys(
    config: &Config,
    environment: &Environment,
    sources: &Sources,
    (slug, despite_lost): (Option<String>, bool),
) -> Result<(), StartError> {
    let mentoring = Mentoring {
        database: environment.database(config.database.pool_size)?,
        sources: sources.clone(),
        plans: Plans::default(),
        note_keys: note_keys(config, sources)?,
    };
    let organizations = organizations(&mentoring.database, slug).await?;
    for organization in organizations {
        let rotated = if despite_lost {
            sessions::rotate_despite_lost_keys(&mentoring, organization).await
        } else {
            sessions::rotate_note_keys(&mentoring, organization).await
        };
        match rotated {
            Ok(Some(rotated)) => println!(
                "{organization}: key {} seals from now on; a worker seals the notes of {} older anew, \
                 {} of which do not open",
                rotated.version, rotated.older, rotated.lost
            ),
            Ok(None) => println!("{organization}: no notes, no key"),
            Err(MentoringError::Sealed) => {
                let why = "one of its keys does not open: the folder of CADRE_NOTE_KEYS lacks the \
                           master key that wraps it; nothing was rotated. If that file is lost for \
                           good, --despite-lost-keys goes on without the notes under it";
                return Err(StartError::Other(format!("{organization}: {why}")));
            }
            Err(error) => return Err(StartError::Other(format!("{organization}: {error}"))),
        }
    }
    Ok(())
}

/// The organisation of a slug, or all.
async fn organizations(
    database: &Database,
    slug: Option<String>,
) -> Result<Vec<OrganizationId>, StartError> {
    let found = database
        .system_statement(async |connection| match &slug {
            Some(slug) => {
                let found = auth::queries::organization_by_slug(connection, slug).await?;
                Ok::<_, DatabaseError>(found.map(|id| vec![id]))
            }
            None => Ok(Some(auth::queries::all_organizations(connection).await?)),
        })
        .await?;
    found.ok_or_else(|| StartError::Other("there is no organisation of this slug".to_owned()))
}

/// Makes the application as the configuration wants it.
fn assemble(
    config: &Config,
    environment: &Environment,
    sources: &Sources,
) -> Result<App, StartError> {
    let home = Home::new(config.home.clone());
    let keys = match &config.identity.signing_keys {
        Some(folder) => SigningKeys::from_folder(folder)?,
        None => SigningKeys::generate_into(home.signing_keys(), sources)?,
    };
    let (transport, mailbox) = match &config.mail.smtp {
        Some(smtp) => (Transport::smtp(smtp.clone())?, None),
        None => (Transport::mailbox(home.mailbox()), Some(home.mailbox())),
    };
    let store = match &config.files {
        Some(place) => place.open()?,
        None => Place::Folder(home.files()).open()?,
    };
    build(Parts {
        database: environment.database(config.database.pool_size)?,
        sources: sources.clone(),
        keys,
        links: links(config, sources)?,
        note_keys: note_keys(config, sources)?,
        hashing: PasswordHashing::standard(),
        store,
        transport,
        sender: Sender { from: config.mail.from.clone(), domain: config.mail.domain.clone() },
        unsubscribe_address: config.mail.unsubscribe_address.clone(),
        surroundings: Surroundings {
            embedded: config.database.server.is_embedded(),
            mailbox,
            trust_proxy: config.http.trust_proxy,
            app_url: config.http.app_url.clone(),
        },
    })
}

fn note_keys(config: &Config, sources: &Sources) -> Result<Keyring, StartError> {
    match &config.identity.note_keys {
        Some(folder) => note_keys_of(folder),
        None => Home::new(config.home.clone()).note_keys(sources),
    }
}

fn links(config: &Config, sources: &Sources) -> Result<Links, StartError> {
    let secret = match &config.identity.link_secret_file {
        Some(path) => std::fs::read(path).map_err(StartError::at(path))?.trim_ascii().to_vec(),
        None => Home::new(config.home.clone()).link_secret(sources)?.into_bytes(),
    };
    Ok(Links { public_url: config.http.public_url.clone(), secret: SecretBytes::from(secret) })
}

/// Ctrl-C, or SIGTERM as sent by whoever runs services. Noticed from the call on, and not only once
/// somebody waits: a process that says it is ready ends in good order.
fn stop_signal() -> impl Future<Output = ()> {
    let (terminate, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        match (terminate, interrupt) {
            (Ok(mut terminate), Ok(mut interrupt)) => tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            },
            (Err(error), _) | (_, Err(error)) => {
                tracing::warn!(%error, "SIGTERM will not be noticed");
                let _ = tokio::signal::ctrl_c().await;
            }
        }
    }
}
