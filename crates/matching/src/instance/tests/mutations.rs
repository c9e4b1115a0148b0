//! Whatever the bytes are: no panic, and what is accepted is written and read again. The fuzz
//! target in `fuzz/` holds the same.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

/// Bytes that JSON is made of: of all others most are refused at once.
const TELLING: &[u8] = b"0123456789-+.eE[]{},:\"\\/nultrfasdcip \n\x00\x7f\xff";

#[derive(Debug, Clone)]
enum Change {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    /// Puts what stands at one place behind another.
    Copy(Index, Index, usize),
    Cut(Index),
}

impl Change {
    fn any() -> impl Strategy<Value = Self> {
        let byte = || prop_oneof![3 => select(TELLING), 1 => any::<u8>()];
        prop_oneof![
            4 => (any::<Index>(), byte()).prop_map(|(at, byte)| Self::Replace(at, byte)),
            4 => (any::<Index>(), byte()).prop_map(|(at, byte)| Self::Insert(at, byte)),
            4 => any::<Index>().prop_map(Self::Remove),
            2 => (any::<Index>(), any::<Index>(), 1..40_usize)
                .prop_map(|(from, to, length)| Self::Copy(from, to, length)),
            1 => any::<Index>().prop_map(Self::Cut),
        ]
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Self::Replace(at, byte) => bytes[at.index(length)] = *byte,
            Self::Insert(at, byte) => bytes.insert(at.index(length), *byte),
            Self::Remove(at) => {
                bytes.remove(at.index(length));
            }
            Self::Copy(from, to, count) => {
                let from = from.index(length);
                let part = bytes[from..length.min(from + count)].to_vec();
                let to = to.index(length);
                drop(bytes.splice(to..to, part));
            }
            Self::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
}

fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    changes.iter().for_each(|change| change.apply(&mut bytes));
    bytes
}

fn hold(bytes: &[u8]) {
    match read(bytes) {
        Ok(instance) => assert_round_trip(&instance),
        Err(error) => assert_eq!(error.to_string().lines().count(), 1, "{error}"),
    }
}

/// The keys and values of an instance, to be put in another order.
fn members(text: &str) -> Vec<(String, serde_json::Value)> {
    let object: serde_json::Value = serde_json::from_str(text).unwrap();
    object.as_object().unwrap().clone().into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..200)) {
        hold(&bytes);
    }

    #[test]
    fn no_json_like_bytes_make_it_panic(bytes in vec(select(TELLING), 0..200)) {
        hold(&bytes);
    }

    #[test]
    fn no_change_of_an_instance_makes_it_panic(
        text in select(vec![DENSE, LISTED, EMPTY, SMALL]),
        changes in vec(Change::any(), 1..6),
    ) {
        hold(&changed(text, &changes));
    }

    #[test]
    fn no_change_of_a_result_makes_the_check_panic(changes in vec(Change::any(), 1..4)) {
        let bytes = changed(results::SMALL_RESULT, &changes);
        if let Ok(result) = read_result(&bytes[..]) {
            let _ = result.check(&instance(SMALL));
        }
    }
}

proptest! {
    #[test]
    fn keys_may_come_in_any_order(
        (text, members) in select(vec![DENSE, LISTED, SMALL])
            .prop_flat_map(|text| (Just(text), Just(members(text)).prop_shuffle())),
    ) {
        let members = members.iter().map(|(key, value)| format!("\"{key}\": {value}"));
        let shuffled = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        assert_same(&instance(&shuffled), &instance(text));
    }

    #[test]
    fn any_instance_is_written_and_read_again(
        (places, rows) in (0..5_usize).prop_flat_map(|mentors| {
            let row = vec(proptest::option::of(0..=100_u8), mentors);
            (vec(any::<u32>(), mentors), vec(row, 0..6))
        }),
        listed in any::<bool>(),
        objective in select(vec!["fair", "sum", "balanced"]),
        forbids in vec((any::<Index>(), any::<Index>()), 0..4),
    ) {
        let learners: Vec<_> = (0..rows.len()).map(|at| format!("learner {at}")).collect();
        let ids: Vec<_> = (0..places.len()).map(|at| format!("mentor {at}")).collect();
        let entries = ids.iter().zip(&places);
        let mentors: Vec<_> = entries
            .map(|(id, capacity)| serde_json::json!({ "id": id, "capacity": capacity }))
            .collect();
        let mut file = serde_json::json!({
            "learners": learners, "mentors": mentors, "objective": objective,
        });
        if listed {
            let lists = rows.iter().map(|row| -> Vec<_> {
                let scores = row.iter().enumerate();
                scores.filter_map(|(mentor, score)| Some((mentor, (*score)?))).collect()
            });
            file["candidates"] = serde_json::json!(lists.collect::<Vec<_>>());
        } else {
            file["scores"] = serde_json::json!(rows);
        }
        if !learners.is_empty() && !ids.is_empty() {
            let pairs = forbids.iter().map(|(learner, mentor)| {
                (learner.get(&learners).clone(), mentor.get(&ids).clone())
            });
            file["forbids"] = serde_json::json!(pairs.collect::<Vec<_>>());
        }
        let read = instance(&file.to_string());
        assert_eq!(read.learners, learners);
        for (learner, row) in rows.iter().enumerate() {
            for (mentor, &score) in row.iter().enumerate() {
                let allowed = score.filter(|_| !read.problem.is_forbidden(learner, mentor));
                assert_eq!(read.problem.score(learner, mentor), allowed);
            }
        }
        assert_round_trip(&read);
    }
}
