//! Settings that were checked: one struct per concern. Everything wrong is reported at once.

mod checks;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use files::Place;
use mail::{Party, SmtpConfig};

use crate::cli::Settings;
use checks::Checks;

/// What a process works with.
#[derive(Debug, Clone)]
pub struct Config {
    /// How requests arrive.
    pub http: HttpConfig,
    /// Where the data are.
    pub database: DatabaseSettings,
    /// What proves who somebody is.
    pub identity: IdentityConfig,
    /// Where uploaded files are kept. `None`: under the home folder.
    pub files: Option<Place>,
    /// How mails leave.
    pub mail: MailConfig,
    /// How jobs run.
    pub worker: WorkerConfig,
    /// What is logged.
    pub log: LogConfig,
    /// Folder of the private installation.
    pub home: PathBuf,
}

/// How requests arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpConfig {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address under which people reach this installation, without a slash at its end.
    pub public_url: String,
    /// Where the learning pages are, without a slash at its end. `None`: under the public address,
    /// where pages stand in for them in development only.
    pub app_url: Option<String>,
    /// Whether the last entry of X-Forwarded-For is the client.
    pub trust_proxy: bool,
}

/// Where the data are.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// Whose server it is.
    pub server: Server,
    /// Most connections for requests.
    pub pool_size: usize,
}

/// Whose server it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Server {
    /// Ours: a private cluster under the home folder, set up by us.
    Private,
    /// Somebody's, on which we may set everything up.
    Administered {
        /// The address of a role that may make roles and databases.
        url: String,
    },
    /// One that is set up already.
    Ready {
        /// As role `cadre_owner`, where migrations are to run or to be watched.
        owner: Option<String>,
        /// As role `cadre_app`; empty for commands that need none.
        app: String,
        /// As role `cadre_system`; empty for commands that need none.
        system: String,
    },
}

impl Server {
    /// Whether this process sets the installation up by itself: development, not production.
    pub const fn is_embedded(&self) -> bool {
        !matches!(self, Self::Ready { .. })
    }
}

/// Without addresses: they carry passwords.
impl fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseSettings")
            .field("pool_size", &self.pool_size)
            .finish_non_exhaustive()
    }
}

/// What proves who somebody is. `None`: made under the home folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityConfig {
    /// Folder of the keys that sign access tokens.
    pub signing_keys: Option<PathBuf>,
    /// File of the secret behind links.
    pub link_secret_file: Option<PathBuf>,
    /// Folder of the master keys that protect notes.
    pub note_keys: Option<PathBuf>,
}

/// How mails leave.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// The mail server. `None`: into the mailbox folder under home.
    pub smtp: Option<SmtpConfig>,
    /// Who mails come from.
    pub from: Party,
    /// What comes behind the `@` of our Message-IDs.
    pub domain: String,
    /// The mailbox that takes requests to stop mails.
    pub unsubscribe_address: String,
}

/// How jobs run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerConfig {
    /// How many at once.
    pub concurrency: usize,
}

/// What is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// In the words of `tracing_subscriber::EnvFilter`.
    pub filter: String,
    /// JSON lines instead of text.
    pub json: bool,
}

/// What a command cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The owner's address: migrations.
    Owner,
    /// The addresses of requests and the secret behind links.
    Data,
    /// The addresses of requests and the master keys of notes.
    Notes,
    /// Everything but the owner's address.
    All,
}

impl Config {
    /// Makes sense of settings.
    ///
    /// # Errors
    /// Everything that is wrong or missing, one sentence each.
    pub fn check(settings: &Settings, need: Need) -> Result<Self, Vec<String>> {
        let mut checks = Checks::default();
        let server = server(&mut checks, settings, need);
        let embedded = server.is_embedded();
        let pool_size = checks.number("CADRE_POOL_SIZE", &settings.pool_size, 1..=1_000);
        let config = Self {
            http: http(&mut checks, settings, need, embedded),
            database: DatabaseSettings { server, pool_size },
            identity: identity(&mut checks, settings, need, embedded),
            files: files(&mut checks, settings, need == Need::All && !embedded),
            mail: checks.mail(settings, embedded || need != Need::All),
            worker: WorkerConfig {
                concurrency: checks.number(
                    "CADRE_WORKER_CONCURRENCY",
                    &settings.worker_concurrency,
                    1..=200,
                ),
            },
            log: log(&mut checks, settings),
            home: PathBuf::from(&settings.home),
        };
        checks.finish(config)
    }
}

