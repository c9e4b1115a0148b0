//! Proofs made by hand: the checker knows no solver.

use std::sync::Arc;

use super::*;
use crate::problem::DenseScores;

/// A result with its proof.
struct Given {
    problem: Problem,
    mentor_of: Vec<Option<u32>>,
    values: Values,
    certificate: Certificate,
}

impl Given {
    fn verdict(&self) -> Result<(), Refusal> {
        check(&self.problem, &self.mentor_of, &self.values, &self.certificate)
    }

    fn tie_rule(&self) -> Result<(), Refusal> {
        check_tie_rule(&self.problem, &self.mentor_of, &self.certificate)
    }
}

fn problem(rows: &[Vec<Option<u8>>], places: &[u32]) -> Problem {
    let scores = DenseScores::from_rows(rows, places.len()).unwrap();
    Problem::new(Arc::new(scores), places.to_vec()).unwrap()
}

fn certificate(objective: Objective, prices: Vec<i64>) -> Certificate {
    Certificate {
        objective,
        matched_cover: Vec::new(),
        floor_cover: None,
        load_cover: None,
        prices,
        unmatched_price: 0,
        pairs_examined: 0,
    }
}

/// Both want mentor 0, and only learner 0 can have mentor 1.
fn fair() -> Given {
    Given {
        problem: problem(&[vec![Some(92), Some(60)], vec![Some(90), None]], &[1, 1]),
        mentor_of: vec![Some(1), Some(0)],
        values: Values {
            matched: 2,
            floor: Some(60),
            largest_load: Load { pairs: 1, places: 1 },
            sum: 150,
        },
        // Above 60 mentor 0 alone has pairs, and one place. With 32 points off, mentor 0 is worth
        // to learner 0 as much as mentor 1.
        certificate: Certificate {
            floor_cover: Some(vec![0]),
            ..certificate(Objective::Fair, vec![32, 0])
        },
    }
}

/// Mentor 0 fits both, at a full load.
fn balanced() -> Given {
    Given {
        problem: problem(&[vec![Some(80), Some(70)], vec![Some(80), Some(70)]], &[2, 1]),
        mentor_of: vec![Some(0), Some(0)],
        values: Values {
            matched: 2,
            floor: Some(80),
            largest_load: Load { pairs: 2, places: 2 },
            sum: 160,
        },
        certificate: Certificate {
            floor_cover: Some(Vec::new()),
            load_cover: Some(vec![0]),
            ..certificate(Objective::Balanced, vec![0, 0])
        },
    }
}

#[test]
fn a_proof_of_every_level_is_accepted() {
    for given in [fair(), balanced()] {
        assert_eq!(given.verdict(), Ok(()));
        assert_eq!(given.tie_rule(), Ok(()));
    }
    let nobody = Values { matched: 0, floor: None, largest_load: Load::NONE, sum: 0 };
    for objective in [Objective::Fair, Objective::Sum, Objective::Balanced] {
        let certificate = certificate(objective, Vec::new());
        assert_eq!(check(&problem(&[], &[]), &[], &nobody, &certificate), Ok(()));
        assert_eq!(check_tie_rule(&problem(&[], &[]), &[], &certificate), Ok(()));
    }
}

#[test]
fn pairs_that_are_no_set_are_refused() {
    let verdict = |mentor_of: &[Option<u32>]| {
        let given = fair();
        check(&given.problem, mentor_of, &given.values, &given.certificate)
    };
    assert_eq!(verdict(&[Some(1)]), Err(Refusal::Learners { found: 1, learners: 2 }));
    let refusal = Refusal::UnknownMentor { learner: 0, mentor: 2 };
    assert_eq!(verdict(&[Some(2), Some(0)]), Err(refusal));
    let refusal = Refusal::TooManyPairs { mentor: 0, pairs: 2, places: 1 };
    assert_eq!(verdict(&[Some(0), Some(0)]), Err(refusal));
    let refusal = Refusal::ImpossiblePair { learner: 1, mentor: 1 };
    assert_eq!(verdict(&[Some(0), Some(1)]), Err(refusal));

    let mut given = fair();
    given.problem.pin(0, 0).unwrap();
    assert_eq!(given.verdict(), Err(Refusal::PinNotKept { learner: 0, mentor: 0 }));
    let mut given = fair();
    given.problem.forbid(0, 1).unwrap();
    assert_eq!(given.verdict(), Err(Refusal::ImpossiblePair { learner: 0, mentor: 1 }));
}

