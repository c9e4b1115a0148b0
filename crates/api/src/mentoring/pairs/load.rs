//! Pairs in a fixed number of statements.

use std::collections::HashMap;

use auth::Actor;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Connection, DatabaseError};
use kernel::{MemberId, PairId, parse_time_zone};
use mentoring::model::exclusion::Rule;
use mentoring::model::life::Party;
use mentoring::model::lists::Parts;
use mentoring::model::pair::Pair;
use mentoring::model::pairs::change::PauseReason;
use mentoring::model::side::Side;
use mentoring::policy::{self, Stand, View};
use mentoring::queries::pairs::{PairDetails, ShownForm, details};
use mentoring::queries::sessions::{Held, held_counts, next_planned};
use mentoring::queries::stands::stands;

use super::super::lists::types::ScorePart;
use super::super::names::Names;
use super::types::{
    ClosingForm, MentoringAgreement, MentoringPair, PairAnswers, PairClosing, PairDecline,
    PairHistoryEntry,
};
use super::words::{Done, MentoringPairAction, PairAnswerKind};
use crate::ids::id;
use crate::numbers::count;

/// What stands around pairs.
struct Around {
    stands: HashMap<PairId, Stand>,
    details: PairDetails,
    held: HashMap<PairId, Held>,
    planned: HashMap<PairId, DateTime<Utc>>,
    names: Names,
    zone: Tz,
}

/// Those of some pairs that the person who asks may see, as far as they may, in their order. Thirteen
/// statements.
pub(super) async fn shown(
    connection: &mut Connection,
    actor: &Actor,
    pairs: &[Pair],
    now: DateTime<Utc>,
) -> Result<Vec<MentoringPair>, DatabaseError> {
    let organization = actor.organization_id;
    let ids: Vec<PairId> = pairs.iter().map(|pair| pair.id).collect();
    let sides: Vec<MemberId> =
        pairs.iter().flat_map(|pair| [pair.learner_id, pair.mentor_id]).collect();
    let profile = auth::queries::organization(connection, organization).await?;
    let names = Names::load(connection, organization, sides).await?;
    let around = Around {
        stands: stands(connection, actor, &ids).await?,
        details: details(connection, organization, &ids).await?,
        held: held_counts(connection, organization, &ids).await?,
        planned: next_planned(connection, organization, &ids, now).await?,
        names,
        zone: parse_time_zone(&profile.time_zone).unwrap_or(Tz::UTC),
    };
    Ok(pairs.iter().filter_map(|pair| around.show(actor, pair)).collect())
}

impl Around {
    fn show(&self, actor: &Actor, pair: &Pair) -> Option<MentoringPair> {
        let stand = self.stands.get(&pair.id).copied()?;
        match policy::view(actor.roles, stand)? {
            View::Side(side) => self.to_side(pair, side),
            View::Coordinator if stand.in_line => {
                Some(MentoringPair { viewer_can: Vec::new(), ..self.bare(pair)? })
            }
            View::Coordinator => self.to_coordinator(pair),
        }
    }

    /// Who, and where it stands.
    fn bare(&self, pair: &Pair) -> Option<MentoringPair> {
        let done = Done { may_sign: false, has_filed: false };
        Some(MentoringPair {
            id: id(pair.id),
            program_id: id(pair.program_id),
            cohort_id: id(pair.cohort_id),
            cycle_id: id(pair.cycle_id),
            side: None,
            state: pair.state()?.into(),
            since: None,
            is_over: !pair.is_open(),
            learner: self.names.person(pair.learner_id)?,
            mentor: self.names.person(pair.mentor_id)?,
            score: None,
            parts: Vec::new(),
            common_ground: Vec::new(),
            proposed_at: None,
            due_at: None,
            ends_on: None,
            answers: None,
            declined: None,
            agreement: None,
            sessions_held: None,
            last_held_at: None,
            next_planned_at: None,
            goals_reached: None,
            pause_reason: None,
            impossible_because: None,
            closing: None,
            viewer_can: MentoringPairAction::of(pair, Party::Coordinator, done),
            history: Vec::new(),
        })
    }

