//! Roles and an empty database on a server that we may administer: the embedded cluster, a test
//! cluster, or the server that `DATABASE_URL` names.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};

use crate::Connection;
use crate::addresses::Addresses;
use crate::connect::{StatementCounter, establish};
use crate::error::DatabaseError;

const ROLES: &str = include_str!("../../../deploy/roles.sql");
const NAMES: [&str; 3] = ["cadre_owner", "cadre_app", "cadre_system"];
/// The comment on what was made here. By it we know our own.
const MARK: &str = "cadre: made by the program itself";

/// Makes the roles and the database where they are missing, sets the roles' password and returns
/// their addresses. The password has letters, digits, `-` and `_`.
///
/// # Errors
/// [`DatabaseError::NotOurs`] when roles or database are there and were not made by this function;
/// nothing is changed then. When the server cannot be reached or the given role may not create roles
/// and databases.
pub async fn bootstrap(
    admin_url: &str,
    database: &str,
    password: &str,
) -> Result<Addresses, DatabaseError> {
    let addresses = Addresses::beside(admin_url, password, database)?;
    let mut admin = connect(admin_url).await?;
    refuse_what_others_made(&mut admin, database).await?;
    set_up(&mut admin, database, password).await?;
    Ok(addresses)
}

/// As [`bootstrap`], on a cluster that is ours as a whole: what is there was made by us, if by a
/// version that did not mark it yet.
///
/// # Errors
/// When the server cannot be reached.
pub async fn bootstrap_own_cluster(
    admin_url: &str,
    database: &str,
    password: &str,
) -> Result<Addresses, DatabaseError> {
    let addresses = Addresses::beside(admin_url, password, database)?;
    let mut admin = connect(admin_url).await?;
    set_up(&mut admin, database, password).await?;
    Ok(addresses)
}

async fn connect(admin_url: &str) -> Result<Connection, DatabaseError> {
    establish(admin_url, StatementCounter::default())
        .await
        .map_err(|error| DatabaseError::Unavailable(error.to_string()))
}

#[derive(QueryableByName)]
struct Unmarked {
    #[diesel(sql_type = Text)]
    what: String,
}

/// A server that serves another installation must stay as it is: new passwords would lock that
/// installation out.
async fn refuse_what_others_made(
    admin: &mut Connection,
    database: &str,
) -> Result<(), DatabaseError> {
    let unmarked: Vec<Unmarked> = diesel::sql_query(
        "SELECT format('role %s', rolname) AS what FROM pg_roles
         WHERE rolname IN ('cadre_owner', 'cadre_app', 'cadre_system')
           AND shobj_description(oid, 'pg_authid') IS DISTINCT FROM $2
         UNION ALL SELECT format('database %s', datname) FROM pg_database
         WHERE datname = $1 AND shobj_description(oid, 'pg_database') IS DISTINCT FROM $2
         ORDER BY what",
    )
    .bind::<Text, _>(database)
    .bind::<Text, _>(MARK)
    .load(admin)
    .await?;
    if unmarked.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = unmarked.into_iter().map(|one| one.what).collect();
    Err(DatabaseError::NotOurs { names: names.join(", "), mark: MARK })
}

async fn set_up(
    admin: &mut Connection,
    database: &str,
    password: &str,
) -> Result<(), DatabaseError> {
    // One batch is one transaction: no role is left behind without its mark.
    let mut roles = ROLES.to_owned();
    for role in NAMES {
        let (mark, password) = (quote(MARK), quote(password));
        roles.push_str(&format!(
            "COMMENT ON ROLE {role} IS {mark}; ALTER ROLE {role} PASSWORD {password};\n"
        ));
    }
    admin.batch_execute(&roles).await?;
    let exists = diesel::sql_query("SELECT FROM pg_database WHERE datname = $1")
        .bind::<Text, _>(database)
        .execute(admin)
        .await?
        > 0;
    if !exists {
        admin.batch_execute(&format!("CREATE DATABASE \"{database}\" OWNER cadre_owner")).await?;
    }
    admin.batch_execute(&format!("COMMENT ON DATABASE \"{database}\" IS {}", quote(MARK))).await?;
    admin.batch_execute(&format!("REVOKE ALL ON DATABASE \"{database}\" FROM PUBLIC")).await?;
    admin
        .batch_execute(&format!(
            "GRANT ALL ON DATABASE \"{database}\" TO cadre_owner; GRANT CONNECT ON DATABASE \"{database}\" TO cadre_app, cadre_system"
        ))
        .await?;
    Ok(())
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
