//! Time and randomness as values that are handed in, so that every decision can be repeated in a
//! test. Nothing outside this crate reads the wall clock or the system's randomness.

use std::fmt;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use rand::{Rng, SeedableRng, TryRng};
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment, UTC, in whole microseconds as PostgreSQL keeps it.
    fn now(&self) -> DateTime<Utc>;
}

/// Gives random bytes.
pub trait Randomness: Send + Sync {
    /// Fills the slice with bytes fit for secrets.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    fn now(&self) -> DateTime<Utc> {
        whole_microseconds(Utc::now())
    }
}

/// A clock that stands still until it is moved; for tests.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock that shows `at`.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(Mutex::new(at))
    }

    /// Moves the clock to `at`, forwards or back.
    pub fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = at;
    }

    /// Moves the clock by `step`.
    pub fn advance(&self, step: Duration) {
        self.set(self.now() + step);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        whole_microseconds(*self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

fn whole_microseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rngs::SysRng.try_fill_bytes(bytes).expect("the operating system gives randomness");
    }
}

/// Repeatable bytes from a seed; for tests only.
#[derive(Debug)]
pub struct SeededRandomness(Mutex<rand::rngs::StdRng>);

impl SeededRandomness {
    /// Bytes that depend on `seed` alone.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(rand::rngs::StdRng::seed_from_u64(seed)))
    }
}

impl Randomness for SeededRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).fill_bytes(bytes);
    }
}

/// A 256-bit secret for links and tokens. Its text never shows in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// The text that a person or client carries: URL-safe base64, 43 characters.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The bits, for keys and for texts that carry more than the secret.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Clock and randomness together, cheap to clone.
#[derive(Clone)]
pub struct Sources {
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

impl Sources {
    /// The real ones.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), randomness: Arc::new(SystemRandomness) }
    }

    /// Given ones; for tests.
    pub fn new(clock: Arc<dyn Clock>, randomness: Arc<dyn Randomness>) -> Self {
        Self { clock, randomness }
    }

    /// The present moment, UTC, in whole microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new id of the wanted kind: a UUIDv7, so that ids sort by the time they were made.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        let mut bytes = [0_u8; 10];
        self.randomness.fill(&mut bytes);
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }

    /// A new seed, for orders and draws that can be repeated.
    pub fn new_seed(&self) -> u64 {
        let mut bytes = [0_u8; 8];
        self.randomness.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A new 256-bit secret.
    pub fn new_secret(&self) -> Secret {
        let mut bytes = [0_u8; 32];
        self.randomness.fill(&mut bytes);
        Secret(bytes)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sources")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CohortId;

    #[test]
    fn ids_sort_by_time_and_repeat_from_a_seed() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).expect("valid");
        let made = || {
            let clock = Arc::new(FixedClock::new(start));
            let sources = Sources::new(clock.clone(), Arc::new(SeededRandomness::new(1)));
            let first: CohortId = sources.new_id();
            clock.advance(Duration::milliseconds(1));
            (first, sources.new_id::<CohortId>())
        };
        let (first, second) = made();
        assert!(first < second);
        assert_eq!((first, second), made());
        assert_eq!(first.uuid().get_version_num(), 7);
    }

    #[test]
    fn a_secret_does_not_show() {
        let secret = Sources::system().new_secret();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.reveal().len(), 43);
    }
}
