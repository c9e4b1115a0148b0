//! Holds the script for pgbench to what the server really sends.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use api::RequestInfo;
use auth::actions::SignIn;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Fallible;
use crate::installation::Installation;
use crate::passwords::PASSWORD;

/// What logs every statement of connections that are opened from now on.
const LOUD: &str = "ALTER ROLE cadre_app SET log_statement = 'all'; ALTER ROLE cadre_system SET log_statement = 'all'";
const QUIET: &str =
    "ALTER ROLE cadre_app RESET log_statement; ALTER ROLE cadre_system RESET log_statement";

/// Compares the statements of one request with those of a script, text by text. Returns how many
/// the server sends. The first of two requests reads what is kept in memory and prepares statements,
/// the other one is looked at.
///
/// The application runs in this process, so that its own counter can be compared as well.
pub async fn check(
    installation: &Installation,
    email: &str,
    query: &str,
    variables: [Value; 2],
    script: &str,
) -> Fallible<u64> {
    installation.execute(LOUD).await?;
    let app = installation.app()?;
    let tokens = app.services.auth.sign_in(SignIn {
        email: email.to_owned(),
        password: PASSWORD.to_owned().into(),
        organization: None,
        address: None,
    });
    let token = tokens.await?.access_token;
    let ask = async |variables: &Value| {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let info = RequestInfo {
            request_id: "bench".to_owned(),
            bearer: Some(token.clone()),
            address: None,
            content_type: Some("application/json".to_owned()),
            accept: None,
        };
        app.api.answer(info, body.as_bytes()).await
    };
    let first = ask(&variables[0]).await;
    if first.status != 200 || !first.body.starts_with(b"{\"data\"") {
        return Err(format!("the query fails: {}", String::from_utf8_lossy(&first.body)).into());
    }
    let mut log = File::open(installation.postgres.log())?;
    log.seek(SeekFrom::End(0))?;
    let before = app.services.database.statements().sent();
    ask(&variables[1]).await;
    let sent = app.services.database.statements().sent() - before;
    let mut logged = String::new();
    log.read_to_string(&mut logged)?;
    installation.execute(QUIET).await?;

    let messages = messages(&logged);
    if u64::try_from(messages.len())? != sent {
        return Err(format!(
            "the server counted {sent} statements, PostgreSQL logged {messages:#?}"
        )
        .into());
    }
    let really: Vec<String> = messages.iter().flat_map(|message| statements(message)).collect();
    let written: String = script
        .lines()
        .filter(|line| !line.starts_with('\\') && !line.starts_with("--"))
        .fold(String::new(), |text, line| text + line + "\n");
    let written: Vec<String> = statements(&written).collect();
    if really != written {
        return Err(format!(
            "the script for pgbench is not what the server sends; make it so:\n{}",
            really.join(";\n")
        )
        .into());
    }
    Ok(sent)
}

/// The statements in PostgreSQL's log; a line that begins with a tab goes on with the one before.
fn messages(log: &str) -> Vec<String> {
    let mut messages = Vec::new();
    let mut in_message = false;
    for line in log.lines() {
        if let Some(more) = line.strip_prefix('\t') {
            if let Some(message) = messages.last_mut().filter(|_| in_message) {
                *message = format!("{message} {more}");
            }
            continue;
        }
        let text = line.split_once("LOG:  ").map_or("", |(_, text)| text);
        let statement = text.strip_prefix("statement: ").or_else(|| {
            text.strip_prefix("execute ")?.split_once(": ").map(|(_name, statement)| statement)
        });
        in_message = statement.is_some();
        messages.extend(statement.map(str::to_owned));
    }
    messages
}

/// Single statements, with `?` for whatever stands for a value.
fn statements(text: &str) -> impl Iterator<Item = String> {
    text.split(';')
        .map(|statement| without_values(statement).split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|statement| !statement.is_empty())
}

/// Values are `$1` from the server, an id in quotes where it begins a transaction, and `:variable`,
/// `bench.id(…)` or an array of one of those in a script.
fn without_values(statement: &str) -> String {
    let mut text = String::with_capacity(statement.len());
    let mut rest = statement;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("::") {
            text.push_str("::");
            rest = after;
        } else if let Some(length) = value_length(rest) {
            text.push('?');
            rest = &rest[length..];
        } else {
            text.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    text
}

fn value_length(text: &str) -> Option<usize> {
    for (start, end) in [("ARRAY[bench.id(", ")]"), ("bench.id(", ")")] {
        if text.starts_with(start) {
            return text.find(end).map(|place| place + end.len());
        }
    }
    let word = |accepted: fn(char) -> bool| {
        let length = text[1..].find(|letter| !accepted(letter)).unwrap_or(text.len() - 1);
        (length > 0).then_some(1 + length)
    };
    match text.chars().next()? {
        '$' => word(|letter| letter.is_ascii_digit()),
        ':' => word(|letter| letter.is_ascii_lowercase() || letter == '_'),
        '\'' => {
            let length = text[1..].find('\'')?;
            Uuid::try_parse(&text[1..=length]).is_ok().then_some(length + 2)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_compared_without_their_values() {
        let server: Vec<String> = statements(
            "BEGIN; SELECT f('01900000-0000-7001-8000-000000000000')\n WHERE a = $1 AND b = ANY($12) AND c = 'x' AND d::text = $3",
        )
        .collect();
        let script: Vec<String> = statements(
            "BEGIN;SELECT f(bench.id(1, :tenant)) WHERE a = :one AND b = ANY(ARRAY[bench.id(6, :number)]) AND c = 'x' AND d::text = :now;",
        )
        .collect();
        assert_eq!(
            server,
            ["BEGIN", "SELECT f(?) WHERE a = ? AND b = ANY(?) AND c = 'x' AND d::text = ?"]
        );
        assert_eq!(server, script);
        assert_ne!(statements("SELECT 'x'").next(), statements("SELECT 'y'").next());
    }

    #[test]
    fn a_log_gives_its_statements_only() {
        let log = "2026-01-01 UTC [1] LOG:  execute s1: SELECT 1\n\tFROM a\n\
                   2026-01-01 UTC [1] DETAIL:  parameters: $1 = 'a\n\tb'\n\
                   2026-01-01 UTC [1] LOG:  statement: COMMIT\n";
        assert_eq!(messages(log), ["SELECT 1 FROM a", "COMMIT"]);
    }
}
