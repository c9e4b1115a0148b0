//! Files on a real port: in, out, taken up, forgotten.

mod downloads;
mod names;
mod orphans;
mod taking_up;
mod uploads;

use files::{AttachError, Files};
use kernel::{FileId, Role};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::HeaderMap;
use serde_json::Value;
use testkit::{Organization, Person, TestApp};

use crate::http::Served;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n";

/// Two organisations, in each somebody who may upload.
struct House {
    served: Served,
    alpha: Organization,
    beta: Organization,
    /// Of alpha.
    fay: Person,
    /// Of beta.
    ben: Person,
}

/// An answer, read to its end.
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl House {
    async fn build() -> Self {
        let served = Served::start_as(false).await;
        let alpha = served.app.organization("alpha").await;
        let beta = served.app.organization("beta").await;
        let fay = served.app.member(&alpha, "fay", &[Role::Facilitator]).await;
        let ben = served.app.member(&beta, "ben", &[Role::Facilitator]).await;
        Self { served, alpha, beta, fay, ben }
    }

    const fn app(&self) -> &TestApp {
        &self.served.app
    }

    const fn files(&self) -> &Files {
        &self.served.app.app.services.files
    }

    async fn upload(&self, person: &Person, name: &str, body: impl Into<reqwest::Body>) -> Reply {
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        let request = self.served.client.post(self.served.url("/uploads"));
        let request = request.bearer_auth(&person.token).header("x-file-name", name);
        Reply::of(request.body(body)).await
    }

    /// Uploads a small file and returns its id.
    async fn uploaded(&self, person: &Person, name: &str) -> FileId {
        self.upload(person, name, PDF).await.created()
    }

    /// The path of a link to a file of a person's organisation.
    fn link(&self, person: &Person, file: FileId) -> String {
        self.path(&files::link(self.files(), person.organization_id, file, person.member_id))
    }

    fn path(&self, link: &str) -> String {
        link.strip_prefix("http://cadre.test").expect("our address").to_owned()
    }

    async fn get(&self, path: &str) -> Reply {
        Reply::of(self.served.client.get(self.served.url(path))).await
    }

    async fn attach(&self, person: &Person, ids: &[FileId]) -> Result<(), AttachError> {
        let now = self.app().now();
        let (organization, owner) = (person.organization_id, person.member_id);
        self.files()
            .database
            .write(organization, async |connection| {
                files::attach(connection, organization, owner, ids, now).await
            })
            .await
    }

    async fn rows(&self) -> i64 {
        self.app().count("SELECT count(*) AS count FROM cadre.file").await
    }

    /// What stands in the folder of an organisation's files, unfinished ones too.
    fn stored(&self, organization: &Organization) -> Vec<String> {
        let folder = self.app().folder().join("files").join(organization.id.to_string());
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }
}

impl Reply {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().await.expect("a body").to_vec() }
    }

    #[track_caller]
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no header {name}"));
        value.to_str().expect("text")
    }

    #[track_caller]
    fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"))
    }

    /// The id of the file that was taken in.
    #[track_caller]
    fn created(&self) -> FileId {
        let body = self.json();
        assert_eq!(self.status, 201, "{body}");
        body["id"].as_str().expect("an id").parse().expect("an id of a file")
    }

    /// The code of a refusal; the request's id stands in it as it does in the header.
    #[track_caller]
    fn code(&self) -> (u16, String) {
        let body = self.json();
        assert_eq!(body["requestId"], self.header("x-request-id"), "{body}");
        assert!(body["message"].as_str().is_some_and(|words| !words.is_empty()), "{body}");
        (self.status, body["code"].as_str().expect("a code").to_owned())
    }
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
