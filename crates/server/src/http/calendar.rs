//! The way out for the calendar of a person's sessions: a secret address, which calendar programs ask
//! again and again. Whoever has it may read; it stands in no log line of ours.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use kernel::ErrorCode;
use mentoring::actions::sessions::read_calendar;
use tokio::sync::Semaphore;

use super::client;
use super::refusal::Refusal;
use crate::app::App;

/// Calendars that are looked up at once. Anybody may ask for one, so all together they hold no more
/// connections of those who are signed in.
static ROOM: Semaphore = Semaphore::const_new(4);

/// `GET` and `HEAD /calendar/{token}`.
pub(super) async fn send(
    app: web::Data<App>,
    request: HttpRequest,
    token: web::Path<String>,
) -> HttpResponse {
    let request_id = client::request_id(&request, &app.services.sources);
    let mentoring = app.services.mentoring();
    match in_turn(&ROOM, read_calendar(&mentoring, &token)).await {
        Ok(Some(calendar)) => HttpResponse::Ok()
            .insert_header((client::REQUEST_ID, request_id))
            .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
            .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"mentoring.ics\""))
            .insert_header((header::CACHE_CONTROL, "private, no-store"))
            .body(calendar),
        Ok(None) => {
            let words = "there is no calendar at this address; make a new one";
            Refusal::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, words).answer(&request_id)
        }
        Err(error) => Refusal::internal(&error).answer(&request_id),
    }
}

/// Does something when there is room for it.
async fn in_turn<F: Future>(room: &Semaphore, work: F) -> F::Output {
    let _place = room.acquire().await.expect("nobody closes it");
    work.await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;

    use super::*;

    #[tokio::test]
    async fn no_more_at_once_than_there_is_room_for() {
        let (busy, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (room, busy, most) = (&Semaphore::new(2), &busy, &most);
        let works = (0..9).map(|_| {
            in_turn(room, async move {
                most.fetch_max(busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                busy.fetch_sub(1, Ordering::SeqCst);
            })
        });
        assert_eq!(join_all(works).await.len(), 9);
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }
}
