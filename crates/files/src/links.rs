//! What stands in a link to a file: which, for whom, how long, under which name.

use auth::Links;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use hmac::Mac as _;
use kernel::{FileId, MemberId, OrganizationId};
use uuid::Uuid;

/// How long a link is good: long enough to begin a download, too short to be passed around.
const GOOD_FOR: Duration = Duration::minutes(5);
/// Keeps these links apart from all others under the same secret.
const PURPOSE: &str = "file";
/// Three ids, a moment, a number.
const CONTENT: usize = 16 * 3 + 8 + 1;
/// Longer than any token of ours.
const LONGEST: usize = 160;

/// What a link says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) organization: OrganizationId,
    pub(crate) file: FileId,
    /// Who asked for the link; for the log.
    pub(crate) reader: MemberId,
    /// 0: the file is shown under its own name. Otherwise under a name that says nothing but this
    /// number.
    pub(crate) number: u8,
}

/// The token of a link that is made at `now`.
pub(crate) fn token(links: &Links, claim: Claim, now: DateTime<Utc>) -> String {
    let ends = (now + GOOD_FOR).timestamp();
    let mut content = Vec::with_capacity(LONGEST);
    for id in [claim.organization.uuid(), claim.file.uuid(), claim.reader.uuid()] {
        content.extend_from_slice(id.as_bytes());
    }
    content.extend_from_slice(&ends.to_be_bytes());
    content.push(claim.number);
    let proof = links.mac(PURPOSE, &content).finalize().into_bytes();
    content.extend_from_slice(&proof[..]);
    URL_SAFE_NO_PAD.encode(content)
}

/// What a token says, if it was made by [`token`] and is good at `now`.
pub(crate) fn read(links: &Links, token: &str, now: DateTime<Utc>) -> Option<Claim> {
    if token.len() > LONGEST {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (content, proof) = bytes.split_at_checked(CONTENT)?;
    links.mac(PURPOSE, content).verify_slice(proof).ok()?;
    let id = |at: usize| Uuid::from_slice(content.get(at..at + 16)?).ok();
    let ends = i64::from_be_bytes(content.get(48..56)?.try_into().ok()?);
    (now.timestamp() < ends).then_some(())?;
    Some(Claim {
        organization: id(0)?.into(),
        file: id(16)?.into(),
        reader: id(32)?.into(),
        number: *content.get(56)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(secret: u8) -> Links {
        Links { public_url: "https://cadre.example".to_owned(), secret: vec![secret; 32].into() }
    }

    fn claim() -> Claim {
        let id = |number| Uuid::from_u128(number);
        Claim { organization: id(1).into(), file: id(2).into(), reader: id(3).into(), number: 4 }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a moment")
    }

    #[test]
    fn a_token_is_read_back_for_five_minutes() {
        let made = token(&links(1), claim(), now());
        assert!(made.len() < LONGEST);
        assert_eq!(read(&links(1), &made, now()), Some(claim()));
        let late = now() + GOOD_FOR;
        assert_eq!(read(&links(1), &made, late - Duration::seconds(1)), Some(claim()));
        assert_eq!(read(&links(1), &made, late), None);
    }

    #[test]
    fn any_changed_byte_or_other_secret_is_refused() {
        let made = token(&links(1), claim(), now());
        assert_eq!(read(&links(2), &made, now()), None);
        let bytes = URL_SAFE_NO_PAD.decode(&made).expect("base64");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(read(&links(1), &URL_SAFE_NO_PAD.encode(changed), now()), None, "{at}");
            assert_eq!(read(&links(1), &URL_SAFE_NO_PAD.encode(&bytes[..at]), now()), None, "{at}");
        }
        assert_eq!(read(&links(1), &format!("{made}{}", "A".repeat(100)), now()), None);
    }

    #[test]
    fn a_proof_for_another_purpose_is_none_for_files() {
        let made = token(&links(1), claim(), now());
        let mut bytes = URL_SAFE_NO_PAD.decode(made).expect("base64");
        let proof = links(1).mac("unsubscribe", &bytes[..CONTENT]).finalize().into_bytes();
        bytes.truncate(CONTENT);
        bytes.extend_from_slice(&proof[..]);
        assert_eq!(read(&links(1), &URL_SAFE_NO_PAD.encode(bytes), now()), None);
    }
}
