use super::samples::{
    digest, grade_published, invitation, letter, note, quiz_corrected, reminder, undeliverable,
};
use super::*;

mod mentoring;

const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "Eve\r\nBcc: all@bank.example",
    "\u{202e}evE {{ 7 * 7 }} {% raw %}",
    "👩\u{200d}💻 & \"Co\" 'x'",
    "<img src=http://x.example/y.png> <!-- ",
];

fn render_all(name: &str) -> Vec<Rendered> {
    let templates = Templates::new().unwrap();
    vec![
        templates.render(TemplateName::Invitation, &invitation(name)).unwrap(),
        templates.render(TemplateName::Undeliverable, &undeliverable(name)).unwrap(),
        templates.render(TemplateName::GradePublished, &grade_published(name)).unwrap(),
        templates.render(TemplateName::QuizCorrected, &quiz_corrected(name)).unwrap(),
        templates.render(TemplateName::MentoringLetter, &letter(name)).unwrap(),
        templates.render(TemplateName::LearnerDigest, &digest(name)).unwrap(),
        templates.render(TemplateName::QuietMonth, &digest(name)).unwrap(),
        templates.render(TemplateName::ManagerNote, &note(name)).unwrap(),
        templates.render(TemplateName::MentorReminder, &reminder(name)).unwrap(),
    ]
}

fn render<T: Serialize>(name: TemplateName, view: &T) -> Rendered {
    Templates::new().unwrap().render(name, view).unwrap()
}

/// What a reader sees: without the head, tags, comments and character references for layout.
fn visible(html: &str) -> String {
    let body = &html[html.find("<body").unwrap()..];
    let mut seen = String::new();
    for piece in body.split('<').skip(1) {
        if let Some((_, text)) = piece.split_once('>') {
            seen.push_str(text);
            seen.push(' ');
        }
    }
    seen.replace("&nbsp;", " ").replace("&#x2f;", "/")
}

fn numbers(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect()
}

#[test]
fn hostile_values_are_text_and_nothing_else() {
    for name in HOSTILE {
        for mail in render_all(name) {
            for tag in ["<script", "<img", "{%"] {
                assert!(name.contains(tag) || !mail.html.contains(tag), "{tag} in {}", mail.html);
            }
            assert!(!mail.html.contains("<script") && !mail.html.contains("<img"));
            assert!(!mail.html.contains("49"), "a value was run as a template");
            assert!(!mail.subject.contains(['\r', '\n', '\u{202e}']));
            assert!(mail.text.contains(name), "{name} in {}", mail.text);
        }
    }
    let html = &render_all("<b>&\"'")[0].html;
    assert!(html.contains("Hello &lt;b&gt;&amp;&quot;&#x27;,"), "{html}");
}

#[test]
fn nothing_is_fetched_when_a_mail_is_opened() {
    for mail in render_all("Ada") {
        let html = mail.html.replace("http://www.w3.org/1999/xhtml", "");
        for word in ["http://", "googleapis", "<img", "<link", "<script", "@import", "url(", "src="]
        {
            assert!(!html.contains(word), "{word} in {html}");
        }
    }
}

