//! The matching engine beside OR-tools' min-cost flow, on the same instances in the same run.
//!
//! Ours finds the best set by the default objective with floor and tie rule, computes scores on the
//! fly from profiles, and has its proof checked before it ends. OR-tools gets the scores ready as
//! arrays and finds the most matched and then the highest sum of all pairs; a second time it gets
//! the floor that we found as a present, and only the pairs that reach it. Matched, sum and floor
//! must agree.

mod adversarial;
mod cases;
mod child;
mod dice;
mod peer;
mod sample;

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::figures::{Aim, Figures};
use crate::{Fallible, say};
use cases::{BESIDE, CASES, Case, Kind, LARGEST};
use peer::Peer;

pub use child::run as run_child;

/// The first argument of a process that solves one instance.
pub const CHILD: &str = "matching-instance";

/// Measures every instance.
pub fn measure() -> Fallible<Figures> {
    let peer = Peer::find();
    let title = match &peer {
        Ok(_) => "matching: medians, beside OR-tools' min-cost flow",
        Err(reason) => {
            say(&format!("matching is measured without OR-tools, so without ratios: {reason}"));
            "matching: medians, without OR-tools, which is not there"
        }
    };
    let mut figures = Figures::new(title);
    let mut beside = None;
    for case in &CASES {
        say(&format!("matching: {}", case.title));
        let ours = in_child(&[case.name, "solve"])?;
        let ours: Value = serde_json::from_slice(&ours)?;
        let seconds = number(&ours, "/seconds")?;
        if case.name == BESIDE {
            beside = Some(seconds);
        }
        figures = with_ours(figures, case, &ours)?;
        if let (Kind::Adversarial(_), Some(beside)) = (case.kind, beside) {
            let what = format!("{}: time / that of 5,000 × 1,000", case.title);
            figures = figures.with_aim(what, seconds / beside, "", Aim::AtMost(10.0));
        }
        if let Ok(peer) = &peer {
            let path = peer.path(case.name);
            let place = path.to_str().ok_or("the folder for temporary files has an odd name")?;
            in_child(&[case.name, "write", place])?;
            let floor = ours["floor"].as_u64().unwrap_or_default();
            let theirs = peer.solve(&path, floor, case.peer_runs)?;
            std::fs::remove_file(&path)?;
            agree(case, &ours, &theirs)?;
            figures = with_theirs(figures, case, seconds, &theirs)?;
        }
    }
    Ok(figures)
}

/// What a process of its own prints for one instance.
fn in_child(arguments: &[&str]) -> Fallible<Vec<u8>> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.arg(CHILD).args(arguments).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{} failed: {}", arguments.join(" "), output.status).into());
    }
    Ok(output.stdout)
}

/// Adds what our side measured.
fn with_ours(figures: Figures, case: &Case, ours: &Value) -> Fallible<Figures> {
    let title = case.title;
    let milliseconds = |pointer: &str| number(ours, pointer).map(|seconds| seconds * 1000.0);
    let (what, time) = (format!("{title}: ours, fair"), milliseconds("/seconds")?);
    let mut figures = match case.aim_ms {
        Some(aim) => figures.with_aim(what, time, "ms", Aim::AtMost(aim)),
        None => figures.with(what, time, "ms"),
    };
    figures = figures
        .with(format!("{title}: ours, sum"), milliseconds("/sumObjective/seconds")?, "ms")
        .with(format!("{title}: the proof checked again"), milliseconds("/checkSeconds")?, "ms")
        .with(format!("{title}: pairs looked at"), number(ours, "/examined")? / 1e6, "million")
        .with(format!("{title}: possible pairs"), number(ours, "/possible")? * 100.0, "%");
    let (what, peak) = (format!("{title}: resident memory, peak"), number(ours, "/peakMb")?);
    figures = if case.name == LARGEST {
        figures.with_aim(what, peak, "MB", Aim::AtMost(600.0))
    } else {
        figures.with(what, peak, "MB")
    };
    if let (Ok(again), Ok(scratch)) =
        (milliseconds("/resolveSeconds"), milliseconds("/scratchSeconds"))
    {
        figures = figures.with(format!("{title}: re-run after one pin"), again, "ms").with(
            format!("{title}: from scratch / re-run"),
            scratch / again,
            "",
        );
    }
    if let Ok(scoring) = number(ours, "/scoringNs") {
        let what = format!("{title}: one score on one core");
        figures = figures.with_aim(what, scoring, "ns", Aim::AtMost(15.0));
    }
    Ok(figures)
}

/// Adds what OR-tools needs, and how many times that is of ours.
fn with_theirs(figures: Figures, case: &Case, ours: f64, theirs: &Value) -> Fallible<Figures> {
    let title = case.title;
    let seconds = |of: &str| -> Fallible<f64> {
        Ok(number(theirs, &format!("/{of}/handOver"))? + number(theirs, &format!("/{of}/solve"))?)
    };
    let (all, given) = (seconds("allPairs")?, seconds("floorGiven")?);
    let figures = figures.with(format!("{title}: OR-tools, all pairs"), all * 1000.0, "ms").with(
        format!("{title}: OR-tools, our floor given"),
        given * 1000.0,
        "ms",
    );
    let what = format!("{title}: OR-tools / ours");
    let figures = match case.aim_ratio {
        Some(aim) => figures.with_aim(what, all / ours, "", Aim::AtLeast(aim)),
        None => figures.with(what, all / ours, ""),
    };
    Ok(figures.with(format!("{title}: OR-tools with our floor / ours"), given / ours, "").with(
        format!("{title}: OR-tools, memory, peak"),
        number(theirs, "/peakKib")? * 1024.0 / 1e6,
        "MB",
    ))
}

/// Both must have found the same.
fn agree(case: &Case, ours: &Value, theirs: &Value) -> Fallible<()> {
    let matched = number(ours, "/matched")?;
    let pairs = [
        ("most matched", matched, number(theirs, "/allPairs/matched")?),
        ("most matched by sum", number(ours, "/sumObjective/matched")?, matched),
        ("highest sum", number(ours, "/sumObjective/sum")?, number(theirs, "/allPairs/sum")?),
        ("matched at the floor", matched, number(theirs, "/floorGiven/matched")?),
        ("sum at the floor", number(ours, "/sum")?, number(theirs, "/floorGiven/sum")?),
    ];
    for (what, ours, theirs) in pairs {
        // Whole numbers far below 2⁵³.
        if ours != theirs {
            return Err(format!("{}: {what} is {ours} by us, {theirs} by them", case.name).into());
        }
    }
    if number(theirs, "/matchedAboveFloor")? >= matched {
        return Err(format!("{}: as many can be matched above our floor", case.name).into());
    }
    Ok(())
}

fn number(value: &Value, pointer: &str) -> Fallible<f64> {
    let number = value.pointer(pointer).and_then(Value::as_f64);
    number.ok_or_else(|| format!("{pointer} is missing in {value}").into())
}
