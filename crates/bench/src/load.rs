//! Requests from several connections at once, and how long each took.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::Fallible;
use crate::client::Client;

/// As many as pgbench gets.
pub const CONNECTIONS: u64 = 16;

/// How long each of some requests took.
#[derive(Debug, Default)]
pub struct Latencies {
    micros: Vec<u32>,
    /// The time over which they were spread, summed over rounds.
    elapsed: Duration,
}

impl Latencies {
    /// Of one round.
    pub fn new(micros: Vec<u32>, elapsed: Duration) -> Self {
        Self { micros, elapsed }
    }

    /// Adds another round.
    pub fn add(&mut self, mut round: Self) {
        self.micros.append(&mut round.micros);
        self.elapsed += round.elapsed;
    }

    /// How many.
    pub fn count(&self) -> f64 {
        f64::from(u32::try_from(self.micros.len()).unwrap_or(u32::MAX))
    }

    /// How many a second.
    pub fn per_second(&self) -> f64 {
        self.count() / self.elapsed.as_secs_f64()
    }

    /// Milliseconds within which this share of them was answered.
    pub fn within(&mut self, percent: usize) -> f64 {
        self.micros.sort_unstable();
        let place = (self.micros.len() * percent / 100).min(self.micros.len().saturating_sub(1));
        self.micros.get(place).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

/// Sends random ones of `requests` from [`CONNECTIONS`] connections. Each answer must be a success:
/// an error answered fast would be a good figure otherwise.
pub async fn run(
    port: u16,
    requests: &Arc<Vec<Vec<u8>>>,
    duration: Duration,
) -> Fallible<Latencies> {
    let count = requests.len();
    let order = |connection: u64| {
        let mut chance = StdRng::seed_from_u64(connection);
        std::iter::repeat_with(move || chance.random_range(0..count))
    };
    start(port, requests, duration, order).await
}

/// The same with requests that count once only: each is sent at most once, and it is over when none
/// is left.
pub async fn run_once(
    port: u16,
    requests: &Arc<Vec<Vec<u8>>>,
    duration: Duration,
) -> Fallible<Latencies> {
    let count = requests.len();
    let order =
        |connection: u64| (0..count).filter(move |place| *place as u64 % CONNECTIONS == connection);
    start(port, requests, duration, order).await
}

/// `order` tells which requests a connection sends.
async fn start<I>(
    port: u16,
    requests: &Arc<Vec<Vec<u8>>>,
    duration: Duration,
    order: impl Fn(u64) -> I,
) -> Fallible<Latencies>
where
    I: Iterator<Item = usize> + Send + 'static,
{
    let begun = Instant::now();
    let connections = (0..CONNECTIONS).map(|number| {
        let (requests, order) = (Arc::clone(requests), order(number));
        tokio::spawn(async move { connection(port, &requests, order, begun + duration).await })
    });
    let mut micros = Vec::new();
    for one in try_join_all(connections).await? {
        micros.append(&mut one?);
    }
    Ok(Latencies::new(micros, begun.elapsed()))
}

async fn connection(
    port: u16,
    requests: &[Vec<u8>],
    order: impl Iterator<Item = usize>,
    until: Instant,
) -> Fallible<Vec<u32>> {
    let mut client = Client::connect(port).await?;
    let mut micros = Vec::with_capacity(10_000);
    for place in order {
        let begun = Instant::now();
        if begun >= until {
            break;
        }
        let reply = client.send(&requests[place]).await?;
        // Errors stand before data.
        if reply.status != 200 || !reply.body.starts_with(b"{\"data\":{") {
            let text = String::from_utf8_lossy(&reply.body[..reply.body.len().min(500)]);
            return Err(format!("answer with status {}: {text}", reply.status).into());
        }
        micros.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(micros)
}