#[test]
fn the_layout_has_no_statement_left() {
    for mail in render_all("Ada") {
        for part in [&mail.html, &mail.text, &mail.subject] {
            assert!(!part.contains("{%") && !part.contains("{{"), "{part}");
        }
        assert!(mail.html.contains("max-width:600px"));
        assert!(mail.html.contains(r#"role="presentation""#));
        assert!(mail.html.contains(r#"content="light dark""#));
    }
}

#[test]
fn the_text_says_all_that_the_html_says() {
    for mail in render_all("Ada") {
        let text = numbers(&mail.text);
        for number in numbers(&visible(&mail.html)) {
            assert!(text.contains(&number), "{number} in {}", mail.text);
        }
        for link in mail.html.split("href=\"").skip(1) {
            let url = link.split('"').next().unwrap().replace("&#x2f;", "/");
            assert!(mail.text.contains(&url), "{url} in {}", mail.text);
        }
    }
}

#[test]
fn the_words_are_calm_and_the_footer_says_why() {
    for mail in render_all("Ada") {
        let words = [visible(&mail.html), mail.text, mail.subject].concat();
        assert!(!words.contains('!'), "{words}");
        assert_eq!(words.matches("You get this mail because").count(), 2);
    }
    for mail in &render_all("Ada")[5..] {
        assert!(mail.text.contains("Stop it: https://cadre.example/unsubscribe/902"));
        assert!(mail.text.to_lowercase().contains("as of 20 july 2026, 07:30"));
        assert!(!mail.text.contains("how often"), "there is no choice of how often");
    }
}

#[test]
fn an_invitation_says_where_to_and_what_for() {
    let mail = render(TemplateName::Invitation, &invitation("Ada"));
    assert_eq!(mail.subject, "Your invitation to Bank of Ada");
    assert!(mail.text.contains("Bank of Ada invites you to join it on Cadre.\nYou are enrolled"));
}

#[test]
fn an_admin_reads_whom_no_mail_reaches_and_what_helps() {
    let mail = render(TemplateName::Undeliverable, &undeliverable("Ada"));
    assert_eq!(mail.subject, "Mails to Ada cannot be delivered");
    assert!(mail.text.contains("Two mails in a row to Ada were refused for good"));
    assert!(mail.text.contains("an admin of Bank of Ada") && !mail.text.contains("Stop it"));
}

#[test]
fn a_result_says_whether_it_passed_and_nothing_more() {
    let mut view = grade_published("Ada");
    let mail = render(TemplateName::GradePublished, &view);
    assert_eq!(mail.subject, "A02 Ada: not passed yet");
    assert!(
        mail.text.contains("\nYour work for A02 Ada is graded, and it is not passed yet. You may")
    );
    view.is_passed = true;
    let mail = render(TemplateName::GradePublished, &view);
    assert_eq!(mail.subject, "A02 Ada: passed");
    assert!(mail.text.contains("\nYour work for A02 Ada is graded, and it is passed.\n"));
    assert!(!mail.html.contains("hand it in again"));
}

#[test]
fn a_corrected_result_says_whether_it_is_passed_and_that_nothing_is_taken_back() {
    let mut view = quiz_corrected("Ada");
    for (is_judged, is_passed, was_passed, words) in [
        (true, false, false, Some("The quiz is not passed yet.")),
        (true, true, true, Some("You had passed the quiz before, and you keep that.")),
        (true, true, false, Some("The quiz is passed now. It was not before.")),
        (false, false, false, None),
    ] {
        (view.is_judged, view.is_passed, view.was_passed) = (is_judged, is_passed, was_passed);
        let mail = render(TemplateName::QuizCorrected, &view);
        assert_eq!(mail.subject, "Quiz of Ada: your result was corrected");
        let said = words.map_or_else(String::new, |words| format!("{words}\n\n"));
        let text = format!(
            "your points have changed.\n\n{said}Nothing that you have completed is taken back.\n"
        );
        assert!(mail.text.contains(&text), "{}", mail.text);
        for part in [&mail.text, &mail.html] {
            assert_eq!(part.matches("passed").count(), words.map_or(0, |_| 1), "{part}");
            assert!(words.is_none_or(|words| part.contains(words)), "{part}");
        }
    }
}

#[test]
fn a_digest_reads_as_designed() {
    let mail = render(TemplateName::LearnerDigest, &digest("Interview a customer"));
    assert_eq!(mail.subject, "This week: Interview a customer, about 25 min");
    assert!(
        mail.text.contains(
            "\nDo next:\n- Interview a customer, about 25 min\n  \
         https://cadre.example/items/77\n- Read two notes, about 15 min, \
         opens Monday 20 July, 11:00\n  \
         https://cadre.example/items/77\n- Ask one question\n"
        ),
        "{}",
        mail.text
    );
    assert!(mail.text.contains(
        "Your progress:\n11 of 57 required items (19%), 3 of 12 modules complete.\nModule 4 opens"
    ));
    assert_eq!(mail.text.matches("week 5 of 16").count(), 2, "one section per cohort");
    assert_eq!(mail.html.matches(r#"<td width="19%""#).count(), 2, "the bar is a table cell");
}

#[test]
fn a_digest_asks_for_nothing_where_there_is_nothing() {
    let mut view = digest("Ada");
    view.headline_minutes = None;
    assert_eq!(render(TemplateName::LearnerDigest, &view).subject, "This week: Ada");
    view.headline_task = None;
    view.sections[0].do_next.clear();
    view.sections[1].do_next.clear();
    view.sections[1].percent = 100;
    let mail = render(TemplateName::LearnerDigest, &view);
    assert_eq!(mail.subject, "Your progress: 11 of 57 required items");
    for part in [&mail.text, &mail.html] {
        assert_eq!(part.matches("Nothing is open for you right now.").count(), 2);
        assert!(!part.contains("Interview"));
    }
    view.sections.clear();
    assert_eq!(render(TemplateName::LearnerDigest, &view).subject, "Your week");
}

#[test]
fn a_quiet_month_is_a_line_per_cohort_and_asks_for_nothing() {
    let mail = render(TemplateName::QuietMonth, &digest("Ada"));
    assert_eq!(mail.subject, "A quiet month: 11 of 57 required items");
    let line = "11 of 57 required items (19%), 3 of 12 modules complete.";
    for part in [&mail.text, &mail.html] {
        assert_eq!(part.matches(line).count(), 2, "{part}");
        assert!(part.contains("nothing has changed since your last digest"), "{part}");
        assert!(!part.contains("Do next") && !part.contains("about 25 min"), "{part}");
    }
}

#[test]
fn a_note_counts_people_rightly() {
    let mut view = note("Ada");
    for (others, subject) in [
        (0, "Ada: one question to ask this fortnight"),
        (1, "Ada and 1 other: one question to ask this fortnight"),
        (7, "Ada and 7 others: one question to ask this fortnight"),
    ] {
        view.others = others;
        assert_eq!(render(TemplateName::ManagerNote, &view).subject, subject);
    }
    for (hidden, words) in [(1, "1 more stands on your page."), (4, "4 more stand on your page.")] {
        view.hidden = hidden;
        let mail = render(TemplateName::ManagerNote, &view);
        assert!(mail.text.contains(words) && mail.html.contains(words));
    }
    view.hidden = 0;
    let mail = render(TemplateName::ManagerNote, &view);
    assert!(!mail.text.contains("on your page.") && !mail.html.contains("on your page."));
    assert!(
        mail.text.contains(
            "- Ada (Autumn 2026)\n  Module: Talk to customers\n  State: behind by 3 items\n  \
         Next: review on 30 July\n- Bo"
        ),
        "{}",
        mail.text
    );
}

#[test]
fn a_note_without_lines_says_why() {
    let mut view = note("Ada");
    let mail = render(TemplateName::ManagerNote, &view);
    assert!(!mail.text.contains("Nobody is behind") && !mail.html.contains("Nobody is behind"));
    view.lines.clear();
    let mail = render(TemplateName::ManagerNote, &view);
    assert!(
        mail.text.contains("Where people stand:\nNobody is behind.\n4 more stand on your page.")
    );
    assert!(mail.html.contains("Nobody is behind.") && !mail.html.contains("<th "));
}

#[test]
fn a_missing_value_is_an_error() {
    let templates = Templates::new().unwrap();
    assert!(templates.render(TemplateName::ManagerNote, &invitation("Ada")).is_err());
}

#[test]
fn a_letter_says_one_thing_and_has_one_link() {
    let mail = render(TemplateName::MentoringLetter, &letter("Mia"));
    assert_eq!(mail.subject, "A mentor for you: Mia");
    let words = "We propose Mia as your mentor.\n\nPlease answer by Tuesday, 1 December.\n\nRead";
    assert!(mail.text.contains(words), "{}", mail.text);
    assert_eq!(mail.html.matches("href=").count(), 1);
    assert!(!mail.text.contains("Stop it"));
}

#[test]
fn a_reminder_names_the_one_thing_or_counts_them() {
    let mut view = reminder("Ana");
    let mail = render(TemplateName::MentorReminder, &view);
    assert_eq!(mail.subject, "2 things are due with your learners");
    assert!(mail.text.contains("- Ana: Next session\n  When: Thursday, 23 July, 15:00\n"));
    assert!(mail.text.contains("- Bo: Your closing form\n  When: Friday, 31 July\n"));
    view.lines.truncate(1);
    let mail = render(TemplateName::MentorReminder, &view);
    assert_eq!(mail.subject, "Next session, with Ana");
}
