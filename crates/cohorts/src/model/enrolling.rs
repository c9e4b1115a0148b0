//! Which row of a file leads to what. Pure: known people in, one outcome per row out.

use std::collections::HashMap;

use kernel::{Email, MemberId};

use crate::learner_file::{FileRow, LearnerRow};

/// Why a row is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// For programs: `EMAIL`, `DUPLICATE`, `COHORT_FULL`, `OWN_TEAM`.
    pub code: &'static str,
    /// For people: what is wrong and what to do.
    pub message: String,
}

impl Rejection {
    /// A rejection.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Enrolled; the person has signed in before.
    Enrolled,
    /// Enrolled in this cohort before; nothing changes.
    AlreadyEnrolled,
    /// Enrolled and invited by mail, because the person has not signed in yet.
    Invited,
    /// Not enrolled.
    Invalid(Vec<Rejection>),
}

/// The outcome of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// The row's number as a spreadsheet shows it.
    pub number: u32,
    /// The address in the row, if it could be read.
    pub email: Option<Email>,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// A person whom the organisation knows already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownMember {
    /// The person.
    pub id: MemberId,
    /// Whether they have accepted an invitation.
    pub joined: bool,
    /// Whether they were removed from the organisation.
    pub left: bool,
    /// Whom they report to.
    pub manager_id: Option<MemberId>,
    /// Whether they are in the cohort in question.
    pub enrolled: bool,
}

/// All outcomes, in the order of the rows, and the rows that lead to an enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// One per row.
    pub outcomes: Vec<RowOutcome>,
    /// The rows to enrol.
    pub to_enrol: Vec<LearnerRow>,
}

/// Decides each row of a file that `acting` sends. A later row with the address of an earlier one is
/// invalid and names it; rows that no longer fit into the cohort are invalid, in the order of the file.
pub fn decide(
    rows: Vec<FileRow>,
    known: &HashMap<Email, KnownMember>,
    places: usize,
    acting: MemberId,
) -> Decision {
    let mut decision = Decision::default();
    let mut seen: HashMap<Email, u32> = HashMap::new();
    for row in rows {
        let outcome = match row.content {
            Err(rejections) => Outcome::Invalid(rejections),
            Ok(learner) => match refusal(&learner, known, acting) {
                Some(rejection) => Outcome::Invalid(vec![rejection]),
                None => decide_row(
                    learner,
                    row.number,
                    known,
                    places,
                    &mut seen,
                    &mut decision.to_enrol,
                ),
            },
        };
        decision.outcomes.push(RowOutcome { number: row.number, email: row.email, outcome });
    }
    decision
}

/// Why a row is not followed though it can be read. Of those who are in the cohort a row changes
/// nothing, so nothing is refused.
fn refusal(
    learner: &LearnerRow,
    known: &HashMap<Email, KnownMember>,
    acting: MemberId,
) -> Option<Rejection> {
    let person = known.get(&learner.email);
    let manager = known.get(&learner.manager_email);
    let has_another = person.and_then(|one| one.manager_id).is_some_and(|one| one != acting);
    if person.is_some_and(|one| one.enrolled) {
        None
    } else if person.is_some_and(|one| one.left) {
        let message = "This person was removed from the organisation; invite them again first.";
        Some(Rejection::new("LEFT", message))
    } else if manager.is_some_and(|one| one.left) {
        let message = "The manager was removed from the organisation; name another one.";
        Some(Rejection::new("MANAGER_LEFT", message))
    } else if has_another && manager.is_some_and(|one| one.id == acting) {
        let message = "You would become the manager of somebody who reports to another person, and \
            read their progress; ask another admin to send this row.";
        Some(Rejection::new("OWN_TEAM", message))
    } else {
        None
    }
}

