//! In which order an attempt shows its items, and each item its choices.
//!
//! An order follows from the attempt's stored seed alone: the same on every device, after a lost
//! connection and after an upgrade, another one in the next try (domain guide 3.2, 3.5).

use super::draws::{Draws, Purpose};

/// The order of an attempt's items: at each place the index, from 0, of the item that stands
/// there. A permutation of `0..items`.
#[must_use]
pub fn item_order(seed: u64, items: usize) -> Vec<usize> {
    permutation(Draws::new(seed, Purpose::Items, 0), items)
}

/// The order of the choices of one item: at each place the index, from 0, of the stored choice
/// that stands there. A permutation of `0..choices`.
///
/// It depends on the item's id and not on its place, so that an item added, removed or corrected
/// leaves the choices of all others where the learner has seen them.
#[must_use]
pub fn choice_order(seed: u64, item: u128, choices: usize) -> Vec<usize> {
    permutation(Draws::new(seed, Purpose::Choices, item), choices)
}

/// Things in a given order; an index that no longer has a thing is left out.
#[must_use]
pub fn arrange<'a, T>(things: &'a [T], order: &[usize]) -> Vec<&'a T> {
    order.iter().filter_map(|index| things.get(*index)).collect()
}

fn permutation(mut draws: Draws, length: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    draws.shuffle(&mut order);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed apart from this code, by a ChaCha8 written out in Python after RFC 8439 (eight
    /// rounds, 64-bit counter). When this fails, learners would see other orders than they saw.
    #[test]
    fn known_seeds_give_known_orders() {
        assert_eq!(item_order(42, 8), GOLDEN_ITEMS);
        assert_eq!(choice_order(42, 0x0188_bac7, 5), GOLDEN_CHOICES);
        assert_eq!(item_order(u64::MAX, 32), GOLDEN_FORM);
    }

    const GOLDEN_ITEMS: [usize; 8] = [4, 0, 6, 7, 3, 1, 5, 2];
    const GOLDEN_CHOICES: [usize; 5] = [0, 2, 3, 4, 1];
    const GOLDEN_FORM: [usize; 32] = [
        17, 27, 30, 2, 7, 23, 24, 19, 25, 29, 14, 16, 15, 26, 28, 8, 3, 11, 22, 9, 13, 0, 6, 12, 1,
        20, 18, 10, 31, 21, 4, 5,
    ];

    #[test]
    fn an_order_is_a_permutation() {
        for length in [0, 1, 2, 5, 32, 100] {
            let mut order = item_order(3, length);
            order.sort_unstable();
            assert_eq!(order, (0..length).collect::<Vec<_>>());
        }
    }

    #[test]
    fn another_try_has_another_order_and_items_do_not_share_theirs() {
        assert_ne!(item_order(1, 32), item_order(2, 32));
        assert_ne!(choice_order(1, 10, 20), choice_order(1, 11, 20));
        assert_ne!(choice_order(1, 10, 20), choice_order(2, 10, 20));
    }

    #[test]
    fn each_choice_comes_first_equally_often() {
        let mut first = [0_u32; 4];
        for seed in 0..8_000 {
            first[choice_order(seed, 1, 4)[0]] += 1;
        }
        assert!(first.iter().all(|times| (1_850..2_150).contains(times)), "{first:?}");
    }

    #[test]
    fn a_removed_thing_leaves_no_gap() {
        assert_eq!(arrange(&["a", "b"], &[2, 1, 0]), [&"b", &"a"]);
    }
}
