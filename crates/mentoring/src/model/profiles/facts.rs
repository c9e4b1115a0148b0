//! What a mentor may tell of themselves and a learner may wish for. A wish brings such mentors into the
//! short list; it is never guessed, and it enters no score (domain guide 6.3).

use super::words::vocabulary;

vocabulary! {
    /// Something that a mentor says of themselves and that a learner may wish for.
    Fact {
        /// A woman.
        Woman = "woman", "a woman";
        /// A man.
        Man = "man", "a man";
        /// Somebody who came back after a leave.
        ReturnedAfterLeave = "returned_after_leave", "somebody who returned after a leave";
        /// Somebody who works part time.
        PartTime = "part_time", "somebody who works or worked part time";
        /// Somebody who cares for children or others.
        Carer = "carer", "somebody who cares for children or others";
        /// Somebody who came from another profession.
        ChangedProfession = "changed_profession", "somebody who came from another profession";
        /// Somebody who came from another country.
        MovedCountry = "moved_country", "somebody who moved here from another country";
        /// The first of a family with such a career.
        FirstInFamily = "first_in_family", "the first of a family in such a career";
        /// Somebody who lives with a disability or a long illness.
        Disability = "disability", "somebody who lives with a disability or a long illness";
        /// Somebody who leads from afar.
        Remote = "remote", "somebody who works mostly from afar";
        /// Somebody who has mentored before.
        MentoredBefore = "mentored_before", "somebody who has mentored before";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for fact in Fact::ALL {
            assert_eq!(Fact::parse(fact.as_str()), Some(*fact));
        }
        assert_eq!(Fact::parse(""), None);
    }
}
