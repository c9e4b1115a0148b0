//! `cadre match`: solves instances and checks results that come as files.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use matching::explanation::{self, Person};
use matching::instance::{self, Claim, Instance, ResultFile};
use matching::{MatchingError, Objective};

use crate::cli::MatchCommand;
use crate::error::StartError;

/// Does what the command line says about a matching.
///
/// # Errors
/// A file that cannot be used, a result that is not proven.
pub fn run(command: &MatchCommand) -> Result<(), StartError> {
    match command {
        MatchCommand::Solve { instance: file, objective, explain } => {
            let instance = read_instance(file)?;
            let objective = objective.map_or(instance.objective, Objective::from);
            let result = solve(&instance, objective, *explain).map_err(|error| match error {
                MatchingError::NotCertified(_) => StartError::Other(error.to_string()),
                error => unusable(file, error),
            })?;
            answer(|output| result.write(output))
        }
        MatchCommand::Check { instance: file, result: result_file } => {
            if is_input(file) && is_input(result_file) {
                let reason = "holds one file: give the other one by its path";
                return Err(unusable(file, reason));
            }
            let instance = read_instance(file)?;
            let result = open(result_file)?;
            let result =
                instance::read_result(result).map_err(|error| unusable(result_file, error))?;
            let claim = result.check(&instance).map_err(|reason| StartError::NotCertified {
                file: name(result_file),
                reason: reason.to_string(),
            })?;
            answer(|output| output.write_all(certified(&instance, &claim).as_bytes()))
        }
    }
}

fn solve(
    instance: &Instance,
    objective: Objective,
    explain: bool,
) -> Result<ResultFile, MatchingError> {
    let solution = matching::solve(&instance.problem, objective)?;
    let mut result = ResultFile::new(instance, &solution);
    if explain {
        let names = |person: Person| match person {
            Person::Learner(position) => instance.learners[position].clone(),
            Person::Mentor(position) => instance.mentors[position].id.clone(),
        };
        let sentences = explanation::report(&instance.problem, objective, &solution, &names)?;
        result.explanation = Some(sentences);
    }
    Ok(result)
}

/// What `check` says of a result that holds.
fn certified(instance: &Instance, claim: &Claim) -> String {
    let (objective, values) = (claim.certificate.objective, &claim.values);
    let learners = instance.learners.len();
    let mut text = format!(
        "certified: objective {}, {} of {learners} matched",
        word(objective),
        values.matched
    );
    if objective.has_floor() {
        let floor = values.floor.map_or_else(|| "none".to_owned(), |floor| floor.to_string());
        text += &format!(", floor {floor}");
    }
    if objective.has_load() {
        let load = values.largest_load;
        text += &format!(", largest load {} of {}", load.pairs, load.places);
    }
    text += &format!(", sum {}, tie rule kept\n", values.sum);
    if objective != instance.objective {
        text +=
            &format!("note: the instance asks for the objective {}\n", word(instance.objective));
    }
    text
}

fn word(objective: Objective) -> &'static str {
    match objective {
        Objective::Fair => "fair",
        Objective::Sum => "sum",
        Objective::Balanced => "balanced",
    }
}

fn read_instance(file: &Path) -> Result<Instance, StartError> {
    instance::read(open(file)?).map_err(|error| unusable(file, error))
}

fn is_input(file: &Path) -> bool {
    file == Path::new("-")
}

fn open(file: &Path) -> Result<Box<dyn Read>, StartError> {
    if is_input(file) {
        return Ok(Box::new(io::stdin()));
    }
    let opened = File::open(file).map_err(|error| unusable(file, error))?;
    Ok(Box::new(opened))
}

fn name(file: &Path) -> String {
    if is_input(file) { "standard input".to_owned() } else { file.display().to_string() }
}

fn unusable(file: &Path, reason: impl Display) -> StartError {
    StartError::Input { file: name(file), reason: reason.to_string() }
}

/// Writes to the standard output. A reader that has seen enough, such as `head`, is no fault.
fn answer(
    write: impl FnOnce(&mut io::StdoutLock<'static>) -> io::Result<()>,
) -> Result<(), StartError> {
    let mut output = io::stdout().lock();
    match write(&mut output).and_then(|()| output.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(StartError::Output),
    }
}
