//! Typed ids in TypeID form: `cohort_01j…`, a prefix and a UUIDv7 in Crockford base32.
//!
//! Source of the form: the TypeID specification 0.3 (26 characters, the first at most `7`).

use thiserror::Error;
use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ENCODED_LENGTH: usize = 26;

/// Why a text is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected an id that starts with `{expected}_`, as this API hands them out")]
pub struct IdError {
    /// The prefix that ids of this kind carry.
    pub expected: &'static str,
}

pub(crate) fn encode(prefix: &str, id: Uuid) -> String {
    let mut value = id.as_u128();
    let mut digits = [0_u8; ENCODED_LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(value & 31) as usize];
        value >>= 5;
    }
    let mut text = String::with_capacity(prefix.len() + 1 + ENCODED_LENGTH);
    text.push_str(prefix);
    text.push('_');
    text.extend(digits.iter().map(|digit| char::from(*digit)));
    text
}

pub(crate) fn decode(prefix: &'static str, text: &str) -> Result<Uuid, IdError> {
    let error = IdError { expected: prefix };
    let digits = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|digits| digits.len() == ENCODED_LENGTH && digits.as_bytes()[0] <= b'7')
        .ok_or(error.clone())?;
    let mut value = 0_u128;
    for byte in digits.bytes() {
        let digit = ALPHABET.iter().position(|letter| *letter == byte);
        value = value << 5 | digit.ok_or(error.clone())? as u128;
    }
    Ok(Uuid::from_u128(value))
}

/// Defines one kind of id: a UUID that knows its prefix, in Rust, in JSON and in SQL.
macro_rules! define_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(
                Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
                diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
            )]
            #[diesel(sql_type = diesel::sql_types::Uuid)]
            pub struct $name(Uuid);

            impl $name {
                /// What texts of this kind start with, before the underscore.
                pub const PREFIX: &'static str = $prefix;

                /// The bare UUID, as stored.
                pub const fn uuid(self) -> Uuid {
                    self.0
                }
            }

            impl From<Uuid> for $name {
                fn from(id: Uuid) -> Self {
                    Self(id)
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(&encode($prefix, self.0))
                }
            }

            impl std::fmt::Debug for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    std::fmt::Display::fmt(self, f)
                }
            }

            impl std::str::FromStr for $name {
                type Err = IdError;
                fn from_str(text: &str) -> Result<Self, IdError> {
                    decode($prefix, text).map(Self)
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = String::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }

            impl<B> diesel::deserialize::FromSql<diesel::sql_types::Uuid, B> for $name
            where
                B: diesel::backend::Backend,
                Uuid: diesel::deserialize::FromSql<diesel::sql_types::Uuid, B>,
            {
                fn from_sql(bytes: B::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                    Uuid::from_sql(bytes).map(Self)
                }
            }

            impl<B> diesel::serialize::ToSql<diesel::sql_types::Uuid, B> for $name
            where
                B: diesel::backend::Backend,
                Uuid: diesel::serialize::ToSql<diesel::sql_types::Uuid, B>,
            {
                fn to_sql<'b>(
                    &'b self,
                    out: &mut diesel::serialize::Output<'b, '_, B>,
                ) -> diesel::serialize::Result {
                    self.0.to_sql(out)
                }
            }
        )*

        /// Every prefix in use, in the order of definition; a test holds them apart.
        pub fn prefixes() -> &'static [&'static str] {
            &[$($prefix),*]
        }
    };
}

define_ids! {
    /// One customer organisation; nothing crosses from one to another.
    OrganizationId = "org";
    /// A person's global sign-in; one account may be a member of several organisations.
    AccountId = "account";
    /// A sign-in that lasts until it is revoked or runs out.
    SessionId = "session";
    /// A person within one organisation.
    MemberId = "member";
    /// One line of the audit log.
    AuditEntryId = "audit";
    /// A program as an organisation keeps it, over all its versions.
    ProgramId = "program";
    /// One immutable version of a program.
    ProgramVersionId = "programversion";
    /// One week's module of a program version.
    ModuleId = "module";
    /// One lesson of a module.
    LessonId = "lesson";
    /// One grading scheme of a program version.
    RubricId = "rubric";
    /// A graded piece of work that a module asks for.
    AssignmentId = "assignment";
    /// A piece of work graded in advance, for graders to compare themselves with.
    SampleId = "sample";
    /// A module's quiz, or one form of the diagnostic.
    QuizId = "quiz";
    /// One question of a quiz.
    ItemId = "item";
    /// A group that goes through one run of a program together.
    CohortId = "cohort";
    /// A member's place as a learner in a cohort.
    EnrolmentId = "enrolment";
    /// One sitting of a quiz.
    AttemptId = "attempt";
    /// One learner's work on one assignment.
    SubmissionId = "submission";
    /// One grader's grade of one version of somebody's work.
    GradeId = "grade";
    /// The reviews by peers of one assignment in one cohort.
    PeerRoundId = "peerround";
    /// One peer's review of one version of somebody's work.
    PeerReviewId = "peerreview";
    /// A file that somebody uploaded.
    FileId = "file";
    /// One report mail to one person for one period.
    DeliveryId = "delivery";
    /// One matching cycle for some cohorts of a program.
    CycleId = "cycle";
    /// One run of the matching.
    RunId = "run";
    /// A learner and a mentor, from the proposal on.
    PairId = "pair";
    /// One goal of a pair's agreement.
    GoalId = "goal";
    /// One meeting of a pair.
    MentoringSessionId = "mentoringsession";
    /// A note of one side of a pair.
    NoteId = "note";
    /// People who decide on pay, promotion or the capstone of others.
    PanelId = "panel";
    /// A time for which somebody is away.
    AbsenceId = "absence";
    /// Something that the coordinator has to look at.
    EscalationId = "escalation";
    /// A learner's wish that a person decides on a proposal.
    DecisionRequestId = "decisionrequest";
    /// A wish to read the notes of a pair in an emergency.
    BreakGlassId = "breakglass";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_round_trip() {
        let id = CohortId::from(Uuid::from_u128(0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881));
        // The sample value of the TypeID specification.
        assert_eq!(id.to_string(), "cohort_01h2xcejqtf2nbrexx3vqjhp41");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn another_kind_and_broken_texts_are_refused() {
        let id = CohortId::from(Uuid::from_u128(7)).to_string();
        assert!(id.parse::<MemberId>().is_err());
        for text in [
            "",
            "cohort_",
            "cohort_8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "cohort_é",
            "COHORT_01h2xcejqtf2nbrexx3vqjhp41",
        ] {
            assert!(text.parse::<CohortId>().is_err(), "{text}");
        }
        assert!(id.to_uppercase().parse::<CohortId>().is_err());
    }

    #[test]
    fn prefixes_differ() {
        let unique: std::collections::HashSet<_> = prefixes().iter().collect();
        assert_eq!(unique.len(), prefixes().len());
    }
}
