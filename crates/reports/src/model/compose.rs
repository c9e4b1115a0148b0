//! What every report is made with. Pure: facts in, one mail's texts and figures out.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::{CohortId, MemberId};
use mail::Rendered;

use super::figures::CohortFigures;

/// Who reads it.
pub(crate) struct Reader<'a> {
    /// The person.
    pub member_id: MemberId,
    /// Their name.
    pub name: &'a str,
    /// Their zone.
    pub zone: Tz,
    /// The moment that the figures show.
    pub as_of: DateTime<Utc>,
    /// Where the learning pages are.
    pub app_url: &'a str,
    /// The page on which this kind of report can be stopped.
    pub stop_url: &'a str,
}

/// One mail.
#[derive(Debug, Clone)]
pub(crate) struct Composed {
    /// The reader.
    pub member_id: MemberId,
    /// Subject, HTML and text; none where the ledger notes that there was nothing to say.
    pub texts: Option<Rendered>,
    /// What it states.
    pub figures: Vec<CohortFigures>,
    /// The cohorts that it speaks of, each once: in their ledgers it stands.
    pub cohorts: Vec<CohortId>,
}

impl Composed {
    /// One that states figures of learners.
    pub(super) fn of_learners(
        member_id: MemberId,
        texts: Option<Rendered>,
        figures: Vec<CohortFigures>,
    ) -> Self {
        let cohorts = each_once(figures.iter().map(|figures| figures.cohort_id).collect());
        Self { member_id, texts, figures, cohorts }
    }
}

/// Each of some cohorts once.
pub(super) fn each_once(mut cohorts: Vec<CohortId>) -> Vec<CohortId> {
    cohorts.sort_unstable();
    cohorts.dedup();
    cohorts
}

pub(super) fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%A, %-d %B %Y, %H:%M (%Z)").to_string()
}

pub(super) fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}
