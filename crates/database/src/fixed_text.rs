use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Untyped;

/// See [`fixed_text`].
#[derive(Debug, Clone, Copy)]
pub struct FixedText<Q>(Q);

/// A statement of `diesel::sql_query` whose text is the same at each call. It is prepared once per
/// connection and kept; any other is parsed and planned anew for every call, in a round trip of its
/// own. Never for a text that is put together: each would stay.
pub const fn fixed_text<Q>(query: Q) -> FixedText<Q> {
    FixedText(query)
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for FixedText<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

/// Kept under its text.
impl<Q> QueryId for FixedText<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for FixedText<Q> {
    type SqlType = Untyped;
}
