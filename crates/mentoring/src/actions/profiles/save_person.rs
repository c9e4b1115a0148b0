use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use kernel::{Permission, parse_time_zone};
use serde_json::json;

use super::{recheck, require_either};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::checks::Checks;
use crate::model::profiles::language::MOST_LANGUAGES;
use crate::model::profiles::style::QUESTIONS;
use crate::model::profiles::week::MOST_HOURS;
use crate::model::profiles::{Hours, LadderStep, Language, LanguageLevel, Week7, WorkPattern};
use crate::storage::profiles::{self as store, PersonRow};

/// A stretch of free time as it was sent.
#[derive(Debug, Clone, Copy)]
pub struct HoursInput {
    /// The day, 1 for Monday to 7 for Sunday.
    pub day: i32,
    /// The first minute of the local day.
    pub from: i32,
    /// The minute after the last one.
    pub to: i32,
}

/// A language as it was sent.
#[derive(Debug, Clone)]
pub struct LanguageInput {
    /// The code of ISO 639.
    pub code: String,
    /// `A1` to `C2`.
    pub level: String,
}

/// Answers to the five questions, in the order of
/// [`QUESTIONS`](crate::model::profiles::style::QUESTIONS).
pub type StyleInput = [Option<i32>; 5];

/// What somebody tells of themselves, whatever part they play.
#[derive(Debug, Clone)]
pub struct SavePerson {
    /// The country of work, two letters.
    pub country: Option<String>,
    /// The code of a step of the career ladder.
    pub ladder_step: Option<String>,
    /// Full or part time.
    pub work_pattern: Option<WorkPattern>,
    /// The IANA zone of the week.
    pub time_zone: String,
    /// The free hours; `None` leaves them untold, an empty list is a week without any.
    pub week: Option<Vec<HoursInput>>,
    /// The languages spoken.
    pub languages: Vec<LanguageInput>,
    /// The answers to the five questions.
    pub style: StyleInput,
    /// The version that the client saw; 0 before the first.
    pub expected_version: i32,
}

