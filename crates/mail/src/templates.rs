//! The words and layouts of every mail.
//!
//! A template is three files: the layout (MJML), its twin in plain text, and the subject. MJML is
//! turned into HTML once, at the start. What comes out is itself a template, whose gaps are filled
//! in for each mail with everything escaped. So values never pass through the MJML parser, and
//! statements (loops, conditions) stand in the layout as text: in `mj-raw` between blocks, or
//! inside `mj-text`, `mj-table` and attributes. They must not contain `<`, `>` or `&`.

use std::collections::HashMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use mrml::prelude::parser::ParserOptions;
use mrml::prelude::parser::memory_loader::MemoryIncludeLoader;
use mrml::prelude::render::RenderOptions;
use serde::Serialize;

use crate::MailError;
use crate::message::clean_line;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

const SUBJECT_CHARS: usize = 150;

/// What every layout shares: colours, type, and their dark counterparts.
const SHARED_HEAD: &str = include_str!("../templates/head.mjml");

/// The mails there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateName {
    /// Join an organisation; filled with [`InvitationView`](crate::views::InvitationView).
    Invitation,
    /// That no mail reaches somebody; filled with
    /// [`UndeliverableView`](crate::views::UndeliverableView).
    Undeliverable,
    /// The result of a piece of work stands; filled with
    /// [`GradePublishedView`](crate::views::GradePublishedView).
    GradePublished,
    /// A wrong key was corrected, and with it a result; filled with
    /// [`QuizCorrectedView`](crate::views::QuizCorrectedView).
    QuizCorrected,
    /// What to do this week; filled with [`LearnerDigestView`](crate::views::LearnerDigestView).
    LearnerDigest,
    /// That nothing has changed for a month; filled with
    /// [`LearnerDigestView`](crate::views::LearnerDigestView).
    QuietMonth,
    /// One conversation to have; filled with [`ManagerNoteView`](crate::views::ManagerNoteView).
    ManagerNote,
    /// One thing about a pair of a learner and a mentor; filled with
    /// [`MentoringLetterView`](crate::views::MentoringLetterView).
    MentoringLetter,
    /// What is due with a mentor's learners; filled with
    /// [`MentorReminderView`](crate::views::MentorReminderView).
    MentorReminder,
}

/// The three files of a template.
struct Source {
    name: &'static str,
    layout: &'static str,
    text: &'static str,
    subject: &'static str,
}

macro_rules! source {
    ($name:literal) => {
        Source {
            name: $name,
            layout: include_str!(concat!("../templates/", $name, ".mjml")),
            text: include_str!(concat!("../templates/", $name, ".txt")),
            subject: include_str!(concat!("../templates/", $name, ".subject.txt")),
        }
    };
}

impl TemplateName {
    /// Every template.
    pub const ALL: [Self; 9] = [
        Self::Invitation,
        Self::Undeliverable,
        Self::GradePublished,
        Self::QuizCorrected,
        Self::LearnerDigest,
        Self::QuietMonth,
        Self::ManagerNote,
        Self::MentoringLetter,
        Self::MentorReminder,
    ];

    fn source(self) -> Source {
        match self {
            Self::Invitation => source!("invitation"),
            Self::Undeliverable => source!("undeliverable"),
            Self::GradePublished => source!("grade_published"),
            Self::QuizCorrected => source!("quiz_corrected"),
            Self::LearnerDigest => source!("learner_digest"),
            Self::QuietMonth => source!("quiet_month"),
            Self::ManagerNote => source!("manager_note"),
            Self::MentoringLetter => source!("mentoring_letter"),
            Self::MentorReminder => source!("mentor_reminder"),
        }
    }
}

/// One mail's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part, complete in itself.
    pub text: String,
}

/// All templates, ready to be filled in. Made once at the start.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Reads all templates. An error is a mistake in the templates themselves.
    pub fn new() -> Result<Self, MailError> {
        let mut environment = Environment::new();
        // A missing value is a mistake to be seen, not a hole in a mail.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment
            .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        // Must stand before the first template: it has no effect on those already there.
        environment.set_auto_escape_callback(|file| match file.ends_with(".html") {
            true => AutoEscape::Html,
            false => AutoEscape::None,
        });
        for source in TemplateName::ALL.map(TemplateName::source) {
            let name = source.name;
            environment.add_template_owned(format!("{name}.html"), html_from(&source)?)?;
            environment.add_template_owned(format!("{name}.txt"), source.text)?;
            environment.add_template_owned(format!("{name}.subject.txt"), source.subject)?;
        }
        Ok(Self { environment })
    }

    /// Fills a template in with the view named in its documentation.
    pub fn render<T: Serialize>(
        &self,
        name: TemplateName,
        values: &T,
    ) -> Result<Rendered, MailError> {
        let values = Value::from(Serde(values));
        let fill = |ending: &str| {
            let file = format!("{}.{ending}", name.source().name);
            self.environment.get_template(&file)?.render(&values)
        };
        Ok(Rendered {
            subject: clean_line(&fill("subject.txt")?, SUBJECT_CHARS),
            html: fill("html")?,
            text: fill("txt")?,
        })
    }
}

fn html_from(source: &Source) -> Result<String, MailError> {
    let unusable = |reason: String| MailError::Layout { name: source.name, reason };
    let shared = HashMap::from([("head.mjml".to_owned(), SHARED_HEAD.to_owned())]);
    let parsing = ParserOptions { include_loader: Box::new(MemoryIncludeLoader::from(shared)) };
    let parsed = mrml::parse_with_options(source.layout, &parsing)
        .map_err(|error| unusable(error.to_string()))?;
    // With its default fonts every mail would fetch one from Google when it is opened.
    let rendering = RenderOptions { fonts: HashMap::new(), ..RenderOptions::default() };
    parsed.element.render(&rendering).map_err(|error| unusable(error.to_string()))
}
