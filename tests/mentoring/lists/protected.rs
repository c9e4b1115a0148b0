//! Nothing protected enters a score: every column that says something of a person is changed, one after
//! the other, and no score moves but by those that the guide lists (6.3). The columns come from the
//! catalogue, so that a new one is tried too.

use std::collections::BTreeSet;

use kernel::MemberId;
use mentoring::model::lists::Parts;
use mentoring::queries::lists::{Scope, cycle, load_inputs};

use super::super::town::Town;

/// Columns outside of the primary key, with their types, of `member` and of all tables that hold a row
/// for a person, or for what they can and look for.
const COLUMNS: &str = "SELECT string_agg(
        concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, NULL)), chr(10)
        ORDER BY c.relname, a.attnum) AS text
    FROM pg_class c
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'cadre'::regnamespace AND c.relkind = 'r' AND a.attnum <> ALL (i.indkey)
        AND (c.relname IN ('member', 'mentor_competency', 'learner_profile', 'learner_focus')
            OR (SELECT array_agg(k.attname::text ORDER BY k.attnum) FROM pg_attribute k
                WHERE k.attrelid = c.oid AND k.attnum = ANY (i.indkey))
                = ARRAY['organization_id', 'member_id'])";

/// Whether a row of `mentoring_person` is a mentor's.
const MENTORS: &str = "EXISTS (SELECT FROM cadre.mentor_profile p
    WHERE p.organization_id = mentoring_person.organization_id
        AND p.member_id = mentoring_person.member_id)";

/// Columns that scores are made of by the guide: table, column, another value, and the way back.
/// `MENTORS` stands for the condition above.
const SCORED: [(&str, &str, &str, &str); 15] = [
    (
        "learner_focus",
        "competency_code",
        "CASE position WHEN 1 THEN 'C07' ELSE 'C08' END",
        "CASE position WHEN 1 THEN 'C04' ELSE 'C05' END",
    ),
    ("learner_focus", "importance", "CASE position WHEN 1 THEN 5 ELSE 1 END", "4 - position"),
    ("learner_focus", "level", "3", "CASE position WHEN 1 THEN 1 ELSE 3 END"),
    ("learner_profile", "goals", "'[\"data\"]'", "'[\"outcomes\"]'"),
    ("member", "unit", "'Claims'", "CASE name WHEN 'mia' THEN 'Pricing' ELSE 'Claims' END"),
    (
        "member",
        "manager_id",
        "CASE name WHEN 'max' THEN (SELECT b.id FROM cadre.member b
            WHERE b.organization_id = member.organization_id AND b.email LIKE 'boss@%')
            ELSE manager_id END",
        "CASE name WHEN 'max' THEN NULL ELSE manager_id END",
    ),
    ("member", "guest_since", "created_at", "NULL"),
    ("mentor_competency", "level", "2", "4"),
    ("mentor_profile", "goals", "'[\"data\"]'", "'[\"outcomes\"]'"),
    ("mentoring_person", "ladder_step", "'PO'", "CASE WHEN MENTORS THEN 'PM' ELSE 'PO' END"),
    (
        "mentoring_person",
        "time_zone",
        "CASE WHEN MENTORS THEN 'Europe/London' ELSE 'Europe/Warsaw' END",
        "'Europe/Warsaw'",
    ),
    (
        "mentoring_person",
        "week",
        "'[{\"day\": 1, \"from\": 540, \"to\": 640}]'",
        "'[{\"day\": 1, \"from\": 540, \"to\": 720}]'",
    ),
    ("mentoring_person", "style_structure", "CASE WHEN MENTORS THEN 5 ELSE 3 END", "3"),
    ("mentoring_person", "style_challenge", "CASE WHEN MENTORS THEN 1 ELSE 3 END", "3"),
    ("mentoring_person", "style_pace", "CASE WHEN MENTORS THEN 4 ELSE 3 END", "3"),
];

/// The last two questions on style, which are scored like the three above.
const FURTHER_STYLES: [&str; 2] = ["style_reflection", "style_openness"];

/// Columns that say whether somebody takes part at all: there is nothing to score without.
const TAKING_PART: [(&str, &str); 2] = [("member", "left_at"), ("mentor_profile", "is_open")];

/// Values for columns that do not take just any.
const VALUES: [(&str, &str, &str); 12] = [
    ("calendar_feed", "secret_hash", "decode(repeat('01', 32), 'hex')"),
    ("fairness_answer", "gender", "'man'"),
    ("learner_profile", "wishes", "'[\"woman\", \"carer\"]'"),
    ("member", "email", "'x' || email"),
    ("member", "time_zone", "'Asia/Kathmandu'"),
    ("mentor_competency", "source", "'attested'"),
    (
        "mentor_competency",
        "confirmed_by",
        "(SELECT m.id FROM cadre.member m
            WHERE m.organization_id = mentor_competency.organization_id
                AND m.id <> mentor_competency.confirmed_by ORDER BY m.id LIMIT 1)",
    ),
    ("mentor_profile", "offers", "'[\"woman\", \"disability\"]'"),
    ("mentoring_person", "country", "'DE'"),
    ("mentoring_person", "languages", "'[{\"code\": \"pl\", \"level\": 6}]'"),
    ("mentoring_person", "work_pattern", "'part_time'"),
    ("report_bounce", "email", "'x' || email"),
];

