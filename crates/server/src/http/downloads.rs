//! The way out for files: a link that is good for some minutes. Whoever has it may read, so nothing
//! on the way keeps what it leads to; and what people upload never runs under our name.

use actix_web::body::SizedStream;
use actix_web::http::Method;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use files::{ByteStream, Download};
use futures::stream::{self, StreamExt as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::client;
use super::refusal::Refusal;
use crate::app::App;

/// No script, no form, no frame, no request, an origin of its own; not even where a program shows
/// the file instead of saving it.
const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";
/// What stays as it is in the name of a header (RFC 5987, attr-char), and little of it.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `GET` and `HEAD /files/{token}`.
pub(super) async fn send(
    app: web::Data<App>,
    request: HttpRequest,
    token: web::Path<String>,
) -> HttpResponse {
    let request_id = client::request_id(&request, &app.services.sources);
    let files = &app.services.files;
    let opened = if request.method() == Method::HEAD {
        files::find(files, &token).await.map(|download| (download, stream::empty().boxed()))
    } else {
        files::open(files, &token).await
    };
    match opened {
        Ok((download, bytes)) => reply(&download, bytes, &request_id),
        Err(error) => Refusal::from(error).answer(&request_id),
    }
}

fn reply(download: &Download, bytes: ByteStream, request_id: &str) -> HttpResponse {
    let Ok(length) = u64::try_from(download.file.bytes) else {
        return Refusal::internal(&"a file of negative length").answer(request_id);
    };
    HttpResponse::Ok()
        .insert_header((client::REQUEST_ID, request_id))
        .insert_header((header::CONTENT_TYPE, download.file.media_type.as_str()))
        .insert_header((header::CONTENT_DISPOSITION, disposition(&download.name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(SizedStream::new(length, bytes))
}

/// To be saved, not shown (RFC 6266). The first name is for programs that read ASCII only.
fn disposition(name: &str) -> String {
    let plain = |letter: char| {
        let fits = letter == ' ' || letter.is_ascii_graphic();
        if fits && !"\"\\%".contains(letter) { letter } else { '_' }
    };
    let ascii: String = name.chars().map(plain).collect();
    let whole = utf8_percent_encode(name, ENCODED);
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_out_for_old_and_new_programs() {
        assert_eq!(
            disposition("Plan 2.pdf"),
            "attachment; filename=\"Plan 2.pdf\"; filename*=UTF-8''Plan%202.pdf"
        );
        assert_eq!(
            disposition("zaż\".pdf"),
            "attachment; filename=\"za__.pdf\"; filename*=UTF-8''za%C5%BC%22.pdf"
        );
        // Cleaned names have no line breaks; one that had would end neither name nor header.
        assert!(disposition("a\r\nset-cookie: b\\").bytes().all(|byte| (32..127).contains(&byte)));
    }
}
