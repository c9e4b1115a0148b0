//! Who may do what with graded work (domain guide 8.2), as data.

pub mod peers;

use kernel::{Permission, RoleSet};

use crate::error::AssessmentError;
use crate::model::grading::{Conflict, Relations, conflict_of};

/// What a person is to one piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stand {
    /// Runs the cohort.
    pub facilitates: bool,
    /// Is named as a grader of the cohort.
    pub is_named: bool,
    /// How its author is related to them, whatever role they act in.
    pub relations: Relations,
}

/// Whether the person grades the work of that cohort: its facilitators and those named for it.
pub fn grades_cohort(roles: RoleSet, stand: Stand) -> bool {
    roles.grants(Permission::GradeWork) && (stand.facilitates || stand.is_named)
}

/// Demands that the person may grade the piece of work, and so may read it.
///
/// # Errors
/// [`AssessmentError::NotFound`] for somebody who does not grade in that cohort,
/// [`AssessmentError::TooNear`] for somebody who stands too near to the author.
pub fn demand_grader(roles: RoleSet, stand: Stand) -> Result<(), AssessmentError> {
    if !grades_cohort(roles, stand) {
        return Err(AssessmentError::NotFound("submission"));
    }
    conflict_of(stand.relations)
        .map_or(Ok(()), |conflict| Err(AssessmentError::TooNear(words(conflict))))
}

/// Whether the person sees every grade of a version and not only their own. Until it is decided
/// nobody does: graders are blind to each other.
pub fn sees_all_grades(stand: Stand, is_decided: bool) -> bool {
    is_decided && stand.facilitates
}

/// Whether the person may say who grades in a cohort.
pub fn names_graders(roles: RoleSet, relation: cohorts::policy::Relation) -> bool {
    roles.grants(Permission::NameGraders)
        && (relation.facilitates || roles.grants(Permission::ReadAllCohorts))
}

/// Whether the person sees the marks of a cohort.
pub fn reads_gradebook(roles: RoleSet, relation: cohorts::policy::Relation) -> bool {
    roles.grants(Permission::ReadGradebook) && relation.facilitates
}

/// Fewest learners of whom counts are told (domain guide 8.2).
pub const COUNTED_FROM: i64 = 5;

/// Why somebody may not grade a piece of work, and what to do.
pub const fn words(conflict: Conflict) -> &'static str {
    match conflict {
        Conflict::OwnWork => "this is your own work; leave it to another grader",
        Conflict::OwnManager => "this is the work of your own manager; leave it to another grader",
        Conflict::OwnReport => {
            "this is the work of one of your direct reports; leave it to another grader"
        }
        Conflict::OwnMentee => {
            "this is the work of somebody whom you mentor; leave it to another grader"
        }
        Conflict::OwnGroup => "this is the work of your own group; leave it to another grader",
    }
}

#[cfg(test)]
mod tests {
    use cohorts::policy::Relation;
    use kernel::Role;
    use rstest::rstest;

    use super::*;

    const STRANGER: Stand = Stand {
        facilitates: false,
        is_named: false,
        relations: Relations {
            same_person: false,
            author_manages_grader: false,
            grader_manages_author: false,
            grader_mentors_author: false,
            same_group: false,
        },
    };
    const FACILITATES: Stand = Stand { facilitates: true, ..STRANGER };
    const NAMED: Stand = Stand { is_named: true, ..STRANGER };

    #[rstest]
    #[case(Role::Facilitator, FACILITATES, true)]
    #[case(Role::Facilitator, NAMED, true)]
    #[case(Role::Facilitator, STRANGER, false)]
    #[case(Role::Mentor, NAMED, true)]
    #[case(Role::Mentor, STRANGER, false)]
    #[case(Role::Admin, FACILITATES, false)]
    #[case(Role::Manager, NAMED, false)]
    #[case(Role::Sponsor, NAMED, false)]
    #[case(Role::Learner, NAMED, false)]
    fn who_grades(#[case] role: Role, #[case] stand: Stand, #[case] grades: bool) {
        let roles = RoleSet::from_iter([role]);
        assert_eq!(grades_cohort(roles, stand), grades);
        assert_eq!(demand_grader(roles, stand).is_ok(), grades);
    }

    #[rstest]
    #[case(Relations { same_person: true, ..Relations::default() }, "your own work")]
    #[case(Relations { author_manages_grader: true, ..Relations::default() }, "your own manager")]
    #[case(Relations { grader_manages_author: true, ..Relations::default() }, "direct reports")]
    #[case(Relations { grader_mentors_author: true, ..Relations::default() }, "you mentor")]
    #[case(Relations { same_group: true, ..Relations::default() }, "own group")]
    fn whoever_stands_too_near_is_told_how(#[case] relations: Relations, #[case] part: &str) {
        for role in [Role::Facilitator, Role::Mentor] {
            for near in [FACILITATES, NAMED] {
                let stand = Stand { relations, ..near };
                let refused = demand_grader(RoleSet::from_iter([role]), stand);
                let Err(AssessmentError::TooNear(words)) = refused else { panic!("{refused:?}") };
                assert!(words.contains(part), "{words}");
            }
        }
        // Who does not grade there learns nothing, not even how near they are.
        let stand = Stand { relations, ..STRANGER };
        let refused = demand_grader(RoleSet::from_iter([Role::Facilitator]), stand);
        assert!(matches!(refused, Err(AssessmentError::NotFound(_))));
    }

    #[test]
    fn graders_are_blind_until_it_is_decided() {
        assert!(!sees_all_grades(FACILITATES, false));
        assert!(sees_all_grades(FACILITATES, true));
        assert!(!sees_all_grades(NAMED, true));
    }

    #[test]
    fn admins_name_graders_anywhere_and_facilitators_at_home() {
        let (home, away) = (
            Relation { facilitates: true, ..Relation::default() },
            Relation { learns: true, manages: true, ..Relation::default() },
        );
        let of = |role| RoleSet::from_iter([role]);
        assert!(names_graders(of(Role::Admin), away));
        assert!(names_graders(of(Role::Facilitator), home));
        assert!(!names_graders(of(Role::Facilitator), away));
        assert!(!names_graders(of(Role::Mentor), home));
        assert!(reads_gradebook(of(Role::Facilitator), home));
        assert!(!reads_gradebook(of(Role::Facilitator), away));
        assert!(!reads_gradebook(of(Role::Admin), home));
    }
}
