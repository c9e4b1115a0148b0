use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use kernel::MemberId;
use mentoring::actions::profiles as actions;

use super::rules::{MentoringRules, ReviewPanelKind};
use crate::error::ApiError;
use crate::ids;

/// Input of `setMentoringRules`.
#[derive(InputObject)]
pub struct SetMentoringRulesInput {
    /// Whether mentors from outside are left out.
    pub guests_excluded: bool,
    /// Whether the two must be of different units.
    pub other_unit_required: bool,
    /// Whether the two must work in one country.
    pub same_country_required: bool,
    /// The days of the week on which the organisation works, 1 for Monday to 7 for Sunday.
    pub working_weekdays: Vec<i32>,
    /// The version that one saw; 0 before the first time.
    pub expected_version: i32,
}

impl From<SetMentoringRulesInput> for actions::SetRules {
    fn from(input: SetMentoringRulesInput) -> Self {
        Self {
            guests_excluded: input.guests_excluded,
            other_unit_required: input.other_unit_required,
            same_country_required: input.same_country_required,
            working_weekdays: input.working_weekdays,
            expected_version: input.expected_version,
        }
    }
}

/// What each part of a score is to weigh, in percent; together 100.
#[derive(InputObject)]
pub struct ScoreWeightsInput {
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

/// Input of `setScoreWeights`.
#[derive(InputObject)]
pub struct SetScoreWeightsInput {
    /// The weights.
    pub weights: ScoreWeightsInput,
    /// The version of the weights that one saw; 0 while the product's own hold.
    pub expected_version: i32,
}

impl SetScoreWeightsInput {
    /// The weights in the order of their parts.
    pub(super) const fn in_order(&self) -> [i32; 7] {
        let ScoreWeightsInput { gap_cover, preference, style, goals, time, career, fresh_view } =
            self.weights;
        [gap_cover, preference, style, goals, time, career, fresh_view]
    }
}

/// Input of `setUnitWall`.
#[derive(InputObject)]
pub struct SetUnitWallInput {
    /// The one unit.
    pub unit: String,
    /// The other.
    pub other_unit: String,
    /// Why; at most 500 characters.
    #[graphql(default)]
    pub reason: String,
    /// Whether the wall is to stand.
    pub standing: bool,
}

impl From<SetUnitWallInput> for actions::SetWall {
    fn from(input: SetUnitWallInput) -> Self {
        Self {
            unit: input.unit,
            other_unit: input.other_unit,
            reason: input.reason,
            is_standing: input.standing,
        }
    }
}

/// Input of `saveReviewPanel`.
#[derive(InputObject)]
pub struct SaveReviewPanelInput {
    /// Which panel; a new one when left out.
    pub id: Option<ID>,
    /// What it decides on.
    pub kind: ReviewPanelKind,
    /// Its name.
    pub name: String,
    /// The unit that it decides on, if it is a whole one.
    pub unit: Option<String>,
    /// Who decides; 1 to 100.
    pub decider_ids: Vec<ID>,
    /// On which single people; at most 100.
    #[graphql(default)]
    pub subject_ids: Vec<ID>,
    /// The version that one saw; 0 for a new panel.
    pub expected_version: i32,
}

impl TryFrom<SaveReviewPanelInput> for actions::SavePanel {
    type Error = ApiError;

    fn try_from(input: SaveReviewPanelInput) -> Result<Self, ApiError> {
        Ok(Self {
            id: input.id.as_ref().map(ids::parse).transpose()?,
            kind: input.kind.into(),
            name: input.name,
            unit: input.unit,
            deciders: input
                .decider_ids
                .iter()
                .map(ids::parse::<MemberId>)
                .collect::<Result<_, _>>()?,
            subjects: input
                .subject_ids
                .iter()
                .map(ids::parse::<MemberId>)
                .collect::<Result<_, _>>()?,
            expected_version: input.expected_version,
        })
    }
}

/// Input of `closeReviewPanel`.
#[derive(InputObject)]
pub struct CloseReviewPanelInput {
    /// Which panel.
    pub id: ID,
    /// The version that one saw.
    pub expected_version: i32,
}

/// A day on which nobody works.
#[derive(InputObject)]
pub struct HolidayInput {
    /// The day, in the organisation's zone.
    pub day: NaiveDate,
    /// What it is called.
    pub name: String,
}

/// Input of `setHolidays`.
#[derive(InputObject)]
pub struct SetHolidaysInput {
    /// The year, 2000 to 2100.
    pub year: i32,
    /// All its days on which nobody works; they take the place of those that it had. At most 100.
    pub days: Vec<HolidayInput>,
}

/// Answer of the commands that set rules of mentoring.
#[derive(SimpleObject)]
pub struct MentoringRulesPayload {
    /// The rules as they are now.
    pub rules: MentoringRules,
}

/// Answer of `saveReviewPanel`.
#[derive(SimpleObject)]
pub struct SaveReviewPanelPayload {
    /// The panel's id.
    pub panel_id: ID,
    /// The rules as they are now.
    pub rules: MentoringRules,
}
