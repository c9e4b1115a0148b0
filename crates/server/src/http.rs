//! The HTTP side: one GraphQL endpoint, files in and out, health, keys, and a few small pages.

mod calendar;
mod client;
mod console;
mod downloads;
mod exports;
mod graphql;
mod health;
mod host;
mod mailbox;
mod pages;
mod refusal;
#[cfg(test)]
mod tests;
mod unsubscribe;
mod uploads;

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};

use crate::app::App;
use health::Readiness;

/// Seconds that requests may take to end when the process stops.
const SHUTDOWN_SECONDS: u64 = 15;

/// Answers requests on a listener until the server's handle stops it. Must run inside Tokio.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(app: &App, listener: TcpListener) -> io::Result<Server> {
    let app = app.clone();
    let readiness = Arc::new(Readiness::new(&app));
    let make = move || {
        ActixApp::new()
            .app_data(web::Data::new(app.clone()))
            .app_data(web::Data::from(Arc::clone(&readiness)))
            .wrap(from_fn(host::check))
            .wrap(security_headers())
            .configure(|routes| configure(routes, app.surroundings.embedded))
    };
    let server = HttpServer::new(make)
        .disable_signals()
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .listen(listener)?;
    Ok(server.run())
}

fn configure(routes: &mut web::ServiceConfig, embedded: bool) {
    let mut graphql = web::resource("/graphql").route(web::post().to(graphql::answer));
    if embedded {
        graphql = graphql.route(web::get().to(console::page));
    }
    routes
        .service(graphql.default_service(web::to(graphql::only_post)))
        .service(
            web::resource("/uploads")
                .route(web::post().to(uploads::take))
                .default_service(web::to(uploads::only_post)),
        )
        .service(
            web::resource("/files/{token}")
                .route(web::get().to(downloads::send))
                .route(web::head().to(downloads::send)),
        )
        .service(
            web::resource("/exports/{token}")
                .route(web::get().to(exports::send))
                .route(web::head().to(exports::send)),
        )
        .service(
            web::resource("/calendar/{token}")
                .route(web::get().to(calendar::send))
                .route(web::head().to(calendar::send)),
        )
        .route("/healthz", web::get().to(health::alive))
        .route("/readyz", web::get().to(health::ready))
        .route("/.well-known/jwks.json", web::get().to(health::keys))
        .route("/invitation", web::get().to(pages::invitation))
        .service(
            web::resource("/unsubscribe/{token}")
                .route(web::get().to(unsubscribe::ask))
                .route(web::post().to(unsubscribe::stop)),
        )
        .default_service(web::to(async || {
            HttpResponse::NotFound().content_type("text/plain").body("not found\n")
        }));
    if embedded {
        routes
            .route("/", web::get().to(pages::start))
            .route("/graphql/assets/{name}", web::get().to(console::asset))
            .route("/learning", web::get().to(pages::learning))
            .route("/people", web::get().to(pages::learning))
            .route("/mentoring", web::get().to(pages::learning))
            .route("/dev/mailbox", web::get().to(mailbox::list))
            .route("/dev/mailbox/{id}", web::get().to(mailbox::show))
            .route("/dev/mailbox/{id}/html", web::get().to(mailbox::html));
    }
}

/// For every answer that does not say otherwise: nothing is kept, framed, guessed or passed on.
fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CACHE_CONTROL, "no-store"))
        .add((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
}
