//! Checks that reach across entries and files: codes, weights, prerequisites.

use std::collections::BTreeMap;

use super::codes::Codes;
use super::cycle::refuse_cycles;
use super::error::{LibraryError, Problem};
use super::file::{FrameworkFile, ModuleFile, RoleEntry, RubricEntry, Text};
use super::load::{ProgramSource, Source};
use super::read::Reader;

/// What the weights of a rubric add up to.
const FULL_WEIGHT: i64 = 100;

/// Checks the framework and hands out the codes of its competencies.
pub(super) fn framework<'a>(
    source: &'a Source<'_, FrameworkFile>,
) -> Result<Codes<'a>, LibraryError> {
    let (reader, file) = (source.reader, &source.content);
    let entries = &file.competencies;
    let competencies = Codes::of("competency", reader, entries.iter().map(|entry| &entry.code))?;
    Codes::of("competency slug", reader, entries.iter().map(|entry| &entry.slug))?;
    Codes::of("domain", reader, file.domains.iter().map(|domain| &domain.slug))?;
    refuse_double_levels(reader, file)?;

    let mut placed = Codes::new("competency");
    for code in file.domains.iter().flat_map(|domain| &domain.competencies.value) {
        competencies.check(reader, code)?;
        placed.add(reader, code)?;
    }
    for entry in entries {
        if !placed.contains(&entry.code.value) {
            let owner = "the list of domains".to_owned();
            let code = entry.code.value.clone();
            return Err(reader.error(&entry.code, Problem::MissingCompetency { owner, code }));
        }
    }

    let roles = Codes::of("role", reader, file.roles.iter().map(|role| &role.code))?;
    for role in &file.roles {
        check_role(reader, role, &competencies)?;
    }
    for step in &file.steps {
        roles.check(reader, &step.from)?;
        roles.check(reader, &step.to)?;
    }
    Ok(competencies)
}

fn refuse_double_levels(reader: Reader<'_>, file: &FrameworkFile) -> Result<(), LibraryError> {
    let mut seen = BTreeMap::new();
    for entry in &file.levels {
        let level = &entry.level;
        if let Some(first) = seen.insert(level.value, level.referenced) {
            let problem = Problem::DuplicateCode {
                kind: "level",
                code: level.value.to_string(),
                first: super::Place::new(reader.file, Some(first)),
            };
            return Err(reader.error(level, problem));
        }
    }
    Ok(())
}

fn check_role(
    reader: Reader<'_>,
    role: &RoleEntry,
    competencies: &Codes<'_>,
) -> Result<(), LibraryError> {
    for (code, level) in &role.expected {
        if !competencies.contains(code) {
            return Err(reader.error(level, competencies.unknown(code)));
        }
    }
    for code in competencies.iter() {
        if !role.expected.contains_key(code) {
            let owner = format!("role {}", role.code.value);
            let code = code.to_owned();
            return Err(reader.error(&role.code, Problem::MissingCompetency { owner, code }));
        }
    }
    Codes::of("gate", reader, &role.gates.value)?;
    let mut gates = role.gates.value.iter();
    gates.try_for_each(|gate| competencies.check(reader, gate))
}

/// Checks one program against the codes of the competencies.
pub(super) fn program(
    source: &ProgramSource<'_>,
    competencies: &Codes<'_>,
) -> Result<(), LibraryError> {
    let codes = ProgramCodes::collect(source)?;
    for module in &source.modules {
        check_module(module, &codes, competencies)?;
    }
    check_items(source, &codes, competencies)?;
    refuse_cycles(&source.modules)?;
    refuse_late_needs(&source.modules)?;

    let (reader, file) = (source.program.reader, &source.program.content);
    codes.assignments.check(reader, &file.capstone)?;
    let sessions = file.tracks.iter().flat_map(|track| &track.sessions);
    Codes::of("track session", reader, sessions.map(|session| &session.code))?;
    let mut stations = codes.modules;
    for follow_up in &file.follow_ups {
        stations.check(reader, &follow_up.after)?;
        stations.add(reader, &follow_up.code)?;
    }
    Ok(())
}

/// Every code that a program defines.
struct ProgramCodes<'a> {
    modules: Codes<'a>,
    lessons: Codes<'a>,
    assignments: Codes<'a>,
    rubrics: Codes<'a>,
}

