//! Password hashes: as many at once as there are cores, with a short queue.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use kernel::Sources;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::AuthError;
use crate::model::is_password_length;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How many may wait per core; at about 50 ms a hash, the last one waits half a second.
const QUEUE_PER_CORE: usize = 8;

/// Of URL-safe base64: 132 bits.
const SALT_LENGTH: usize = 22;

/// Checked where there is no account, so that the answer takes as long. No password fits it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Y2FkcmUtbm9ib2R5LXNhbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and checks passwords with argon2id. Cheap to clone; clones share their limits.
#[derive(Clone)]
pub struct PasswordHashing {
    argon2: Argon2<'static>,
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
    memory: Arc<Mutex<Vec<Memory>>>,
}

/// What one hash works in: 19 MiB, used again by the next one. Left to the allocator it stayed with
/// every thread that had hashed once, and a minute of sign-ins took more than a gigabyte.
type Memory = Vec<Block>;

/// What checking a password showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It fits. `outdated`: the hash was made with other parameters and should be made anew.
    Right {
        /// See above.
        outdated: bool,
    },
    /// It does not fit, or there is no account.
    Wrong,
}

impl fmt::Debug for PasswordHashing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHashing")
    }
}

impl PasswordHashing {
    /// 19 MiB, two passes, one lane; as many hashes at once as the machine has cores.
    pub fn standard() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::new(MEMORY_KIB, PASSES, cores, cores * QUEUE_PER_CORE)
    }

    fn new(memory_kib: u32, passes: u32, at_once: usize, waiting: usize) -> Self {
        let params = Params::new(memory_kib, passes, LANES, None)
            .expect("the parameters are within argon2's bounds");
        Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            running: Arc::new(Semaphore::new(at_once)),
            admitted: Arc::new(Semaphore::new(at_once + waiting)),
            memory: Arc::default(),
        }
    }

    /// Hashes a password, whose length was checked, with a new salt.
    pub(crate) async fn hash(
        &self,
        password: &SecretString,
        sources: &Sources,
    ) -> Result<String, AuthError> {
        let password = password.clone();
        let salt = sources.new_secret().reveal();
        self.run(move |argon2, memory| {
            let salt = Salt::new(&salt.as_bytes()[..SALT_LENGTH]).map_err(internal)?;
            let hash = output(argon2, password.expose_secret(), &salt, memory)?;
            let hash = PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(argon2.params()).map_err(internal)?,
                salt: Some(salt),
                hash: Some(hash),
            };
            Ok(hash.to_string())
        })
        .await
    }

    /// Checks a password against a stored hash; takes as long where there is none.
    pub(crate) async fn verify(
        &self,
        password: &SecretString,
        stored: Option<&str>,
    ) -> Result<Verdict, AuthError> {
        if !is_password_length(password.expose_secret()) {
            return Ok(Verdict::Wrong);
        }
        let password = password.clone();
        let hash = stored.unwrap_or(NOBODY).to_owned();
        let verdict = self
            .run(move |argon2, memory| check(argon2, password.expose_secret(), &hash, memory))
            .await?;
        Ok(if stored.is_some() { verdict } else { Verdict::Wrong })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>, &mut Memory) -> Result<T, AuthError> + Send + 'static,
    ) -> Result<T, AuthError> {
        let place = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| AuthError::TooManyAttempts { seconds: 1 })?;
        let turn = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|error| AuthError::Internal(error.to_string()))?;
        let (argon2, kept) = (self.argon2.clone(), Arc::clone(&self.memory));
        // The permits move along: a caller that goes away does not make room while its hash runs.
        tokio::task::spawn_blocking(move || {
            let _permits: [OwnedSemaphorePermit; 2] = [place, turn];
            let locked = || kept.lock().unwrap_or_else(PoisonError::into_inner);
            let mut memory = locked().pop().unwrap_or_default();
            let result = work(&argon2, &mut memory);
            locked().push(memory);
            result
        })
        .await
        .map_err(|error| AuthError::Internal(format!("hashing a password: {error}")))?
    }
}

fn check(
    argon2: &Argon2<'_>,
    password: &str,
    stored: &str,
    memory: &mut Memory,
) -> Result<Verdict, AuthError> {
    let stored = PasswordHash::new(stored).map_err(internal)?;
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
        return Ok(Verdict::Wrong);
    };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).map_err(internal)?;
    let version = stored.version.map_or(Ok(Version::default()), Version::try_from);
    let params = Params::try_from(&stored).map_err(internal)?;
    let as_stored = Argon2::new(algorithm, version.map_err(internal)?, params);
    // Outputs are compared in constant time.
    if output(&as_stored, password, salt, memory)? == *expected {
        Ok(Verdict::Right { outdated: is_outdated(argon2, &stored) })
    } else {
        Ok(Verdict::Wrong)
    }
}