fn server(checks: &mut Checks, settings: &Settings, need: Need) -> Server {
    if settings.embedded {
        return match given(&settings.database_url) {
            Some(url) => Server::Administered { url: administered(checks, settings, url) },
            None => Server::Private,
        };
    }
    let mut address = |name, value: &Option<String>, needed| match given(value) {
        Some(url) => Some(checks.postgres(name, url)),
        None if needed => {
            checks.missing(name);
            None
        }
        None => None,
    };
    let owner =
        address("CADRE_OWNER_DATABASE_URL", &settings.owner_database_url, need == Need::Owner);
    let app = address("CADRE_APP_DATABASE_URL", &settings.app_database_url, need != Need::Owner);
    let system =
        address("CADRE_SYSTEM_DATABASE_URL", &settings.system_database_url, need != Need::Owner);
    Server::Ready { owner, app: app.unwrap_or_default(), system: system.unwrap_or_default() }
}

/// The server that a private installation sets up. Where roles have addresses of their own, somebody
/// else has set it up: taking it over would reset their passwords and fill in a demonstration.
fn administered(checks: &mut Checks, settings: &Settings, url: &str) -> String {
    let roles =
        [&settings.owner_database_url, &settings.app_database_url, &settings.system_database_url];
    if roles.into_iter().any(|address| given(address).is_some()) {
        checks.wrong(
            "DATABASE_URL",
            "with --embedded it cannot stand beside CADRE_*_DATABASE_URL; remove one of the two",
        );
    }
    checks.postgres("DATABASE_URL", url)
}

fn http(checks: &mut Checks, settings: &Settings, need: Need, embedded: bool) -> HttpConfig {
    let listen = checks.listen(&settings.listen);
    // It has people with a known password and shows every mail.
    if embedded && !listen.ip().is_loopback() {
        checks.wrong(
            "CADRE_LISTEN",
            "an embedded installation serves this machine alone, on 127.0.0.1",
        );
    }
    let public_url = match given(&settings.public_url) {
        Some(url) => checks.public_url("CADRE_PUBLIC_URL", url),
        None => format!("http://{listen}"),
    };
    let app_url = given(&settings.app_url).map(|url| checks.public_url("CADRE_APP_URL", url));
    // Reports would go out with links to pages that are not there.
    if app_url.is_none() && need == Need::All && !embedded {
        checks.missing("CADRE_APP_URL");
    }
    HttpConfig {
        listen,
        public_url,
        app_url,
        trust_proxy: checks.flag("CADRE_TRUST_PROXY", &settings.trust_proxy),
    }
}

fn identity(
    checks: &mut Checks,
    settings: &Settings,
    need: Need,
    embedded: bool,
) -> IdentityConfig {
    let mut path = |name, value: &Option<String>, needed| {
        let path = given(value).map(PathBuf::from);
        if path.is_none() && needed && !embedded {
            checks.missing(name);
        }
        path
    };
    let all = need == Need::All;
    let data = all || need == Need::Data;
    IdentityConfig {
        signing_keys: path("CADRE_SIGNING_KEYS", &settings.signing_keys, all),
        link_secret_file: path("CADRE_LINK_SECRET_FILE", &settings.link_secret_file, data),
        note_keys: path("CADRE_NOTE_KEYS", &settings.note_keys, all || need == Need::Notes),
    }
}

fn files(checks: &mut Checks, settings: &Settings, needed: bool) -> Option<Place> {
    let Some(text) = given(&settings.files) else {
        if needed {
            checks.missing("CADRE_FILES");
        }
        return None;
    };
    Place::parse(text).map_err(|why| checks.wrong("CADRE_FILES", why)).ok()
}

fn log(checks: &mut Checks, settings: &Settings) -> LogConfig {
    let filter = settings.log.clone();
    if let Err(error) = tracing_subscriber::EnvFilter::try_new(&filter) {
        checks.wrong("CADRE_LOG", &error.to_string());
    }
    let json = match settings.log_format.as_str() {
        "json" => true,
        "text" => false,
        _ => {
            checks.wrong("CADRE_LOG_FORMAT", "it is text or json");
            false
        }
    };
    LogConfig { filter, json }
}

/// Deployment files pass empty variables for what is not set.
fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|value| !value.is_empty())
}
