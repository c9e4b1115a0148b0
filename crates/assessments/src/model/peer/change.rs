//! What changes when a learner leaves the round, or hands in after it was opened.

use super::{NO_MUTUAL_FROM, Pair, Piece, Relaxed};
use crate::model::draws::{Draws, Purpose};

/// A review that was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    /// Who reads whose work.
    pub pair: Pair,
    /// Whether it was handed in.
    pub finished: bool,
}

/// What to change about a round that runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Unfinished reviews that go.
    pub removed: Vec<Pair>,
    /// Reviews to be handed out.
    pub added: Vec<Pair>,
    /// Learners whose piece gets one review less for each time they stand here, because nobody is
    /// left who does not read it already; a facilitator may step in.
    pub short: Vec<u32>,
    /// The rules that had to be relaxed for what is added, in the order of definition.
    pub relaxed: Vec<Relaxed>,
}

/// A learner leaves: their unfinished reviews and those of their piece go. Finished ones stay on
/// both sides, since somebody wrote them for somebody.
///
/// Each author who loses a review gets another reviewer, first of those with fewest duties: these
/// are the ones who were to read the piece that is gone. Who has fewer to read now and is not
/// needed stays free. `pieces` may still hold the one who leaves.
#[must_use]
pub fn on_withdrawal(pieces: &[Piece], duties: &[Duty], gone: u32, seed: u64) -> Change {
    let goes =
        |duty: &&Duty| !duty.finished && (duty.pair.reviewer == gone || duty.pair.author == gone);
    let mut removed: Vec<Pair> = duties.iter().filter(goes).map(|duty| duty.pair).collect();
    removed.sort_unstable();
    let staying = pieces.iter().filter(|piece| piece.learner != gone).copied().collect();
    let kept = duties.iter().filter(|duty| !goes(duty)).map(|duty| duty.pair).collect();
    let mut round = Round::new(staying, kept, Draws::new(seed, Purpose::PeerChange, gone.into()));
    for orphan in removed.iter().filter(|pair| pair.reviewer == gone) {
        // An author who left as well needs no reviewer.
        if let Some(author) = round.piece(orphan.author)
            && !round.add(author, Side::Reviewer)
        {
            round.change.short.push(author.learner);
        }
    }
    Change { removed, ..round.finish() }
}

/// A learner hands in late: the piece gets `reviews` reviewers, first those with fewest duties, and
/// the learner gets `reviews` pieces, first those with fewest reviews. `pieces` holds the late one.
/// Reviews that the learner gives or gets already count, so that asking again adds nothing.
#[must_use]
pub fn on_late_piece(
    pieces: &[Piece],
    duties: &[Duty],
    late: u32,
    reviews: usize,
    seed: u64,
) -> Change {
    let kept = duties.iter().map(|duty| duty.pair).collect();
    let draws = Draws::new(seed, Purpose::PeerChange, late.into());
    let mut round = Round::new(pieces.to_vec(), kept, draws);
    let Some(piece) = round.piece(late) else {
        return Change::default();
    };
    for _ in round.received(late)..reviews {
        if !round.add(piece, Side::Reviewer) {
            round.change.short.push(late);
        }
    }
    for _ in round.given(late)..reviews {
        round.add(piece, Side::Author);
    }
    round.finish()
}

/// Which side of a review is looked for.
#[derive(Clone, Copy)]
enum Side {
    Reviewer,
    Author,
}

/// A round that is being changed.
struct Round {
    pieces: Vec<Piece>,
    pairs: Vec<Pair>,
    draws: Draws,
    change: Change,
}

impl Round {
    fn new(mut pieces: Vec<Piece>, mut pairs: Vec<Pair>, draws: Draws) -> Self {
        // The order of the lists decides nothing.
        pieces.sort_by_key(|piece| piece.learner);
        pieces.dedup_by_key(|piece| piece.learner);
        pairs.sort_unstable();
        Self { pieces, pairs, draws, change: Change::default() }
    }

    fn piece(&self, learner: u32) -> Option<Piece> {
        self.pieces.iter().find(|piece| piece.learner == learner).copied()
    }

    fn given(&self, learner: u32) -> usize {
        self.pairs.iter().filter(|pair| pair.reviewer == learner).count()
    }

    fn received(&self, learner: u32) -> usize {
        self.pairs.iter().filter(|pair| pair.author == learner).count()
    }

    /// Adds a review with the best other side: of another group, not mutual, with fewest reviews
    /// so far, of another unit, and among equals by a draw. Balance stands before units, as in the
    /// first allocation. False when there is nobody.
    fn add(&mut self, fixed: Piece, side: Side) -> bool {
        let pair_with = |other: &Piece| match side {
            Side::Reviewer => Pair { reviewer: other.learner, author: fixed.learner },
            Side::Author => Pair { reviewer: fixed.learner, author: other.learner },
        };
        let mut best = None;
        for other in self.pieces.iter().filter(|other| other.learner != fixed.learner) {
            let pair = pair_with(other);
            if self.pairs.contains(&pair) {
                continue;
            }
            let load = match side {
                Side::Reviewer => self.given(other.learner),
                Side::Author => self.received(other.learner),
            };
            let own_group = fixed.shares_group(other);
            let mutual = self.is_mutual(pair);
            let by_chance = self.draws.below(usize::MAX);
            let key = (own_group, mutual, load, fixed.shares_unit(other), by_chance);
            if best.is_none_or(|(least, _)| key < least) {
                best = Some((key, pair));
            }
        }
        let Some(((own_group, mutual, ..), pair)) = best else {
            return false;
        };
        self.pairs.push(pair);
        self.change.added.push(pair);
        let broken = [(own_group, Relaxed::OwnGroup), (mutual, Relaxed::Mutual)];
        self.change.relaxed.extend(broken.iter().filter(|(is, _)| *is).map(|(_, rule)| *rule));
        true
    }

    fn is_mutual(&self, pair: Pair) -> bool {
        let back = Pair { reviewer: pair.author, author: pair.reviewer };
        self.pieces.len() >= NO_MUTUAL_FROM && self.pairs.contains(&back)
    }

    fn finish(mut self) -> Change {
        self.change.added.sort_unstable();
        self.change.relaxed.sort_unstable();
        self.change.relaxed.dedup();
        self.change
    }
}

#[cfg(test)]
mod tests;
