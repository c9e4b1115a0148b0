use async_graphql::{Enum, ID, SimpleObject};
use mentoring::model::oversight::fairness::{Dimension, FairnessRow, Group};
use mentoring::model::oversight::health::Colour;
use mentoring::model::oversight::wilson::{Difference, Share};
use mentoring::queries::oversight::competencies;
use mentoring::queries::oversight::counts::CohortCounts;
use mentoring::queries::oversight::fairness::Load;

use crate::ids::id;
use crate::numbers::count;

/// So many of so many, and where the share lies with 95 % of confidence (the interval of Wilson).
#[derive(SimpleObject)]
pub struct CountedShare {
    /// How many.
    pub k: i32,
    /// Of how many.
    pub n: i32,
    /// The lower end of the interval, in hundredths of a percent.
    pub low_basis_points: i32,
    /// The upper end of the interval, in hundredths of a percent.
    pub high_basis_points: i32,
}

impl From<Share> for CountedShare {
    fn from(share: Share) -> Self {
        let interval = share.interval();
        Self {
            k: count(share.k),
            n: count(share.n),
            low_basis_points: interval.low_bp,
            high_basis_points: interval.high_bp,
        }
    }
}

/// How much higher one share is than another, and where the difference lies with 95 % of confidence
/// (the interval of Newcombe, made of those of Wilson). If it is below 0 the share is lower.
#[derive(SimpleObject)]
pub struct ShareDifference {
    /// The difference, in hundredths of a percent, -10,000 to 10,000.
    pub basis_points: i32,
    /// The lower end of the interval, in hundredths of a percent.
    pub low_basis_points: i32,
    /// The upper end of the interval, in hundredths of a percent.
    pub high_basis_points: i32,
}

impl From<Difference> for ShareDifference {
    fn from(difference: Difference) -> Self {
        Self {
            basis_points: difference.bp,
            low_basis_points: difference.low_bp,
            high_basis_points: difference.high_bp,
        }
    }
}

/// By what learners are grouped.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Dimension")]
pub enum FairnessDimension {
    /// The unit that they work in.
    Unit,
    /// The country that they work in.
    Country,
    /// Full time or part time.
    WorkPattern,
    /// What they told for this report alone, by consent.
    Gender,
}

/// How a group of five or more learners fared in a cycle.
#[derive(SimpleObject)]
pub struct FairnessGroup {
    /// By what it is grouped.
    pub dimension: FairnessDimension,
    /// Whose row it is; null for those who did not tell or whose answer counts in another cycle, and
    /// where `isOther`.
    pub group: Option<String>,
    /// Whether groups that are too small stand here together.
    pub is_other: bool,
    /// How many learners.
    pub n: i32,
    /// How many of them have a mentor, or had one: a pair of this cycle that is open, or that both
    /// sides accepted.
    pub matched: CountedShare,
    /// Their mean score, 0 to 100, rounded; null where it would speak of fewer than five.
    pub mean_score: Option<i32>,
    /// How many of those who ranked mentors, and have one, have one of these; null where it would
    /// speak of fewer than five.
    pub ranked_choice: Option<CountedShare>,
    /// The median of the days from the proposal to the first session, rounded up; null where it would
    /// speak of fewer than five.
    pub median_days_to_first_session: Option<i32>,
    /// How much higher the share with a mentor is than that of all others; null where these are fewer
    /// than five.
    pub matched_difference: Option<ShareDifference>,
    /// How much higher the share of a ranked choice is than that of all others; null where it would
    /// speak of fewer than five, or of a group whose own does not show.
    pub ranked_difference: Option<ShareDifference>,
    /// Whether one of the two differences is more than chance explains: its interval leaves out 0. A
    /// reason to look, and nothing that changes by itself.
    pub look_at: bool,
}

impl From<FairnessRow> for FairnessGroup {
    fn from(row: FairnessRow) -> Self {
        let is_other = row.group == Group::Other;
        let group = match row.group {
            Group::Named(name) => Some(name),
            Group::NotTold | Group::Other => None,
        };
        Self {
            dimension: row.dimension.into(),
            group,
            is_other,
            n: count(row.n),
            matched: row.matched.into(),
            mean_score: row.mean_score,
            ranked_choice: row.ranked_choice.map(CountedShare::from),
            median_days_to_first_session: row.median_days,
            matched_difference: row.matched_difference.map(ShareDifference::from),
            ranked_difference: row.ranked_difference.map(ShareDifference::from),
            look_at: row.look_at,
        }
    }
}

