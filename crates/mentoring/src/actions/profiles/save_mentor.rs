use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use kernel::Permission;
use serde_json::json;

use super::{ABOUT, MOST_TOPICS, TOPIC, known_codes, recheck};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::checks::Checks;
use crate::model::profiles::profile::{MOST_MINUTES, MOST_PLACES};
use crate::model::profiles::{Fact, GoalTag, Source};
use crate::storage::profiles::{self as store, KeptCompetency, OfferRow};

/// A competency as it was sent.
#[derive(Debug, Clone)]
pub struct CompetencyInput {
    /// Its code.
    pub code: String,
    /// The level, 1 to 5.
    pub level: i32,
}

/// What a mentor offers.
#[derive(Debug, Clone)]
pub struct SaveMentor {
    /// Whether the mentor takes new pairs.
    pub is_open: bool,
    /// Places in all.
    pub places: i32,
    /// Minutes a month for each learner.
    pub minutes_a_month: i32,
    /// How the mentor mentors.
    pub about: String,
    /// Words of what the mentor likes to work on.
    pub goals: Vec<String>,
    /// Topics that the mentor knows well.
    pub topics: Vec<String>,
    /// What the mentor would rather leave out.
    pub rather_not: Vec<String>,
    /// Words of what the mentor tells of themselves.
    pub offers: Vec<String>,
    /// What the mentor is good at.
    pub competencies: Vec<CompetencyInput>,
    /// The version that the client saw; 0 before the first.
    pub expected_version: i32,
}

/// Keeps what a mentor offers, whole. Places may be lowered to those that accepted pairs take, and no
/// further. A level that is raised counts as the mentor's own word again until somebody confirms it.
///
/// # Errors
/// [`MentoringError`]: no mentor, an input that is not acceptable, places below those that are taken,
/// [`MentoringError::Stale`], the database.
pub async fn save_mentor(
    mentoring: &Mentoring,
    actor: &Actor,
    input: SaveMentor,
) -> Result<i32, MentoringError> {
    actor.require(Permission::OfferMentoring)?;
    let (organization, member) = (actor.organization_id, actor.member_id);
    let now = mentoring.sources.now();
    mentoring
        .database
        .write(organization, async |connection| {
            let codes = known_codes(connection, organization).await?;
            let (row, named) = check(&input, |code| codes.contains(code), now)?;
            let locked = store::lock_offer(connection, organization, member).await?;
            let (before, taken) = locked.unwrap_or((0, 0));
            if before != input.expected_version {
                return Err(MentoringError::Stale);
            }
            demand_room(row.places, taken)?;
            let details = json!({
                "open": row.is_open, "places": row.places, "competencies": named.len(),
            });
            if !store::save_offer(connection, (organization, member), before, row).await? {
                return Err(MentoringError::Stale);
            }
            let kept = store::kept_competencies(connection, organization, member).await?;
            let merged: Vec<_> = named.iter().map(|named| merge(named, &kept, now)).collect();
            store::replace_competencies(connection, organization, member, &merged).await?;
            let entry =
                AuditEntry { action: "mentor_profile_saved", subject: member.to_string(), details };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            recheck(connection, organization).await?;
            Ok(before + 1)
        })
        .await
}

/// Refuses fewer places than accepted pairs take.
fn demand_room(places: i16, taken: i16) -> Result<(), MentoringError> {
    if places >= taken {
        return Ok(());
    }
    let pairs = if taken == 1 { "1 pair".to_owned() } else { format!("{taken} pairs") };
    Err(MentoringError::Refused(format!(
        "you have {pairs}; offer at least as many places, or end a pair first. To take no new \
         pairs, set `isOpen` to false"
    )))
}

/// What becomes of a named competency, given those that stand.
fn merge(
    (code, level): &(String, i16),
    kept: &[KeptCompetency],
    now: DateTime<Utc>,
) -> KeptCompetency {
    let declared = KeptCompetency {
        code: code.clone(),
        level: *level,
        source: Source::Declared.as_str().to_owned(),
        declared_at: now,
        confirmed_by: None,
        confirmed_at: None,
    };
    match kept.iter().find(|one| one.code == *code) {
        Some(one) if *level <= one.level => KeptCompetency { level: *level, ..one.clone() },
        _ => declared,
    }
}

type Checked = (OfferRow, Vec<(String, i16)>);

fn check(
    input: &SaveMentor,
    is_known: impl Fn(&str) -> bool,
    now: DateTime<Utc>,
) -> Result<Checked, MentoringError> {
    let mut checks = Checks::default();
    let named = competencies(&mut checks, &input.competencies, is_known);
    let goals = checks.words("goals", &input.goals, GoalTag::parse);
    let offers = checks.words("offers", &input.offers, Fact::parse);
    let row = OfferRow {
        is_open: input.is_open,
        places: checks.number("places", input.places, 0..=MOST_PLACES),
        minutes_a_month: checks.number("minutesAMonth", input.minutes_a_month, 0..=MOST_MINUTES),
        about: checks.text("about", &input.about, ABOUT),
        goals: json!(goals.into_iter().map(GoalTag::as_str).collect::<Vec<_>>()),
        topics: json!(checks.texts("topics", &input.topics, MOST_TOPICS, TOPIC)),
        rather_not: json!(checks.texts("ratherNot", &input.rather_not, MOST_TOPICS, TOPIC)),
        offers: json!(offers.into_iter().map(Fact::as_str).collect::<Vec<_>>()),
        updated_at: now,
    };
    checks.finish((row, named))
}

fn competencies(
    checks: &mut Checks,
    given: &[CompetencyInput],
    is_known: impl Fn(&str) -> bool,
) -> Vec<(String, i16)> {
    let mut found: Vec<(String, i16)> = Vec::with_capacity(given.len());
    for (at, one) in given.iter().enumerate() {
        let path = format!("competencies.{at}.code");
        if !is_known(&one.code) {
            checks.add(
                &path,
                "UNKNOWN_COMPETENCY",
                "Choose a code of your organisation's programs.",
            );
        } else if found.iter().any(|(code, _)| *code == one.code) {
            checks.add(&path, "REPEATED", "Name it once.");
        }
        let level = checks.number(&format!("competencies.{at}.level"), one.level, 1..=5);
        found.push((one.code.clone(), level));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(level: i16) -> KeptCompetency {
        KeptCompetency {
            code: "C04".into(),
            level,
            source: "confirmed".into(),
            declared_at: DateTime::UNIX_EPOCH,
            confirmed_by: Some(uuid::Uuid::from_u128(7).into()),
            confirmed_at: Some(DateTime::UNIX_EPOCH),
        }
    }

    #[test]
    fn a_raised_level_is_the_mentors_own_word_again() {
        let now = DateTime::UNIX_EPOCH + chrono::Duration::days(1);
        let named = |level| ("C04".to_owned(), level);
        assert_eq!(merge(&named(4), &[kept(4)], now), kept(4));
        assert_eq!(merge(&named(3), &[kept(4)], now), kept(3));
        let raised = merge(&named(5), &[kept(4)], now);
        assert_eq!((raised.source.as_str(), raised.confirmed_at), ("declared", None));
        assert_eq!((raised.confirmed_by, raised.declared_at), (None, now));
        assert_eq!(merge(&named(2), &[], now).source, "declared");
    }

    #[test]
    fn places_go_down_to_those_that_are_taken() {
        assert!(demand_room(3, 3).is_ok());
        let Err(MentoringError::Refused(words)) = demand_room(2, 3) else { panic!("too few") };
        assert!(words.starts_with("you have 3 pairs; "), "{words}");
    }
}
