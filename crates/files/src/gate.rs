//! How many uploads may be under way in one process: each holds up to two parts in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::MemberId;

/// By one person. More would let one person keep the others out.
const FOR_ONE: usize = 3;
/// By all together: with 10 MiB each, half a gigabyte.
const FOR_ALL: usize = 48;

/// Counts uploads by person.
#[derive(Debug, Default)]
pub(crate) struct Gate(Mutex<HashMap<MemberId, usize>>);

/// One upload; dropped when it has ended.
#[derive(Debug)]
pub(crate) struct Pass {
    gate: Arc<Gate>,
    who: MemberId,
}

impl Gate {
    /// Lets an upload begin; `None` if too many are under way.
    pub(crate) fn enter(self: &Arc<Self>, who: MemberId) -> Option<Pass> {
        let mut under_way = self.under_way();
        let own = under_way.get(&who).copied().unwrap_or_default();
        if own >= FOR_ONE || under_way.values().sum::<usize>() >= FOR_ALL {
            return None;
        }
        under_way.insert(who, own + 1);
        Some(Pass { gate: Arc::clone(self), who })
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<MemberId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut under_way = self.gate.under_way();
        if let Some(own) = under_way.get_mut(&self.who) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                under_way.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sources;

    use super::*;

    #[test]
    fn one_person_does_not_keep_others_out() {
        let (gate, sources) = (Arc::new(Gate::default()), Sources::system());
        let (ana, bo) = (sources.new_id(), sources.new_id());
        let mut passes: Vec<_> = (0..FOR_ONE).map(|_| gate.enter(ana)).collect();
        assert!(passes.iter().all(Option::is_some) && gate.enter(ana).is_none());
        assert!(gate.enter(bo).is_some());
        passes.pop();
        assert!(gate.enter(ana).is_some());
        drop(passes);
        assert!(gate.under_way().is_empty());
    }

    #[test]
    fn all_together_do_not_fill_the_memory() {
        let (gate, sources) = (Arc::new(Gate::default()), Sources::system());
        let passes: Vec<_> = (0..=FOR_ALL).map(|_| gate.enter(sources.new_id())).collect();
        assert_eq!(passes.iter().flatten().count(), FOR_ALL);
    }
}
