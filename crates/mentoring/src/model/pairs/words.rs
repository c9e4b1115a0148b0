//! The words of the mails on mentoring: calm, without reasons that are somebody else's, each with
//! one next step (domain guide 6.6 and 7.1).

use super::agreement::CONFIDENTIALITY;
use super::letters::MailKind;
use crate::model::exclusion::Rule;

#[cfg(test)]
mod tests;

/// What the words are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFacts {
    /// The other one's name.
    pub other: String,
    /// Whether the reader is the learner of the pair.
    pub to_learner: bool,
    /// The last day for what is asked, as the reader reads dates; none where there is no such day.
    pub until: Option<String>,
    /// The rule that stands against the pair.
    pub rule: Option<Rule>,
}

/// A mail's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// What it says, paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// What the link is called.
    pub action: &'static str,
}

const OPEN: &str = "Open your pair";

impl LetterFacts {
    /// The words of a mail.
    pub fn letter(&self, kind: MailKind) -> Letter {
        match kind {
            MailKind::ProposalLearner
            | MailKind::ProposalMentor
            | MailKind::AnswerReminder
            | MailKind::BothAccepted
            | MailKind::Declined
            | MailKind::ProposalExpired
            | MailKind::PlaceGone
            | MailKind::ProposalImpossible => self.on_a_proposal(kind),
            MailKind::AgreementToSign
            | MailKind::AgreementChanged
            | MailKind::AgreementSigned
            | MailKind::Nudge
            | MailKind::Warning
            | MailKind::Paused
            | MailKind::Resumed
            | MailKind::RematchRequested
            | MailKind::KeptOn
            | MailKind::HealthAsked
            | MailKind::NoteOpened => self.on_the_way(kind),
            _ => self.on_the_end(kind),
        }
    }

    fn on_a_proposal(&self, kind: MailKind) -> Letter {
        let other = &self.other;
        match kind {
            MailKind::ProposalLearner => letter(
                format!("A mentor for you: {other}"),
                vec![
                    format!("We propose {other} as your mentor. Your page shows why."),
                    "It is a proposal: say yes or no. A no needs no reasons.".to_owned(),
                    self.until_words("Please answer by"),
                ],
                "Read the proposal",
            ),
            MailKind::ProposalMentor => letter(
                format!("{other} would like to learn with you"),
                vec![
                    format!("We propose that you mentor {other}."),
                    "One of your places is held for it. Say yes or no; a no needs no reasons."
                        .to_owned(),
                    self.until_words("Please answer by"),
                ],
                "Read the proposal",
            ),
            MailKind::AnswerReminder => letter(
                format!("Your answer on {other} is still open"),
                vec![
                    format!("You were asked whether you and {other} want to work together."),
                    self.until_words("The proposal ends by itself after"),
                ],
                "Answer",
            ),
            MailKind::BothAccepted => letter(
                format!("You and {other} said yes"),
                vec![
                    "Talk about what you expect of each other, and write it down together: one to \
                     three goals, how often you meet, what stays out of bounds, and a last day."
                        .to_owned(),
                    CONFIDENTIALITY.to_owned(),
                ],
                "Write your agreement",
            ),
            _ => self.on_a_lost_proposal(kind),
        }
    }

    fn on_a_lost_proposal(&self, kind: MailKind) -> Letter {
        let other = &self.other;
        match kind {
            MailKind::Declined => letter(
                format!("The proposal with {other} is not taken up"),
                vec![self.goes_on()],
                OPEN,
            ),
            MailKind::ProposalExpired => letter(
                format!("The proposal with {other} has ended"),
                vec!["Not both of you answered in time.".to_owned(), self.goes_on()],
                OPEN,
            ),
            MailKind::PlaceGone => letter(
                format!("The proposal with {other} has ended"),
                vec![
                    if self.to_learner {
                        format!("Other learners took the last place of {other} first.")
                    } else {
                        format!(
                            "Your last place was taken before {other} and you had both accepted."
                        )
                    },
                    self.goes_on(),
                ],
                OPEN,
            ),
            _ => letter(
                format!("The proposal with {other} has ended"),
                vec![self.because("It cannot go on:"), self.goes_on()],
                OPEN,
            ),
        }
    }

