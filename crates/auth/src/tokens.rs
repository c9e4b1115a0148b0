//! Access tokens: signed statements that a session makes about itself, for ten minutes.

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use kernel::{AccountId, OrganizationId, SessionId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::AuthError;
use crate::keys::SigningKeys;

#[cfg(test)]
mod tests;

/// How long an access token is good.
pub(crate) const ACCESS_LIFETIME: Duration = Duration::minutes(10);
/// By how much the clocks of two of our machines may differ.
const LEEWAY_SECONDS: i64 = 5;
/// What marks an access token, so that no other signed text passes for one (RFC 9068).
const TYPE: &str = "at+jwt";
const AUDIENCE: &str = "cadre";
/// Ours have about 450 characters.
const LONGEST: usize = 2048;

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) account_id: AccountId,
    pub(crate) session_id: SessionId,
    pub(crate) organization_id: OrganizationId,
}

/// Each claim is required: one that is missing, or of another type, fails to be read.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: AccountId,
    sid: SessionId,
    org: OrganizationId,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// What is stored of a refresh or invitation token.
pub(crate) fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

/// Signs an access token.
pub(crate) fn sign(
    keys: &SigningKeys,
    issuer: &str,
    statement: Statement,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<String, AuthError> {
    let (id, key) = keys.signing();
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(id.to_owned());
    let claims = Claims {
        iss: issuer.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: statement.account_id,
        sid: statement.session_id,
        org: statement.organization_id,
        iat: now.timestamp(),
        nbf: now.timestamp(),
        exp: expires_at.timestamp(),
    };
    encode(&header, &claims, key)
        .map_err(|error| AuthError::Internal(format!("signing a token: {error}")))
}

/// What a token says, if one of our keys signed it and it is good at `now`.
pub(crate) fn verify(
    keys: &SigningKeys,
    issuer: &str,
    token: &str,
    now: DateTime<Utc>,
) -> Option<Statement> {
    if token.len() > LONGEST {
        return None;
    }
    let header = decode_header(token).ok()?;
    if header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
        return None;
    }
    let key = keys.verifying(header.kid.as_deref()?)?;
    let claims = decode::<Claims>(token, key, &validation(issuer)).ok()?.claims;
    let stands =
        claims.iss == issuer && claims.aud == AUDIENCE && is_good_at(&claims, now.timestamp());
    stands.then_some(Statement {
        account_id: claims.sub,
        session_id: claims.sid,
        organization_id: claims.org,
    })
}

/// The times are checked by [`is_good_at`]: the library would read the machine's clock.
fn validation(issuer: &str) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "nbf", "exp"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[AUDIENCE]);
    validation.leeway = 0;
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

fn is_good_at(claims: &Claims, now: i64) -> bool {
    let latest = now.saturating_add(LEEWAY_SECONDS);
    now < claims.exp.saturating_add(LEEWAY_SECONDS)
        && claims.nbf <= latest
        && claims.iat <= latest
        && claims.exp.saturating_sub(claims.iat) <= ACCESS_LIFETIME.num_seconds()
}
