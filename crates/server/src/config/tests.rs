use clap::builder::Resettable;
use clap::{CommandFactory as _, FromArgMatches as _};

use super::*;
use crate::cli::Cli;

/// Not what the environment of whoever runs the tests says.
fn settings(arguments: &[&str]) -> Settings {
    let command = Cli::command().mut_args(|argument| argument.env(Resettable::Reset));
    let matches = command.try_get_matches_from(["cadre", "worker"].iter().chain(arguments));
    let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    cli.unwrap_or_else(|error| panic!("{error}")).settings
}

fn problems(arguments: &[&str], need: Need) -> Vec<String> {
    Config::check(&settings(arguments), need).err().unwrap_or_default()
}

#[test]
fn everything_missing_is_said_at_once() {
    assert_eq!(
        problems(&[], Need::All),
        [
            "CADRE_APP_DATABASE_URL is missing",
            "CADRE_SYSTEM_DATABASE_URL is missing",
            "CADRE_APP_URL is missing",
            "CADRE_SIGNING_KEYS is missing",
            "CADRE_LINK_SECRET_FILE is missing",
            "CADRE_NOTE_KEYS is missing",
            "CADRE_FILES is missing",
            "CADRE_SMTP_URL is missing",
            "CADRE_MAIL_FROM is missing",
        ]
    );
    assert_eq!(problems(&[], Need::Owner), ["CADRE_OWNER_DATABASE_URL is missing"]);
    assert_eq!(
        problems(&[], Need::Notes),
        [
            "CADRE_APP_DATABASE_URL is missing",
            "CADRE_SYSTEM_DATABASE_URL is missing",
            "CADRE_NOTE_KEYS is missing",
        ]
    );
}

#[test]
fn everything_wrong_is_said_at_once_and_without_secrets() {
    let wrong = [
        "--app-database-url=mysql://u:hunter2@h/d",
        "--system-database-url=hunter2",
        "--listen=8080",
        "--public-url=cadre.example",
        "--app-url=learning.example",
        "--pool-size=0",
        "--worker-concurrency=many",
        "--log=info,=x=",
        "--log-format=xml",
        "--files=http://u:hunter2@h",
        "--smtp-url=http://u:hunter2@h",
        "--mail-from=nobody",
        "--trust-proxy=maybe",
        "--dkim-domain=cadre.example",
    ];
    let problems = problems(&wrong, Need::All);
    for name in [
        "APP_DATABASE_URL",
        "SYSTEM_DATABASE_URL",
        "LISTEN",
        "PUBLIC_URL",
        "APP_URL",
        "POOL_SIZE",
        "WORKER_CONCURRENCY",
        "LOG:",
        "LOG_FORMAT",
        "CADRE_FILES",
        "SMTP_URL",
        "MAIL_FROM",
        "TRUST_PROXY",
        "DKIM_KEY_FILE",
        "DKIM_SELECTOR",
        "SIGNING_KEYS",
    ] {
        assert!(problems.iter().any(|problem| problem.contains(name)), "{name}: {problems:#?}");
    }
    assert!(!problems.concat().contains("hunter2"), "{problems:#?}");
}

#[test]
fn a_private_installation_needs_nothing() {
    let config = Config::check(&settings(&["--embedded", "--listen=127.0.0.1:9000"]), Need::All)
        .expect("is enough");
    assert!(config.database.server == Server::Private);
    assert_eq!(config.http.public_url, "http://127.0.0.1:9000");
    assert_eq!(config.http.app_url, None);
    assert_eq!(config.mail.from.address, "no-reply@cadre.localhost");
    assert!(config.mail.smtp.is_none());
    let missing = problems(&["--embedded", "--smtp-url=smtp://localhost"], Need::All);
    assert_eq!(missing, ["CADRE_MAIL_FROM is missing"]);
}

#[test]
fn an_embedded_installation_serves_this_machine_and_takes_nothing_over() {
    let elsewhere = problems(&["--embedded", "--listen=0.0.0.0:8080"], Need::All);
    assert!(elsewhere.len() == 1 && elsewhere[0].starts_with("CADRE_LISTEN"), "{elsewhere:?}");
    let taken =
        ["--embedded", "--database-url=postgres://a@h/d", "--app-database-url=postgres://a@h/d"];
    let taken = problems(&taken, Need::All);
    assert!(taken.len() == 1 && taken[0].starts_with("DATABASE_URL"), "{taken:?}");
    // Without --embedded an address that stands in the environment by chance is not looked at.
    let plain = problems(&["--database-url=postgres://a@h/d"], Need::Owner);
    assert_eq!(plain, ["CADRE_OWNER_DATABASE_URL is missing"]);
}

#[test]
fn a_complete_installation_is_read() {
    let config = Config::check(
        &settings(&[
            "--app-database-url=postgres://a@h/d",
            "--system-database-url=postgres://s@h/d",
            "--signing-keys=/keys",
            "--link-secret-file=/secret",
            "--note-keys=/note-keys",
            "--files=s3://cadre-files/training",
            "--smtp-url=smtps://u:p@mail.example",
            "--owner-database-url= ",
            "--mail-from=\"Cadre Training\" <reports@Mail.Example>",
            "--public-url=https://cadre.example/",
            "--app-url=https://learning.example/",
            "--trust-proxy=1",
            "--log-format=json",
        ]),
        Need::All,
    )
    .expect("is complete");
    assert_eq!(config.http.public_url, "https://cadre.example");
    assert_eq!(config.http.app_url.as_deref(), Some("https://learning.example"));
    assert!(config.http.trust_proxy && config.log.json);
    assert_eq!(config.identity.note_keys, Some(PathBuf::from("/note-keys")));
    let place = Place::S3 { bucket: "cadre-files".to_owned(), prefix: "training".to_owned() };
    assert_eq!(config.files, Some(place));
    assert_eq!(
        config.mail.from,
        Party { name: "Cadre Training".to_owned(), address: "reports@mail.example".to_owned() }
    );
    assert_eq!(
        (config.mail.domain.as_str(), config.mail.unsubscribe_address.as_str()),
        ("mail.example", "reports@mail.example")
    );
    let ready = Server::Ready {
        owner: None,
        app: "postgres://a@h/d".to_owned(),
        system: "postgres://s@h/d".to_owned(),
    };
    assert!(config.database.server == ready);
    assert!(!format!("{config:?}").contains("postgres://"));
}