/// How many open pairs five or more mentors carry who offer the same number of places.
#[derive(SimpleObject)]
pub struct MentorLoad {
    /// How many places each of them offers; null for several groups that are too small.
    pub mentor_places: Option<i32>,
    /// How many mentors.
    pub n: i32,
    /// How many open pairs they have together.
    pub pairs: i32,
}

impl From<Load> for MentorLoad {
    fn from(load: Load) -> Self {
        Self {
            mentor_places: load.places.map(i32::from),
            n: count(load.mentors),
            pairs: count(load.pairs),
        }
    }
}

/// How the learners of a cycle fared, by group. Groups under five stand together as "other", and what
/// would speak of fewer than five people, or let that be worked out, does not show.
#[derive(SimpleObject)]
pub struct FairnessReport {
    /// The cycle.
    pub cycle_id: ID,
    /// By unit, country, work pattern and gender.
    pub groups: Vec<FairnessGroup>,
    /// How pairs are spread over the mentors of the organisation.
    pub load: Vec<MentorLoad>,
}

impl FairnessReport {
    pub(super) fn new(cycle: kernel::CycleId, rows: Vec<FairnessRow>, load: Vec<Load>) -> Self {
        Self {
            cycle_id: id(cycle),
            groups: rows.into_iter().map(FairnessGroup::from).collect(),
            load: load.into_iter().map(MentorLoad::from).collect(),
        }
    }
}

/// How the pairs of a cohort are, as one word.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Colour")]
pub enum HealthColour {
    /// Fewer than one in ten of those who answered is low, or in a pair that fell silent.
    Green,
    /// Fewer than three in ten are.
    Amber,
    /// More are.
    Red,
}

/// How mentoring goes in a cohort, in counts from five people up.
#[derive(SimpleObject)]
pub struct CohortMentoring {
    /// The cohort.
    pub cohort_id: ID,
    /// How many learners; null under five.
    pub n: Option<i32>,
    /// How many of them have a mentor; null under five learners.
    pub matched: Option<i32>,
    /// How the open pairs are, by the last answer of each side and by whether they fell silent for 28
    /// days; null until five people answered.
    pub colour: Option<HealthColour>,
    /// How many sessions were held; null until pairs of five learners met.
    pub sessions_held: Option<i32>,
}

impl CohortMentoring {
    pub(super) fn new(cohort: kernel::CohortId, counts: CohortCounts) -> Self {
        Self {
            cohort_id: id(cohort),
            n: counts.learners.map(count),
            matched: counts.matched.map(count),
            colour: counts.colour.map(HealthColour::from),
            sessions_held: counts.sessions_held.map(count),
        }
    }
}

/// A competency in which five or more learners of a program set goals with their mentors.
#[derive(SimpleObject)]
pub struct MentoredCompetency {
    /// Its code, for example `C04`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// How many learners.
    pub n: i32,
    /// How many of their goals in it were reached, as both or one of the sides said at the close. It
    /// says what happened, not why.
    pub goals_reached: CountedShare,
}

impl From<competencies::MentoredCompetency> for MentoredCompetency {
    fn from(row: competencies::MentoredCompetency) -> Self {
        Self {
            code: row.code,
            title: row.title,
            n: count(row.learners),
            goals_reached: row.reached.into(),
        }
    }
}

/// A competency that modules of a learner's run aim at: goals can be drawn from it.
#[derive(SimpleObject)]
pub struct OpenCompetency {
    /// Its code, for example `C04`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The highest level that one of these modules aims at, 1 to 5.
    pub aim: i32,
    /// The codes of these modules, in the order of the program.
    pub modules: Vec<String>,
    /// How much the learner wants to grow in it, 1 to 5; null where they named other competencies.
    pub importance: Option<i32>,
    /// Where the learner says they stand, 0 to 5; null where they named other competencies, and for the
    /// mentor until the learner signed an agreement that shares the own rating.
    pub level: Option<i32>,
}

impl From<competencies::OpenCompetency> for OpenCompetency {
    fn from(row: competencies::OpenCompetency) -> Self {
        Self {
            code: row.code,
            title: row.title,
            aim: row.aim.into(),
            modules: row.modules,
            importance: row.importance.map(i32::from),
            level: row.level.map(i32::from),
        }
    }
}