/// Keeps what somebody tells of themselves, whole. Open pairs are looked at again: a week or a
/// language may make one impossible.
///
/// # Errors
/// [`MentoringError`]: neither learner nor mentor, an input that is not acceptable,
/// [`MentoringError::Stale`], the database.
pub async fn save_person(
    mentoring: &Mentoring,
    actor: &Actor,
    input: SavePerson,
) -> Result<i32, MentoringError> {
    require_either(actor, Permission::SeekMentor, Permission::OfferMentoring)?;
    let (organization, member) = (actor.organization_id, actor.member_id);
    let seen = input.expected_version;
    mentoring
        .database
        .write(organization, async |connection| {
            let row = check(&input, mentoring.sources.now())?;
            let before = store::lock_person(connection, organization, member).await?;
            let is_current = before == seen
                && store::save_person(connection, (organization, member), before, row).await?;
            if !is_current {
                return Err(MentoringError::Stale);
            }
            let entry = AuditEntry {
                action: "mentoring_person_saved",
                subject: member.to_string(),
                details: json!({ "version": before + 1 }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            recheck(connection, organization).await?;
            Ok(before + 1)
        })
        .await
}

fn check(input: &SavePerson, now: DateTime<Utc>) -> Result<PersonRow, MentoringError> {
    let mut checks = Checks::default();
    let country = input.country.as_ref().map(|country| country.trim().to_ascii_uppercase());
    checks.demand(
        country.as_ref().is_none_or(|code| {
            code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())
        }),
        "country",
        "NOT_A_COUNTRY",
        "Give the two letters of ISO 3166: PL.",
    );
    let step = input.ladder_step.as_deref().map(LadderStep::parse);
    checks.demand(
        step != Some(None),
        "ladderStep",
        "UNKNOWN_WORD",
        "Choose a code that mentoringVocabulary lists.",
    );
    checks.demand(
        parse_time_zone(&input.time_zone).is_some(),
        "timeZone",
        "UNKNOWN_TIME_ZONE",
        "Give the IANA name of a time zone: Europe/Warsaw.",
    );
    let week = input.week.as_deref().map(|hours| week(&mut checks, hours));
    let languages = languages(&mut checks, &input.languages);
    let style = style(&mut checks, &input.style);
    checks.finish(PersonRow {
        country,
        ladder_step: step.flatten().map(|step| step.as_str().to_owned()),
        work_pattern: input.work_pattern.map(|pattern| pattern.as_str().to_owned()),
        time_zone: input.time_zone.clone(),
        week: week.map(|week| json!(week)),
        languages: json!(languages),
        style_structure: style[0],
        style_challenge: style[1],
        style_pace: style[2],
        style_reflection: style[3],
        style_openness: style[4],
        updated_at: now,
    })
}

fn week(checks: &mut Checks, given: &[HoursInput]) -> Week7 {
    if given.len() > MOST_HOURS {
        checks.add("week", "TOO_MANY", format!("Give at most {MOST_HOURS} entries."));
        return Week7::default();
    }
    let minute = |value: i32| u16::try_from(value).unwrap_or(u16::MAX);
    let hours: Vec<Hours> = given
        .iter()
        .map(|one| Hours {
            day: u8::try_from(one.day).unwrap_or(0),
            from: minute(one.from),
            to: minute(one.to),
        })
        .collect();
    Week7::new(&hours).unwrap_or_else(|problem| {
        checks.add(&format!("week.{}", problem.at()), problem.code(), problem.to_string());
        Week7::default()
    })
}

fn languages(checks: &mut Checks, given: &[LanguageInput]) -> Vec<Language> {
    if given.len() > MOST_LANGUAGES {
        checks.add("languages", "TOO_MANY", format!("Name at most {MOST_LANGUAGES}."));
        return Vec::new();
    }
    let mut found: Vec<Language> = Vec::with_capacity(given.len());
    for (at, one) in given.iter().enumerate() {
        let code = one.code.trim().to_ascii_lowercase();
        checks.demand(
            Language::is_code(&code),
            &format!("languages.{at}.code"),
            "NOT_A_LANGUAGE",
            "Give the two or three letters of ISO 639: en.",
        );
        checks.demand(
            found.iter().all(|other| other.code != code),
            &format!("languages.{at}.code"),
            "REPEATED",
            "Name it once.",
        );
        let level = LanguageLevel::parse(&one.level);
        checks.demand(
            level.is_some(),
            &format!("languages.{at}.level"),
            "UNKNOWN_WORD",
            "Give a level from A1 to C2.",
        );
        found.push(Language { code, level: level.map_or(0, LanguageLevel::figure) });
    }
    found
}

fn style(checks: &mut Checks, given: &StyleInput) -> [Option<i16>; 5] {
    let mut answers = [None; 5];
    for ((answer, given), question) in answers.iter_mut().zip(given).zip(&QUESTIONS) {
        let path = format!("style.{}", question.key);
        *answer = given.map(|given| checks.number(&path, given, 1..=5));
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> SavePerson {
        SavePerson {
            country: Some("pl".into()),
            ladder_step: Some("PM".into()),
            work_pattern: Some(WorkPattern::PartTime),
            time_zone: "Asia/Kathmandu".into(),
            week: Some(vec![HoursInput { day: 1, from: 540, to: 720 }]),
            languages: vec![LanguageInput { code: "EN".into(), level: "B2".into() }],
            style: [Some(1), Some(5), None, Some(3), Some(3)],
            expected_version: 0,
        }
    }

    fn found(input: &SavePerson) -> Vec<(String, &'static str)> {
        match check(input, DateTime::UNIX_EPOCH) {
            Ok(_) => Vec::new(),
            Err(MentoringError::Invalid(found)) => {
                found.into_iter().map(|one| (one.path, one.code)).collect()
            }
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn what_is_stored() {
        let row = check(&input(), DateTime::UNIX_EPOCH).expect("sound");
        assert_eq!(row.country.as_deref(), Some("PL"));
        assert_eq!(row.week, Some(json!([{ "day": 1, "from": 540, "to": 720 }])));
        assert_eq!(row.languages, json!([{ "code": "en", "level": 4 }]));
        assert_eq!((row.style_challenge, row.style_pace), (Some(5), None));
    }

    #[test]
    fn each_fault_has_its_place() {
        let faulty = SavePerson {
            country: Some("POL".into()),
            ladder_step: Some("BOSS".into()),
            time_zone: "Europe/Atlantis".into(),
            week: Some(vec![
                HoursInput { day: 1, from: 0, to: 10 },
                HoursInput { day: 1, from: 600, to: 540 },
            ]),
            languages: vec![
                LanguageInput { code: "en".into(), level: "C3".into() },
                LanguageInput { code: "en".into(), level: "C1".into() },
            ],
            style: [Some(0), None, None, None, Some(6)],
            ..input()
        };
        let expected = [
            ("input.country", "NOT_A_COUNTRY"),
            ("input.ladderStep", "UNKNOWN_WORD"),
            ("input.timeZone", "UNKNOWN_TIME_ZONE"),
            ("input.week.1", "REVERSED"),
            ("input.languages.0.level", "UNKNOWN_WORD"),
            ("input.languages.1.code", "REPEATED"),
            ("input.style.structure", "OUT_OF_RANGE"),
            ("input.style.openness", "OUT_OF_RANGE"),
        ];
        assert_eq!(found(&faulty), expected.map(|(path, code)| (path.to_owned(), code)));
    }

    #[test]
    fn a_week_of_zero_hours_and_negative_minutes() {
        assert!(found(&SavePerson { week: Some(Vec::new()), ..input() }).is_empty());
        let negative =
            SavePerson { week: Some(vec![HoursInput { day: 1, from: -1, to: 5 }]), ..input() };
        assert_eq!(found(&negative), [("input.week.0".to_owned(), "OUTSIDE_OF_DAY")]);
    }
}
