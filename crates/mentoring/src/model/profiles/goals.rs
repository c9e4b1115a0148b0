//! What a pair may work on, as a closed vocabulary: scores compare the words, so both sides choose
//! from one list.

use super::words::vocabulary;

vocabulary! {
    /// A goal of mentoring.
    GoalTag {
        /// Talking with customers and finding out what they need.
        Discovery = "discovery", "find out what customers need";
        /// Framing work by the change it brings.
        Outcomes = "outcomes", "frame work by outcomes";
        /// Saying where the product goes and why.
        Strategy = "strategy", "write and use a product strategy";
        /// Choosing what comes first.
        Priorities = "priorities", "decide what comes first, and say no";
        /// Trying out before building.
        Experiments = "experiments", "test assumptions before building";
        /// Reading and choosing figures.
        Data = "data", "work with data and measures";
        /// Getting others on board.
        Influence = "influence", "win others over without authority";
        /// Speaking and writing so that it is understood.
        Communication = "communication", "speak and write clearly";
        /// Leading a team.
        Leadership = "leadership", "lead and coach a team";
        /// Working with engineers and designers.
        Delivery = "delivery", "work well with engineers and designers";
        /// What a product earns and costs.
        Business = "business", "understand what a product earns and costs";
        /// Products under supervision.
        Regulation = "regulation", "build products under regulation";
        /// The next step of a career.
        Career = "career", "plan the next step of my career";
        /// Finding one's way in the organisation.
        Network = "network", "know the organisation and its people";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip_and_differ() {
        for (at, goal) in GoalTag::ALL.iter().enumerate() {
            assert_eq!(GoalTag::parse(goal.as_str()), Some(*goal));
            assert!(!GoalTag::ALL[..at].iter().any(|other| other.words() == goal.words()));
        }
        assert_eq!(GoalTag::parse("Outcomes"), None);
    }
}
