//! Collects what is wrong with an input, so that all of it is said at once.

use kernel::Violation;

use crate::error::MentoringError;
use crate::model::texts::{name_violation, text_violation};

/// Violations found so far.
#[derive(Debug, Default)]
pub struct Checks(Vec<Violation>);

impl Checks {
    /// Notes a violation at `input.<path>`.
    pub fn add(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        self.0.push(Violation::new(format!("input.{path}"), code, message));
    }

    /// Notes a violation unless something holds.
    pub fn demand(&mut self, holds: bool, path: &str, code: &'static str, message: &str) {
        if !holds {
            self.add(path, code, message);
        }
    }

    /// A text without white space around it, of so many characters at most; it may have several
    /// lines.
    pub fn text(&mut self, path: &str, text: &str, most: usize) -> String {
        let text = text.trim();
        self.0.extend(text_violation(&format!("input.{path}"), text, most));
        text.to_owned()
    }

    /// A name: as [`Checks::text`], on one line and not empty.
    pub fn required(&mut self, path: &str, text: &str, most: usize) -> String {
        let text = text.trim();
        self.0.extend(name_violation(&format!("input.{path}"), text, most));
        text.to_owned()
    }

    /// A whole number within bounds.
    pub fn number<T: TryFrom<i32> + Default>(
        &mut self,
        path: &str,
        value: i32,
        bounds: std::ops::RangeInclusive<i32>,
    ) -> T {
        if !bounds.contains(&value) {
            let (least, most) = (bounds.start(), bounds.end());
            self.add(path, "OUT_OF_RANGE", format!("Give a whole number from {least} to {most}."));
        }
        T::try_from(value).unwrap_or_default()
    }

    /// Words of a closed vocabulary, each once.
    pub fn words<T: PartialEq + Copy>(
        &mut self,
        path: &str,
        words: &[String],
        parse: fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut found = Vec::with_capacity(words.len());
        for (at, word) in words.iter().enumerate() {
            match parse(word) {
                Some(one) if found.contains(&one) => {
                    self.add(&format!("{path}.{at}"), "REPEATED", "Name it once.");
                }
                Some(one) => found.push(one),
                None => self.add(
                    &format!("{path}.{at}"),
                    "UNKNOWN_WORD",
                    "Choose a code that mentoringVocabulary lists.",
                ),
            }
        }
        found
    }

    /// Free texts, each once: so many at most, and each of so many characters at most.
    pub fn texts(
        &mut self,
        path: &str,
        texts: &[String],
        most: usize,
        length: usize,
    ) -> Vec<String> {
        if texts.len() > most {
            self.add(path, "TOO_MANY", format!("Name at most {most}."));
            return Vec::new();
        }
        let mut found: Vec<String> = Vec::with_capacity(texts.len());
        for (at, text) in texts.iter().enumerate() {
            let text = self.required(&format!("{path}.{at}"), text, length);
            if !found.contains(&text) {
                found.push(text);
            }
        }
        found
    }

    /// What was checked, if nothing was wrong.
    ///
    /// # Errors
    /// [`MentoringError::Invalid`] with every violation.
    pub fn finish<T>(self, checked: T) -> Result<T, MentoringError> {
        if self.0.is_empty() { Ok(checked) } else { Err(MentoringError::Invalid(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::profiles::GoalTag;

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let mut checks = Checks::default();
        let words = ["outcomes", "outcomes", "power"].map(str::to_owned);
        assert_eq!(checks.words("goals", &words, GoalTag::parse), [GoalTag::Outcomes]);
        assert_eq!(checks.number::<i16>("places", 101, 0..=100), 101);
        assert_eq!(checks.required("name", "  ", 3), "");
        let Err(MentoringError::Invalid(found)) = checks.finish(()) else {
            panic!("something was wrong")
        };
        let found: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.code)).collect();
        assert_eq!(
            found,
            [
                ("input.goals.1", "REPEATED"),
                ("input.goals.2", "UNKNOWN_WORD"),
                ("input.places", "OUT_OF_RANGE"),
                ("input.name", "MISSING"),
            ]
        );
    }

    #[test]
    fn texts_have_lines_and_names_have_one() {
        let found = |take: fn(&mut Checks, &str), text: &str| {
            let mut checks = Checks::default();
            take(&mut checks, text);
            match checks.finish(()) {
                Err(MentoringError::Invalid(found)) => found.iter().map(|one| one.code).collect(),
                _ => Vec::new(),
            }
        };
        let text: fn(&mut Checks, &str) = |checks, text| drop(checks.text("about", text, 5));
        let name: fn(&mut Checks, &str) = |checks, text| drop(checks.required("name", text, 5));
        assert_eq!(found(text, " a\nb \n"), [""; 0]);
        assert_eq!(found(name, "a\nb"), ["LINE_BREAK"]);
        assert_eq!(found(text, "a\u{0}b"), ["CONTROL_CHARACTER"]);
        assert_eq!(found(name, "a\u{7f}b"), ["CONTROL_CHARACTER"]);
        assert_eq!(found(text, "żółwik"), ["TOO_LONG"]);
    }
}
