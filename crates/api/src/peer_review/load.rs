//! Reviews, advice and rounds in a fixed number of statements.

use assessments::model::peer::median;
use assessments::model::peer_review::{self, Sheet, criteria, due_at};
use assessments::model::peer_round::{self, ADVICE, People};
use assessments::policy::peers::{Part, part};
use assessments::queries::peers::{self as queries, MaskedFile, PeerTask, SeenReview};
use auth::Actor;
use database::{Connection, DatabaseError};
use files::Files;
use kernel::{AssignmentId, CohortId, EnrolmentId, PageRequest, PeerReviewId, Permission};

use super::types::{
    PeerAdvice, PeerAdviceReview, PeerDuty, PeerReview, PeerReviewAssignment, PeerReviewComment,
    PeerReviewFile, PeerReviewState, PeerReviewWork, PeerRound, PeerRoundRule,
};
use crate::cohorts::types::Person;
use crate::curriculum::{list, rubric};
use crate::ids::id;
use crate::numbers::count;

type One<T> = Result<Option<T>, DatabaseError>;

/// A review, if the person who asks may read it.
pub(super) async fn review(
    connection: &mut Connection,
    store: &Files,
    actor: &Actor,
    wanted: PeerReviewId,
) -> One<PeerReview> {
    let organization = actor.organization_id;
    let Some(SeenReview { review, assignment_id, stand }) =
        queries::seen_review(connection, actor, wanted).await?
    else {
        return Ok(None);
    };
    let Some(part) = part(actor.roles, stand, &review) else { return Ok(None) };
    let Some((task, its_rubric)) = queries::task(connection, organization, assignment_id).await?
    else {
        return Ok(None);
    };
    let (submission, number) = (review.submission_id, review.version_number);
    let piece = queries::piece(connection, organization, submission, number).await?;
    let files = queries::masked_files(connection, organization, submission, number).await?;
    let sheet = match part {
        Part::Facilitator if !review.is_finished() => Sheet::default(),
        _ => review.sheet(),
    };
    let (state, keys) = (PeerReviewState::of(&review.state), criteria(&its_rubric));
    Ok(Some(PeerReview {
        id: id(review.id),
        assignment: assignment(task),
        rubric: rubric(its_rubric),
        work: piece.filter(|piece| piece.state != "withdrawn").map(|piece| PeerReviewWork {
            text: piece.text,
            links: list(piece.links),
            files: (1..).zip(files).map(|one| file(store, actor, one)).collect(),
        }),
        state,
        comments: comments(&keys, &sheet),
        score: sheet.score.map(i32::from),
        assigned_at: review.assigned_at,
        due_at: due_at(review.assigned_at),
        finished_at: review.finished_at,
        version: review.version,
    }))
}

fn assignment(task: PeerTask) -> PeerReviewAssignment {
    PeerReviewAssignment {
        id: id(task.id),
        code: task.code,
        title: task.title,
        brief: task.brief,
        deliverables: list(task.deliverables),
    }
}

fn file(store: &Files, actor: &Actor, (number, file): (u8, MaskedFile)) -> PeerReviewFile {
    let (organization, me) = (actor.organization_id, actor.member_id);
    PeerReviewFile {
        name: files::neutral_name(number.into(), &file.media_type),
        url: files::masked_link(store, organization, file.id, me, number),
        media_type: file.media_type,
        bytes: count(file.bytes),
    }
}

/// Comments in the order of the rubric.
fn comments(criteria: &[String], sheet: &Sheet) -> Vec<PeerReviewComment> {
    let comment = |key: &String| {
        let comment = sheet.comments.get(key)?.clone();
        Some(PeerReviewComment { criterion: key.clone(), comment })
    };
    criteria.iter().filter_map(comment).collect()
}

/// What peers say of the work of a place, if the person who asks may know.
pub(super) async fn advice(
    connection: &mut Connection,
    actor: &Actor,
    enrolment: EnrolmentId,
    assignment: AssignmentId,
) -> One<PeerAdvice> {
    let organization = actor.organization_id;
    let may = |place: &queries::AdvicePlace| {
        place.is_own || (place.facilitates && actor.may(Permission::RunPeerReview))
    };
    let place = queries::advice_place(connection, actor, enrolment).await?;
    let Some(place) = place.filter(may) else { return Ok(None) };
    let Some((task, its_rubric)) = queries::task(connection, organization, assignment).await?
    else {
        return Ok(None);
    };
    if task.program_version_id != place.program_version_id {
        return Ok(None);
    }
    let found = queries::advice(connection, organization, enrolment, assignment).await?;
    let keys = criteria(&its_rubric);
    let scores: Vec<i32> =
        found.finished.iter().filter_map(|review| review.score).map(i32::from).collect();
    let read = |review: &peer_review::PeerReview| {
        let sheet = review.sheet();
        let score = sheet.score.map(i32::from)?;
        Some(PeerAdviceReview { score, comments: comments(&keys, &sheet) })
    };
    Ok(Some(PeerAdvice {
        reviews: found.finished.iter().filter_map(read).collect(),
        to_come: count(found.to_come),
        median: median(&scores).map(|median| median.text()),
        note: ADVICE.to_owned(),
    }))
}

