//! Work that takes time, aside of the threads that answer requests.

use tokio::sync::Semaphore;

use crate::error::MentoringError;

/// How many such works are done at once in a process. The others wait, so that questions to large
/// runs, asked all at once, take neither all cores nor all memory.
const AT_ONCE: usize = 4;

static ROOM: Semaphore = Semaphore::const_new(AT_ONCE);

/// Does something on a thread of its own, once there is room.
///
/// # Errors
/// Those of the work, [`MentoringError::Broken`] if it ends in a panic.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MentoringError> + Send + 'static,
) -> Result<T, MentoringError> {
    let room = ROOM.acquire().await;
    let room = room.map_err(|_| MentoringError::Broken("no work is taken aside any more"))?;
    let done = tokio::task::spawn_blocking(move || {
        // Held for as long as the work goes on, also where whoever asked has hung up.
        let _room = room;
        work()
    });
    let done = done.await;
    done.map_err(|error| {
        tracing::error!(%error, "work on a matching ended in a panic");
        MentoringError::Broken("work on a matching ended in a panic")
    })?
}
