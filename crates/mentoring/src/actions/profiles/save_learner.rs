use auth::Actor;
use auth::audit::{self, AuditEntry};
use chrono::{DateTime, Utc};
use kernel::{Permission, ProgramId};
use serde_json::json;

use super::{ABOUT, known_codes};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::checks::Checks;
use crate::model::profiles::profile::{Focus, MOST_FOCUS};
use crate::model::profiles::{Fact, GoalTag};
use crate::queries::profiles::learns_in;
use crate::storage::profiles::{self as store, AimRow};

/// A competency to grow in, as it was sent.
#[derive(Debug, Clone)]
pub struct FocusInput {
    /// Its code.
    pub code: String,
    /// How much it matters, 1 to 5.
    pub importance: i32,
    /// Where the learner stands, 0 to 5.
    pub level: i32,
}

/// What a learner looks for.
#[derive(Debug, Clone)]
pub struct SaveLearner {
    /// A program that the learner is enrolled in.
    pub program_id: ProgramId,
    /// In the learner's words.
    pub about: String,
    /// Words of what the learner wants to work on.
    pub goals: Vec<String>,
    /// Words of what the learner wishes of a mentor.
    pub wishes: Vec<String>,
    /// At most three competencies.
    pub focus: Vec<FocusInput>,
    /// The version that the client saw; 0 before the first.
    pub expected_version: i32,
}

/// Keeps what a learner looks for in a program, whole. Open pairs stay as they are: nothing of it ends
/// one.
///
/// # Errors
/// [`MentoringError`]: no learner, not enrolled in the program, an input that is not acceptable,
/// [`MentoringError::Stale`], the database.
pub async fn save_learner(
    mentoring: &Mentoring,
    actor: &Actor,
    input: SaveLearner,
) -> Result<i32, MentoringError> {
    actor.require(Permission::SeekMentor)?;
    let (organization, program, member) =
        (actor.organization_id, input.program_id, actor.member_id);
    mentoring
        .database
        .write(organization, async |connection| {
            if !learns_in(connection, organization, program, member).await? {
                return Err(MentoringError::NotFound("program"));
            }
            let codes = known_codes(connection, organization).await?;
            let (row, focus) = check(&input, |code| codes.contains(code), mentoring.sources.now())?;
            let before = store::lock_aim(connection, organization, program, member).await?;
            let place = (organization, program, member);
            let is_current = before == input.expected_version
                && store::save_aim(connection, place, before, row).await?;
            if !is_current {
                return Err(MentoringError::Stale);
            }
            store::replace_focus(connection, place, &focus).await?;
            let entry = AuditEntry {
                action: "learner_profile_saved",
                subject: member.to_string(),
                details: json!({ "program": program, "focus": focus.len() }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            Ok(before + 1)
        })
        .await
}

fn check(
    input: &SaveLearner,
    is_known: impl Fn(&str) -> bool,
    now: DateTime<Utc>,
) -> Result<(AimRow, Vec<Focus>), MentoringError> {
    let mut checks = Checks::default();
    let focus = focus(&mut checks, &input.focus, is_known);
    let goals = checks.words("goals", &input.goals, GoalTag::parse);
    let wishes = checks.words("wishes", &input.wishes, Fact::parse);
    let row = AimRow {
        about: checks.text("about", &input.about, ABOUT),
        goals: json!(goals.into_iter().map(GoalTag::as_str).collect::<Vec<_>>()),
        wishes: json!(wishes.into_iter().map(Fact::as_str).collect::<Vec<_>>()),
        updated_at: now,
    };
    checks.finish((row, focus))
}

fn focus(checks: &mut Checks, given: &[FocusInput], is_known: impl Fn(&str) -> bool) -> Vec<Focus> {
    if given.len() > MOST_FOCUS {
        checks.add("focus", "TOO_MANY", format!("Choose at most {MOST_FOCUS} competencies."));
        return Vec::new();
    }
    let mut found: Vec<Focus> = Vec::with_capacity(given.len());
    for (at, one) in given.iter().enumerate() {
        let path = format!("focus.{at}.code");
        if !is_known(&one.code) {
            checks.add(
                &path,
                "UNKNOWN_COMPETENCY",
                "Choose a code of your organisation's programs.",
            );
        } else if found.iter().any(|other| other.code == one.code) {
            checks.add(&path, "REPEATED", "Name it once.");
        }
        found.push(Focus {
            code: one.code.clone(),
            importance: checks.number(&format!("focus.{at}.importance"), one.importance, 1..=5),
            level: checks.number(&format!("focus.{at}.level"), one.level, 0..=5),
        });
    }
    found
}
