//! One throwaway cluster per process, one database per test, cloned from a migrated template.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use database::embedded::{EmbeddedOptions, EmbeddedPostgres};
use database::{Addresses, Connection};
use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use tokio::sync::{Mutex, OnceCell};

const TEMPLATE: &str = "cadre_template";
const TEMPLATE_PATH: &str = "/cadre_template";
const ROLE_PASSWORD: &str = "test";

static CLUSTER: OnceLock<EmbeddedPostgres> = OnceLock::new();
static MIGRATED: OnceCell<Addresses> = OnceCell::const_new();
/// PostgreSQL copies a template for one session at a time.
static CLONING: Mutex<()> = Mutex::const_new(());
static CLONES: AtomicU32 = AtomicU32::new(0);

/// A database of its own, migrated and empty.
#[derive(Debug, Clone)]
pub struct TestDatabase {
    /// The addresses of the three roles.
    pub addresses: Addresses,
    /// The address of a superuser.
    pub superuser: String,
}

fn cluster() -> &'static EmbeddedPostgres {
    CLUSTER.get_or_init(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
        EmbeddedPostgres::start(&EmbeddedOptions::throwaway()).expect("PostgreSQL starts")
    })
}

impl TestDatabase {
    /// Clones the template; makes it first, once per process.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or a migration fails.
    pub async fn create() -> Self {
        let admin = tokio::task::spawn_blocking(|| cluster().superuser_url().to_owned())
            .await
            .expect("PostgreSQL starts");
        let template = MIGRATED
            .get_or_init(|| async {
                let addresses = database::bootstrap(&admin, TEMPLATE, ROLE_PASSWORD)
                    .await
                    .expect("the template is made");
                server::environment::migrate(&addresses.owner).await.expect("migrations run");
                addresses
            })
            .await;
        Self { addresses: template.clone(), superuser: admin.replace("/postgres", TEMPLATE_PATH) }
            .copy()
            .await
    }

    /// A database of its own with all that stands in this one.
    ///
    /// # Panics
    /// When somebody is connected to this one for longer than a moment.
    pub async fn copy(&self) -> Self {
        let (server, template) = self.superuser.rsplit_once('/').expect("an address of a database");
        let name = format!("cadre_test_{}", CLONES.fetch_add(1, Ordering::Relaxed));
        let _turn = CLONING.lock().await;
        let admin = format!("{server}/postgres");
        let mut connection = Connection::establish(&admin).await.expect("the cluster answers");
        connection
            .batch_execute(&format!(
                "CREATE DATABASE {name} TEMPLATE {template} OWNER cadre_owner STRATEGY file_copy"
            ))
            .await
            .expect("the template can be cloned");
        let to_clone = |url: &str| url.replace(template, &name);
        Self {
            addresses: Addresses {
                owner: to_clone(&self.addresses.owner),
                app: to_clone(&self.addresses.app),
                system: to_clone(&self.addresses.system),
            },
            superuser: to_clone(&self.superuser),
        }
    }

    /// A connection of role `cadre_owner`, which sees every row.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn owner(&self) -> Connection {
        Connection::establish(&self.addresses.owner).await.expect("the database answers")
    }

    /// A connection of role `cadre_app`, outside of any organisation.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn app(&self) -> Connection {
        Connection::establish(&self.addresses.app).await.expect("the database answers")
    }
}
