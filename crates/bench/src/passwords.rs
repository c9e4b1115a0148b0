//! Password hashes without anything around them.

use std::time::{Duration, Instant};

use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::Fallible;

/// The password of every account.
pub const PASSWORD: &str = "correct horse battery staple";

/// 16 bytes are what the parameters of crate `auth` come to.
const SALT: &[u8] = b"cadre-bench-salt-of22c";

fn hasher() -> Fallible<Argon2<'static>> {
    // As in auth::passwords; a hash of other parameters would be made anew at the first sign-in.
    let params = Params::new(19_456, 2, 1, None).map_err(|error| error.to_string())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// One hash of [`PASSWORD`].
pub fn hash() -> Fallible<String> {
    let hash: PasswordHash = hasher()?
        .hash_password_with_salt(PASSWORD.as_bytes(), SALT)
        .map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

/// Hashes per second with one thread per core, each in memory that it keeps.
pub fn per_second(duration: Duration) -> Fallible<f64> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let begun = Instant::now();
    let counts: Vec<u32> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let Ok(hasher) = hasher() else { return 0 };
                    let mut memory = vec![Block::new(); hasher.params().block_count()];
                    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
                    let mut hash = || {
                        let (password, memory) = (PASSWORD.as_bytes(), &mut memory[..]);
                        hasher.hash_password_into_with_memory(password, SALT, &mut output, memory)
                    };
                    let mut count = 0;
                    while begun.elapsed() < duration && hash().is_ok() {
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(0)).collect()
    });
    Ok(f64::from(counts.iter().sum::<u32>()) / begun.elapsed().as_secs_f64())
}
