//! Which lasting rules stand against pairs that were made, or are about to be.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId, PairId};

use super::facts::lasting_facts;
use crate::model::exclusion::{Exclusions, Rule};
use crate::model::lists::{Lasting, Overlaps};
use crate::model::pair::Pair;
use crate::queries::profiles;

/// A learner and a mentor who are a pair, or would be one, until a last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Couple {
    /// Who is mentored.
    pub learner_id: MemberId,
    /// Who mentors.
    pub mentor_id: MemberId,
    /// The last day of the pair, in the organisation's zone.
    pub last_day: NaiveDate,
}

/// Which lasting rules stand against some couples, in their order. Rules of the search (places,
/// levels, past pairs, rulings) are not looked at. Who is not of the organisation counts as one person
/// with the other. A fixed number of statements.
///
/// # Errors
/// When a statement fails.
pub async fn lasting_exclusions(
    connection: &mut Connection,
    organization: OrganizationId,
    couples: &[Couple],
    today: NaiveDate,
) -> Result<Vec<Exclusions>, DatabaseError> {
    between_all(connection, organization, couples, today, Names::Count).await
}

/// Whether people of one name count as one person.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// They do, until somebody says that they differ.
    Count,
    /// Only those whom somebody linked do.
    Ignored,
}

async fn between_all(
    connection: &mut Connection,
    organization: OrganizationId,
    couples: &[Couple],
    today: NaiveDate,
    names: Names,
) -> Result<Vec<Exclusions>, DatabaseError> {
    let Some(last_day) = couples.iter().map(|couple| couple.last_day).max() else {
        return Ok(Vec::new());
    };
    let ids = couples.iter().flat_map(|couple| [couple.learner_id, couple.mentor_id]);
    let ids: Vec<MemberId> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    let people = profiles::persons(connection, organization, &ids).await?;
    let mut facts = lasting_facts(connection, organization, &people, today).await?;
    if names == Names::Ignored {
        facts.names.clear();
    }
    let lasting = Lasting::new(&facts);
    let overlaps = Overlaps::new(&facts.people, today, last_day.max(today));
    let between = |couple: &Couple| {
        let learner = lasting.position(couple.learner_id)?;
        let mentor = lasting.position(couple.mentor_id)?;
        let minutes = overlaps.between(learner, mentor, couple.last_day);
        Some(lasting.between(learner, mentor, couple.last_day, minutes))
    };
    let nobody = || {
        let mut reasons = Exclusions::NONE;
        reasons.insert(Rule::SamePerson);
        reasons
    };
    Ok(couples.iter().map(|couple| between(couple).unwrap_or_else(nobody)).collect())
}

/// Which lasting rules stand against some pairs, until each one's last day; those against which none
/// does are left out. Two who are a pair already are not one person because their names became equal,
/// which a marriage or a corrected file does: only who was linked is.
///
/// # Errors
/// When a statement fails.
pub async fn exclusions_of_pairs(
    connection: &mut Connection,
    organization: OrganizationId,
    pairs: &[Pair],
    today: NaiveDate,
) -> Result<HashMap<PairId, Exclusions>, DatabaseError> {
    let couple = |pair: &Pair| Couple {
        learner_id: pair.learner_id,
        mentor_id: pair.mentor_id,
        last_day: pair.ends_on,
    };
    let couples: Vec<Couple> = pairs.iter().map(couple).collect();
    let found = between_all(connection, organization, &couples, today, Names::Ignored).await?;
    let found = pairs.iter().map(|pair| pair.id).zip(found);
    Ok(found.filter(|(_, reasons)| !reasons.is_empty()).collect())
}
