use super::*;

fn rule(key: &str, weight: i32, gate: bool) -> CriterionRule {
    CriterionRule { key: key.into(), weight, gate }
}

/// R02 of the built-in program: the worked cases of domain guide 3.2 are about it.
fn outcome_statements() -> Vec<CriterionRule> {
    vec![
        rule("who", 30, true),
        rule("measure", 30, true),
        rule("goal", 20, false),
        rule("clarity", 20, false),
    ]
}

fn steps(numbers: [i32; 4]) -> Vec<(&'static str, Step)> {
    let step = |number| Step::try_from(number).expect("a step");
    ["who", "measure", "goal", "clarity"].into_iter().zip(numbers.map(step)).collect()
}

fn judged(numbers: [i32; 4]) -> Judgement {
    judge(&outcome_statements(), &steps(numbers)).expect("a judgement")
}

#[test]
fn the_worked_cases_of_the_guide() {
    let gate = judged([3, 2, 3, 4]);
    assert_eq!((gate.thirds, score_text(gate.thirds).as_str(), gate.passed), (190, "63.33", false));
    assert_eq!(gate.failed_gates, ["measure"]);
    let low = judged([3, 3, 2, 2]);
    assert_eq!((low.thirds, score_text(low.thirds).as_str(), low.passed), (160, "53.33", false));
    assert_eq!(low.failed_gates, [""; 0]);
    let line = judged([3, 3, 3, 2]);
    assert_eq!((line.thirds, score_text(line.thirds).as_str(), line.passed), (180, "60.00", true));
}

#[test]
fn a_single_one_fails_whatever_the_score() {
    let judgement = judged([4, 4, 4, 1]);
    assert_eq!((judgement.thirds, judgement.passed), (240, false));
    assert_eq!(judgement.criteria_at_one, ["clarity"]);
    let both = judged([1, 4, 4, 4]);
    assert_eq!((both.failed_gates, both.criteria_at_one), (vec!["who".into()], vec!["who".into()]));
}

#[test]
fn one_third_below_the_line_does_not_pass() {
    let rules = [rule("a", 59, false), rule("b", 20, false), rule("c", 21, false)];
    let judge = |a, b, c| judge(&rules, &[("a", a), ("b", b), ("c", c)]).expect("a judgement");
    // 59·2 + 20·1 + 21·2 = 180; 59·2 + 20·2 + 21·1 = 179.
    let (on, below) = (
        judge(Step::SOLID, Step::PARTLY, Step::SOLID),
        judge(Step::SOLID, Step::SOLID, Step::PARTLY),
    );
    assert_eq!((on.thirds, on.passed), (180, true));
    assert_eq!((below.thirds, below.passed), (179, false));
    assert_eq!(score_text(below.thirds), "59.67");
}

#[test]
fn the_ends_of_the_scale() {
    assert_eq!((judged([1; 4]).thirds, judged([4; 4]).thirds), (0, 300));
    assert_eq!(
        [0, 1, 2, 3, 200, 299, 300].map(score_text),
        ["0.00", "0.33", "0.67", "1.00", "66.67", "99.67", "100.00"]
    );
    assert_eq!(score_text(-1), "0.00");
    assert_eq!(score_text(i32::MAX), "715827882.33");
}

#[test]
fn steps_are_one_to_four() {
    for number in [-1, 0, 5, 101, i32::MIN, i32::MAX] {
        assert_eq!(Step::try_from(number), Err(StepError(number)));
    }
    for text in ["0", "5", "-1", "2.5", "1e308", "NaN", "null", "\"3\"", "4294967298"] {
        assert!(serde_json::from_str::<Step>(text).is_err(), "{text}");
    }
    assert_eq!(serde_json::from_str::<Step>("3").expect("a step"), Step::SOLID);
    assert_eq!(serde_json::to_string(&Step::STRONG).expect("JSON"), "4");
}

#[test]
fn weights_add_to_a_hundred() {
    let sum = |weights: &[i32]| {
        let rules: Vec<_> = weights
            .iter()
            .enumerate()
            .map(|(i, weight)| rule(&i.to_string(), *weight, true))
            .collect();
        check_rules(&rules)
    };
    assert_eq!(sum(&[100]), Ok(()));
    assert_eq!(sum(&[50, 49]), Err(RulesProblem::WeightsSum(99)));
    assert_eq!(sum(&[50, 51]), Err(RulesProblem::WeightsSum(101)));
    assert_eq!(sum(&[i32::MAX, i32::MAX]), Err(RulesProblem::WeightsSum(4_294_967_294)));
    assert_eq!(sum(&[]), Err(RulesProblem::NoCriteria));
    let too_small = |key: &str, weight| RulesProblem::WeightTooSmall { key: key.into(), weight };
    assert_eq!(sum(&[100, 0]), Err(too_small("1", 0)));
    assert_eq!(sum(&[-1, 101]), Err(too_small("0", -1)));
    assert_eq!(
        check_rules(&[rule("a", 50, true), rule("a", 50, false)]),
        Err(RulesProblem::Repeated("a".into()))
    );
}

#[test]
fn every_criterion_has_exactly_one_step() {
    let rules = outcome_statements();
    let mut given = steps([3; 4]);
    given.reverse();
    assert_eq!(judge(&rules, &given), judge(&rules, &steps([3; 4])));
    assert_eq!(judge(&rules, &given[1..]), Err(JudgeProblem::Missing("clarity".into())));
    given.push(("who", Step::STRONG));
    assert_eq!(judge(&rules, &given), Err(JudgeProblem::Repeated("who".into())));
    given[4].0 = "style";
    assert_eq!(judge(&rules, &given), Err(JudgeProblem::Unknown("style".into())));
    assert_eq!(judge(&[], &[]), Err(JudgeProblem::Rules(RulesProblem::NoCriteria)));
}
