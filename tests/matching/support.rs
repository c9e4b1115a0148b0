//! Runs the command, and makes instances for it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// A folder of one test, removed with it.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cadre-match-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a path in UTF-8").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the command answered.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub output: String,
    pub error: String,
}

impl Answer {
    /// The result that `solve` printed.
    pub fn result(&self) -> Value {
        assert_eq!((self.code, self.error.as_str()), (Some(0), ""), "{self:?}");
        serde_json::from_str(&self.output).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The one line that says what is wrong.
    pub fn refusal(&self, code: i32) -> &str {
        assert_eq!((self.code, self.output.as_str()), (Some(code), ""), "{self:?}");
        let line = self.error.strip_prefix("cadre: ").and_then(|line| line.strip_suffix('\n'));
        let line = line.unwrap_or_else(|| panic!("{self:?}"));
        assert!(!line.contains('\n'), "{self:?}");
        line
    }
}

/// `cadre match` with arguments, and a text on its standard input. Its only setting is one that
/// cannot be used, so that it fails if it looks at settings.
pub fn cadre(arguments: &[&str], input: &str) -> Answer {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cadre"))
        .arg("match")
        .args(arguments)
        .env_clear()
        .env("CADRE_LISTEN", "nowhere")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("an input");
    // Whoever refuses the beginning does not read the rest.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Answer { code: output.status.code(), output: text(output.stdout), error: text(output.stderr) }
}

/// Learners and mentors with scores from a fixed sequence; one pair in eight is impossible.
pub fn instance(learners: usize, mentors: usize, capacity: u32) -> Value {
    let mut state = 7_u64;
    let mut next = || {
        // Knuth's constants for a linear congruential generator modulo 2^64; the high bits serve.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut score = || if next() % 8 == 0 { Value::Null } else { Value::from(next() % 101) };
    let scores: Vec<Vec<Value>> =
        (0..learners).map(|_| (0..mentors).map(|_| score()).collect()).collect();
    let mentor = |number| json!({"id": format!("R{number}"), "capacity": capacity});
    json!({
        "learners": (0..learners).map(|number| format!("E{number}")).collect::<Vec<_>>(),
        "mentors": (0..mentors).map(mentor).collect::<Vec<_>>(),
        "scores": scores,
    })
}
