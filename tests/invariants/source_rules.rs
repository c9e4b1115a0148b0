//! Rules that a reader of the sources can hold: how statements are written, how files are named.

use super::literals::{self, Literal};
use super::sources::{self, Source};

/// Most lines of a file, and the length from which it is named in the output.
const LONGEST: usize = 500;
const BUDGET: usize = 300;

/// The tests that hold the invariants, by name.
const INVARIANTS: &[&str] = &[
    "dependency_direction",
    "tenant_tables",
    "no_scope_no_rows",
    "every_field_is_authorised",
    "schema_is_current",
    "migrations_go_down_and_up",
    "schema_rs_is_current",
    "jobs_are_drained",
    "statement_count",
    "no_wall_clock",
    "no_raw_errors_out",
];

fn statements(source: &Source) -> Vec<Literal> {
    literals::split(&source.text).0
}

/// One statement and the rule that it breaks, for each that breaks one.
fn faults(rule: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = 0;
    for source in sources::production() {
        for literal in statements(&source) {
            seen += usize::from(literal.text.contains("cadre."));
            if let Some(fault) = rule(&literal.text) {
                found.push(format!("{}:{}: {fault}", source.path, literal.line));
            }
        }
    }
    assert!(seen >= 10, "the scanner finds the statements: {seen}");
    found
}

#[test]
fn statements_name_the_organisation_of_every_table() {
    let found = faults(missing_organisation);
    assert!(found.is_empty(), "{found:#?}");
}

/// Which tenant table of a statement is not bound to `organization_id = $1`.
fn missing_organisation(sql: &str) -> Option<String> {
    let words: Vec<&str> = sql.split_whitespace().collect();
    for (at, pair) in words.windows(2).enumerate() {
        let Some(table) = pair[1].trim_end_matches([',', ';', ')']).strip_prefix("cadre.") else {
            continue;
        };
        let bound = match pair[0].trim_start_matches('(').to_uppercase().as_str() {
            "INTO" => {
                let flat = words[at..].join(" ");
                let columns = flat.split_once('(').map_or("", |(_, columns)| columns);
                columns.starts_with("organization_id,")
                    && (columns.contains("SELECT $1,") || columns.contains("VALUES ($1,"))
            }
            "FROM" | "JOIN" | "UPDATE" | "USING" | "ONLY" => {
                let closed = pair[1].ends_with([')', ';']);
                let alias = if closed { None } else { alias(&words[at + 2..]) };
                let wanted = alias.map_or_else(
                    || "organization_id = $1".to_owned(),
                    |alias| format!("{alias}.organization_id = $1"),
                );
                let mentions = mentions(&words, alias);
                occurrences(sql, &wanted) >= mentions
            }
            _ => continue,
        };
        if !bound {
            return Some(format!("cadre.{table} without its organisation in: {sql}"));
        }
    }
    None
}

/// The name that a table goes by, from the words after it.
fn alias<'a>(after: &[&'a str]) -> Option<&'a str> {
    const KEYWORDS: &[&str] = &[
        "WHERE",
        "SET",
        "JOIN",
        "LEFT",
        "ON",
        "ORDER",
        "GROUP",
        "UNION",
        "RETURNING",
        "USING",
        "LIMIT",
        "INNER",
    ];
    let word = match after.first() {
        Some(word) if word.eq_ignore_ascii_case("as") => after.get(1),
        word => word,
    }?;
    let plain = word.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    (plain && !KEYWORDS.contains(&word.to_uppercase().as_str())).then_some(*word)
}

/// How many tables of a statement go by that alias, or by none.
fn mentions(words: &[&str], wanted: Option<&str>) -> usize {
    let by_that_name = |(at, word): &(usize, &&str)| {
        let before = at.checked_sub(1).map_or("", |at| words[at].trim_start_matches('('));
        let closed = word.ends_with([')', ';']);
        word.starts_with("cadre.")
            && !before.eq_ignore_ascii_case("into")
            && (if closed { None } else { alias(&words[at + 1..]) }) == wanted
    };
    words.iter().enumerate().filter(by_that_name).count()
}

/// How often a condition stands in a statement as a whole, not as the end of another.
fn occurrences(sql: &str, condition: &str) -> usize {
    let ends_a_word = |at: usize| {
        sql[..at]
            .chars()
            .next_back()
            .is_none_or(|letter| !letter.is_alphanumeric() && letter != '.')
    };
    let goes_on =
        |at: usize| sql[at + condition.len()..].starts_with(|next: char| next.is_numeric());
    sql.match_indices(condition).filter(|(at, _)| ends_a_word(*at) && !goes_on(*at)).count()
}

