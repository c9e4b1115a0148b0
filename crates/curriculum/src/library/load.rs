//! From the texts of the files to the library: sort, read, check, convert.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::error::{LibraryError, Problem};
use super::file::{FrameworkFile, ModuleFile, ProgramFile};
use super::item_file::{DiagnosticFile, QuizFile, SamplesFile};
use super::read::Reader;
use super::{Library, convert_framework, convert_program, validate};

const FRAMEWORK: &str = "framework.yaml";

/// One file that has been read, with its path.
pub(super) struct Source<'a, T> {
    pub reader: Reader<'a>,
    pub content: T,
}

/// The files of one program.
pub(super) struct ProgramSource<'a> {
    pub program: Source<'a, ProgramFile>,
    pub modules: Vec<Source<'a, ModuleFile>>,
    pub quizzes: Vec<Source<'a, QuizFile>>,
    pub diagnostics: Vec<Source<'a, DiagnosticFile>>,
    pub samples: Vec<Source<'a, SamplesFile>>,
}

type Named<'a> = (&'a str, &'a str);

/// Paths and texts of one program before they are read.
#[derive(Default)]
struct Folder<'a> {
    program: Option<Named<'a>>,
    modules: Vec<Named<'a>>,
    quizzes: Vec<Named<'a>>,
    diagnostics: Vec<Named<'a>>,
    samples: Vec<Named<'a>>,
}

/// Reads a library from pairs of path and text.
///
/// Paths are relative to the library: `framework.yaml`, `programs/<slug>/program.yaml`, and beside
/// it the folders `modules`, `quizzes`, `diagnostics` and `samples`.
///
/// # Errors
///
/// The first mistake found, with its place and what to do about it.
pub fn load(files: &[(&str, &str)]) -> Result<Library, LibraryError> {
    let (framework, folders) = sort(files)?;
    let framework: Source<FrameworkFile> = read(framework)?;
    let converted = convert_framework::framework(&framework)?;
    let competencies = validate::framework(&framework)?;
    let mut programs = Vec::new();
    for (slug, folder) in folders {
        let source = read_program(slug, folder)?;
        programs.push(convert_program::program(&source)?);
        validate::program(&source, &competencies)?;
    }
    Ok(Library { framework: converted, programs })
}

type Sorted<'a> = (Named<'a>, BTreeMap<&'a str, Folder<'a>>);

fn sort<'a>(files: &[(&'a str, &'a str)]) -> Result<Sorted<'a>, LibraryError> {
    let mut framework = None;
    let mut folders: BTreeMap<&str, Folder> = BTreeMap::new();
    for &(path, text) in files {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            [FRAMEWORK] => framework = Some((path, text)),
            ["programs", slug, "program.yaml"] => {
                folders.entry(slug).or_default().program = Some((path, text));
            }
            ["programs", slug, kind, name] if name.ends_with(".yaml") => {
                let folder = folders.entry(slug).or_default();
                let files = match *kind {
                    "modules" => &mut folder.modules,
                    "quizzes" => &mut folder.quizzes,
                    "diagnostics" => &mut folder.diagnostics,
                    "samples" => &mut folder.samples,
                    _ => return Err(LibraryError::of_file(path, Problem::UnexpectedPath)),
                };
                files.push((path, text));
            }
            _ => return Err(LibraryError::of_file(path, Problem::UnexpectedPath)),
        }
    }
    let framework = framework.ok_or_else(|| missing(FRAMEWORK))?;
    Ok((framework, folders))
}

fn read_program<'a>(slug: &str, folder: Folder<'a>) -> Result<ProgramSource<'a>, LibraryError> {
    let program =
        folder.program.ok_or_else(|| missing(&format!("programs/{slug}/program.yaml")))?;
    let program: Source<ProgramFile> = read(program)?;
    let stated = &program.content.slug;
    if stated.value != slug {
        let problem = Problem::WrongFolder { slug: stated.value.clone(), folder: slug.to_owned() };
        return Err(program.reader.error(stated, problem));
    }
    let mut modules: Vec<Source<ModuleFile>> = read_all(folder.modules)?;
    modules.sort_by(|a, b| {
        let key = |module: &Source<ModuleFile>| module.content.week.value;
        let by_code = || a.content.code.value.cmp(&b.content.code.value);
        key(a).cmp(&key(b)).then_with(by_code)
    });
    let mut diagnostics: Vec<Source<DiagnosticFile>> = read_all(folder.diagnostics)?;
    diagnostics.sort_by_key(|source| source.content.form.value);
    Ok(ProgramSource {
        program,
        modules,
        quizzes: read_all(folder.quizzes)?,
        diagnostics,
        samples: read_all(folder.samples)?,
    })
}

fn read_all<'a, T: DeserializeOwned>(
    files: Vec<Named<'a>>,
) -> Result<Vec<Source<'a, T>>, LibraryError> {
    files.into_iter().map(read).collect()
}

fn read<'a, T: DeserializeOwned>(file: Named<'a>) -> Result<Source<'a, T>, LibraryError> {
    let (path, text) = file;
    let content =
        serde_saphyr::from_str(text).map_err(|error| LibraryError::unreadable(path, &error))?;
    let reader = Reader { file: path };
    Ok(Source { reader, content })
}

fn missing(path: &str) -> LibraryError {
    LibraryError::of_file(path, Problem::MissingFile)
}
