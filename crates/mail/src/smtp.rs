//! Sending over SMTP with kept connections.
//!
//! lettre's own pool takes a connection back even when its send was cut off (by our time limit, or
//! by a caller that stopped waiting). The late reply to the old mail is then read as the reply to
//! the next one, and a mail counts as accepted that was not. Here a connection is kept only after
//! a complete send; in every other case it is dropped, and dropping closes it.

use std::fmt;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::{ConfigError, SendError, SmtpConfig, TlsMode};

/// Firewalls forget silent connections without telling, so older ones are not tried.
const IDLE_LIMIT: Duration = Duration::from_secs(60);

const REASON_CHARS: usize = 300;

/// Refusals that speak about our login, not about the message: an operator can mend them.
const LOGIN_REFUSED: [u16; 4] = [530, 534, 535, 538];

/// A mail server, and the connections to it that are free.
pub(crate) struct Smtp {
    config: SmtpConfig,
    hello: ClientId,
    tls: Option<TlsParameters>,
    idle: Mutex<Vec<(Instant, AsyncSmtpConnection)>>,
}

impl Smtp {
    pub(crate) fn new(config: SmtpConfig) -> Result<Self, ConfigError> {
        let tls = match config.tls {
            TlsMode::None => None,
            _ => Some(
                TlsParameters::new(config.host.clone())
                    .map_err(|error| ConfigError::TlsSetup(error.to_string()))?,
            ),
        };
        Ok(Self {
            hello: config.hello_name.clone().map_or_else(ClientId::default, ClientId::Domain),
            config,
            tls,
            idle: Mutex::default(),
        })
    }

    pub(crate) async fn send(&self, mut message: lettre::Message) -> Result<(), SendError> {
        if let Some(dkim) = &self.config.dkim {
            dkim.sign(&mut message);
        }
        let envelope = message.envelope().clone();
        // lettre's own limit covers connecting, but not waiting for a reply.
        timeout(self.config.timeout, self.deliver(&envelope, &message.formatted()))
            .await
            .unwrap_or_else(|_| Err(unanswered(self.config.timeout)))
    }

    async fn deliver(&self, envelope: &Envelope, message: &[u8]) -> Result<(), SendError> {
        let mut connection = self.connection().await?;
        connection.send(envelope, message).await.map_err(refusal)?;
        let mut idle = self.idle();
        if idle.len() < self.config.idle_connections {
            idle.push((Instant::now(), connection));
        }
        Ok(())
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, SendError> {
        while let Some(mut connection) = self.take_idle() {
            if connection.test_connected().await {
                return Ok(connection);
            }
        }
        let mut connection = self.connect().await?;
        if let Some((user, password)) = &self.config.credentials {
            let login = Credentials::new(user.clone(), password.expose_secret().to_owned());
            let login = connection.auth(DEFAULT_MECHANISMS, &login);
            login.await.map_err(refusal)?;
        }
        Ok(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let place = (self.config.host.as_str(), self.config.port);
        let hello = &self.hello;
        if self.config.tls == TlsMode::Implicit {
            let limit = Some(self.config.timeout);
            let connecting =
                AsyncSmtpConnection::connect_tokio1(place, limit, hello, self.tls.clone(), None);
            return connecting.await.map_err(refusal);
        }
        let stream = TcpStream::connect(place).await.map_err(unreachable)?;
        // lettre writes a mail and its final dot apart. With Nagle's delay each mail took 45 ms.
        stream.set_nodelay(true).map_err(unreachable)?;
        let connecting = AsyncSmtpConnection::connect_with_transport(Box::new(stream), hello);
        let mut connection = connecting.await.map_err(refusal)?;
        let upgrade = self.config.tls == TlsMode::Starttls || connection.can_starttls();
        if let Some(tls) = self.tls.clone().filter(|_| upgrade) {
            connection.starttls(tls, hello).await.map_err(refusal)?;
        }
        Ok(connection)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle();
        idle.retain(|(since, _)| since.elapsed() < IDLE_LIMIT);
        idle.pop().map(|(_, connection)| connection)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Instant, AsyncSmtpConnection)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.config.fmt(f)
    }
}

/// A dropped connection is neither transient nor permanent for lettre: only a clear no is final.
fn refusal(error: Error) -> SendError {
    let about_login = error.status().is_some_and(|code| LOGIN_REFUSED.contains(&code.into()));
    SendError {
        permanent: error.is_permanent() && !about_login,
        reason: reason(&error.to_string()),
    }
}

fn unreachable(error: io::Error) -> SendError {
    SendError { permanent: false, reason: reason(&format!("cannot connect: {error}")) }
}

fn unanswered(limit: Duration) -> SendError {
    SendError { permanent: false, reason: format!("no answer within {} s", limit.as_secs_f32()) }
}

/// Servers like to repeat the recipient; reasons end in logs and tables that must not know them.
fn reason(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| if word.contains('@') { "(address)" } else { word })
        .collect();
    words.join(" ").chars().take(REASON_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn a_reason_keeps_code_and_words_but_no_address() {
        let text = "permanent error (550): 5.1.1 <ada@bank.example>:\r\nno such user";
        assert_eq!(reason(text), "permanent error (550): 5.1.1 (address) no such user");
        assert_eq!(reason(&"é ".repeat(400)).chars().count(), 300);
    }
}
