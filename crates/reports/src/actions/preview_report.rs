use auth::Actor;
use chrono::Duration;
use chrono_tz::Tz;
use kernel::{Permission, Week};
use mail::Rendered;

use crate::error::ReportError;
use crate::facts::Place;
use crate::jobs::Reports;
use crate::model::{Reader, ReportKind, learner_digest, manager_note, mentor_reminder};
use crate::sample;

/// Renders a report as it comes to a reader, about made-up people in the third week of a made-up run.
/// Nothing of the organisation is read. The link that stops it stops nothing.
///
/// # Errors
/// [`ReportError`]: not allowed, a template.
pub fn preview_report(
    reports: &Reports,
    actor: &Actor,
    kind: ReportKind,
) -> Result<Option<Rendered>, ReportError> {
    actor.require(Permission::SendReports)?;
    let now = reports.sources.now();
    let (zone, monday) = (Tz::UTC, Week::at(now, Tz::UTC).monday());
    let run = sample::run(monday - Duration::weeks(2), zone.name());
    let people: [(&str, &[i16]); 4] = [
        ("Robin Sample", &[3, 2]),
        ("Alex Sample", &[3, 3, 1]),
        ("Kim Sample", &[1]),
        ("Sam Sample", &[3, 3]),
    ];
    let places: Vec<Place> = (1_u8..)
        .zip(people)
        .map(|(number, (name, done))| sample::learner(&run, number, name, done, now))
        .collect();
    let places: Vec<&Place> = places.iter().collect();
    let name = match kind {
        ReportKind::LearnerDigest | ReportKind::MentoringNudge => "Robin Sample",
        ReportKind::ManagerNote | ReportKind::MentorReminder => "Mia Sample",
    };
    let stop_url = format!("{}/unsubscribe/sample", reports.links.public_url.trim_end_matches('/'));
    let reader = Reader {
        // Whoever it is for: the texts do not show it.
        member_id: actor.member_id,
        name,
        zone,
        as_of: now,
        app_url: &reports.app_url,
        stop_url: &stop_url,
    };
    let composed = match kind {
        ReportKind::LearnerDigest => learner_digest(&reports.templates, &reader, &places[..1])?,
        ReportKind::ManagerNote => manager_note(&reports.templates, &reader, &places)?,
        ReportKind::MentorReminder => {
            let (duties, goals) = sample::duties(now);
            mentor_reminder(&reports.templates, &reader, &duties, &goals)?
        }
        ReportKind::MentoringNudge => return Ok(Some(sample::nudge(&reports.templates, &reader)?)),
    };
    Ok(composed.and_then(|composed| composed.texts))
}
