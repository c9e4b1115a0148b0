//! GraphiQL in development. All of it lies in this program, so that it is there without a network
//! and no other server's script runs on the page.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use super::client;
use super::pages::escape;
use crate::app::App;
use crate::seed;

const PAGE: &str = include_str!("../pages/console.html");
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
/// The names carry versions: what stands under one never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Name, type, and content under gzip. Where they come from stands in `assets/graphiql/NOTICE`.
static ASSETS: [(&str, &str, &[u8]); 4] = [
    ("react-18.3.1.min.js", SCRIPT, include_bytes!("../../assets/graphiql/react-18.3.1.min.js.gz")),
    (
        "react-dom-18.3.1.min.js",
        SCRIPT,
        include_bytes!("../../assets/graphiql/react-dom-18.3.1.min.js.gz"),
    ),
    (
        "graphiql-3.9.0.min.js",
        SCRIPT,
        include_bytes!("../../assets/graphiql/graphiql-3.9.0.min.js.gz"),
    ),
    (
        "graphiql-3.9.0.min.css",
        STYLE,
        include_bytes!("../../assets/graphiql/graphiql-3.9.0.min.css.gz"),
    ),
];

/// `GET /graphql`: GraphiQL below a bar for signing in.
pub(super) async fn page(app: web::Data<App>) -> HttpResponse {
    let nonce = app.services.sources.new_secret().reveal();
    // Fonts and a few images are written out in the style sheet.
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; \
         font-src data:; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(PAGE.replace("{{nonce}}", &nonce).replace("{{people}}", &people()))
}

/// `GET /graphql/assets/{name}`: what the page loads. Browsers take gzip; nobody else needs this.
pub(super) async fn asset(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    let found = ASSETS.iter().find(|(known, ..)| *known == name.as_str());
    let Some(&(_, kind, content)) = found else {
        return HttpResponse::NotFound().content_type("text/plain").body("not found\n");
    };
    if !client::takes_gzip(&request) {
        return HttpResponse::NotAcceptable()
            .content_type("text/plain")
            .body("this is sent under gzip only\n");
    }
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_ENCODING, "gzip"))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header((header::CACHE_CONTROL, FOREVER))
        .body(content)
}

/// The people of the demonstration as choices of a list.
fn people() -> String {
    let choice = |person: seed::DemoSignIn| {
        format!(
            "<option value=\"{email}\" data-password=\"{password}\">{role}: {email}</option>\n",
            email = escape(&person.email),
            password = escape(&person.password),
            role = person.role,
        )
    };
    seed::people().into_iter().map(choice).collect()
}