    fn on_the_way(&self, kind: MailKind) -> Letter {
        let other = &self.other;
        match kind {
            MailKind::AgreementToSign => letter(
                format!("{other} signed your agreement"),
                vec!["Read it, and sign it too, or change it: then you both sign anew.".to_owned()],
                "Read the agreement",
            ),
            MailKind::AgreementChanged => letter(
                format!("{other} changed your agreement"),
                vec!["What you signed has changed. Read it, and sign it anew.".to_owned()],
                "Read the agreement",
            ),
            MailKind::AgreementSigned => letter(
                format!("Your agreement with {other} is signed"),
                vec!["Plan your first session within the next two weeks.".to_owned()],
                "Plan a session",
            ),
            MailKind::Nudge => letter(
                format!("A date with {other}"),
                vec![format!(
                    "Nothing has been entered for you and {other} for ten days. If you have met, \
                     enter it; if not, agree on a date."
                )],
                "Plan a session",
            ),
            MailKind::Warning => letter(
                format!("Do you and {other} go on?"),
                vec![
                    format!("Nothing has been heard of you and {other} for some time."),
                    self.until_words("Without a step of yours the pair ends by itself after"),
                    "If it does not work, you may end it; nobody asks for reasons.".to_owned(),
                ],
                OPEN,
            ),
            _ => self.on_a_turn(kind),
        }
    }

    fn on_a_turn(&self, kind: MailKind) -> Letter {
        let other = &self.other;
        match kind {
            MailKind::Paused => letter(
                format!("You and {other} take a break"),
                vec!["The pair rests; nothing is due meanwhile. Either of you ends it.".to_owned()],
                OPEN,
            ),
            MailKind::Resumed => letter(
                format!("You and {other} go on"),
                vec!["The break is over. Agree on your next date.".to_owned()],
                "Plan a session",
            ),
            MailKind::RematchRequested => letter(
                format!("A talk about you and {other}"),
                vec![
                    "Some pairs do not fit, and nobody is to blame for it. The coordinator will \
                     talk with each of you alone, and then you go on or part."
                        .to_owned(),
                    "Your notes stay yours.".to_owned(),
                ],
                OPEN,
            ),
            MailKind::KeptOn => letter(
                format!("You and {other} go on"),
                vec!["Agree on your next date.".to_owned()],
                "Plan a session",
            ),
            MailKind::HealthAsked => letter(
                format!("Five short questions on working with {other}"),
                vec!["The coordinator alone reads your answers, not the other side.".to_owned()],
                "Answer",
            ),
            _ => letter(
                format!("Your notes on working with {other} may be read"),
                vec![
                    "In an emergency a coordinator asked to read the notes of this pair, and an \
                     admin allowed it. It ends after 24 hours, and each reading is on record."
                        .to_owned(),
                ],
                OPEN,
            ),
        }
    }

    fn on_the_end(&self, kind: MailKind) -> Letter {
        let other = &self.other;
        let forms = || self.until_words("Two forms are left, one for each of you, until");
        match kind {
            MailKind::Closing => letter(
                format!("Time to close with {other}"),
                vec![
                    "Look back together: what you reached, and what you thank each other for."
                        .to_owned(),
                    forms(),
                ],
                "Fill in your form",
            ),
            MailKind::Closed => letter(
                format!("You and {other} are colleagues from now on"),
                vec![
                    "The pair is closed. What the other one wrote to you stands on your page."
                        .to_owned(),
                    "Your notes stay yours.".to_owned(),
                ],
                OPEN,
            ),
            MailKind::Impossible => letter(
                format!("You and {other} have to part"),
                vec![self.because("A rule stands against your pair now:"), forms()],
                "Fill in your form",
            ),
            MailKind::Rematched => letter(
                format!("Your pair with {other} has ended"),
                vec![self.goes_on(), "Your notes stay yours.".to_owned()],
                OPEN,
            ),
            MailKind::EndedByRule => letter(
                format!("Your pair with {other} has ended"),
                vec!["Nothing was heard of it after the warning.".to_owned(), self.goes_on()],
                OPEN,
            ),
            MailKind::SomebodyLeft => letter(
                format!("Your pair with {other} has ended"),
                vec![format!("{other} has left the organisation."), self.goes_on()],
                OPEN,
            ),
            _ => letter(
                format!("{other} ended your pair"),
                vec!["Nobody is asked for reasons.".to_owned(), self.goes_on()],
                OPEN,
            ),
        }
    }

    /// What comes next for the reader.
    fn goes_on(&self) -> String {
        if self.to_learner {
            "The coordinator looks for another mentor for you.".to_owned()
        } else {
            "Your place is free again. You have nothing to do.".to_owned()
        }
    }

    fn until_words(&self, before: &str) -> String {
        self.until.as_ref().map_or_else(String::new, |until| format!("{before} {until}."))
    }

    fn because(&self, before: &str) -> String {
        let rule = self.rule.unwrap_or(Rule::SamePerson);
        format!("{before} {}.", rule.words_for_the_pair())
    }
}

fn letter(subject: String, paragraphs: Vec<String>, action: &'static str) -> Letter {
    let paragraphs = paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()).collect();
    Letter { subject, paragraphs, action }
}
