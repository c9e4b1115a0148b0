//! Who may do what in mentoring (domain guide 6.6 and 8.2), as data.
//!
//! The coordinator is whoever holds that role: it is given like the others, by an admin, and an admin
//! or a facilitator is no coordinator without it. Admins see counts, facilitators and managers see
//! whether somebody has a mentor. Whoever stands in the reporting line of one of the two sees nothing
//! of what they say and decides nothing on them, not even as coordinator.

use kernel::{MemberId, Permission, RoleSet};

use crate::error::MentoringError;
use crate::model::side::Side;

/// What a person is to one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stand {
    /// Which side of it, if one.
    pub side: Option<Side>,
    /// Whether one of the two reports to the person, at any depth, or will by a change that is planned.
    pub in_line: bool,
}

/// As what a person sees a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// As one of the two: all but what the other keeps private.
    Side(Side),
    /// From outside: states, dates and counts.
    Coordinator,
}

/// As what the person sees the pair; `None` where it is as if there was none.
pub fn view(roles: RoleSet, stand: Stand) -> Option<View> {
    match stand.side {
        Some(side) => roles.grants(Permission::MeetInPair).then_some(View::Side(side)),
        None => roles.grants(Permission::CoordinateMentoring).then_some(View::Coordinator),
    }
}

/// The side that the person acts for.
///
/// # Errors
/// [`MentoringError::NotFound`] for everybody else.
pub fn demand_side(roles: RoleSet, stand: Stand) -> Result<Side, MentoringError> {
    match view(roles, stand) {
        Some(View::Side(side)) => Ok(side),
        _ => Err(MentoringError::NotFound("pair")),
    }
}

/// Demands that the person may decide on the pair as its coordinator.
///
/// # Errors
/// [`MentoringError::NotFound`] for somebody who coordinates nothing, [`MentoringError::TooNear`] for a
/// coordinator who is one of the pair, or to whom one of it reports.
pub fn demand_coordinator(roles: RoleSet, stand: Stand) -> Result<(), MentoringError> {
    if !roles.grants(Permission::CoordinateMentoring) {
        return Err(MentoringError::NotFound("pair"));
    }
    if stand.side.is_some() {
        return Err(MentoringError::TooNear(
            "you are one of this pair; leave it to another coordinator",
        ));
    }
    if stand.in_line {
        return Err(MentoringError::TooNear(
            "one of this pair reports to you; leave it to another coordinator",
        ));
    }
    Ok(())
}

/// Demands that a coordinator is neither of two people of whom they ask what stands between them, or
/// on whom they rule: the answer tells what the other keeps private.
///
/// # Errors
/// [`MentoringError::TooNear`] for one of the two.
pub fn demand_neither(actor: MemberId, two: [MemberId; 2]) -> Result<(), MentoringError> {
    if two.contains(&actor) {
        return Err(MentoringError::TooNear(
            "you are one of the two; leave it to another coordinator",
        ));
    }
    Ok(())
}

/// Whether the person reads what the sides answered to checks of health, and why one declined.
pub fn reads_answers(roles: RoleSet, stand: Stand) -> bool {
    view(roles, stand) == Some(View::Coordinator) && !stand.in_line
}

/// Whether the person may read the notes of the pair in an emergency, once that is allowed.
///
/// # Errors
/// As [`demand_coordinator`].
pub fn demand_emergency_reader(roles: RoleSet, stand: Stand) -> Result<(), MentoringError> {
    demand_coordinator(roles, stand)?;
    if !roles.grants(Permission::RequestBreakGlass) {
        return Err(MentoringError::NotFound("pair"));
    }
    Ok(())
}

/// Whether the person sees who of a cohort has a mentor: yes or no, and nothing more. Managers see
/// their own people only; that is for the caller to bear in mind.
pub fn reads_matched(roles: RoleSet, relation: cohorts::policy::Relation) -> bool {
    roles.grants(Permission::ReadMatched) && (relation.facilitates || relation.manages)
}

/// Fewest people of whom anything is told as a number (domain guide 6.5 and 8.2).
pub const COUNTED_FROM: usize = 5;

#[cfg(test)]
mod tests {
    use kernel::Role;
    use rstest::rstest;

    use super::*;

    const STRANGER: Stand = Stand { side: None, in_line: false };
    const LEARNER: Stand = Stand { side: Some(Side::Learner), ..STRANGER };
    const MENTOR: Stand = Stand { side: Some(Side::Mentor), ..STRANGER };
    const MANAGES: Stand = Stand { in_line: true, ..STRANGER };

    fn of(role: Role) -> RoleSet {
        RoleSet::from_iter([role])
    }

    #[rstest]
    #[case(Role::Learner, LEARNER, Some(View::Side(Side::Learner)))]
    #[case(Role::Mentor, MENTOR, Some(View::Side(Side::Mentor)))]
    #[case(Role::Learner, STRANGER, None)]
    #[case(Role::Mentor, STRANGER, None)]
    #[case(Role::Coordinator, STRANGER, Some(View::Coordinator))]
    #[case(Role::Coordinator, MANAGES, Some(View::Coordinator))]
    #[case(Role::Admin, STRANGER, None)]
    #[case(Role::Facilitator, STRANGER, None)]
    #[case(Role::Manager, MANAGES, None)]
    #[case(Role::Sponsor, STRANGER, None)]
    fn who_sees_a_pair(#[case] role: Role, #[case] stand: Stand, #[case] expected: Option<View>) {
        assert_eq!(view(of(role), stand), expected);
    }

    #[test]
    fn answers_are_for_a_coordinator_outside_of_the_line() {
        assert!(reads_answers(of(Role::Coordinator), STRANGER));
        assert!(!reads_answers(of(Role::Coordinator), MANAGES));
        let both = RoleSet::from_iter([Role::Coordinator, Role::Mentor]);
        assert!(!reads_answers(both, MENTOR));
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Coordinator) {
            assert!(!reads_answers(of(role), STRANGER), "{role:?}");
        }
    }

    #[test]
    fn nobody_decides_on_their_own_pair() {
        let both = RoleSet::from_iter([Role::Coordinator, Role::Mentor]);
        assert!(demand_coordinator(both, STRANGER).is_ok());
        let refused = demand_coordinator(both, MENTOR);
        assert!(matches!(refused, Err(MentoringError::TooNear(_))), "{refused:?}");
        let refused = demand_coordinator(of(Role::Admin), STRANGER);
        assert!(matches!(refused, Err(MentoringError::NotFound(_))), "{refused:?}");
        let refused = demand_coordinator(of(Role::Coordinator), MANAGES);
        assert!(matches!(refused, Err(MentoringError::TooNear(_))), "{refused:?}");
        let refused = demand_emergency_reader(of(Role::Coordinator), MANAGES);
        assert!(matches!(refused, Err(MentoringError::TooNear(_))), "{refused:?}");
        assert!(demand_emergency_reader(of(Role::Coordinator), STRANGER).is_ok());
        assert!(demand_side(of(Role::Coordinator), STRANGER).is_err());
    }
}
