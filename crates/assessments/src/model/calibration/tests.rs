use super::*;

fn steps(pairs: &[(i32, i32)]) -> Vec<(Step, Step)> {
    let step = |number| Step::try_from(number).expect("a step");
    pairs.iter().map(|(rated, key)| (step(*rated), step(*key))).collect()
}

/// A table of counts as pairs; rows are the first rater's categories from 1.
fn pairs_of(table: &[&[usize]]) -> Vec<(i32, i32)> {
    let mut pairs = Vec::new();
    for (row, counts) in (1..).zip(table) {
        for (column, count) in (1..).zip(*counts) {
            pairs.extend(std::iter::repeat_n((row, column), *count));
        }
    }
    pairs
}

/// The definition, term by term over a fixed list of categories, to check the closed form.
fn by_definition(table: &[&[usize]]) -> (i64, i64) {
    let n: usize = table.iter().map(|row| row.iter().sum::<usize>()).sum();
    let row = |i: usize| table[i].iter().sum::<usize>();
    let column = |j: usize| table.iter().map(|row| row[j]).sum::<usize>();
    let (mut observed, mut expected) = (0, 0);
    for (i, counts) in table.iter().enumerate() {
        for (j, count) in counts.iter().enumerate() {
            observed += i.abs_diff(j).pow(2) * count * n;
            expected += i.abs_diff(j).pow(2) * row(i) * column(j);
        }
    }
    (whole(expected) - whole(observed), whole(expected))
}

#[test]
fn kappa_is_the_published_one() {
    // Ratings of anxiety by raters 2 and 3 in the R package irr, categories numbered in their
    // order (the fourth category of the scale, 5, occurs nowhere and is dropped there):
    // kappa2(anxiety[, 2:3], "squared") prints 0.2520325 (also in the tests of statsmodels).
    let second = [3, 5, 4, 5, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4];
    let third = [2, 1, 4, 4, 3, 2, 1, 5, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2];
    let pairs: Vec<(i64, i64)> = second.into_iter().zip(third).collect();
    let Kappa::Value(value) = kappa(&pairs) else { panic!("a value") };
    assert_eq!(value.numerator * 10_000_000 / value.denominator, 2_520_325);
}

#[test]
fn kappa_is_what_its_definition_says() {
    // Diagnoses of multiple sclerosis by two neurologists in four grades (Westlund and Kurland
    // 1953, as in Landis and Koch 1977, patients of Winnipeg), computed by hand: 6905/13163.
    let winnipeg: [&[usize]; 4] =
        [&[38, 5, 0, 1], &[33, 11, 3, 0], &[10, 14, 5, 6], &[3, 7, 3, 10]];
    let Kappa::Value(value) = Calibration::of(&steps(&pairs_of(&winnipeg))).kappa else {
        panic!("a value")
    };
    assert_eq!(value.numerator * 13_163, value.denominator * 6_905);
    assert_eq!(value.text(), "0.52");
    assert_eq!((value.numerator, value.denominator), by_definition(&winnipeg));
    // Cohen 1968, table 1, with quadratic weights in place of his own: 5/11.
    let cohen: [&[usize]; 3] = [&[88, 14, 18], &[10, 40, 10], &[2, 6, 12]];
    let Kappa::Value(value) = Calibration::of(&steps(&pairs_of(&cohen))).kappa else {
        panic!("a value")
    };
    assert_eq!(value.numerator * 11, value.denominator * 5);
}

#[test]
fn kappa_needs_twenty_ratings_that_vary() {
    let of = |pairs: &[(i32, i32)]| Calibration::of(&steps(pairs)).kappa;
    assert_eq!(of(&[(1, 2); 19]), Kappa::NotEnough { n: 19, needed: 20 });
    // All graders give 3: agreement is complete, kappa cannot be computed.
    assert_eq!(of(&[(3, 3); 20]), Kappa::NoVariance);
    assert_eq!(of(&[]), Kappa::NotEnough { n: 0, needed: 20 });
    let constant = of(&[[(3, 2); 10], [(3, 4); 10]].concat());
    assert!(matches!(constant, Kappa::Value(value) if value.text() == "0.00"));
    let perfect = of(&[[(2, 2); 10], [(4, 4); 10]].concat());
    assert!(matches!(perfect, Kappa::Value(value) if value.text() == "1.00"));
    let reversed = of(&[[(1, 4); 10], [(4, 1); 10]].concat());
    assert!(matches!(reversed, Kappa::Value(value) if value.text() == "-1.00"));
}

#[test]
fn shares_and_severity_are_exact() {
    let found = Calibration::of(&steps(&[(3, 3), (2, 3), (1, 3), (4, 3), (1, 4), (2, 2)]));
    assert_eq!((found.n, found.exact, found.within_one, found.signed_sum), (6, 2, 4, -5));
    assert_eq!(found.share_within_one(), Some(Fraction { numerator: 4, denominator: 6 }));
    assert_eq!(found.mean_difference().map(Fraction::text).as_deref(), Some("-0.83"));
    let easy = Calibration::of(&steps(&[(4, 3), (3, 3), (3, 3)]));
    assert_eq!(easy.mean_difference().map(Fraction::text).as_deref(), Some("0.33"));
}

#[test]
fn without_ratings_there_are_no_figures() {
    let found = Calibration::of(&[]);
    assert_eq!((found.n, found.share_within_one(), found.mean_difference()), (0, None, None));
}

#[test]
fn texts_round_half_away_from_nought() {
    let text = |numerator, denominator| Fraction { numerator, denominator }.text();
    assert_eq!(
        [text(1, 200), text(-1, 200), text(-1, 201), text(5, 2)],
        ["0.01", "-0.01", "0.00", "2.50"]
    );
}
