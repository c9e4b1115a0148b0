//! Scores, storage and the short list.

use super::*;
use crate::model::weights::Part;

#[test]
fn scores_are_those_of_the_parts() {
    let inputs = Scene::new().inputs();
    let parts = inputs.parts(0, 0);
    // Without ranks: 35 + 15 + 10 + 8 × 180 ÷ 240 + 7 + 5 of 80.
    assert_eq!(parts.score(), 98);
    assert_eq!(inputs.score(0, 0), Some(98));
    let ranked = with(|r| r.learners[0].ranks = vec![who(102), who(101)]).inputs();
    assert_eq!(ranked.parts(0, 0).0[Part::Preference as usize].share_bp, 8_000);
    assert_eq!(ranked.parts(0, 1).0[Part::Preference as usize].share_bp, 10_000);
    let mut row = [0; 2];
    ranked.row(0, &mut row);
    assert_eq!([Some(row[0]), Some(row[1])], [ranked.score(0, 0), ranked.score(0, 1)]);
}

#[test]
fn what_is_impossible_has_no_score_but_parts() {
    let inputs = with(|r| r.mentors[0].held = 2).inputs();
    let mut row = [0; 2];
    inputs.row(0, &mut row);
    assert_eq!(row[0], 255);
    assert_eq!(inputs.score(0, 0), None);
    assert_eq!(inputs.parts(0, 0).score(), 98);
    assert_eq!(inputs.against(0), [(Rule::NoPlace, 1)]);
    let mut off = Exclusions::NONE;
    off.insert(Rule::NoPlace);
    assert_eq!(inputs.changed(Weights::STANDARD, off).score(0, 0), Some(98));
}

#[test]
fn inputs_survive_storage_with_their_hash() {
    let inputs = Scene::new().ruled(Ruling::Pin, false).inputs();
    assert_eq!(inputs.pins, [(0, 0)]);
    let stored = inputs.to_stored();
    let read = MatchInputs::from_stored(&stored).expect("it was stored");
    assert_eq!(read.hash(), inputs.hash());
    assert_eq!(read.to_stored(), stored);
    assert_eq!(read.parts(1, 1), inputs.parts(1, 1));
    let other = with(|r| r.mentors[0].competencies[0].1 = 3).inputs();
    assert_ne!(other.hash(), inputs.hash());
    let torn = StoredInputs { scores: vec![0], ..stored };
    assert!(MatchInputs::from_stored(&torn).is_err());
}

#[test]
fn the_order_in_which_people_come_does_not_matter() {
    let turned = with(|r| {
        r.learners.reverse();
        r.mentors.reverse();
    });
    assert_eq!(turned.inputs().hash(), Scene::new().inputs().hash());
}

#[test]
fn a_short_list_has_the_best_and_honours_a_wish() {
    let many = |wish: Option<&str>, offered_by: &[u128]| {
        with(|r| {
            r.learners[0].wishes = wish.into_iter().map(str::to_owned).collect();
            r.mentors = (101..=112).map(mentor).collect();
            for at in 0..12 {
                // The last four teach less and answer otherwise.
                r.mentors[at].competencies[0].1 = if at < 8 { 4 } else { 3 };
                r.mentors[at].person.style = Some([if at < 8 { 3 } else { 1 }; 5]);
            }
            for number in offered_by {
                let at = usize::try_from(number - 101).expect("small");
                r.mentors[at].offers = vec!["returned_after_leave".to_owned()];
            }
        })
        .inputs()
    };
    let list = |inputs: &MatchInputs| -> Vec<usize> {
        inputs.short_list(0).into_iter().map(|card| card.mentor).collect()
    };
    let plain = many(None, &[109, 110, 111]);
    assert_eq!(list(&plain), [0, 1, 2, 3, 4, 5, 6, 7]);
    let wished = many(Some("returned_after_leave"), &[109, 110, 111]);
    assert_eq!(list(&wished), [0, 1, 2, 3, 4, 5, 8, 9]);
    let reasons = &wished.short_list(0)[6].reasons.reasons;
    assert!(reasons.iter().any(|reason| reason.contains("returned after a leave")), "{reasons:?}");
    let met = many(Some("returned_after_leave"), &[102, 109]);
    assert_eq!(list(&met), [0, 1, 2, 3, 4, 5, 6, 7]);
    let nobody = many(Some("returned_after_leave"), &[]);
    assert_eq!(list(&nobody), [0, 1, 2, 3, 4, 5, 6, 7]);
    let scores: Vec<Option<u8>> = (0..12).map(|at| plain.score(0, at)).collect();
    let wishing: Vec<Option<u8>> = (0..12).map(|at| wished.score(0, at)).collect();
    assert_eq!(scores, wishing, "a wish enters no score");
    assert_eq!(plain.short_list(1)[0].mentor, 1, "mentors of one score take turns");
}

#[test]
fn a_short_list_leaves_out_who_is_impossible_and_tells_reasons() {
    let inputs = with(|r| r.mentors[0].is_open = false).inputs();
    let cards = inputs.short_list(0);
    assert_eq!(cards.iter().map(|card| card.mentor).collect::<Vec<_>>(), [1]);
    let reasons = &cards[0].reasons;
    assert_eq!(reasons.parts(), Some(inputs.parts(0, 1)));
    assert_eq!(reasons.reasons[0], "Level 4 in C04, 3 above yours");
    assert_eq!(Reasons::from_value(reasons.to_value()).as_ref(), Some(reasons));
    let none = with(|r| r.mentors.clear()).inputs();
    assert_eq!(none.short_list(0), []);
}
