//! A client that does as little as possible, since it shares its cores with what is measured:
//! requests are bytes made beforehand, of answers only status and length are read.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Fallible;
use crate::passwords::PASSWORD;

/// One kept connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, valid until the next request.
pub struct Reply<'a> {
    /// HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: &'a [u8],
}

impl Client {
    /// To a port of this machine.
    pub async fn connect(port: u16) -> Fallible<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(128 * 1024) })
    }

    /// Sends a request and reads its answer.
    pub async fn send(&mut self, request: &[u8]) -> Fallible<Reply<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let body_at = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let (status, length) = head(&self.buffer[..body_at])?;
        while self.buffer.len() < body_at + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection in the middle of an answer".into());
            }
        }
        Ok(Reply { status, body: &self.buffer[body_at..body_at + length] })
    }

    /// Sends a GraphQL request that must succeed, and gives its data.
    pub async fn data(
        &mut self,
        token: Option<&str>,
        query: &str,
        variables: Value,
    ) -> Fallible<Value> {
        let reply = self.send(&request(token, query, variables)).await?;
        let mut answer: Value = serde_json::from_slice(reply.body)?;
        if answer.get("errors").is_some() {
            return Err(format!("the server refused: {answer}").into());
        }
        Ok(answer["data"].take())
    }

    /// Signs a person in and gives the access token.
    pub async fn sign_in(&mut self, email: &str) -> Fallible<String> {
        let data = self.data(None, SIGN_IN, sign_in_variables(email)).await?;
        let token = data["signIn"]["session"]["accessToken"].as_str();
        Ok(token.ok_or("no token came")?.to_owned())
    }
}

/// The command that opens a session.
pub const SIGN_IN: &str =
    "mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }";

/// What [`SIGN_IN`] takes.
pub fn sign_in_variables(email: &str) -> Value {
    json!({ "input": { "email": email, "password": PASSWORD } })
}

/// A GraphQL request as bytes.
pub fn request(token: Option<&str>, query: &str, variables: Value) -> Vec<u8> {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let bearer =
        token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n\
         {bearer}Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn head(bytes: &[u8]) -> Fallible<(u16, usize)> {
    let text = std::str::from_utf8(bytes)?;
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    status.zip(length).ok_or_else(|| format!("no status and length in {text:?}").into())
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
