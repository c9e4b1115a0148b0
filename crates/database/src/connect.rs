//! How a connection is made: TLS where the address asks for it, and statements counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::ConnectionError;
use diesel::connection::InstrumentationEvent;
use diesel_async::AsyncConnection as _;
use diesel_async::AsyncPgConnection;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Counts the statements that a pool's connections send, transaction control included.
#[derive(Debug, Clone, Default)]
pub struct StatementCounter(Arc<AtomicU64>);

impl StatementCounter {
    /// How many statements were sent so far.
    pub fn sent(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

pub(crate) fn establish(
    url: &str,
    counter: StatementCounter,
) -> BoxFuture<'static, diesel::ConnectionResult<AsyncPgConnection>> {
    let url = url.to_owned();
    async move {
        let (client, connection) = tokio_postgres::connect(&url, tls())
            .await
            .map_err(|error| ConnectionError::BadConnection(with_causes(&error)))?;
        let mut connection =
            AsyncPgConnection::try_from_client_and_connection(client, connection).await?;
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                counter.count();
            }
        });
        Ok(connection)
    }
    .boxed()
}

/// Public web roots; a private CA is added by `PGSSLROOTCERT`. Used only where the address or the
/// server asks for TLS (`sslmode` of the address).
fn tls() -> MakeRustlsConnect {
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = std::env::var_os("PGSSLROOTCERT") {
        use rustls::pki_types::CertificateDer;
        use rustls::pki_types::pem::PemObject as _;
        match CertificateDer::pem_file_iter(&path) {
            Ok(certificates) => {
                roots.add_parsable_certificates(certificates.flatten());
            }
            Err(error) => tracing::warn!(%error, "PGSSLROOTCERT cannot be read"),
        }
    }
    let config =
        rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    MakeRustlsConnect::new(config)
}

/// "error performing TLS handshake" alone helps nobody: the cause stands in the chain.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
