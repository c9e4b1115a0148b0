//! The command line: commands, and settings that may also come from the environment.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use matching::Objective;

/// A multi-tenant training backend: one GraphQL API, durable jobs, mail.
#[derive(Parser)]
#[command(name = "cadre", version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How.
    #[command(flatten)]
    pub settings: Settings,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer requests, and run jobs unless told otherwise.
    Serve {
        /// Leave the jobs to processes started with `cadre worker`.
        #[arg(long)]
        without_worker: bool,
    },
    /// Run jobs only.
    Worker,
    /// Bring the database to the version of this program, as role cadre_owner.
    Migrate,
    /// Print the GraphQL schema.
    Schema,
    /// Make the demonstration organisation.
    SeedDemo,
    /// Organisations.
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// Notes of mentoring pairs.
    #[command(subcommand)]
    Notes(NotesCommand),
    /// Matchings as files; needs no database and no settings.
    #[command(subcommand)]
    Match(MatchCommand),
}

/// What to do with notes of mentoring pairs.
#[derive(Debug, Subcommand)]
pub enum NotesCommand {
    /// Give organisations a new key for their notes, wrapped by the newest master key. A worker then
    /// seals all notes anew, and removes the old keys.
    RotateKeys {
        /// The slug of the one organisation; all of them when left out.
        #[arg(long)]
        slug: Option<String>,
        /// Go on where a key does not open because its master key is lost for good. The notes under it
        /// stay shut; new ones can be written again.
        #[arg(long)]
        despite_lost_keys: bool,
    },
}

/// What to do with organisations.
#[derive(Debug, Subcommand)]
pub enum OrganizationCommand {
    /// Make an organisation and print the link with which its first admin joins.
    Create {
        /// What members name at sign-in: a-z, 0-9 and `-`.
        #[arg(long)]
        slug: String,
        /// The name to show.
        #[arg(long)]
        name: String,
        /// Its IANA time zone, such as Europe/Warsaw.
        #[arg(long)]
        time_zone: String,
        /// The first admin's e-mail address.
        #[arg(long)]
        admin_email: String,
        /// The first admin's name.
        #[arg(long)]
        admin_name: String,
    },
    /// Print a new link for an admin who has not joined; the links before it end.
    InviteAdmin {
        /// The organisation's slug.
        #[arg(long)]
        slug: String,
        /// The admin's e-mail address.
        #[arg(long)]
        email: String,
    },
}

/// What to do with matchings as files. `-` stands for the standard input. Exit code 2: a file
/// cannot be used.
#[derive(Debug, Subcommand)]
pub enum MatchCommand {
    /// Find the best pairs of an instance and print them with their proof, as JSON.
    Solve {
        /// The instance: learners, mentors, scores, pins, forbids.
        #[arg(value_name = "INSTANCE.json")]
        instance: PathBuf,
        /// What is best; default what the instance says, else fair.
        #[arg(long)]
        objective: Option<ObjectiveName>,
        /// Add sentences that explain the result.
        #[arg(long)]
        explain: bool,
    },
    /// Verify a result without solving again: levels and tie rule. Exit code 1: it is not proven.
    Check {
        /// The instance.
        #[arg(value_name = "INSTANCE.json")]
        instance: PathBuf,
        /// The result that `solve` printed for it.
        #[arg(value_name = "RESULT.json")]
        result: PathBuf,
    },
}

/// What makes a set of pairs the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ObjectiveName {
    /// Most matched, then the highest lowest score, then the highest sum.
    Fair,
    /// Most matched, then the highest sum.
    Sum,
    /// Most matched, then the highest lowest score, then the smallest largest load, then the sum.
    Balanced,
}

impl From<ObjectiveName> for Objective {
    fn from(name: ObjectiveName) -> Self {
        match name {
            ObjectiveName::Fair => Self::Fair,
            ObjectiveName::Sum => Self::Sum,
            ObjectiveName::Balanced => Self::Balanced,
        }
    }
}

