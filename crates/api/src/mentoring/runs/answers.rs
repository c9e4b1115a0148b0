use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use mentoring::model::runs::{self, Verdict};

use super::super::lists::types::MentoringRule;
use super::load;
use super::types::RuleFigures;
use crate::cohorts::types::Person;
use crate::context::RequestContext;
use crate::error::ApiError;
use crate::numbers::count;
use crate::paging::{self, Connection};

/// Places against learners, before a run. For coordinators.
#[derive(SimpleObject)]
pub struct MentorSupply {
    /// Learners of the cycle who look for a mentor.
    pub learners: i32,
    /// Free places of all mentors who take new pairs.
    pub places: i32,
    /// Mentors with a free place.
    pub open_mentors: i32,
    /// How many learners can have a mentor at best, by all rules.
    pub matchable: i32,
    /// All of it in one sentence: "22 learners need 22 places, 12 offered; the scarce competency is
    /// C09."
    pub sentence: String,
    /// Competencies that more learners want to grow in than there are places of mentors who are at
    /// level 3 or more in them, the widest gap first.
    pub scarce: Vec<ScarceCompetency>,
    /// Learners whom rules leave no mentor at all, at most 50.
    pub without_candidate: Vec<LearnerWithoutCandidate>,
    /// How many there are of them in all.
    pub without_candidate_count: i32,
    /// Learner and mentor who may be one person under two accounts, and are not matched for that, at
    /// most 50. `linkPersons` says what they are.
    pub looks_like_same_person: Vec<LooksLikeSamePerson>,
}

/// A competency that more learners want than places are offered for.
#[derive(SimpleObject)]
pub struct ScarceCompetency {
    /// Its code: `C09`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Learners who want to grow in it.
    pub wanted: i32,
    /// Free places of mentors who are at level 3 or more in it.
    pub offered: i32,
}

/// A learner whom rules leave no mentor.
#[derive(SimpleObject)]
pub struct LearnerWithoutCandidate {
    /// Who.
    pub learner: Person,
    /// What excludes the mentors, the rule with most mentors first; empty of oneself.
    pub rules: Vec<RuleFigures>,
}

/// A learner and a mentor of one name.
#[derive(SimpleObject)]
pub struct LooksLikeSamePerson {
    /// The learner.
    pub learner: Person,
    /// The mentor.
    pub mentor: Person,
}

/// How good a result is, level by level.
#[derive(SimpleObject)]
pub struct MatchingLevels {
    /// Learners who were looked for.
    pub learners: i32,
    /// Learners with a mentor.
    pub matched: i32,
    /// The lowest score of a pair; null with nobody matched.
    pub floor: Option<i32>,
    /// The sum of all scores.
    pub sum: i32,
}

impl From<runs::Levels> for MatchingLevels {
    fn from(levels: runs::Levels) -> Self {
        Self {
            learners: count(levels.learners),
            matched: count(levels.matched),
            floor: levels.floor.map(i32::from),
            sum: count(levels.sum),
        }
    }
}

/// A mentor whom a result gives to a learner.
#[derive(SimpleObject)]
pub struct GivenMentor {
    /// Who.
    pub mentor: Person,
    /// How well the two fit, 0 to 100.
    pub score: i32,
}

/// A learner to whom two results give different mentors.
#[derive(SimpleObject)]
pub struct ChangedLearner {
    /// Who.
    pub learner: Person,
    /// The mentor of the first result; null for nobody.
    pub before: Option<GivenMentor>,
    /// The mentor of the second result; null for nobody.
    pub after: Option<GivenMentor>,
}

/// Two results, compared by person. For coordinators.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct RunComparison {
    /// The levels of the first.
    pub before: MatchingLevels,
    /// The levels of the second.
    pub after: MatchingLevels,
    /// How many learners have the same mentor in both, or nobody in both.
    pub same: i32,
    /// How many learners have another mentor.
    pub changed_count: i32,
    #[graphql(skip)]
    pub(super) changes: Vec<runs::Changed>,
}

#[ComplexObject]
impl RunComparison {
    /// Who has another mentor, by id.
    async fn changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Read on after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Option<Connection<ChangedLearner>>, ApiError> {
        let page = paging::request(load::CHANGES, first, after.as_deref())?;
        load::changes(RequestContext::of(context), &self.changes, &page).await.map(Some)
    }
}

impl From<runs::Comparison> for RunComparison {
    fn from(found: runs::Comparison) -> Self {
        Self {
            before: found.before.into(),
            after: found.after.into(),
            same: count(found.same),
            changed_count: count(found.changed.len()),
            changes: found.changed,
        }
    }
}

/// In one word, why a pair is not in a result.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNotVerdict {
    /// Rules exclude it.
    Excluded,
    /// It is in the result.
    Chosen,
    /// The learner is pinned to somebody else.
    PinnedElsewhere,
    /// The mentor has no place that is not pinned.
    NoPlace,
    /// The best result with it is worse.
    Costs,
    /// A result with it is as good on every level; only the tie rule speaks against it.
    Tie,
}

impl From<Verdict> for WhyNotVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Excluded => Self::Excluded,
            Verdict::Chosen => Self::Chosen,
            Verdict::PinnedElsewhere => Self::PinnedElsewhere,
            Verdict::NoPlace => Self::NoPlace,
            Verdict::Costs => Self::Costs,
            Verdict::Tie => Self::Tie,
        }
    }
}

/// Why a pair is not in the result of a run: worked out anew from what the run was made of. For
/// coordinators.
#[derive(SimpleObject)]
pub struct WhyNot {
    /// In one word.
    pub verdict: WhyNotVerdict,
    /// The rules that exclude the pair.
    pub rules: Vec<MentoringRule>,
    /// The levels of the result.
    pub before: MatchingLevels,
    /// The levels of the best result with the pair; null where there is none.
    pub after: Option<MatchingLevels>,
    /// Who would move, beginning with the learner; at most 100.
    pub moves: Vec<MatchingMove>,
    /// How many would move in all.
    pub move_count: i32,
    /// All of it in words.
    pub sentence: String,
}

/// Somebody who would have another mentor.
#[derive(SimpleObject)]
pub struct MatchingMove {
    /// Who.
    pub learner: Person,
    /// The mentor in the result; null for nobody.
    pub from: Option<Person>,
    /// The mentor then; null for nobody.
    pub to: Option<Person>,
}

/// A pair that is not in a result although both would rather have each other. No fault: a result
/// without any can leave learners without a mentor. For coordinators.
#[derive(SimpleObject)]
pub struct BlockingPair {
    /// The learner.
    pub learner: Person,
    /// The mentor.
    pub mentor: Person,
    /// How well the two fit, 0 to 100.
    pub score: i32,
    /// What the learner got; null for nobody.
    pub learner_has: Option<GivenMentor>,
    /// The mentor's weakest learner; null where a place is free.
    pub mentor_has: Option<Person>,
    /// The score of the mentor's weakest learner.
    pub mentor_has_score: Option<i32>,
}

/// Links to the files of a run. Whoever has one may read the file.
#[derive(SimpleObject)]
pub struct MatchingRunExport {
    /// People by id, places, scores and fixed pairs, as `cadre match solve` takes them.
    pub instance_url: String,
    /// The pairs and their proof, as `cadre match check` takes them.
    pub result_url: String,
    /// Until when the links are good, UTC.
    pub expires_at: DateTime<Utc>,
    /// The run.
    pub run_id: ID,
}
