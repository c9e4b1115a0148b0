//! Outside of an organisation every read of tenant data fails loudly.

use database::Connection;
use diesel_async::SimpleAsyncConnection as _;

use super::catalogue::{self, attempt};
use super::world::World;

/// What the policy says of a scope that was never entered, and of one that is over.
const NEVER: &str = "unrecognized configuration parameter \"cadre.organization_id\"";
const OVER: &str = "invalid input syntax for type uuid: \"\"";

#[tokio::test(flavor = "multi_thread")]
async fn no_scope_no_rows() {
    let world = World::start().await;
    let tables = catalogue::tenant_tables(&mut world.app.database.owner().await).await;
    let mut connection = world.app.database.app().await;
    every_read_fails(&mut connection, &tables, NEVER).await;

    // A scope ends with its transaction, however that ends.
    for end in ["COMMIT", "ROLLBACK"] {
        let visit = format!(
            "BEGIN; SELECT cadre.enter_organization('{}'); SELECT count(*) FROM cadre.member; {end}",
            world.alpha.uuid()
        );
        connection.batch_execute(&visit).await.expect("a scope is entered");
        every_read_fails(&mut connection, &tables, OVER).await;
    }
    let outside = format!("SELECT cadre.enter_organization('{}')", world.alpha.uuid());
    connection.batch_execute(&outside).await.expect("without a transaction nothing stays");
    every_read_fails(&mut connection, &tables, OVER).await;
}

async fn every_read_fails(connection: &mut Connection, tables: &[String], words: &str) {
    for table in tables {
        for read in [
            format!("SELECT * FROM {table}"),
            format!("SELECT count(*) FROM {table}"),
            format!("SELECT FROM {table} WHERE organization_id = gen_random_uuid()"),
        ] {
            let fate = attempt(connection, None, &read).await;
            assert!(fate.refused_with(words), "{read}: {fate:?}");
        }
    }
}

/// The reads above fail for want of a scope and not for anything else.
#[tokio::test(flavor = "multi_thread")]
async fn inside_a_scope_every_table_can_be_read() {
    let world = World::start().await;
    let mut owner = world.app.database.owner().await;
    let mut connection = world.app.database.app().await;
    for table in catalogue::tenant_tables(&mut owner).await {
        for side in [&world.alpha, &world.beta] {
            let organization = side.uuid();
            let count =
                format!("SELECT count(*) FROM {table} WHERE organization_id = '{organization}'");
            let there = catalogue::lines(&mut owner, &count).await;
            assert_ne!(there, ["0"], "the world has no row of {table}");
            let read = format!("SELECT * FROM {table}");
            let catalogue::Fate::Rows(seen) =
                attempt(&mut connection, Some(organization), &read).await
            else {
                panic!("{table} cannot be read");
            };
            assert_eq!(vec![seen.to_string()], there, "{table} shows its organisation's rows");
        }
    }
}