    /// With dates and counts.
    fn counted(&self, pair: &Pair) -> Option<MentoringPair> {
        let history = self.details.history.get(&pair.id).map_or(&[][..], Vec::as_slice);
        let held = self.held.get(&pair.id);
        let goals = self.details.goals.get(&pair.id).map_or(&[][..], Vec::as_slice);
        let reached = goals.iter().filter(|goal| goal.reached_at.is_some()).count();
        let rule = pair.broken_rule.as_deref().and_then(Rule::parse);
        let reason = pair.pause_reason.as_deref().and_then(PauseReason::parse);
        let since = history.last().map_or(pair.proposed_at, |(_, at)| *at);
        let day = |at: DateTime<Utc>| at.with_timezone(&self.zone).date_naive();
        Some(MentoringPair {
            since: Some(since),
            proposed_at: Some(pair.proposed_at),
            due_at: self.details.due.get(&pair.id).copied(),
            ends_on: Some(pair.ends_on),
            sessions_held: Some(held.map_or(0, |held| count(held.count))),
            last_held_at: held.map(|held| held.last_at),
            next_planned_at: self.planned.get(&pair.id).copied(),
            goals_reached: Some(count(reached)),
            pause_reason: reason.map(Into::into),
            impossible_because: rule.map(|rule| rule.words_for_the_pair().to_owned()),
            history: history
                .iter()
                .map(|(state, at)| PairHistoryEntry { state: (*state).into(), on: day(*at) })
                .collect(),
            ..self.bare(pair)?
        })
    }

    fn parts(&self, pair: &Pair) -> Vec<ScorePart> {
        let parts = self.details.parts.get(&pair.id).and_then(Parts::from_value);
        parts.map(|parts| ScorePart::list(&parts)).unwrap_or_default()
    }

    fn to_coordinator(&self, pair: &Pair) -> Option<MentoringPair> {
        let answers = self.details.answers.get(&pair.id).map_or(&[][..], Vec::as_slice);
        let declined = answers.iter().find(|answer| answer.answer == "declined");
        let declined = declined.and_then(|answer| {
            let by = Side::parse(&answer.side)?.into();
            Some(PairDecline { by, reason: answer.reason.clone() })
        });
        Some(MentoringPair {
            score: Some(i32::from(pair.score)),
            parts: self.parts(pair),
            declined,
            ..self.counted(pair)?
        })
    }

    fn to_side(&self, pair: &Pair, side: Side) -> Option<MentoringPair> {
        let agreement = self.details.agreements.get(&pair.id);
        let goals = self.details.goals.get(&pair.id).map_or(&[][..], Vec::as_slice);
        let closing = self.closing(pair, side);
        let done = Done {
            may_sign: agreement.is_some_and(|agreement| !agreement.is_signed_by(side)),
            has_filed: closing.mine.is_some(),
        };
        let of_learner = side == Side::Learner;
        Some(MentoringPair {
            side: Some(side.into()),
            score: of_learner.then_some(i32::from(pair.score)),
            parts: if of_learner { self.parts(pair) } else { Vec::new() },
            common_ground: self.details.common_ground.get(&pair.id).cloned().unwrap_or_default(),
            answers: Some(self.answers(pair, side)),
            agreement: agreement.map(|agreement| MentoringAgreement::new(agreement, goals, side)),
            closing: Some(closing),
            viewer_can: MentoringPairAction::of(pair, side.into(), done),
            ..self.counted(pair)?
        })
    }

    fn answers(&self, pair: &Pair, side: Side) -> PairAnswers {
        let answers = self.details.answers.get(&pair.id).map_or(&[][..], Vec::as_slice);
        let of = |side: Side| answers.iter().find(|answer| answer.side == side.as_str());
        PairAnswers {
            mine: of(side).map(|answer| PairAnswerKind::of(&answer.answer)),
            other_has_answered: of(side.other()).is_some(),
        }
    }

    fn closing(&self, pair: &Pair, side: Side) -> PairClosing {
        let forms = self.details.forms.get(&pair.id).map_or(&[][..], Vec::as_slice);
        let of = |side: Side| forms.iter().find(|form| form.side == side.as_str());
        let others: Option<&ShownForm> = of(side.other());
        PairClosing {
            mine: of(side).map(ClosingForm::from),
            other_has_filed: others.is_some(),
            thanks_of_other: others.filter(|_| !pair.is_open()).map(|form| form.thanks.clone()),
        }
    }
}
