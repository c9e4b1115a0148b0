//! Profiles and weights that are not taken.

use super::*;

fn fault(change: impl Fn(&mut Profiles)) -> ProfileError {
    let mut profiles = known();
    change(&mut profiles);
    let scores = ProfileScores::new(Arc::new(profiles), Weights::default(), Rules::default());
    scores.expect_err("a fault")
}

#[test]
fn learners() {
    let focus = |change: fn(&mut Vec<Focus>)| fault(|all| change(&mut all.learners[0].focus));
    let wrong = |competency| ProfileError::Focus { learner: 0, competency };
    assert_eq!(focus(|focus| focus[0].competency = 32), wrong(32));
    assert_eq!(focus(|focus| focus[1].importance = 0), wrong(4));
    assert_eq!(focus(|focus| focus[1].importance = 4), wrong(4));
    assert_eq!(focus(|focus| focus[2].level = 6), wrong(8));
    let twice = ProfileError::FocusTwice { learner: 0, competency: 0 };
    assert_eq!(focus(|focus| focus[2].competency = 0), twice);
    let many = ProfileError::TooManyFocus { learner: 0, found: 4 };
    assert_eq!(focus(|focus| focus.push(focus[0])), many);

    let answer = ProfileError::Answer { side: Side::Learner, position: 0 };
    assert_eq!(fault(|all| all.learners[0].values = Some([0, 1, 1, 1, 1])), answer);
    let unknown = ProfileError::Unknown { side: Side::Mentor, position: 1 };
    assert_eq!(fault(|all| all.learners[0].ranks = vec![0, 1]), unknown);
    let twice = ProfileError::RankedTwice { learner: 0, mentor: 0 };
    assert_eq!(fault(|all| all.learners[0].ranks = vec![0, 0]), twice);
    let many = ProfileError::TooManyRanks { learner: 0, found: 6 };
    assert_eq!(fault(|all| all.learners[0].ranks = vec![0; 6]), many);
}

#[test]
fn mentors_patterns_and_pairs() {
    let level = ProfileError::Level { mentor: 0, competency: 31 };
    assert_eq!(fault(|all| all.mentors[0].levels[31] = 6), level);
    let answer = ProfileError::Answer { side: Side::Mentor, position: 0 };
    assert_eq!(fault(|all| all.mentors[0].values = Some([1, 1, 1, 1, 6])), answer);
    let pattern = |side| ProfileError::UnknownPattern { side, position: 0, pattern: 1 };
    assert_eq!(fault(|all| all.learners[0].pattern = 1), pattern(Side::Learner));
    assert_eq!(fault(|all| all.mentors[0].pattern = 1), pattern(Side::Mentor));
    let many = ProfileError::TooManyPatterns { found: MOST_PATTERNS + 1 };
    assert_eq!(fault(|all| all.patterns = vec![office(); MOST_PATTERNS + 1]), many);
    let unknown = |side| ProfileError::Unknown { side, position: 1 };
    assert_eq!(fault(|all| all.blocks.push((1, 0))), unknown(Side::Learner));
    let listed = PairExclusion { learner: 0, mentor: 1, reason: PairReason::Panel };
    assert_eq!(fault(|all| all.exclusions.push(listed)), unknown(Side::Mentor));
}

#[test]
fn weights() {
    let fault = |weights| {
        let scores = ProfileScores::new(Arc::new(known()), weights, Rules::default());
        scores.expect_err("a fault")
    };
    let criterion = Criterion::Time;
    let high = Weights { time: 101, ..Weights::default() };
    assert_eq!(fault(high), ProfileError::Weight { criterion, found: 101 });
    let all = |weight| Weights {
        gap_cover: weight,
        preference: weight,
        values: weight,
        goals: weight,
        time: weight,
        career_distance: weight,
        fresh_view: weight,
    };
    assert_eq!(fault(all(0)), ProfileError::WeightTotal { found: 0 });
    assert_eq!(fault(all(72)), ProfileError::WeightTotal { found: 504 });
}
