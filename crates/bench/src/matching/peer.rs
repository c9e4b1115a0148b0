//! OR-tools, in a Python of its own.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use ::matching::{IMPOSSIBLE, Problem};
use serde_json::Value;

use crate::Fallible;

const SCRIPT: &str = include_str!("or_tools.py");

/// Names the interpreter that has OR-tools; `./dev bench` looks for one or makes one.
const VARIABLE: &str = "CADRE_BENCH_PYTHON";

/// A Python that has OR-tools, and a folder for instances, which goes away at the end.
pub struct Peer {
    python: OsString,
    folder: PathBuf,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Peer {
    /// Looks whether there is one.
    ///
    /// # Errors
    /// Why there is none.
    pub fn find() -> Fallible<Self> {
        let python = std::env::var_os(VARIABLE).ok_or(format!("{VARIABLE} is not set"))?;
        let imported = Command::new(&python)
            .args(["-c", "import numpy, ortools.graph.python.min_cost_flow"])
            .output()?;
        if !imported.status.success() {
            let said = String::from_utf8_lossy(&imported.stderr).into_owned();
            let last = said.lines().last().unwrap_or("it says nothing");
            return Err(format!("{} has no OR-tools: {last}", python.display()).into());
        }
        let name = format!("cadre-bench-matching-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder)?;
        Ok(Self { python, folder })
    }

    /// Where an instance may be written.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Solves an instance that was written there; the floor is the one that we found.
    pub fn solve(&self, path: &Path, floor: u64, runs: usize) -> Fallible<Value> {
        let output = Command::new(&self.python)
            .args(["-c", SCRIPT])
            .arg(path)
            .args([floor.to_string(), runs.to_string()])
            .output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("OR-tools did not solve {}: {said}", path.display()).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

/// Writes an instance as `or_tools.py` reads it.
pub fn write(problem: &Problem, path: &Path) -> Fallible<()> {
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(b"matching")?;
    let is_listed = u32::from(problem.is_listed());
    let sizes = [u32::try_from(problem.learners())?, u32::try_from(problem.mentors())?, is_listed];
    let places = (0..problem.mentors()).map(|mentor| problem.places(mentor));
    write_words(&mut file, sizes.into_iter().chain(places))?;
    if problem.is_listed() {
        let lists = (0..problem.learners()).map(|learner| problem.listed(learner));
        let lists: Vec<Vec<(u32, u8)>> =
            lists.map(|list| list.into_iter().flatten().collect()).collect();
        write_words(&mut file, lists.iter().map(|list| list.len() as u32))?;
        write_words(&mut file, lists.iter().flatten().map(|&(mentor, _)| mentor))?;
        let scores: Vec<u8> = lists.iter().flatten().map(|&(_, score)| score).collect();
        file.write_all(&scores)?;
    } else {
        let mut row = vec![IMPOSSIBLE; problem.mentors()];
        for learner in 0..problem.learners() {
            problem.row(learner, &mut row);
            file.write_all(&row)?;
        }
    }
    Ok(file.flush()?)
}

fn write_words(file: &mut impl Write, words: impl Iterator<Item = u32>) -> std::io::Result<()> {
    for word in words {
        file.write_all(&word.to_le_bytes())?;
    }
    Ok(())
}
