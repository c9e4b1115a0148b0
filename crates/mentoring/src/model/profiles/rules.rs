//! An organisation's rules of mentoring.

use crate::model::working_days::WorkingWeekdays;

/// Who may be matched, beyond what always holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Whether mentors from outside are left out.
    pub guests_excluded: bool,
    /// Whether the two must be of different units.
    pub other_unit_required: bool,
    /// Whether the two must work in one country.
    pub same_country_required: bool,
    /// The days of the week on which the organisation works.
    pub working_weekdays: WorkingWeekdays,
    /// Counts changes; 0 until an organisation sets its own.
    pub version: i32,
    /// Units between which there is no mentoring, both ways; the first is the smaller name.
    pub walls: Vec<(String, String)>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            guests_excluded: false,
            other_unit_required: false,
            same_country_required: false,
            working_weekdays: WorkingWeekdays::STANDARD,
            version: 0,
            walls: Vec::new(),
        }
    }
}

/// Deciders or subjects that one panel may have.
pub const MOST_PEOPLE: usize = 100;
/// Panels that may be open at once.
pub const MOST_PANELS: usize = 50;
/// Walls that may stand at once.
pub const MOST_WALLS: usize = 100;
/// Holidays that one year may have.
pub const MOST_HOLIDAYS: usize = 100;

/// What a panel decides on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelKind {
    /// Pay.
    Pay,
    /// Promotion.
    Promotion,
    /// The capstone of a program.
    Capstone,
}

impl PanelKind {
    /// The word that stands in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Promotion => "promotion",
            Self::Capstone => "capstone",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pay, Self::Promotion, Self::Capstone].into_iter().find(|one| one.as_str() == word)
    }
}
