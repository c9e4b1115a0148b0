//! Attacks across organisations, for every table and foreign key that the catalogue knows.

use diesel_async::SimpleAsyncConnection as _;

use super::catalogue::{self, Fate, attempt, lines};
use super::world::World;

const REFUSED: &str = "new row violates row-level security policy";

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_another_organisation_cannot_be_touched() {
    let world = World::start().await;
    let (mine, theirs) = (world.alpha.uuid(), world.beta.uuid());
    let mut owner = world.app.database.owner().await;
    let mut app = world.app.database.app().await;
    // What no grant allows is granted for the attack: the policy alone has to hold.
    owner
        .batch_execute(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cadre TO cadre_app",
        )
        .await
        .expect("grants");
    for table in catalogue::tenant_tables(&mut owner).await {
        let scope = Some(mine);
        let of_theirs = format!("organization_id = '{theirs}'");
        for harmless in [
            format!("SELECT * FROM {table} WHERE {of_theirs}"),
            format!("UPDATE {table} SET organization_id = organization_id WHERE {of_theirs}"),
            format!("UPDATE {table} SET organization_id = '{mine}' WHERE {of_theirs}"),
            format!("DELETE FROM {table} WHERE {of_theirs}"),
        ] {
            assert_eq!(attempt(&mut app, scope, &harmless).await, Fate::Rows(0), "{harmless}");
        }
        let moved = format!("'{{\"organization_id\": \"{theirs}\"}}'::jsonb");
        for refused in [
            format!("UPDATE {table} SET {of_theirs}"),
            format!(
                "INSERT INTO {table} SELECT (jsonb_populate_record(one, {moved})).*
                 FROM {table} AS one LIMIT 1"
            ),
            format!(
                "INSERT INTO {table} SELECT (jsonb_populate_record(one, {moved})).*
                 FROM {table} AS one LIMIT 1 ON CONFLICT DO NOTHING"
            ),
        ] {
            let fate = attempt(&mut app, scope, &refused).await;
            assert!(fate.refused_with(REFUSED), "{refused}: {fate:?}");
        }
    }
}

/// Foreign keys are checked past row-level security, so the keys themselves must hold: not even the
/// owner, who sees both sides, can point a row at a row of another organisation.
#[tokio::test(flavor = "multi_thread")]
async fn rows_of_another_organisation_cannot_be_referenced() {
    let world = World::start().await;
    let (mine, theirs) = (world.alpha.uuid(), world.beta.uuid());
    let mut owner = world.app.database.owner().await;
    let keys = lines(&mut owner, KEYS).await;
    assert!(keys.len() > 20, "{keys:?}");
    for key in keys {
        let mut parts = key.split('|');
        let mut part = || parts.next().expect("a part");
        let (name, table, target, pairs) = (part(), part(), part(), part());
        let set: Vec<String> = pairs
            .split(',')
            .map(|pair| pair.split_once('=').expect("a pair"))
            .map(|(from, to)| format!("{from} = foreign_row.{to}"))
            .collect();
        // A row that others point at is held by their keys first; one that nobody points at shows
        // what its own key does.
        let rows = lines(
            &mut owner,
            &format!("SELECT ctid FROM {table} WHERE organization_id = '{mine}'"),
        )
        .await;
        let mut held = false;
        for row in rows {
            let attack = format!(
                "UPDATE {table} SET {} FROM (SELECT * FROM {target} WHERE organization_id = '{theirs}'
                 LIMIT 1) AS foreign_row WHERE {table}.ctid = '{row}'::tid",
                set.join(", ")
            );
            match attempt(&mut owner, None, &attack).await {
                Fate::Refused(_, Some(by)) if by == name => {
                    held = true;
                    break;
                }
                Fate::Refused(words, Some(_))
                    if words.contains("foreign key") || words.contains("check constraint") => {}
                other => panic!("{attack}: {other:?}"),
            }
        }
        assert!(held, "{name} was not seen to refuse a row of another organisation");
    }
}

/// Each foreign key: its name, its table, the table it leads to, and its columns in pairs, without
/// the organisation.
const KEYS: &str = "
    SELECT concat_ws('|', c.conname, c.conrelid::regclass, c.confrelid::regclass,
        (SELECT string_agg(format('%I=%I', a.attname, b.attname), ',')
         FROM unnest(c.conkey, c.confkey) AS k (mine, theirs)
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.mine
         JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.theirs
         WHERE a.attname <> 'organization_id'))
    FROM pg_constraint c
    WHERE c.contype = 'f' AND c.connamespace = 'cadre'::regnamespace ORDER BY c.conname";
