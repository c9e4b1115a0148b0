//! Closed vocabularies: a word for tables and programs, and words for people.

/// Defines an enum whose members have a stored word and words for people.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $word:literal, $words:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$member_doc])* $member,)*
        }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$member,)*];

            /// The word that stands in tables and that programs send.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$member => $word,)* }
            }

            /// The words that people read.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$member => $words,)* }
            }

            /// The one of that word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

pub(super) use vocabulary;