#[test]
fn a_certificate_of_the_wrong_shape_is_refused() {
    let verdict = |change: fn(&mut Certificate)| {
        let mut given = fair();
        change(&mut given.certificate);
        assert_eq!(given.tie_rule(), given.verdict());
        given.verdict()
    };
    let refusal = Refusal::Prices { found: 1, mentors: 2 };
    assert_eq!(verdict(|it| it.prices = vec![32]), Err(refusal));
    let refusal = Refusal::NegativePrice { mentor: 1 };
    assert_eq!(verdict(|it| it.prices[1] = i64::MIN), Err(refusal));
    let refusal = Refusal::NegativeUnmatchedPrice;
    assert_eq!(verdict(|it| it.unmatched_price = i64::MIN), Err(refusal));
    let broken = |level| Err(Refusal::BrokenCover { level });
    assert_eq!(verdict(|it| it.matched_cover = vec![1, 0]), broken(Level::Matched));
    assert_eq!(verdict(|it| it.matched_cover = vec![0, 0]), broken(Level::Matched));
    assert_eq!(verdict(|it| it.floor_cover = Some(vec![0, 2])), broken(Level::Floor));
    assert_eq!(verdict(|it| it.load_cover = Some(vec![u32::MAX])), broken(Level::Load));
}

#[test]
fn a_proof_that_proves_nothing_is_refused() {
    let verdict = |mut given: Given, change: fn(&mut Certificate)| {
        change(&mut given.certificate);
        given.verdict()
    };
    let weak = |level, bound, most| Err(Refusal::WeakCover { level, bound, most });
    let changed = verdict(fair(), |it| it.matched_cover = vec![1]);
    assert_eq!(changed, weak(Level::Matched, 3, 2));
    assert_eq!(verdict(fair(), |it| it.matched_cover = vec![0]), Ok(()), "another proof");
    let changed = verdict(fair(), |it| it.floor_cover = Some(Vec::new()));
    assert_eq!(changed, weak(Level::Floor, 2, 1));
    let changed = verdict(balanced(), |it| it.load_cover = Some(Vec::new()));
    assert_eq!(changed, weak(Level::Load, 2, 1));
    let missing = |level| Err(Refusal::MissingCover { level });
    assert_eq!(verdict(fair(), |it| it.floor_cover = None), missing(Level::Floor));
    assert_eq!(verdict(balanced(), |it| it.load_cover = None), missing(Level::Load));
    let weak = Err(Refusal::WeakPrices { bound: 182, found: 150 });
    assert_eq!(verdict(fair(), |it| it.prices = vec![0, 0]), weak);
    assert_eq!(verdict(fair(), |it| it.prices = vec![i64::MAX; 2]), weak, "no overflow");
}

#[test]
fn pins_prove_floor_and_load_that_they_make() {
    let mut given = fair();
    given.problem.pin(0, 0).unwrap();
    given.mentor_of = vec![Some(0), None];
    given.values = Values { matched: 1, floor: Some(92), sum: 92, ..given.values };
    given.certificate = certificate(Objective::Fair, vec![0, 0]);
    given.certificate.matched_cover = vec![0];
    assert_eq!((given.verdict(), given.tie_rule()), (Ok(()), Ok(())));

    let mut given = balanced();
    given.problem.pin(0, 0).unwrap();
    given.problem.pin(1, 0).unwrap();
    given.certificate = certificate(Objective::Balanced, vec![0, 0]);
    assert_eq!((given.verdict(), given.tie_rule()), (Ok(()), Ok(())));
}

#[test]
fn a_load_of_no_places_equals_no_other() {
    let mut given = balanced();
    for load in [Load { pairs: 0, places: 0 }, Load { pairs: 1, places: 0 }] {
        given.values.largest_load = load;
        assert_eq!(given.verdict(), Err(Refusal::FalseValue { level: Level::Load }));
    }
    given.values.largest_load = Load { pairs: 7, places: 7 };
    assert_eq!(given.verdict(), Ok(()), "the same load");
}

#[test]
fn of_equal_sets_the_first_is_asked_for() {
    let equal = |learners: usize, places: &[u32]| {
        problem(&vec![vec![Some(50); places.len()]; learners], places)
    };
    let verdict = |problem: &Problem, mentor_of: &[Option<u32>], prices: &[i64]| {
        check_tie_rule(problem, mentor_of, &certificate(Objective::Sum, prices.to_vec()))
    };
    let swap = equal(2, &[1, 1]);
    let first = Err(Refusal::NotFirst { learner: 0, mentor: 0 });
    assert_eq!(verdict(&swap, &[Some(1), Some(0)], &[0, 0]), first);
    assert_eq!(verdict(&swap, &[Some(0), Some(1)], &[0, 0]), Ok(()));

    let free_place = equal(1, &[1, 1]);
    assert_eq!(verdict(&free_place, &[Some(1)], &[0, 0]), first);
    assert_eq!(verdict(&free_place, &[Some(0)], &[0, 0]), Ok(()));

    let unmatched = equal(2, &[1]);
    assert_eq!(verdict(&unmatched, &[None, Some(0)], &[50]), first);
    assert_eq!(verdict(&unmatched, &[Some(0), None], &[50]), Ok(()));

    let mut pinned = equal(2, &[1, 1]);
    pinned.pin(0, 1).unwrap();
    assert_eq!(verdict(&pinned, &[Some(1), Some(0)], &[0, 0]), Ok(()));
}
