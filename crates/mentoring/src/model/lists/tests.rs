//! The rules against a pair, over a few made-up people.

mod scores;

use std::collections::HashSet;

use chrono::NaiveDate;
use kernel::MemberId;
use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::model::exclusion::{Exclusions, Rule};
use crate::model::profiles::Hours;
use crate::model::weights::Weights;

fn who(number: u128) -> MemberId {
    Uuid::from_u128(number).into()
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn person(number: u128) -> PersonInput {
    PersonInput {
        member_id: who(number),
        unit: Some(format!("Unit {number}")),
        manager_id: None,
        is_guest: false,
        country: Some("PL".to_owned()),
        ladder: Some(if number < 100 { 2 } else { 4 }),
        time_zone: "Europe/Warsaw".to_owned(),
        week: Some(vec![Hours { day: 1, from: 540, to: 720 }]),
        languages: vec!["en".to_owned()],
        style: Some([3; 5]),
        goals: vec!["outcomes".to_owned()],
    }
}

fn learner(number: u128) -> LearnerInput {
    LearnerInput {
        person: person(number),
        cohort_id: Uuid::from_u128(1_000).into(),
        focus: vec![FocusInput { code: "C04".to_owned(), importance: 3, level: 1 }],
        wishes: Vec::new(),
        ranks: Vec::new(),
    }
}

fn mentor(number: u128) -> MentorInput {
    MentorInput {
        person: person(number),
        is_open: true,
        places: 2,
        held: 0,
        competencies: vec![("C04".to_owned(), 4)],
        offers: Vec::new(),
    }
}

/// Learners 1 and 2, mentors 101 and 102, and what stands between them.
struct Scene {
    learners: Vec<LearnerInput>,
    mentors: Vec<MentorInput>,
    lasting: LastingFacts,
    past: Vec<(u128, u128)>,
    rulings: Vec<RulingMade>,
    spared: HashSet<MemberId>,
    away: HashSet<MemberId>,
}

impl Scene {
    fn new() -> Self {
        Self {
            learners: vec![learner(1), learner(2)],
            mentors: vec![mentor(101), mentor(102)],
            lasting: LastingFacts { today: day("2026-11-25"), ..LastingFacts::default() },
            past: Vec::new(),
            rulings: Vec::new(),
            spared: HashSet::new(),
            away: HashSet::new(),
        }
    }

    fn inputs(mut self) -> MatchInputs {
        let learners = self.learners.iter().map(|learner| learner.person.clone());
        let mentors = self.mentors.iter().map(|mentor| mentor.person.clone());
        self.lasting.people = learners.chain(mentors).collect();
        let facts = CycleFacts {
            lasting: Lasting::new(&self.lasting),
            past: self.past.iter().map(|(one, other)| (who(*one), who(*other))).collect(),
            rulings: self.rulings,
            spared: self.spared,
            away: self.away,
        };
        let head = MatchHead {
            cycle_id: Uuid::from_u128(2_000).into(),
            weights: Weights::STANDARD,
            weights_version: 0,
            first_day: day("2026-11-25"),
            last_day: day("2027-03-01"),
        };
        MatchInputs::derive(head, self.learners, self.mentors, &facts)
    }

    fn first(self) -> Vec<Rule> {
        self.inputs().exclusions(0, 0).iter().collect()
    }

    fn ruled(mut self, ruling: Ruling, declined: bool) -> Self {
        self.rulings.push(RulingMade {
            learner_id: who(1),
            mentor_id: who(101),
            ruling,
            declined,
            made_at: "2026-11-25T10:00:00Z".parse().expect("a moment"),
        });
        self
    }
}

fn with(change: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = Scene::new();
    change(&mut scene);
    scene
}

#[test]
fn nothing_stands_against_people_who_fit() {
    let inputs = Scene::new().inputs();
    for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        assert_eq!(inputs.exclusions(row, column), Exclusions::NONE);
    }
}

