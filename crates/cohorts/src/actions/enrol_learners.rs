use std::collections::{HashMap, HashSet};

use auth::Actor;
use auth::audit::{self, AuditEntry};
use database::Connection;
use kernel::{CohortId, Email, MemberId, Permission, Violation};
use serde_json::json;

use super::Cohorts;
use crate::error::CohortError;
use crate::jobs::InviteToCohort;
use crate::learner_file::{self, FileRow, LearnerRow};
use crate::model::{Cohort, Decision, KnownMember, Outcome, RowOutcome, decide};
use crate::queries;
use crate::storage::{self, Person, Reporting};

/// Enrols the learners of a file.
#[derive(Debug, Clone)]
pub struct EnrolLearners {
    /// Into which cohort.
    pub cohort_id: CohortId,
    /// The file's text.
    pub csv: String,
    /// Only say what would happen: nothing is written, nothing is mailed.
    pub dry_run: bool,
}

/// What became of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolling {
    /// One per row, in the order of the file.
    pub outcomes: Vec<RowOutcome>,
}

/// Enrols learners. Sending the same file again changes nothing, so it needs no idempotency key.
///
/// # Errors
/// [`CohortError`]: not allowed, no such cohort, a file that is no list of learners, the database.
pub async fn enrol_learners(
    cohorts: &Cohorts,
    actor: &Actor,
    input: EnrolLearners,
) -> Result<Enrolling, CohortError> {
    actor.require(Permission::EnrolLearners)?;
    let rows = learner_file::read(&input.csv).map_err(|error| {
        CohortError::Invalid(vec![Violation::new(
            "input.csv",
            "NOT_A_LEARNER_LIST",
            error.to_string(),
        )])
    })?;
    let id = input.cohort_id;
    let organization = actor.organization_id;
    if input.dry_run {
        return cohorts
            .database
            .read(organization, async |connection| {
                let cohort = queries::cohort(connection, organization, id)
                    .await?
                    .ok_or(CohortError::NotFound("cohort"))?;
                let (decision, _) = decide_rows(connection, actor, &cohort, rows).await?;
                Ok(Enrolling { outcomes: decision.outcomes })
            })
            .await;
    }
    cohorts
        .database
        .write(organization, async |connection| {
            let cohort = storage::lock_cohort(connection, organization, id)
                .await?
                .ok_or(CohortError::NotFound("cohort"))?;
            let (decision, known) = decide_rows(connection, actor, &cohort, rows).await?;
            if !decision.to_enrol.is_empty() {
                enrol(connection, cohorts, actor, &cohort, &decision, known).await?;
            }
            Ok(Enrolling { outcomes: decision.outcomes })
        })
        .await
}

type Known = HashMap<Email, KnownMember>;

async fn decide_rows(
    connection: &mut Connection,
    actor: &Actor,
    cohort: &Cohort,
    rows: Vec<FileRow>,
) -> Result<(Decision, Known), CohortError> {
    let organization = actor.organization_id;
    let known = {
        let learners = rows.iter().filter_map(|row| row.content.as_ref().ok());
        let emails: HashSet<&str> =
            learners.flat_map(|row| [row.email.as_str(), row.manager_email.as_str()]).collect();
        let emails: Vec<&str> = emails.into_iter().collect();
        queries::known_members(connection, organization, cohort.id, &emails).await?
    };
    let taken = queries::learner_counts(connection, organization, &[cohort.id])
        .await?
        .remove(&cohort.id)
        .unwrap_or(0);
    let places = usize::try_from(i64::from(cohort.capacity) - taken).unwrap_or(0);
    Ok((decide(rows, &known, places, actor.member_id), known))
}