/// Settings as they were given: texts. [`Config`](crate::config::Config) makes sense of them, and
/// names everything that is wrong with them at once.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// For development on this machine: start a private PostgreSQL under CADRE_HOME, set everything
    /// up, show all mails on a page.
    #[arg(long, global = true)]
    pub embedded: bool,
    /// With --embedded: a superuser's address on an existing server, used instead of a private one.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// The database as role cadre_owner; needed to migrate.
    #[arg(long, env = "CADRE_OWNER_DATABASE_URL", hide_env_values = true, global = true)]
    pub owner_database_url: Option<String>,
    /// The database as role cadre_app.
    #[arg(long, env = "CADRE_APP_DATABASE_URL", hide_env_values = true, global = true)]
    pub app_database_url: Option<String>,
    /// The database as role cadre_system.
    #[arg(long, env = "CADRE_SYSTEM_DATABASE_URL", hide_env_values = true, global = true)]
    pub system_database_url: Option<String>,
    /// Most database connections for requests.
    #[arg(long, env = "CADRE_POOL_SIZE", default_value = "16", global = true)]
    pub pool_size: String,
    /// Address and port to listen on.
    #[arg(long, env = "CADRE_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: String,
    /// The address under which people reach this installation; default http://LISTEN.
    #[arg(long, env = "CADRE_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// Where your learning pages are, with /learning, /people and /mentoring: mails link there. With
    /// --embedded pages under the public address stand in for them.
    #[arg(long, env = "CADRE_APP_URL", global = true)]
    pub app_url: Option<String>,
    /// 1 if a proxy in front sets X-Forwarded-For; its last entry is then the client.
    #[arg(long, env = "CADRE_TRUST_PROXY", default_value = "0", global = true)]
    pub trust_proxy: String,
    /// Folder of Ed25519 keys in PEM files that sign access tokens.
    #[arg(long, env = "CADRE_SIGNING_KEYS", global = true)]
    pub signing_keys: Option<String>,
    /// File with at least 32 random bytes that protect links in mails.
    #[arg(long, env = "CADRE_LINK_SECRET_FILE", global = true)]
    pub link_secret_file: Option<String>,
    /// Folder of the master keys that protect the notes of mentoring pairs: NAME.key with 32 random
    /// bytes each; the last name in alphabetical order is used for what is new.
    #[arg(long, env = "CADRE_NOTE_KEYS", global = true)]
    pub note_keys: Option<String>,
    /// Where uploaded files are kept: a folder, or s3://bucket/prefix, reached by the usual AWS_*
    /// variables.
    #[arg(long, env = "CADRE_FILES", global = true)]
    pub files: Option<String>,
    /// The mail server: smtp://user:password@host:port?tls=required or smtps://…
    #[arg(long, env = "CADRE_SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<String>,
    /// Who mails come from: Name <name@domain.example>.
    #[arg(long, env = "CADRE_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// The mailbox that takes requests to stop mails; default that of CADRE_MAIL_FROM.
    #[arg(long, env = "CADRE_MAIL_UNSUBSCRIBE_ADDRESS", global = true)]
    pub mail_unsubscribe_address: Option<String>,
    /// File with the DKIM key: RSA as PKCS#1 PEM, or Ed25519 as base64 of 32 bytes.
    #[arg(long, env = "CADRE_DKIM_KEY_FILE", global = true)]
    pub dkim_key_file: Option<String>,
    /// The DKIM selector.
    #[arg(long, env = "CADRE_DKIM_SELECTOR", global = true)]
    pub dkim_selector: Option<String>,
    /// The domain that signs mails.
    #[arg(long, env = "CADRE_DKIM_DOMAIN", global = true)]
    pub dkim_domain: Option<String>,
    /// How many jobs run at once.
    #[arg(long, env = "CADRE_WORKER_CONCURRENCY", default_value = "8", global = true)]
    pub worker_concurrency: String,
    /// Which log lines are written: info, or for instance info,api=debug.
    #[arg(long, env = "CADRE_LOG", default_value = "info", global = true)]
    pub log: String,
    /// How log lines are written: text or json.
    #[arg(long, env = "CADRE_LOG_FORMAT", default_value = "text", global = true)]
    pub log_format: String,
    /// Folder of the private installation: database, keys, mailbox, files.
    #[arg(long, env = "CADRE_HOME", default_value = ".cadre", global = true)]
    pub home: String,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_readme_names_every_setting() {
        const README: &str = include_str!("../../../README.md");
        let table: String = README.lines().filter(|line| line.starts_with("| `")).collect();
        let command = Cli::command();
        let names: Vec<&str> = command
            .get_arguments()
            .filter_map(|argument| argument.get_env()?.to_str())
            .filter(|name| name.starts_with("CADRE_"))
            .collect();
        assert!(names.contains(&"CADRE_NOTE_KEYS"), "{names:?}");
        for name in names {
            assert!(table.contains(&format!("`{name}`")), "{name} is missing in README.md");
        }
    }

    #[test]
    fn settings_may_stand_behind_the_command() {
        let cli = Cli::try_parse_from(["cadre", "serve", "--embedded", "--listen", "127.0.0.1:0"]);
        let cli = cli.unwrap_or_else(|error| panic!("{error}"));
        assert!(cli.settings.embedded);
        assert!(matches!(cli.command, Command::Serve { without_worker: false }));
    }

    #[test]
    fn an_admin_is_invited_again_by_slug_and_address() {
        let cli = Cli::try_parse_from([
            "cadre",
            "organization",
            "invite-admin",
            "--slug",
            "example-bank",
            "--email",
            "ana@example.com",
        ]);
        let cli = cli.unwrap_or_else(|error| panic!("{error}"));
        assert!(matches!(
            cli.command,
            Command::Organization(OrganizationCommand::InviteAdmin { slug, email })
                if slug == "example-bank" && email == "ana@example.com"
        ));
    }

    #[test]
    fn keys_of_notes_are_rotated_for_one_or_all() {
        for (arguments, expected) in [
            (&["--slug", "example-bank"][..], (Some("example-bank"), false)),
            (&["--despite-lost-keys"], (None, true)),
            (&[], (None, false)),
        ] {
            let line = ["cadre", "notes", "rotate-keys"].iter().chain(arguments);
            let cli = Cli::try_parse_from(line).unwrap_or_else(|error| panic!("{error}"));
            let Command::Notes(NotesCommand::RotateKeys { slug, despite_lost_keys }) = cli.command
            else {
                panic!("another command")
            };
            assert_eq!((slug.as_deref(), despite_lost_keys), expected);
        }
    }

    #[test]
    fn an_instance_may_come_from_the_standard_input() {
        let arguments = ["cadre", "match", "solve", "-", "--objective", "balanced", "--explain"];
        let cli = Cli::try_parse_from(arguments).unwrap_or_else(|error| panic!("{error}"));
        let Command::Match(MatchCommand::Solve { instance, objective, explain }) = cli.command
        else {
            panic!("another command");
        };
        assert_eq!(instance, PathBuf::from("-"));
        assert_eq!(objective.map(Objective::from), Some(Objective::Balanced));
        assert!(explain);
    }
}
