//! E-mail addresses, normalised so that letter case never makes two people of one.

use std::fmt;

use thiserror::Error;

/// Longest address that SMTP carries (RFC 5321, 4.5.3.1.3, less the angle brackets).
const MAX_LENGTH: usize = 254;

/// A checked e-mail address in lower case without surrounding white space.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailError {
    /// Nothing was given.
    #[error("an e-mail address is missing")]
    Empty,
    /// It does not read as `name@domain`.
    #[error("this is not an e-mail address of the form name@domain.example")]
    Malformed,
    /// It is longer than mail servers carry.
    #[error("an e-mail address has at most {MAX_LENGTH} characters")]
    TooLong,
}

impl Email {
    /// Reads an address. Letter case is folded: in practice no mail provider tells
    /// `Ana@bank.example` from `ana@bank.example`, and lists from HR systems mix both.
    ///
    /// # Errors
    /// When the text is empty, too long or not of the form `name@domain`.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        if text.len() > MAX_LENGTH {
            return Err(EmailError::TooLong);
        }
        let (name, domain) = text.rsplit_once('@').ok_or(EmailError::Malformed)?;
        let name_is_fine = !name.is_empty()
            && name.len() <= 64
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(letter));
        let domain_is_fine = domain.contains('.') && domain.split('.').all(is_domain_label);
        if name_is_fine && domain_is_fine {
            Ok(Self(text.to_lowercase()))
        } else {
            Err(EmailError::Malformed)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`: what to call somebody whose name is not known yet.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(&self.0, |(name, _)| name)
    }
}

fn is_domain_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_space_are_folded() {
        assert_eq!(
            Email::parse(" Ana.Kowalska@Bank.EXAMPLE ").map(|email| email.to_string()),
            Ok("ana.kowalska@bank.example".into())
        );
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for text in [
            "ana",
            "ana@",
            "@bank.example",
            "ana@bank",
            "a b@bank.example",
            "ana@bank..example",
            "ana@-bank.example",
            "a\r\nb@bank.example",
            "<ana@bank.example>",
            "ana@bank.example,bo@bank.example",
            ".a@bank.example",
        ] {
            assert_eq!(Email::parse(text), Err(EmailError::Malformed), "{text}");
        }
        assert_eq!(Email::parse("  "), Err(EmailError::Empty));
        assert_eq!(
            Email::parse(&format!("a@{}.example", "b.".repeat(130))),
            Err(EmailError::TooLong)
        );
    }
}
