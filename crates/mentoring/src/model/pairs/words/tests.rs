use super::*;

fn facts(to_learner: bool) -> LetterFacts {
    LetterFacts {
        other: "Mia".to_owned(),
        to_learner,
        until: Some("Tuesday, 1 December".to_owned()),
        rule: Some(Rule::ReportingLine),
    }
}

#[test]
fn every_mail_names_the_other_and_asks_calmly() {
    for (kind, to_learner) in
        MailKind::ALL.into_iter().flat_map(|kind| [(kind, true), (kind, false)])
    {
        let letter = facts(to_learner).letter(kind);
        assert!(letter.subject.contains("Mia"), "{kind:?}");
        assert!(!letter.paragraphs.is_empty() && !letter.action.is_empty(), "{kind:?}");
        let words = format!("{} {}", letter.subject, letter.paragraphs.join(" "));
        assert!(!words.contains('!') && !words.contains("score"), "{kind:?}: {words}");
    }
}

#[test]
fn no_two_kinds_say_the_same() {
    let letters: Vec<Letter> =
        MailKind::ALL.into_iter().map(|kind| facts(true).letter(kind)).collect();
    for (at, one) in letters.iter().enumerate() {
        assert!(!letters[at + 1..].contains(one), "{one:?}");
    }
}

#[test]
fn a_day_that_is_not_there_leaves_no_hole() {
    let bare = LetterFacts { until: None, ..facts(true) };
    let words = bare.letter(MailKind::ProposalLearner).paragraphs;
    assert_eq!(words.len(), 2, "{words:?}");
    let dated = facts(true).letter(MailKind::ProposalLearner).paragraphs;
    assert_eq!(dated[2], "Please answer by Tuesday, 1 December.");
}

#[test]
fn who_writes_an_agreement_reads_what_is_confidential() {
    for to_learner in [true, false] {
        let words = facts(to_learner).letter(MailKind::BothAccepted).paragraphs;
        assert!(words.iter().any(|paragraph| paragraph == CONFIDENTIALITY), "{words:?}");
    }
    assert!(!CONFIDENTIALITY.contains("  "), "{CONFIDENTIALITY}");
}

#[test]
fn a_decline_gives_no_reason() {
    let words = facts(true).letter(MailKind::Declined).paragraphs.join(" ");
    assert_eq!(words, "The coordinator looks for another mentor for you.");
}
