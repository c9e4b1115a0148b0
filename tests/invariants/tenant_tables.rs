//! The catalogue of a migrated database, rule by rule.

use database::Connection;
use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use testkit::TestDatabase;

use super::catalogue::lines;
use super::expected::same_as_file;
use super::{privilege_rules, table_rules};

/// One rule: what breaks it, for the test of the rule itself, and who breaks it now.
pub struct Rule {
    /// In a sentence.
    pub says: &'static str,
    /// Statements that break it; `cadre.broken` is a table that keeps all rules until then.
    pub broken_by: &'static str,
    /// A query of one column that names whatever breaks it.
    pub offenders: &'static str,
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    table_rules::RULES.iter().chain(privilege_rules::RULES)
}

async fn superuser(database: &TestDatabase) -> Connection {
    Connection::establish(&database.superuser).await.expect("the database answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn tenant_tables() {
    let database = TestDatabase::create().await;
    let mut connection = superuser(&database).await;
    let mut faults = Vec::new();
    for rule in rules() {
        for offender in lines(&mut connection, rule.offenders).await {
            faults.push(format!("{}: {offender}", rule.says));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A table that keeps every rule.
const KEPT: &str = "
    CREATE TABLE cadre.broken (
        organization_id uuid NOT NULL,
        id uuid NOT NULL,
        CONSTRAINT broken_pkey PRIMARY KEY (organization_id, id)
    );
    SELECT cadre.make_tenant_table('cadre.broken', 'SELECT, INSERT');
    ALTER TABLE cadre.broken OWNER TO cadre_owner";

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_finds_what_breaks_it() {
    let database = TestDatabase::create().await;
    let mut connection = superuser(&database).await;
    for rule in rules() {
        let begin = format!("BEGIN; {KEPT}");
        connection.batch_execute(&begin).await.expect("a table");
        let before = lines(&mut connection, rule.offenders).await;
        assert!(before.is_empty(), "{}: {before:?}", rule.says);
        let broken = connection.batch_execute(rule.broken_by).await;
        broken.unwrap_or_else(|error| panic!("{}: {error}", rule.says));
        let after = lines(&mut connection, rule.offenders).await;
        assert!(!after.is_empty(), "nothing is found that breaks: {}", rule.says);
        connection.batch_execute("ROLLBACK").await.expect("taken back");
    }
}

/// Who may do what with which table: what is append-only is so because of this list.
#[tokio::test(flavor = "multi_thread")]
async fn grants_are_those_on_file() {
    let database = TestDatabase::create().await;
    let mut connection = superuser(&database).await;
    let grants = lines(&mut connection, privilege_rules::GRANTS).await;
    same_as_file("tests/invariants/grants.txt", &format!("{}\n", grants.join("\n")));
}
