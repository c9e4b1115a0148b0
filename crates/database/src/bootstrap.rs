//! Roles and an empty database on a server that we may administer: the embedded cluster, a test
//! cluster, or the server that `DATABASE_URL` names.

use tokio_postgres::Config;
use tokio_postgres::config::Host;

use crate::connect::{StatementCounter, establish, with_causes};
use crate::error::DatabaseError;
use diesel_async::SimpleAsyncConnection as _;

const ROLES: &str = include_str!("../../../deploy/roles.sql");

/// The addresses of the three roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// `cadre_owner`: migrations.
    pub owner: String,
    /// `cadre_app`: requests.
    pub app: String,
    /// `cadre_system`: identity and jobs.
    pub system: String,
}

/// Makes the roles and the database where they are missing, sets the roles' password and returns
/// their addresses.
///
/// # Errors
/// When the server cannot be reached or the given role may not create roles and databases.
pub async fn bootstrap(
    admin_url: &str,
    database: &str,
    password: &str,
) -> Result<Addresses, DatabaseError> {
    let config: Config = admin_url
        .parse()
        .map_err(|error: tokio_postgres::Error| DatabaseError::Address(with_causes(&error)))?;
    let mut admin = establish(admin_url, StatementCounter::default())
        .await
        .map_err(|error| DatabaseError::Unavailable(error.to_string()))?;
    admin.batch_execute(ROLES).await?;
    for role in ["cadre_owner", "cadre_app", "cadre_system"] {
        admin.batch_execute(&format!("ALTER ROLE {role} PASSWORD {}", quote(password))).await?;
    }
    let exists = {
        use diesel_async::RunQueryDsl as _;
        diesel::sql_query("SELECT FROM pg_database WHERE datname = $1")
            .bind::<diesel::sql_types::Text, _>(database)
            .execute(&mut admin)
            .await?
            > 0
    };
    if !exists {
        admin.batch_execute(&format!("CREATE DATABASE \"{database}\" OWNER cadre_owner")).await?;
    }
    admin.batch_execute(&format!("REVOKE ALL ON DATABASE \"{database}\" FROM PUBLIC")).await?;
    admin
        .batch_execute(&format!(
            "GRANT ALL ON DATABASE \"{database}\" TO cadre_owner; GRANT CONNECT ON DATABASE \"{database}\" TO cadre_app, cadre_system"
        ))
        .await?;
    let (host, port) = host_and_port(&config)?;
    let address = |role: &str| format!("postgres://{role}:{password}@{host}:{port}/{database}");
    Ok(Addresses {
        owner: address("cadre_owner"),
        app: address("cadre_app"),
        system: address("cadre_system"),
    })
}

fn host_and_port(config: &Config) -> Result<(String, u16), DatabaseError> {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        _ => {
            return Err(DatabaseError::Address("name a host and port, not a socket".to_owned()));
        }
    };
    Ok((host, config.get_ports().first().copied().unwrap_or(5432)))
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
