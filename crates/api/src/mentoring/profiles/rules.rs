use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use mentoring::model::profiles::rules::{PanelKind, Rules};
use mentoring::model::weights::{Part, Weights};
use mentoring::queries::profiles as queries;

use crate::cohorts::types::Person;
use crate::ids::id;

/// What each part of a score weighs, in percent; together 100.
#[derive(SimpleObject)]
pub struct ScoreWeights {
    /// How far the mentor is above the learner in what the learner wants to grow in.
    pub gap_cover: i32,
    /// How high the learner ranked the mentor.
    pub preference: i32,
    /// How alike both answer the five questions on style and values.
    pub style: i32,
    /// How many goals both named.
    pub goals: i32,
    /// How much free working time they share.
    pub time: i32,
    /// How many steps of the ladder the mentor is ahead.
    pub career: i32,
    /// Whether the mentor comes from another unit or team.
    pub fresh_view: i32,
}

impl From<Weights> for ScoreWeights {
    fn from(weights: Weights) -> Self {
        let of = |part| i32::from(weights.of(part));
        Self {
            gap_cover: of(Part::GapCover),
            preference: of(Part::Preference),
            style: of(Part::Style),
            goals: of(Part::Goals),
            time: of(Part::Time),
            career: of(Part::Career),
            fresh_view: of(Part::FreshView),
        }
    }
}

/// One version of the weights.
#[derive(SimpleObject)]
pub struct ScoreWeightsVersion {
    /// Its number; 0 is the product's own.
    pub version: i32,
    /// The weights.
    pub weights: ScoreWeights,
    /// Who set them.
    pub set_by: Option<Person>,
    /// When, UTC.
    pub set_at: Option<DateTime<Utc>>,
}

/// Two units between whose people there is no mentoring, both ways.
#[derive(SimpleObject)]
pub struct UnitWall {
    /// The one unit.
    pub unit: String,
    /// The other.
    pub other_unit: String,
    /// Why it stands.
    pub reason: String,
    /// When it was made, UTC.
    pub made_at: DateTime<Utc>,
}

impl From<queries::Wall> for UnitWall {
    fn from(wall: queries::Wall) -> Self {
        let queries::Wall { unit, other_unit, reason, made_at } = wall;
        Self { unit, other_unit, reason, made_at }
    }
}

/// What a panel decides on.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "PanelKind")]
pub enum ReviewPanelKind {
    /// Pay.
    Pay,
    /// Promotion.
    Promotion,
    /// The capstone of a program.
    Capstone,
}

/// People who decide on pay, promotion or the capstone of others, and so do not mentor them.
#[derive(SimpleObject)]
pub struct ReviewPanel {
    /// Its id.
    pub id: ID,
    /// What it decides on.
    pub kind: ReviewPanelKind,
    /// Its name.
    pub name: String,
    /// The unit that it decides on, if it is a whole one.
    pub unit: Option<String>,
    /// Who decides, by name; at most 100.
    pub deciders: Vec<Person>,
    /// On which single people, by name; at most 100.
    pub subjects: Vec<Person>,
    /// Counts changes; give it with the next one.
    pub version: i32,
}

impl From<queries::Panel> for ReviewPanel {
    fn from(panel: queries::Panel) -> Self {
        let person = |one: queries::PanelPerson| Person {
            id: id(one.member_id),
            name: one.name,
            unit: None,
        };
        Self {
            id: id(panel.id),
            kind: PanelKind::parse(&panel.kind).unwrap_or(PanelKind::Pay).into(),
            name: panel.name,
            unit: panel.unit,
            deciders: panel.deciders.into_iter().map(person).collect(),
            subjects: panel.subjects.into_iter().map(person).collect(),
            version: panel.version,
        }
    }
}

/// A day on which nobody works.
#[derive(SimpleObject)]
pub struct Holiday {
    /// The day, in the organisation's zone.
    pub day: NaiveDate,
    /// What it is called.
    pub name: String,
}

impl From<queries::Holiday> for Holiday {
    fn from(holiday: queries::Holiday) -> Self {
        Self { day: holiday.day, name: holiday.name }
    }
}

/// An organisation's rules of mentoring.
#[derive(SimpleObject)]
pub struct MentoringRules {
    /// Whether mentors from outside are left out.
    pub guests_excluded: bool,
    /// Whether the two must be of different units.
    pub other_unit_required: bool,
    /// Whether the two must work in one country.
    pub same_country_required: bool,
    /// The days of the week on which the organisation works, 1 for Monday to 7 for Sunday.
    pub working_weekdays: Vec<i32>,
    /// Counts changes; 0 until an organisation sets its own.
    pub version: i32,
    /// The version of the weights that holds now; 0 until an organisation sets its own.
    pub weights_version: i32,
    /// What each part of a score weighs.
    pub weights: ScoreWeights,
    /// The walls that stand, at most 100.
    pub walls: Vec<UnitWall>,
    /// The panels that are not closed, at most 50.
    pub panels: Vec<ReviewPanel>,
    /// The holidays of this year and the next.
    pub holidays: Vec<Holiday>,
}

/// The parts that rules are put together from.
pub(super) struct Parts {
    pub rules: Rules,
    pub weights: (i32, Weights),
    pub walls: Vec<queries::Wall>,
    pub panels: Vec<queries::Panel>,
    pub holidays: Vec<queries::Holiday>,
}

impl From<Parts> for MentoringRules {
    fn from(parts: Parts) -> Self {
        let Parts { rules, weights, walls, panels, holidays } = parts;
        let bits = rules.working_weekdays.bits();
        Self {
            guests_excluded: rules.guests_excluded,
            other_unit_required: rules.other_unit_required,
            same_country_required: rules.same_country_required,
            working_weekdays: (1..=7).filter(|day| bits & (1 << (day - 1)) != 0).collect(),
            version: rules.version,
            weights_version: weights.0,
            weights: weights.1.into(),
            walls: walls.into_iter().map(UnitWall::from).collect(),
            panels: panels.into_iter().map(ReviewPanel::from).collect(),
            holidays: holidays.into_iter().map(Holiday::from).collect(),
        }
    }
}
