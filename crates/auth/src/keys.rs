//! The keys that sign access tokens.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use kernel::Sources;
use serde_json::{Value, json};

use crate::error::AuthError;

/// PKCS#8 version 1 of an Ed25519 private key, up to the 32 bytes of the key (RFC 8410, section 7).
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// Sorts before any name that a later key is given, so that the later one signs.
const FIRST_KEY: &str = "0001.pem";

/// Ed25519 keys by id. The one with the last id signs; all verify, so that a key can be exchanged
/// while tokens of the old one are still out. Cheap to clone.
#[derive(Clone)]
pub struct SigningKeys(Arc<Keys>);

struct Keys {
    signing: (String, EncodingKey),
    verifying: BTreeMap<String, VerifyingKey>,
}

struct VerifyingKey {
    decoding: DecodingKey,
    x: String,
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.verifying.keys()).finish()
    }
}

impl SigningKeys {
    /// Reads every `*.pem` of a folder: Ed25519 private keys as `openssl genpkey -algorithm ed25519`
    /// writes them. The file name without its ending is the key's id.
    ///
    /// # Errors
    /// When the folder holds no key or one that cannot be read.
    pub fn from_folder(path: impl AsRef<Path>) -> Result<Self, AuthError> {
        let folder = path.as_ref();
        let mut signing = None;
        let mut verifying = BTreeMap::new();
        for file in key_files(folder)? {
            let (id, encoding, key) = read(&file)?;
            verifying.insert(id.clone(), key);
            signing = Some((id, encoding));
        }
        let signing = signing.ok_or_else(|| refusal(folder, "it holds no *.pem"))?;
        Ok(Self(Arc::new(Keys { signing, verifying })))
    }

    /// Reads a folder as [`SigningKeys::from_folder`] does, after making it and a first key if
    /// there is none. Processes that do so at once end with the same key.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn generate_into(path: impl AsRef<Path>, sources: &Sources) -> Result<Self, AuthError> {
        let folder = path.as_ref();
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| refusal(folder, &error.to_string()))?;
        if key_files(folder)?.is_empty() {
            write_key(folder, sources).map_err(|error| refusal(folder, &error.to_string()))?;
        }
        Self::from_folder(folder)
    }

    /// The public halves as a JSON Web Key Set, for those who check tokens themselves.
    pub fn jwks(&self) -> Value {
        let keys: Vec<Value> = self
            .0
            .verifying
            .iter()
            .map(|(id, key)| {
                json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": id, "x": key.x })
            })
            .collect();
        json!({ "keys": keys })
    }

    pub(crate) fn signing(&self) -> (&str, &EncodingKey) {
        (&self.0.signing.0, &self.0.signing.1)
    }

    pub(crate) fn verifying(&self, id: &str) -> Option<&DecodingKey> {
        self.0.verifying.get(id).map(|key| &key.decoding)
    }
}

/// The key files in the order of their names.
fn key_files(folder: &Path) -> Result<Vec<PathBuf>, AuthError> {
    let entries = fs::read_dir(folder).map_err(|error| refusal(folder, &error.to_string()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| refusal(folder, &error.to_string()))?.path();
        if path.extension().is_some_and(|ending| ending == "pem") {
            files.push(path);
        }
    }
    files.sort_by(|a, b| a.file_stem().cmp(&b.file_stem()));
    Ok(files)
}

fn read(file: &Path) -> Result<(String, EncodingKey, VerifyingKey), AuthError> {
    let id = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .filter(|stem| stem.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)))
        .ok_or_else(|| refusal(file, "name it with letters, digits, `-`, `_` and `.` only"))?;
    let pem = fs::read(file).map_err(|error| refusal(file, &error.to_string()))?;
    let unreadable = |_| refusal(file, "it is not an Ed25519 private key (PKCS#8 PEM)");
    let encoding = EncodingKey::from_ed_pem(&pem).map_err(unreadable)?;
    let jwk = Jwk::from_encoding_key(&encoding, Algorithm::EdDSA).map_err(unreadable)?;
    let AlgorithmParameters::OctetKeyPair(parameters) = jwk.algorithm else {
        return Err(refusal(file, "it is not an Ed25519 private key (PKCS#8 PEM)"));
    };
    let decoding = DecodingKey::from_ed_components(&parameters.x).map_err(unreadable)?;
    Ok((id.to_owned(), encoding, VerifyingKey { decoding, x: parameters.x }))
}

/// Written whole under another name and then linked, which fails where a key is there already: a
/// reader sees the whole file or none, and the first writer wins.
fn write_key(folder: &Path, sources: &Sources) -> std::io::Result<()> {
    let seed =
        URL_SAFE_NO_PAD.decode(sources.new_secret().reveal()).map_err(std::io::Error::other)?;
    let der = [PKCS8_PREFIX.as_slice(), &seed].concat();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(der)
    );
    let unfinished = folder.join(format!(".{}.new", sources.new_id::<uuid::Uuid>()));
    let mut file =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    let linked = file
        .write_all(pem.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&unfinished, folder.join(FIRST_KEY)));
    fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

fn refusal(place: &Path, reason: &str) -> AuthError {
    AuthError::Internal(format!("signing keys: {}: {reason}", place.display()))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A folder that goes away with the test.
    pub(crate) struct Folder(pub(crate) PathBuf);

    impl Folder {
        pub(crate) fn new() -> Self {
            let name = format!("cadre-keys-{}", Sources::system().new_id::<uuid::Uuid>());
            Self(std::env::temp_dir().join(name))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let folder = Folder::new();
        let first = SigningKeys::generate_into(&folder.0, &Sources::system()).expect("keys");
        let second = SigningKeys::generate_into(&folder.0, &Sources::system()).expect("keys");
        assert_eq!(first.jwks(), second.jwks());
        let files: Vec<_> = fs::read_dir(&folder.0).expect("a folder").flatten().collect();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].metadata().expect("metadata").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_last_key_signs_and_all_verify() {
        let folder = Folder::new();
        SigningKeys::generate_into(&folder.0, &Sources::system()).expect("keys");
        let other = Folder::new();
        SigningKeys::generate_into(&other.0, &Sources::system()).expect("keys");
        fs::copy(other.0.join(FIRST_KEY), folder.0.join("2027-01.pem")).expect("copied");
        let keys = SigningKeys::from_folder(&folder.0).expect("keys");
        assert_eq!(keys.signing().0, "2027-01");
        assert!(keys.verifying("0001").is_some() && keys.verifying("2027-01").is_some());
        let set = keys.jwks();
        let ids: Vec<_> =
            set["keys"].as_array().expect("a list").iter().map(|key| key["kid"].clone()).collect();
        assert_eq!(ids, ["0001", "2027-01"]);
        assert!(set["keys"][0].get("d").is_none());
    }

    #[test]
    fn folders_without_a_usable_key_are_refused() {
        let folder = Folder::new();
        assert!(SigningKeys::from_folder(&folder.0).is_err());
        fs::create_dir_all(&folder.0).expect("a folder");
        assert!(SigningKeys::from_folder(&folder.0).is_err());
        fs::write(
            folder.0.join("a.pem"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        )
        .expect("written");
        assert!(SigningKeys::from_folder(&folder.0).is_err());
    }
}
