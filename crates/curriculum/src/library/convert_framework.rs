//! The framework as plain data.

use super::error::LibraryError;
use super::file::{CompetencyEntry, DomainEntry, FrameworkFile, LevelEntry, RoleEntry, StepEntry};
use super::framework::{Competency, Domain, Framework, Level, Role, Step};
use super::load::Source;
use super::read::{LEVELS, Reader};

pub(super) fn framework(source: &Source<'_, FrameworkFile>) -> Result<Framework, LibraryError> {
    let (reader, file) = (source.reader, &source.content);
    let mut levels =
        file.levels.iter().map(|entry| level(reader, entry)).collect::<Result<Vec<_>, _>>()?;
    levels.sort_by_key(|level| level.level);
    let domains = file.domains.iter().map(|entry| domain(reader, entry));
    let competencies = file.competencies.iter().map(|entry| competency(reader, entry));
    let roles = file.roles.iter().map(|entry| role(reader, entry));
    let steps = file.steps.iter().map(|entry| step(reader, entry));
    Ok(Framework {
        levels,
        domains: domains.collect::<Result<_, _>>()?,
        competencies: competencies.collect::<Result<_, _>>()?,
        roles: roles.collect::<Result<_, _>>()?,
        steps: steps.collect::<Result<_, _>>()?,
    })
}

fn level(reader: Reader<'_>, entry: &LevelEntry) -> Result<Level, LibraryError> {
    Ok(Level {
        level: reader.number("the level", &entry.level, LEVELS)?,
        name: reader.text("the name", &entry.name)?,
        meaning: reader.text("the meaning", &entry.meaning)?,
        evidence: reader.text("the evidence", &entry.evidence)?,
    })
}

fn domain(reader: Reader<'_>, entry: &DomainEntry) -> Result<Domain, LibraryError> {
    Ok(Domain {
        slug: reader.text("the slug", &entry.slug)?,
        title: reader.text("the title", &entry.title)?,
        competencies: reader.texts("the list of competencies", &entry.competencies)?,
    })
}

fn competency(reader: Reader<'_>, entry: &CompetencyEntry) -> Result<Competency, LibraryError> {
    Ok(Competency {
        code: reader.text("the code", &entry.code)?,
        slug: reader.text("the slug", &entry.slug)?,
        title: reader.text("the title", &entry.title)?,
        behaviours: reader.array("a behaviour", &entry.behaviours)?,
    })
}

fn role(reader: Reader<'_>, entry: &RoleEntry) -> Result<Role, LibraryError> {
    let expected = entry.expected.iter().map(|(code, level)| {
        let level = reader.number("the expected level", level, LEVELS)?;
        Ok((code.clone(), level))
    });
    Ok(Role {
        code: reader.text("the code", &entry.code)?,
        title: reader.text("the title", &entry.title)?,
        track: reader.text("the track", &entry.track)?,
        scope: reader.text("the scope", &entry.scope)?,
        expected: expected.collect::<Result<_, LibraryError>>()?,
        gates: reader.texts("the list of gates", &entry.gates)?,
    })
}

fn step(reader: Reader<'_>, entry: &StepEntry) -> Result<Step, LibraryError> {
    Ok(Step {
        from: reader.text("the first role of the step", &entry.from)?,
        to: reader.text("the second role of the step", &entry.to)?,
    })
}
