//! A program and its modules as plain data.

use super::convert_items;
use super::error::LibraryError;
use super::file::{
    AssignmentEntry, CriterionEntry, FollowUpEntry, GainEntry, LessonEntry, ModuleFile,
    RhythmEntry, RubricEntry, TrackEntry, TrackSessionEntry, WaiverEntry, WorkshopEntry,
};
use super::item::LibrarySample;
use super::item_file::QuizFile;
use super::load::{ProgramSource, Source};
use super::program::{
    CompetencyGain, Criterion, FollowUp, LibraryAssignment, LibraryLesson, LibraryModule,
    LibraryProgram, LibraryRubric, Rhythm, Track, TrackSession, Waiver, Workshop,
};
use super::read::{LEVELS, MINUTES, Reader};
use crate::model::{GAIN_LEVELS, LESSON_MINUTES, MODULE_WEEKS};

/// Converts each entry of a list; the first mistake ends it.
pub(super) fn each<'a, E: 'a, T>(
    reader: Reader<'_>,
    entries: impl IntoIterator<Item = &'a E>,
    convert: impl Fn(Reader<'_>, &E) -> Result<T, LibraryError>,
) -> Result<Vec<T>, LibraryError> {
    let converted = entries.into_iter().map(|entry| convert(reader, entry));
    converted.collect()
}

pub(super) fn program(source: &ProgramSource<'_>) -> Result<LibraryProgram, LibraryError> {
    let (reader, file) = (source.program.reader, &source.program.content);
    let mut modules = Vec::new();
    let mut assignments = Vec::new();
    let mut rubrics = Vec::new();
    for module_source in &source.modules {
        let Source { reader, content } = module_source;
        let quiz = quiz_of(source, &content.code.value);
        modules.push(module(*reader, content, quiz)?);
        if let Some(entry) = &content.assignment {
            assignments.push(assignment(*reader, &content.code.value, entry)?);
        }
        if let Some(entry) = &content.rubric {
            rubrics.push(rubric(*reader, entry)?);
        }
    }
    Ok(LibraryProgram {
        slug: reader.text("the slug", &file.slug)?,
        title: reader.text("the title", &file.title)?,
        promise: reader.text("the promise", &file.promise)?,
        audience: reader.text("the audience", &file.audience)?,
        cohort_size: file.cohort_size.clone(),
        rhythm: rhythm(reader, &file.rhythm)?,
        capstone: reader.text("the capstone", &file.capstone)?,
        modules,
        assignments,
        rubrics,
        tracks: each(reader, &file.tracks, track)?,
        follow_ups: each(reader, &file.follow_ups, follow_up)?,
        diagnostics: source
            .diagnostics
            .iter()
            .map(convert_items::diagnostic)
            .collect::<Result<_, _>>()?,
        samples: samples(source)?,
    })
}

fn quiz_of<'a>(source: &'a ProgramSource<'_>, module: &str) -> Option<&'a Source<'a, QuizFile>> {
    source.quizzes.iter().find(|quiz| quiz.content.module.value == module)
}

/// The sample pieces; that their assignments exist is checked before.
fn samples(source: &ProgramSource<'_>) -> Result<Vec<LibrarySample>, LibraryError> {
    let mut samples = Vec::new();
    for Source { reader, content } in &source.samples {
        let code = &content.assignment.value;
        let rubric = source.modules.iter().find_map(|module| {
            let assignment = module.content.assignment.as_ref()?;
            (assignment.code.value == *code).then_some(module.content.rubric.as_ref()).flatten()
        });
        if let Some(rubric) = rubric {
            samples.extend(each(*reader, &content.samples, |reader, entry| {
                convert_items::sample(reader, code, rubric, entry)
            })?);
        }
    }
    Ok(samples)
}

fn rhythm(reader: Reader<'_>, entry: &RhythmEntry) -> Result<Rhythm, LibraryError> {
    Ok(Rhythm {
        summary: reader.text("the summary", &entry.summary)?,
        mentor_session_weeks: each(reader, &entry.mentor_session_weeks, |reader, week| {
            reader.number("the week", week, MODULE_WEEKS)
        })?,
        mentor_session_minutes: reader.minutes(
            "the length",
            &entry.mentor_session_minutes,
            MINUTES,
        )?,
    })
}

fn track(reader: Reader<'_>, entry: &TrackEntry) -> Result<Track, LibraryError> {
    Ok(Track {
        audience: entry.audience,
        purpose: reader.text("the purpose", &entry.purpose)?,
        sessions: each(reader, &entry.sessions, track_session)?,
    })
}

fn track_session(
    reader: Reader<'_>,
    entry: &TrackSessionEntry,
) -> Result<TrackSession, LibraryError> {
    Ok(TrackSession {
        code: reader.text("the code", &entry.code)?,
        title: reader.text("the title", &entry.title)?,
        minutes: reader.minutes("the length", &entry.minutes, MINUTES)?,
        result: reader.text("the result", &entry.result)?,
    })
}

