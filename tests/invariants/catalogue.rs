//! Asks a database's catalogue, and tries statements as a role.

use database::Connection;
use diesel::QueryableByName;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    text: String,
}

/// The lines that a query of one column gives.
///
/// # Panics
/// When it fails.
pub async fn lines(connection: &mut Connection, query: &str) -> Vec<String> {
    let query = format!("SELECT asked.text::text AS text FROM ({query}) AS asked (text)");
    let rows: Vec<Line> = diesel::sql_query(&query)
        .load(connection)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{query}"));
    rows.into_iter().map(|row| row.text).collect()
}

/// Every tenant table: what stands in schema `cadre`, by name.
pub async fn tenant_tables(connection: &mut Connection) -> Vec<String> {
    let found = lines(
        connection,
        "SELECT format('cadre.%I', relname) FROM pg_class
         WHERE relnamespace = 'cadre'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1",
    )
    .await;
    assert!(found.len() > 20, "{found:?}");
    found
}

/// What became of a statement.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    /// It touched that many rows.
    Rows(usize),
    /// It was refused in these words, by that constraint if it was one.
    Refused(String, Option<String>),
}

impl Fate {
    /// Whether it was refused in words that hold these.
    pub fn refused_with(&self, part: &str) -> bool {
        matches!(self, Self::Refused(words, _) if words.contains(part))
    }
}

/// Tries a statement inside a transaction that is taken back.
///
/// # Panics
/// When the connection is lost.
pub async fn attempt(connection: &mut Connection, scope: Option<uuid::Uuid>, sql: &str) -> Fate {
    connection.batch_execute("BEGIN").await.expect("a transaction");
    if let Some(organization) = scope {
        let enter = format!("SELECT cadre.enter_organization('{organization}')");
        connection.batch_execute(&enter).await.expect("a scope");
    }
    let fate = match diesel::sql_query(sql).execute(connection).await {
        Ok(rows) => Fate::Rows(rows),
        Err(Error::DatabaseError(kind, told)) => {
            assert!(!matches!(kind, DatabaseErrorKind::ClosedConnection), "{told:?}");
            let constraint = told.constraint_name().map(str::to_owned);
            Fate::Refused(told.message().to_owned(), constraint)
        }
        Err(other) => panic!("{other}\n{sql}"),
    };
    connection.batch_execute("ROLLBACK").await.expect("the end of the transaction");
    fate
}
