//! Solving one instance in a process of its own, so that its memory is the solver's alone.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use ::matching::{IMPOSSIBLE, MatchingError, Objective, Problem, Solution, certificate};
use ::matching::{resolve, solve};
use serde_json::{Value, json};

use super::cases::{Case, Kind};
use super::peer;
use crate::Fallible;

/// Learners who are pinned to somebody else, each for a re-run of its own.
const PINS: usize = 3;

/// Seconds for which scores are computed at least.
const SCORING: f64 = 0.5;

/// Pairs up to which the tie rule is checked as well, which takes a search for each learner.
const MOST_TIES: usize = 1_000_000;

/// `NAME solve` prints what was measured; `NAME write PATH` writes the instance for OR-tools.
pub fn run(arguments: &[String]) -> Fallible<()> {
    let [name, rest @ ..] = arguments else { return Err("which instance?".into()) };
    let case = Case::named(name).ok_or_else(|| format!("there is no instance {name}"))?;
    let problem = case.problem()?;
    match rest {
        [verb] if verb == "solve" => println!("{}", measure(case, &problem)?),
        [verb, path] if verb == "write" => peer::write(&problem, Path::new(path))?,
        _ => return Err("NAME solve, or NAME write PATH".into()),
    }
    Ok(())
}

fn measure(case: &Case, problem: &Problem) -> Fallible<Value> {
    let mut times = Vec::new();
    let mut solution = None;
    for _ in 0..case.runs {
        let (seconds, found) = timed(|| solve(problem, Objective::Fair))?;
        times.push(seconds);
        solution = Some(found);
    }
    // The peak comes before anything else is kept.
    let peak_mb = peak_mb();
    let solution = solution.ok_or("no run at all")?;
    let checking = check(problem, &solution)?;
    let (sum_seconds, by_sum) = timed(|| solve(problem, Objective::Sum))?;
    let mut result = json!({
        "seconds": median(&mut times),
        "matched": solution.values.matched,
        "floor": solution.values.floor,
        "sum": solution.values.sum,
        "examined": solution.certificate.pairs_examined,
        "possible": possible(problem),
        "peakMb": peak_mb,
        "checkSeconds": checking,
        "sumObjective": {
            "seconds": sum_seconds, "matched": by_sum.values.matched, "sum": by_sum.values.sum,
        },
    });
    if !matches!(case.kind, Kind::Adversarial(_)) {
        let (again, scratch) = after_a_pin(problem, &solution)?;
        result["resolveSeconds"] = json!(again);
        result["scratchSeconds"] = json!(scratch);
    }
    if matches!(case.kind, Kind::Dense) {
        result["scoringNs"] = json!(scoring_ns(problem));
    }
    Ok(result)
}

/// What it gave and the seconds that it took.
fn timed(
    solve: impl FnOnce() -> Result<Solution, MatchingError>,
) -> Result<(f64, Solution), MatchingError> {
    let begun = Instant::now();
    let solution = solve()?;
    Ok((begun.elapsed().as_secs_f64(), solution))
}

/// Seconds that the proof took to check.
fn check(problem: &Problem, solution: &Solution) -> Fallible<f64> {
    let Solution { mentor_of, values, certificate } = solution;
    let begun = Instant::now();
    certificate::check(problem, mentor_of, values, certificate)?;
    let seconds = begun.elapsed().as_secs_f64();
    if problem.learners() * problem.mentors() <= MOST_TIES {
        certificate::check_tie_rule(problem, mentor_of, certificate)?;
    }
    Ok(seconds)
}

/// The medians of solving again after a pin, and of solving the same from scratch.
fn after_a_pin(problem: &Problem, solution: &Solution) -> Fallible<(f64, f64)> {
    let (mut again, mut scratch) = (Vec::new(), Vec::new());
    for part in 1..=PINS {
        let learner = problem.learners() * part / (PINS + 1);
        let mut pinned = problem.clone();
        let mentor = another(problem, solution, learner).ok_or("a learner has no other mentor")?;
        pinned.pin(learner, mentor)?;
        let (seconds, first) = timed(|| resolve(&pinned, Objective::Fair, solution))?;
        again.push(seconds);
        let (seconds, second) = timed(|| solve(&pinned, Objective::Fair))?;
        scratch.push(seconds);
        if first.mentor_of != second.mentor_of || first.values != second.values {
            return Err(format!("pinning {learner} to {mentor}: the re-run found another").into());
        }
    }
    Ok((median(&mut again), median(&mut scratch)))
}

/// The best mentor for a learner beside the one whom the solution gives.
fn another(problem: &Problem, solution: &Solution, learner: usize) -> Option<usize> {
    let mut row = vec![IMPOSSIBLE; problem.mentors()];
    problem.row(learner, &mut row);
    let is_other = |mentor: usize| {
        row[mentor] != IMPOSSIBLE
            && problem.places(mentor) > 0
            && solution.mentor_of[learner] != Some(mentor as u32)
    };
    (0..row.len()).filter(|&mentor| is_other(mentor)).max_by_key(|&mentor| row[mentor])
}

/// The share of pairs that are possible.
fn possible(problem: &Problem) -> f64 {
    let mut row = vec![IMPOSSIBLE; problem.mentors()];
    let mut count = 0_u32;
    for learner in 0..problem.learners() {
        problem.row(learner, &mut row);
        count += row.iter().map(|&score| u32::from(score != IMPOSSIBLE)).sum::<u32>();
    }
    f64::from(count) / (problem.learners() * problem.mentors()) as f64
}

/// Nanoseconds of one score, on one core.
fn scoring_ns(problem: &Problem) -> f64 {
    let mut row = vec![IMPOSSIBLE; problem.mentors()];
    let (begun, mut rows) = (Instant::now(), 0_u32);
    while begun.elapsed().as_secs_f64() < SCORING {
        for learner in 0..problem.learners() {
            problem.row(learner, &mut row);
            black_box(&mut row);
            rows += 1;
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    seconds * 1e9 / (f64::from(rows) * row.len() as f64)
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The most memory that this process had resident; 0 where the system has no `/proc`.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u32>().ok());
    f64::from(kib.unwrap_or_default()) * 1024.0 / 1e6
}
