//! Profiles and cards in a fixed number of statements.

use std::collections::HashMap;

use auth::Actor;
use database::{Connection, DatabaseError};
use kernel::{MemberId, OrganizationId, PageRequest, Permission, ProgramId};
use mentoring::model::profiles::completeness::{Completeness, Told};
use mentoring::model::profiles::profile::{LearnerAim, MentorOffer};
use mentoring::queries::profiles as queries;

use super::own::MyMentoringProfile;
use super::types::{MentorCard, MentorProfile};

type One<T> = Result<Option<T>, DatabaseError>;

/// What the person who asks told, and what is missing. `None` for a program that they do not learn in.
pub(super) async fn mine(
    connection: &mut Connection,
    actor: &Actor,
    program: Option<ProgramId>,
) -> One<MyMentoringProfile> {
    let (organization, me) = (actor.organization_id, actor.member_id);
    if let Some(program) = program
        && !queries::learns_in(connection, organization, program, me).await?
    {
        return Ok(None);
    }
    let Some(person) = queries::persons(connection, organization, &[me]).await?.remove(&me) else {
        return Ok(None);
    };
    let offers = queries::mentor_offers(connection, organization, Some(&[me])).await?;
    let offer = offers.into_iter().next().unwrap_or_else(|| nothing_offered(me));
    let aim = match program {
        Some(program) => Some(
            queries::learner_aims(connection, organization, program, &[me])
                .await?
                .remove(&me)
                .unwrap_or_else(|| nothing_looked_for(me)),
        ),
        None => None,
    };
    let rules = queries::rules(connection, organization).await?;
    let (_, weights) = queries::weights(connection, organization).await?;
    let told = Told {
        person: &person,
        mentor: actor.may(Permission::OfferMentoring).then_some(&offer),
        learner: aim.as_ref(),
    };
    let completeness = Completeness::of(told, &rules, weights);
    let own = queries::own_profile(connection, organization, me, program).await?;
    Ok(Some(MyMentoringProfile::new(own, completeness)))
}

/// Somebody who mentors and has not said how.
fn nothing_offered(member_id: MemberId) -> MentorOffer {
    MentorOffer {
        member_id,
        is_open: false,
        places: 0,
        held: 0,
        taken: 0,
        competencies: Vec::new(),
        goals: Vec::new(),
        offers: Vec::new(),
    }
}

/// Somebody who learns and has not said what for.
fn nothing_looked_for(member_id: MemberId) -> LearnerAim {
    LearnerAim { member_id, focus: Vec::new(), goals: Vec::new(), wishes: Vec::new() }
}

/// A mentor's card, if the person who asks may see it.
pub(super) async fn card(
    connection: &mut Connection,
    actor: &Actor,
    mentor: MemberId,
) -> One<MentorCard> {
    if !queries::sees_card(connection, actor, mentor).await? {
        return Ok(None);
    }
    let mut cards = queries::mentor_cards(connection, actor.organization_id, &[mentor]).await?;
    Ok(cards.remove(&mentor).map(MentorCard::from))
}

/// An entry with its place in the list.
type Listed = (MentorProfile, String, uuid::Uuid);

/// One page of the mentors, and whether another follows.
pub(super) async fn mentors(
    connection: &mut Connection,
    organization: OrganizationId,
    filter: &queries::MentorFilter,
    page: &PageRequest,
) -> Result<(Vec<Listed>, bool), DatabaseError> {
    let (lines, more) = queries::mentors_page(connection, organization, filter, page).await?;
    let ids: Vec<MemberId> = lines.iter().map(|line| line.member_id).collect();
    let mut cards = queries::mentor_cards(connection, organization, &ids).await?;
    let offers: HashMap<MemberId, MentorOffer> =
        queries::mentor_offers(connection, organization, Some(&ids))
            .await?
            .into_iter()
            .map(|offer| (offer.member_id, offer))
            .collect();
    let rules = queries::rules(connection, organization).await?;
    let (_, weights) = queries::weights(connection, organization).await?;
    let mut listed = Vec::with_capacity(lines.len());
    for line in &lines {
        let Some(card) = cards.remove(&line.member_id) else { continue };
        let told =
            Told { person: &card.person, mentor: offers.get(&line.member_id), learner: None };
        let completeness = Completeness::of(told, &rules, weights);
        let place = (line.name.clone(), line.member_id.uuid());
        listed.push((MentorProfile::new(line, card, completeness), place.0, place.1));
    }
    Ok((listed, more))
}
