use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::PairId;
use mail::views::{MentorReminderLine, MentorReminderView};
use mail::{MailError, TemplateName, Templates};
use mentoring::model::oversight::week::{DueItem, Duty};

use super::compose::{Composed, Reader, each_once, moment};

/// Most lines of a reminder; the page has all.
const MAX_LINES: usize = 20;

/// A mentor's reminder of what is due, with the open goals of pairs under their sessions. `None` when
/// nothing is due. It states no figures, and nothing of what learners are rated or graded.
///
/// # Errors
/// When a template fails.
pub(crate) fn mentor_reminder(
    templates: &Templates,
    reader: &Reader<'_>,
    items: &[DueItem],
    goals: &HashMap<PairId, Vec<String>>,
) -> Result<Option<Composed>, MailError> {
    if items.is_empty() {
        return Ok(None);
    }
    let view = MentorReminderView {
        recipient_name: reader.name.to_owned(),
        lines: items.iter().take(MAX_LINES).map(|item| line(item, goals, reader.zone)).collect(),
        as_of: moment(reader.as_of, reader.zone),
        page_url: format!("{}/mentoring", reader.app_url),
        unsubscribe_url: reader.stop_url.to_owned(),
    };
    let texts = Some(templates.render(TemplateName::MentorReminder, &view)?);
    let cohorts = each_once(items.iter().map(|item| item.cohort_id).collect());
    Ok(Some(Composed { member_id: reader.member_id, texts, figures: Vec::new(), cohorts }))
}

fn line(item: &DueItem, goals: &HashMap<PairId, Vec<String>>, zone: Tz) -> MentorReminderLine {
    let is_session = matches!(item.duty, Duty::Session | Duty::PlanSession);
    let goals = goals.get(&item.pair_id).filter(|_| is_session);
    MentorReminderLine {
        pair_words: item.learner_name.clone(),
        what: item.duty.words().to_owned(),
        due: due_words(item, zone),
        goals: goals.cloned().unwrap_or_default(),
    }
}

/// When it is due, for a reader in that zone.
fn due_words(item: &DueItem, zone: Tz) -> String {
    let at = |at: DateTime<Utc>| moment(at, zone);
    match (item.duty, item.due_at, item.due_on(zone)) {
        (Duty::Session, Some(starts), _) => at(starts),
        (Duty::LogSession, Some(starts), _) => format!("it was on {}", at(starts)),
        (_, _, Some(day)) => format!("by {}", day.format("%A, %-d %B %Y")),
        _ => "when it suits you".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use kernel::CohortId;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn item(duty: Duty, due_at: Option<&str>) -> DueItem {
        let id = Uuid::from_u128(1);
        DueItem {
            mentor_id: id.into(),
            pair_id: id.into(),
            cohort_id: id.into(),
            learner_id: id.into(),
            learner_name: "Ana Lis".to_owned(),
            learner_unit: None,
            duty,
            due_at: due_at.map(|at| at.parse().expect("a time")),
            occasion: None,
        }
    }

    #[rstest]
    #[case(Duty::Session, Some("2026-12-03T09:00:00Z"), "Thursday, 3 December 2026, 10:00 (CET)")]
    #[case(
        Duty::LogSession,
        Some("2026-12-01T09:00:00Z"),
        "it was on Tuesday, 1 December 2026, 10:00 (CET)"
    )]
    #[case(Duty::Answer, Some("2026-12-03T23:00:00Z"), "by Thursday, 3 December 2026")]
    #[case(Duty::HealthCheck, None, "when it suits you")]
    fn what_is_due_stands_in_words_of_the_reader(
        #[case] duty: Duty,
        #[case] due_at: Option<&str>,
        #[case] expected: &str,
    ) {
        let zone: Tz = "Europe/Warsaw".parse().expect("a zone");
        assert_eq!(due_words(&item(duty, due_at), zone), expected);
    }

    #[test]
    fn a_reminder_names_the_learner_the_duty_and_the_day_and_no_more_lines_than_fit() {
        let templates = Templates::new().expect("templates");
        let reader = Reader {
            member_id: Uuid::from_u128(9).into(),
            name: "Mia Ros",
            zone: Tz::UTC,
            as_of: "2026-12-02T06:30:00Z".parse().expect("a time"),
            app_url: "https://learn.example",
            stop_url: "https://cadre.example/unsubscribe/t",
        };
        let none = HashMap::new();
        let nothing =
            mentor_reminder(&templates, &reader, &[], &none).expect("no template is asked");
        assert!(nothing.is_none());
        let many = vec![item(Duty::Answer, Some("2026-12-04T00:00:00Z")); 30];
        let mail = mentor_reminder(&templates, &reader, &many, &none);
        let composed = mail.expect("a mail").expect("due");
        let text = composed.texts.expect("texts").text;
        for part in ["Ana Lis", "Accept or decline the proposal", "Thursday, 3 December 2026"] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert_eq!(text.matches("Ana Lis").count(), MAX_LINES);
        assert_eq!(composed.cohorts, [CohortId::from(Uuid::from_u128(1))]);
        assert!(composed.figures.is_empty());
    }

    #[rstest]
    #[case(Duty::Session, &["Lead a workshop"])]
    #[case(Duty::PlanSession, &["Lead a workshop"])]
    #[case(Duty::Answer, &[])]
    #[case(Duty::ClosingForm, &[])]
    fn goals_stand_under_sessions(#[case] duty: Duty, #[case] expected: &[&str]) {
        let item = item(duty, Some("2026-12-03T09:00:00Z"));
        let goals = HashMap::from([(item.pair_id, vec!["Lead a workshop".to_owned()])]);
        assert_eq!(line(&item, &goals, Tz::UTC).goals, expected);
    }
}
