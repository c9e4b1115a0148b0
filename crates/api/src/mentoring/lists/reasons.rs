use async_graphql::{Enum, SimpleObject};
use mentoring::model::exclusion::Rule;
use mentoring::model::lists::{PartShown, Parts};
use mentoring::model::runs::rule_words;
use mentoring::model::weights::Part;

/// A rule that keeps two people from being a pair. Each follows from facts.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentoringRule {
    /// Both seats are one person's, or have one name, and no coordinator said that they are two people;
    /// see `linkPersons`.
    SamePerson,
    /// One stands in the other's reporting line, at any depth, on some day of the pair.
    ReportingLine,
    /// The mentor decides on the learner's pay, promotion or capstone.
    ReviewPanel,
    /// The mentor has no free place, takes no new pairs, or is away.
    NoPlace,
    /// They share no language at level B2 or better.
    Language,
    /// Their weeks share less than 60 minutes of free working time.
    WeeklyOverlap,
    /// For a reason that is kept private.
    Private,
    /// A wall stands between their units.
    Wall,
    /// The mentor is a guest, and the organisation takes none.
    Guest,
    /// The mentor is in none of the learner's competencies at level 3 or more and above the learner.
    Competency,
    /// They were a pair before, and not both ask for it again.
    PastPair,
    /// Both are of one unit, and the organisation asks for another.
    SameUnit,
    /// They work in different countries, and the organisation's data must not cross.
    Country,
    /// One of them declined the other in this cycle.
    Declined,
    /// A coordinator ruled it out in this cycle.
    Forbidden,
    /// The mentor declined repeatedly and is spared for this cycle.
    Spared,
}

impl From<Rule> for MentoringRule {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::SamePerson => Self::SamePerson,
            Rule::ReportingLine => Self::ReportingLine,
            Rule::ReviewPanel => Self::ReviewPanel,
            Rule::NoPlace => Self::NoPlace,
            Rule::Language => Self::Language,
            Rule::WeeklyOverlap => Self::WeeklyOverlap,
            Rule::Block => Self::Private,
            Rule::Wall => Self::Wall,
            Rule::Guest => Self::Guest,
            Rule::Competency => Self::Competency,
            Rule::PastPair => Self::PastPair,
            Rule::SameUnit => Self::SameUnit,
            Rule::Country => Self::Country,
            Rule::Declined => Self::Declined,
            Rule::Forbidden => Self::Forbidden,
            Rule::Spared => Self::Spared,
        }
    }
}

impl From<MentoringRule> for Rule {
    fn from(rule: MentoringRule) -> Self {
        let is_it = |one: &Self| MentoringRule::from(*one) == rule;
        Self::ALL.into_iter().find(is_it).unwrap_or(Self::Block)
    }
}

/// A part of a score.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Part")]
pub enum ScorePartKind {
    /// How far the mentor is above the learner in what the learner wants to grow in.
    GapCover,
    /// How high the learner ranked the mentor.
    Preference,
    /// How alike the answers to the five questions on style and values are.
    Style,
    /// How many goals both named.
    Goals,
    /// How much free working time they share in a week.
    Time,
    /// How many steps of the ladder the mentor is ahead.
    Career,
    /// Whether the mentor comes from another unit or team.
    FreshView,
}

/// One part of a score. Parts of which nothing can be said drop out, and the others count as they
/// stand to each other.
#[derive(SimpleObject, Debug, Clone)]
pub struct ScorePart {
    /// What it is.
    pub part: ScorePartKind,
    /// How much of it is there, in basis points: 10,000 is all.
    pub share_basis_points: i32,
    /// What it weighs in this score, in basis points of the whole; 0 where it dropped out. Rounded.
    pub weight_basis_points: i32,
    /// What it adds to the score, in hundredths of a point. Rounded.
    pub points_hundredths: i32,
    /// The part in words, with why it dropped out where it did.
    pub words: String,
}

impl ScorePart {
    /// The parts of a score, in their order.
    pub(crate) fn list(parts: &Parts) -> Vec<Self> {
        let one = |shown: &PartShown| Self {
            part: shown.part.into(),
            share_basis_points: shown.share_bp,
            weight_basis_points: shown.weight_bp,
            points_hundredths: shown.points_bp,
            words: words(shown),
        };
        parts.0.iter().map(one).collect()
    }
}

/// A part of a score in words.
fn words(shown: &PartShown) -> String {
    let name = match shown.part {
        Part::GapCover => "what the mentor can teach",
        Part::Preference => "the learner's rank",
        Part::Style => "style and values",
        Part::Goals => "shared goals",
        Part::Time => "shared free time",
        Part::Career => "steps ahead on the ladder",
        Part::FreshView => "a fresh view",
    };
    match shown.missing {
        Some(why) => format!("{name}: left out, as {why}"),
        None => {
            let (percent, tenths) = ((shown.share_bp + 50) / 100, (shown.points_bp + 5) / 10);
            format!("{name}: {percent}%, which adds {}.{} points", tenths / 10, tenths % 10)
        }
    }
}

/// A rule that stands against a pair.
#[derive(SimpleObject, Debug, Clone)]
pub struct RuleAgainst {
    /// The rule.
    pub rule: MentoringRule,
    /// What it says, as the end of a sentence.
    pub words: String,
}

impl From<Rule> for RuleAgainst {
    fn from(rule: Rule) -> Self {
        Self { rule: rule.into(), words: rule_words(rule).to_owned() }
    }
}
