//! Who may do what with a cohort (domain guide 8.2), as data: what the asking person is to the
//! cohort decides what they see of it. Somebody who is nothing to it does not see that it exists.

use kernel::{Permission, RoleSet};

/// What a person is to one cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Relation {
    /// Runs it.
    pub facilitates: bool,
    /// Is enrolled in it.
    pub learns: bool,
    /// Has direct reports in it.
    pub manages: bool,
}

/// Whose rows of a board a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardView {
    /// Every learner's.
    All,
    /// Their direct reports' and, if they learn there, their own.
    OwnPeople,
    /// Their own.
    Own,
    /// None: counts only.
    Counts,
}

/// Whether the person may know that the cohort exists.
pub fn sees_cohort(roles: RoleSet, relation: Relation) -> bool {
    roles.grants(Permission::ReadAllCohorts)
        || (roles.grants(Permission::ReadOwnCohorts)
            && (relation.facilitates || relation.learns || relation.manages))
}

/// Whose progress the person sees. Call it only where [`sees_cohort`] holds.
pub fn board_view(roles: RoleSet, relation: Relation) -> BoardView {
    if relation.facilitates && roles.grants(Permission::ReadCohortProgress) {
        BoardView::All
    } else if relation.manages {
        BoardView::OwnPeople
    } else if relation.learns {
        BoardView::Own
    } else {
        BoardView::Counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Role;
    use rstest::rstest;

    const STRANGER: Relation = Relation { facilitates: false, learns: false, manages: false };
    const FACILITATES: Relation = Relation { facilitates: true, ..STRANGER };
    const LEARNS: Relation = Relation { learns: true, ..STRANGER };
    const MANAGES: Relation = Relation { manages: true, ..STRANGER };
    const MANAGES_AND_LEARNS: Relation = Relation { manages: true, learns: true, ..STRANGER };

    #[rstest]
    #[case(Role::Admin, STRANGER, true)]
    #[case(Role::Facilitator, STRANGER, false)]
    #[case(Role::Facilitator, FACILITATES, true)]
    #[case(Role::Learner, STRANGER, false)]
    #[case(Role::Learner, LEARNS, true)]
    #[case(Role::Manager, MANAGES, true)]
    #[case(Role::Manager, STRANGER, false)]
    #[case(Role::Sponsor, STRANGER, false)]
    #[case(Role::Mentor, LEARNS, false)]
    fn who_sees_a_cohort(#[case] role: Role, #[case] relation: Relation, #[case] sees: bool) {
        assert_eq!(sees_cohort(RoleSet::from_iter([role]), relation), sees);
    }

    #[rstest]
    #[case(Role::Admin, STRANGER, BoardView::Counts)]
    #[case(Role::Facilitator, FACILITATES, BoardView::All)]
    #[case(Role::Manager, MANAGES, BoardView::OwnPeople)]
    #[case(Role::Manager, MANAGES_AND_LEARNS, BoardView::OwnPeople)]
    #[case(Role::Learner, LEARNS, BoardView::Own)]
    fn whose_progress_is_seen(
        #[case] role: Role,
        #[case] relation: Relation,
        #[case] view: BoardView,
    ) {
        assert_eq!(board_view(RoleSet::from_iter([role]), relation), view);
    }
}
