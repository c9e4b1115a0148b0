//! Where SMTP mail goes, as one address.

use std::net::IpAddr;
use std::time::Duration;

use secrecy::SecretString;

use crate::{ConfigError, Dkim};

#[cfg(test)]
mod tests;

/// How a connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// Not at all: a relay on the same machine or in the same pod.
    None,
    /// STARTTLS if the server offers it. An attacker on the way can take the offer out.
    Opportunistic,
    /// STARTTLS, or nothing is sent.
    Starttls,
    /// TLS from the first byte.
    Implicit,
}

impl TlsMode {
    fn usual_port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::Opportunistic | Self::Starttls => 587,
            Self::Implicit => 465,
        }
    }
}

/// How to reach a mail server. Its `Debug` form shows no secret.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// Name or address of the server, which its certificate must carry.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: TlsMode,
    /// User and password, if the server wants them.
    pub credentials: Option<(String, SecretString)>,
    /// How we introduce ourselves; the machine's host name if absent.
    pub hello_name: Option<String>,
    /// How long one mail may take, from connecting to the last reply.
    pub timeout: Duration,
    /// How many open connections are kept for the next mail.
    pub idle_connections: usize,
    /// Signs every mail, if given.
    pub dkim: Option<Dkim>,
}

impl SmtpConfig {
    /// Reads `smtp://user:password@host:port/hello-name?tls=required`.
    ///
    /// `smtps://` is TLS from the first byte; `smtp://` is plain unless `?tls=` says `required`
    /// or `opportunistic`. User, password, port and hello name may be left out. User and password
    /// are percent-encoded, and need TLS unless the server is on this machine.
    pub fn from_url(url: &str) -> Result<Self, ConfigError> {
        let (scheme, rest) = url.split_once("://").ok_or(ConfigError::Scheme)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, hello) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, place) = match authority.rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, authority),
        };
        let tls = tls_mode(scheme, query)?;
        let (host, port) = host_and_port(place, tls)?;
        let credentials = login.map(credentials).transpose()?;
        let always_tls = matches!(tls, TlsMode::Starttls | TlsMode::Implicit);
        if credentials.is_some() && !always_tls && !is_this_machine(&host) {
            return Err(ConfigError::ClearPassword);
        }
        Ok(Self {
            host,
            port,
            tls,
            credentials,
            hello_name: (!hello.is_empty()).then(|| hello.to_owned()),
            timeout: Duration::from_secs(30),
            idle_connections: 10,
            dkim: None,
        })
    }
}

fn tls_mode(scheme: &str, query: &str) -> Result<TlsMode, ConfigError> {
    let mut wanted = None;
    for setting in query.split('&').filter(|setting| !setting.is_empty()) {
        match setting.split_once('=') {
            Some(("tls", value)) => wanted = Some(value),
            Some((name, _)) => return Err(ConfigError::Setting(name.to_owned())),
            None => return Err(ConfigError::Setting(setting.to_owned())),
        }
    }
    match (scheme, wanted) {
        ("smtps", None) => Ok(TlsMode::Implicit),
        ("smtp", None) => Ok(TlsMode::None),
        ("smtp", Some("required")) => Ok(TlsMode::Starttls),
        ("smtp", Some("opportunistic")) => Ok(TlsMode::Opportunistic),
        ("smtp" | "smtps", Some(_)) => Err(ConfigError::Tls),
        _ => Err(ConfigError::Scheme),
    }
}

fn host_and_port(place: &str, tls: TlsMode) -> Result<(String, u16), ConfigError> {
    // An IPv6 address stands in brackets, so that its colons are not taken for the port's.
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or(ConfigError::Host)?,
        None => place.split_at(place.find(':').unwrap_or(place.len())),
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    if host.is_empty() || !host.chars().all(allowed) {
        return Err(ConfigError::Host);
    }
    let port = match port.strip_prefix(':') {
        Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or(ConfigError::Port)?,
        None if port.is_empty() => tls.usual_port(),
        None => return Err(ConfigError::Port),
    };
    Ok((host.to_owned(), port))
}

fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn credentials(login: &str) -> Result<(String, SecretString), ConfigError> {
    let (user, password) = login.split_once(':').ok_or(ConfigError::Credentials)?;
    let user = percent_decoded(user).filter(|user| !user.is_empty());
    let password = percent_decoded(password);
    let (user, password) = user.zip(password).ok_or(ConfigError::Credentials)?;
    Ok((user, SecretString::from(password)))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at_checked(2)?;
        let digits = code.bytes().all(|byte| byte.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(code, 16).ok().filter(|_| digits)?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}
