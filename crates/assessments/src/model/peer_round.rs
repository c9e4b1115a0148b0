//! A round of peer review as the tables hold it, on its way to the decisions of [`super::peer`] and
//! back.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use database::schema;
use diesel::{Queryable, Selectable};
use kernel::{
    AssignmentId, CohortId, EnrolmentId, MemberId, PeerReviewId, PeerRoundId, SubmissionId,
};

use super::peer::{Duty, NO_MUTUAL_FROM, Pair, Piece, Relaxed};
use super::peer_review::PeerReview;

/// What stands beside every median.
pub const ADVICE: &str = "Peers advise and never decide: the median of their scores is no reason \
    to pass, and none to fail. Only graders decide.";

/// The reviews by peers of one assignment in one cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = schema::peer_round)]
pub struct PeerRound {
    /// Its id.
    pub id: PeerRoundId,
    /// The run.
    pub cohort_id: CohortId,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// How many reviews each piece got and each person gives, as it was allotted.
    pub k: i16,
    /// What all its draws follow from.
    pub seed: i64,
    /// When it was allotted, UTC.
    pub allotted_at: DateTime<Utc>,
}

/// A learner of the cohort, with the piece that counts now, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerLearner {
    /// The learner's place.
    pub enrolment_id: EnrolmentId,
    /// The person.
    pub member_id: MemberId,
    /// The person's unit.
    pub unit: Option<String>,
    /// Whom the person reports to.
    pub manager_id: Option<MemberId>,
    /// Whether the person has left the organisation.
    pub has_left: bool,
    /// The learner's work on the assignment.
    pub submission_id: Option<SubmissionId>,
    /// Its latest version that was not withdrawn.
    pub version_number: Option<i16>,
}

/// A review to be handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewReview {
    /// Whose work.
    pub submission_id: SubmissionId,
    /// Which version of it.
    pub version_number: i16,
    /// Who reads it.
    pub reviewer_id: MemberId,
}

/// How a round looks as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Pieces that take part now.
    pub pieces: usize,
    /// Reviews that are given or to be given.
    pub reviews: usize,
    /// How many of them stay within a unit.
    pub within_unit: usize,
    /// Rules that could not be kept throughout, in the order of definition.
    pub relaxed: Vec<Relaxed>,
}

/// The learners of a cohort. Each has a number: the place among all enrolments by id, which later
/// enrolments do not change, so that draws can be repeated.
#[derive(Debug, Clone)]
pub struct People(Vec<PeerLearner>);

impl People {
    /// From all learners of a cohort, in any order.
    pub fn new(mut learners: Vec<PeerLearner>) -> Self {
        learners.sort_unstable_by_key(|learner| learner.enrolment_id);
        Self(learners)
    }

    fn numbered(&self) -> impl Iterator<Item = (u32, &PeerLearner)> {
        (0_u32..).zip(&self.0)
    }

    /// The number of a place.
    pub fn number(&self, enrolment: EnrolmentId) -> Option<u32> {
        self.numbered().find(|(_, learner)| learner.enrolment_id == enrolment).map(|(at, _)| at)
    }

    /// The learner of a number.
    pub fn learner(&self, number: u32) -> Option<&PeerLearner> {
        self.0.get(usize::try_from(number).ok()?)
    }

    /// Those who take part: they have handed in, not withdrawn and not left. A unit is told by its
    /// name. A manager and those of their people who take part make one group: nobody judges the
    /// own team through peer review (domain guide 8.4). There are no other groups yet.
    pub fn pieces(&self) -> Vec<Piece> {
        let takes_part =
            |learner: &PeerLearner| learner.version_number.is_some() && !learner.has_left;
        let authors: Vec<(u32, &PeerLearner)> =
            self.numbered().filter(|(_, learner)| takes_part(learner)).collect();
        let names: BTreeSet<&str> =
            authors.iter().filter_map(|(_, author)| author.unit.as_deref()).collect();
        let units: HashMap<&str, u32> = names.into_iter().zip(0..).collect();
        let piece = |((number, author), group): (&(u32, &PeerLearner), Option<u32>)| Piece {
            learner: *number,
            group,
            unit: author.unit.as_deref().and_then(|unit| units.get(unit).copied()),
        };
        authors.iter().zip(teams(&authors)).map(piece).collect()
    }