#[rstest]
#[case(Rule::Language, with(|r| r.mentors[0].person.languages = vec!["pl".to_owned()]))]
#[case(Rule::WeeklyOverlap, with(|r| r.mentors[0].person.week = Some(vec![Hours { day: 1, from: 661, to: 800 }])))]
#[case(Rule::WeeklyOverlap, with(|r| r.mentors[0].person.week = Some(Vec::new())))]
#[case(Rule::WeeklyOverlap, with(|r| r.learners[0].person.week = None))]
#[case(Rule::Block, with(|r| r.lasting.blocks = vec![(who(1), who(101))]))]
#[case(Rule::Block, with(|r| r.lasting.blocks = vec![(who(101), who(1))]))]
#[case(Rule::Wall, with(|r| r.lasting.rules.walls = vec![("Unit 1".to_owned(), "Unit 101".to_owned())]))]
#[case(Rule::Wall, with(|r| r.lasting.rules.walls = vec![("Unit 101".to_owned(), "Unit 1".to_owned())]))]
#[case(Rule::NoPlace, with(|r| r.mentors[0].held = 2))]
#[case(Rule::NoPlace, with(|r| r.mentors[0].is_open = false))]
#[case(Rule::NoPlace, with(|r| r.away = HashSet::from([who(101)])))]
#[case(Rule::Spared, with(|r| r.spared = HashSet::from([who(101)])))]
#[case(Rule::Competency, with(|r| r.mentors[0].competencies[0].1 = 2))]
#[case(Rule::Competency, with(|r| r.learners[0].focus[0].level = 4))]
#[case(Rule::PastPair, with(|r| r.past = vec![(1, 101)]))]
#[case(Rule::PastPair, with(|r| r.past = vec![(101, 1)]))]
#[case(Rule::Declined, Scene::new().ruled(Ruling::Forbid, true))]
#[case(Rule::Forbidden, Scene::new().ruled(Ruling::Forbid, false))]
#[case(Rule::SamePerson, with(|r| r.lasting.links = vec![(who(101), who(1), true)]))]
#[case(Rule::SamePerson, with(|r| r.lasting.names = [(who(1), "Ana  Nowak".to_owned()), (who(101), "ana nowak".to_owned())].into()))]
fn each_rule_follows_from_its_fact(#[case] rule: Rule, #[case] scene: Scene) {
    assert_eq!(scene.first(), [rule]);
}

#[test]
fn optional_rules_hold_where_they_were_chosen() {
    let guest = |excluded: bool| {
        with(|r| {
            r.mentors[0].person.is_guest = true;
            r.lasting.rules.guests_excluded = excluded;
        })
    };
    assert_eq!(guest(true).first(), [Rule::Guest]);
    assert_eq!(guest(false).first(), []);
    let unit = |required: bool| {
        with(|r| {
            r.mentors[0].person.unit = Some("Unit 1".to_owned());
            r.lasting.rules.other_unit_required = required;
        })
    };
    assert_eq!(unit(true).first(), [Rule::SameUnit]);
    assert_eq!(unit(false).first(), []);
    let country = |country: Option<&str>, required: bool| {
        with(|r| {
            r.mentors[0].person.country = country.map(str::to_owned);
            r.lasting.rules.same_country_required = required;
        })
    };
    assert_eq!(country(Some("DE"), true).first(), [Rule::Country]);
    assert_eq!(country(None, true).first(), [Rule::Country]);
    assert_eq!(country(Some("PL"), true).first(), []);
    assert_eq!(country(Some("DE"), false).first(), []);
}

#[test]
fn the_line_counts_both_ways_and_until_the_last_day() {
    let line = |managers: &[(u128, u128)], planned: Option<&str>| {
        let managers: Vec<_> = managers.iter().map(|(one, boss)| (who(*one), who(*boss))).collect();
        let change = planned.map(|on| PlannedChange {
            member_id: who(1),
            effective_on: day(on),
            manager_id: who(101),
        });
        with(|r| r.lasting.chart = Chart::new(managers, change)).first()
    };
    assert_eq!(line(&[(1, 50), (50, 101)], None), [Rule::ReportingLine]);
    assert_eq!(line(&[(101, 50), (50, 1)], None), [Rule::ReportingLine]);
    assert_eq!(line(&[(1, 50), (101, 50)], None), []);
    assert_eq!(line(&[], Some("2027-03-01")), [Rule::ReportingLine]);
    assert_eq!(line(&[], Some("2027-03-02")), []);
}

#[test]
fn who_decides_on_somebody_does_not_mentor_them() {
    let decides = |over: Option<u128>, unit: Option<&str>| {
        with(|r| {
            r.lasting.deciders = vec![Decides {
                decider: who(101),
                over: over.map(who),
                over_unit: unit.map(str::to_owned),
            }];
        })
    };
    assert_eq!(decides(Some(1), None).first(), [Rule::ReviewPanel]);
    assert_eq!(decides(None, Some("Unit 1")).first(), [Rule::ReviewPanel]);
    assert_eq!(decides(Some(2), None).first(), []);
    // The learner may well decide on the mentor's capstone.
    let other_way = with(|r| {
        let panel = Decides { decider: who(1), over: Some(who(101)), over_unit: None };
        r.lasting.deciders = vec![panel];
    });
    assert_eq!(other_way.first(), []);
}

#[test]
fn equal_names_may_be_told_apart() {
    let scene = with(|r| {
        let name = || "Ana Nowak".to_owned();
        r.lasting.names = [(who(1), name()), (who(101), name())].into();
        r.lasting.links = vec![(who(101), who(1), false)];
    });
    assert_eq!(scene.first(), []);
    let oneself = with(|r| r.mentors[0].person.member_id = who(1));
    let inputs = oneself.inputs();
    let own = inputs.mentor(who(1)).expect("there");
    assert!(inputs.exclusions(0, own).contains(Rule::SamePerson));
}