/// The hash itself. What `memory` held before has no effect on it.
fn output(
    argon2: &Argon2<'_>,
    password: &str,
    salt: &Salt,
    memory: &mut Memory,
) -> Result<Output, AuthError> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    let mut bytes = [0; Output::MAX_LENGTH];
    let length = argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let bytes = bytes.get_mut(..length).ok_or_else(|| internal("the hash is too long"))?;
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt, bytes, &mut memory[..])
        .map_err(internal)?;
    Output::new(bytes).map_err(internal)
}

fn is_outdated(argon2: &Argon2<'_>, stored: &PasswordHash) -> bool {
    let wanted = argon2.params();
    let same = Params::try_from(stored).is_ok_and(|params| {
        (params.m_cost(), params.t_cost(), params.p_cost())
            == (wanted.m_cost(), wanted.t_cost(), wanted.p_cost())
    });
    !same
        || stored.algorithm != Algorithm::Argon2id.ident()
        || stored.version != Some(Version::V0x13.into())
}

fn internal(error: impl fmt::Display) -> AuthError {
    AuthError::Internal(format!("hashing a password: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let hashing = PasswordHashing::standard();
        let hash =
            hashing.hash(&password("correct horse"), &Sources::system()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let right = hashing.verify(&password("correct horse"), Some(&hash)).await;
        assert_eq!(right.expect("a verdict"), Verdict::Right { outdated: false });
        let wrong = hashing.verify(&password("correct house"), Some(&hash)).await;
        assert_eq!(wrong.expect("a verdict"), Verdict::Wrong);
        let again =
            hashing.hash(&password("correct horse"), &Sources::system()).await.expect("a hash");
        assert_ne!(hash, again);
    }

    #[tokio::test]
    async fn nobody_has_no_password_and_an_unreadable_hash_is_our_fault() {
        let hashing = PasswordHashing::standard();
        assert_eq!(
            hashing.verify(&password("correct horse"), None).await.expect("a verdict"),
            Verdict::Wrong
        );
        // The stand-in must be read as a hash of the standard cost, or the answer would come sooner.
        let stand_in = PasswordHash::new(NOBODY).expect("a hash");
        assert!(!is_outdated(&hashing.argon2, &stand_in));
        let broken = hashing.verify(&password("correct horse"), Some("plain text")).await;
        assert!(matches!(broken, Err(AuthError::Internal(_))));
    }

    #[tokio::test]
    async fn hashes_take_turns_in_one_memory_and_do_not_see_each_other() {
        let hashing = PasswordHashing::new(MEMORY_KIB, PASSES, 1, 8);
        let small = PasswordHashing::new(8, 1, 1, 0);
        let old = small.hash(&password("an old one"), &Sources::system()).await.expect("a hash");
        // From the tests of the reference implementation.
        let known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        for (text, hash) in
            [("an old one", old.as_str()), ("password", known), ("an old one", &old)]
        {
            let right = hashing.verify(&password(text), Some(hash)).await.expect("a verdict");
            assert_eq!(right, Verdict::Right { outdated: true }, "{text}");
            let wrong = hashing.verify(&password("another"), Some(hash)).await.expect("a verdict");
            assert_eq!(wrong, Verdict::Wrong);
        }
        assert_eq!(hashing.memory.lock().expect("no panic").len(), 1);
    }

    #[tokio::test]
    async fn hashes_with_other_parameters_are_outdated() {
        let old = PasswordHashing::new(8, 1, 1, 0);
        let hash = old.hash(&password("correct horse"), &Sources::system()).await.expect("a hash");
        let verdict =
            PasswordHashing::standard().verify(&password("correct horse"), Some(&hash)).await;
        assert_eq!(verdict.expect("a verdict"), Verdict::Right { outdated: true });
    }

    #[tokio::test]
    async fn beyond_the_queue_nobody_is_let_in() {
        let hashing = PasswordHashing::new(8, 1, 1, 0);
        let running = Arc::clone(&hashing.admitted).try_acquire_owned().expect("free");
        let refused = hashing.verify(&password("correct horse"), None).await;
        assert!(matches!(refused, Err(AuthError::TooManyAttempts { seconds: 1 })));
        drop(running);
        assert_eq!(
            hashing.verify(&password("correct horse"), None).await.expect("a verdict"),
            Verdict::Wrong
        );
    }
}
