use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{CycleId, MemberId, Permission};
use serde_json::json;

use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::exclusion::Rule;
use crate::model::lists::{Cycle, Ruling, RulingMade};
use crate::model::runs::rule_words;
use crate::policy;
use crate::queries::calendar::today;
use crate::queries::lists::{CheckedPair, check_pair, rulings};
use crate::storage::lists as storage;
use crate::storage::runs::lock_cycle;

/// What a coordinator rules about a pair in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RulePair {
    /// The cycle.
    pub cycle_id: CycleId,
    /// A learner of it.
    pub learner_id: MemberId,
    /// A mentor.
    pub mentor_id: MemberId,
    /// What is ruled; `None` takes a ruling back.
    pub ruling: Option<Ruling>,
}

/// Pins or forbids a pair in a cycle, or takes that back. The same again changes nothing.
///
/// # Errors
/// [`MentoringError`]: not allowed, [`MentoringError::TooNear`] for one of the two, no such cycle,
/// learner or mentor in it, a closed cycle, a pin that a rule stands against or that has no place, a
/// decline that somebody wants to take back, the database.
pub async fn rule_pair(
    mentoring: &Mentoring,
    actor: &Actor,
    input: RulePair,
) -> Result<(), MentoringError> {
    actor.require(Permission::CoordinateMentoring)?;
    let organization = actor.organization_id;
    mentoring
        .database
        .write(organization, async |connection| rule(connection, mentoring, actor, input).await)
        .await
}

async fn rule(
    connection: &mut Connection,
    mentoring: &Mentoring,
    actor: &Actor,
    input: RulePair,
) -> Result<(), MentoringError> {
    let organization = actor.organization_id;
    let (learner, mentor) = (input.learner_id, input.mentor_id);
    let cycle = lock_cycle(connection, organization, input.cycle_id)
        .await?
        .ok_or(MentoringError::NotFound("cycle"))?;
    let day = today(connection, organization, mentoring.sources.now()).await?;
    let checked = check_pair(connection, organization, (&cycle, day), learner, mentor)
        .await?
        .ok_or(MentoringError::NotFound("learner or mentor in this cycle"))?;
    policy::demand_neither(actor.member_id, [learner, mentor])?;
    let made = rulings(connection, organization, cycle.id).await?;
    let now = mentoring.sources.now();
    let before = made.iter().find(|one| one.learner_id == learner && one.mentor_id == mentor);
    if before.map(|one| one.ruling) == input.ruling {
        return Ok(());
    }
    demand_open(&cycle)?;
    if before.is_some_and(|one| one.declined) {
        return Err(MentoringError::Refused(
            "one of the two declined the other in this cycle; nobody is asked twice in one cycle"
                .to_owned(),
        ));
    }
    if input.ruling == Some(Ruling::Pin) {
        demand_possible(&checked)?;
        demand_place(&made, &checked, (learner, mentor))?;
    }
    match input.ruling {
        Some(ruling) => {
            let ruled = ((learner, mentor), ruling);
            let by = (actor.member_id, now);
            storage::upsert_ruling(connection, organization, cycle.id, ruled, by).await?;
        }
        None => {
            storage::delete_ruling(connection, organization, cycle.id, (learner, mentor)).await?;
        }
    }
    let entry = AuditEntry {
        action: "pair_ruled",
        subject: cycle.id.to_string(),
        details: json!({
            "learner": learner,
            "mentor": mentor,
            "ruling": input.ruling.map(Ruling::as_str),
        }),
    };
    audit::record(connection, &mentoring.sources, actor, entry).await?;
    Ok(())
}

fn demand_open(cycle: &Cycle) -> Result<(), MentoringError> {
    if cycle.is_open() {
        return Ok(());
    }
    Err(MentoringError::Refused("this cycle is closed; rule in an open one".to_owned()))
}

/// Refuses a pin that a rule stands against. That it was forbidden until now does not count.
fn demand_possible(checked: &CheckedPair) -> Result<(), MentoringError> {
    let against = checked.exclusions.iter().filter(|rule| *rule != Rule::Forbidden);
    let words: Vec<&str> = against.map(rule_words).collect();
    if words.is_empty() {
        return Ok(());
    }
    Err(MentoringError::Refused(format!("this pair is not possible: {}", words.join("; "))))
}

/// Refuses a second pin of the learner, and more pins than the mentor has free places.
fn demand_place(
    made: &[RulingMade],
    checked: &CheckedPair,
    (learner, mentor): (MemberId, MemberId),
) -> Result<(), MentoringError> {
    let pins = || made.iter().filter(|one| one.ruling == Ruling::Pin);
    if pins().any(|one| one.learner_id == learner) {
        return Err(MentoringError::Refused(
            "this learner is pinned to another mentor; take that back first".to_owned(),
        ));
    }
    let pinned = pins().filter(|one| one.mentor_id == mentor).count();
    if u32::try_from(pinned).unwrap_or(u32::MAX) >= checked.free {
        return Err(MentoringError::Refused(format!(
            "free places of this mentor: {}; learners who are pinned to them already: {pinned}",
            checked.free
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::exclusion::Exclusions;
    use crate::model::lists::Parts;

    fn who(number: u128) -> MemberId {
        Uuid::from_u128(number).into()
    }

    fn checked(rules: &[Rule], free: u32) -> CheckedPair {
        let mut exclusions = Exclusions::NONE;
        rules.iter().for_each(|rule| exclusions.insert(*rule));
        CheckedPair { exclusions, parts: Parts(Vec::new()), free }
    }

    fn pin(learner: u128, mentor: u128) -> RulingMade {
        RulingMade {
            learner_id: who(learner),
            mentor_id: who(mentor),
            ruling: Ruling::Pin,
            declined: false,
            made_at: "2026-11-25T10:00:00Z".parse().expect("a moment"),
        }
    }

    #[test]
    fn a_pin_needs_a_possible_pair() {
        assert!(demand_possible(&checked(&[], 1)).is_ok());
        assert!(demand_possible(&checked(&[Rule::Forbidden], 1)).is_ok());
        let refused = demand_possible(&checked(&[Rule::Wall, Rule::Forbidden], 1));
        let Err(MentoringError::Refused(words)) = refused else { panic!("{refused:?}") };
        assert!(words.contains(rule_words(Rule::Wall)), "{words}");
        assert!(!words.contains(rule_words(Rule::Forbidden)), "{words}");
    }

    #[test]
    fn pins_need_places_and_one_learner_gets_one() {
        let made = [pin(1, 101), pin(2, 101)];
        let wanted = |learner, mentor, free| {
            demand_place(&made, &checked(&[], free), (who(learner), who(mentor))).is_ok()
        };
        assert!(wanted(3, 101, 3));
        assert!(!wanted(3, 101, 2));
        assert!(wanted(3, 102, 1));
        assert!(!wanted(1, 102, 1));
    }
}
