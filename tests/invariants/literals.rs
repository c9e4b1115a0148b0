//! Takes Rust sources apart into string literals and the code around them.

/// A string literal.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    /// The line that it begins on, from 1.
    pub line: usize,
    /// What stands between the quotes; escapes are left as they are written.
    pub text: String,
}

/// The literals of a source, and its code without literals and comments. Lines keep their numbers.
pub fn split(source: &str) -> (Vec<Literal>, String) {
    let mut scanner = Scanner { rest: source, line: 1, code: String::new(), literals: Vec::new() };
    while !scanner.rest.is_empty() {
        scanner.step();
    }
    (scanner.literals, scanner.code)
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
    code: String,
    literals: Vec<Literal>,
}

impl<'a> Scanner<'a> {
    fn step(&mut self) {
        if self.rest.starts_with("//") {
            self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.take(self.rest.find("*/").map_or(self.rest.len(), |at| at + 2));
        } else if let Some(hashes) = self.raw_string() {
            self.literal(hashes + 2, &format!("\"{}", "#".repeat(hashes)));
        } else if self.rest.starts_with('"') {
            self.literal(1, "\"");
        } else if let Some(length) = self.character() {
            self.take(length);
        } else {
            let next = self.rest.chars().next().map_or(0, char::len_utf8);
            let taken = self.take(next);
            if taken != "\n" {
                self.code.push_str(taken);
            }
        }
    }

    /// Takes some bytes off the front; line breaks in them go on to the code.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        let breaks = taken.matches('\n').count();
        self.line += breaks;
        self.code.extend(std::iter::repeat_n('\n', breaks));
        taken
    }

    /// How many hashes a raw string begins with, if one begins here.
    fn raw_string(&self) -> Option<usize> {
        let before = self.code.chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() && letter != 'b' || letter == '_') {
            return None;
        }
        let after = self.rest.strip_prefix('r')?;
        let hashes = after.len() - after.trim_start_matches('#').len();
        after[hashes..].starts_with('"').then_some(hashes)
    }

    fn literal(&mut self, opening: usize, closing: &str) {
        let line = self.line;
        self.take(opening);
        let mut length = 0;
        while !self.rest[length..].starts_with(closing) && length < self.rest.len() {
            let escaped = closing == "\"" && self.rest[length..].starts_with('\\');
            let letters = self.rest[length..].chars().take(if escaped { 2 } else { 1 });
            length += letters.map(char::len_utf8).sum::<usize>();
        }
        let text = self.take(length).to_owned();
        self.take(closing.len().min(self.rest.len()));
        self.code.push_str("\"\"");
        self.literals.push(Literal { line, text });
    }

    /// The length of a character literal, if one begins here and not a lifetime.
    fn character(&self) -> Option<usize> {
        let inner = self.rest.strip_prefix('\'')?;
        if inner.starts_with('\\') {
            return inner[2..].find('\'').map(|at| at + 4);
        }
        let length = inner.chars().next()?.len_utf8();
        inner[length..].starts_with('\'').then_some(length + 2)
    }
}

#[test]
fn literals_are_told_from_code() {
    let source = r####"
fn f<'a>(x: &'a str) -> char { // not "this"
    g("one \"two\"", r#"three "four""#, '"', '\'', "five
six");
    /* nor "this" */ h(br"seven")
}"####;
    let (literals, code) = split(source);
    let texts: Vec<_> = literals.iter().map(|one| (one.line, one.text.as_str())).collect();
    assert_eq!(
        texts,
        [(3, r#"one \"two\""#), (3, r#"three "four""#), (3, "five\nsix"), (5, "seven")]
    );
    assert!(code.contains("fn f<'a>(x: &'a str)") && !code.contains("this"), "{code}");
    assert_eq!(code.lines().count(), source.lines().count());
}
