//! Password hashes: as many at once as there are cores, with a short queue.

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
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
}

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
        self.run(move |argon2| {
            let hash: PasswordHash = argon2
                .hash_password_with_salt(
                    password.expose_secret().as_bytes(),
                    &salt.as_bytes()[..SALT_LENGTH],
                )
                .map_err(|error| internal(&error))?;
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
        let verdict =
            self.run(move |argon2| check(argon2, password.expose_secret(), &hash)).await?;
        Ok(if stored.is_some() { verdict } else { Verdict::Wrong })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> Result<T, AuthError> + Send + 'static,
    ) -> Result<T, AuthError> {
        let place = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| AuthError::TooManyAttempts { seconds: 1 })?;
        let turn = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|error| AuthError::Internal(error.to_string()))?;
        let argon2 = self.argon2.clone();
        // The permits move along: a caller that goes away does not make room while its hash runs.
        tokio::task::spawn_blocking(move || {
            let _permits: [OwnedSemaphorePermit; 2] = [place, turn];
            work(&argon2)
        })
        .await
        .map_err(|error| AuthError::Internal(format!("hashing a password: {error}")))?
    }
}

fn check(argon2: &Argon2<'_>, password: &str, stored: &str) -> Result<Verdict, AuthError> {
    let stored = PasswordHash::new(stored).map_err(|error| internal(&error))?;
    match argon2.verify_password(password.as_bytes(), &stored) {
        Ok(()) => Ok(Verdict::Right { outdated: is_outdated(argon2, &stored) }),
        Err(password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(error) => Err(internal(&error)),
    }
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

fn internal(error: &dyn fmt::Display) -> AuthError {
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