#[test]
fn a_forgotten_organisation_is_found() {
    for good in [
        "SELECT 1 FROM cadre.member WHERE organization_id = $1 AND id = $2",
        "SELECT m.id FROM cadre.member m JOIN cadre.enrolment AS e ON e.organization_id = $1
         WHERE m.organization_id = $1",
        "INSERT INTO cadre.member (organization_id, id) SELECT $1, id FROM unnest($2) AS f (id)",
        "INSERT INTO cadre.member (organization_id, id) VALUES ($1, $2)",
        "UPDATE cadre.member m SET x = boss.id FROM unnest($2) AS g (y)
         JOIN cadre.member boss ON boss.organization_id = $1 WHERE m.organization_id = $1",
    ] {
        assert_eq!(missing_organisation(good), None);
    }
    for bad in [
        "SELECT 1 FROM cadre.member WHERE id = $2",
        "SELECT 1 FROM cadre.member WHERE organization_id = $10",
        "SELECT 1 FROM cadre.member WHERE organization_id = $2",
        "SELECT m.id FROM cadre.member m JOIN cadre.enrolment e ON e.member_id = m.id
         WHERE m.organization_id = $1",
        "SELECT 1 FROM cadre.member m WHERE EXISTS (SELECT FROM cadre.enrolment WHERE member_id = m.id)
         AND m.organization_id = $1",
        "SELECT 1 FROM cadre.cohort WHERE organization_id = $1 AND EXISTS (SELECT FROM cadre.member)",
        "INSERT INTO cadre.member (id, organization_id) VALUES ($1, $2)",
        "INSERT INTO cadre.member (organization_id, id) VALUES ($2, $1)",
        "DELETE FROM cadre.report_stop WHERE kind = $1",
        "UPDATE cadre.member SET name = $2 WHERE id = $3",
    ] {
        assert!(missing_organisation(bad).is_some(), "{bad}");
    }
}

#[test]
fn statements_run_on_a_distributed_database() {
    let found = faults(|text| {
        let sql = text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
        let has = |words: &str| sql.contains(words);
        let rule = if sql.starts_with("MERGE ") || has("MERGE INTO") || sql.starts_with("COPY ") {
            "neither MERGE nor COPY"
        } else if has("INSERT INTO") && has("UNNEST(") && !has("ON CONFLICT") && !has("RETURNING") {
            "a set-wise INSERT ends in ON CONFLICT or RETURNING"
        } else if has("SET ORGANIZATION_ID") {
            "a row never changes its organisation"
        } else if has("SET_CONFIG(") || has("SET SESSION") || sql.starts_with("SET ") {
            "a scope is entered by cadre.enter_organization and nothing else"
        } else if (has("ADVISORY") || has("ADD_JOB") || has("JOBS.ENQUEUE")) && has("CADRE.") {
            "locks and jobs are statements of their own"
        } else {
            return None;
        };
        Some(format!("{rule}: {text}"))
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn code_keeps_off_what_a_distributed_database_lacks() {
    let forbidden = [
        "constraint_name", // arrives empty there
        "copy_from(",
        "copy_to(",
    ];
    let mut found = Vec::new();
    for source in sources::production() {
        let (literals, code) = literals::split(&source.text);
        for (number, line) in code.lines().enumerate() {
            if forbidden.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
        let by_hand = literals.iter().filter(|literal| {
            let begins = literal.text.trim_start().to_uppercase();
            (begins == "BEGIN" || begins.starts_with("BEGIN;") || begins.starts_with("BEGIN "))
                && !source.path.starts_with("crates/database/src/")
        });
        found.extend(by_hand.map(|one| format!("{}:{}: {}", source.path, one.line, one.text)));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn migrations_add_checks_by_themselves_and_finish_their_tables() {
    let mut found = Vec::new();
    let mut tables = 0;
    for source in sources::below("migrations", &["up.sql"]) {
        let lines = source.text.lines().filter(|line| !line.trim_start().starts_with("--"));
        let flat = lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        for statement in flat.split(';') {
            let upper = statement.to_uppercase();
            let parts = ["PRIMARY KEY (", "UNIQUE (", " CHECK (", "FOREIGN KEY ("];
            let rules: usize = parts.iter().map(|part| upper.matches(part).count()).sum();
            if rules > upper.matches("CONSTRAINT ").count() {
                found.push(format!("{}: a constraint without a name: {statement}", source.path));
            }
            if upper.contains("ADD COLUMN") && upper.contains(" CHECK ") {
                found.push(format!("{}: a column and its CHECK are two statements", source.path));
            }
        }
        for rest in flat.split("CREATE TABLE cadre.").skip(1) {
            let table = rest.split([' ', '(']).next().unwrap_or_default();
            tables += 1;
            if !flat.contains(&format!("cadre.make_tenant_table('cadre.{table}'")) {
                found.push(format!("{}: make_tenant_table for cadre.{table}", source.path));
            }
        }
    }
    assert!(tables > 20, "{tables}");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn files_are_short_and_named_for_what_they_hold() {
    let mut found = Vec::new();
    let files = [("crates", &[".rs"][..]), ("tests", &[".rs", ".py"]), ("migrations", &[".sql"])];
    for source in files.iter().flat_map(|(folder, endings)| sources::below(folder, endings)) {
        let lines = source.text.lines().count();
        // Generated, so its length says nothing.
        if lines > LONGEST && source.path != "crates/database/src/schema.rs" {
            found.push(format!("{}: {lines} lines", source.path));
        } else if lines > BUDGET {
            println!("{}: {lines} lines, the budget is {BUDGET}", source.path);
        }
        let nameless = |part: &str| {
            ["common", "utils", "util", "helpers", "misc"].contains(&part.trim_end_matches(".rs"))
        };
        if source.path.split('/').any(nameless) {
            found.push(format!("{}: a name that says nothing", source.path));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_invariant_has_a_test_and_a_line() {
    let tests: String =
        sources::below("tests/invariants", &[".rs"]).into_iter().map(|one| one.text).collect();
    let page = std::fs::read_to_string(sources::root().join("ARCHITECTURE.md")).ok();
    for name in INVARIANTS {
        assert!(tests.contains(&format!("fn {name}()")), "no test is named {name}");
        if let Some(page) = &page {
            assert!(page.contains(name), "ARCHITECTURE.md does not name {name}");
        }
    }
}