impl<'a> ProgramCodes<'a> {
    fn collect(source: &'a ProgramSource<'_>) -> Result<Self, LibraryError> {
        let mut codes = Self {
            modules: Codes::new("module"),
            lessons: Codes::new("lesson"),
            assignments: Codes::new("assignment"),
            rubrics: Codes::new("rubric"),
        };
        for module in &source.modules {
            let (reader, file) = (module.reader, &module.content);
            codes.modules.add(reader, &file.code)?;
            for lesson in &file.lessons.value {
                codes.lessons.add(reader, &lesson.code)?;
            }
            if let Some(assignment) = &file.assignment {
                codes.assignments.add(reader, &assignment.code)?;
            }
            if let Some(rubric) = &file.rubric {
                codes.rubrics.add(reader, &rubric.code)?;
            }
        }
        Ok(codes)
    }
}

fn check_module(
    module: &Source<'_, ModuleFile>,
    codes: &ProgramCodes<'_>,
    competencies: &Codes<'_>,
) -> Result<(), LibraryError> {
    let (reader, file) = (module.reader, &module.content);
    let check_all = |known: &Codes<'_>, used: &[Text]| {
        used.iter().try_for_each(|code| known.check(reader, code))
    };
    check_all(&codes.modules, &file.needs)?;
    Codes::of("need", reader, &file.needs)?;
    for gain in &file.gains {
        competencies.check(reader, &gain.competency)?;
    }
    Codes::of("gain", reader, file.gains.iter().map(|gain| &gain.competency))?;
    if let Some(waiver) = &file.waiver {
        competencies.check(reader, &waiver.competency)?;
        check_all(&codes.lessons, &waiver.lessons.value)?;
    }
    if let Some(assignment) = &file.assignment {
        codes.rubrics.check(reader, &assignment.rubric)?;
    }
    if let Some(rubric) = &file.rubric {
        check_rubric(reader, rubric, competencies)?;
    }
    Ok(())
}

fn check_rubric(
    reader: Reader<'_>,
    rubric: &RubricEntry,
    competencies: &Codes<'_>,
) -> Result<(), LibraryError> {
    let criteria = &rubric.criteria;
    Codes::of("criterion", reader, criteria.iter().map(|criterion| &criterion.key))?;
    for criterion in criteria {
        competencies.check(reader, &criterion.competency)?;
    }
    let weights = criteria.iter().map(|criterion| criterion.weight.value);
    let sum: i64 = weights.map(i64::from).sum();
    if sum != FULL_WEIGHT {
        let code = rubric.code.value.clone();
        return Err(reader.error(&rubric.code, Problem::WeightSum { rubric: code, sum }));
    }
    Ok(())
}

/// Checks that questions and sample pieces name what exists, and that a quiz has its size.
fn check_items(
    source: &ProgramSource<'_>,
    codes: &ProgramCodes<'_>,
    competencies: &Codes<'_>,
) -> Result<(), LibraryError> {
    let mut items = Codes::new("item");
    for quiz in &source.quizzes {
        let (reader, file) = (quiz.reader, &quiz.content);
        codes.modules.check(reader, &file.module)?;
        let module =
            source.modules.iter().find(|module| module.content.code.value == file.module.value);
        let stated =
            module.and_then(|module| module.content.quiz_items.as_ref()).map_or(0, |n| n.value);
        let written = file.items.value.len();
        if usize::try_from(stated) != Ok(written) {
            let module = file.module.value.clone();
            return Err(reader.error(&file.items, Problem::QuizSize { module, stated, written }));
        }
    }
    Codes::of_many(
        "quiz of module",
        source.quizzes.iter().map(|quiz| (quiz.reader, &quiz.content.module)),
    )?;
    let quizzes = source.quizzes.iter().map(|quiz| (quiz.reader, &quiz.content.items));
    let diagnostics = source.diagnostics.iter().map(|form| (form.reader, &form.content.items));
    for (reader, entries) in quizzes.chain(diagnostics) {
        for entry in &entries.value {
            items.add(reader, &entry.code)?;
            competencies.check(reader, &entry.competency)?;
        }
    }
    let mut samples = Codes::new("sample");
    for file in &source.samples {
        codes.assignments.check(file.reader, &file.content.assignment)?;
        for sample in &file.content.samples {
            samples.add(file.reader, &sample.code)?;
        }
    }
    Ok(())
}

fn refuse_late_needs(modules: &[Source<'_, ModuleFile>]) -> Result<(), LibraryError> {
    let weeks: BTreeMap<&str, i16> = modules
        .iter()
        .map(|module| (module.content.code.value.as_str(), module.content.week.value))
        .collect();
    for module in modules {
        let file = &module.content;
        for need in &file.needs {
            let need_week = weeks[need.value.as_str()];
            if need_week >= file.week.value {
                let problem = Problem::NeedNotEarlier {
                    module: file.code.value.clone(),
                    week: file.week.value,
                    need: need.value.clone(),
                    need_week,
                };
                return Err(module.reader.error(need, problem));
            }
        }
    }
    Ok(())
}
