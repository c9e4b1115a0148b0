//! Reads single settings and collects what is wrong with them. No sentence repeats a value: some
//! are secrets.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;

use kernel::Email;
use mail::{Dkim, Party, SmtpConfig};

use super::{MailConfig, given};
use crate::cli::Settings;

/// Where mails of a private installation come from; they never leave it.
const PRIVATE_SENDER: &str = "Cadre <no-reply@cadre.localhost>";

/// Collects problems; each check answers with something to go on with.
#[derive(Debug, Default)]
pub(super) struct Checks(Vec<String>);

impl Checks {
    pub fn finish<T>(self, value: T) -> Result<T, Vec<String>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }

    pub fn missing(&mut self, name: &str) {
        self.0.push(format!("{name} is missing"));
    }

    pub fn wrong(&mut self, name: &str, why: &str) {
        self.0.push(format!("{name}: {why}"));
    }

    pub fn number(&mut self, name: &str, value: &str, range: RangeInclusive<usize>) -> usize {
        match value.trim().parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                self.wrong(
                    name,
                    &format!("it is a number from {} to {}", range.start(), range.end()),
                );
                *range.start()
            }
        }
    }

    pub fn flag(&mut self, name: &str, value: &str) -> bool {
        match value.trim() {
            "1" | "true" => true,
            "0" | "false" | "" => false,
            _ => {
                self.wrong(name, "it is 0 or 1");
                false
            }
        }
    }

    pub fn listen(&mut self, value: &str) -> SocketAddr {
        value.trim().parse().unwrap_or_else(|_| {
            self.wrong("CADRE_LISTEN", "it is an IP address and a port, such as 0.0.0.0:8080");
            SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
        })
    }

    pub fn postgres(&mut self, name: &str, url: &str) -> String {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            self.wrong(name, "it begins with postgres://");
        }
        url.to_owned()
    }

    pub fn public_url(&mut self, name: &str, url: &str) -> String {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let fits = |rest: &str| {
            !rest.is_empty()
                && rest.chars().all(|c| c.is_ascii_graphic() && !"?#\"'<>\\".contains(c))
        };
        if !rest.is_some_and(fits) {
            self.wrong(name, "it is an address such as https://cadre.example, without ? and #");
        }
        url.trim_end_matches('/').to_owned()
    }

    pub fn mail(&mut self, settings: &Settings, may_be_absent: bool) -> MailConfig {
        let mut smtp = given(&settings.smtp_url).and_then(|url| match SmtpConfig::from_url(url) {
            Ok(config) => Some(config),
            Err(error) => {
                self.wrong("CADRE_SMTP_URL", &error.to_string());
                None
            }
        });
        if given(&settings.smtp_url).is_none() && !may_be_absent {
            self.missing("CADRE_SMTP_URL");
        }
        let dkim = self.dkim(settings);
        if let Some(smtp) = &mut smtp {
            smtp.dkim = dkim;
        }
        let from = match given(&settings.mail_from) {
            Some(text) => text,
            None => {
                if smtp.is_some() || !may_be_absent {
                    self.missing("CADRE_MAIL_FROM");
                }
                PRIVATE_SENDER
            }
        };
        let from = party(from).unwrap_or_else(|| {
            self.wrong("CADRE_MAIL_FROM", "it reads as Name <name@domain.example>");
            Party { name: String::new(), address: String::new() }
        });
        let unsubscribe_address =
            given(&settings.mail_unsubscribe_address).unwrap_or(&from.address).to_owned();
        if !from.address.is_empty() && Email::parse(&unsubscribe_address).is_err() {
            self.wrong("CADRE_MAIL_UNSUBSCRIBE_ADDRESS", "it is an e-mail address");
        }
        let domain = from.address.rsplit('@').next().unwrap_or_default().to_owned();
        MailConfig { smtp, from, domain, unsubscribe_address }
    }

    fn dkim(&mut self, settings: &Settings) -> Option<Dkim> {
        let names = ["CADRE_DKIM_KEY_FILE", "CADRE_DKIM_SELECTOR", "CADRE_DKIM_DOMAIN"];
        let values =
            [&settings.dkim_key_file, &settings.dkim_selector, &settings.dkim_domain].map(given);
        let [Some(file), Some(selector), Some(domain)] = values else {
            if values.iter().any(Option::is_some) {
                let absent = names.iter().zip(values).filter(|(_, value)| value.is_none());
                absent.for_each(|(name, _)| self.missing(name));
            }
            return None;
        };
        let key = match std::fs::read_to_string(file) {
            Ok(key) => key,
            Err(error) => {
                self.wrong("CADRE_DKIM_KEY_FILE", &format!("it cannot be read: {error}"));
                return None;
            }
        };
        let is_pem = key.contains("-----BEGIN");
        let dkim = if is_pem {
            Dkim::rsa(domain, selector, &key)
        } else {
            Dkim::ed25519(domain, selector, &key)
        };
        dkim.map_err(|error| self.wrong("CADRE_DKIM_*", &error.to_string())).ok()
    }
}

/// `Name <name@domain.example>`, or the address alone.
fn party(text: &str) -> Option<Party> {
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"'), address),
        None => ("", text),
    };
    let address = Email::parse(address).ok()?.to_string();
    Some(Party { name: name.to_owned(), address })
}
