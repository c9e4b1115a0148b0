//! What a newcomer reads after the start.

use crate::seed::DemoSignIns;

/// Where things are and how to ask the first question, as text.
pub fn banner(public_url: &str, has_mailbox: bool, demo: Option<&DemoSignIns>) -> String {
    let mut lines = vec![
        String::new(),
        "  Cadre is ready.".to_owned(),
        String::new(),
        format!("  GraphiQL         {public_url}/graphql"),
    ];
    if has_mailbox {
        lines.push(format!("  Mailbox          {public_url}/dev/mailbox"));
    }
    if let Some(demo) = demo {
        lines.extend([String::new(), format!("  Sign in to {}:", demo.organization)]);
        let width = demo.people.iter().map(|person| person.email.len()).max().unwrap_or_default();
        lines.extend(demo.people.iter().map(|person| {
            format!("    {:<12} {:<width$}  {}", person.role, person.email, person.password)
        }));
        if let Some(person) = demo.people.first() {
            lines.extend([String::new(), "  A first query:".to_owned()]);
            lines.extend(first_query(public_url, &person.email, &person.password));
        }
    }
    lines.extend([String::new(), "  Ctrl-C stops everything.".to_owned(), String::new()]);
    lines.join("\n")
}

/// Two commands for a shell: sign in, and ask with the token.
fn first_query(public_url: &str, email: &str, password: &str) -> [String; 6] {
    let sign_in = serde_json::json!({
        "query": "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }",
        "variables": { "input": { "email": email, "password": password } },
    });
    [
        format!("    TOKEN=$(curl -s {public_url}/graphql -H 'Content-Type: application/json' \\"),
        format!("      -d {} \\", quoted(&sign_in.to_string())),
        "      | sed 's/.*\"accessToken\":\"\\([^\"]*\\)\".*/\\1/')".to_owned(),
        format!("    curl -s {public_url}/graphql -H 'Content-Type: application/json' \\"),
        "      -H \"Authorization: Bearer $TOKEN\" \\".to_owned(),
        format!(
            "      -d {}",
            quoted(r#"{"query": "{ viewer { member { name } organization { name } roles } }"}"#)
        ),
    ]
}

/// For a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::DemoSignIn;

    #[test]
    fn the_first_query_can_be_pasted() {
        let person = DemoSignIn {
            role: "admin",
            email: "ana@demo.example".to_owned(),
            password: "it's".to_owned(),
        };
        let demo = DemoSignIns { organization: "Demo".to_owned(), people: vec![person] };
        let text = banner("http://127.0.0.1:8080", true, Some(&demo));
        assert!(text.contains("admin        ana@demo.example  it's"), "{text}");
        assert!(text.contains(r#""password":"it'\''s""#), "{text}");
        assert!(banner("http://x", false, None).contains("http://x/graphql"));
    }
}
