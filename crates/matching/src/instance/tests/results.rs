//! Result files: written, read, believed only as far as they are proven.

use super::*;
use crate::solver::solve;

/// The result of the README's instance, its prices and covers found by hand.
pub(super) const SMALL_RESULT: &str = r#"{
  "pairs": [
    {"learner": "Ana", "mentor": "Emil", "score": 80},
    {"learner": "Bo", "mentor": "Dora", "score": 85}
  ],
  "matched": 2,
  "floor": 80,
  "sum": 165,
  "unmatched": [],
  "certificate": {
    "objective": "fair",
    "matchedCover": [],
    "floorCover": ["Dora"],
    "loadCover": null,
    "prices": {"Dora": 10},
    "unmatchedPrice": 0,
    "pairsExamined": 3,
    "engineVersion": "0.1.0"
  }
}"#;

fn result(text: &str) -> ResultFile {
    read_result(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn changed(change: impl FnOnce(&mut ResultFile)) -> Result<Claim, Unproven> {
    let mut result = result(SMALL_RESULT);
    change(&mut result);
    result.check(&instance(SMALL))
}

fn solved(text: &str, objective: Objective) -> (Instance, ResultFile) {
    let instance = instance(text);
    let solution = solve(&instance.problem, objective).unwrap();
    let result = ResultFile::new(&instance, &solution);
    (instance, result)
}

#[test]
fn a_certificate_made_by_hand_is_accepted() {
    let claim = changed(|_| {}).unwrap();
    assert_eq!(claim.mentor_of, [Some(1), Some(0)]);
    assert_eq!(claim.certificate.prices, [10, 0]);
    assert_eq!(claim.certificate.floor_cover.as_deref(), Some(&[0][..]));
    assert_eq!((claim.values.matched, claim.values.floor, claim.values.sum), (2, Some(80), 165));
}

#[test]
fn what_was_solved_is_written_read_and_checked() {
    for text in [DENSE, LISTED, EMPTY, SMALL] {
        for objective in [Objective::Fair, Objective::Sum, Objective::Balanced] {
            let (instance, mut file) = solved(text, objective);
            file.explanation = Some(vec!["Ana gets Emil.".to_owned()]);
            let mut bytes = Vec::new();
            file.write(&mut bytes).unwrap();
            let again = read_result(&bytes[..]).unwrap();
            assert_eq!(again, file);
            assert_eq!(file.largest_load.is_some(), objective == Objective::Balanced);
            let claim = again.check(&instance).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(claim.certificate.objective, objective);
        }
    }
}

#[test]
fn the_small_instance_has_the_result_of_the_readme() {
    let (_, file) = solved(SMALL, Objective::Fair);
    let by_hand = result(SMALL_RESULT);
    assert_eq!(file.pairs, by_hand.pairs);
    assert_eq!((file.matched, file.floor, file.sum), (2, Some(80), 165));
    assert_eq!(file.unmatched, Vec::<String>::new());
}

#[test]
fn with_nobody_matched_the_floor_is_null() {
    let (_, file) = solved(EMPTY, Objective::Fair);
    let mut bytes = Vec::new();
    file.write(&mut bytes).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert!(file["floor"].is_null());
    assert_eq!((&file["sum"], &file["matched"]), (&0.into(), &0.into()));
}

#[test]
fn ids_must_exist_and_stand_once() {
    let unknown =
        |place, kind, id: &str| Err(Unproven::UnknownId { place, kind, id: id.to_owned() });
    let repeated = |place, id: &str| Err(Unproven::Repeated { place, id: id.to_owned() });
    let learner = changed(|file| file.pairs[1].learner = "Eve".to_owned());
    assert_eq!(learner, unknown(Place::Entry("pairs", 1), "learner", "Eve"));
    let mentor = changed(|file| file.pairs[0].mentor = "Eve".to_owned());
    assert_eq!(mentor, unknown(Place::Entry("pairs", 0), "mentor", "Eve"));
    let twice = changed(|file| file.pairs.push(file.pairs[0].clone()));
    assert_eq!(twice, repeated(Place::Entry("pairs", 2), "Ana"));
    let cover = changed(|file| file.certificate.matched_cover = vec!["Ana".to_owned()]);
    let place = Place::Entry("certificate.matchedCover", 0);
    assert_eq!(cover, unknown(place, "mentor", "Ana"));
    let cover = ["Dora", "Emil", "Dora"].map(str::to_owned).to_vec();
    let cover = changed(|file| file.certificate.floor_cover = Some(cover));
    assert_eq!(cover, repeated(Place::Entry("certificate.floorCover", 2), "Dora"));
    let prices = Place::Key("certificate.prices");
    let price = changed(|file| file.certificate.prices.0[0].0 = "Ana".to_owned());
    assert_eq!(price, unknown(prices, "mentor", "Ana"));
    let price = changed(|file| file.certificate.prices.0.push(("Dora".to_owned(), 10)));
    assert_eq!(price, repeated(prices, "Dora"));
}

#[test]
fn scores_are_those_of_the_instance() {
    let score = changed(|file| file.pairs[0].score = 81);
    assert_eq!(
        score.unwrap_err().to_string(),
        "pairs[0]: the score of \"Ana\" and \"Emil\" is 80, and not 81"
    );
    let impossible = changed(|file| file.pairs[1].mentor = "Emil".to_owned());
    assert_eq!(
        impossible.unwrap_err().to_string(),
        "pairs[1]: the score of \"Bo\" and \"Emil\" is none: the pair is impossible, and not 85"
    );
}

#[test]
fn the_unmatched_are_those_without_a_pair() {
    let missing = changed(|file| drop(file.pairs.remove(0)));
    assert_eq!(missing, Err(Unproven::Missing { learner: "Ana".to_owned() }));
    let matched = changed(|file| file.unmatched.push("Bo".to_owned()));
    assert_eq!(matched, Err(Unproven::NotUnmatched { index: 0, learner: "Bo".to_owned() }));
    let twice = changed(|file| {
        file.pairs.remove(0);
        file.unmatched = vec!["Ana".to_owned(), "Ana".to_owned()];
    });
    let place = Place::Entry("unmatched", 1);
    assert_eq!(twice, Err(Unproven::Repeated { place, id: "Ana".to_owned() }));
}

#[test]
fn levels_that_are_not_proven_are_refused() {
    let changes: [fn(&mut ResultFile); 8] = [
        |file| file.sum += 1,
        |file| file.matched = 1,
        |file| file.floor = Some(79),
        |file| file.floor = None,
        |file| file.certificate.floor_cover = None,
        |file| file.certificate.prices.0.clear(),
        |file| file.certificate.prices.0[0].1 = -10,
        |file| file.certificate.prices.0.push(("Emil".to_owned(), i64::MAX)),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let refused = changed(change);
        assert!(matches!(refused, Err(Unproven::Levels(_))), "{index}: {refused:?}");
    }
    // Bo alone: what is said is true of these pairs, but one more can be matched.
    let fewer = changed(|file| {
        file.pairs.remove(0);
        file.unmatched.push("Ana".to_owned());
        (file.matched, file.floor, file.sum) = (1, Some(85), 85);
    });
    assert!(matches!(fewer, Err(Unproven::Levels(_))), "{fewer:?}");
}

#[test]
fn equally_good_pairs_that_break_the_tie_rule_are_refused() {
    let equal = SMALL.replace("[[90, 80], [85, null]]", "[[50, 50], [50, 50]]");
    let (instance, mut file) = solved(&equal, Objective::Fair);
    assert_eq!(file.pairs[0].mentor, "Dora");
    file.check(&instance).unwrap();
    let (first, second) = file.pairs.split_at_mut(1);
    std::mem::swap(&mut first[0].mentor, &mut second[0].mentor);
    let refused = file.check(&instance);
    assert!(matches!(refused, Err(Unproven::TieRule(_))), "{refused:?}");
}

#[test]
fn balanced_states_its_largest_load() {
    let (instance, mut file) = solved(SMALL, Objective::Balanced);
    let load = file.largest_load.unwrap();
    assert_eq!(load.pairs, load.places.get());
    file.largest_load = None;
    assert_eq!(file.check(&instance), Err(Unproven::NoLoad));
}

#[test]
fn a_result_of_another_form_is_refused() {
    for (part, other) in [
        ("\"matched\": 2,", ""),
        ("\"floor\": 80,", ""),
        ("\"loadCover\": null,", ""),
        ("\"floor\": 80", "\"floor\": 256"),
        ("\"floor\": 80", "\"floor\": -1"),
        ("\"sum\": 165", "\"sum\": 1.5"),
        ("\"sum\": 165", "\"sum\": 165, \"sum\": 165"),
        ("\"sum\": 165", "\"sum\": 165, \"total\": 165"),
        ("\"sum\": 165", "\"sum\": 165, \"largestLoad\": {\"pairs\": 1, \"places\": 0}"),
        ("\"score\": 80", "\"score\": null"),
        ("{\"Dora\": 10}", "[10, 0]"),
        ("{\"Dora\": 10}", "{\"Dora\": 9223372036854775808}"),
        ("\"fair\"", "\"fairest\""),
        ("}\n}", "}"),
    ] {
        assert!(SMALL_RESULT.contains(part), "{part}");
        let error = read_result(SMALL_RESULT.replacen(part, other, 1).as_bytes()).unwrap_err();
        assert!(matches!(error.fault(), Fault::Form(_)), "{part}: {error}");
        assert!(error.position().is_some_and(|position| position.line > 1), "{part}: {error}");
    }
}
