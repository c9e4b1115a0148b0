//! What a learner reads of the grades of one version once its result stands.

use chrono::{DateTime, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{MemberId, SubmissionId};
use serde_json::Value;

use super::rubric::{CriterionRule, judge};
use super::sheet::{self, GivenStep};
use super::submission::Version;

/// A published grade of a version whose result stands.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::grade)]
pub struct PublishedGrade {
    /// The work.
    pub submission_id: SubmissionId,
    /// Which version of it.
    pub version_number: i16,
    /// Who graded. Learners are not told.
    pub grader_id: MemberId,
    /// 1, 2 or 3: in which capacity.
    pub position: i16,
    /// A step and a comment for each criterion; see [`sheet::stored`].
    pub steps: Value,
    /// The comment over all.
    pub comment: String,
    /// The score in thirds of a point.
    pub thirds: Option<i16>,
    /// Whether it passes.
    pub is_passed: Option<bool>,
}

/// One grade without its grader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeRead {
    /// Whether it is the result.
    pub is_deciding: bool,
    /// The score in thirds of a point.
    pub thirds: i16,
    /// Whether it passes.
    pub passed: bool,
    /// The comment over all.
    pub comment: String,
    /// A step and a comment for each criterion.
    pub steps: Vec<GivenStep>,
}

/// The result of a version with the grades behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// When the result came to stand, UTC.
    pub decided_at: DateTime<Utc>,
    /// The score in thirds of a point.
    pub thirds: i16,
    /// Whether it passed.
    pub passed: bool,
    /// Keys of gates below 3 in the deciding grade, in the order of the rubric.
    pub failed_gates: Vec<String>,
    /// The deciding grade, then the others by capacity.
    pub grades: Vec<GradeRead>,
}

/// What a learner reads of a version; nothing before its result stands. `grades` are those of this
/// version.
#[must_use]
pub fn feedback(
    version: &Version,
    grades: &[&PublishedGrade],
    rules: &[CriterionRule],
) -> Option<Feedback> {
    let (decided_at, thirds, passed) = (version.decided_at?, version.thirds?, version.is_passed?);
    let mut read: Vec<(i16, GradeRead)> = grades
        .iter()
        .filter_map(|grade| {
            let read = GradeRead {
                is_deciding: Some(grade.grader_id) == version.decided_by,
                thirds: grade.thirds?,
                passed: grade.is_passed?,
                comment: grade.comment.clone(),
                steps: sheet::stored(grade.steps.clone()),
            };
            Some((grade.position, read))
        })
        .collect();
    read.sort_by_key(|(position, grade)| (!grade.is_deciding, *position));
    let grades: Vec<GradeRead> = read.into_iter().map(|(_, grade)| grade).collect();
    let failed_gates = grades
        .iter()
        .find(|grade| grade.is_deciding)
        .and_then(|grade| judge(rules, &sheet::pairs(&grade.steps)).ok())
        .map(|judgement| judgement.failed_gates)
        .unwrap_or_default();
    Some(Feedback { decided_at, thirds, passed, failed_gates, grades })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn member(number: u128) -> MemberId {
        Uuid::from_u128(number).into()
    }

    fn version(decided_by: Option<MemberId>) -> Version {
        let decided = decided_by.is_some();
        Version {
            submission_id: Uuid::from_u128(1).into(),
            number: 1,
            text: String::new(),
            links: json!([]),
            submitted_at: DateTime::UNIX_EPOCH,
            is_late: false,
            state: if decided { "decided" } else { "waiting" }.to_owned(),
            decided_at: decided.then_some(DateTime::UNIX_EPOCH),
            decided_by,
            thirds: decided.then_some(190),
            is_passed: decided.then_some(false),
        }
    }

    fn grade(grader: u128, position: i16, measure: i32) -> PublishedGrade {
        PublishedGrade {
            submission_id: Uuid::from_u128(1).into(),
            version_number: 1,
            grader_id: member(grader),
            position,
            steps: json!([
                { "criterion": "who", "step": 3, "comment": "" },
                { "criterion": "measure", "step": measure, "comment": "Compared with what?" },
            ]),
            comment: "Close.".to_owned(),
            thirds: Some(190),
            is_passed: Some(measure >= 3),
        }
    }

    #[test]
    fn the_deciding_grade_comes_first_with_its_failed_gates() {
        let rule = |key: &str| CriterionRule { key: key.to_owned(), weight: 50, gate: true };
        let rules = [rule("who"), rule("measure")];
        let (first, second, third) = (grade(11, 1, 3), grade(12, 2, 4), grade(13, 3, 2));
        let grades = [&first, &second, &third];
        let read = feedback(&version(Some(member(13))), &grades, &rules).expect("decided");
        let order: Vec<_> = read.grades.iter().map(|one| (one.is_deciding, one.passed)).collect();
        assert_eq!(order, [(true, false), (false, true), (false, true)]);
        assert_eq!(read.failed_gates, ["measure"]);
        assert_eq!((read.thirds, read.passed), (190, false));
        assert_eq!(read.grades[0].steps[1].comment, "Compared with what?");
    }

    #[test]
    fn nothing_is_read_before_the_result_stands() {
        assert_eq!(feedback(&version(None), &[&grade(11, 1, 3)], &[]), None);
    }
}
