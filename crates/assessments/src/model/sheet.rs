//! What a grader writes: a step and a comment for each criterion, and one comment over all.

use curriculum::Rubric;
use kernel::Violation;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rubric::{CriterionRule, Step};

/// Longest comment on one criterion, in characters.
pub const COMMENT_CHARS: usize = 2_000;

/// Longest comment over all, in characters.
pub const OVERALL_CHARS: usize = 5_000;

/// The step for one criterion, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenStep {
    /// The criterion's key.
    pub criterion: String,
    /// How well it is met.
    pub step: Step,
    /// Why; may be empty.
    #[serde(default)]
    pub comment: String,
}

/// The step for one criterion, as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepInput {
    /// The criterion's key.
    pub criterion: String,
    /// 1 to 4, if it is acceptable.
    pub step: i32,
    /// Why; may be empty.
    pub comment: String,
}

/// What of a rubric decides; its criteria were checked when it was adopted.
pub fn rules_of(rubric: &Rubric) -> Vec<CriterionRule> {
    serde_json::from_value(rubric.criteria.clone()).unwrap_or_default()
}

/// Steps from the document that they are kept in.
pub fn stored(document: Value) -> Vec<GivenStep> {
    serde_json::from_value(document).unwrap_or_default()
}

/// Checks steps as they come in, at `input.steps`. Criteria may be left out.
///
/// # Errors
/// Each that is not acceptable: an unknown criterion, one that stands twice, a step that is none, a
/// comment that is too long.
pub fn check(
    rules: &[CriterionRule],
    inputs: &[StepInput],
) -> Result<Vec<GivenStep>, Vec<Violation>> {
    let mut found = Vec::new();
    let mut given = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        let mut complain = |field: &str, code, message: String| {
            let path = format!("input.steps.{index}.{field}");
            found.push(Violation::new(path, code, message));
        };
        if !rules.iter().any(|rule| rule.key == input.criterion) {
            let known: Vec<&str> = rules.iter().map(|rule| rule.key.as_str()).collect();
            let message = format!("The rubric has these criteria: {}.", known.join(", "));
            complain("criterion", "UNKNOWN_CRITERION", message);
        } else if inputs[..index].iter().any(|earlier| earlier.criterion == input.criterion) {
            let message = "A criterion has one step; it stands here a second time.";
            complain("criterion", "REPEATED_CRITERION", message.to_owned());
        }
        if !is_text(&input.comment, COMMENT_CHARS) {
            complain("comment", "LENGTH", text_rule(COMMENT_CHARS));
        }
        match Step::try_from(input.step) {
            Err(error) => complain("step", "OUT_OF_RANGE", format!("{error}.")),
            Ok(step) => given.push(GivenStep {
                criterion: input.criterion.clone(),
                step,
                comment: input.comment.clone(),
            }),
        }
    }
    if found.is_empty() { Ok(given) } else { Err(found) }
}

/// What is wrong with a comment over all, at `input.comment`.
pub fn check_overall(comment: &str) -> Option<Violation> {
    (!is_text(comment, OVERALL_CHARS))
        .then(|| Violation::new("input.comment", "LENGTH", text_rule(OVERALL_CHARS)))
}

/// One violation at `path` for each criterion without a step.
pub fn missing(rules: &[CriterionRule], given: &[GivenStep], path: &str) -> Vec<Violation> {
    let lacks = |rule: &&CriterionRule| !given.iter().any(|step| step.criterion == rule.key);
    rules
        .iter()
        .filter(lacks)
        .map(|rule| {
            let message = format!("Give the criterion `{}` a step, 1 to 4.", rule.key);
            Violation::new(path, "MISSING_STEP", message)
        })
        .collect()
}

/// Steps in the form that they are judged in.
pub fn pairs(given: &[GivenStep]) -> Vec<(&str, Step)> {
    given.iter().map(|step| (step.criterion.as_str(), step.step)).collect()
}

fn text_rule(most: usize) -> String {
    format!("A comment has at most {most} characters, and no control characters but line breaks.")
}

fn is_text(text: &str, most: usize) -> bool {
    let is_foreign = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    text.chars().count() <= most && !text.chars().any(is_foreign)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules() -> Vec<CriterionRule> {
        let rule = |key: &str, gate| CriterionRule { key: key.to_owned(), weight: 50, gate };
        vec![rule("clarity", false), rule("measure", true)]
    }

    fn input(criterion: &str, step: i32) -> StepInput {
        StepInput { criterion: criterion.to_owned(), step, comment: "Why.".to_owned() }
    }

    #[test]
    fn a_part_of_the_criteria_is_a_draft() {
        let given = check(&rules(), &[input("measure", 4)]).expect("fine");
        assert_eq!(pairs(&given), [("measure", Step::STRONG)]);
        let missing: Vec<String> = missing(&rules(), &given, "input.gradeId")
            .into_iter()
            .map(|violation| violation.message)
            .collect();
        assert_eq!(missing, ["Give the criterion `clarity` a step, 1 to 4."]);
        assert_eq!(check(&rules(), &[]), Ok(Vec::new()));
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let mut long = input("clarity", 101);
        long.comment = "x".repeat(COMMENT_CHARS + 1);
        let mut nul = input("measure", -1);
        nul.comment = "a\0b".to_owned();
        let inputs = [input("measure", 0), input("nonsense", 5), long, nul];
        let found = check(&rules(), &inputs).expect_err("mistakes");
        let found: Vec<(&str, &str)> =
            found.iter().map(|violation| (violation.path.as_str(), violation.code)).collect();
        assert_eq!(
            found,
            [
                ("input.steps.0.step", "OUT_OF_RANGE"),
                ("input.steps.1.criterion", "UNKNOWN_CRITERION"),
                ("input.steps.1.step", "OUT_OF_RANGE"),
                ("input.steps.2.comment", "LENGTH"),
                ("input.steps.2.step", "OUT_OF_RANGE"),
                ("input.steps.3.criterion", "REPEATED_CRITERION"),
                ("input.steps.3.comment", "LENGTH"),
                ("input.steps.3.step", "OUT_OF_RANGE"),
            ]
        );
        assert!(check_overall(&"x".repeat(OVERALL_CHARS)).is_none());
        assert!(check_overall(&"x".repeat(OVERALL_CHARS + 1)).is_some());
    }

    #[test]
    fn what_is_kept_is_read_back() {
        let given = check(&rules(), &[input("measure", 2), input("clarity", 1)]).expect("fine");
        assert_eq!(stored(json!(given)), given);
        assert_eq!(stored(json!([{ "criterion": "clarity", "step": 5 }])), []);
        assert_eq!(stored(json!([{ "criterion": "clarity", "step": 3 }]))[0].comment, "");
    }
}
