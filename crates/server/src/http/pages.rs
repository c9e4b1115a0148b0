//! Small pages that need nothing from elsewhere. Each answer's policy allows the scripts and styles
//! that carry its nonce, and nothing more.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::app::App;

const STYLE: &str = include_str!("../pages/style.css");
const INVITATION: &str = include_str!("../pages/invitation.html");
const PLAIN: &str = include_str!("../pages/plain.html");

/// `GET /invitation`: where the link of an invitation leads.
pub(super) async fn invitation(app: web::Data<App>) -> HttpResponse {
    page(&app, 200, INVITATION, "", "'none'")
}

/// `GET /` in development.
pub(super) async fn start(app: web::Data<App>) -> HttpResponse {
    let text = "<h1>Cadre</h1><ul><li><a href=\"/graphql\">GraphiQL</a></li>\
                <li><a href=\"/dev/mailbox\">Mailbox</a></li><li><a href=\"/readyz\">Readiness</a></li></ul>";
    plain(&app, 200, text)
}

/// `GET /learning`, `/people` and `/mentoring` in development: where links of mails lead while the
/// organisation's own pages (`CADRE_APP_URL`) are not set.
pub(super) async fn learning(app: web::Data<App>) -> HttpResponse {
    let text = "<h1>Your learning pages</h1><p>Cadre is the backend; your organisation's pages stand \
                here. Set <code>CADRE_APP_URL</code> to their address. Until then the \
                <a href=\"/graphql\">GraphiQL</a> shows the same figures: query \
                <code>myReports</code> or <code>myLearning</code>.</p>";
    plain(&app, 200, text)
}

/// A page of nothing but text and, at most, a form that comes back here. `text` is HTML.
pub(super) fn plain(app: &App, status: u16, text: &str) -> HttpResponse {
    page(app, status, PLAIN, text, "'none'")
}

/// A page of text that shows other pages of ours in a frame.
pub(super) fn framing(app: &App, text: &str) -> HttpResponse {
    page(app, 200, PLAIN, text, "'self'")
}

fn page(app: &App, status: u16, html: &str, text: &str, frames: &str) -> HttpResponse {
    let nonce = app.services.sources.new_secret().reveal();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-src {frames}; frame-ancestors 'none'"
    );
    let html =
        html.replace("{{nonce}}", &nonce).replace("{{style}}", STYLE).replace("{{text}}", text);
    HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::OK))
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(html)
}

/// Text as it may stand in HTML, also inside an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}
