//! Five questions on working style and values, the same for both sides, each answered from 1 to 5. No
//! answer is better than another; scores only compare them (domain guide 6.1 and 6.3).

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StyleQuestion {
    /// The word that programs send.
    pub key: &'static str,
    /// The question.
    pub question: &'static str,
    /// What 1 stands for.
    pub low: &'static str,
    /// What 5 stands for.
    pub high: &'static str,
}

/// The questions, in the order of the stored answers.
pub const QUESTIONS: [StyleQuestion; 5] = [
    StyleQuestion {
        key: "structure",
        question: "How should our talks go?",
        low: "as they come",
        high: "with an agenda and notes",
    },
    StyleQuestion {
        key: "challenge",
        question: "How do you like feedback?",
        low: "gently, with time to think",
        high: "straight, at once",
    },
    StyleQuestion {
        key: "pace",
        question: "How do you like to learn?",
        low: "slowly and thoroughly",
        high: "fast, by trying",
    },
    StyleQuestion {
        key: "reflection",
        question: "What helps you more?",
        low: "advice from experience",
        high: "questions that make me think",
    },
    StyleQuestion {
        key: "openness",
        question: "How far may talks go beyond work?",
        low: "work only",
        high: "life as a whole",
    },
];
