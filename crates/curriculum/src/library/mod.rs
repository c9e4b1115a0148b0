//! The built-in programs and the competency framework.
//!
//! They are written as data files in `library/` at the root of the workspace and are embedded into
//! the binary. This module reads them, checks them against each other, and hands them out as plain
//! data. It knows no database; whoever seeds an organisation copies from here.
//!
//! Every mistake in a file is reported with file, line and column, and with what to do about it.

mod codes;
mod convert_framework;
mod convert_items;
mod convert_program;
mod cycle;
mod embedded;
mod error;
mod file;
mod framework;
mod item;
mod item_file;
mod load;
mod program;
mod read;
#[cfg(test)]
mod tests;
mod validate;

use std::sync::LazyLock;

use serde::Serialize;

pub use error::{LibraryError, Place, Problem};
pub use framework::{Competency, Domain, Framework, Level, Role, Step};
pub use item::{
    ItemOption, ItemPair, ItemPart, ItemStep, LibraryDiagnostic, LibraryItem, LibrarySample,
    Question, SampleStep,
};
pub use load::load;
pub use program::{
    CohortSize, CompetencyGain, Criterion, FollowUp, LessonKind, LibraryAssignment, LibraryLesson,
    LibraryModule, LibraryProgram, LibraryRubric, Review, Rhythm, Track, TrackAudience,
    TrackSession, Waiver, Workshop,
};

/// Everything that ships with the product: the framework and the programs.
#[derive(Debug, Clone, Serialize)]
pub struct Library {
    /// Levels, competencies and the ladder.
    pub framework: Framework,
    /// The built-in programs, by slug.
    pub programs: Vec<LibraryProgram>,
}

static BUILT_IN: LazyLock<Library> = LazyLock::new(|| match load(embedded::FILES) {
    Ok(library) => library,
    Err(error) => panic!("the built-in library is broken: {error}"),
});

/// The library that ships with this binary.
///
/// # Panics
///
/// With the loader's message if the shipped files are broken; the test `built_in_loads` holds that
/// they are not.
pub fn built_in() -> &'static Library {
    &BUILT_IN
}
