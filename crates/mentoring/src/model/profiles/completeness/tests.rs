use chrono_tz::Tz;
use kernel::MemberId;
use uuid::Uuid;

use super::*;
use crate::model::profiles::profile::Focus;
use crate::model::profiles::{GoalTag, Hours, LadderStep, Language, Week7};

fn nobody() -> Person {
    Person {
        member_id: MemberId::from(Uuid::from_u128(1)),
        name: "Ana".into(),
        unit: None,
        manager_id: None,
        has_left: false,
        is_guest: false,
        country: None,
        ladder_step: None,
        time_zone: Tz::UTC,
        week: None,
        languages: Vec::new(),
        style: None,
        work_pattern: None,
    }
}

fn known() -> Person {
    Person {
        ladder_step: Some(LadderStep::Po),
        week: Week7::new(&[Hours { day: 1, from: 540, to: 600 }]).ok(),
        languages: vec![Language { code: "en".into(), level: 4 }],
        style: Some([1, 2, 3, 4, 5]),
        ..nobody()
    }
}

fn aim(focus: Vec<Focus>) -> LearnerAim {
    let member_id = nobody().member_id;
    LearnerAim { member_id, focus, goals: vec![GoalTag::Outcomes], wishes: Vec::new() }
}

fn missing(person: &Person, learner: Option<&LearnerAim>, rules: &Rules) -> Vec<&'static str> {
    let told = Told { person, mentor: None, learner };
    let found = Completeness::of(told, rules, Weights::STANDARD);
    found.missing.iter().map(|one| one.field).collect()
}

#[test]
fn a_week_of_zero_hours_costs_the_match() {
    let week = Week7::new(&[]).ok();
    let person = Person { week, ..known() };
    let told = Told { person: &person, mentor: None, learner: None };
    let found = Completeness::of(told, &Rules::default(), Weights::STANDARD);
    assert_eq!(found.percent, 75);
    assert!(found.missing[0].rules_out);
    assert_eq!(
        found.missing[0].costs,
        "with less than 60 free minutes a week you cannot be matched"
    );
}

#[test]
fn what_is_missing_is_named_in_order() {
    let rules = Rules::default();
    let empty = aim(Vec::new());
    assert_eq!(
        missing(&nobody(), Some(&empty), &rules),
        ["week", "languages", "style", "ladderStep", "learner.focus"]
    );
    let whole = aim(vec![Focus { code: "C04".into(), importance: 3, level: 1 }]);
    assert_eq!(missing(&known(), Some(&whole), &rules), Vec::<&str>::new());
}

#[test]
fn a_country_is_asked_for_where_data_rules_want_it() {
    let rules = Rules { same_country_required: true, ..Rules::default() };
    assert_eq!(missing(&known(), None, &rules), ["country"]);
}

#[test]
fn a_part_costs_what_the_organisation_weighs_it() {
    let person = Person { style: None, ..known() };
    let told = Told { person: &person, mentor: None, learner: None };
    let costs =
        |weights| Completeness::of(told, &Rules::default(), weights).missing[0].costs.clone();
    let standard = costs(Weights::STANDARD);
    assert_eq!(standard, "15 of the 100 points of a match cannot be worked out for you");
    let without = Weights::new([100, 0, 0, 0, 0, 0, 0]).expect("weights");
    assert_eq!(costs(without), "nothing at present: your organisation gives it no weight");
}

#[test]
fn what_a_mentor_says_alone_does_not_count() {
    let person = known();
    let mentor = MentorOffer {
        member_id: person.member_id,
        is_open: true,
        places: 1,
        held: 0,
        taken: 0,
        competencies: Vec::new(),
        goals: vec![GoalTag::Career],
        offers: Vec::new(),
    };
    let told = Told { person: &person, mentor: Some(&mentor), learner: None };
    let found = Completeness::of(told, &Rules::default(), Weights::STANDARD);
    assert_eq!(found.missing.len(), 1);
    assert_eq!(found.missing[0].field, "mentor.competencies");
    assert!(found.missing[0].rules_out);
}