async fn enrol(
    connection: &mut Connection,
    cohorts: &Cohorts,
    actor: &Actor,
    cohort: &Cohort,
    decision: &Decision,
    mut known: Known,
) -> Result<(), CohortError> {
    let organization = actor.organization_id;
    let met: HashSet<MemberId> = known.values().map(|person| person.id).collect();
    let strangers = strangers(&decision.to_enrol, &known);
    if !strangers.is_empty() {
        storage::insert_people(connection, organization, &cohorts.sources, &strangers).await?;
        let emails: Vec<&str> = strangers.iter().map(|person| person.email.as_str()).collect();
        known.extend(queries::known_members(connection, organization, cohort.id, &emails).await?);
    }
    let moved = storage::update_managers(connection, organization, &decision.to_enrol).await?;
    record_moves(connection, cohorts, actor, cohort.id, &met, &moved).await?;
    storage::replace_stand_ins(connection, organization, &decision.to_enrol).await?;
    let learners: Vec<MemberId> = decision
        .to_enrol
        .iter()
        .filter_map(|row| known.get(&row.email).map(|person| person.id))
        .collect();
    let enrolled = storage::insert_enrolments(
        connection,
        organization,
        &cohorts.sources,
        cohort.id,
        &learners,
    )
    .await?;
    let mut waiting: HashSet<MemberId> =
        known.values().filter(|person| !person.joined).map(|person| person.id).collect();
    let new_managers =
        strangers.iter().filter_map(|person| known.get(person.email)).map(|person| person.id);
    let to_invite = enrolled.iter().map(|person| person.member_id).chain(new_managers);
    // Taking each out of those who wait invites a manager who learns here too only once.
    let invitations: Vec<InviteToCohort> = to_invite
        .filter(|member_id| waiting.remove(member_id))
        .map(|member_id| InviteToCohort {
            organization_id: organization,
            cohort_id: cohort.id,
            member_id,
        })
        .collect();
    ::jobs::enqueue(connection, &invitations).await?;
    let count = |wanted: fn(&Outcome) -> bool| {
        decision.outcomes.iter().filter(|row| wanted(&row.outcome)).count()
    };
    let entry = AuditEntry {
        action: "learners_enrolled",
        subject: cohort.id.to_string(),
        details: json!({
            "enrolled": enrolled.len(),
            "invited": invitations.len(),
            "invalid": count(|outcome| matches!(outcome, Outcome::Invalid(_))),
        }),
    };
    audit::record(connection, &cohorts.sources, actor, entry).await?;
    Ok(())
}

/// A manager reads the progress of their people, so who was given to whom is recorded person by
/// person; but for those whom nobody had met before the file, of whom there was nothing to read.
async fn record_moves(
    connection: &mut Connection,
    cohorts: &Cohorts,
    actor: &Actor,
    cohort_id: CohortId,
    met: &HashSet<MemberId>,
    moved: &[Reporting],
) -> Result<(), CohortError> {
    let entries = moved
        .iter()
        .filter(|one| met.contains(&one.member_id) && one.before != Some(one.manager_id))
        .map(|one| AuditEntry {
            action: "manager_changed",
            subject: one.member_id.to_string(),
            details: json!({ "from": one.before, "to": one.manager_id, "cohort": cohort_id }),
        })
        .collect();
    Ok(audit::record_all(connection, &cohorts.sources, actor, entries).await?)
}

/// Learners and managers whom the organisation does not know. A manager's name is not in the file:
/// until they give it or a file does, the part of the address before the `@` stands in.
fn strangers<'a>(rows: &'a [LearnerRow], known: &Known) -> Vec<Person<'a>> {
    let mut seen: HashSet<&Email> = HashSet::new();
    let learners = rows.iter().map(|row| Person { email: &row.email, name: &row.name });
    let managers = rows
        .iter()
        .map(|row| Person { email: &row.manager_email, name: row.manager_email.local_part() });
    let mut people: Vec<Person<'a>> = learners
        .chain(managers)
        .filter(|person| !known.contains_key(person.email) && seen.insert(person.email))
        .collect();
    // Two files at once lock rows in one order and so never wait for each other in a circle.
    people.sort_unstable_by_key(|person| person.email);
    people
}