fn decide_row(
    learner: LearnerRow,
    number: u32,
    known: &HashMap<Email, KnownMember>,
    places: usize,
    seen: &mut HashMap<Email, u32>,
    to_enrol: &mut Vec<LearnerRow>,
) -> Outcome {
    if let Some(first) = seen.get(&learner.email) {
        let message = format!("Row {first} has the same e-mail address; keep one of the two.");
        return Outcome::Invalid(vec![Rejection::new("DUPLICATE", message)]);
    }
    seen.insert(learner.email.clone(), number);
    let person = known.get(&learner.email);
    if person.is_some_and(|person| person.enrolled) {
        return Outcome::AlreadyEnrolled;
    }
    if to_enrol.len() >= places {
        let message = "The cohort is full; raise its capacity or open another cohort.";
        return Outcome::Invalid(vec![Rejection::new("COHORT_FULL", message)]);
    }
    to_enrol.push(learner);
    if person.is_some_and(|person| person.joined) { Outcome::Enrolled } else { Outcome::Invited }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn row(number: u32, email: &str) -> FileRow {
        let email = Email::parse(email).expect("an address");
        let manager_email = Email::parse("boss@bank.example").expect("an address");
        FileRow {
            number,
            email: Some(email.clone()),
            content: Ok(LearnerRow { name: "A".into(), email, manager_email, unit: None }),
        }
    }

    fn known(email: &str, joined: bool, enrolled: bool) -> (Email, KnownMember) {
        (
            Email::parse(email).expect("an address"),
            KnownMember {
                id: Uuid::from_u128(1).into(),
                joined,
                left: false,
                manager_id: None,
                enrolled,
            },
        )
    }

    fn nobody() -> MemberId {
        Uuid::from_u128(99).into()
    }

    #[test]
    fn each_kind_of_row_gets_its_outcome() {
        let people = HashMap::from([
            known("joined@b.example", true, false),
            known("waiting@b.example", false, false),
            known("here@b.example", true, true),
        ]);
        let rows = vec![
            row(2, "new@b.example"),
            row(3, "Joined@b.example"),
            row(4, "waiting@b.example"),
            row(5, "here@b.example"),
            row(6, "NEW@b.example"),
            FileRow {
                content: Err(vec![Rejection::new("MISSING", "…")]),
                ..row(7, "no@b.example")
            },
        ];
        let decision = decide(rows, &people, 10, nobody());
        let outcomes: Vec<_> = decision.outcomes.iter().map(|row| row.outcome.clone()).collect();
        assert_eq!(
            outcomes[..4],
            [Outcome::Invited, Outcome::Enrolled, Outcome::Invited, Outcome::AlreadyEnrolled]
        );
        assert!(
            matches!(&outcomes[4], Outcome::Invalid(why) if why[0].code == "DUPLICATE" && why[0].message.contains("Row 2"))
        );
        assert!(matches!(&outcomes[5], Outcome::Invalid(_)));
        let faulty = decision.outcomes[5].email.as_ref().map(Email::as_str);
        assert_eq!(faulty, Some("no@b.example"), "it shows whom it is about");
        assert_eq!(decision.to_enrol.len(), 3);
    }

    #[test]
    fn a_full_cohort_takes_no_more_but_keeps_those_who_are_in() {
        let people = HashMap::from([known("here@b.example", true, true)]);
        let decision = decide(
            vec![row(2, "a@b.example"), row(3, "b@b.example"), row(4, "here@b.example")],
            &people,
            1,
            nobody(),
        );
        assert_eq!(decision.to_enrol.len(), 1);
        assert!(
            matches!(&decision.outcomes[1].outcome, Outcome::Invalid(why) if why[0].code == "COHORT_FULL")
        );
        assert_eq!(decision.outcomes[2].outcome, Outcome::AlreadyEnrolled);
    }

    /// The code of the refusal of the only row.
    fn refused(people: &HashMap<Email, KnownMember>, acting: MemberId) -> Option<&'static str> {
        let decision = decide(vec![row(2, "ana@b.example")], people, 10, acting);
        match decision.outcomes.first().map(|row| &row.outcome) {
            Some(Outcome::Invalid(why)) => {
                assert!(decision.to_enrol.is_empty());
                why.first().map(|one| one.code)
            }
            _ => None,
        }
    }

    #[test]
    fn nobody_takes_somebody_over_from_their_manager() {
        let (me, other) = (MemberId::from(Uuid::from_u128(7)), nobody());
        let boss = |id| KnownMember { id, ..known("boss@bank.example", true, false).1 };
        let ana = |manager_id| KnownMember { manager_id, ..known("ana@b.example", true, false).1 };
        let address = |text| Email::parse(text).expect("an address");
        let people = |named: MemberId, has: Option<MemberId>| {
            HashMap::from([
                (address("boss@bank.example"), boss(named)),
                (address("ana@b.example"), ana(has)),
            ])
        };
        assert_eq!(refused(&people(me, Some(other)), me), Some("OWN_TEAM"));
        assert_eq!(refused(&people(me, Some(me)), me), None, "it is so already");
        assert_eq!(refused(&people(me, None), me), None, "nobody is taken over");
        assert_eq!(refused(&people(other, Some(me)), me), None, "one may give people away");
        assert_eq!(refused(&people(me, Some(other)), other), None, "another admin may do it");
        assert_eq!(refused(&HashMap::new(), me), None);
    }

    #[test]
    fn who_left_neither_learns_nor_leads() {
        let mut people = HashMap::from([known("ana@b.example", true, false)]);
        people.values_mut().for_each(|person| person.left = true);
        assert_eq!(refused(&people, nobody()), Some("LEFT"));
        people.values_mut().for_each(|person| person.enrolled = true);
        assert_eq!(refused(&people, nobody()), None, "their row changes nothing");
        let mut people = HashMap::from([known("boss@bank.example", true, false)]);
        people.values_mut().for_each(|person| person.left = true);
        assert_eq!(refused(&people, nobody()), Some("MANAGER_LEFT"));
    }
}
