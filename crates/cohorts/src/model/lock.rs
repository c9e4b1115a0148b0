use chrono::{DateTime, Utc};
use curriculum::Plan;

use super::cohort::Cohort;

/// What unlocks a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockReason {
    /// Positions in the plan of needed modules that are not completed.
    pub needs: Vec<usize>,
    /// When its week begins, if it has not, UTC.
    pub opens_at: Option<DateTime<Utc>>,
}

impl LockReason {
    /// The reason in a sentence: which modules to complete and when its week begins, as a calendar
    /// of the cohort shows it.
    pub fn words(&self, plan: &Plan, cohort: &Cohort) -> String {
        let mut parts = Vec::new();
        if !self.needs.is_empty() {
            let needs: Vec<String> = self
                .needs
                .iter()
                .map(|index| {
                    format!("{} {}", plan.modules[*index].code, plan.modules[*index].title)
                })
                .collect();
            parts.push(format!("complete {} first", needs.join(" and ")));
        }
        if let Some(opens_at) = self.opens_at {
            let local = opens_at.with_timezone(&cohort.zone());
            parts.push(format!(
                "its week begins on {} ({})",
                local.format("%A, %-d %B %Y"),
                cohort.time_zone
            ));
        }
        parts.join("; ")
    }
}
