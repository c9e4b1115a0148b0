//! The two sides of a pair.

/// One side of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Who is mentored.
    Learner,
    /// Who mentors.
    Mentor,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Learner, Self::Mentor];

    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Mentor => "mentor",
        }
    }

    /// The side of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == word)
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Learner => Self::Mentor,
            Self::Mentor => Self::Learner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip_and_sides_face_each_other() {
        for side in Side::ALL {
            assert_eq!(Side::parse(side.as_str()), Some(side));
            assert_ne!(side.other(), side);
            assert_eq!(side.other().other(), side);
        }
        assert_eq!(Side::parse("both"), None);
    }
}
