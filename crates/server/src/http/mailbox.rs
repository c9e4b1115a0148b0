//! Mails that did not leave the house, for development: a list, and each as its reader would see it.

use std::path::PathBuf;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use mail::Party;
use mail::mailbox::{self, Received};

use super::pages::{self, escape};
use crate::app::App;

/// How many mails the list shows.
const SHOWN: usize = 100;
/// For the HTML of a mail: no script, no request, but links may be followed in a tab of their own.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; \
                           sandbox allow-popups allow-popups-to-escape-sandbox";

/// `GET /dev/mailbox`.
pub(super) async fn list(app: web::Data<App>) -> HttpResponse {
    let Some(folder) = folder(&app) else { return sent_for_real(&app) };
    let mails = match mailbox::list(&folder, SHOWN).await {
        Ok(mails) => mails,
        Err(error) => return failed(&app, &error),
    };
    let rows: String = mails.iter().map(row).collect();
    let text = if rows.is_empty() {
        "<h1>Mailbox</h1><p>No mail yet.</p>".to_owned()
    } else {
        format!("<h1>Mailbox</h1><table><tr><th>Date<th>To<th>Subject</tr>{rows}</table>")
    };
    pages::plain(&app, 200, &text)
}

/// `GET /dev/mailbox/{id}`.
pub(super) async fn show(app: web::Data<App>, id: web::Path<String>) -> HttpResponse {
    match find(&app, &id).await {
        Ok(mail) => pages::framing(&app, &letter(&mail)),
        Err(response) => response,
    }
}

/// `GET /dev/mailbox/{id}/html`: what the frame shows.
pub(super) async fn html(app: web::Data<App>, id: web::Path<String>) -> HttpResponse {
    match find(&app, &id).await {
        Ok(mail) => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_SECURITY_POLICY, MAIL_POLICY))
            .body(format!("{}<base target=\"_blank\">", mail.html)),
        Err(response) => response,
    }
}

async fn find(app: &App, id: &str) -> Result<Received, HttpResponse> {
    let folder = folder(app).ok_or_else(|| sent_for_real(app))?;
    match mailbox::read(&folder, id).await {
        Ok(Some(mail)) => Ok(mail),
        Ok(None) => Err(pages::plain(app, 404, "<h1>There is no such mail</h1>")),
        Err(error) => Err(failed(app, &error)),
    }
}

fn folder(app: &App) -> Option<PathBuf> {
    app.surroundings.mailbox.clone()
}

fn sent_for_real(app: &App) -> HttpResponse {
    pages::plain(app, 404, "<h1>No mailbox</h1><p>Mails go out over CADRE_SMTP_URL.</p>")
}

fn failed(app: &App, error: &std::io::Error) -> HttpResponse {
    tracing::error!(%error, "the mailbox cannot be read");
    pages::plain(app, 500, "<h1>The mailbox cannot be read</h1>")
}

fn row(mail: &Received) -> String {
    let date = mail.date.map(|date| date.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    format!(
        "<tr><td>{date}<td>{}<td><a href=\"/dev/mailbox/{}\">{}</a></tr>",
        escape(&mail.to.address),
        escape(&mail.id),
        escape(&mail.subject)
    )
}

fn letter(mail: &Received) -> String {
    let headers = mail.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
    format!(
        "<p><a href=\"/dev/mailbox\">Mailbox</a></p><h1>{subject}</h1><p>From {from}<br>To {to}</p>\
         <iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\" title=\"The mail\" \
         src=\"/dev/mailbox/{id}/html\"></iframe><h2>Text</h2><pre>{text}</pre>\
         <details><summary>Headers</summary><pre>{headers}</pre></details>",
        subject = escape(&mail.subject),
        from = party(&mail.from),
        to = party(&mail.to),
        id = escape(&mail.id),
        text = with_links(&mail.text),
        headers = escape(&headers.collect::<String>()),
    )
}

fn party(party: &Party) -> String {
    escape(&format!("{} <{}>", party.name, party.address))
}

/// Escaped text whose addresses can be clicked.
fn with_links(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some(start) =
        ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min()
    {
        let (before, after) = rest.split_at(start);
        let is_over = |letter: char| letter.is_whitespace() || "<>\"'()".contains(letter);
        let (link, after) = after.split_at(after.find(is_over).unwrap_or(after.len()));
        let link = escape(link);
        html.push_str(&escape(before));
        html.push_str(&format!("<a href=\"{link}\">{link}</a>"));
        rest = after;
    }
    html.push_str(&escape(rest));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_text_can_be_clicked_and_nothing_else_gets_through() {
        let text =
            "See https://a.example/x?t=1&b=2, or <script>alert(\"http://b.example\")</script>";
        assert_eq!(
            with_links(text),
            "See <a href=\"https://a.example/x?t=1&amp;b=2,\">https://a.example/x?t=1&amp;b=2,</a> or \
             &lt;script&gt;alert(&quot;<a href=\"http://b.example\">http://b.example</a>&quot;)&lt;/script&gt;"
        );
        assert_eq!(with_links("plain & <b>"), "plain &amp; &lt;b&gt;");
    }
}
