//! What can go wrong, as named variants. No variant carries an e-mail address or a secret.

/// Why a mail could not be composed. Trying again with the same input does not help.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address that no mail can be sent from or to.
    #[error("the {0} address is not an e-mail address")]
    Address(&'static str),
    /// A Message-ID that is empty, too long, or not of the form `left@right`.
    #[error("the Message-ID is not of the form left@right")]
    MessageId,
    /// An unsubscribe address that cannot stand in a header.
    #[error("the {0} address for List-Unsubscribe cannot stand in a header")]
    Unsubscribe(&'static str),
    /// A report or nudge that its reader could not stop.
    #[error("reports and nudges need a List-Unsubscribe address")]
    CannotBeStopped,
    /// The parts do not make a mail.
    #[error("the mail cannot be composed: {0}")]
    Compose(#[from] lettre::error::Error),
    /// A layout that is not valid MJML.
    #[error("the layout {name} cannot be used: {reason}")]
    Layout {
        /// The template.
        name: &'static str,
        /// What the MJML renderer said.
        reason: String,
    },
    /// A template that cannot be read or filled in.
    #[error("a template cannot be filled in: {0:#}")]
    Template(#[from] minijinja::Error),
}

/// Why a mail did not (or perhaps did not) go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct SendError {
    /// Whether the server refused this message for good. Everything else is worth another try.
    pub permanent: bool,
    /// The server's code and words, or what broke; at most 300 characters, no e-mail address.
    pub reason: String,
}

/// Why a mail configuration cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Neither `smtp://` nor `smtps://`.
    #[error("the SMTP address must begin with smtp:// or smtps://")]
    Scheme,
    /// A `tls` setting that is unknown, or does not go with the scheme.
    #[error("`?tls=` must be required or opportunistic, and goes with smtp:// only")]
    Tls,
    /// A setting behind `?` that does not exist.
    #[error("the SMTP address has an unknown setting `{0}`")]
    Setting(String),
    /// No host, or one that cannot be a name or an address.
    #[error("the SMTP address names no valid host")]
    Host,
    /// A port that is not a number from 1 to 65535.
    #[error("the SMTP address has an invalid port")]
    Port,
    /// A user without a password, or either badly percent-encoded.
    #[error("the SMTP address needs user and password, both percent-encoded")]
    Credentials,
    /// A password that would go, or could be made to go, over a network in clear text.
    #[error("a password is sent over TLS only: smtps://, or smtp:// with ?tls=required")]
    ClearPassword,
    /// TLS cannot be set up for this host.
    #[error("TLS cannot be set up: {0}")]
    TlsSetup(String),
    /// A DKIM domain or selector that cannot be a DNS name.
    #[error("the DKIM domain or selector is not a DNS name")]
    DkimName,
    /// A DKIM key in the wrong format.
    #[error("the DKIM key cannot be read (RSA: PKCS#1 PEM; Ed25519: base64 of 32 bytes): {0}")]
    DkimKey(String),
}