    /// Who reads whose work by a review; `None` for somebody who is no learner of the cohort.
    fn pairs<'a>(
        &self,
        reviews: &'a [PeerReview],
    ) -> impl Iterator<Item = (Pair, &'a PeerReview)> + use<'a> {
        let members: HashMap<MemberId, u32> =
            self.numbered().map(|(number, learner)| (learner.member_id, number)).collect();
        let works: HashMap<SubmissionId, u32> = self
            .numbered()
            .filter_map(|(number, learner)| Some((learner.submission_id?, number)))
            .collect();
        reviews.iter().filter(|review| !review.is_dropped()).filter_map(move |review| {
            let reviewer = *members.get(&review.reviewer_id)?;
            Some((Pair { reviewer, author: *works.get(&review.submission_id)? }, review))
        })
    }

    /// The duties that reviews are. One that was handed over is done with for the peer, who may
    /// leave without changing it; it is not for its author: when `gone` is the author, it goes too.
    pub fn duties(&self, reviews: &[PeerReview], gone: Option<u32>) -> Vec<Duty> {
        self.pairs(reviews)
            .map(|(pair, review)| Duty {
                pair,
                finished: !(review.is_assigned()
                    || review.is_handed_over() && Some(pair.author) == gone),
            })
            .collect()
    }

    /// The reviews behind pairs that are to go.
    pub fn open_reviews(&self, reviews: &[PeerReview], removed: &[Pair]) -> Vec<PeerReviewId> {
        let removed: HashSet<&Pair> = removed.iter().collect();
        self.pairs(reviews)
            .filter(|(pair, review)| !review.is_finished() && removed.contains(pair))
            .map(|(_, review)| review.id)
            .collect()
    }

    /// The reviews that pairs stand for.
    pub fn new_reviews(&self, pairs: &[Pair]) -> Vec<NewReview> {
        let review = |pair: &Pair| {
            let author = self.learner(pair.author)?;
            Some(NewReview {
                submission_id: author.submission_id?,
                version_number: author.version_number?,
                reviewer_id: self.learner(pair.reviewer)?.member_id,
            })
        };
        pairs.iter().filter_map(review).collect()
    }

    /// Whether a person learns in the cohort or has a review to give. That the own work is not handed
    /// in, or was withdrawn, takes the mask off nobody.
    pub fn takes_part(&self, person: MemberId, reviews: &[PeerReview]) -> bool {
        self.0.iter().any(|one| one.member_id == person)
            || reviews.iter().any(|review| review.reviewer_id == person)
    }

    /// How the round looks with these reviews.
    pub fn summary(&self, reviews: &[PeerReview]) -> Summary {
        let pairs: Vec<Pair> = self.pairs(reviews).map(|(pair, _)| pair).collect();
        summary(&self.pieces(), &pairs)
    }
}

/// How a round of these pieces looks with these reviews.
pub fn summary(pieces: &[Piece], pairs: &[Pair]) -> Summary {
    let known: HashMap<u32, &Piece> = pieces.iter().map(|piece| (piece.learner, piece)).collect();
    let all: HashSet<Pair> = pairs.iter().copied().collect();
    let both = |pair: &Pair| Some((*known.get(&pair.reviewer)?, *known.get(&pair.author)?));
    let within = |part: fn(&Piece) -> Option<u32>| {
        let shares =
            |(one, other): &(&Piece, &Piece)| part(one).is_some() && part(one) == part(other);
        pairs.iter().filter_map(both).filter(shares).count()
    };
    let is_mutual =
        |pair: &Pair| all.contains(&Pair { reviewer: pair.author, author: pair.reviewer });
    let mutual = pieces.len() >= NO_MUTUAL_FROM && pairs.iter().any(is_mutual);
    let broken = [(within(|piece| piece.group) > 0, Relaxed::OwnGroup), (mutual, Relaxed::Mutual)];
    Summary {
        pieces: pieces.len(),
        reviews: pairs.len(),
        within_unit: within(|piece| piece.unit),
        relaxed: broken.into_iter().filter_map(|(is, rule)| is.then_some(rule)).collect(),
    }
}

/// The team of each author, in their order: managers who take part, with their people, over all
/// steps of a reporting line. Who shares a line with nobody is in none.
fn teams(authors: &[(u32, &PeerLearner)]) -> Vec<Option<u32>> {
    let places: HashMap<MemberId, usize> =
        authors.iter().enumerate().map(|(place, (_, author))| (author.member_id, place)).collect();
    let mut teams: Vec<u32> = authors.iter().map(|(number, _)| *number).collect();
    for (place, (_, author)) in authors.iter().enumerate() {
        let manager = author.manager_id.and_then(|manager| places.get(&manager));
        let team = |at: usize| teams.get(at).copied();
        if let Some((from, to)) = team(place).zip(manager.and_then(|at| team(*at))) {
            teams.iter_mut().filter(|team| **team == from).for_each(|team| *team = to);
        }
    }
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    teams.iter().for_each(|team| *sizes.entry(*team).or_default() += 1);
    let shared = |team: &u32| sizes.get(team).is_some_and(|size| *size > 1);
    teams.iter().map(|team| shared(team).then_some(*team)).collect()
}

#[cfg(test)]
mod tests;
