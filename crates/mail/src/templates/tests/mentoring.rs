//! Mails on mentoring.

use super::*;

#[test]
fn a_reminder_names_the_goals_of_a_session_and_claims_no_figures() {
    let mail = render(TemplateName::MentorReminder, &reminder("Ada"));
    for part in [&mail.text, &mail.html] {
        assert_eq!(part.matches("Goal: ").count(), 2, "one line has none: {part}");
        assert!(part.contains("Goal: Lead a workshop"), "{part}");
        assert!(part.contains("As of 20 July 2026, 07:30.") && !part.contains("igures"), "{part}");
    }
    let lines = "- Ada: Next session\n  When: Thursday, 23 July, 15:00\n  Goal: Lead a workshop\n";
    assert!(mail.text.contains(lines), "{}", mail.text);
}

#[test]
fn a_letter_has_a_way_to_stop_it_where_it_can_be_stopped() {
    let mut view = letter("Ada");
    let mail = render(TemplateName::MentoringLetter, &view);
    assert!(!mail.text.contains("Stop") && !mail.html.contains("Stop"));
    view.unsubscribe_url = Some("https://cadre.example/unsubscribe/902".to_owned());
    let mail = render(TemplateName::MentoringLetter, &view);
    let link = "Stop such reminders: https://cadre.example/unsubscribe/902";
    assert!(mail.text.contains(link), "{}", mail.text);
    let html = mail.html.replace("&#x2f;", "/");
    assert!(html.contains(r#"href="https://cadre.example/unsubscribe/902""#), "{html}");
}
