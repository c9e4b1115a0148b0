use uuid::Uuid;

use super::*;

fn membership(slug: &str, id: u128) -> Membership {
    Membership {
        organization_id: Uuid::from_u128(id).into(),
        slug: slug.to_owned(),
        member_id: Uuid::from_u128(id).into(),
    }
}

fn violation(result: Result<&Membership, AuthError>) -> Violation {
    match result {
        Err(AuthError::Invalid(mut violations)) => violations.pop().expect("a violation"),
        other => panic!("expected a violation, got {other:?}"),
    }
}

#[test]
fn the_only_organisation_needs_no_name() {
    let one = [membership("bank", 1)];
    assert_eq!(choose_membership(&one, None).expect("chosen").slug, "bank");
    assert_eq!(choose_membership(&one, Some("bank")).expect("chosen").slug, "bank");
}

#[test]
fn several_organisations_are_named_to_choose_from() {
    let two = [membership("bank", 1), membership("pharma", 2)];
    assert_eq!(choose_membership(&two, Some("pharma")).expect("chosen").slug, "pharma");
    let missing = violation(choose_membership(&two, None));
    assert_eq!(
        (missing.path.as_str(), missing.code),
        ("input.organization", "ORGANIZATION_REQUIRED")
    );
    assert!(missing.message.contains("bank, pharma"));
    assert_eq!(violation(choose_membership(&two, Some("insurer"))).code, "ORGANIZATION_UNKNOWN");
}

#[test]
fn who_belongs_nowhere_is_not_told_so() {
    assert!(matches!(choose_membership(&[], Some("bank")), Err(AuthError::WrongCredentials)));
}

#[test]
fn the_attempt_after_the_limit_waits_for_the_oldest_to_pass() {
    let now = DateTime::from_timestamp(1_800_000_000, 0).expect("valid");
    let oldest = now - Duration::minutes(14);
    assert_eq!(wait_seconds(Failures { count: 10, oldest }, 10, now), None);
    assert_eq!(wait_seconds(Failures { count: 11, oldest }, 10, now), Some(60));
    let passing = now - ATTEMPT_WINDOW;
    assert_eq!(wait_seconds(Failures { count: 11, oldest: passing }, 10, now), Some(1));
}

#[test]
fn the_fourth_invitation_of_a_day_waits_for_the_first_to_pass() {
    let start = DateTime::from_timestamp(1_800_000_000, 0).expect("valid");
    let (mia, leo) = (MemberId::from(Uuid::from_u128(1)), MemberId::from(Uuid::from_u128(2)));
    let ordered = |member: MemberId, hours: i64| OrderedInvitation {
        subject: member.to_string(),
        at: start + Duration::hours(hours),
    };
    let now = start + Duration::hours(3);
    let mut earlier = vec![ordered(mia, 0), ordered(mia, 1)];
    assert!(admit_invitation(&[], mia, now).is_ok());
    assert!(admit_invitation(&earlier, mia, now).is_ok());
    earlier.push(ordered(mia, 2));
    let Err(AuthError::TooManyInvitations { again_at, seconds, .. }) =
        admit_invitation(&earlier, mia, now)
    else {
        panic!("a fourth one is let through");
    };
    assert_eq!((again_at, seconds), (start + Duration::hours(24), 21 * 3600));
    assert!(admit_invitation(&earlier, leo, now).is_ok());
    // Where more were let through once, all that are too many have to pass.
    earlier.push(ordered(mia, 3));
    let refused = admit_invitation(&earlier, mia, now);
    assert!(matches!(refused, Err(AuthError::TooManyInvitations { again_at, .. })
        if again_at == start + Duration::hours(25)));
}

#[test]
fn an_organisation_has_a_quota_over_all_its_people() {
    let start = DateTime::from_timestamp(1_800_000_000, 0).expect("valid");
    let ordered: Vec<OrderedInvitation> = (0..INVITATIONS_PER_ORGANIZATION)
        .map(|number| OrderedInvitation { subject: format!("member {number}"), at: start })
        .collect();
    let mia = MemberId::from(Uuid::from_u128(1));
    assert!(admit_invitation(&ordered[1..], mia, start).is_ok());
    let refused = admit_invitation(&ordered, mia, start).expect_err("one too many");
    let words = refused.to_string();
    assert!(words.contains("500 invitations of single people"), "{words}");
    assert!(words.ends_with("try again after 2027-01-16 08:00:00 UTC"), "{words}");
}

#[test]
fn an_ipv6_customer_is_one_address() {
    let key = |text: &str| address_key(text.parse().expect("an address"));
    assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
    assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    assert_eq!(key("::ffff:192.0.2.7"), key("192.0.2.7"));
    assert_ne!(key("192.0.2.7"), key("192.0.2.8"));
}

#[test]
fn password_lengths_are_bytes() {
    assert!(!is_password_length("1234567"));
    assert!(is_password_length("12345678"));
    assert!(is_password_length("żółwi"), "five letters, eight bytes");
    assert!(is_password_length(&"x".repeat(1024)));
    assert!(!is_password_length(&"x".repeat(1025)));
}

#[test]
fn names_are_trimmed_and_stay_on_one_line() {
    let mut checks = Checks::default();
    assert_eq!(checks.name("name", "  Ana Kowalska "), Some("Ana Kowalska".to_owned()));
    assert_eq!(checks.name("name", &"ż".repeat(200)).map(|name| name.chars().count()), Some(200));
    assert!(checks.passed());
    for text in ["", "   ", "Ana\r\nBcc: x", "a\u{0}b", &"x".repeat(201)] {
        assert_eq!(checks.name("name", text), None);
    }
    let AuthError::Invalid(violations) = checks.into_error() else { panic!("expected violations") };
    assert_eq!(violations.len(), 5);
    assert_eq!(violations[0].path, "input.name");
}

#[test]
fn slugs_follow_the_rule_of_the_table() {
    let mut checks = Checks::default();
    for text in ["a", "bank-1", &"x".repeat(63)] {
        assert_eq!(checks.slug("slug", text).as_deref(), Some(text));
    }
    for text in ["", "-a", "a-", "Bank", "a_b", "ż", &"x".repeat(64)] {
        assert_eq!(checks.slug("slug", text), None, "{text}");
    }
}

#[test]
fn only_roles_that_are_given_can_be_given() {
    let mut checks = Checks::default();
    let given = checks.roles("roles", &[Role::Mentor, Role::Admin, Role::Mentor]);
    assert_eq!(given, Some(vec![Role::Admin, Role::Mentor]));
    for roles in [vec![], vec![Role::Learner], vec![Role::Admin, Role::Manager]] {
        assert_eq!(checks.roles("roles", &roles), None);
    }
}

#[test]
fn time_zones_are_known_ones() {
    let mut checks = Checks::default();
    assert_eq!(checks.time_zone("timeZone", "Europe/Warsaw").as_deref(), Some("Europe/Warsaw"));
    assert_eq!(checks.time_zone("timeZone", "Europe/Warschau"), None);
}

#[test]
fn a_member_shows_no_name_and_no_address() {
    let member = Member {
        id: Uuid::from_u128(1).into(),
        email: "ana@bank.example".to_owned(),
        name: "Ana".to_owned(),
        unit: None,
        manager_id: None,
        time_zone: None,
        invited_at: None,
        joined_at: None,
        left_at: None,
    };
    assert_eq!(format!("{member:?}"), "Member(member_00000000000000000000000001)");
}
