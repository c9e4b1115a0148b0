//! What was measured, as a table for people and a file for programs.

use serde_json::{Value, json};

use crate::Fallible;

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub enum Aim {
    /// No less.
    AtLeast(f64),
    /// No more.
    AtMost(f64),
}

/// Characters for the name of a figure at least.
const NARROWEST: usize = 38;

/// One part of the bench.
#[derive(Debug)]
pub struct Figures {
    title: &'static str,
    lines: Vec<(String, f64, &'static str, Option<Aim>)>,
}

impl Figures {
    /// Without any figure yet.
    pub const fn new(title: &'static str) -> Self {
        Self { title, lines: Vec::new() }
    }

    /// Adds a figure.
    #[must_use]
    pub fn with(mut self, what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        self.lines.push((what.into(), value, unit, None));
        self
    }

    /// Adds a figure that has an aim.
    #[must_use]
    pub fn with_aim(
        mut self,
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
        aim: Aim,
    ) -> Self {
        self.lines.push((what.into(), value, unit, Some(aim)));
        self
    }

    /// Prints the table.
    pub fn print(&self) {
        println!("\n{}", self.title);
        let longest = self.lines.iter().map(|(what, ..)| what.chars().count()).max();
        let width = longest.unwrap_or_default().max(NARROWEST);
        for (what, value, unit, aim) in &self.lines {
            let aim = aim.map_or_else(String::new, |aim| {
                format!(
                    "aim {}: {}",
                    aim.words(),
                    if aim.is_met(*value) { "met" } else { "missed" }
                )
            });
            let line = format!("  {what:<width$}{value:>10.2} {unit:<12}{aim}");
            println!("{}", line.trim_end());
        }
        println!();
    }

    /// Writes `target/bench/<name>.json`, beside the build that was measured.
    pub fn write(&self, name: &str) -> Fallible<()> {
        let program = std::env::current_exe()?;
        let target = program.parent().and_then(|folder| folder.parent());
        let folder = target.ok_or("the program stands in no target folder")?.join("bench");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.json"));
        std::fs::write(&path, format!("{:#}\n", self.json()))?;
        Ok(())
    }

    fn json(&self) -> Value {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let lines = self.lines.iter().map(|(what, value, unit, aim)| {
            let mut line = json!({ "what": what, "value": value, "unit": unit });
            if let Some(aim) = aim {
                line["aim"] = json!(aim.words());
                line["met"] = json!(aim.is_met(*value));
            }
            line
        });
        json!({ "title": self.title, "cores": cores, "figures": lines.collect::<Vec<_>>() })
    }
}

impl Aim {
    fn words(self) -> String {
        match self {
            Self::AtLeast(bound) => format!("≥ {bound}"),
            Self::AtMost(bound) => format!("≤ {bound}"),
        }
    }

    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
        }
    }
}