/// Rows where the town has none, a second focus, and max in the learners' unit.
const PREPARED: &str = "
    INSERT INTO cadre.fairness_answer (organization_id, member_id, gender, consented_at)
    SELECT organization_id, id, 'woman', created_at FROM cadre.member;
    INSERT INTO cadre.calendar_feed (organization_id, member_id, secret_hash, made_at)
    SELECT organization_id, id, decode(repeat('00', 32), 'hex'), created_at FROM cadre.member;
    INSERT INTO cadre.report_bounce (organization_id, member_id, email, refusals, last_at)
    SELECT organization_id, id, email, 1, created_at FROM cadre.member;
    INSERT INTO cadre.learner_focus (organization_id, program_id, member_id, position,
        competency_code, importance, level)
    SELECT organization_id, program_id, member_id, 2, 'C05', 2, 3 FROM cadre.learner_focus;
    UPDATE cadre.member SET unit = 'Claims' WHERE name = 'max'";

/// The parts of the score of every learner with every mentor.
async fn scores(town: &Town) -> Vec<(MemberId, MemberId, Parts)> {
    let (organization, id) = (town.alpha.organization.id, town.cycle().await);
    let today = "2026-11-25".parse().expect("a day");
    let inputs = town
        .app
        .app
        .services
        .database
        .read(organization, async |connection| {
            let cycle = cycle(connection, organization, id).await?.expect("a cycle");
            let scope = Scope { cycle: &cycle, only_learner: None, today };
            load_inputs(connection, organization, scope).await
        })
        .await
        .expect("the inputs of a match");
    let mut found = Vec::new();
    for (row, learner) in inputs.learners.iter().enumerate() {
        for (column, mentor) in inputs.mentors.iter().enumerate() {
            let whose = (learner.person.member_id, mentor.person.member_id);
            found.push((whose.0, whose.1, inputs.parts(row, column)));
        }
    }
    assert_eq!(found.len(), 8, "four learners and two mentors");
    found
}

/// Gives a column of every row a value.
async fn set(town: &Town, table: &str, column: &str, value: &str) {
    let value = value.replace("MENTORS", MENTORS);
    town.app.execute(&format!("UPDATE cadre.{table} SET {column} = {value}")).await;
}

/// Another value for a column, from the one that it has.
fn other(table: &str, column: &str, kind: &str) -> String {
    let given = VALUES.iter().find(|(of, name, _)| (*of, *name) == (table, column));
    if let Some((_, _, value)) = given {
        return (*value).to_owned();
    }
    match kind {
        "text" => format!("coalesce({column}, '') || 'x'"),
        "smallint" | "integer" | "bigint" => format!("coalesce({column}, 0) + 1"),
        "boolean" => format!("NOT coalesce({column}, false)"),
        "jsonb" => "'[\"other\"]'".to_owned(),
        "date" => format!("coalesce({column}, '2026-11-01') + 1"),
        "timestamp with time zone" => {
            format!("coalesce({column}, '2026-11-01T10:00:00Z') + interval '1 day'")
        }
        _ => panic!("{table}.{column} is new: say what else a {kind} may be"),
    }
}

/// Everything that the catalogue has, as table, column and type.
async fn columns(town: &Town) -> Vec<(String, String, String)> {
    let found = town.app.text(COLUMNS).await.expect("columns");
    let line = |line: &str| {
        let mut words = line.splitn(3, ' ').map(str::to_owned);
        let mut next = || words.next().expect("a word");
        (next(), next(), next())
    };
    found.lines().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_field_of_a_person_moves_a_score_but_those_on_the_list() {
    let town = Town::build().await;
    town.cycle().await;
    town.app.execute(PREPARED).await;
    let columns = columns(&town).await;
    let known: BTreeSet<(&str, &str)> =
        columns.iter().map(|(table, column, _)| (table.as_str(), column.as_str())).collect();
    let listed = SCORED.iter().map(|(table, column, ..)| (*table, *column));
    let styles = FURTHER_STYLES.iter().map(|column| ("mentoring_person", *column));
    let listed: BTreeSet<(&str, &str)> = listed.chain(styles).chain(TAKING_PART).collect();
    assert!(listed.is_subset(&known), "gone: {:?}", listed.difference(&known));
    assert!(known.contains(&("fairness_answer", "gender")), "what is protected is among them");

    let before = scores(&town).await;
    let styles = FURTHER_STYLES
        .map(|column| ("mentoring_person", column, "CASE WHEN MENTORS THEN 5 ELSE 3 END", "3"));
    for (table, column, value, back) in SCORED.into_iter().chain(styles) {
        set(&town, table, column, value).await;
        assert_ne!(scores(&town).await, before, "{table}.{column} is on the list in vain");
        set(&town, table, column, back).await;
        assert_eq!(scores(&town).await, before, "{table}.{column} is as it was");
    }
    for (table, column, kind) in &columns {
        if listed.contains(&(table.as_str(), column.as_str())) {
            continue;
        }
        let rows = town.app.count(&format!("SELECT count(*) AS count FROM cadre.{table}")).await;
        assert!(rows > 0, "{table} is new: give people a row in it");
        set(&town, table, column, &other(table, column, kind)).await;
        assert_eq!(scores(&town).await, before, "{table}.{column} moves a score");
    }
    town.app.execute("UPDATE cadre.mentor_profile SET taken_places = 0, held_places = 0").await;
}
