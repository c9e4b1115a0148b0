//! The database that a command works with: one that is set up already, or one that is set up here.

use database::embedded::{EmbeddedOptions, EmbeddedPostgres};
use database::{Addresses, Database, DatabaseConfig};
use kernel::Sources;

use crate::config::{Config, Server};
use crate::error::StartError;
use crate::home::Home;

/// The database's name where we choose it.
const DATABASE_NAME: &str = "cadre";

/// An open database, and the private cluster if it runs on one.
#[derive(Debug)]
pub struct Environment {
    /// The addresses of the roles; the owner's is empty where it was not given.
    pub addresses: Addresses,
    cluster: Option<EmbeddedPostgres>,
}

impl Environment {
    /// Starts and sets up what the configuration leaves to us.
    ///
    /// # Errors
    /// When PostgreSQL does not start, cannot be reached, or a migration fails.
    pub async fn open(config: &Config, sources: &Sources) -> Result<Self, StartError> {
        let home = Home::new(config.home.clone());
        let password = || home.database_password(sources);
        let (cluster, addresses) = match &config.database.server {
            Server::Ready { owner, app, system } => {
                let addresses = Addresses {
                    owner: owner.clone().unwrap_or_default(),
                    app: app.clone(),
                    system: system.clone(),
                };
                return Ok(Self { addresses, cluster: None });
            }
            Server::Administered { url } => {
                (None, database::bootstrap(url, DATABASE_NAME, &password()?).await?)
            }
            Server::Private => {
                let options = EmbeddedOptions::durable(home.postgres());
                let cluster = blocking(move || Ok(EmbeddedPostgres::start(&options)?)).await?;
                let url = cluster.superuser_url().to_owned();
                let addresses =
                    database::bootstrap_own_cluster(&url, DATABASE_NAME, &password()?).await?;
                (Some(cluster), addresses)
            }
        };
        migrate(&addresses.owner).await?;
        Ok(Self { addresses, cluster })
    }

    /// The two pools.
    ///
    /// # Errors
    /// When an address cannot be read.
    pub fn database(&self, pool_size: usize) -> Result<Database, StartError> {
        let Addresses { app, system, .. } = self.addresses.clone();
        Ok(Database::new(&DatabaseConfig { app_url: app, system_url: system, pool_size })?)
    }

    /// Stops the private cluster, if one runs.
    pub async fn close(self) {
        if let Some(mut cluster) = self.cluster {
            let _ = tokio::task::spawn_blocking(move || cluster.stop()).await;
        }
    }
}

/// Brings schema `jobs` and the tables to the version of this program. Returns how many migrations
/// ran.
///
/// # Errors
/// When the address cannot be reached or a step fails.
pub async fn migrate(owner_url: &str) -> Result<usize, StartError> {
    jobs::install(owner_url).await?;
    Ok(database::migrate(owner_url).await?)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StartError> + Send + 'static,
) -> Result<T, StartError> {
    let result = tokio::task::spawn_blocking(work).await;
    result.unwrap_or_else(|error| Err(StartError::Other(format!("a task broke off: {error}"))))
}
