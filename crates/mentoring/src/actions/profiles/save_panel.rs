use auth::Actor;
use auth::audit::{self, AuditEntry};
use kernel::{MemberId, PanelId, Permission};
use serde_json::json;

use super::{demand_members, recheck};
use crate::actions::Mentoring;
use crate::error::MentoringError;
use crate::model::profiles::checks::Checks;
use crate::model::profiles::rules::{MOST_PANELS, MOST_PEOPLE, PanelKind};
use crate::storage::profiles::{self as store, NewPanel};

/// Longest name of a panel or unit.
const NAME: usize = 200;

/// A panel.
#[derive(Debug, Clone)]
pub struct SavePanel {
    /// Which; a new one when left out.
    pub id: Option<PanelId>,
    /// What it decides on.
    pub kind: PanelKind,
    /// Its name.
    pub name: String,
    /// The unit that it decides on, if it is a whole one.
    pub unit: Option<String>,
    /// Who decides.
    pub deciders: Vec<MemberId>,
    /// On which single people.
    pub subjects: Vec<MemberId>,
    /// The version that the client saw; 0 for a new one.
    pub expected_version: i32,
}

struct Checked {
    name: String,
    unit: Option<String>,
    deciders: Vec<MemberId>,
    subjects: Vec<MemberId>,
}

/// Keeps a panel, whole. Open pairs are looked at again: who decides on somebody does not mentor them.
///
/// # Errors
/// [`MentoringError`]: not allowed, no such panel or member, an input that is not acceptable, too many
/// panels, [`MentoringError::Stale`], the database.
pub async fn save_review_panel(
    mentoring: &Mentoring,
    actor: &Actor,
    input: SavePanel,
) -> Result<PanelId, MentoringError> {
    actor.require(Permission::SetMentoringRules)?;
    let checked = check(&input)?;
    let organization = actor.organization_id;
    let kind = input.kind.as_str();
    mentoring
        .database
        .write(organization, async |connection| {
            store::lock_organization(connection, organization).await?;
            let everybody = [checked.deciders.as_slice(), &checked.subjects].concat();
            demand_members(connection, organization, &everybody).await?;
            let open = store::lock_panels(connection, organization).await?;
            let panel = NewPanel { kind, name: &checked.name, unit: checked.unit.as_deref() };
            let id = if let Some(id) = input.id {
                demand_current(&open, id, input.expected_version)?;
                store::update_panel(connection, organization, id, panel).await?;
                id
            } else {
                demand_room(open.len())?;
                let (id, now) = (mentoring.sources.new_id(), mentoring.sources.now());
                store::insert_panel(connection, organization, id, panel, now).await?;
                id
            };
            store::replace_deciders(connection, organization, id, &checked.deciders).await?;
            store::replace_subjects(connection, organization, id, &checked.subjects).await?;
            let entry = AuditEntry {
                action: "review_panel_saved",
                subject: id.to_string(),
                details: json!({
                    "kind": kind,
                    "deciders": checked.deciders,
                    "subjects": checked.subjects,
                    "whole_unit": checked.unit.is_some(),
                }),
            };
            audit::record(connection, &mentoring.sources, actor, entry).await?;
            recheck(connection, organization).await?;
            Ok(id)
        })
        .await
}

fn demand_room(open: usize) -> Result<(), MentoringError> {
    if open < MOST_PANELS {
        return Ok(());
    }
    Err(MentoringError::Refused(format!("{MOST_PANELS} panels are open already; close one first")))
}

/// Demands that a panel is open and of that version.
fn demand_current(
    open: &[(PanelId, i32)],
    id: PanelId,
    expected_version: i32,
) -> Result<(), MentoringError> {
    match open.iter().find(|(open, _)| *open == id) {
        None => Err(MentoringError::NotFound("panel")),
        Some((_, version)) if *version == expected_version => Ok(()),
        Some(_) => Err(MentoringError::Stale),
    }
}

fn check(input: &SavePanel) -> Result<Checked, MentoringError> {
    let mut checks = Checks::default();
    let name = checks.required("name", &input.name, NAME);
    let unit = input.unit.as_ref().map(|unit| checks.required("unit", unit, NAME));
    let deciders = people(&mut checks, "deciderIds", &input.deciders);
    let subjects = people(&mut checks, "subjectIds", &input.subjects);
    checks.demand(!deciders.is_empty(), "deciderIds", "MISSING", "Name who decides.");
    checks.demand(
        unit.is_some() || !subjects.is_empty(),
        "subjectIds",
        "MISSING",
        "Name the people or the unit on whom the panel decides.",
    );
    checks.finish(Checked { name, unit, deciders, subjects })
}

/// People, each once.
fn people(checks: &mut Checks, path: &str, given: &[MemberId]) -> Vec<MemberId> {
    if given.len() > MOST_PEOPLE {
        checks.add(path, "TOO_MANY", format!("Name at most {MOST_PEOPLE}."));
    }
    let mut people = given.to_vec();
    people.sort_unstable();
    people.dedup();
    people
}
