//! Languages that people speak, with the level of the Common European Framework.

use serde::{Deserialize, Serialize};

use super::words::vocabulary;

vocabulary! {
    /// How well somebody speaks a language.
    LanguageLevel {
        /// Beginner.
        A1 = "A1", "beginner";
        /// Elementary.
        A2 = "A2", "elementary";
        /// Intermediate.
        B1 = "B1", "intermediate";
        /// Upper intermediate: enough for mentoring.
        B2 = "B2", "upper intermediate: enough for mentoring";
        /// Advanced.
        C1 = "C1", "advanced";
        /// As well as a first language.
        C2 = "C2", "as well as a first language";
    }
}

impl LanguageLevel {
    /// The figure that is stored: 1 for A1 to 6 for C2.
    pub const fn figure(self) -> u8 {
        self as u8 + 1
    }

    /// The level of a stored figure.
    pub fn from_figure(figure: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.figure() == figure)
    }
}

/// Languages one person may name.
pub const MOST_LANGUAGES: usize = 20;

/// A language that somebody speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// The code of ISO 639, two or three small letters: `en`.
    pub code: String,
    /// The level, 1 (A1) to 6 (C2).
    pub level: u8,
}

impl Language {
    /// Whether a mentoring talk in it works (domain guide 6.2).
    pub const fn is_enough(&self) -> bool {
        self.level >= LanguageLevel::B2.figure()
    }

    /// Whether a text reads as the code of a language.
    pub fn is_code(text: &str) -> bool {
        matches!(text.len(), 2 | 3) && text.bytes().all(|byte| byte.is_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b2_is_enough_and_b1_is_not() {
        let speaks = |level: LanguageLevel| Language { code: "en".into(), level: level.figure() };
        assert!(!speaks(LanguageLevel::B1).is_enough());
        assert!(speaks(LanguageLevel::B2).is_enough());
        for level in LanguageLevel::ALL {
            assert_eq!(LanguageLevel::from_figure(level.figure()), Some(*level));
        }
        assert_eq!(LanguageLevel::from_figure(0), None);
        assert_eq!(LanguageLevel::from_figure(7), None);
    }

    #[test]
    fn codes_are_two_or_three_small_letters() {
        for (text, expected) in [
            ("en", true),
            ("gsw", true),
            ("EN", false),
            ("e", false),
            ("engl", false),
            ("e1", false),
        ] {
            assert_eq!(Language::is_code(text), expected, "{text}");
        }
    }
}
