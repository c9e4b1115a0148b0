//! A run as files that can be checked elsewhere, and the links to them.

use auth::Links;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use hmac::Mac as _;
use kernel::{MemberId, OrganizationId, RunId};
use matching::instance::{Instance, MentorEntry, ResultFile};
use uuid::Uuid;

use super::whole::WholeRun;

/// How long a link is good.
const GOOD_FOR: Duration = Duration::minutes(5);
/// Keeps these links apart from all others under the same secret.
const PURPOSE: &str = "matching-run";
/// Three ids, a moment, a part.
const CONTENT: usize = 16 * 3 + 8 + 1;
/// Longer than any token of ours.
const LONGEST: usize = 160;

/// One of the two files of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportPart {
    /// People by id, places, scores, pins.
    Instance,
    /// The pairs and their proof.
    Result,
}

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportClaim {
    /// The organisation.
    pub organization: OrganizationId,
    /// The run.
    pub run: RunId,
    /// Who asked for the link; for the log.
    pub reader: MemberId,
    /// Which file.
    pub part: ExportPart,
}

/// The token of a link that is made at `now`, and when it ends.
pub fn export_token(
    links: &Links,
    claim: ExportClaim,
    now: DateTime<Utc>,
) -> (String, DateTime<Utc>) {
    let ends = now + GOOD_FOR;
    let mut content = Vec::with_capacity(LONGEST);
    for id in [claim.organization.uuid(), claim.run.uuid(), claim.reader.uuid()] {
        content.extend_from_slice(id.as_bytes());
    }
    content.extend_from_slice(&ends.timestamp().to_be_bytes());
    content.push(match claim.part {
        ExportPart::Instance => 1,
        ExportPart::Result => 2,
    });
    let proof = links.mac(PURPOSE, &content).finalize().into_bytes();
    content.extend_from_slice(&proof[..]);
    (URL_SAFE_NO_PAD.encode(content), ends)
}

/// What a token says, if it was made by [`export_token`] and is good at `now`.
pub fn read_export_token(links: &Links, token: &str, now: DateTime<Utc>) -> Option<ExportClaim> {
    if token.len() > LONGEST {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (content, proof) = bytes.split_at_checked(CONTENT)?;
    links.mac(PURPOSE, content).verify_slice(proof).ok()?;
    let id = |at: usize| Uuid::from_slice(content.get(at..at + 16)?).ok();
    let ends = i64::from_be_bytes(content.get(48..56)?.try_into().ok()?);
    (now.timestamp() < ends).then_some(())?;
    Some(ExportClaim {
        organization: id(0)?.into(),
        run: id(16)?.into(),
        reader: id(32)?.into(),
        part: match content.get(56)? {
            1 => ExportPart::Instance,
            2 => ExportPart::Result,
            _ => return None,
        },
    })
}

/// What went into a run. People are named by their ids, nothing else of them stands in it.
pub fn instance(whole: &WholeRun) -> Instance {
    let learner = |one: &crate::model::lists::LearnerInput| one.person.member_id.to_string();
    let problem = &whole.solved.problem;
    let mentors = whole.inputs.mentors.iter().enumerate();
    let mentors = mentors.map(|(at, one)| MentorEntry {
        id: one.person.member_id.to_string(),
        capacity: problem.places(at),
    });
    Instance {
        learners: whole.inputs.learners.iter().map(learner).collect(),
        mentors: mentors.collect(),
        problem: problem.clone(),
        objective: whole.solved.objective,
    }
}

/// What came out of a run, by the version of the engine that found it.
pub fn result(whole: &WholeRun) -> ResultFile {
    let mut file = ResultFile::new(&instance(whole), &whole.solved.solution);
    if let Some(version) = &whole.run.engine_version {
        file.certificate.engine_version.clone_from(version);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(secret: u8) -> Links {
        Links { public_url: "https://cadre.example".to_owned(), secret: vec![secret; 32].into() }
    }

    fn claim(part: ExportPart) -> ExportClaim {
        let id = |number| Uuid::from_u128(number);
        ExportClaim { organization: id(1).into(), run: id(2).into(), reader: id(3).into(), part }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a moment")
    }

    #[test]
    fn a_token_is_read_back_for_five_minutes() {
        for part in [ExportPart::Instance, ExportPart::Result] {
            let (made, ends) = export_token(&links(1), claim(part), now());
            assert!(made.len() < LONGEST);
            assert_eq!(ends, now() + GOOD_FOR);
            assert_eq!(read_export_token(&links(1), &made, now()), Some(claim(part)));
            assert_eq!(read_export_token(&links(1), &made, ends), None);
        }
    }

    #[test]
    fn any_changed_byte_or_other_secret_is_refused() {
        let (made, _) = export_token(&links(1), claim(ExportPart::Result), now());
        assert_eq!(read_export_token(&links(2), &made, now()), None);
        let bytes = URL_SAFE_NO_PAD.decode(&made).expect("base64");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let changed = URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(read_export_token(&links(1), &changed, now()), None, "{at}");
            let short = URL_SAFE_NO_PAD.encode(&bytes[..at]);
            assert_eq!(read_export_token(&links(1), &short, now()), None, "{at}");
        }
    }
}
