//! For those who watch: is the process alive, can it work, with which keys does it sign.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use database::{Database, DatabaseError, MigrationState};
use kernel::{OrganizationId, Sources};
use serde_json::json;

use crate::app::App;

/// How long one check may take.
const CHECK: Duration = Duration::from_secs(3);

/// Looks whether requests can be answered.
pub(super) struct Readiness {
    database: Database,
    sources: Sources,
    /// The database does not fall behind a running program, so this is asked until it is true.
    migrated: AtomicBool,
}

impl Readiness {
    /// Looks at nothing yet.
    pub fn new(app: &App) -> Self {
        Self {
            database: app.services.database.clone(),
            sources: app.services.sources.clone(),
            migrated: AtomicBool::new(false),
        }
    }

    /// Each check with what is wrong; the causes go to the log, not to whoever asks.
    async fn checks(&self) -> [(&'static str, Result<(), &'static str>); 3] {
        let nobody: OrganizationId = self.sources.new_id();
        let requests = self.database.read(nobody, async |_| Ok::<_, DatabaseError>(()));
        let system = self.database.system(async |_| Ok::<_, DatabaseError>(()));
        let (requests, system, migrations) =
            tokio::join!(within(requests), within(system), within(self.migrations()));
        [
            ("database as cadre_app", requests.map(drop)),
            ("database as cadre_system", system.map(drop)),
            (
                "migrations",
                migrations.and_then(|state| match state {
                    MigrationState::Current => Ok(()),
                    MigrationState::Behind => {
                        Err("the database is older than this program: run `cadre migrate`")
                    }
                }),
            ),
        ]
    }

    async fn migrations(&self) -> Result<MigrationState, DatabaseError> {
        if self.migrated.load(Ordering::Relaxed) {
            return Ok(MigrationState::Current);
        }
        let state = database::migration_state(&self.database).await?;
        self.migrated.store(state == MigrationState::Current, Ordering::Relaxed);
        Ok(state)
    }
}

async fn within<T>(
    check: impl Future<Output = Result<T, DatabaseError>>,
) -> Result<T, &'static str> {
    match tokio::time::timeout(CHECK, check).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            Err("it failed; the log says why")
        }
        Err(_) => Err("it took too long"),
    }
}

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "alive": true }))
}

/// `GET /readyz`: requests can be answered.
pub(super) async fn ready(readiness: web::Data<Readiness>) -> HttpResponse {
    let checks = readiness.checks().await;
    let ready = checks.iter().all(|(_, result)| result.is_ok());
    let words = checks.map(|(name, result)| (name.to_owned(), json!(result.err().unwrap_or("ok"))));
    let checks: serde_json::Map<_, _> = words.into_iter().collect();
    let mut response = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(json!({ "ready": ready, "checks": checks }))
}

/// `GET /.well-known/jwks.json`: the public keys of access tokens.
pub(super) async fn keys(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(app.services.auth.jwks())
}