fn follow_up(reader: Reader<'_>, entry: &FollowUpEntry) -> Result<FollowUp, LibraryError> {
    Ok(FollowUp {
        code: reader.text("the code", &entry.code)?,
        title: reader.text("the title", &entry.title)?,
        after: reader.text("the code before it", &entry.after)?,
        day: reader.number("the day", &entry.day, 1..=i16::MAX)?,
        tasks: reader.texts("the list of tasks", &entry.tasks)?,
    })
}

fn module(
    reader: Reader<'_>,
    file: &ModuleFile,
    quiz: Option<&Source<'_, QuizFile>>,
) -> Result<LibraryModule, LibraryError> {
    reader.filled("the list of lessons", &file.lessons)?;
    let quiz_items = file.quiz_items.as_ref();
    let quiz_items = quiz_items.map(|items| reader.number("the number of items", items, 1..=100));
    let workshop = file.workshop.as_ref().map(|entry| workshop(reader, entry));
    let waiver = file.waiver.as_ref().map(|entry| waiver(reader, entry));
    let assignment = file.assignment.as_ref().map(|entry| &entry.code);
    Ok(LibraryModule {
        code: reader.text("the code", &file.code)?,
        week: reader.number("the week", &file.week, MODULE_WEEKS)?,
        title: reader.text("the title", &file.title)?,
        goal: reader.text("the goal", &file.goal)?,
        objectives: reader.texts("the list of objectives", &file.objectives)?,
        gains: each(reader, &file.gains, gain)?,
        needs: reader.list("a need", &file.needs)?,
        workshop: workshop.transpose()?,
        lessons: each(reader, &file.lessons.value, lesson)?,
        quiz_items: quiz_items.transpose()?,
        quiz: match quiz {
            Some(quiz) => convert_items::items(quiz.reader, &quiz.content.items)?,
            None => Vec::new(),
        },
        diagnostic: reader.optional("the diagnostic", file.diagnostic.as_ref())?,
        waiver: waiver.transpose()?,
        assignment: reader.optional("the code", assignment)?,
        evidence: reader.optional("the evidence", file.evidence.as_ref())?,
        manager_prompt: reader.text("the prompt for the manager", &file.manager_prompt)?,
        cards: reader.number("the number of cards", &file.cards, 0..=100)?,
    })
}

fn gain(reader: Reader<'_>, entry: &GainEntry) -> Result<CompetencyGain, LibraryError> {
    Ok(CompetencyGain {
        competency: reader.text("the competency", &entry.competency)?,
        level: reader.number("the level", &entry.level, GAIN_LEVELS)?,
    })
}

fn workshop(reader: Reader<'_>, entry: &WorkshopEntry) -> Result<Workshop, LibraryError> {
    Ok(Workshop {
        title: reader.text("the title", &entry.title)?,
        minutes: reader.minutes("the length", &entry.minutes, MINUTES)?,
        agenda: reader.texts("the agenda", &entry.agenda)?,
    })
}

fn lesson(reader: Reader<'_>, entry: &LessonEntry) -> Result<LibraryLesson, LibraryError> {
    Ok(LibraryLesson {
        code: reader.text("the code", &entry.code)?,
        title: reader.text("the title", &entry.title)?,
        kind: entry.kind,
        minutes: reader.minutes("the length", &entry.minutes, LESSON_MINUTES)?,
        required: entry.required,
        body: reader.text("the body", &entry.body)?,
    })
}

fn waiver(reader: Reader<'_>, entry: &WaiverEntry) -> Result<Waiver, LibraryError> {
    Ok(Waiver {
        competency: reader.text("the competency", &entry.competency)?,
        level: reader.number("the level", &entry.level, LEVELS)?,
        lessons: reader.texts("the list of lessons", &entry.lessons)?,
        quiz_items: reader.number("the number of items", &entry.quiz_items, 0..=100)?,
    })
}

fn assignment(
    reader: Reader<'_>,
    module: &str,
    entry: &AssignmentEntry,
) -> Result<LibraryAssignment, LibraryError> {
    Ok(LibraryAssignment {
        code: reader.text("the code", &entry.code)?,
        module: module.to_owned(),
        title: reader.text("the title", &entry.title)?,
        brief: reader.text("the brief", &entry.brief)?,
        deliverables: reader.texts("the list of deliverables", &entry.deliverables)?,
        minutes: reader.minutes("the length", &entry.minutes, MINUTES)?,
        rubric: reader.text("the rubric", &entry.rubric)?,
        review: entry.review.clone(),
    })
}

fn rubric(reader: Reader<'_>, entry: &RubricEntry) -> Result<LibraryRubric, LibraryError> {
    Ok(LibraryRubric {
        code: reader.text("the code", &entry.code)?,
        title: reader.text("the title", &entry.title)?,
        criteria: each(reader, &entry.criteria, criterion)?,
    })
}

fn criterion(reader: Reader<'_>, entry: &CriterionEntry) -> Result<Criterion, LibraryError> {
    Ok(Criterion {
        key: reader.text("the key", &entry.key)?,
        title: reader.text("the title", &entry.title)?,
        competency: reader.text("the competency", &entry.competency)?,
        weight: reader.number("the weight", &entry.weight, 1..=100)?,
        gate: entry.gate,
        descriptors: reader.array("a descriptor", &entry.descriptors)?,
    })
}
