//! The steps of the schema, and what is generated from them.

use database::{Addresses, Database, DatabaseConfig};
use testkit::TestDatabase;

use super::catalogue::lines;
use super::expected::{difference, same_as_file};
use super::sources;

#[tokio::test(flavor = "multi_thread")]
async fn migrations_go_down_and_up() {
    let database = TestDatabase::create().await;
    let mut owner = database.owner().await;
    let before = lines(&mut owner, CATALOGUE).await.join("\n");
    assert!(
        before.contains("audit_entry_pkey") && before.contains("enter_organization"),
        "{before}"
    );
    database::migrate_down_and_up(&database.addresses.owner).await.expect("down and up");
    let mut owner = database.owner().await;
    let after = lines(&mut owner, CATALOGUE).await.join("\n");
    assert!(before == after, "{}", difference(&before, &after));
    let Addresses { app, system, .. } = database.addresses;
    let config = DatabaseConfig { app_url: app, system_url: system, pool_size: 1 };
    let pools = Database::new(&config).expect("pools");
    let state = database::migration_state(&pools).await.expect("a state");
    assert_eq!(state, database::MigrationState::Current);
}

/// Whatever a migration can make, in words: columns, constraints, indexes, policies, functions,
/// owners and rights.
const CATALOGUE: &str = "
    WITH ours AS (SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
    SELECT concat_ws(' ', 'schema', nspname, nspowner::regrole, nspacl) AS line FROM ours
    UNION ALL SELECT concat_ws(' ', c.relkind, nspname, c.relname, c.relowner::regrole, c.relacl,
        c.relrowsecurity, c.relforcerowsecurity, c.reloptions)
        FROM pg_class c JOIN ours ON ours.oid = c.relnamespace
    UNION ALL SELECT concat_ws(' ', 'column', c.oid::regclass, a.attnum, a.attname,
        format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid))
        FROM pg_class c JOIN ours ON ours.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
    UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(f.oid))
        FROM pg_constraint f JOIN ours ON ours.oid = f.connamespace
    UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid)) FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN ours ON ours.oid = c.relnamespace
    UNION ALL SELECT concat_ws(' ', 'policy', polrelid::regclass, polname, polcmd, polroles,
        pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
    UNION ALL SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', 'function', p.proowner::regrole, p.proacl, pg_get_functiondef(p.oid))
        FROM pg_proc p JOIN ours ON ours.oid = p.pronamespace WHERE p.prokind IN ('f', 'p')
    ORDER BY line";

#[tokio::test(flavor = "multi_thread")]
async fn schema_rs_is_current() {
    let database = TestDatabase::create().await;
    let query = sources::read("tests/schema_rs.sql");
    let text = lines(&mut database.owner().await, &query).await.concat();
    assert!(text.contains("cadre.member ("), "{text}");
    same_as_file("crates/database/src/schema.rs", &text);
}
