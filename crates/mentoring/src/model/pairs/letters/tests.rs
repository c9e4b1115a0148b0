use rstest::rstest;

use super::*;
use crate::model::life::{STEPS, step};

#[test]
fn words_round_trip() {
    for kind in MailKind::ALL {
        assert_eq!(MailKind::parse(kind.as_str()), Some(kind));
    }
}

#[test]
fn only_what_encourages_can_be_stopped() {
    let stopped: Vec<MailKind> =
        MailKind::ALL.into_iter().filter(|kind| kind.can_be_stopped()).collect();
    assert_eq!(stopped, [MailKind::Nudge]);
}

#[test]
fn a_proposal_is_two_different_mails() {
    let publish = step(State::Draft, Event::Publish, Party::Coordinator).expect("a step");
    let sent = letters_of(publish, State::Draft, Party::Coordinator, false);
    assert_eq!(
        sent,
        [(Side::Learner, MailKind::ProposalLearner), (Side::Mentor, MailKind::ProposalMentor)]
    );
}

#[rstest]
#[case(State::Proposed, Event::Decline, Party::Mentor, &[Side::Learner])]
#[case(State::Active, Event::EndEarly, Party::Learner, &[Side::Mentor])]
#[case(State::Active, Event::Pause, Party::Coordinator, &Side::ALL)]
// Who asks for another match does not show.
#[case(State::Active, Event::AskRematch, Party::Mentor, &Side::ALL)]
#[case(State::Proposed, Event::Accept, Party::Mentor, &[])]
#[case(State::MenteeAccepted, Event::Accept, Party::Mentor, &Side::ALL)]
fn who_took_the_step_is_not_told_of_it(
    #[case] from: State,
    #[case] event: Event,
    #[case] by: Party,
    #[case] expected: &[Side],
) {
    let step = step(from, event, by).expect("a step");
    let sides: Vec<Side> =
        letters_of(step, from, by, false).into_iter().map(|(side, _)| side).collect();
    assert_eq!(sides, expected);
}

#[test]
fn whoever_loses_a_pair_is_told() {
    for line in STEPS.iter().filter(|line| line.ends()) {
        for (from, by) in line.from.iter().flat_map(|from| line.by.iter().map(move |by| (from, by)))
        {
            let told = letters_of(line, *from, *by, false);
            for side in Side::ALL.into_iter().filter(|side| Party::from(*side) != *by) {
                let is_told = told.iter().any(|(to, _)| *to == side);
                assert!(is_told, "{side:?} of {line:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_done_any_more_is_not_asked_for() {
    assert!(MailKind::AnswerReminder.still_matters(State::MenteeAccepted, true));
    assert!(!MailKind::AnswerReminder.still_matters(State::Accepted, true));
    assert!(!MailKind::Nudge.still_matters(State::EndedEarly, false));
    assert!(MailKind::Closed.still_matters(State::Closed, false));
}
