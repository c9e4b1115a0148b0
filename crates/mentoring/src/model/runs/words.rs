//! Rules in words for people outside of the pair, as the end of a sentence.

use crate::model::exclusion::Rule;

/// What a rule says against a pair. That somebody asked not to be matched with somebody is told to
/// nobody.
pub const fn rule_words(rule: Rule) -> &'static str {
    match rule {
        Rule::SamePerson => {
            "both seats are one person's, or have one name and nobody said that they are two"
        }
        Rule::ReportingLine => "one stands in the other's reporting line",
        Rule::ReviewPanel => "the mentor decides on the learner's pay, promotion or capstone",
        Rule::NoPlace => "the mentor has no free place, takes no new pairs or is away",
        Rule::Language => "they share no language at level B2",
        Rule::WeeklyOverlap => "their weeks share less than 60 minutes of working time",
        Rule::Block => "a reason that is kept private",
        Rule::Wall => "a wall stands between their units",
        Rule::Guest => "the mentor is a guest, and guests are excluded",
        Rule::Competency => {
            "the mentor is at level 3 and above the learner in none of the learner's competencies"
        }
        Rule::PastPair => "they were a pair before, and not both ask for it again",
        Rule::SameUnit => "they are of one unit, and pairs need two",
        Rule::Country => "they work in different countries, and data must not cross",
        Rule::Declined => "one of them declined the other in this cycle",
        Rule::Forbidden => "a coordinator ruled the pair out in this cycle",
        Rule::Spared => "the mentor declined repeatedly and is spared for this cycle",
    }
}
