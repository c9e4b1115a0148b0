//! Guessing is slow: each attempt is counted before its password is looked at, and taken back if it
//! was right. Counting first means that a thousand attempts at once see each other.
//!
//! Three things are counted: e-mail address and network address together, which stops somebody who
//! guesses and leaves the owner elsewhere alone; the e-mail address from anywhere, which stops many
//! machines that guess together; the network address, which stops one that tries many people.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use database::Connection;
use hmac::Mac as _;
use kernel::AccountId;
use secrecy::SecretString;
use uuid::Uuid;

use crate::error::AuthError;
use crate::model::{
    self, ATTEMPT_WINDOW, ATTEMPTS_PER_ADDRESS, ATTEMPTS_PER_EMAIL, ATTEMPTS_PER_PAIR,
};
use crate::passwords::Verdict;
use crate::service::Auth;
use crate::{queries, storage};

/// One counted attempt. Addresses are stored as keyed hashes.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    /// The e-mail address as tried from this network address.
    pub(crate) pair: Vec<u8>,
    pub(crate) email: Vec<u8>,
    pub(crate) address: Option<Vec<u8>>,
}

/// A password that was right.
#[derive(Debug)]
pub(crate) struct Proof {
    pub(crate) attempt: Attempt,
    /// The hash to store instead, where the stored one was made with other parameters.
    pub(crate) new_hash: Option<String>,
}

impl Attempt {
    pub(crate) fn subjects(&self) -> Vec<Vec<u8>> {
        [&self.pair, &self.email].into_iter().chain(&self.address).cloned().collect()
    }

    fn limit(&self, subject: &[u8]) -> i64 {
        if subject == self.pair {
            ATTEMPTS_PER_PAIR
        } else if subject == self.email {
            ATTEMPTS_PER_EMAIL
        } else {
            ATTEMPTS_PER_ADDRESS
        }
    }
}

impl Proof {
    /// Makes good for the right password, in the transaction that it opens the way to: clears what was
    /// counted, and stores the hash that is to stand instead.
    ///
    /// # Errors
    /// [`AuthError::TooManyAttempts`] where the hash was replaced at this very moment; the next try
    /// is checked against the new one.
    pub(crate) async fn settle(
        &self,
        connection: &mut Connection,
        account: AccountId,
        hash: &str,
    ) -> Result<(), AuthError> {
        if storage::hold_hash(connection, account).await?.as_deref() != Some(hash) {
            return Err(AuthError::TooManyAttempts { seconds: 1 });
        }
        storage::clear_failures(connection, &self.attempt).await?;
        if let Some(new_hash) = &self.new_hash {
            storage::replace_hash(connection, account, hash, new_hash).await?;
        }
        Ok(())
    }
}

impl Auth {
    /// Counts an attempt on an e-mail address, then checks the password against the stored hash;
    /// where there is none, the work and the answer are the same.
    pub(crate) async fn prove(
        &self,
        email: &str,
        address: Option<IpAddr>,
        password: &SecretString,
        stored: Option<&str>,
    ) -> Result<Proof, AuthError> {
        let attempt = self.count_attempt(email, address).await?;
        match self.hashing().verify(password, stored).await {
            Ok(Verdict::Right { outdated }) => {
                // What cannot be made anew now is made anew at the next sign-in.
                let new_hash = if outdated {
                    self.hashing().hash(password, self.sources()).await.ok()
                } else {
                    None
                };
                Ok(Proof { attempt, new_hash })
            }
            Ok(Verdict::Wrong) => Err(AuthError::WrongCredentials),
            Err(error) => {
                self.take_back(&attempt).await?;
                Err(error)
            }
        }
    }

    async fn count_attempt(
        &self,
        email: &str,
        address: Option<IpAddr>,
    ) -> Result<Attempt, AuthError> {
        let attempt = self.attempt(email, address);
        let after = attempt.at - ATTEMPT_WINDOW;
        // Two statements, each committed by itself: the count sees every attempt counted before.
        let failures = self
            .database()
            .system_statement(async |connection| {
                storage::count_attempt(connection, &attempt, after).await?;
                queries::failures(connection, &attempt.subjects(), after).await
            })
            .await?;
        let wait = failures
            .iter()
            .filter_map(|(subject, failures)| {
                model::wait_seconds(*failures, attempt.limit(subject), attempt.at)
            })
            .max();
        let Some(seconds) = wait else {
            return Ok(attempt);
        };
        self.take_back(&attempt).await?;
        Err(AuthError::TooManyAttempts { seconds })
    }

    /// An attempt whose password was not looked at does not count, nor one whose command broke off.
    pub(crate) async fn take_back(&self, attempt: &Attempt) -> Result<(), AuthError> {
        Ok(self
            .database()
            .system_statement(async |connection| {
                storage::take_attempt_back(connection, attempt).await
            })
            .await?)
    }

    fn attempt(&self, email: &str, address: Option<IpAddr>) -> Attempt {
        let hashed = |purpose, content: &[u8]| {
            self.links().mac(purpose, content).finalize().into_bytes().to_vec()
        };
        let address = address.map(model::address_key);
        // Nobody's address is one of its own. Its length before it keeps the two parts apart.
        let from = address.as_deref().unwrap_or_default();
        let length = u8::try_from(from.len()).unwrap_or(u8::MAX);
        let pair = [&[length][..], from, email.as_bytes()].concat();
        Attempt {
            id: self.sources().new_id(),
            at: self.sources().now(),
            pair: hashed("attempt/pair", &pair),
            email: hashed("attempt/email", email.as_bytes()),
            address: address.as_deref().map(|address| hashed("attempt/address", address)),
        }
    }
}
