use std::time::Duration;

use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use kernel::OrganizationId;

use crate::connect::{StatementCounter, establish};
use crate::error::DatabaseError;
use crate::snapshot::Snapshot;
use crate::transaction::{self, Work};

/// Where the database is and how many connections are held to it.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// Address for role `cadre_app`.
    pub app_url: String,
    /// Address for role `cadre_system`.
    pub system_url: String,
    /// Most connections of the first pool; the second has half as many, at least two.
    pub pool_size: usize,
}

/// The two pools. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    app: Pool<AsyncPgConnection>,
    system: Pool<AsyncPgConnection>,
    counter: StatementCounter,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database")
    }
}

impl Database {
    /// Builds the pools; connections are opened when they are first needed.
    ///
    /// # Errors
    /// When a pool cannot be built from the configuration.
    pub fn new(config: &DatabaseConfig) -> Result<Self, DatabaseError> {
        let counter = StatementCounter::default();
        Ok(Self {
            app: pool(&config.app_url, config.pool_size, &counter)?,
            system: pool(&config.system_url, (config.pool_size / 2).max(2), &counter)?,
            counter,
        })
    }

    /// Runs `work` in one write transaction within an organisation and commits it if it succeeds.
    ///
    /// # Errors
    /// Those of `work`, and [`DatabaseError`] when the database fails.
    pub async fn write<R, E, F>(&self, organization: OrganizationId, work: F) -> Result<R, E>
    where
        F: for<'r> Work<&'r mut AsyncPgConnection, R, E>,
        E: From<DatabaseError>,
    {
        let mut connection = self.app_connection().await?;
        transaction::run(&mut connection, &transaction::begin_write(organization), work).await
    }

    /// Runs `work` in one read-only transaction that shows one moment of an organisation.
    ///
    /// # Errors
    /// Those of `work`, and [`DatabaseError`] when the database fails.
    pub async fn read<R, E, F>(&self, organization: OrganizationId, work: F) -> Result<R, E>
    where
        F: for<'r> Work<&'r mut AsyncPgConnection, R, E>,
        E: From<DatabaseError>,
    {
        let mut connection = self.app_connection().await?;
        transaction::run(&mut connection, &transaction::begin_read(organization), work).await
    }

    /// A read transaction that is opened at the first read and shared by all reads of a request.
    pub fn snapshot(&self, organization: OrganizationId) -> Snapshot {
        Snapshot::new(self.clone(), organization)
    }

    /// Runs `work` in one transaction of role `cadre_system`: identity and jobs, no tenant data.
    ///
    /// # Errors
    /// Those of `work`, and [`DatabaseError`] when the database fails.
    pub async fn system<R, E, F>(&self, work: F) -> Result<R, E>
    where
        F: for<'r> Work<&'r mut AsyncPgConnection, R, E>,
        E: From<DatabaseError>,
    {
        let mut connection = self.system_connection().await?;
        transaction::run(&mut connection, "BEGIN", work).await
    }

    /// Runs one statement of role `cadre_system` without a transaction around it.
    ///
    /// # Errors
    /// Those of `work`, and [`DatabaseError`] when the database fails.
    pub async fn system_statement<R, E, F>(&self, work: F) -> Result<R, E>
    where
        F: for<'r> Work<&'r mut AsyncPgConnection, R, E>,
        E: From<DatabaseError>,
    {
        let mut connection = self.system_connection().await?;
        work(&mut connection).await
    }

    /// The counter of all statements sent through both pools.
    pub fn statements(&self) -> &StatementCounter {
        &self.counter
    }

    pub(crate) async fn app_connection(&self) -> Result<Object<AsyncPgConnection>, DatabaseError> {
        self.app.get().await.map_err(|error| DatabaseError::Unavailable(error.to_string()))
    }

    async fn system_connection(&self) -> Result<Object<AsyncPgConnection>, DatabaseError> {
        self.system.get().await.map_err(|error| DatabaseError::Unavailable(error.to_string()))
    }
}

fn pool(
    url: &str,
    size: usize,
    counter: &StatementCounter,
) -> Result<Pool<AsyncPgConnection>, DatabaseError> {
    let counter = counter.clone();
    let mut config = ManagerConfig::default();
    // Fast: only a connection whose transaction is still open is thrown away; no ping per checkout.
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |url| establish(url, counter.clone()));
    Pool::builder(AsyncDieselConnectionManager::new_with_config(url, config))
        .max_size(size)
        .wait_timeout(Some(Duration::from_secs(5)))
        .create_timeout(Some(Duration::from_secs(5)))
        .runtime(deadpool::Runtime::Tokio1)
        .build()
        .map_err(|error| DatabaseError::Unavailable(error.to_string()))
}
