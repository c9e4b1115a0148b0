use curriculum::PlannedModule;

use super::cohort::ModuleProgress;

/// What is still to be done before a module is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing {
    /// Required lessons not seen.
    pub lessons: i16,
    /// Whether its quiz is still to be passed.
    pub quiz: bool,
    /// Whether its assignment is still to be passed.
    pub assignment: bool,
}

impl Missing {
    /// Whether nothing is missing: the one rule of completion.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// What to do, in words: "see 2 more lessons; pass the quiz".
    pub fn words(self) -> String {
        let lessons = match self.lessons {
            0 => None,
            1 => Some("see 1 more lesson".to_owned()),
            more => Some(format!("see {more} more lessons")),
        };
        let quiz = self.quiz.then(|| "pass the quiz".to_owned());
        let assignment = self.assignment.then(|| "pass the assignment".to_owned());
        [lessons, quiz, assignment].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    pub(crate) fn of(module: &PlannedModule, row: Option<&ModuleProgress>) -> Self {
        let seen = row.map_or(0, |row| row.lessons_done);
        Self {
            lessons: (module.required_lessons - seen).max(0),
            quiz: module.quiz.is_some() && !row.is_some_and(|row| row.quiz_passed),
            assignment: module.assignment.is_some()
                && !row.is_some_and(|row| row.assignment_passed),
        }
    }

    pub(super) fn items(self) -> i16 {
        self.lessons + i16::from(self.quiz) + i16::from(self.assignment)
    }
}
