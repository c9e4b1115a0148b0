//! In development a page of any web site could make its own name lead to this machine (DNS
//! rebinding) and then read what is here with known passwords. What it cannot change is the name
//! that the browser says it asks for.

use std::net::IpAddr;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::http::uri::Authority;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use crate::app::App;

/// Lets requests through, in development only those that ask for this machine by its own names.
pub(super) async fn check(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let embedded =
        request.app_data::<web::Data<App>>().is_some_and(|app| app.surroundings.embedded);
    if !embedded || asks_for_this_machine(&request) {
        return next.call(request).await;
    }
    let refusal = HttpResponse::MisdirectedRequest()
        .content_type("text/plain")
        .body("an embedded installation answers as localhost or 127.0.0.1 only\n");
    Ok(request.into_response(refusal))
}

/// Not by what a proxy says: a script may send those headers.
fn asks_for_this_machine(request: &ServiceRequest) -> bool {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    host.is_some_and(is_this_machine)
}

fn is_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host();
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_names_that_nobody_can_point_elsewhere_are_this_machine() {
        for host in ["localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:80"]
        {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "cadre.example",
            "cadre.example:8080",
            "localhost.cadre.example",
            "127.0.0.1.cadre.example",
            "192.0.2.1:8080",
            "0.0.0.0:8080",
            "[::]:8080",
            "localhost cadre.example",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
