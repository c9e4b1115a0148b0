//! What the headers of a request say of its client.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName};
use kernel::Sources;
use uuid::Uuid;

/// The header in which a request id comes and goes.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest request id that is taken over.
const LONGEST_ID: usize = 64;

/// One header as text.
pub(super) fn text(request: &HttpRequest, name: &HeaderName) -> Option<String> {
    request.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// The id that a proxy gave the request, if it is fit for a log and a header; otherwise a new one.
pub(super) fn request_id(request: &HttpRequest, sources: &Sources) -> String {
    let fits = |id: &String| {
        (8..=LONGEST_ID).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    text(request, &REQUEST_ID).filter(fits).unwrap_or_else(|| sources.new_id::<Uuid>().to_string())
}

/// The access token. Another scheme is handed on as it is, so that it is refused and not ignored.
pub(super) fn bearer(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?;
    let text = value.to_str().unwrap_or("not a token");
    let token = match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => text,
    };
    Some(token.to_owned())
}

/// Whether the client reads gzip.
pub(super) fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = text(request, &header::ACCEPT_ENCODING).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && weight.trim() != "q=0"
    })
}

/// Where the client is: the other end of the connection, or what the proxy there says.
pub(super) fn address(request: &HttpRequest, trust_proxy: bool) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|address| address.ip());
    let forwarded = || {
        // Each proxy appends whom it saw; only the last entry was written by ours.
        let all = request.headers().get_all(header::X_FORWARDED_FOR).last()?.to_str().ok()?;
        all.rsplit(',').next()?.trim().parse().ok()
    };
    let address = if trust_proxy { forwarded().or(peer) } else { peer };
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_request_id_is_taken_over_only_if_it_is_harmless() {
        let sources = Sources::system();
        let id = |value: &str| {
            request_id(
                &TestRequest::default().insert_header((REQUEST_ID, value)).to_http_request(),
                &sources,
            )
        };
        assert_eq!(id("0123abcd-._"), "0123abcd-._");
        for odd in ["", "short", "with space", "a\"b:{}aaaa", &"a".repeat(65)] {
            assert_ne!(id(odd), odd);
            assert_eq!(id(odd).len(), 36);
        }
    }

    #[test]
    fn only_bearer_tokens_are_tokens() {
        let of = |value: &str| {
            bearer(
                &TestRequest::default()
                    .insert_header((header::AUTHORIZATION, value))
                    .to_http_request(),
            )
        };
        assert_eq!(of("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(of("bearer  abc ").as_deref(), Some("abc"));
        assert_eq!(of("Basic abc").as_deref(), Some("Basic abc"));
        assert_eq!(bearer(&TestRequest::default().to_http_request()), None);
    }

    #[test]
    fn gzip_goes_to_those_who_take_it() {
        let takes = |value: &str| {
            let request = TestRequest::default().insert_header((header::ACCEPT_ENCODING, value));
            takes_gzip(&request.to_http_request())
        };
        assert!(takes("gzip") && takes("br, GZIP;q=0.5, deflate"));
        assert!(!takes("br") && !takes("gzip;q=0") && !takes(""));
        assert!(!takes_gzip(&TestRequest::default().to_http_request()));
    }

    #[test]
    fn a_client_cannot_choose_its_address() {
        let request = TestRequest::default()
            .peer_addr("[::ffff:10.0.0.1]:443".parse().expect("an address"))
            .append_header((header::X_FORWARDED_FOR, "1.1.1.1"))
            .append_header((header::X_FORWARDED_FOR, "2.2.2.2, 3.3.3.3"))
            .to_http_request();
        assert_eq!(address(&request, false), "10.0.0.1".parse().ok());
        assert_eq!(address(&request, true), "3.3.3.3".parse().ok());
    }
}