/// The assignment and its round, where the person who asks runs the cohort; no round before the
/// reviews are allotted.
async fn of_facilitator(
    connection: &mut Connection,
    actor: &Actor,
    cohort: CohortId,
    assignment: AssignmentId,
) -> One<(PeerTask, Option<peer_round::PeerRound>)> {
    let organization = actor.organization_id;
    let seen = cohorts::queries::visible_cohort(connection, actor, cohort).await?;
    let Some((run, _)) = seen.filter(|(_, relation)| relation.facilitates) else {
        return Ok(None);
    };
    let task = queries::task(connection, organization, assignment).await?;
    let Some((task, _)) =
        task.filter(|(task, _)| task.program_version_id == run.program_version_id)
    else {
        return Ok(None);
    };
    let round = queries::round(connection, organization, cohort, assignment).await?;
    Ok(Some((task, round)))
}

/// What a facilitator sees of a round as a whole: `None` where there is nothing for them,
/// `Some(None)` before the reviews are allotted.
pub(super) async fn round(
    connection: &mut Connection,
    actor: &Actor,
    cohort: CohortId,
    assignment: AssignmentId,
) -> One<Option<PeerRound>> {
    let organization = actor.organization_id;
    let Some((task, round)) = of_facilitator(connection, actor, cohort, assignment).await? else {
        return Ok(None);
    };
    let Some(round) = round else { return Ok(Some(None)) };
    let learners = queries::learners(connection, organization, cohort, assignment).await?;
    let reviews = queries::reviews_of(connection, organization, round.id).await?;
    let summary = People::new(learners).summary(&reviews);
    let in_state = |is: fn(&peer_review::PeerReview) -> bool| {
        count(reviews.iter().filter(|review| is(review)).count())
    };
    let (per_piece, asked) = (i32::from(round.k), i32::from(task.peers));
    Ok(Some(Some(PeerRound {
        cohort_id: id(cohort),
        assignment_id: id(task.id),
        assignment_code: task.code,
        assignment_title: task.title,
        allotted_at: round.allotted_at,
        reviews_per_piece: per_piece,
        asked_per_piece: asked,
        pieces: count(summary.pieces),
        reviews: count(summary.reviews),
        within_unit: count(summary.within_unit),
        relaxed: PeerRoundRule::relaxed(per_piece, asked, &summary.relaxed),
        assigned: in_state(peer_review::PeerReview::is_assigned),
        finished: in_state(peer_review::PeerReview::is_finished),
        handed_over: in_state(peer_review::PeerReview::is_handed_over),
    })))
}

/// A page of who owes what in a round, and whether more follow; empty before the reviews are
/// allotted, `None` where there is nothing for the person who asks.
pub(super) async fn duties(
    connection: &mut Connection,
    actor: &Actor,
    cohort: CohortId,
    assignment: AssignmentId,
    page: &PageRequest,
) -> One<(Vec<Listed>, bool)> {
    let organization = actor.organization_id;
    let Some((_, round)) = of_facilitator(connection, actor, cohort, assignment).await? else {
        return Ok(None);
    };
    let Some(round) = round else { return Ok(Some((Vec::new(), false))) };
    let learners = queries::learners(connection, organization, cohort, assignment).await?;
    let reviews = queries::reviews_of(connection, organization, round.id).await?;
    let masked = People::new(learners).takes_part(actor.member_id, &reviews);
    let (rows, more) = queries::duties_page(connection, actor, round.id, masked, page).await?;
    Ok(Some((rows.into_iter().map(duty).collect(), more)))
}

/// An entry with its place in the list.
type Listed = (PeerDuty, String, uuid::Uuid);

fn duty(row: queries::Duty) -> Listed {
    let person = |person: queries::DutyPerson| Person {
        id: id(person.id),
        name: person.name,
        unit: person.unit,
    };
    let duty = PeerDuty {
        review_id: id(row.id),
        state: PeerReviewState::of(&row.state),
        reviewer: row.reviewer.map(person),
        author: person(row.author),
        assigned_at: row.assigned_at,
        due_at: due_at(row.assigned_at),
        finished_at: row.finished_at,
    };
    (duty, row.sort_key, row.id.uuid())
}
