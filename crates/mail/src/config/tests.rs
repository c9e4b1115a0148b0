use secrecy::ExposeSecret;

use super::*;

#[test]
fn an_address_may_say_everything() {
    let config =
        SmtpConfig::from_url("smtp://ada%40bank:p%2Fw%3A1@relay.bank:2525/cadre.bank?tls=required")
            .unwrap();
    assert_eq!((config.host.as_str(), config.port), ("relay.bank", 2525));
    assert_eq!(config.tls, TlsMode::Starttls);
    assert_eq!(config.hello_name.as_deref(), Some("cadre.bank"));
    let (user, password) = config.credentials.unwrap();
    assert_eq!((user.as_str(), password.expose_secret()), ("ada@bank", "p/w:1"));
}

#[test]
fn what_is_left_out_has_its_usual_value() {
    for (url, tls, port) in [
        ("smtp://localhost", TlsMode::None, 25),
        ("smtp://localhost?tls=opportunistic", TlsMode::Opportunistic, 587),
        ("smtp://localhost/?tls=required", TlsMode::Starttls, 587),
        ("smtps://localhost", TlsMode::Implicit, 465),
    ] {
        let config = SmtpConfig::from_url(url).unwrap();
        assert_eq!((config.tls, config.port), (tls, port), "{url}");
        assert!(config.credentials.is_none() && config.hello_name.is_none());
    }
    let config = SmtpConfig::from_url("smtp://[::1]:2525").unwrap();
    assert_eq!((config.host.as_str(), config.port), ("::1", 2525));
}

#[test]
fn a_mistake_is_named() {
    for (url, error) in [
        ("relay.bank:25", ConfigError::Scheme),
        ("https://relay.bank", ConfigError::Scheme),
        ("smtp://relay.bank?tls=maybe", ConfigError::Tls),
        ("smtps://relay.bank?tls=opportunistic", ConfigError::Tls),
        ("smtp://relay.bank?pool=5", ConfigError::Setting("pool".to_owned())),
        ("smtp://", ConfigError::Host),
        ("smtp://relay bank", ConfigError::Host),
        ("smtp://[::1", ConfigError::Host),
        ("smtp://relay.bank:0", ConfigError::Port),
        ("smtp://relay.bank:mail", ConfigError::Port),
        ("smtp://[::1]2525", ConfigError::Port),
        ("smtp://ada@relay.bank", ConfigError::Credentials),
        ("smtp://ada:50%@relay.bank", ConfigError::Credentials),
        ("smtp://ada:%+1@relay.bank", ConfigError::Credentials),
        ("smtp://:secret@relay.bank", ConfigError::Credentials),
        ("smtp://ada:secret@relay.bank", ConfigError::ClearPassword),
        ("smtp://ada:secret@relay.bank?tls=opportunistic", ConfigError::ClearPassword),
        ("smtp://ada:secret@192.0.2.1", ConfigError::ClearPassword),
        ("smtp://ada:secret@localhost.bank", ConfigError::ClearPassword),
    ] {
        assert_eq!(SmtpConfig::from_url(url).unwrap_err(), error, "{url}");
    }
}

#[test]
fn a_password_goes_over_tls_or_stays_on_this_machine() {
    for url in [
        "smtps://ada:secret@relay.bank",
        "smtp://ada:secret@relay.bank?tls=required",
        "smtp://ada:secret@localhost",
        "smtp://ada:secret@127.0.0.1:2525?tls=opportunistic",
        "smtp://ada:secret@[::1]",
    ] {
        assert!(SmtpConfig::from_url(url).unwrap().credentials.is_some(), "{url}");
    }
}

#[test]
fn the_debug_form_shows_no_secret() {
    let mut config = SmtpConfig::from_url("smtps://ada:hunter2@relay.bank").unwrap();
    let key = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    config.dkim = Some(Dkim::ed25519("bank.example", "cadre", key).unwrap());
    let shown = format!("{config:?}");
    assert!(shown.contains("relay.bank") && shown.contains("cadre._domainkey.bank.example"));
    assert!(!shown.contains("hunter2") && !shown.contains("nWGxne"), "{shown}");
}
