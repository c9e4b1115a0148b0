//! Instances as proptest makes and shrinks them.

use matching::certificate::Certificate;
use matching::{Load, Objective, Values};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{FORMS, Form, Instance, OBJECTIVES};

/// Instances of up to so many people. Wished pins and forbids that cannot be are left out.
pub fn instances(learners: usize, mentors: usize) -> impl Strategy<Value = Instance> {
    let size = (0..=learners, 1..=mentors);
    let wished = size.prop_flat_map(|(learners, mentors)| {
        let score = prop::option::weighted(0.75, prop_oneof![0..=100_u8, 48..=52_u8]);
        let rows = vec(vec(score, mentors), learners);
        let pairs = || vec((0..=learners, 0..mentors), 0..4);
        (rows, vec(0..=3_u32, mentors), pairs(), pairs())
    });
    wished.prop_map(|(rows, places, pins, forbids)| {
        let mut instance = Instance::new(rows, places);
        for (learner, mentor) in pins {
            instance.try_pin(learner, mentor);
        }
        for (learner, mentor) in forbids {
            instance.try_forbid(learner, mentor);
        }
        instance
    })
}

pub fn objectives() -> impl Strategy<Value = Objective> {
    prop::sample::select(OBJECTIVES.to_vec())
}

pub fn forms() -> impl Strategy<Value = Form> {
    prop::sample::select(FORMS.to_vec())
}

/// Values that nobody computed.
pub fn any_values() -> impl Strategy<Value = Values> {
    let load = (any::<u32>(), prop_oneof![0..=1_u32, any::<u32>()]);
    (0..6_usize, any::<Option<u8>>(), load, any::<u64>()).prop_map(
        |(matched, floor, (pairs, places), sum)| Values {
            matched,
            floor,
            largest_load: Load { pairs, places },
            sum,
        },
    )
}

/// A certificate that nobody made with a problem in mind.
pub fn any_certificate() -> impl Strategy<Value = Certificate> {
    let cover = || vec(prop_oneof![0..4_u32, any::<u32>()], 0..4);
    let price = || prop_oneof![0..=100_i64, Just(i64::MAX), any::<i64>()];
    let covers = (cover(), prop::option::of(cover()), prop::option::of(cover()));
    (covers, vec(price(), 0..5), price(), any::<u64>()).prop_map(
        |((matched_cover, floor_cover, load_cover), prices, unmatched_price, pairs_examined)| {
            Certificate {
                objective: Objective::Fair,
                matched_cover,
                floor_cover,
                load_cover,
                prices,
                unmatched_price,
                pairs_examined,
            }
        },
    )
}
