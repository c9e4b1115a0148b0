//! Roles of a person in an organisation and what each may do, as data.
//!
//! A role says *what kind* of thing a person may do; *on which* cohort or person it may be done is
//! decided by the policies of the areas (domain guide 8.2).

/// A role of a member. One person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Sets up programs, cohorts and people.
    Admin,
    /// Runs the mentoring: who is matched with whom, and whether pairs are well.
    Coordinator,
    /// Runs the cohorts that they are assigned to.
    Facilitator,
    /// Is enrolled in at least one cohort.
    Learner,
    /// Has at least one direct report.
    Manager,
    /// Gives time to learners.
    Mentor,
    /// Pays for the program and clears its way.
    Sponsor,
}

impl Role {
    /// All roles, in the order of their names.
    pub const ALL: [Self; 7] = [
        Self::Admin,
        Self::Coordinator,
        Self::Facilitator,
        Self::Learner,
        Self::Manager,
        Self::Mentor,
        Self::Sponsor,
    ];

    /// The word that stands in tables and tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Coordinator => "coordinator",
            Self::Facilitator => "facilitator",
            Self::Learner => "learner",
            Self::Manager => "manager",
            Self::Mentor => "mentor",
            Self::Sponsor => "sponsor",
        }
    }

    /// The role of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Admin => &[
                P::ReadLibrary,
                P::ReadPrograms,
                P::AdoptProgram,
                P::ReadAllCohorts,
                P::CreateCohort,
                P::EnrolLearners,
                P::ReadMembers,
                P::InviteMember,
                P::RemoveMember,
                P::SendReports,
                P::ReadDeliveries,
                P::NameGraders,
                P::ReadCounts,
                P::SetMentoringRules,
                P::InviteGuests,
                P::ChangeReportingLine,
                P::AnswerBreakGlass,
            ],
            Self::Coordinator => &[
                P::ReadPrograms,
                P::ReadAllCohorts,
                P::CoordinateMentoring,
                P::SetMentoringRules,
                P::InviteGuests,
                P::RequestBreakGlass,
            ],
            Self::Facilitator => &[
                P::ReadPrograms,
                P::ReadOwnCohorts,
                P::ReadCohortProgress,
                P::NameGraders,
                P::CorrectItems,
                P::GradeWork,
                P::ReadGradebook,
                P::RunPeerReview,
                P::UploadFiles,
                P::ReadMatched,
            ],
            Self::Learner => &[
                P::ReadPrograms,
                P::ReadOwnCohorts,
                P::Learn,
                P::UploadFiles,
                P::SeekMentor,
                P::MeetInPair,
            ],
            Self::Manager => &[P::ReadOwnCohorts, P::ReadMatched],
            Self::Mentor => &[P::GradeWork, P::UploadFiles, P::OfferMentoring, P::MeetInPair],
            Self::Sponsor => &[P::ReadCounts],
        }
    }
}

/// A kind of thing that a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// See the programs that ship with the product.
    ReadLibrary,
    /// See the organisation's programs.
    ReadPrograms,
    /// Copy a library program into the organisation.
    AdoptProgram,
    /// See every cohort of the organisation; persons' progress as counts.
    ReadAllCohorts,
    /// See the cohorts that one belongs to: facilitates, learns in, or has people in.
    ReadOwnCohorts,
    /// See each learner's progress in the cohorts that one facilitates.
    ReadCohortProgress,
    /// Open a cohort.
    CreateCohort,
    /// Enrol learners.
    EnrolLearners,
    /// Work through lessons and modules of one's own enrolments.
    Learn,
    /// See the people of the organisation.
    ReadMembers,
    /// Invite a person with roles.
    InviteMember,
    /// End a person's access to the organisation.
    RemoveMember,
    /// Send a report outside its schedule, and see what one looks like.
    SendReports,
    /// See which report went to whom, and when.
    ReadDeliveries,
    /// See keys and results of items in runs that one facilitates, and correct keys.
    CorrectItems,
    /// Upload files to hand in, or to grade with.
    UploadFiles,
    /// Name those who grade the work of a cohort beside its facilitators.
    NameGraders,
    /// Grade work in the cohorts that one facilitates or is named for, and practise on samples.
    GradeWork,
    /// See the marks of each learner in the cohorts that one facilitates.
    ReadGradebook,
    /// See how far a cohort is, as counts over enough people.
    ReadCounts,
    /// Allot reviews by peers in runs that one facilitates, and finish what peers left undone.
    RunPeerReview,
    /// Say what one looks for in a mentor, see one's short list, rank it.
    SeekMentor,
    /// Offer places as a mentor, with a profile.
    OfferMentoring,
    /// Answer proposals, and live the pairs that one is a side of: agreement, sessions, notes,
    /// checks.
    MeetInPair,
    /// Run the matching, publish pairs, see their states and answers to checks of health.
    CoordinateMentoring,
    /// Set weights, walls, panels, holidays and absences, which decide who may be matched.
    SetMentoringRules,
    /// Invite a mentor from outside the organisation.
    InviteGuests,
    /// Say who reports to whom, from which day on.
    ChangeReportingLine,
    /// See whether learners of cohorts that one facilitates, or one's own people, have a mentor.
    ReadMatched,
    /// Ask to read the notes of a pair in an emergency.
    RequestBreakGlass,
    /// Allow or refuse, as the second person, that somebody reads the notes of a pair.
    AnswerBreakGlass,
}

impl Permission {
    /// All permissions, in the order of definition.
    pub const ALL: [Self; 31] = [
        Self::ReadLibrary,
        Self::ReadPrograms,
        Self::AdoptProgram,
        Self::ReadAllCohorts,
        Self::ReadOwnCohorts,
        Self::ReadCohortProgress,
        Self::CreateCohort,
        Self::EnrolLearners,
        Self::Learn,
        Self::ReadMembers,
        Self::InviteMember,
        Self::RemoveMember,
        Self::SendReports,
        Self::ReadDeliveries,
        Self::CorrectItems,
        Self::UploadFiles,
        Self::NameGraders,
        Self::GradeWork,
        Self::ReadGradebook,
        Self::ReadCounts,
        Self::RunPeerReview,
        Self::SeekMentor,
        Self::OfferMentoring,
        Self::MeetInPair,
        Self::CoordinateMentoring,
        Self::SetMentoringRules,
        Self::InviteGuests,
        Self::ChangeReportingLine,
        Self::ReadMatched,
        Self::RequestBreakGlass,
        Self::AnswerBreakGlass,
    ];
}

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RoleSet(u8);

impl RoleSet {
    /// Adds a role.
    pub fn insert(&mut self, role: Role) {
        self.0 |= 1 << role as u8;
    }

    /// Whether the role is in the set.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    /// The roles in the set, in the order of their names.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.contains(*role))
    }

    /// Whether any of the roles grants the permission.
    pub fn grants(self, permission: Permission) -> bool {
        self.iter().any(|role| role.permissions().contains(&permission))
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        let mut set = Self::default();
        roles.into_iter().for_each(|role| set.insert(role));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("owner"), None);
    }

    #[test]
    fn a_set_grants_what_any_of_its_roles_grants() {
        let set: RoleSet = [Role::Learner, Role::Manager].into_iter().collect();
        assert!(set.grants(Permission::Learn));
        assert!(!set.grants(Permission::EnrolLearners));
        assert!(!RoleSet::default().grants(Permission::ReadPrograms));
        assert_eq!(set.iter().collect::<Vec<_>>(), [Role::Learner, Role::Manager]);
    }
}
