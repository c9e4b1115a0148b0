//! The link with which a reader stops a mail. Opening it changes nothing: programs that scan mails
//! open links. Mail programs (RFC 8058) and the page's button send a POST.

use actix_web::{HttpResponse, web};

use super::pages::{self, escape};
use crate::app::App;
use crate::unsubscribe::UnsubscribeError;

/// `GET /unsubscribe/{token}`: says what would stop, and asks.
pub(super) async fn ask(app: web::Data<App>, token: web::Path<String>) -> HttpResponse {
    match (app.unsubscribe)(token.into_inner(), false).await {
        Ok(of) => {
            let text = format!(
                "<h1>Stop {what}?</h1><form method=\"post\"><button name=\"List-Unsubscribe\" \
                 value=\"One-Click\">Stop {what}</button></form><p>Your courses and invitations go on.</p>",
                what = escape(&of.what)
            );
            pages::plain(&app, 200, &text)
        }
        Err(error) => refusal(&app, error),
    }
}

/// `POST /unsubscribe/{token}`: stops it. The token is the proof; nobody signs in to stop a mail.
/// The body says `List-Unsubscribe=One-Click` and nothing that would matter, so it is not read.
pub(super) async fn stop(app: web::Data<App>, token: web::Path<String>) -> HttpResponse {
    match (app.unsubscribe)(token.into_inner(), true).await {
        Ok(of) => pages::plain(
            &app,
            200,
            &format!("<h1>Done</h1><p>You get {} no more.</p>", escape(&of.what)),
        ),
        Err(error) => refusal(&app, error),
    }
}

fn refusal(app: &App, error: UnsubscribeError) -> HttpResponse {
    match error {
        UnsubscribeError::BadLink => {
            let text = "<h1>This link is not complete</h1><p>Copy the whole link from the mail and try again.</p>";
            pages::plain(app, 404, text)
        }
        UnsubscribeError::Failed => {
            let text = "<h1>That did not work</h1><p>Something failed on our side. Please try again later.</p>";
            pages::plain(app, 503, text)
        }
    }
}
